import type { Steps } from '../kernel/work.js'

/** A symmetric matrix as CSR with both triangles. */
export interface SymmetricMatrix {
  size: number
  offsets: Uint32Array
  columns: Uint32Array
  values: Float64Array
}

export interface Eigenpairs {
  /** Largest magnitude first. */
  values: Float64Array
  /** [size x values.length] row-major, orthonormal columns; of each the entry of largest magnitude is positive. */
  vectors: Float64Array
}

/**
 * The `count` eigenpairs of largest magnitude, by Lanczos iteration with full reorthogonalisation (Golub & Van Loan,
 * Matrix Computations, 10.1) from a fixed start: the same matrix gives the same bits. Small matrices get a complete
 * basis, so that multiple eigenvalues are found too.
 */
export function* leadingEigenpairs(matrix: SymmetricMatrix, count: number): Steps<Eigenpairs> {
  const n = matrix.size
  const most = Math.min(n, Math.max(4 * count, 200))
  const basis = new Float64Array(most * n)
  const diagonal = new Float64Array(most)
  const off = new Float64Array(most)
  const random = stream(0x9e3779b9)
  const vector = new Float64Array(n)
  for (let i = 0; i < n; i++) vector[i] = random()
  let scale = 0
  let work = 0
  for (let k = 0; k < most; k++) {
    let length = norm(vector)
    // An invariant subspace is complete: go on with a fresh direction, not coupled to the ones before.
    if (length <= 1e-10 * Math.max(scale, 1e-300)) {
      if (k > 0) off[k] = 0
      for (let i = 0; i < n; i++) vector[i] = random()
      orthogonalise(vector, basis, k, n)
      orthogonalise(vector, basis, k, n)
      length = norm(vector)
    } else if (k > 0) off[k] = length
    const q = basis.subarray(k * n, (k + 1) * n)
    for (let i = 0; i < n; i++) q[i] = vector[i] / length
    multiply(matrix, q, vector)
    diagonal[k] = dot(q, vector)
    scale = Math.max(scale, norm(vector))
    orthogonalise(vector, basis, k + 1, n)
    orthogonalise(vector, basis, k + 1, n)
    work += matrix.columns.length + 4 * n * k
    if (work > 4_000_000) {
      work = 0
      yield k / most
    }
  }
  const small = tridiagonalEigen(diagonal, off)
  const order = Array.from({ length: most }, (_, k) => k).sort(
    (a, b) => Math.abs(small.values[b]) - Math.abs(small.values[a]) || a - b
  )
  const taken = order.slice(0, count)
  const vectors = new Float64Array(n * taken.length)
  for (let c = 0; c < taken.length; c++) {
    const column = new Float64Array(n)
    for (let k = 0; k < most; k++) {
      const weight = small.vectors[k * most + taken[c]]
      const q = basis.subarray(k * n, (k + 1) * n)
      for (let i = 0; i < n; i++) column[i] += weight * q[i]
    }
    let peak = 0
    for (let i = 1; i < n; i++) if (Math.abs(column[i]) > Math.abs(column[peak]) + 1e-9) peak = i
    const sign = column[peak] < 0 ? -1 : 1
    for (let i = 0; i < n; i++) vectors[i * taken.length + c] = sign * column[i]
  }
  return { values: Float64Array.from(taken, (k) => small.values[k]), vectors }
}

function multiply({ size, offsets, columns, values }: SymmetricMatrix, x: Float64Array, out: Float64Array): void {
  for (let i = 0; i < size; i++) {
    let sum = 0
    for (let p = offsets[i]; p < offsets[i + 1]; p++) sum += values[p] * x[columns[p]]
    out[i] = sum
  }
}

/** Takes the parts along the first `count` rows of `basis` out of `vector`. */
function orthogonalise(vector: Float64Array, basis: Float64Array, count: number, n: number): void {
  for (let k = 0; k < count; k++) {
    const base = k * n
    let a = 0
    let b = 0
    let c = 0
    let d = 0
    let i = 0
    for (; i + 3 < n; i += 4) {
      a += vector[i] * basis[base + i]
      b += vector[i + 1] * basis[base + i + 1]
      c += vector[i + 2] * basis[base + i + 2]
      d += vector[i + 3] * basis[base + i + 3]
    }
    for (; i < n; i++) a += vector[i] * basis[base + i]
    const along = a + b + (c + d)
    for (i = 0; i < n; i++) vector[i] -= along * basis[base + i]
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a))
}

/** Numbers in [-1, 1) from a xorshift generator. */
function stream(seed: number): () => number {
  let state = seed | 0
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state / 2 ** 31
  }
}

/**
 * All eigenpairs of a symmetric tridiagonal matrix by implicit QL (EISPACK tql2, Bowdler et al. 1968).
 *
 * @param diagonal [m]
 * @param off [m] off[k] couples k - 1 and k; off[0] is not used
 * @returns values in no order; vectors [m x m] row-major, one column per value
 */
export function tridiagonalEigen(
  diagonal: Float64Array,
  off: Float64Array
): { values: Float64Array; vectors: Float64Array } {
  const m = diagonal.length
  const d = diagonal.slice()
  const e = new Float64Array(m)
  for (let k = 1; k < m; k++) e[k - 1] = off[k]
  // Rows of `turned` are the columns of the vectors: rotations act on two contiguous rows.
  const turned = new Float64Array(m * m)
  for (let k = 0; k < m; k++) turned[k * m + k] = 1
  for (let l = 0; l < m; l++) {
    for (let turn = 0; turn < 60; turn++) {
      let end = l
      while (end < m - 1) {
        const near = Math.abs(d[end]) + Math.abs(d[end + 1])
        if (Math.abs(e[end]) <= 2.2e-16 * near) break
        end++
      }
      if (end === l) break
      let g = (d[l + 1] - d[l]) / (2 * e[l])
      let r = Math.sqrt(g * g + 1)
      g = d[end] - d[l] + e[l] / (g + (g >= 0 ? r : -r))
      let s = 1
      let c = 1
      let p = 0
      let i = end - 1
      for (; i >= l; i--) {
        const f = s * e[i]
        const b = c * e[i]
        r = Math.sqrt(f * f + g * g)
        e[i + 1] = r
        if (r === 0) {
          d[i + 1] -= p
          e[end] = 0
          break
        }
        s = f / r
        c = g / r
        g = d[i + 1] - p
        r = (d[i] - g) * s + 2 * c * b
        p = s * r
        d[i + 1] = g + p
        g = c * r - b
        const upper = i * m
        const lower = upper + m
        for (let k = 0; k < m; k++) {
          const t = turned[lower + k]
          turned[lower + k] = s * turned[upper + k] + c * t
          turned[upper + k] = c * turned[upper + k] - s * t
        }
      }
      if (r === 0 && i >= l) continue
      d[l] -= p
      e[l] = g
      e[end] = 0
    }
  }
  const vectors = new Float64Array(m * m)
  for (let k = 0; k < m; k++) for (let i = 0; i < m; i++) vectors[i * m + k] = turned[k * m + i]
  return { values: d, vectors }
}
