// Learned links: what Lanczos iteration needs, see core's eigen.ts. All in f64 and in a fixed order.

import { alloc } from "./arena";
import { f64At, putF64, u32At } from "./cells";

/** out = M x for a symmetric CSR matrix of f64. */
export function linksMultiply(size: i32, offsets: usize, columns: usize, values: usize, x: usize, out: usize): void {
  let p = load<u32>(offsets);
  for (let i = 0; i < size; i++) {
    const end = u32At(offsets, i + 1);
    let a: f64 = 0, b: f64 = 0;
    for (; p + 1 < end; p += 2) {
      a += load<f64>(values + (<usize>p << 3)) * load<f64>(x + (<usize>load<u32>(columns + (<usize>p << 2)) << 3));
      b += load<f64>(values + (<usize>p << 3), 8) * load<f64>(x + (<usize>load<u32>(columns + (<usize>p << 2), 4) << 3));
    }
    if (p < end) {
      a += load<f64>(values + (<usize>p << 3)) * load<f64>(x + (<usize>load<u32>(columns + (<usize>p << 2)) << 3));
      p++;
    }
    putF64(out, i, a + b);
  }
}

/**
 * Takes the parts along the first `count` rows of `basis` out of `vector`, four rows at a time: the four shares come
 * from the same vector, which is exact enough as the rows are orthogonal.
 *
 * basis   [count x padded] f64, padded a multiple of 4, padding zero
 * vector  [padded] f64
 */
export function linksOrthogonalise(vector: usize, basis: usize, count: i32, padded: i32): void {
  const bytes = <usize>padded << 3;
  let k = 0;
  for (; k + 3 < count; k += 4) {
    const q0 = basis + <usize>k * bytes, q1 = q0 + bytes, q2 = q1 + bytes, q3 = q2 + bytes;
    let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (let i: usize = 0; i < bytes; i += 16) {
      const x = v128.load(vector + i);
      s0 = f64x2.add(s0, f64x2.mul(x, v128.load(q0 + i)));
      s1 = f64x2.add(s1, f64x2.mul(x, v128.load(q1 + i)));
      s2 = f64x2.add(s2, f64x2.mul(x, v128.load(q2 + i)));
      s3 = f64x2.add(s3, f64x2.mul(x, v128.load(q3 + i)));
    }
    const w0 = f64x2.splat(f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1));
    const w1 = f64x2.splat(f64x2.extract_lane(s1, 0) + f64x2.extract_lane(s1, 1));
    const w2 = f64x2.splat(f64x2.extract_lane(s2, 0) + f64x2.extract_lane(s2, 1));
    const w3 = f64x2.splat(f64x2.extract_lane(s3, 0) + f64x2.extract_lane(s3, 1));
    for (let i: usize = 0; i < bytes; i += 16) {
      const along = f64x2.add(
        f64x2.add(f64x2.mul(w0, v128.load(q0 + i)), f64x2.mul(w1, v128.load(q1 + i))),
        f64x2.add(f64x2.mul(w2, v128.load(q2 + i)), f64x2.mul(w3, v128.load(q3 + i)))
      );
      v128.store(vector + i, f64x2.sub(v128.load(vector + i), along));
    }
  }
  for (; k < count; k++) {
    const q = basis + <usize>k * bytes;
    let s = f64x2.splat(0);
    for (let i: usize = 0; i < bytes; i += 16) s = f64x2.add(s, f64x2.mul(v128.load(vector + i), v128.load(q + i)));
    const w = f64x2.splat(f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1));
    for (let i: usize = 0; i < bytes; i += 16) {
      v128.store(vector + i, f64x2.sub(v128.load(vector + i), f64x2.mul(w, v128.load(q + i))));
    }
  }
}

