import { InputError } from '../errors.js'
import type { Kernel } from '../kernel/load.js'
import type { Steps } from '../kernel/work.js'
import type { Traces } from '../log/types.js'

/**
 * A sparse matrix of whole numbers in CSR form: row a holds the columns b (ascending) that it was counted with. Plain
 * data. Weights are u32; where a sum would pass 2^32 - 1 the whole array is f64 (exact to 2^53).
 */
export interface SparseCounts {
  /** [rows + 1] */
  readonly offsets: Float64Array
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

/** The widest window that the kernel's packed positions can hold. */
const WIDEST_WINDOW = 255

/** How the work is cut; no number here changes a bit of the result. For tests and tuning. */
export interface CountSlices {
  /** Positions staged in wasm memory at a time, at most 2^24. */
  chunk?: number
  /** Tokens per kernel call. */
  slice?: number
  /** Pairs that one kernel call may emit. */
  emitted?: number
}

/**
 * Counts windowed pairs over `traces`; see {@link PairCounts}. Memory: 8 bytes per staged token and the result.
 * @param options.window tokens to look ahead, 1 to 255; default 4.
 * @throws InputError BAD_OPTION for a window out of range.
 */
export function* countPairs(
  kernel: Kernel,
  traces: Traces,
  options: { window?: number } = {},
  slices: CountSlices = {}
): Steps<PairCounts> {
  const window = options.window ?? 4
  if (!Number.isInteger(window) || window < 1 || window > WIDEST_WINDOW) {
    throw new InputError(
      'BAD_OPTION',
      `countPairs got window ${window}.`,
      `Give a whole number from 1 to ${WIDEST_WINDOW}; 4 is the default.`
    )
  }
  let sum: PairCounts = {
    window,
    activities: traces.activities,
    sequences: 0,
    tokens: 0,
    occurrences: new Float64Array(traces.activities),
    offsets: new Float64Array(traces.activities + 1),
    columns: new Uint32Array(0),
    weights: new Uint32Array(0)
  }
  const total = traces.tokens.length
  // No cell of one chunk can pass u32: it gets at most window (window + 1) / 2 from each position.
  const safe = Math.floor(0xffffffff / ((window * (window + 1)) / 2))
  const chunk = Math.max(1, Math.min(slices.chunk ?? 1 << 24, 1 << 24, safe))
  let sequence = 0
  for (let from = 0; from < total; from += chunk) {
    const to = Math.min(from + chunk, total)
    while (traces.offsets[sequence + 1] <= from) sequence++
    const part = yield* countChunk(
      kernel,
      traces,
      window,
      from,
      to,
      sequence,
      slices,
      (share) => (from + share * (to - from)) / total
    )
    sum = from === 0 ? part : mergePairCounts(sum, part)
  }
  return { ...sum, sequences: traces.offsets.length - 1 }
}

function* countChunk(
  kernel: Kernel,
  traces: Traces,
  window: number,
  from: number,
  to: number,
  firstSequence: number,
  slices: CountSlices,
  done: (share: number) => number
): Steps<PairCounts> {
  const { run, memory } = kernel
  const { activities } = traces
  const positions = to - from
  const slice = slices.slice ?? 1 << 17
  let lastSequence = firstSequence
  while (lastSequence < traces.offsets.length - 1 && traces.offsets[lastSequence] < to) lastSequence++
  const mark = memory.mark()
  try {
    const tokens = memory.put(
      traces.tokens.subarray(from, Math.min(to + window, traces.tokens.length)),
      'Counting pairs'
    )
    const largest = run.largestToken(tokens.pointer, tokens.length) >>> 0
    if (largest >= activities) {
      throw new InputError(
        'UNKNOWN_ACTIVITY',
        `The traces hold activity ${largest}, but say that there are ${activities} activities.`,
        'Activities are numbered 0 to activities - 1: give traces whose tokens are below their activity count.'
      )
    }
    // Relative to the chunk: the first sequence may begin before it, the last may end behind what is staged.
    const relative = new Int32Array(lastSequence - firstSequence + 1)
    for (let i = 0; i < relative.length; i++) {
      relative[i] = Math.max(0, Math.min(traces.offsets[firstSequence + i] - from, positions + window))
    }
    const offsets = memory.put(relative, 'Counting pairs')
    const cursor = memory.int32(activities, 'Counting pairs')
    const places = memory.int32(positions, 'Counting pairs')

    for (let at = 0; at < positions; at += slice) {
      run.countTokens(tokens.pointer, at, Math.min(at + slice, positions), cursor.pointer)
      yield done((0.1 * at) / positions)
    }
    const histogram = memory.viewUint32(cursor).slice()
    const startsOf = new Uint32Array(activities + 1)
    for (let a = 0; a < activities; a++) startsOf[a + 1] = startsOf[a] + histogram[a]
    const starts = memory.put(startsOf, 'Counting pairs')
    memory.viewUint32(cursor).set(startsOf.subarray(0, activities))

    let sequence = 0
    for (let at = 0; at < positions; ) {
      const stop = Math.min(at + slice, positions)
      while (relative[sequence + 1] <= at) sequence++
      let end = sequence
      while (end < relative.length - 1 && relative[end] < stop) end++
      run.placeTokens(tokens.pointer, offsets.pointer, sequence, end, at, stop, window, cursor.pointer, places.pointer)
      at = stop
      yield done(0.1 + (0.3 * at) / positions)
    }

    // A row emits at most min(activities, its positions x window) pairs.
    const most = Math.max(slices.emitted ?? 1 << 18, activities)
    const strip = memory.int32((activities + 3) & ~3, 'Counting pairs')
    const columns = memory.int32(most, 'Counting pairs')
    const weights = memory.int32(most, 'Counting pairs')
    const rowPairs = memory.int32(activities, 'Counting pairs')
    const rowOffsets = new Float64Array(activities + 1)
    const allColumns = new Growing()
    const allWeights = new Growing()
    for (let row = 0; row < activities; ) {
      let last = row
      let bound = 0
      let work = 0
      while (last < activities) {
        const rowBound = Math.min(activities, histogram[last] * window)
        // A row costs its positions, and a quarter of a look at each cell of the strip.
        const rowWork = histogram[last] + activities / 16
        if (last > row && (bound + rowBound > most || work + rowWork > slice)) break
        bound += rowBound
        work += rowWork
        last++
      }
      const emitted = run.countRows(
        tokens.pointer,
        places.pointer,
        starts.pointer,
        row,
        last,
        window,
        activities,
        strip.pointer,
        columns.pointer,
        weights.pointer,
        rowPairs.pointer
      )
      const counted = memory.viewUint32(rowPairs)
      for (let r = row; r < last; r++) rowOffsets[r + 1] = rowOffsets[r] + counted[r - row]
      allColumns.append(memory.viewUint32(columns).subarray(0, emitted))
      allWeights.append(memory.viewUint32(weights).subarray(0, emitted))
      row = last
      yield done(0.4 + (0.6 * startsOf[row]) / positions)
    }
    return {
      window,
      activities,
      sequences: 0,
      tokens: positions,
      occurrences: Float64Array.from(histogram),
      offsets: rowOffsets,
      columns: allColumns.take(),
      weights: allWeights.take()
    }
  } finally {
    memory.release(mark)
  }
}

/** A Uint32Array that doubles. */
class Growing {
  #values = new Uint32Array(1024)
  #length = 0

