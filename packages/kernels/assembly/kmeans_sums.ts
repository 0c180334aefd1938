// Sums of the clusters: f64, changed only for points that change their cluster.

import { rowAt, upper } from "./points";

const LANES: i32 = 8;

/**
 * Takes over the new labels of a block, i32[8] at `fresh`, and moves the changed points between sums. Padded lanes keep
 * what they have. rows: [n][width], at positions as `order` says; sums are `d` apart. Returns how many changed.
 */
export function relabel(
  rows: usize, order: usize, width: i32, b: i32, labels: usize, n: i32, d: i32, fresh: usize, sums: usize, counts: usize
): i32 {
  let changed = 0;
  const lanes = min(LANES, n - b * LANES);
  for (let lane = 0; lane < lanes; lane++) {
    const at = <usize>lane << 2;
    const to = load<i32>(fresh + at);
    const from = load<i32>(labels + at);
    if (from == to) continue;
    changed++;
    move(rowAt(rows, order, b * LANES + lane, width), width, d, from, to, sums, counts);
    store<i32>(labels + at, to);
  }
  return changed;
}

// Moves one point from one sum to another; from < 0 is none.
function move(x: usize, width: i32, d: i32, from: i32, to: i32, sums: usize, counts: usize): void {
  const into = counts + (<usize>to << 2);
  store<i32>(into, load<i32>(into) + 1);
  const s = sums + ((<usize>to * <usize>d) << 3);
  if (from < 0) {
    let j = 0;
    for (; j + 4 <= width; j += 4) {
      const value = v128.load(x + (<usize>j << 2)), at = s + (<usize>j << 3);
      v128.store(at, f64x2.add(v128.load(at), f64x2.promote_low_f32x4(value)));
      v128.store(at, f64x2.add(v128.load(at, 16), f64x2.promote_low_f32x4(upper(value))), 16);
    }
    for (; j < width; j++) {
      const at = s + (<usize>j << 3);
      store<f64>(at, load<f64>(at) + <f64>load<f32>(x + (<usize>j << 2)));
    }
    return;
  }
  const out = counts + (<usize>from << 2);
  store<i32>(out, load<i32>(out) - 1);
  const t = sums + ((<usize>from * <usize>d) << 3);
  let j = 0;
  for (; j + 4 <= width; j += 4) {
    const value = v128.load(x + (<usize>j << 2)), at = s + (<usize>j << 3), off = t + (<usize>j << 3);
    const low = f64x2.promote_low_f32x4(value), high = f64x2.promote_low_f32x4(upper(value));
    v128.store(at, f64x2.add(v128.load(at), low));
    v128.store(at, f64x2.add(v128.load(at, 16), high), 16);
    v128.store(off, f64x2.sub(v128.load(off), low));
    v128.store(off, f64x2.sub(v128.load(off, 16), high), 16);
  }
  for (; j < width; j++) {
    const value = <f64>load<f32>(x + (<usize>j << 2));
    const at = s + (<usize>j << 3), off = t + (<usize>j << 3);
    store<f64>(at, load<f64>(at) + value);
    store<f64>(off, load<f64>(off) - value);
  }
}

/** Adds what a part of the points changed to the sums f64[cells] and counts i32[k], and clears it. */
export function kmeansGather(
  sums: usize, counts: usize, partSums: usize, partCounts: usize, cells: i32, k: i32
): void {
  for (let i = 0; i < cells; i++) {
    const at = <usize>i << 3;
    store<f64>(sums + at, load<f64>(sums + at) + load<f64>(partSums + at));
  }
  for (let c = 0; c < k; c++) {
    const at = <usize>c << 2;
    store<i32>(counts + at, load<i32>(counts + at) + load<i32>(partCounts + at));
  }
  memory.fill(partSums, 0, <usize>cells << 3);
  memory.fill(partCounts, 0, <usize>k << 2);
}

/** Moves the point at `position` to another cluster; the repair of empty clusters. */
export function kmeansMove(
  rows: usize, order: usize, width: i32, labels: usize, d: i32, position: i32, to: i32, sums: usize, counts: usize
): void {
  const l = labels + (<usize>position << 2);
  move(rowAt(rows, order, position, width), width, d, load<i32>(l), to, sums, counts);
  store<i32>(l, to);
}

/** The position of the point farthest from its centroid among clusters of two or more; -1 where none is off its centroid. */
export function kmeansFarthest(
  rows: usize, order: usize, width: i32, labels: usize, n: i32, d: i32, centroids: usize, counts: usize
): i32 {
  let best = -1;
  let largest: f64 = 0;
  for (let p = 0; p < n; p++) {
    const label = load<i32>(labels + (<usize>p << 2));
    if (load<i32>(counts + (<usize>label << 2)) < 2) continue;
    const distance = toCentroid(rowAt(rows, order, p, width), width, centroids + ((<usize>label * <usize>d) << 2));
    if (distance > largest) {
      largest = distance;
      best = p;
    }
  }
  return best;
}

/** Sum of squared distances of the points to their centroids over positions from .. to - 1, continued from `sofar`. */
export function kmeansInertia(
  rows: usize, order: usize, width: i32, labels: usize, d: i32, centroids: usize, from: i32, to: i32, sofar: f64
): f64 {
  for (let p = from; p < to; p++) {
    const label = load<i32>(labels + (<usize>p << 2));
    sofar += toCentroid(rowAt(rows, order, p, width), width, centroids + ((<usize>label * <usize>d) << 2));
  }
  return sofar;
}

function toCentroid(x: usize, width: i32, centroid: usize): f64 {
  let even = f64x2.splat(0), odd = even;
  let j = 0;
  for (; j + 4 <= width; j += 4) {
    const at = <usize>j << 2;
    const value = v128.load(x + at), centre = v128.load(centroid + at);
    const low = f64x2.sub(f64x2.promote_low_f32x4(value), f64x2.promote_low_f32x4(centre));
    const high = f64x2.sub(f64x2.promote_low_f32x4(upper(value)), f64x2.promote_low_f32x4(upper(centre)));
    even = f64x2.add(even, f64x2.mul(low, low));
    odd = f64x2.add(odd, f64x2.mul(high, high));
  }
  const both = f64x2.add(even, odd);
  let sum = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  for (; j < width; j++) {
    const difference = <f64>load<f32>(x + (<usize>j << 2)) - <f64>load<f32>(centroid + (<usize>j << 2));
    sum += difference * difference;
  }
  return sum;
}
