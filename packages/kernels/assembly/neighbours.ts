// Exact k-nearest neighbours by blocked distances: 8 queries by 4 candidates in registers.

const LANES: i32 = 8;

/**
 * For the points of the blocks from <= b < to: the k nearest others, nearest first, ties by lower position. All blocks are
 * to be given, one after another: each is compared with itself and later ones, for both, so that a pair is measured once.
 * points[block][dimension][lane] (`padded` dimensions) and rows [n][d] hold the same points in the same order.
 * distances (squared, f32) and indices (i32) are [n][k]; k <= n - 1. `scratch` holds 4 x 8 + 8 f32.
 */
export function nearestNeighbours(
  points: usize, rows: usize, n: i32, d: i32, padded: i32, k: i32, from: i32, to: i32,
  scratch: usize, distances: usize, indices: usize
): void {
  nearest(false, points, rows, n, d, padded, k, from, to, scratch, distances, indices);
}

/**
 * The same of points rounded to i16, as `kmeansShorten` leaves them (`padded` is a multiple of 2): their distances, in the
 * units of the rounded. The square of any is to be below 2^31.
 */
export function nearestShort(
  shorts: usize, n: i32, padded: i32, k: i32, from: i32, to: i32, scratch: usize, distances: usize, indices: usize
): void {
  nearest(true, shorts, 0, n, 0, padded, k, from, to, scratch, distances, indices);
}

