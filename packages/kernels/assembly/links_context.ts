// Learned links: what the first look found around pairs, see core's context.ts. All sums run in f64 and in a fixed order.

import { alloc } from "./arena";
import { ln2 } from "./links_pairs";

// Slots (u32) of the plan, in the order of core's context.ts.
const ACTIVITIES: i32 = 0;
const OFFSETS: i32 = 1; // links of the first look: CSR of both triangles
const COLUMNS: i32 = 2;
const PROBABILITIES: i32 = 3; // f32
const STRONG_OFFSETS: i32 = 4; // u32[n + 1]: those that count as neighbours
const STRONG: i32 = 5; // of each a u32 column and a f32 probability
const DEGREE: i32 = 6; // f64[n]: their sum
const LENGTH: i32 = 7; // f64[n]: length of the row with a diagonal of one
const NEAR_OFFSETS: i32 = 8; // u32[n + 1]: steps at most four apart, both triangles
const NEAR_COLUMNS: i32 = 9;
const NEAR: i32 = 10; // u32
const AROUND_OFFSETS: i32 = 11; // u32[n + 1]: F
const AROUND: i32 = 12; // of each a u32 column and a f32 share; made at the top of the arena
const AROUND_ROOM: i32 = 13; // where its room ends
const AROUND_LENGTH: i32 = 14; // f64[n]
const SHARE: i32 = 15; // f64[n]: at first sessions with each; then of all occurrences, those that Q gives to each
const WORD_OFFSETS: i32 = 16; // u32[n + 1]: shared words of each name, ascending
const WORDS: i32 = 17;
const WORD_PAIRS: i32 = 18; // f64[words]: pairs that share it
const WORD_LINKED: i32 = 19; // f64[words]: the sum of their probabilities
const PRODUCTS: i32 = 20; // f64[n], zero between calls
const OWN: i32 = 21; // f64[n], zero between calls
const FLOWS: i32 = 22; // f64[n], zero between calls
const MET: i32 = 23; // u8[n + 16], zero between calls
const BASE: i32 = 24; // f64: the mean link probability of all pairs

/** Links below this do not count as neighbours. */
const LEAST_LINK: f64 = 0.02;
/** Shares of the surroundings below this are left out of F, which keeps it sparse. */
const LEAST_SHARE: f64 = 0.01;
/** Pairs that are imagined for every word, linked as often as any pair is. */
const IMAGINED_PAIRS: f64 = 2.0;

// @ts-ignore: decorator
@inline
function slot(plan: usize, name: i32): usize {
  return <usize>load<u32>(plan + (<usize>name << 2));
}

// @ts-ignore: decorator
@inline
function u32At(base: usize, index: u32): u32 {
  return load<u32>(base + (<usize>index << 2));
}

// @ts-ignore: decorator
@inline
function f64At(base: usize, index: u32): f64 {
  return load<f64>(base + (<usize>index << 3));
}

// @ts-ignore: decorator
@inline
function f64Put(base: usize, index: u32, value: f64): void {
  store<f64>(base + (<usize>index << 3), value);
}

// @ts-ignore: decorator
@inline
function ln(x: f64): f64 {
  return f64x2.extract_lane(ln2(f64x2.splat(x)), 0);
}

/** Strong links and what is made of them, the words' sums, and the shares of all activities. */
export function contextLinks(plan: usize): void {
  const n = <u32>slot(plan, ACTIVITIES);
  const offsets = slot(plan, OFFSETS), columns = slot(plan, COLUMNS), probabilities = slot(plan, PROBABILITIES);
  const strongOffsets = slot(plan, STRONG_OFFSETS), strong = slot(plan, STRONG), linked = slot(plan, WORD_LINKED);
  const wordOffsets = slot(plan, WORD_OFFSETS), words = slot(plan, WORDS), share = slot(plan, SHARE);
  let to: usize = strong;
  let all: f64 = 0, occurrences: f64 = 0;
  for (let i: u32 = 0; i < n; i++) {
    let degree: f64 = 0, squares: f64 = 0;
    for (let p = u32At(offsets, i), end = u32At(offsets, i + 1); p < end; p++) {
      const j = u32At(columns, p);
      const probability = <f64>load<f32>(probabilities + (<usize>p << 2));
      if (probability > LEAST_LINK) {
        store<u32>(to, j);
        store<f32>(to, <f32>probability, 4);
        to += 8;
        degree += probability;
        squares += probability * probability;
      }
      if (j < i) continue;
      all += probability;
      let x = u32At(wordOffsets, i), y = u32At(wordOffsets, j);
      const xEnd = u32At(wordOffsets, i + 1), yEnd = u32At(wordOffsets, j + 1);
      while (x < xEnd && y < yEnd) {
        const mine = u32At(words, x), theirs = u32At(words, y);
        if (mine == theirs) f64Put(linked, mine, f64At(linked, mine) + probability);
        if (mine <= theirs) x++;
        if (theirs <= mine) y++;
      }
    }
    f64Put(slot(plan, DEGREE), i, degree);
    f64Put(slot(plan, LENGTH), i, Math.sqrt(1.0 + squares));
    store<u32>(strongOffsets + (<usize>(i + 1) << 2), <u32>((to - strong) >> 3));
    occurrences += f64At(share, i);
  }
  const pairs = max(1.0, (<f64>n * (<f64>n - 1.0)) / 2.0);
  store<f64>(slot(plan, BASE), min(0.5, max(0.002, all / pairs)));
  // Shares are made from counts, which stand in OWN meanwhile.
  const having = slot(plan, OWN);
  memory.copy(having, share, <usize>n << 3);
  for (let i: u32 = 0; i < n; i++) {
    for (let p = u32At(strongOffsets, i), end = u32At(strongOffsets, i + 1); p < end; p++) {
      const entry = strong + (<usize>p << 3);
      const j = load<u32>(entry);
      f64Put(share, j, f64At(share, j) + <f64>load<f32>(entry, 4) * f64At(having, i));
    }
  }
  memory.fill(having, 0, <usize>n << 3);
  for (let j: u32 = 0; j < n; j++) f64Put(share, j, min(0.99, f64At(share, j) / max(1.0, occurrences)));
}

