// k-means (Lloyd 1982; block-wise bounds after Elkan 2003; start after Arthur and Vassilvitskii 2007, greedy).
//
// Points lie in blocks of 8 lanes: points[block][dimension][lane], f32, dimensions padded to `d` (below 4 as they are,
// else to a multiple of 4) and the lanes of the last block padded with zeros. Position p is lane p & 7 of block p >> 3.
// Centroids lie twice: row-major [cluster][d], and in groups of four, groups[group][dimension][4].
// Sums are f64 and change only for points that change their cluster. Every kernel takes a range of blocks and continues
// from the state the range before left, so that the cutting into slices changes no bit.

const LANES: i32 = 8;

// Scratch of the assigning kernels, given by the host (threads share no statics): distances f32[4][8] at 0, own
// clusters i32[12] at MEASURED_END, labels i32[8] at OWNERS_END, and from LIST on a list of k + 4 clusters.
const MEASURED_END: usize = 128;
const OWNERS_END: usize = 176;
const LIST: usize = 208;

/**
 * Of the rows from <= i < to (each [n][d], not padded): sums[j] += rows[i][j] in f64, lows[j] and highs[j] the least and
 * largest so far. A sum is finite iff its column is.
 */
export function pointsColumns(rows: usize, d: i32, from: i32, to: i32, sums: usize, lows: usize, highs: usize): void {
  let p = rows + ((<usize>from * <usize>d) << 2);
  const whole = d & ~3;
  for (let i = from; i < to; i++) {
    let j = 0;
    for (; j < whole; j += 4) {
      const x = v128.load(p);
      const s = sums + (<usize>j << 3), l = lows + (<usize>j << 2), h = highs + (<usize>j << 2);
      v128.store(s, f64x2.add(v128.load(s), f64x2.promote_low_f32x4(x)));
      v128.store(s, f64x2.add(v128.load(s, 16), f64x2.promote_low_f32x4(upper(x))), 16);
      v128.store(l, f32x4.pmin(v128.load(l), x));
      v128.store(h, f32x4.pmax(v128.load(h), x));
      p += 16;
    }
    for (; j < d; j++) {
      const x = load<f32>(p);
      const s = sums + (<usize>j << 3), l = lows + (<usize>j << 2), h = highs + (<usize>j << 2);
      store<f64>(s, load<f64>(s) + <f64>x);
      if (x < load<f32>(l)) store<f32>(l, x);
      if (x > load<f32>(h)) store<f32>(h, x);
      p += 4;
    }
  }
}

// @ts-ignore: decorator
@inline
function upper(x: v128): v128 {
  return i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
}

/** rows[i][j] = (rows[i][j] - means[j]) * scale in place; state[0] += squares, state[1] = largest squared norm. */
export function pointsCentre(rows: usize, d: i32, from: i32, to: i32, means: usize, scale: f64, state: usize): void {
  let p = rows + ((<usize>from * <usize>d) << 2);
  let total = load<f64>(state);
  let largest = load<f64>(state, 8);
  const whole = d & ~3;
  const factor = f64x2.splat(scale);
  for (let i = from; i < to; i++) {
    let norms = f64x2.splat(0);
    let j = 0;
    for (; j < whole; j += 4) {
      const x = v128.load(p);
      const m = means + (<usize>j << 3);
      const low = f32x4.demote_f64x2_zero(f64x2.mul(f64x2.sub(f64x2.promote_low_f32x4(x), v128.load(m)), factor));
      const high = f32x4.demote_f64x2_zero(f64x2.mul(f64x2.sub(f64x2.promote_low_f32x4(upper(x)), v128.load(m, 16)), factor));
      v128.store(p, i8x16.shuffle(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23));
      const a = f64x2.promote_low_f32x4(low), b = f64x2.promote_low_f32x4(high);
      norms = f64x2.add(norms, f64x2.add(f64x2.mul(a, a), f64x2.mul(b, b)));
      p += 16;
    }
    let norm = f64x2.extract_lane(norms, 0) + f64x2.extract_lane(norms, 1);
    for (; j < d; j++) {
      const value = <f32>((<f64>load<f32>(p) - load<f64>(means + (<usize>j << 3))) * scale);
      store<f32>(p, value);
      norm += <f64>value * <f64>value;
      p += 4;
    }
    total += norm;
    if (norm > largest) largest = norm;
  }
  store<f64>(state, total);
  store<f64>(state, largest, 8);
}

