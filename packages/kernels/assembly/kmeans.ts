// k-means after Lloyd 1982, for points of few dimensions (see kmeans_short.ts for more of them). Points as in points.ts.
// Centroids lie twice: row-major [cluster][d], and in groups of four, groups[group][dimension][4].

import { relabel } from "./kmeans_sums";

const LANES: i32 = 8;

/**
 * Writes the centroids: means of `sums` where counts > 0 (unless sums is 0: then the rows as they are), the groups of
 * four, halves[cluster] = |c|^2 / 2 (padding: +Infinity), drift[cluster] += how far it moved (rounded up).
 * Returns the sum of squared movements. `k4` is k padded to 4.
 */
export function kmeansMeans(
  sums: usize, counts: usize, k: i32, k4: i32, d: i32, centroids: usize, groups: usize, halves: usize, drift: usize
): f64 {
  let total: f64 = 0;
  for (let c = 0; c < k4; c++) {
    const group = groups + ((<usize>(c >> 2) * <usize>d * 4 + (c & 3)) << 2);
    if (c >= k) {
      for (let j = 0; j < d; j++) store<f32>(group + (<usize>j << 4), 0);
      store<f32>(halves + (<usize>c << 2), f32.MAX_VALUE);
      continue;
    }
    const row = centroids + ((<usize>c * <usize>d) << 2);
    const count = sums ? load<i32>(counts + (<usize>c << 2)) : 0;
    const sum = sums + ((<usize>c * <usize>d) << 3);
    let norm: f64 = 0, moved: f64 = 0;
    for (let j = 0; j < d; j++) {
      const at = row + (<usize>j << 2);
      let value = load<f32>(at);
      if (count > 0) {
        const mean = <f32>(load<f64>(sum + (<usize>j << 3)) / <f64>count);
        moved += (<f64>mean - <f64>value) * (<f64>mean - <f64>value);
        value = mean;
        store<f32>(at, value);
      }
      store<f32>(group + (<usize>j << 4), value);
      norm += <f64>value * <f64>value;
    }
    store<f32>(halves + (<usize>c << 2), <f32>(norm * 0.5));
    total += moved;
    const d0 = drift + (<usize>c << 2);
    store<f32>(d0, <f32>((<f64>load<f32>(d0) + sqrt(moved)) * 1.0000002));
}

  return total;
}

/**
 * One pass of Lloyd over blocks: labels, and the sums and counts of the points that changed; i32 at `changes` += how many
 * did. scratch: 32 bytes.
 */