/** Dot product of two f64 vectors of `padded` entries. */
export function linksDot(a: usize, b: usize, padded: i32): f64 {
  const bytes = <usize>padded << 3;
  let s = f64x2.splat(0), t = s;
  for (let i: usize = 0; i < bytes; i += 32) {
    s = f64x2.add(s, f64x2.mul(v128.load(a + i), v128.load(b + i)));
    t = f64x2.add(t, f64x2.mul(v128.load(a + i, 16), v128.load(b + i, 16)));
  }
  const sum = f64x2.add(s, t);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** row = vector / length, for `padded` (even) entries. */
export function linksNormalise(vector: usize, row: usize, padded: i32, length: f64): void {
  const divisor = f64x2.splat(length);
  for (let i: usize = 0, bytes = <usize>padded << 3; i < bytes; i += 16) {
    v128.store(row + i, f64x2.div(v128.load(vector + i), divisor));
  }
}

/**
 * out[i x count + c] = entry i of column c (f64[padded] each) x scales[c], the entry of largest magnitude of each column (the
 * first within 1e-9) made positive before.
 */
export function linksSigned(columns: usize, padded: i32, n: i32, count: i32, scales: usize, out: usize): void {
  for (let c = 0; c < count; c++) {
    const column = columns + (<usize>(c * padded) << 3);
    let peak: f64 = load<f64>(column);
    for (let i = 1; i < n; i++) {
      const value = f64At(column, i);
      if (Math.abs(value) > Math.abs(peak) + 1e-9) peak = value;
    }
    const sign: f64 = peak < 0.0 ? -1.0 : 1.0;
    const scale = f64At(scales, c);
    for (let i = 0; i < n; i++) {
      putF64(out, i * count + c, sign * f64At(column, i) * scale);
    }
  }
}

/**
 * columns[c] = sum over k of weights[k x count + c] x basis row k, for `count` (a multiple of 4) columns of `padded` entries
 * (a multiple of 4). Four columns of four entries at a time stay in registers.
 */
export function linksCombine(
  basis: usize, rows: i32, padded: i32, weights: usize, count: i32, columns: usize
): void {
  const bytes = <usize>padded << 3, weightBytes = <usize>count << 3;
  const end = basis + <usize>rows * bytes;
  for (let i: usize = 0; i < bytes; i += 32) {
    for (let c: usize = 0; c < weightBytes; c += 32) {
      let a0 = f64x2.splat(0), b0 = a0, a1 = a0, b1 = a0, a2 = a0, b2 = a0, a3 = a0, b3 = a0;
      for (let q = basis + i, w = weights + c; q < end; q += bytes, w += weightBytes) {
        const x = v128.load(q), y = v128.load(q, 16);
        let weight = v128.load64_splat(w);
        a0 = f64x2.add(a0, f64x2.mul(weight, x)); b0 = f64x2.add(b0, f64x2.mul(weight, y));
        weight = v128.load64_splat(w, 8);
        a1 = f64x2.add(a1, f64x2.mul(weight, x)); b1 = f64x2.add(b1, f64x2.mul(weight, y));
        weight = v128.load64_splat(w, 16);
        a2 = f64x2.add(a2, f64x2.mul(weight, x)); b2 = f64x2.add(b2, f64x2.mul(weight, y));
        weight = v128.load64_splat(w, 24);
        a3 = f64x2.add(a3, f64x2.mul(weight, x)); b3 = f64x2.add(b3, f64x2.mul(weight, y));
      }
      let out = columns + <usize>(c >> 3) * bytes + i;
      v128.store(out, a0); v128.store(out, b0, 16);
      out += bytes;
      v128.store(out, a1); v128.store(out, b1, 16);
      out += bytes;
      v128.store(out, a2); v128.store(out, b2, 16);
      out += bytes;
      v128.store(out, a3); v128.store(out, b3, 16);
    }
  }
}

/** Rotations are noted by 24 bytes: sine, cosine (f64), and the lower of the two rows (u32). Room is taken in such steps. */
const ROTATION: usize = 24;
const ROOM_STEP: usize = 24 * 2048;

/**
 * All eigenvalues of a symmetric tridiagonal matrix by implicit QL (EISPACK tql2, Bowdler et al. 1968), in place. The
 * rotations are noted at the top of the arena, one after another, for `linksTurnBack`.
 *
 * d       [m] f64 diagonal -> eigenvalues, in no order
 * e       [m] f64 e[k] couples k and k + 1, the last is 0; overwritten
 * noted   u32[2] <- where the rotations begin, how many there are; 0 and 0 where memory did not suffice
 */
export function linksTridiagonal(d: usize, e: usize, m: i32, noted: usize): void {
  const begin = alloc(ROOM_STEP);
  let next = begin, room = begin + ROOM_STEP;
  store<u32>(noted, 0);
  store<u32>(noted, 0, 4);
  if (begin == 0) return;
  for (let l = 0; l < m; l++) {
    for (let turn = 0; turn < 60; turn++) {
      let end = l;
      while (end < m - 1) {
        const near = Math.abs(f64At(d, end)) + Math.abs(f64At(d, end + 1));
        if (Math.abs(f64At(e, end)) <= 2.2e-16 * near) break;
        end++;
      }
      if (end == l) break;
      let g = (f64At(d, l + 1) - f64At(d, l)) / (2.0 * f64At(e, l));
      let r = Math.sqrt(g * g + 1.0);
      g = f64At(d, end) - f64At(d, l) + f64At(e, l) / (g + (g >= 0.0 ? r : -r));
      let s: f64 = 1.0, c: f64 = 1.0, p: f64 = 0.0;
      let i = end - 1;
      for (; i >= l; i--) {
        const f = s * f64At(e, i);
        const b = c * f64At(e, i);
        r = Math.sqrt(f * f + g * g);
        putF64(e, i + 1, r);
        if (r == 0.0) {
          putF64(d, i + 1, f64At(d, i + 1) - p);
          putF64(e, end, 0.0);
          break;
        }
        s = f / r;
        c = g / r;
        g = f64At(d, i + 1) - p;
        r = (f64At(d, i) - g) * s + 2.0 * c * b;
        p = s * r;
        putF64(d, i + 1, g + p);
        g = c * r - b;
        if (next == room) {
          if (alloc(ROOM_STEP) == 0) return;
          room += ROOM_STEP;
        }
        store<f64>(next, s);
        store<f64>(next, c, 8);
        store<u32>(next, i, 16);
        next += ROTATION;
      }
      if (r == 0.0 && i >= l) continue;
      putF64(d, l, f64At(d, l) - p);
      putF64(e, l, g);
      putF64(e, end, 0.0);
    }
  }
  store<u32>(noted, <u32>begin);
  store<u32>(noted, <u32>((next - begin) / ROTATION), 4);
}

/**
 * Eigenvectors from the rotations that `linksTridiagonal` noted, undone last first: only the vectors that are wanted are
 * turned.
 *
 * turned  [m x count] f64, count a multiple of 8: entry k of vector c at [k x count + c]; the caller puts 1 at [j x count +
 *         c] where c is to be the vector of eigenvalue j, and 0 elsewhere
 */
export function linksTurnBack(rotations: usize, noted: i32, turned: usize, count: i32): void {
  const bytes = <usize>count << 3;
  const last = rotations + <usize>noted * ROTATION;
  for (let column = turned, end = turned + bytes; column < end; column += 64) {
    for (let rotation = last; rotation > rotations; ) {
      rotation -= ROTATION;
      const s = v128.load64_splat(rotation), c = v128.load64_splat(rotation, 8);
      const upper = column + <usize>load<u32>(rotation, 16) * bytes;
      const lower = upper + bytes;
      turn2(upper, lower, s, c);
      turn2(upper + 16, lower + 16, s, c);
      turn2(upper + 32, lower + 32, s, c);
      turn2(upper + 48, lower + 48, s, c);
    }
  }
}

// @ts-ignore: decorator
@inline
function turn2(upper: usize, lower: usize, s: v128, c: v128): void {
  const u = v128.load(upper), t = v128.load(lower);
  v128.store(upper, f64x2.add(f64x2.mul(c, u), f64x2.mul(s, t)));
  v128.store(lower, f64x2.sub(f64x2.mul(c, t), f64x2.mul(s, u)));
}