/**
 * Lays rows [n][d] out in blocks of 8 lanes with `padded` dimensions; norms[position] = squared norm.
 * `order` (i32, or 0 for none) says which row stands at each position.
 */
export function pointsPack(
  rows: usize, order: usize, n: i32, d: i32, padded: i32, fromBlock: i32, toBlock: i32, points: usize, norms: usize
): void {
  const whole = d & ~3;
  for (let b = fromBlock; b < toBlock; b++) {
    const block = points + ((<usize>b * <usize>padded * LANES) << 2);
    const norm = norms + (<usize>b << 5);
    if (b * LANES + LANES > n) memory.fill(block, 0, (<usize>padded * LANES) << 2);
    for (let half = 0; half < LANES; half += 4) {
      const position = b * LANES + half;
      const q = block + (<usize>half << 2);
      if (position + 4 <= n) {
        const p0 = rowAt(rows, order, position, d), p1 = rowAt(rows, order, position + 1, d);
        const p2 = rowAt(rows, order, position + 2, d), p3 = rowAt(rows, order, position + 3, d);
        let low = f64x2.splat(0), high = low;
        let j = 0;
        for (; j < whole; j += 4) {
          const at = <usize>j << 2;
          const to = q + (<usize>j << 5);
          // 4 x 4 transposed.
          const a = v128.load(p0 + at), b = v128.load(p1 + at), c = v128.load(p2 + at), e = v128.load(p3 + at);
          const ab = i8x16.shuffle(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
          const ce = i8x16.shuffle(c, e, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
          const AB = i8x16.shuffle(a, b, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
          const CE = i8x16.shuffle(c, e, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
          const r0 = i64x2.shuffle(ab, ce, 0, 2), r1 = i64x2.shuffle(ab, ce, 1, 3);
          const r2 = i64x2.shuffle(AB, CE, 0, 2), r3 = i64x2.shuffle(AB, CE, 1, 3);
          v128.store(to, r0); v128.store(to, r1, 32); v128.store(to, r2, 64); v128.store(to, r3, 96);
          low = squares(squares(squares(squares(low, r0), r1), r2), r3);
          high = squares(squares(squares(squares(high, upper(r0)), upper(r1)), upper(r2)), upper(r3));
        }
        for (; j < d; j++) {
          const at = <usize>j << 2;
          const to = q + (<usize>j << 5);
          store<f32>(to, load<f32>(p0 + at)); store<f32>(to, load<f32>(p1 + at), 4);
          store<f32>(to, load<f32>(p2 + at), 8); store<f32>(to, load<f32>(p3 + at), 12);
          const r = v128.load(to);
          low = squares(low, r);
          high = squares(high, upper(r));
        }
        for (; j < padded; j++) v128.store(q + (<usize>j << 5), f32x4.splat(0));
        const n0 = f32x4.demote_f64x2_zero(low), n1 = f32x4.demote_f64x2_zero(high);
        v128.store(norm + (<usize>half << 2), i8x16.shuffle(n0, n1, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23));
        continue;
      }
      for (let lane = half; lane < half + 4; lane++) {
        let sum: f64 = 0;
        if (b * LANES + lane < n) {
          const p = rowAt(rows, order, b * LANES + lane, d);
          for (let j = 0; j < d; j++) {
            const value = load<f32>(p + (<usize>j << 2));
            store<f32>(block + (<usize>lane << 2) + (<usize>j << 5), value);
            sum += <f64>value * <f64>value;
          }
        }
        store<f32>(norm + (<usize>lane << 2), <f32>sum);
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function squares(sums: v128, x: v128): v128 {
  const wide = f64x2.promote_low_f32x4(x);
  return f64x2.add(sums, f64x2.mul(wide, wide));
}

// @ts-ignore: decorator
@inline
function rowAt(rows: usize, order: usize, position: i32, d: i32): usize {
  const row = order ? load<i32>(order + (<usize>position << 2)) : position;
  return rows + ((<usize>row * <usize>d) << 2);
}

/** group[.][slot] = row: one of the four candidates that `kmeansSeed` measures at once. */
export function kmeansCandidate(row: usize, d: i32, group: usize, slot: i32): void {
  for (let j = 0; j < d; j++) {
    store<f32>(group + ((<usize>j * 4 + slot) << 2), load<f32>(row + (<usize>j << 2)));
  }
}

/** row[j] = the point at `position`, contiguous. */
export function kmeansCopyPoint(points: usize, d: i32, position: i32, row: usize): void {
  const p = points + ((<usize>(position >> 3) * <usize>d * LANES + (position & 7)) << 2);
  for (let j = 0; j < d; j++) store<f32>(row + (<usize>j << 2), load<f32>(p + (<usize>j << 5)));
}

/**
 * k-means++: for four candidates c at once, out[c][position] = min(closest[position], |point - c|^2), and
 * sums[c][4 f64 lanes] += out. `closest` is 0 at padded positions. `outStride` is in floats; with `out` 0 the nearest
 * of the four is merged into `closest` instead.
 */
export function kmeansSeed(
  points: usize, d: i32, group: usize, closest: usize, out: usize, outStride: i32, sums: usize, from: i32, to: i32
): void {
  const step = <usize>outStride << 2;
  for (let b = from; b < to; b++) {
    let x = points + ((<usize>b * <usize>d * LANES) << 2);
    let c = group;
    let a00 = f32x4.splat(0), a01 = a00, a10 = a00, a11 = a00, a20 = a00, a21 = a00, a30 = a00, a31 = a00;
    for (let j = 0; j < d; j++) {
      const x0 = v128.load(x), x1 = v128.load(x, 16);
      let s = v128.load_splat<f32>(c);
      let t = f32x4.sub(x0, s), u = f32x4.sub(x1, s);
      a00 = f32x4.add(a00, f32x4.mul(t, t)); a01 = f32x4.add(a01, f32x4.mul(u, u));
      s = v128.load_splat<f32>(c, 4); t = f32x4.sub(x0, s); u = f32x4.sub(x1, s);
      a10 = f32x4.add(a10, f32x4.mul(t, t)); a11 = f32x4.add(a11, f32x4.mul(u, u));
      s = v128.load_splat<f32>(c, 8); t = f32x4.sub(x0, s); u = f32x4.sub(x1, s);
      a20 = f32x4.add(a20, f32x4.mul(t, t)); a21 = f32x4.add(a21, f32x4.mul(u, u));
      s = v128.load_splat<f32>(c, 12); t = f32x4.sub(x0, s); u = f32x4.sub(x1, s);
      a30 = f32x4.add(a30, f32x4.mul(t, t)); a31 = f32x4.add(a31, f32x4.mul(u, u));
      x += 32;
      c += 16;
    }
    const offset = <usize>b << 5;
    const near0 = v128.load(closest + offset), near1 = v128.load(closest + offset, 16);
    if (out == 0) {
      v128.store(closest + offset, f32x4.pmin(near0, f32x4.pmin(f32x4.pmin(a00, a10), f32x4.pmin(a20, a30))));
      v128.store(closest + offset, f32x4.pmin(near1, f32x4.pmin(f32x4.pmin(a01, a11), f32x4.pmin(a21, a31))), 16);
      continue;
    }
    keep(out + offset, sums, f32x4.pmin(near0, a00), f32x4.pmin(near1, a01));
    keep(out + offset + step, sums + 32, f32x4.pmin(near0, a10), f32x4.pmin(near1, a11));
    keep(out + offset + 2 * step, sums + 64, f32x4.pmin(near0, a20), f32x4.pmin(near1, a21));
    keep(out + offset + 3 * step, sums + 96, f32x4.pmin(near0, a30), f32x4.pmin(near1, a31));
  }
}

// @ts-ignore: decorator
@inline
function keep(out: usize, sums: usize, v0: v128, v1: v128): void {
  v128.store(out, v0);
  v128.store(out, v1, 16);
  const pair = f32x4.add(v0, v1);
  v128.store(sums, f64x2.add(v128.load(sums), f64x2.promote_low_f32x4(pair)));
  const high = i8x16.shuffle(pair, pair, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
  v128.store(sums, f64x2.add(v128.load(sums, 16), f64x2.promote_low_f32x4(high)), 16);
}

/** First position at which the running sum of `weights` exceeds `target`; the last positive one if rounding hides it. */
export function kmeansPick(weights: usize, n: i32, target: f64): i32 {
  let sum: f64 = 0;
  let last = 0;
  for (let i = 0; i < n; i++) {
    const weight = load<f32>(weights + (<usize>i << 2));
    if (weight > 0) {
      sum += <f64>weight;
      last = i;
      if (sum > target) return i;
    }
  }
  return last;
}

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

/** One pass of Lloyd over blocks: labels, and the sums and counts of the points that changed. Returns how many did. */
export function kmeansAssign(
  points: usize, labels: usize, n: i32, d: i32, groups: usize, halves: usize, k4: i32, from: i32, to: i32,
  sums: usize, counts: usize, scratch: usize
): i32 {
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
    if (v128.any_true(differ)) changed += relabel(block, b, l, n, d, index0, index1, sums, counts, scratch + OWNERS_END);
  }
  return changed;
}

// Stores the new labels of a block and moves the changed points between sums. Padded lanes keep what they have.
function relabel(
  block: usize, b: i32, labels: usize, n: i32, d: i32, index0: v128, index1: v128, sums: usize, counts: usize, fresh: usize
): i32 {
  v128.store(fresh, index0);
  v128.store(fresh, index1, 16);
  let changed = 0;
  const lanes = min(LANES, n - b * LANES);
  for (let lane = 0; lane < lanes; lane++) {
    const at = <usize>lane << 2;
    const to = load<i32>(fresh + at);
    const from = load<i32>(labels + at);
    if (from == to) continue;
    changed++;
    move(block + at, d, from, to, sums, counts);
    store<i32>(labels + at, to);
  }
  return changed;
}

// Moves one point (its first dimension at x, the next 32 bytes on) from one sum to another; from < 0 is none.
function move(x: usize, d: i32, from: i32, to: i32, sums: usize, counts: usize): void {
  const into = counts + (<usize>to << 2);
  store<i32>(into, load<i32>(into) + 1);
  const s = sums + ((<usize>to * <usize>d) << 3);
  const t = sums + ((<usize>max(from, 0) * <usize>d) << 3);
  if (from >= 0) {
    const out = counts + (<usize>from << 2);
    store<i32>(out, load<i32>(out) - 1);
  }
  let j = 0;
  for (; j + 4 <= d; j += 4) {
    const at = x + (<usize>j << 5), offset = <usize>j << 3;
    const low = f64x2.promote_low_f32x4(v128.load32_lane(at + 32, v128.load32_zero(at), 1));
    const high = f64x2.promote_low_f32x4(v128.load32_lane(at + 96, v128.load32_zero(at + 64), 1));
    v128.store(s + offset, f64x2.add(v128.load(s + offset), low));
    v128.store(s + offset, f64x2.add(v128.load(s + offset, 16), high), 16);
    if (from < 0) continue;
    v128.store(t + offset, f64x2.sub(v128.load(t + offset), low));
    v128.store(t + offset, f64x2.sub(v128.load(t + offset, 16), high), 16);
  }
  for (; j < d; j++) {
    const value = <f64>load<f32>(x + (<usize>j << 5));
    const offset = <usize>j << 3;
    store<f64>(s + offset, load<f64>(s + offset) + value);
    if (from >= 0) store<f64>(t + offset, load<f64>(t + offset) - value);
  }
}

/** Moves the point at `position` to another cluster; the repair of empty clusters. */
export function kmeansMove(points: usize, labels: usize, d: i32, position: i32, to: i32, sums: usize, counts: usize): void {
  const l = labels + (<usize>position << 2);
  move(points + ((<usize>(position >> 3) * <usize>d * LANES + (position & 7)) << 2), d, load<i32>(l), to, sums, counts);
  store<i32>(l, to);
}

/** The position of the point farthest from its centroid among clusters of two or more; -1 where none is off its centroid. */
export function kmeansFarthest(points: usize, labels: usize, n: i32, d: i32, centroids: usize, counts: usize): i32 {
  let best = -1;
  let largest: f64 = 0;
  for (let p = 0; p < n; p++) {
    const label = load<i32>(labels + (<usize>p << 2));
    if (load<i32>(counts + (<usize>label << 2)) < 2) continue;
    const distance = toCentroid(points, p, d, centroids + ((<usize>label * <usize>d) << 2));
    if (distance > largest) {
      largest = distance;
      best = p;
    }
  }
  return best;
}

/** Sum of squared distances of the points to their centroids, continued from `sofar`. */
export function kmeansInertia(points: usize, labels: usize, n: i32, d: i32, centroids: usize, from: i32, to: i32, sofar: f64): f64 {
  const end = min(n, to * LANES);
  for (let p = from * LANES; p < end; p++) {
    const label = load<i32>(labels + (<usize>p << 2));
    sofar += toCentroid(points, p, d, centroids + ((<usize>label * <usize>d) << 2));
  }
  return sofar;
}

function toCentroid(points: usize, position: i32, d: i32, centroid: usize): f64 {
  const x = points + ((<usize>(position >> 3) * <usize>d * LANES + (position & 7)) << 2);
  let sums = f64x2.splat(0);
  let j = 0;
  for (; j + 2 <= d; j += 2) {
    const at = x + (<usize>j << 5);
    const value = f64x2.promote_low_f32x4(v128.load32_lane(at + 32, v128.load32_zero(at), 1));
    const difference = f64x2.sub(value, f64x2.promote_low_f32x4(v128.load64_zero(centroid + (<usize>j << 2))));
    sums = f64x2.add(sums, f64x2.mul(difference, difference));
  }
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  for (; j < d; j++) {
    const difference = <f64>load<f32>(x + (<usize>j << 5)) - <f64>load<f32>(centroid + (<usize>j << 2));
    sum += difference * difference;
  }
  return sum;
}

// Distances (not squared) of the 8 points of a block to the 4 centroids that `list` names, into `measured`[4][8].
function measure(measured: usize, block: usize, norms: usize, list: usize, d: i32, centroids: usize, halves: usize): void {
  const i0 = load<i32>(list), i1 = load<i32>(list, 4), i2 = load<i32>(list, 8), i3 = load<i32>(list, 12);
  let c0 = centroids + ((<usize>i0 * <usize>d) << 2);
  let c1 = centroids + ((<usize>i1 * <usize>d) << 2);
  let c2 = centroids + ((<usize>i2 * <usize>d) << 2);
  let c3 = centroids + ((<usize>i3 * <usize>d) << 2);
  let x = block;
  let a00 = f32x4.splat(0), a01 = a00, a10 = a00, a11 = a00, a20 = a00, a21 = a00, a30 = a00, a31 = a00;
  for (let j = 0; j < d; j += 4) {
    let x0 = v128.load(x), x1 = v128.load(x, 16);
    let s = v128.load_splat<f32>(c0); a00 = f32x4.add(a00, f32x4.mul(x0, s)); a01 = f32x4.add(a01, f32x4.mul(x1, s));
    s = v128.load_splat<f32>(c1); a10 = f32x4.add(a10, f32x4.mul(x0, s)); a11 = f32x4.add(a11, f32x4.mul(x1, s));
    s = v128.load_splat<f32>(c2); a20 = f32x4.add(a20, f32x4.mul(x0, s)); a21 = f32x4.add(a21, f32x4.mul(x1, s));
    s = v128.load_splat<f32>(c3); a30 = f32x4.add(a30, f32x4.mul(x0, s)); a31 = f32x4.add(a31, f32x4.mul(x1, s));
    x0 = v128.load(x, 32); x1 = v128.load(x, 48);
    s = v128.load_splat<f32>(c0, 4); a00 = f32x4.add(a00, f32x4.mul(x0, s)); a01 = f32x4.add(a01, f32x4.mul(x1, s));
    s = v128.load_splat<f32>(c1, 4); a10 = f32x4.add(a10, f32x4.mul(x0, s)); a11 = f32x4.add(a11, f32x4.mul(x1, s));
    s = v128.load_splat<f32>(c2, 4); a20 = f32x4.add(a20, f32x4.mul(x0, s)); a21 = f32x4.add(a21, f32x4.mul(x1, s));
    s = v128.load_splat<f32>(c3, 4); a30 = f32x4.add(a30, f32x4.mul(x0, s)); a31 = f32x4.add(a31, f32x4.mul(x1, s));
    x0 = v128.load(x, 64); x1 = v128.load(x, 80);
    s = v128.load_splat<f32>(c0, 8); a00 = f32x4.add(a00, f32x4.mul(x0, s)); a01 = f32x4.add(a01, f32x4.mul(x1, s));
    s = v128.load_splat<f32>(c1, 8); a10 = f32x4.add(a10, f32x4.mul(x0, s)); a11 = f32x4.add(a11, f32x4.mul(x1, s));
    s = v128.load_splat<f32>(c2, 8); a20 = f32x4.add(a20, f32x4.mul(x0, s)); a21 = f32x4.add(a21, f32x4.mul(x1, s));
    s = v128.load_splat<f32>(c3, 8); a30 = f32x4.add(a30, f32x4.mul(x0, s)); a31 = f32x4.add(a31, f32x4.mul(x1, s));
    x0 = v128.load(x, 96); x1 = v128.load(x, 112);
    s = v128.load_splat<f32>(c0, 12); a00 = f32x4.add(a00, f32x4.mul(x0, s)); a01 = f32x4.add(a01, f32x4.mul(x1, s));
    s = v128.load_splat<f32>(c1, 12); a10 = f32x4.add(a10, f32x4.mul(x0, s)); a11 = f32x4.add(a11, f32x4.mul(x1, s));
    s = v128.load_splat<f32>(c2, 12); a20 = f32x4.add(a20, f32x4.mul(x0, s)); a21 = f32x4.add(a21, f32x4.mul(x1, s));
    s = v128.load_splat<f32>(c3, 12); a30 = f32x4.add(a30, f32x4.mul(x0, s)); a31 = f32x4.add(a31, f32x4.mul(x1, s));
    x += 128;
    c0 += 16; c1 += 16; c2 += 16; c3 += 16;
  }
  const n0 = v128.load(norms), n1 = v128.load(norms, 16);
  root(measured, n0, n1, load<f32>(halves + (<usize>i0 << 2)), a00, a01);
  root(measured + 32, n0, n1, load<f32>(halves + (<usize>i1 << 2)), a10, a11);
  root(measured + 64, n0, n1, load<f32>(halves + (<usize>i2 << 2)), a20, a21);
  root(measured + 96, n0, n1, load<f32>(halves + (<usize>i3 << 2)), a30, a31);
}

// @ts-ignore: decorator
@inline
function root(out: usize, n0: v128, n1: v128, half: f32, a0: v128, a1: v128): void {
  const norm = f32x4.splat(half + half), zero = f32x4.splat(0);
  v128.store(out, f32x4.sqrt(f32x4.pmax(zero, f32x4.sub(f32x4.add(n0, norm), f32x4.add(a0, a0)))));
  v128.store(out, f32x4.sqrt(f32x4.pmax(zero, f32x4.sub(f32x4.add(n1, norm), f32x4.add(a1, a1)))), 16);
}

/**
 * A pass with bounds. lower[block][cluster][lane] holds a lower bound of the distance at the time it was measured plus
 * the cluster's drift so far: the bound now is that minus drift now. A lane's own cluster has +Infinity there; its
 * distance is upper[position] + drift[label]. `margin` covers the rounding of both. With `fresh`, every bound is
 * measured anew. Returns how many points changed.
 */
export function kmeansAssignBounded(
  points: usize, norms: usize, labels: usize, n: i32, d: i32, centroids: usize, halves: usize, k: i32,
  lower: usize, upper: usize, drift: usize, margin: f32, fresh: i32, from: i32, to: i32,
  sums: usize, counts: usize, scratch: usize
): i32 {
  const measured = scratch, owners = scratch + MEASURED_END, list = scratch + LIST;
  let changed = 0;
  const slack = f32x4.splat(margin), stretch = f32x4.splat(1.00001), infinite = f32x4.splat(Infinity);
  for (let b = from; b < to; b++) {
    const block = points + ((<usize>b * <usize>d * LANES) << 2);
    const l = labels + (<usize>b << 5);
    const u = upper + (<usize>b << 5);
    const x = norms + (<usize>b << 5);
    const bounds = lower + ((<usize>b * <usize>k) << 5);
    let length = 0;
    let u0: v128, u1: v128, l0: v128, l1: v128;
    if (fresh) {
      for (let j = 0; j < k; j++) store<i32>(list + (<usize>j << 2), j);
      length = k;
      u0 = infinite; u1 = infinite;
      l0 = i32x4.splat(-1); l1 = l0;
    } else {
      l0 = v128.load(l); l1 = v128.load(l, 16);
      for (let lane: usize = 0; lane < 32; lane += 4) {
        store<f32>(measured + lane, load<f32>(u + lane) + load<f32>(drift + (<usize>load<i32>(l + lane) << 2)));
      }
      u0 = v128.load(measured); u1 = v128.load(measured, 16);
      const w0 = f32x4.add(f32x4.mul(u0, stretch), slack), w1 = f32x4.add(f32x4.mul(u1, stretch), slack);
      let bound = bounds;
      for (let j = 0; j < k; j++) {
        const moved = v128.load_splat<f32>(drift + (<usize>j << 2));
        const fail = v128.or(
          f32x4.lt(v128.load(bound), f32x4.add(w0, moved)),
          f32x4.lt(v128.load(bound, 16), f32x4.add(w1, moved))
        );
        store<i32>(list + (<usize>length << 2), j);
        length += i32(v128.any_true(fail));
        bound += 32;
      }
      if (length == 0) continue;
      // Some lane may have a nearer centroid: measure the distances to the own ones, then look at the list again.
      let own = 0;
      for (let lane: usize = 0; lane < 32; lane += 4) {
        const label = load<i32>(l + lane);
        let known = false;
        for (let i = 0; i < own; i++) known = known || load<i32>(owners + (<usize>i << 2)) == label;
        if (!known) {
          store<i32>(owners + (<usize>own << 2), label);
          own++;
        }
      }
      for (let i = own; i < ((own + 3) & ~3); i++) store<i32>(owners + (<usize>i << 2), load<i32>(owners));
      for (let i = 0; i < own; i += 4) {
        measure(measured, block, x, owners + (<usize>i << 2), d, centroids, halves);
        const last = min(4, own - i);
        for (let q = 0; q < last; q++) {
          const label = i32x4.splat(load<i32>(owners + (<usize>(i + q) << 2)));
          const at = measured + (<usize>q << 5);
          u0 = v128.bitselect(v128.load(at), u0, i32x4.eq(l0, label));
          u1 = v128.bitselect(v128.load(at, 16), u1, i32x4.eq(l1, label));
        }
      }
      const t0 = f32x4.add(f32x4.mul(u0, stretch), slack), t1 = f32x4.add(f32x4.mul(u1, stretch), slack);
      let kept = 0;
      for (let i = 0; i < length; i++) {
        const j = load<i32>(list + (<usize>i << 2));
        const moved = v128.load_splat<f32>(drift + (<usize>j << 2));
        const at = bounds + (<usize>j << 5);
        const fail = v128.or(
          f32x4.lt(v128.load(at), f32x4.add(t0, moved)),
          f32x4.lt(v128.load(at, 16), f32x4.add(t1, moved))
        );
        store<i32>(list + (<usize>kept << 2), j);
        kept += i32(v128.any_true(fail));
      }
      length = kept;
    }
    const before0 = l0, before1 = l1;
    for (let i = length; i < ((length + 3) & ~3); i++) store<i32>(list + (<usize>i << 2), load<i32>(list));
    for (let i = 0; i < length; i += 4) {
      measure(measured, block, x, list + (<usize>i << 2), d, centroids, halves);
      const last = min(4, length - i);
      for (let q = 0; q < last; q++) {
        const j = load<i32>(list + (<usize>(i + q) << 2));
        const number = i32x4.splat(j);
        const moved = v128.load_splat<f32>(drift + (<usize>j << 2));
        const at = bounds + (<usize>j << 5);
        const d0 = v128.load(measured + (<usize>q << 5)), d1 = v128.load(measured + (<usize>q << 5), 16);
        v128.store(at, v128.bitselect(infinite, f32x4.add(d0, moved), i32x4.eq(l0, number)));
        v128.store(at, v128.bitselect(infinite, f32x4.add(d1, moved), i32x4.eq(l1, number)), 16);
        const m0 = v128.andnot(f32x4.lt(d0, u0), i32x4.eq(l0, number));
        const m1 = v128.andnot(f32x4.lt(d1, u1), i32x4.eq(l1, number));
        if (!v128.any_true(v128.or(m0, m1))) continue;
        switchLanes(bounds, at, drift, i32x4.bitmask(m0) | (i32x4.bitmask(m1) << 4), l0, l1, u0, u1, owners, scratch + OWNERS_END);
        l0 = v128.bitselect(number, l0, m0); u0 = v128.bitselect(d0, u0, m0);
        l1 = v128.bitselect(number, l1, m1); u1 = v128.bitselect(d1, u1, m1);
      }
    }
    const differ = fresh
      ? v128.or(i32x4.ne(l0, v128.load(l)), i32x4.ne(l1, v128.load(l, 16)))
      : v128.or(i32x4.ne(l0, before0), i32x4.ne(l1, before1));
    if (v128.any_true(differ)) changed += relabel(block, b, l, n, d, l0, l1, sums, counts, scratch + OWNERS_END);
    // Padded lanes too, so that they never keep a block busy.
    v128.store(l, l0);
    v128.store(l, l1, 16);
    v128.store(measured, u0);
    v128.store(measured, u1, 16);
    for (let lane: usize = 0; lane < 32; lane += 4) {
      store<f32>(u + lane, load<f32>(measured + lane) - load<f32>(drift + (<usize>load<i32>(l + lane) << 2)));
    }
  }
  return changed;
}

// For each lane of `mask`: its old cluster (if any) gets back a true bound, its new one (bounds at `at`) infinity.
function switchLanes(
  bounds: usize, at: usize, drift: usize, mask: i32, l0: v128, l1: v128, u0: v128, u1: v128,
  distance: usize, label: usize
): void {
  v128.store(label, l0);
  v128.store(label, l1, 16);
  v128.store(distance, u0);
  v128.store(distance, u1, 16);
  for (let lane = 0; lane < LANES; lane++) {
    if (((mask >> lane) & 1) == 0) continue;
    const offset = <usize>lane << 2;
    const old = load<i32>(label + offset);
    if (old >= 0) {
      store<f32>(
        bounds + (<usize>old << 5) + offset,
        load<f32>(distance + offset) + load<f32>(drift + (<usize>old << 2))
      );
    }
    store<f32>(at + offset, Infinity);
  }
}
