// Learned links: the context of the pairs of one activity, see core's context.ts. All sums run in f64 and in a fixed order.

import { u32At, f64At, putF64, slot } from "./cells";
import {
  AROUND, AROUND_LENGTH, AROUND_OFFSETS, BASE, DEGREE, FLOWS, LENGTH, OWN, PRODUCTS, SHARE, STRONG, STRONG_OFFSETS,
  WORDS, WORD_LINKED, WORD_OFFSETS, WORD_PAIRS
} from "./links_context_plan";
import { logs } from "./logarithm";

/** Pairs that are imagined for every word, linked as often as any pair is. */
const IMAGINED_PAIRS: f64 = 2.0;

/** By how much the best word of the two multiplies the odds, given their own link probability; 1 where they share none. */
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
  return best < 0.0 ? 1.0 : (best / (1.0 - best)) * ((1.0 - base) / base);
}

// @ts-ignore: decorator
@inline
function pair(first: f64, second: f64): v128 {
  return f64x2.replace_lane(f64x2.splat(first), 1, second);
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
    putF64(own, k, weight);
    const stop = strong + (<usize>u32At(offsets, k + 1) << 3);
    for (let q = strong + (<usize>u32At(offsets, k) << 3); q < stop; q += 8) {
      const j = load<u32>(q);
      putF64(products, j, f64At(products, j) + weight * <f64>load<f32>(q, 4));
    }
  }
  const starts = slot(plan, AROUND_OFFSETS), around = slot(plan, AROUND);
  const first = around + (<usize>u32At(starts, i) << 3), last = around + (<usize>u32At(starts, i + 1) << 3);
  for (let p = first; p < last; p += 8) putF64(flows, load<u32>(p), <f64>load<f32>(p, 4));
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
    const odds = logs(pair(probability / (1.0 - probability), wordsOf(plan, i, j, given)));
    const degreeLogs = logs(pair(1.0 + smaller, 1.0 + larger));
    store<f32>(at, <f32>(max(-4.0, min(4.0, f64x2.extract_lane(odds, 0))) / 4.0));
    store<f32>((at += rowBytes), <f32>((product + 2.0 * f64At(own, j)) / (length * f64At(lengths, j))));
    store<f32>((at += rowBytes), <f32>(product / (smaller + 0.5)));
    store<f32>((at += rowBytes), <f32>(flow / (aroundLength * f64At(aroundLengths, j))));
    store<f32>((at += rowBytes), <f32>max(forth, back));
    store<f32>((at += rowBytes), <f32>min(forth, back));
    store<f32>((at += rowBytes), <f32>(f64x2.extract_lane(degreeLogs, 0) / 4.0));
    store<f32>((at += rowBytes), <f32>(f64x2.extract_lane(degreeLogs, 1) / 4.0));
    store<f32>(at + rowBytes, <f32>max(-0.3, f64x2.extract_lane(odds, 1) / 6.0));
  }
  for (let p = begin; p < end; p += 8) {
    const k = load<u32>(p);
    putF64(own, k, 0);
    const stop = strong + (<usize>u32At(offsets, k + 1) << 3);
    for (let q = strong + (<usize>u32At(offsets, k) << 3); q < stop; q += 8) putF64(products, load<u32>(q), 0);
  }
  for (let p = first; p < last; p += 8) putF64(flows, load<u32>(p), 0);
}
