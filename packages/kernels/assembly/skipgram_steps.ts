// Steps of stochastic skip-gram: two contexts at a time against six or two outputs, see skipgram.ts. Rows are `stride` floats, a
// multiple of 8.

import { sumFour } from "./linalg";
import { quickSigmoid4 } from "./quick_sigmoid";

/**
 * One gradient step of two contexts against six outputs; the first of them is the positive one if `positive`.
 * random: 18 bits, which of the small gradients are taken. scratch: 64 bytes of gradients, factors f32[7][2][4] (each
 * gradient four times over), then a list of outputs; `spare` fills the list up. Factors are loaded whole: loads that
 * splat, and shuffles in the loop, made it slower (Node 20). Exported, as the updates are, so that the optimiser does not
 * inline it.
 */
export function step6(
  one: usize, two: usize, outputs: usize, rowBytes: usize, rate: f32, positive: bool, random: u32, spare: usize,
  scratch: usize
): void {
  const o0 = load<usize>(outputs), o1 = load<usize>(outputs, 4), o2 = load<usize>(outputs, 8);
  const o3 = load<usize>(outputs, 12), o4 = load<usize>(outputs, 16), o5 = load<usize>(outputs, 20);
  // Three outputs at a time: measured 6 % faster than six, perhaps for want of registers.
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, b0 = a0, b1 = a0, b2 = a0;
  for (let at: usize = 0; at < rowBytes; at += 16) {
    const x = v128.load(one + at), y = v128.load(two + at);
    let o = v128.load(o0 + at);
    a0 = f32x4.add(a0, f32x4.mul(o, x)); b0 = f32x4.add(b0, f32x4.mul(o, y));
    o = v128.load(o1 + at);
    a1 = f32x4.add(a1, f32x4.mul(o, x)); b1 = f32x4.add(b1, f32x4.mul(o, y));
    o = v128.load(o2 + at);
    a2 = f32x4.add(a2, f32x4.mul(o, x)); b2 = f32x4.add(b2, f32x4.mul(o, y));
  }
  let a3 = f32x4.splat(0), a4 = a3, a5 = a3, b3 = a3, b4 = a3, b5 = a3;
  for (let at: usize = 0; at < rowBytes; at += 16) {
    const x = v128.load(one + at), y = v128.load(two + at);
    let o = v128.load(o3 + at);
    a3 = f32x4.add(a3, f32x4.mul(o, x)); b3 = f32x4.add(b3, f32x4.mul(o, y));
    o = v128.load(o4 + at);
    a4 = f32x4.add(a4, f32x4.mul(o, x)); b4 = f32x4.add(b4, f32x4.mul(o, y));
    o = v128.load(o5 + at);
    a5 = f32x4.add(a5, f32x4.mul(o, x)); b5 = f32x4.add(b5, f32x4.mul(o, y));
  }
  const first = sumFour(a0, a1, a2, a3), second = sumFour(b0, b1, b2, b3), rest = sumFour(a4, a5, b4, b5);
  // Gradient of log s(x) for the positive output: 1 - s(x); of log s(-x) for the others: -s(x). Of an output the larger
  // one of both contexts counts. In `rest` one context's two scores stand before the other's.
  const label = f32x4.replace_lane(f32x4.splat(0), 0, positive ? <f32>1 : <f32>0);
  const sign = i32x4.replace_lane(i32x4.splat(0), 0, positive ? i32.MIN_VALUE : 0);
  const four = f32x4.max(v128.xor(first, sign), v128.xor(second, sign));
  const pair = f32x4.max(rest, v128.shuffle<i32>(rest, rest, 2, 3, 0, 1));
  const small = below6(four, pair, SMALL), smaller = below6(four, pair, SMALLER), least = below6(four, pair, LEAST);
  const kept = ~small | (random & (~smaller | ((random >> 6) & (~least | (random >> 12)))));
  const r = times(four, rate);
  v128.store(scratch, f32x4.mul(r, f32x4.sub(label, quickSigmoid4(first))));
  v128.store(scratch, f32x4.mul(r, f32x4.sub(label, quickSigmoid4(second))), 16);
  v128.store(scratch, f32x4.mul(times(pair, rate), f32x4.neg(quickSigmoid4(rest))), 32);
  // Those that are left out are overwritten by the next: a branch would seldom be foreseen.
  const factors = scratch + 64, list = factors + 224;
  let count = put(factors, list, 0, scratch, 16, o0, kept, 0);
  count = put(factors, list, count, scratch + 4, 16, o1, kept, 1);
  count = put(factors, list, count, scratch + 8, 16, o2, kept, 2);
  count = put(factors, list, count, scratch + 12, 16, o3, kept, 3);
  count = put(factors, list, count, scratch + 32, 8, o4, kept, 4);
  count = put(factors, list, count, scratch + 36, 8, o5, kept, 5);
  if (count == 0) return;
  const end = factors + (<usize>count << 5);
  v128.store(end, f32x4.splat(0)); v128.store(end, f32x4.splat(0), 16);
  store<usize>(list + (<usize>count << 2), spare);
  if (count <= 2) update2(one, two, list, rowBytes, factors);
  else if (count <= 4) update4(one, two, list, rowBytes, factors);
  else update6(one, two, list, rowBytes, factors);
}