// @ts-ignore: decorator
@inline
function nearest(
  isShort: bool, points: usize, rows: usize, n: i32, d: i32, padded: i32, k: i32, from: i32, to: i32,
  scratch: usize, distances: usize, indices: usize
): void {
  const limits = scratch + 128;
  const bytes = <usize>d << 2;
  const heapBytes = <usize>k << 2;
  for (let b = from; b < to; b++) {
    const block = points + ((<usize>b * <usize>padded * LANES) << (isShort ? 1 : 2));
    const first = b * LANES;
    for (let i: usize = 0; b == 0 && i < <usize>n * <usize>k; i++) {
      store<f32>(distances + (i << 2), f32.MAX_VALUE);
      store<i32>(indices + (i << 2), i32.MAX_VALUE);
    }
    for (let lane = 0; lane < LANES; lane++) {
      const query = first + lane;
      store<f32>(limits + (<usize>lane << 2), query < n ? load<f32>(distances + (<usize>query * heapBytes)) : -1);
    }
    let limit0 = v128.load(limits), limit1 = v128.load(limits, 16);
    for (let r = first; r < n; r += 4) {
      let x = block;
      let a00 = f32x4.splat(0), a01 = a00, a10 = a00, a11 = a00, a20 = a00, a21 = a00, a30 = a00, a31 = a00;
      if (isShort) {
        let c = points + ((<usize>(r >> 3) * <usize>padded * LANES) << 1) + (<usize>(r & 7) << 2);
        for (let j = 0; j < padded; j += 2) {
          const x0 = v128.load(x), x1 = v128.load(x, 16);
          let s = v128.load32_splat(c);
          let t = i16x8.sub(x0, s), u = i16x8.sub(x1, s);
          a00 = i32x4.add(a00, i32x4.dot_i16x8_s(t, t)); a01 = i32x4.add(a01, i32x4.dot_i16x8_s(u, u));
          s = v128.load32_splat(c, 4); t = i16x8.sub(x0, s); u = i16x8.sub(x1, s);
          a10 = i32x4.add(a10, i32x4.dot_i16x8_s(t, t)); a11 = i32x4.add(a11, i32x4.dot_i16x8_s(u, u));
          s = v128.load32_splat(c, 8); t = i16x8.sub(x0, s); u = i16x8.sub(x1, s);
          a20 = i32x4.add(a20, i32x4.dot_i16x8_s(t, t)); a21 = i32x4.add(a21, i32x4.dot_i16x8_s(u, u));
          s = v128.load32_splat(c, 12); t = i16x8.sub(x0, s); u = i16x8.sub(x1, s);
          a30 = i32x4.add(a30, i32x4.dot_i16x8_s(t, t)); a31 = i32x4.add(a31, i32x4.dot_i16x8_s(u, u));
          x += 32;
          c += 32;
        }
        a00 = f32x4.convert_i32x4_s(a00); a01 = f32x4.convert_i32x4_s(a01);
        a10 = f32x4.convert_i32x4_s(a10); a11 = f32x4.convert_i32x4_s(a11);
        a20 = f32x4.convert_i32x4_s(a20); a21 = f32x4.convert_i32x4_s(a21);
        a30 = f32x4.convert_i32x4_s(a30); a31 = f32x4.convert_i32x4_s(a31);
      } else {
        let r0 = rows + <usize>r * bytes;
        let r1 = rows + <usize>min(r + 1, n - 1) * bytes;
        let r2 = rows + <usize>min(r + 2, n - 1) * bytes;
        let r3 = rows + <usize>min(r + 3, n - 1) * bytes;
        for (let j = 0; j < d; j++) {
          const x0 = v128.load(x), x1 = v128.load(x, 16);
          let s = v128.load_splat<f32>(r0);
          let t = f32x4.sub(x0, s), u = f32x4.sub(x1, s);
          a00 = f32x4.add(a00, f32x4.mul(t, t)); a01 = f32x4.add(a01, f32x4.mul(u, u));
          s = v128.load_splat<f32>(r1); t = f32x4.sub(x0, s); u = f32x4.sub(x1, s);
          a10 = f32x4.add(a10, f32x4.mul(t, t)); a11 = f32x4.add(a11, f32x4.mul(u, u));
          s = v128.load_splat<f32>(r2); t = f32x4.sub(x0, s); u = f32x4.sub(x1, s);
          a20 = f32x4.add(a20, f32x4.mul(t, t)); a21 = f32x4.add(a21, f32x4.mul(u, u));
          s = v128.load_splat<f32>(r3); t = f32x4.sub(x0, s); u = f32x4.sub(x1, s);
          a30 = f32x4.add(a30, f32x4.mul(t, t)); a31 = f32x4.add(a31, f32x4.mul(u, u));
          x += 32;
          r0 += 4; r1 += 4; r2 += 4; r3 += 4;
        }
      }
      // Nearer than the farthest of those so far, of the queries or of the candidates.
      const l0 = v128.load_splat<f32>(distances + <usize>r * heapBytes);
      const l1 = v128.load_splat<f32>(distances + <usize>min(r + 1, n - 1) * heapBytes);
      const l2 = v128.load_splat<f32>(distances + <usize>min(r + 2, n - 1) * heapBytes);
      const l3 = v128.load_splat<f32>(distances + <usize>min(r + 3, n - 1) * heapBytes);
      const near = v128.or(
        v128.or(
          v128.or(f32x4.lt(a00, f32x4.pmax(limit0, l0)), f32x4.lt(a01, f32x4.pmax(limit1, l0))),
          v128.or(f32x4.lt(a10, f32x4.pmax(limit0, l1)), f32x4.lt(a11, f32x4.pmax(limit1, l1)))
        ),
        v128.or(
          v128.or(f32x4.lt(a20, f32x4.pmax(limit0, l2)), f32x4.lt(a21, f32x4.pmax(limit1, l2))),
          v128.or(f32x4.lt(a30, f32x4.pmax(limit0, l3)), f32x4.lt(a31, f32x4.pmax(limit1, l3)))
        )
      );
      if (!v128.any_true(near)) continue;
      v128.store(scratch, a00); v128.store(scratch, a01, 16);
      v128.store(scratch, a10, 32); v128.store(scratch, a11, 48);
      v128.store(scratch, a20, 64); v128.store(scratch, a21, 80);
      v128.store(scratch, a30, 96); v128.store(scratch, a31, 112);
      const last = min(4, n - r);
      for (let c = 0; c < last; c++) {
        for (let lane = 0; lane < LANES; lane++) {
          const query = first + lane, candidate = r + c;
          if (query >= candidate) break;
          const distance = load<f32>(scratch + (<usize>(c * LANES + lane) << 2));
          keep(distances, indices, k, query, distance, candidate);
          keep(distances, indices, k, candidate, distance, query);
        }
      }
      for (let lane = 0; lane < min(LANES, n - first); lane++) {
        store<f32>(limits + (<usize>lane << 2), load<f32>(distances + <usize>(first + lane) * heapBytes));
      }
      limit0 = v128.load(limits); limit1 = v128.load(limits, 16);
    }
    const lanes = min(LANES, n - first);
    for (let lane = 0; lane < lanes; lane++) {
      const heap = (<usize>(first + lane) * <usize>k) << 2;
      // Heap sort in place: the farthest goes to the end, the rest is a heap again.
      for (let size = k - 1; size > 0; size--) {
        const at = <usize>size << 2;
        const distance = load<f32>(distances + heap + at), index = load<i32>(indices + heap + at);
        store<f32>(distances + heap + at, load<f32>(distances + heap));
        store<i32>(indices + heap + at, load<i32>(indices + heap));
        replaceTop(distances + heap, indices + heap, size, distance, index);
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function keep(distances: usize, indices: usize, k: i32, point: i32, distance: f32, other: i32): void {
  const heap = (<usize>point * <usize>k) << 2;
  if (distance < load<f32>(distances + heap)) replaceTop(distances + heap, indices + heap, k, distance, other);
}

// A max-heap by (distance, index): puts an entry in place of the top and lets it sink.
function replaceTop(distances: usize, indices: usize, size: i32, distance: f32, index: i32): void {
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= size) break;
    if (child + 1 < size && isAfter(distances, indices, child + 1, load<f32>(distances + (<usize>child << 2)), load<i32>(indices + (<usize>child << 2)))) child++;
    if (!isAfter(distances, indices, child, distance, index)) break;
    store<f32>(distances + (<usize>at << 2), load<f32>(distances + (<usize>child << 2)));
    store<i32>(indices + (<usize>at << 2), load<i32>(indices + (<usize>child << 2)));
    at = child;
  }
  store<f32>(distances + (<usize>at << 2), distance);
  store<i32>(indices + (<usize>at << 2), index);
}

// @ts-ignore: decorator
@inline
function isAfter(distances: usize, indices: usize, at: i32, distance: f32, index: i32): bool {
  const other = load<f32>(distances + (<usize>at << 2));
  return other > distance || (other == distance && load<i32>(indices + (<usize>at << 2)) > index);
}
