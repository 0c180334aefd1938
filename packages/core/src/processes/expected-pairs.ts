import type { PairCounts } from './pair-counts.js'

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