// Scores (of a negative output; of the positive one with its sign turned) below which a gradient is taken in one of two, of
// four and of eight cases, as many times as large. The longest such step is .76 of the rate; all have about one length.
const SMALL: f32 = -0.5;
const SMALLER: f32 = -1.5;
const LEAST: f32 = -2.5;

/** A bit for each of six outputs: whether its score is below `limit`. */
// @ts-ignore: decorator
@inline
function below6(four: v128, two: v128, limit: f32): u32 {
  const low = f32x4.splat(limit);
  return i32x4.bitmask(f32x4.lt(four, low)) | ((i32x4.bitmask(f32x4.lt(two, low)) & 3) << 4);
}

/** The rate, and by how much it is multiplied for those that are seldom taken. */
// @ts-ignore: decorator
@inline
function times(score: v128, rate: f32): v128 {
  const once = f32x4.splat(rate);
  const small = f32x4.add(once, v128.and(f32x4.lt(score, f32x4.splat(SMALL)), once));
  const smaller = v128.and(f32x4.lt(score, f32x4.splat(SMALLER)), f32x4.splat(rate * 2));
  const least = v128.and(f32x4.lt(score, f32x4.splat(LEAST)), f32x4.splat(rate * 4));
  return f32x4.add(small, f32x4.add(smaller, least));
}

/** Appends an output and its two gradients, `apart` bytes from one another; returns how many there are. */
// @ts-ignore: decorator
@inline
function put(
  factors: usize, list: usize, count: i32, gradient: usize, apart: usize, output: usize, kept: u32, index: i32
): i32 {
  const to = factors + (<usize>count << 5);
  v128.store(to, v128.load32_splat(gradient));
  v128.store(to, v128.load32_splat(gradient + apart), 16);
  store<usize>(list + (<usize>count << 2), output);
  return count + ((kept >> index) & 1);
}