  append(more: Uint32Array): void {
    if (this.#length + more.length > this.#values.length) {
      const grown = new Uint32Array(Math.max(this.#values.length * 2, this.#length + more.length))
      grown.set(this.#values.subarray(0, this.#length))
      this.#values = grown
    }
    this.#values.set(more, this.#length)
    this.#length += more.length
  }

  take(): Uint32Array {
    return this.#values.slice(0, this.#length)
  }
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

/**
 * Counts which activity directly follows which, and where sequences begin and end. Empty sequences count as sequences
 * but begin and end nowhere.
 */
export function* countFollows(kernel: Kernel, traces: Traces, slices: CountSlices = {}): Steps<FollowCounts> {
  // Window 1 is exactly "directly follows": the one lag weighs 1.
  const { window: _, ...pairs } = yield* countPairs(kernel, traces, { window: 1 }, slices)
  const starts = new Float64Array(traces.activities)
  const ends = new Float64Array(traces.activities)
  for (let i = 0; i + 1 < traces.offsets.length; i++) {
    if (traces.offsets[i] === traces.offsets[i + 1]) continue
    starts[traces.tokens[traces.offsets[i]]]++
    ends[traces.tokens[traces.offsets[i + 1] - 1]]++
  }
  return { ...pairs, starts, ends }
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
  const offsets = new Float64Array(rows + 1)
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
