import type { Kernel } from '../kernel/load.js'
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
export function* leadingEigenpairs(kernel: Kernel, matrix: SymmetricMatrix, count: number): Steps<Eigenpairs> {
  const { memory, run } = kernel
  const n = matrix.size
  const padded = (n + 3) & ~3
  const most = Math.min(n, Math.max(3 * count, 150))
  const diagonal = new Float64Array(most)
  const off = new Float64Array(most)
  const mark = memory.mark()
  try {
    const offsets = memory.put(matrix.offsets, 'The matrix of learned links')
    const columns = memory.put(matrix.columns, 'The matrix of learned links')
    const values = memory.put(matrix.values, 'The matrix of learned links')
    const basis = memory.float64(most * padded, 'The basis of learned links')
    const vector = memory.float64(padded, 'The basis of learned links')
    const random = stream(0x9e3779b9)
    const restart = () => {
      const fresh = memory.viewFloat64(vector)
      for (let i = 0; i < n; i++) fresh[i] = random()
    }
    const norm = () => Math.sqrt(run.linksDot(vector.pointer, vector.pointer, padded))
    restart()
    let scale = 0
    let work = 0
    for (let k = 0; k < most; k++) {
      const row = basis.pointer + k * padded * 8
      let length = norm()
      // An invariant subspace is complete: go on with a fresh direction, not coupled to the ones before.
      if (length <= 1e-10 * Math.max(scale, 1e-300)) {
        restart()
        for (let pass = 0; pass < 2; pass++) run.linksOrthogonalise(vector.pointer, basis.pointer, k, padded)
        length = norm()
      } else if (k > 0) off[k] = length
      const from = memory.viewFloat64(vector)
      const to = memory.viewFloat64(basis)
      for (let i = 0; i < n; i++) to[k * padded + i] = from[i] / length
      run.linksMultiply(n, offsets.pointer, columns.pointer, values.pointer, row, vector.pointer)
      diagonal[k] = run.linksDot(row, vector.pointer, padded)
      scale = Math.max(scale, norm())
      // The three-term recurrence takes out the large parts; what is left of all others, one pass over the basis.
      run.linksOrthogonalise(vector.pointer, k > 0 ? row - padded * 8 : row, k > 0 ? 2 : 1, padded)
      run.linksOrthogonalise(vector.pointer, basis.pointer, k + 1, padded)
      work += matrix.columns.length + 4 * n * k
      if (work > 1_000_000) {
        work = 0
        yield k / most
      }
    }
    yield 1
    const small = tridiagonalEigen(kernel, diagonal, off)
    yield 1
    const order = Array.from({ length: most }, (_, k) => k).sort(
      (a, b) => Math.abs(small.values[b]) - Math.abs(small.values[a]) || a - b
    )
    const taken = order.slice(0, count)
    const weights = new Float64Array(most * taken.length)
    for (let k = 0; k < most; k++) {
      for (let c = 0; c < taken.length; c++) weights[k * taken.length + c] = small.vectors[taken[c] * most + k]
    }
    const weightsAt = memory.put(weights, 'The vectors of learned links')
    const found = memory.float64(taken.length * padded, 'The vectors of learned links')
    run.linksCombine(basis.pointer, most, padded, weightsAt.pointer, taken.length, found.pointer)
    const turned = memory.viewFloat64(found)
    const vectors = new Float64Array(n * taken.length)
    for (let c = 0; c < taken.length; c++) {
      const column = turned.subarray(c * padded, c * padded + n)
      let peak = 0
      for (let i = 1; i < n; i++) if (Math.abs(column[i]) > Math.abs(column[peak]) + 1e-9) peak = i
      const sign = column[peak] < 0 ? -1 : 1
      for (let i = 0; i < n; i++) vectors[i * taken.length + c] = sign * column[i]
    }
    return { values: Float64Array.from(taken, (k) => small.values[k]), vectors }
  } finally {
    memory.release(mark)
  }
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
 * All eigenpairs of a symmetric tridiagonal matrix.
 *
 * @param diagonal [m]
 * @param off [m] off[k] couples k - 1 and k; off[0] is not used
 * @returns values in no order; vectors [m x m] row-major, one row per value
 */
export function tridiagonalEigen(
  { memory, run }: Kernel,
  diagonal: Float64Array,
  off: Float64Array
): { values: Float64Array; vectors: Float64Array } {
  return memory.scope(() => {
    const m = diagonal.length
    const padded = m + (m % 2)
    const coupled = new Float64Array(m)
    coupled.set(off.subarray(1))
    const unit = new Float64Array(m * padded)
    for (let k = 0; k < m; k++) unit[k * padded + k] = 1
    const d = memory.put(diagonal, 'The vectors of learned links')
    const e = memory.put(coupled, 'The vectors of learned links')
    const turned = memory.put(unit, 'The vectors of learned links')
    run.linksTridiagonal(d.pointer, e.pointer, turned.pointer, m, padded)
    const rows = memory.viewFloat64(turned)
    const vectors = new Float64Array(m * m)
    for (let k = 0; k < m; k++) vectors.set(rows.subarray(k * padded, k * padded + m), k * m)
    return { values: memory.viewFloat64(d).slice(), vectors }
  })
}