/** one += g p, two += h p, p += g one + h two for each p of a list of outputs, all from the values before. */
export function update6(one: usize, two: usize, list: usize, rowBytes: usize, factors: usize): void {
  const o0 = load<usize>(list), o1 = load<usize>(list, 4), o2 = load<usize>(list, 8);
  const o3 = load<usize>(list, 12), o4 = load<usize>(list, 16), o5 = load<usize>(list, 20);
  for (let at: usize = 0; at < rowBytes; at += 16) {
    const x = v128.load(one + at), y = v128.load(two + at);
    let u = x, w = y;
    let g: v128, h: v128, p: v128;
    g = v128.load(factors); h = v128.load(factors, 16);
    p = v128.load(o0 + at);
    u = f32x4.add(u, f32x4.mul(g, p)); w = f32x4.add(w, f32x4.mul(h, p));
    v128.store(o0 + at, f32x4.add(f32x4.add(p, f32x4.mul(g, x)), f32x4.mul(h, y)));
    g = v128.load(factors, 32); h = v128.load(factors, 48);
    p = v128.load(o1 + at);
    u = f32x4.add(u, f32x4.mul(g, p)); w = f32x4.add(w, f32x4.mul(h, p));
    v128.store(o1 + at, f32x4.add(f32x4.add(p, f32x4.mul(g, x)), f32x4.mul(h, y)));
    g = v128.load(factors, 64); h = v128.load(factors, 80);
    p = v128.load(o2 + at);
    u = f32x4.add(u, f32x4.mul(g, p)); w = f32x4.add(w, f32x4.mul(h, p));
    v128.store(o2 + at, f32x4.add(f32x4.add(p, f32x4.mul(g, x)), f32x4.mul(h, y)));
    g = v128.load(factors, 96); h = v128.load(factors, 112);
    p = v128.load(o3 + at);
    u = f32x4.add(u, f32x4.mul(g, p)); w = f32x4.add(w, f32x4.mul(h, p));
    v128.store(o3 + at, f32x4.add(f32x4.add(p, f32x4.mul(g, x)), f32x4.mul(h, y)));
    g = v128.load(factors, 128); h = v128.load(factors, 144);
    p = v128.load(o4 + at);
    u = f32x4.add(u, f32x4.mul(g, p)); w = f32x4.add(w, f32x4.mul(h, p));
    v128.store(o4 + at, f32x4.add(f32x4.add(p, f32x4.mul(g, x)), f32x4.mul(h, y)));
    g = v128.load(factors, 160); h = v128.load(factors, 176);
    p = v128.load(o5 + at);
    u = f32x4.add(u, f32x4.mul(g, p)); w = f32x4.add(w, f32x4.mul(h, p));
    v128.store(o5 + at, f32x4.add(f32x4.add(p, f32x4.mul(g, x)), f32x4.mul(h, y)));
    v128.store(one + at, u); v128.store(two + at, w);
  }
}

/** See update6. */
export function update4(one: usize, two: usize, list: usize, rowBytes: usize, factors: usize): void {
  const o0 = load<usize>(list), o1 = load<usize>(list, 4), o2 = load<usize>(list, 8);
  const o3 = load<usize>(list, 12);
  for (let at: usize = 0; at < rowBytes; at += 16) {
    const x = v128.load(one + at), y = v128.load(two + at);
    let u = x, w = y;
    let g: v128, h: v128, p: v128;
    g = v128.load(factors); h = v128.load(factors, 16);
    p = v128.load(o0 + at);
    u = f32x4.add(u, f32x4.mul(g, p)); w = f32x4.add(w, f32x4.mul(h, p));
    v128.store(o0 + at, f32x4.add(f32x4.add(p, f32x4.mul(g, x)), f32x4.mul(h, y)));
    g = v128.load(factors, 32); h = v128.load(factors, 48);
    p = v128.load(o1 + at);
    u = f32x4.add(u, f32x4.mul(g, p)); w = f32x4.add(w, f32x4.mul(h, p));
    v128.store(o1 + at, f32x4.add(f32x4.add(p, f32x4.mul(g, x)), f32x4.mul(h, y)));
    g = v128.load(factors, 64); h = v128.load(factors, 80);
    p = v128.load(o2 + at);
    u = f32x4.add(u, f32x4.mul(g, p)); w = f32x4.add(w, f32x4.mul(h, p));
    v128.store(o2 + at, f32x4.add(f32x4.add(p, f32x4.mul(g, x)), f32x4.mul(h, y)));
    g = v128.load(factors, 96); h = v128.load(factors, 112);
    p = v128.load(o3 + at);
    u = f32x4.add(u, f32x4.mul(g, p)); w = f32x4.add(w, f32x4.mul(h, p));
    v128.store(o3 + at, f32x4.add(f32x4.add(p, f32x4.mul(g, x)), f32x4.mul(h, y)));
    v128.store(one + at, u); v128.store(two + at, w);
  }
}

