// The start of k-means (Arthur and Vassilvitskii 2007, greedy): four candidates are measured at once.

const LANES: i32 = 8;

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