/**
 * Rows of F = A Q: shares of the steps around an activity that belong with each activity; rows from .. to - 1, from 0 on, at
 * the top of the arena, where nothing else is put meanwhile. Returns 0 where memory did not suffice.
 */
export function contextAround(plan: usize, from: u32, to: u32): bool {
  const n = <u32>slot(plan, ACTIVITIES);
  const offsets = slot(plan, NEAR_OFFSETS), columns = slot(plan, NEAR_COLUMNS), near = slot(plan, NEAR);
  const strongOffsets = slot(plan, STRONG_OFFSETS), strong = slot(plan, STRONG);
  const sums = slot(plan, PRODUCTS), met = slot(plan, MET), aroundOffsets = slot(plan, AROUND_OFFSETS);
  if (from == 0) {
    const top = alloc(0);
    if (top == 0) return false;
    store<u32>(plan + (<usize>AROUND << 2), <u32>top);
    store<u32>(plan + (<usize>AROUND_ROOM << 2), <u32>top);
  }
  const around = slot(plan, AROUND);
  for (let i = from; i < to; i++) {
    let next = around + (<usize>u32At(aroundOffsets, i) << 3);
    if (next + (<usize>n << 3) > slot(plan, AROUND_ROOM)) {
      const bytes = max<usize>(1 << 18, (<usize>n << 3) + 16) & ~15;
      if (alloc(bytes) == 0) return false;
      store<u32>(plan + (<usize>AROUND_ROOM << 2), <u32>(slot(plan, AROUND_ROOM) + bytes));
    }
    let all: f64 = 12;
    const end = u32At(offsets, i + 1);
    for (let p = u32At(offsets, i); p < end; p++) all += <f64>u32At(near, p);
    for (let p = u32At(offsets, i); p < end; p++) {
      const share = <f64>u32At(near, p) / all;
      const k = u32At(columns, p);
      store<u8>(met + <usize>k, 1);
      f64Put(sums, k, f64At(sums, k) + share);
      const stop = strong + (<usize>u32At(strongOffsets, k + 1) << 3);
      for (let q = strong + (<usize>u32At(strongOffsets, k) << 3); q < stop; q += 8) {
        const j = load<u32>(q);
        store<u8>(met + <usize>j, 1);
        f64Put(sums, j, f64At(sums, j) + share * <f64>load<f32>(q, 4));
      }
    }
    let squares: f64 = 1e-12;
    for (let first: u32 = 0; first < n; first += 16) {
      const flags = v128.load(met + <usize>first);
      if (!v128.any_true(flags)) continue;
      v128.store(met + <usize>first, i64x2.splat(0));
      for (let rest = <u32>i8x16.bitmask(i8x16.neg(flags)); rest != 0; rest &= rest - 1) {
        const j = first + <u32>ctz(rest);
        const sum = f64At(sums, j);
        f64Put(sums, j, 0);
        if (!(sum >= LEAST_SHARE)) continue;
        const value = <f32>sum;
        store<u32>(next, j);
        store<f32>(next, value, 4);
        next += 8;
        squares += <f64>value * <f64>value;
      }
    }
    f64Put(slot(plan, AROUND_LENGTH), i, Math.sqrt(squares));
    store<u32>(aroundOffsets + (<usize>(i + 1) << 2), <u32>((next - around) >> 3));
  }
  return true;
}