/** See update6. */
export function update2(one: usize, two: usize, list: usize, rowBytes: usize, factors: usize): void {
  const o0 = load<usize>(list), o1 = load<usize>(list, 4);
  for (let at: usize = 0; at < rowBytes; at += 16) {
    const x = v128.load(one + at), y = v128.load(two + at);
    let u = x, w = y;
    let g: v128, h: v128, p: v128;
    g = v128.load(factors); h = v128.load(factors, 16);
    p = v128.load(o0 + at);
    u = f32x4.add(u, f32x4.mul(g, p)); w = f32x4.add(w, f32x4.mul(h, p));
    v128.store(o0 + at, f32x4.add(f32x4.add(p, f32x4.mul(g, x)), f32x4.mul(h, y)));
    g = v128.load(factors, 32); h = v128.load(factors, 48);
    p = v128.load(o1 + at);
    u = f32x4.add(u, f32x4.mul(g, p)); w = f32x4.add(w, f32x4.mul(h, p));
    v128.store(o1 + at, f32x4.add(f32x4.add(p, f32x4.mul(g, x)), f32x4.mul(h, y)));
    v128.store(one + at, u); v128.store(two + at, w);
  }
}

/** The same for two contexts against two outputs: what is left where the outputs are not a multiple of six. */
export function step2(one: usize, two: usize, outputs: usize, rowBytes: usize, rate: f32, positive: bool, gradients: usize): void {
  const o0 = load<usize>(outputs);
  const o1 = load<usize>(outputs, 4);
  let a0 = f32x4.splat(0), a1 = f32x4.splat(0), b0 = f32x4.splat(0), b1 = f32x4.splat(0);
  for (let at: usize = 0; at < rowBytes; at += 16) {
    const x = v128.load(one + at), y = v128.load(two + at);
    const p = v128.load(o0 + at), q = v128.load(o1 + at);
    a0 = f32x4.add(a0, f32x4.mul(p, x));
    b0 = f32x4.add(b0, f32x4.mul(p, y));
    a1 = f32x4.add(a1, f32x4.mul(q, x));
    b1 = f32x4.add(b1, f32x4.mul(q, y));
  }
  const hit: f32 = positive ? 1 : 0;
  const label = f32x4.replace_lane(f32x4.replace_lane(f32x4.splat(0), 0, hit), 1, hit);
  const gradient = f32x4.mul(f32x4.splat(rate), f32x4.sub(label, quickSigmoid4(sumFour(a0, b0, a1, b1))));
  v128.store(gradients, gradient);
  for (let at: usize = 0; at < rowBytes; at += 16) {
    const x = v128.load(one + at), y = v128.load(two + at);
    const p = v128.load(o0 + at), q = v128.load(o1 + at);
    const g0 = v128.load32_splat(gradients), h0 = v128.load32_splat(gradients, 4);
    const g1 = v128.load32_splat(gradients, 8), h1 = v128.load32_splat(gradients, 12);
    v128.store(one + at, f32x4.add(f32x4.add(x, f32x4.mul(g0, p)), f32x4.mul(g1, q)));
    v128.store(two + at, f32x4.add(f32x4.add(y, f32x4.mul(h0, p)), f32x4.mul(h1, q)));
    v128.store(o0 + at, f32x4.add(f32x4.add(p, f32x4.mul(g0, x)), f32x4.mul(h0, y)));
    v128.store(o1 + at, f32x4.add(f32x4.add(q, f32x4.mul(g1, x)), f32x4.mul(h1, y)));
  }
}
