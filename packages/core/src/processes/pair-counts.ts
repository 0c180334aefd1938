import { InputError } from '../errors.js'

/**
 * A sparse matrix of whole numbers in CSR form: row a holds the columns b (ascending) that it was counted with. Plain
 * data. Weights are u32; where a sum would pass 2^32 - 1 the whole array is f64 (exact to 2^53).
 */
export interface SparseCounts {
  /** [rows + 1] */
  readonly offsets: Uint32Array
  /** [pairs] ascending within a row */
  readonly columns: Uint32Array
  /** [pairs] at least 1 each */
  readonly weights: Uint32Array | Float64Array
}

/**
 * How often activity b stands within the window after activity a, summed over all sequences: a pair at lag l adds
 * window - l + 1, which is word2vec's dynamic window in expectation (times the window). Counts of parts of a log, cut
 * between sequences, add up to the counts of the whole (`mergePairCounts`). Plain data: it survives structured cloning.
 */
export interface PairCounts extends SparseCounts {
  readonly window: number
  readonly activities: number
  readonly sequences: number
  readonly tokens: number
  /** [activities] occurrences of each */
  readonly occurrences: Float64Array
}

/** The directly-follows graph of integer sequences: row a, column b: how often b came right after a. */
export interface FollowCounts extends SparseCounts {
  readonly activities: number
  readonly sequences: number
  readonly tokens: number
  /** [activities] */
  readonly occurrences: Float64Array
  /** [activities] sequences that begin with it */
  readonly starts: Float64Array
  /** [activities] sequences that end with it */
  readonly ends: Float64Array
}

/**
 * The sum of two counts over the same numbering of activities. One may know fewer activities than the other (a
 * vocabulary that grew at its end). Adding is exact, so any order and grouping of parts gives the same bits.
 * @throws InputError BAD_OPTION when the windows differ.
 */
export function mergePairCounts(a: PairCounts, b: PairCounts): PairCounts {
  if (a.window !== b.window) {
    throw new InputError(
      'BAD_OPTION',
      `mergePairCounts got counts of windows ${a.window} and ${b.window}, which cannot be added.`,
      'Count both with the same window.'
    )
  }
  const activities = Math.max(a.activities, b.activities)
  return {
    window: a.window,
    activities,
    sequences: a.sequences + b.sequences,
    tokens: a.tokens + b.tokens,
    occurrences: addDense(a.occurrences, b.occurrences, activities),
    ...addSparse(a, b, activities)
  }
}

/**
 * The counts of the kept activities alone, renumbered. What stood between two kept ones still separates them: pairs are
 * not counted anew.
 * @param kept [kept] old numbers, ascending; `renumbered` [activities] new numbers, -1 where left out.
 */
export function restrictPairCounts(counts: PairCounts, kept: Uint32Array, renumbered: Int32Array): PairCounts {
  if (kept.length === counts.activities) return counts
  const offsets = new Uint32Array(kept.length + 1)
  const columns = new Uint32Array(counts.columns.length)
  const weights = counts.weights.slice()
  let n = 0
  for (let row = 0; row < kept.length; row++) {
    for (let i = counts.offsets[kept[row]]; i < counts.offsets[kept[row] + 1]; i++) {
      const column = renumbered[counts.columns[i]]
      if (column < 0) continue
      columns[n] = column
      weights[n++] = counts.weights[i]
    }
    offsets[row + 1] = n
  }
  const occurrences = Float64Array.from(kept, (id) => counts.occurrences[id])
  return {
    ...counts,
    activities: kept.length,
    tokens: occurrences.reduce((sum, count) => sum + count, 0),
    occurrences,
    offsets,
    columns: columns.slice(0, n),
    weights: weights.slice(0, n)
  }
}

/** The sum of two {@link FollowCounts}, exact as in {@link mergePairCounts}. */
export function mergeFollowCounts(a: FollowCounts, b: FollowCounts): FollowCounts {
  const activities = Math.max(a.activities, b.activities)
  return {
    activities,
    sequences: a.sequences + b.sequences,
    tokens: a.tokens + b.tokens,
    occurrences: addDense(a.occurrences, b.occurrences, activities),
    starts: addDense(a.starts, b.starts, activities),
    ends: addDense(a.ends, b.ends, activities),
    ...addSparse(a, b, activities)
  }
}

function addDense(a: Float64Array, b: Float64Array, length: number): Float64Array {
  const sum = new Float64Array(length)
  sum.set(a)
  for (let i = 0; i < b.length; i++) sum[i] += b[i]
  return sum
}

/** Row by row union of two CSR matrices whose columns ascend. */
function addSparse(a: SparseCounts, b: SparseCounts, rows: number): SparseCounts {
  const columns = new Uint32Array(a.columns.length + b.columns.length)
  const weights = new Float64Array(a.columns.length + b.columns.length)
  const offsets = new Uint32Array(rows + 1)
  let n = 0
  let largest = 0
  for (let row = 0; row < rows; row++) {
    let i = row + 1 < a.offsets.length ? a.offsets[row] : 0
    let j = row + 1 < b.offsets.length ? b.offsets[row] : 0
    const iEnd = row + 1 < a.offsets.length ? a.offsets[row + 1] : 0
    const jEnd = row + 1 < b.offsets.length ? b.offsets[row + 1] : 0
    while (i < iEnd || j < jEnd) {
      const left = i < iEnd ? a.columns[i] : 0xffffffff
      const right = j < jEnd ? b.columns[j] : 0xffffffff
      const weight = (left <= right ? a.weights[i++] : 0) + (right <= left ? b.weights[j++] : 0)
      columns[n] = Math.min(left, right)
      weights[n++] = weight
      if (weight > largest) largest = weight
    }
    offsets[row + 1] = n
  }
  return {
    offsets,
    columns: columns.slice(0, n),
    weights: largest > 0xffffffff ? weights.slice(0, n) : Uint32Array.from(weights.subarray(0, n))
  }
}
