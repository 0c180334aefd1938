import type { Kernel } from '../kernel/load.js'
import { stride } from '../kernel/memory.js'
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
 *
 * @param scale length of the vector of an eigenvalue, 1 by default
 * @param turns of the iteration, which are no more than the size
 */
export function* leadingEigenpairs(
  kernel: Kernel,
  matrix: SymmetricMatrix,
  count: number,
  scale: (value: number) => number = () => 1,
  turns = Math.max(3 * count, 150)
): Steps<Eigenpairs> {
  const { memory, run } = kernel
  const n = matrix.size
  const padded = (n + 3) & ~3
  const most = Math.min(n, turns)
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
    let largest = 0
    let work = 0
    for (let k = 0; k < most; k++) {
      const row = basis.pointer + k * padded * 8
      let length = norm()
      // An invariant subspace is complete: go on with a fresh direction, not coupled to the ones before.
      if (length <= 1e-10 * Math.max(largest, 1e-300)) {
        restart()
        for (let pass = 0; pass < 2; pass++) run.linksOrthogonalise(vector.pointer, basis.pointer, k, padded)
        length = norm()
      } else if (k > 0) off[k] = length
      run.linksNormalise(vector.pointer, row, padded, length)
      run.linksMultiply(n, offsets.pointer, columns.pointer, values.pointer, row, vector.pointer)
      diagonal[k] = run.linksDot(row, vector.pointer, padded)
      largest = Math.max(largest, norm())
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
    const { chosen, weights, columns: wide } = tridiagonalEigen(kernel, diagonal, off, count)
    yield 1
    const found = memory.float64(wide * padded, 'The vectors of learned links')
    run.linksCombine(basis.pointer, most, padded, weights.pointer, wide, found.pointer)
    const scales = memory.put(chosen.map(scale), 'The vectors of learned links')
    const vectors = memory.float64(n * chosen.length, 'The vectors of learned links')
    run.linksSigned(found.pointer, padded, n, chosen.length, scales.pointer, vectors.pointer)
    return { values: chosen, vectors: memory.viewFloat64(vectors).slice() }
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
 * The `count` eigenpairs of largest magnitude of a symmetric tridiagonal matrix; of equal ones the first. Stays in the
 * kernel's memory: the maker frees it.
 *
 * @param diagonal [m]
 * @param off [m] off[k] couples k - 1 and k; off[0] is not used
 * @returns the eigenvalues; weights [m x columns] f64, entry k of vector c at [k * columns + c], zero beyond `count`
 */
function tridiagonalEigen({ memory, run }: Kernel, diagonal: Float64Array, off: Float64Array, count: number) {
  const what = 'The vectors of learned links'
  const m = diagonal.length
  const coupled = new Float64Array(m)
  coupled.set(off.subarray(1))
  const columns = stride(count)
  const weights = memory.float64(m * columns, what)
  const d = memory.put(diagonal, what)
  const e = memory.put(coupled, what)
  const noted = memory.room(2, 4, what)
  const mark = memory.mark()
  run.linksTridiagonal(d.pointer, e.pointer, m, noted.pointer)
  const [rotations, length] = memory.viewUint32(noted)
  // The arena is full: asking for more than it can ever hold says so.
  if (rotations === 0) memory.room(2 ** 32, 1, what)
  const values = memory.viewFloat64(d).slice()
  const order = Array.from(values, (_, k) => k)
  order.sort((a, b) => Math.abs(values[b]) - Math.abs(values[a]) || a - b)
  const unit = memory.viewFloat64(weights)
  for (let c = 0; c < Math.min(count, m); c++) unit[order[c] * columns + c] = 1
  run.linksTurnBack(rotations, length, weights.pointer, columns)
  memory.release(mark)
  return { chosen: Float64Array.from(order.slice(0, count), (k) => values[k]), weights, columns }
}