export function kmeansAssign(
  points: usize, rows: usize, order: usize, width: i32, labels: usize, n: i32, d: i32, groups: usize, halves: usize,
  k4: i32, from: i32, to: i32, sums: usize, counts: usize, changes: usize, scratch: usize
): void {
  let changed = 0;
  const far = f32x4.splat(f32.MAX_VALUE);
  for (let b = from; b < to; b++) {
    const block = points + ((<usize>b * <usize>d * LANES) << 2);
    let best0 = far, best1 = far;
    let index0 = i32x4.splat(0), index1 = index0;
    let c = groups;
    for (let first = 0; first < k4; first += 4) {
      let x = block;
      let a00 = f32x4.splat(0), a01 = a00, a10 = a00, a11 = a00, a20 = a00, a21 = a00, a30 = a00, a31 = a00;
      if (d < 4) {
        for (let j = 0; j < d; j++) {
          const x0 = v128.load(x), x1 = v128.load(x, 16);
          let s = v128.load_splat<f32>(c);
          a00 = f32x4.add(a00, f32x4.mul(x0, s)); a01 = f32x4.add(a01, f32x4.mul(x1, s));
          s = v128.load_splat<f32>(c, 4);
          a10 = f32x4.add(a10, f32x4.mul(x0, s)); a11 = f32x4.add(a11, f32x4.mul(x1, s));
          s = v128.load_splat<f32>(c, 8);
          a20 = f32x4.add(a20, f32x4.mul(x0, s)); a21 = f32x4.add(a21, f32x4.mul(x1, s));
          s = v128.load_splat<f32>(c, 12);
          a30 = f32x4.add(a30, f32x4.mul(x0, s)); a31 = f32x4.add(a31, f32x4.mul(x1, s));
          x += 32;
          c += 16;
        }
      } else {
        for (let j = 0; j < d; j += 2) {
          let x0 = v128.load(x), x1 = v128.load(x, 16);
          let s = v128.load_splat<f32>(c);
          a00 = f32x4.add(a00, f32x4.mul(x0, s)); a01 = f32x4.add(a01, f32x4.mul(x1, s));
          s = v128.load_splat<f32>(c, 4);
          a10 = f32x4.add(a10, f32x4.mul(x0, s)); a11 = f32x4.add(a11, f32x4.mul(x1, s));
          s = v128.load_splat<f32>(c, 8);
          a20 = f32x4.add(a20, f32x4.mul(x0, s)); a21 = f32x4.add(a21, f32x4.mul(x1, s));
          s = v128.load_splat<f32>(c, 12);
          a30 = f32x4.add(a30, f32x4.mul(x0, s)); a31 = f32x4.add(a31, f32x4.mul(x1, s));
          x0 = v128.load(x, 32); x1 = v128.load(x, 48);
          s = v128.load_splat<f32>(c, 16);
          a00 = f32x4.add(a00, f32x4.mul(x0, s)); a01 = f32x4.add(a01, f32x4.mul(x1, s));
          s = v128.load_splat<f32>(c, 20);
          a10 = f32x4.add(a10, f32x4.mul(x0, s)); a11 = f32x4.add(a11, f32x4.mul(x1, s));
          s = v128.load_splat<f32>(c, 24);
          a20 = f32x4.add(a20, f32x4.mul(x0, s)); a21 = f32x4.add(a21, f32x4.mul(x1, s));
          s = v128.load_splat<f32>(c, 28);
          a30 = f32x4.add(a30, f32x4.mul(x0, s)); a31 = f32x4.add(a31, f32x4.mul(x1, s));
          x += 64;
          c += 32;
        }
      }
      // score = |c|^2 / 2 - x.c: the nearest centroid has the lowest; ties go to the lower index.
      const h = halves + (<usize>first << 2);
      let half = v128.load_splat<f32>(h), number = i32x4.splat(first);
      let s0 = f32x4.sub(half, a00), s1 = f32x4.sub(half, a01);
      index0 = v128.bitselect(number, index0, f32x4.lt(s0, best0)); best0 = f32x4.pmin(best0, s0);
      index1 = v128.bitselect(number, index1, f32x4.lt(s1, best1)); best1 = f32x4.pmin(best1, s1);
      half = v128.load_splat<f32>(h, 4); number = i32x4.splat(first + 1);
      s0 = f32x4.sub(half, a10); s1 = f32x4.sub(half, a11);
      index0 = v128.bitselect(number, index0, f32x4.lt(s0, best0)); best0 = f32x4.pmin(best0, s0);
      index1 = v128.bitselect(number, index1, f32x4.lt(s1, best1)); best1 = f32x4.pmin(best1, s1);
      half = v128.load_splat<f32>(h, 8); number = i32x4.splat(first + 2);
      s0 = f32x4.sub(half, a20); s1 = f32x4.sub(half, a21);
      index0 = v128.bitselect(number, index0, f32x4.lt(s0, best0)); best0 = f32x4.pmin(best0, s0);
      index1 = v128.bitselect(number, index1, f32x4.lt(s1, best1)); best1 = f32x4.pmin(best1, s1);
      half = v128.load_splat<f32>(h, 12); number = i32x4.splat(first + 3);
      s0 = f32x4.sub(half, a30); s1 = f32x4.sub(half, a31);
      index0 = v128.bitselect(number, index0, f32x4.lt(s0, best0)); best0 = f32x4.pmin(best0, s0);
      index1 = v128.bitselect(number, index1, f32x4.lt(s1, best1)); best1 = f32x4.pmin(best1, s1);
    }
    const l = labels + (<usize>b << 5);
    const differ = v128.or(i32x4.ne(index0, v128.load(l)), i32x4.ne(index1, v128.load(l, 16)));
    if (v128.any_true(differ)) {
      v128.store(scratch, index0);
      v128.store(scratch, index1, 16);
      changed += relabel(rows, order, width, b, l, n, d, scratch, sums, counts);
    }
  }
  store<i32>(changes, load<i32>(changes) + changed);
}
