// Small dense algebra in f64: Gram matrices of long thin rows, Cholesky, inverse, the balanced gauge. Matrices are
// n x n, row-major; n is the stride of the rows (the dimensions and their zero padding), a multiple of 8. Everything
// runs in a fixed order.

const BLOCK: i32 = 64; // rows that are widened to f64 at a time

// @ts-ignore: decorator
@inline
export function at(base: usize, n: i32, i: i32, j: i32): usize {
  return base + ((<usize>i * n + j) << 3);
}

/** Sum of a[k] * b[k] over count f64. */
export function dot64(a: usize, b: usize, count: i32): f64 {
  let even = f64x2.splat(0), odd = f64x2.splat(0);
  let k = 0;
  for (; k + 4 <= count; k += 4) {
    even = f64x2.add(even, f64x2.mul(v128.load(a), v128.load(b)));
    odd = f64x2.add(odd, f64x2.mul(v128.load(a, 16), v128.load(b, 16)));
    a += 32;
    b += 32;
  }
  const sum = f64x2.add(even, odd);
  let total = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  for (; k < count; k++) {
    total += load<f64>(a) * load<f64>(b);
    a += 8;
    b += 8;
  }
  return total;
}

/** y[k] += f * x[k] over count f64. */
export function axpy64(f: f64, x: usize, y: usize, count: i32): void {
  const factor = f64x2.splat(f);
  let k = 0;
  for (; k + 2 <= count; k += 2) {
    v128.store(y, f64x2.add(v128.load(y), f64x2.mul(factor, v128.load(x))));
    x += 16;
    y += 16;
  }
  if (k < count) store<f64>(y, load<f64>(y) + f * load<f64>(x));
}

/** Bytes of scratch that `addGram` needs. */
export function gramScratch(stride: i32): i32 {
  return 2 * BLOCK * (stride << 3);
}

/**
 * gram += sum over rows first .. last - 1 of weight_r x_r x_r^T, gram f64 [stride][stride] (padding stays zero).
 * weights: f32[rows], or 0 for all 1. first must be a multiple of 64, so that blocks do not depend on slices.
 */
export function addGram(rows: usize, weights: usize, first: i32, last: i32, stride: i32, gram: usize, scratch: usize): void {
  const wideBytes = <usize>stride << 3;
  const scaled = scratch + <usize>BLOCK * wideBytes;
  for (let start = first; start < last; start += BLOCK) {
    const count = min(BLOCK, last - start);
    for (let r = 0; r < count; r++) {
      const from = rows + ((<usize>(start + r) * stride) << 2);
      const wide = scratch + <usize>r * wideBytes;
      const weighted = scaled + <usize>r * wideBytes;
      const weight = f64x2.splat(weights == 0 ? 1 : <f64>load<f32>(weights + (<usize>(start + r) << 2)));
      for (let k: usize = 0; k < <usize>stride; k += 2) {
        const pair = f64x2.promote_low_f32x4(v128.load64_zero(from + (k << 2)));
        v128.store(wide + (k << 3), pair);
        v128.store(weighted + (k << 3), f64x2.mul(weight, pair));
      }
    }
    for (let i = 0; i < stride; i += 4) {
      for (let j = i; j < stride; j += 4) {
        const g0 = at(gram, stride, i, j), g1 = g0 + wideBytes, g2 = g1 + wideBytes, g3 = g2 + wideBytes;
        let a0 = v128.load(g0), b0 = v128.load(g0, 16), a1 = v128.load(g1), b1 = v128.load(g1, 16);
        let a2 = v128.load(g2), b2 = v128.load(g2, 16), a3 = v128.load(g3), b3 = v128.load(g3, 16);
        let left = scaled + (<usize>i << 3);
        let right = scratch + (<usize>j << 3);
        for (let r = 0; r < count; r++) {
          const x = v128.load(right), y = v128.load(right, 16);
          let f = v128.load64_splat(left);
          a0 = f64x2.add(a0, f64x2.mul(f, x));
          b0 = f64x2.add(b0, f64x2.mul(f, y));
          f = v128.load64_splat(left, 8);
          a1 = f64x2.add(a1, f64x2.mul(f, x));
          b1 = f64x2.add(b1, f64x2.mul(f, y));
          f = v128.load64_splat(left, 16);
          a2 = f64x2.add(a2, f64x2.mul(f, x));
          b2 = f64x2.add(b2, f64x2.mul(f, y));
          f = v128.load64_splat(left, 24);
          a3 = f64x2.add(a3, f64x2.mul(f, x));
          b3 = f64x2.add(b3, f64x2.mul(f, y));
          left += wideBytes;
          right += wideBytes;
        }
        v128.store(g0, a0); v128.store(g0, b0, 16); v128.store(g1, a1); v128.store(g1, b1, 16);
        v128.store(g2, a2); v128.store(g2, b2, 16); v128.store(g3, a3); v128.store(g3, b3, 16);
      }
    }
  }
  // Only blocks on and right of the diagonal were summed.
  for (let i = 4; i < stride; i++) {
    for (let j = 0; j < (i & ~3); j++) store<f64>(at(gram, stride, i, j), load<f64>(at(gram, stride, j, i)));
  }
}