/** Log-odds that the best word of the two adds, given their own link probability; 0 where they share none. */
function wordsOf(plan: usize, i: u32, j: u32, probability: f64): f64 {
  const offsets = slot(plan, WORD_OFFSETS), words = slot(plan, WORDS), base = load<f64>(slot(plan, BASE));
  let best: f64 = -1;
  let x = u32At(offsets, i), y = u32At(offsets, j);
  const xEnd = u32At(offsets, i + 1), yEnd = u32At(offsets, j + 1);
  while (x < xEnd && y < yEnd) {
    const mine = u32At(words, x), theirs = u32At(words, y);
    if (mine == theirs) {
      const others = f64At(slot(plan, WORD_PAIRS), mine) - 1.0;
      const rate = (f64At(slot(plan, WORD_LINKED), mine) - probability + IMAGINED_PAIRS * base) / (others + IMAGINED_PAIRS);
      best = max(best, min(0.999, max(0.001, rate)));
    }
    if (mine <= theirs) x++;
    if (theirs <= mine) y++;
  }
  return best < 0.0 ? 0.0 : ln((best / (1.0 - best)) * ((1.0 - base) / base));
}

/**
 * Context f of partner k (ids: u32[count], with probabilities f32) of activity i to out[f x rowBytes + 4 k], in the order of
 * core's `contextNames`.
 */
export function contextRow(
  plan: usize, i: u32, ids: usize, probabilities: usize, count: u32, out: usize, rowBytes: usize
): void {
  const offsets = slot(plan, STRONG_OFFSETS), strong = slot(plan, STRONG);
  const products = slot(plan, PRODUCTS), own = slot(plan, OWN), flows = slot(plan, FLOWS);
  const begin = strong + (<usize>u32At(offsets, i) << 3), end = strong + (<usize>u32At(offsets, i + 1) << 3);
  for (let p = begin; p < end; p += 8) {
    const k = load<u32>(p);
    const weight = <f64>load<f32>(p, 4);
    f64Put(own, k, weight);
    const stop = strong + (<usize>u32At(offsets, k + 1) << 3);
    for (let q = strong + (<usize>u32At(offsets, k) << 3); q < stop; q += 8) {
      const j = load<u32>(q);
      f64Put(products, j, f64At(products, j) + weight * <f64>load<f32>(q, 4));
    }
  }
  const starts = slot(plan, AROUND_OFFSETS), around = slot(plan, AROUND);
  const first = around + (<usize>u32At(starts, i) << 3), last = around + (<usize>u32At(starts, i + 1) << 3);
  for (let p = first; p < last; p += 8) f64Put(flows, load<u32>(p), <f64>load<f32>(p, 4));
  const degrees = slot(plan, DEGREE), lengths = slot(plan, LENGTH), shares = slot(plan, SHARE), aroundLengths = slot(plan, AROUND_LENGTH);
  const degree = f64At(degrees, i), length = f64At(lengths, i), share = f64At(shares, i), aroundLength = f64At(aroundLengths, i);
  for (let k: u32 = 0; k < count; k++) {
    const j = u32At(ids, k);
    const given = <f64>load<f32>(probabilities + (<usize>k << 2));
    const probability = min(0.998, max(0.002, given));
    const product = f64At(products, j);
    const smaller = min(degree, f64At(degrees, j)), larger = max(degree, f64At(degrees, j));
    let flow: f64 = 0, back: f64 = 0;
    const stop = around + (<usize>u32At(starts, j + 1) << 3);
    for (let q = around + (<usize>u32At(starts, j) << 3); q < stop; q += 8) {
      const near = load<u32>(q);
      const value = <f64>load<f32>(q, 4);
      flow += value * f64At(flows, near);
      if (near == i) back = value;
    }
    const other = f64At(shares, j);
    const forth = (f64At(flows, j) - other) / (1.0 - other);
    back = (back - share) / (1.0 - share);
    let at = out + (<usize>k << 2);
    store<f32>(at, <f32>(max(-4.0, min(4.0, ln(probability / (1.0 - probability)))) / 4.0));
    store<f32>((at += rowBytes), <f32>((product + 2.0 * f64At(own, j)) / (length * f64At(lengths, j))));
    store<f32>((at += rowBytes), <f32>(product / (smaller + 0.5)));
    store<f32>((at += rowBytes), <f32>(flow / (aroundLength * f64At(aroundLengths, j))));
    store<f32>((at += rowBytes), <f32>max(forth, back));
    store<f32>((at += rowBytes), <f32>min(forth, back));
    store<f32>((at += rowBytes), <f32>(ln(1.0 + smaller) / 4.0));
    store<f32>((at += rowBytes), <f32>(ln(1.0 + larger) / 4.0));
    store<f32>(at + rowBytes, <f32>max(-0.3, wordsOf(plan, i, j, given) / 6.0));
  }
  for (let p = begin; p < end; p += 8) {
    const k = load<u32>(p);
    f64Put(own, k, 0);
    const stop = strong + (<usize>u32At(offsets, k + 1) << 3);
    for (let q = strong + (<usize>u32At(offsets, k) << 3); q < stop; q += 8) f64Put(products, load<u32>(q), 0);
  }
  for (let p = first; p < last; p += 8) f64Put(flows, load<u32>(p), 0);
}
