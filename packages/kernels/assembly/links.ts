// Learned links: the small nets over the features of pairs, and rows of dot products. f32 lanes are pairs, so that the
// result of a pair depends neither on its place nor on the slice.

import { at4, u32At } from "./cells";

/**
 * Sum of the nets' logistic answers / nets for `count` pairs (a multiple of 8).
 *
 * features  [rows x capacity] f32, one row per feature
 * picked    [inputs] u32: the rows that the nets want, clipped to [-1, 1.5] here
 * weights   f32, standardisation folded in; per net: hidden x (bias, inputs weights, output weight), then output bias
 * hidden    a multiple of 4
 * scratch   [inputs x 8] f32
 * out       [capacity] f32 link probabilities
 */
export function linksNet(
  features: usize, capacity: i32, count: i32, picked: usize, inputs: i32, nets: i32, hidden: i32, weights: usize,
  scratch: usize, out: usize
): void {
  const rowBytes = <usize>capacity << 2;
  const unitBytes = <usize>(inputs + 2) << 2;
  const end = scratch + (<usize>inputs << 5);
  const low = f32x4.splat(-1.0), high = f32x4.splat(1.5), zero = f32x4.splat(0.0);
  const share = f32x4.splat(<f32>1.0 / <f32>nets);
  for (let p = 0; p < count; p += 8) {
    const column = features + (<usize>p << 2);
    for (let at = scratch, row = picked; at < end; at += 32, row += 4) {
      const from = column + <usize>load<u32>(row) * rowBytes;
      v128.store(at, f32x4.max(low, f32x4.min(high, v128.load(from))));
      v128.store(at, f32x4.max(low, f32x4.min(high, v128.load(from, 16))), 16);
    }
    let sumA = zero, sumB = zero;
    let w = weights;
    for (let net = 0; net < nets; net++) {
      let answerA = zero, answerB = zero;
      for (let h = 0; h < hidden; h += 4) {
        // Four hidden units at a time: eight accumulators hide the latency of the additions.
        let w1 = w + unitBytes, w2 = w1 + unitBytes, w3 = w2 + unitBytes;
        let a0 = v128.load32_splat(w), b0 = a0, a1 = v128.load32_splat(w1), b1 = a1;
        let a2 = v128.load32_splat(w2), b2 = a2, a3 = v128.load32_splat(w3), b3 = a3;
        for (let at = scratch; at < end; at += 32) {
          w += 4; w1 += 4; w2 += 4; w3 += 4;
          const x = v128.load(at), y = v128.load(at, 16);
          let weight = v128.load32_splat(w);
          a0 = f32x4.add(a0, f32x4.mul(x, weight)); b0 = f32x4.add(b0, f32x4.mul(y, weight));
          weight = v128.load32_splat(w1);
          a1 = f32x4.add(a1, f32x4.mul(x, weight)); b1 = f32x4.add(b1, f32x4.mul(y, weight));
          weight = v128.load32_splat(w2);
          a2 = f32x4.add(a2, f32x4.mul(x, weight)); b2 = f32x4.add(b2, f32x4.mul(y, weight));
          weight = v128.load32_splat(w3);
          a3 = f32x4.add(a3, f32x4.mul(x, weight)); b3 = f32x4.add(b3, f32x4.mul(y, weight));
        }
        let o = v128.load32_splat(w, 4);
        answerA = f32x4.add(answerA, f32x4.mul(f32x4.max(a0, zero), o));
        answerB = f32x4.add(answerB, f32x4.mul(f32x4.max(b0, zero), o));
        o = v128.load32_splat(w1, 4);
        answerA = f32x4.add(answerA, f32x4.mul(f32x4.max(a1, zero), o));
        answerB = f32x4.add(answerB, f32x4.mul(f32x4.max(b1, zero), o));
        o = v128.load32_splat(w2, 4);
        answerA = f32x4.add(answerA, f32x4.mul(f32x4.max(a2, zero), o));
        answerB = f32x4.add(answerB, f32x4.mul(f32x4.max(b2, zero), o));
        o = v128.load32_splat(w3, 4);
        answerA = f32x4.add(answerA, f32x4.mul(f32x4.max(a3, zero), o));
        answerB = f32x4.add(answerB, f32x4.mul(f32x4.max(b3, zero), o));
        w = w3 + 8;
      }
      const bias = v128.load32_splat(w);
      w += 4;
      sumA = f32x4.add(sumA, logistic(f32x4.add(answerA, bias)));
      sumB = f32x4.add(sumB, logistic(f32x4.add(answerB, bias)));
    }
    v128.store(out + (<usize>p << 2), f32x4.mul(sumA, share));
    v128.store(out + (<usize>p << 2), f32x4.mul(sumB, share), 16);
  }
}

/** 1 / (1 + exp(-x)); exp by 2^whole and a polynomial of degree 6 on [-ln 2 / 2, ln 2 / 2]: relative error below 2e-7. */
// @ts-ignore: decorator
@inline
export function logistic(x: v128): v128 {
  const clipped = f32x4.max(f32x4.splat(-80.0), f32x4.min(f32x4.splat(80.0), f32x4.neg(x)));
  const whole = f32x4.nearest(f32x4.mul(clipped, f32x4.splat(1.44269504)));
  let r = f32x4.sub(clipped, f32x4.mul(whole, f32x4.splat(0.693359375)));
  r = f32x4.add(r, f32x4.mul(whole, f32x4.splat(2.12194440e-4)));
  let y = f32x4.splat(1.9875691500e-4);
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.3981999507e-3));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(8.3334519073e-3));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(4.1665795894e-2));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.6666665459e-1));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(5.0000001201e-1));
  y = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(r, r), y), r), f32x4.splat(1.0));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(whole), i32x4.splat(127)), 23);
  return f32x4.div(f32x4.splat(1.0), f32x4.add(f32x4.splat(1.0), f32x4.mul(y, power)));
}

/** out[k] = row i . row ids[k] for `count` ids (u32), or row k where ids is 0; rows of `stride` floats (a multiple of 8), padding zero. */
export function linksDotsOf(rows: usize, stride: i32, i: u32, ids: usize, count: u32, out: usize): void {
  const bytes = <usize>stride << 2;
  const own = rows + <usize>i * bytes;
  for (let k: u32 = 0; k < count; k++) {
    const other = rows + <usize>(ids == 0 ? k : u32At(ids, k)) * bytes;
    store<f32>(at4(out, k), dot(own, other, bytes));
  }
}

// @ts-ignore: decorator
@inline
function dot(own: usize, other: usize, bytes: usize): f32 {
  let a = f32x4.splat(0.0), b = f32x4.splat(0.0);
  for (let k: usize = 0; k < bytes; k += 32) {
    a = f32x4.add(a, f32x4.mul(v128.load(own + k), v128.load(other + k)));
    b = f32x4.add(b, f32x4.mul(v128.load(own + k, 16), v128.load(other + k, 16)));
  }
  const sum = f32x4.add(a, b);
  return f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3));
}