/**
 * Lower Cholesky factor of a positive semi-definite matrix, in place (the upper triangle becomes zero). A pivot below
 * `tolerance` times the largest diagonal entry is a direction that the rows do not have: its column becomes zero.
 */
export function cholesky(matrix: usize, n: i32, tolerance: f64): void {
  let largest: f64 = 0;
  for (let i = 0; i < n; i++) largest = max(largest, load<f64>(at(matrix, n, i, i)));
  const least = largest * tolerance;
  for (let i = 0; i < n; i++) {
    const row = at(matrix, n, i, 0);
    for (let j = 0; j <= i; j++) {
      const rest = load<f64>(at(matrix, n, i, j)) - dot64(row, at(matrix, n, j, 0), j);
      if (i == j) {
        store<f64>(at(matrix, n, i, i), rest > least ? sqrt<f64>(rest) : 0);
      } else {
        const pivot = load<f64>(at(matrix, n, j, j));
        store<f64>(at(matrix, n, i, j), pivot > 0 ? rest / pivot : 0);
      }
    }
    for (let j = i + 1; j < n; j++) store<f64>(at(matrix, n, i, j), 0);
  }
}

/**
 * Inverse of a positive definite matrix, written as f32. The matrix becomes its Cholesky factor; scratch: n x n f64. The
 * ridge, ridge * trace / dimensions, is added first; an all-zero matrix gives a zero inverse (no step).
 */
export function invertWithRidge(matrix: usize, n: i32, dimensions: i32, ridge: f64, scratch: usize, inverse: usize): void {
  let trace: f64 = 0;
  for (let i = 0; i < n; i++) trace += load<f64>(at(matrix, n, i, i));
  memory.fill(inverse, 0, (<usize>n * n) << 2);
  if (!(trace > 0)) return;
  const add = (ridge * trace) / dimensions;
  for (let i = 0; i < n; i++) store<f64>(at(matrix, n, i, i), load<f64>(at(matrix, n, i, i)) + add);
  cholesky(matrix, n, 0);
  // Row j of scratch = column j of L^-1, from entry j on.
  for (let j = 0; j < n; j++) {
    const column = at(scratch, n, j, 0);
    store<f64>(column + (<usize>j << 3), 1 / load<f64>(at(matrix, n, j, j)));
    for (let i = j + 1; i < n; i++) {
      const sum = dot64(at(matrix, n, i, j), column + (<usize>j << 3), i - j);
      store<f64>(column + (<usize>i << 3), -sum / load<f64>(at(matrix, n, i, i)));
    }
  }
  // A^-1 = L^-T L^-1.
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const value = <f32>dot64(at(scratch, n, i, i), at(scratch, n, j, i), n - i);
      store<f32>(inverse + ((<usize>i * n + j) << 2), value);
      store<f32>(inverse + ((<usize>j * n + i) << 2), value);
    }
  }
}

/** result = left^T * middle * left for lower triangular left, symmetric middle (all n x n); scratch n x n. */
export function congruence(left: usize, middle: usize, n: i32, scratch: usize, result: usize): void {
  // scratch = middle * left, row by row.
  memory.fill(scratch, 0, (<usize>n * n) << 3);
  memory.fill(result, 0, (<usize>n * n) << 3);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) axpy64(load<f64>(at(middle, n, i, k)), at(left, n, k, 0), at(scratch, n, i, 0), k + 1);
  }
  for (let k = 0; k < n; k++) {
    for (let i = 0; i <= k; i++) axpy64(load<f64>(at(left, n, k, i)), at(scratch, n, k, 0), at(result, n, i, 0), n);
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const mean = 0.5 * (load<f64>(at(result, n, i, j)) + load<f64>(at(result, n, j, i)));
      store<f64>(at(result, n, i, j), mean);
      store<f64>(at(result, n, j, i), mean);
    }
  }
}

/**
 * The transform that balances the gauge of U V^T = (U W)(V W^-T): W = L E diag(s^-1/2) with L the Cholesky factor of
 * V^T V and L^T (U^T U) L = E diag(s^2) E^T. Both sides then have the singular values' square roots as column lengths.
 * vectors: E as rows, values: s^2. Columns with s below 1e-6 of the largest are left out. W (transform) is f32.
 */
export function gauge(left: usize, vectors: usize, values: usize, n: i32, transform: usize): void {
  let largest: f64 = 0;
  for (let j = 0; j < n; j++) largest = max(largest, load<f64>(values + (<usize>j << 3)));
  memory.fill(transform, 0, (<usize>n * n) << 2);
  for (let j = 0; j < n; j++) {
    const value = load<f64>(values + (<usize>j << 3));
    if (!(value > largest * 1e-12)) continue;
    const factor = 1 / sqrt<f64>(sqrt<f64>(value));
    for (let i = 0; i < n; i++) {
      const sum = dot64(at(left, n, i, 0), at(vectors, n, j, 0), i + 1);
      store<f32>(transform + ((<usize>i * n + j) << 2), <f32>(sum * factor));
    }
  }
}
