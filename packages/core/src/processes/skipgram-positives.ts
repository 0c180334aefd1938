import type { Kernel } from '../kernel/load.js'
import type { Steps } from '../kernel/work.js'
import type { expectedPairs } from './expected-pairs.js'

/** What memory is asked for, as it is told where there is none. */
export const WHAT = 'Skip-gram from counts'

/** Where the kernel finds N: a dense matrix, or CSR (pointers; 0 where absent). */
export interface Positives {
  dense: number
  offsets: number
  columns: number
  values: number
  /** Pairs of the longest row. */
  longest: number
}

type Expected = ReturnType<typeof expectedPairs>

/** N as a dense matrix, in tiles of 32 rows. */
export function* dense(kernel: Kernel, expected: Expected, n: number, rows: number, slice: number): Steps<Positives> {
  const { run, memory } = kernel
  const matrix = memory.float32(rows * rows, WHAT)
  const mark = memory.mark()
  const offsets = memory.put(expected.offsets, WHAT)
  const columns = memory.put(expected.columns, WHAT)
  const weights = memory.put(expected.weights, WHAT)
  const pairsAtOnce = slice / 16
  for (let first = 0; first < n; ) {
    let last = first + 1
    while (last < n && expected.offsets[last + 1] - expected.offsets[first] <= pairsAtOnce) last++
    run.spreadPairs(offsets.pointer, columns.pointer, weights.pointer, first, last, matrix.pointer, rows / 32)
    first = last
    yield 0
  }
  memory.release(mark)
  return { dense: matrix.pointer, offsets: 0, columns: 0, values: 0, longest: 0 }
}

/** N as rows of M, and of M transposed behind them; rows beyond the vocabulary are empty. */
export function* sparse(kernel: Kernel, expected: Expected, n: number, rows: number, slice: number): Steps<Positives> {
  const { run, memory } = kernel
  const { offsets, columns, weights } = expected
  const starts = new Uint32Array(rows + 1)
  countColumns(columns, starts)
  let longest = 0
  for (let row = 0; row < n; row++) {
    const length = starts[row + 1] + offsets[row + 1] - offsets[row]
    starts[row + 1] = starts[row] + length
    longest = Math.max(longest, length)
  }
  starts.fill(starts[n], n + 1)
  const startsAt = memory.put(starts, WHAT)
  const ids = memory.room(2 * columns.length + 4, 4, WHAT)
  const values = memory.room(2 * columns.length + 4, 4, WHAT)
  const mark = memory.mark()
  const cursor = memory.put(starts, WHAT)
  const [from, to, counted] = [memory.put(offsets, WHAT), memory.put(columns, WHAT), memory.put(weights, WHAT)]
  const at = [cursor.pointer, ids.pointer, values.pointer] as const
  const pairsAtOnce = slice / 16
  for (let first = 0; first < n; ) {
    let last = first + 1
    while (last < n && offsets[last + 1] - offsets[first] <= pairsAtOnce) last++
    run.mirrorPairs(from.pointer, to.pointer, counted.pointer, first, last, ...at)
    first = last
    yield 0
  }
  memory.release(mark)
  return { dense: 0, offsets: startsAt.pointer, columns: ids.pointer, values: values.pointer, longest }
}

// A function of its own: within a generator, and by an iterator, V8 allocates something for each.
function countColumns(columns: Uint32Array, starts: Uint32Array): void {
  for (let i = 0; i < columns.length; i++) starts[columns[i] + 1]++
}
