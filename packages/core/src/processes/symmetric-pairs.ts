import type { PairCounts } from './counts.js'

/** The pairs that word2vec would train on, in expectation, in one direction; see {@link expectedPairs}. */
export interface ExpectedPairs {
  /** [activities + 1] */
  readonly offsets: Uint32Array
  /** [pairs] */
  readonly columns: Uint32Array
  /** [pairs] */
  readonly weights: Float32Array
  /** [activities] row sums of the symmetric matrix: pairs that an activity takes part in. */
  readonly sums: Float64Array
}

/**
 * Divides the counts by their window (the dynamic window in expectation) and by subsampling: a pair stays with the
 * product of both shares. `sums` are of M + M^T.
 */
export function expectedPairs(counts: PairCounts, shares: Float64Array): ExpectedPairs {
  const { offsets, columns, activities } = counts
  const weights = new Float32Array(columns.length)
  const sums = new Float64Array(activities)
  for (let row = 0; row < activities; row++) {
    const factor = shares[row] / counts.window
    for (let i = offsets[row]; i < offsets[row + 1]; i++) {
      const weight = counts.weights[i] * factor * shares[columns[i]]
      weights[i] = weight
      sums[row] += weight
      sums[columns[i]] += weight
    }
  }
  return { offsets, columns, weights, sums }
}

/** M + M^T as CSR with ascending columns, its rows padded with empty ones up to `rows`. */
export function symmetric(pairs: ExpectedPairs, activities: number, rows: number) {
  const back = transpose(pairs, activities)
  const offsets = new Uint32Array(rows + 1)
  const columns = new Uint32Array(2 * pairs.columns.length)
  const weights = new Float32Array(2 * pairs.columns.length)
  let n = 0
  for (let row = 0; row < activities; row++) {
    let i = pairs.offsets[row]
    let j = back.offsets[row]
    const iEnd = pairs.offsets[row + 1]
    const jEnd = back.offsets[row + 1]
    while (i < iEnd || j < jEnd) {
      const left = i < iEnd ? pairs.columns[i] : 0xffffffff
      const right = j < jEnd ? back.columns[j] : 0xffffffff
      columns[n] = Math.min(left, right)
      weights[n++] = (left <= right ? pairs.weights[i++] : 0) + (right <= left ? back.weights[j++] : 0)
    }
    offsets[row + 1] = n
  }
  offsets.fill(n, activities + 1)
  return { offsets, columns: columns.subarray(0, n), weights: weights.subarray(0, n) }
}

/** Counting sort by column: rows come out in ascending order. */
function transpose(pairs: ExpectedPairs, activities: number) {
  const offsets = new Uint32Array(activities + 1)
  for (const column of pairs.columns) offsets[column + 1]++
  for (let a = 0; a < activities; a++) offsets[a + 1] += offsets[a]
  const next = offsets.slice(0, activities)
  const columns = new Uint32Array(pairs.columns.length)
  const weights = new Float32Array(pairs.columns.length)
  for (let row = 0; row < activities; row++) {
    for (let i = pairs.offsets[row]; i < pairs.offsets[row + 1]; i++) {
      const place = next[pairs.columns[i]]++
      columns[place] = row
      weights[place] = pairs.weights[i]
    }
  }
  return { offsets, columns, weights }
}
