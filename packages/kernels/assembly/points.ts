// Points as the clustering kernels and the map want them: centred, scaled, in blocks of 8 lanes.
//
// points[block][dimension][lane], f32, dimensions padded to `d` (below 4 as they are, else to a multiple of 4) and the
// lanes of the last block padded with zeros. Position p is lane p & 7 of block p >> 3. Every kernel takes a range and
// continues from the state the range before left, so that the cutting into slices changes no bit.

const LANES: i32 = 8;

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

/** The upper two lanes, twice. */
// @ts-ignore: decorator
@inline
export function upper(x: v128): v128 {
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

/** The row that stands at `position`; rows are `d` floats, `order` is i32 or 0 for the input order. */
// @ts-ignore: decorator
@inline
export function rowAt(rows: usize, order: usize, position: i32, d: i32): usize {
  const row = order ? load<i32>(order + (<usize>position << 2)) : position;
  return rows + ((<usize>row * <usize>d) << 2);
}
