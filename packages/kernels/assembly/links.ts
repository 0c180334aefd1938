// Learned links: the small nets over the features of pairs, and rows of dot products. f32 lanes are pairs, so that the
// result of a pair depends neither on its place nor on the slice.

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
function logistic(x: v128): v128 {
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

/** out[j] = row i . row j for from <= j < to; rows of `stride` floats (a multiple of 8), padding zero. */
export function linksDots(rows: usize, stride: i32, i: i32, from: i32, to: i32, out: usize): void {
  const bytes = <usize>stride << 2;
  const own = rows + <usize>i * bytes;
  for (let j = from; j < to; j++) store<f32>(out + (<usize>j << 2), dot(own, rows + <usize>j * bytes, bytes));
}

/** out[k] = row i . row ids[k] for `count` ids (u32). */
export function linksDotsOf(rows: usize, stride: i32, i: i32, ids: usize, count: i32, out: usize): void {
  const bytes = <usize>stride << 2;
  const own = rows + <usize>i * bytes;
  for (let k = 0; k < count; k++) {
    store<f32>(out + (<usize>k << 2), dot(own, rows + <usize>load<u32>(ids + (<usize>k << 2)) * bytes, bytes));
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

/** out = M x for a symmetric CSR matrix of f64. */
export function linksMultiply(size: i32, offsets: usize, columns: usize, values: usize, x: usize, out: usize): void {
  let p = load<u32>(offsets);
  for (let i = 0; i < size; i++) {
    const end = load<u32>(offsets + (<usize>(i + 1) << 2));
    let a: f64 = 0, b: f64 = 0;
    for (; p + 1 < end; p += 2) {
      a += load<f64>(values + (<usize>p << 3)) * load<f64>(x + (<usize>load<u32>(columns + (<usize>p << 2)) << 3));
      b += load<f64>(values + (<usize>p << 3), 8) * load<f64>(x + (<usize>load<u32>(columns + (<usize>p << 2), 4) << 3));
    }
    if (p < end) {
      a += load<f64>(values + (<usize>p << 3)) * load<f64>(x + (<usize>load<u32>(columns + (<usize>p << 2)) << 3));
      p++;
    }
    store<f64>(out + (<usize>i << 3), a + b);
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

/** columns[c] = sum over k of weights[k x count + c] x basis row k, for `count` columns of `padded` entries, cleared before. */
export function linksCombine(
  basis: usize, rows: i32, padded: i32, weights: usize, count: i32, columns: usize
): void {
  const bytes = <usize>padded << 3;
  memory.fill(columns, 0, <usize>count * bytes);
  for (let k = 0; k < rows; k++) {
    const q = basis + <usize>k * bytes;
    for (let c = 0; c < count; c++) {
      const w = v128.load64_splat(weights + (<usize>(k * count + c) << 3));
      const out = columns + <usize>c * bytes;
      for (let i: usize = 0; i < bytes; i += 16) {
        v128.store(out + i, f64x2.add(v128.load(out + i), f64x2.mul(w, v128.load(q + i))));
      }
    }
  }
}

/**
 * All eigenpairs of a symmetric tridiagonal matrix by implicit QL (EISPACK tql2, Bowdler et al. 1968), in place.
 *
 * d       [m] f64 diagonal -> eigenvalues, in no order
 * e       [m] f64 e[k] couples k and k + 1, the last is 0; overwritten
 * turned  [m x padded] f64, padded even: a row per eigenvector; the caller puts the unit matrix here
 */
export function linksTridiagonal(d: usize, e: usize, turned: usize, m: i32, padded: i32): void {
  const bytes = <usize>padded << 3;
  for (let l = 0; l < m; l++) {
    for (let turn = 0; turn < 60; turn++) {
      let end = l;
      while (end < m - 1) {
        const near = Math.abs(at(d, end)) + Math.abs(at(d, end + 1));
        if (Math.abs(at(e, end)) <= 2.2e-16 * near) break;
        end++;
      }
      if (end == l) break;
      let g = (at(d, l + 1) - at(d, l)) / (2.0 * at(e, l));
      let r = Math.sqrt(g * g + 1.0);
      g = at(d, end) - at(d, l) + at(e, l) / (g + (g >= 0.0 ? r : -r));
      let s: f64 = 1.0, c: f64 = 1.0, p: f64 = 0.0;
      let i = end - 1;
      for (; i >= l; i--) {
        const f = s * at(e, i);
        const b = c * at(e, i);
        r = Math.sqrt(f * f + g * g);
        put(e, i + 1, r);
        if (r == 0.0) {
          put(d, i + 1, at(d, i + 1) - p);
          put(e, end, 0.0);
          break;
        }
        s = f / r;
        c = g / r;
        g = at(d, i + 1) - p;
        r = (at(d, i) - g) * s + 2.0 * c * b;
        p = s * r;
        put(d, i + 1, g + p);
        g = c * r - b;
        const upper = turned + <usize>i * bytes;
        const lower = upper + bytes;
        const sines = f64x2.splat(s), cosines = f64x2.splat(c);
        for (let k: usize = 0; k < bytes; k += 16) {
          const t = v128.load(lower + k), u = v128.load(upper + k);
          v128.store(lower + k, f64x2.add(f64x2.mul(sines, u), f64x2.mul(cosines, t)));
          v128.store(upper + k, f64x2.sub(f64x2.mul(cosines, u), f64x2.mul(sines, t)));
        }
      }
      if (r == 0.0 && i >= l) continue;
      put(d, l, at(d, l) - p);
      put(e, l, g);
      put(e, end, 0.0);
    }
  }
}

// @ts-ignore: decorator
@inline
function at(values: usize, k: i32): f64 {
  return load<f64>(values + (<usize>k << 3));
}

// @ts-ignore: decorator
@inline
function put(values: usize, k: i32, value: f64): void {
  store<f64>(values + (<usize>k << 3), value);
}
