import { InputError } from '../errors.js'
import type { Kernel } from '../kernel/load.js'
import { inPlace, type Phases } from '../kernel/phases.js'
import type { Steps } from '../kernel/work.js'
import type { Traces } from '../log/types.js'
import { type CountRange, checkTokens, countByTable, Growing, tableFits } from './count-table.js'
import { type FollowCounts, mergePairCounts, type PairCounts } from './pair-counts.js'

export {
  type FollowCounts,
  mergeFollowCounts,
  mergePairCounts,
  type PairCounts,
  restrictPairCounts,
  type SparseCounts
} from './pair-counts.js'

/** The widest window: the kernel packs a position (20 bits at least) and its reach into 32 bits. */
export const WIDEST_WINDOW = 4095

const MOST_POSITIONS = 2 ** 24

/** Bits of a packed u32 that hold a position; those above hold up to `window`. */
function positionBits(window: number): number {
  return Math.clz32(window)
}

/** How the work is cut; no number here changes a bit of the result. For tests and tuning. */
export interface CountSlices {
  /** How pairs are counted; by default what is cheaper. */
  form?: 'table' | 'index'
  /** Positions staged in wasm memory at a time, at most 2^24 (2^20 for the widest windows). */
  chunk?: number
  /** Tokens per kernel call. */
  slice?: number
  /** Pairs that one kernel call may emit. */
  emitted?: number
}

/**
 * Counts windowed pairs over `traces`; see {@link PairCounts}. Memory: a table of all pairs (up to 256 MB) where the
 * log is large beside it, else 8 bytes per staged token; and the result.
 * @param options.window tokens to look ahead, 1 to 4095; default 4.
 * @throws InputError BAD_OPTION for a window out of range.
 */
export function countPairs(
  kernel: Kernel,
  traces: Traces,
  options: { window?: number } = {},
  slices: CountSlices = {}
): Steps<PairCounts> {
  return inPlace(kernel, countInPhases(kernel, traces, options, 1, slices))
}

/** {@link countPairs}, handed out to so many threads. */
export function* countInPhases(
  kernel: Kernel,
  traces: Traces,
  options: { window?: number },
  threads: number,
  slices: CountSlices = {}
): Phases<PairCounts> {
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
    offsets: new Uint32Array(traces.activities + 1),
    columns: new Uint32Array(0),
    weights: new Uint32Array(0)
  }
  const total = traces.tokens.length
  // No cell of one chunk can pass u32: it gets at most window (window + 1) / 2 from each position.
  const safe = Math.floor(0xffffffff / ((window * (window + 1)) / 2))
  const form = slices.form ?? (tableFits(traces.activities, total) ? 'table' : 'index')
  const most = form === 'table' ? safe : Math.min(MOST_POSITIONS, 2 ** positionBits(window), safe)
  const chunk = Math.max(1, Math.min(slices.chunk ?? most, most))
  let sequence = 0
  for (let from = 0; from < total; from += chunk) {
    const to = Math.min(from + chunk, total)
    while (traces.offsets[sequence + 1] <= from) sequence++
    const range = { window, from, to, sequence, done: (share: number) => (from + share * (to - from)) / total }
    const part =
      form === 'table'
        ? yield* countByTable(kernel, traces, range, threads, slices)
        : yield* countByIndex(kernel, traces, range, threads, slices)
    sum = from === 0 ? part : mergePairCounts(sum, part)
  }
  return { ...sum, sequences: traces.offsets.length - 1 }
}

function* countByIndex(
  kernel: Kernel,
  traces: Traces,
  range: CountRange,
  threads: number,
  slices: CountSlices
): Phases<PairCounts> {
  const { window, from, to, sequence: firstSequence, done } = range
  const { run, memory } = kernel
  const { activities } = traces
  const positions = to - from
  const slice = slices.slice ?? 1 << 15
  const shift = positionBits(window)
  let lastSequence = firstSequence
  while (lastSequence < traces.offsets.length - 1 && traces.offsets[lastSequence] < to) lastSequence++
  const mark = memory.mark()
  try {
    const tokens = memory.put(
      traces.tokens.subarray(from, Math.min(to + window, traces.tokens.length)),
      'Counting pairs'
    )
    checkTokens(kernel, tokens, activities)
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
      run.placeTokens(
        tokens.pointer,
        offsets.pointer,
        sequence,
        end,
        at,
        stop,
        window,
        shift,
        cursor.pointer,
        places.pointer
      )
      at = stop
      yield done(0.1 + (0.3 * at) / positions)
    }

    // A row emits at most min(activities, its positions x window) pairs.
    const most = Math.max(slices.emitted ?? (threads > 1 ? 1 << 22 : 1 << 18), activities)
    const stripBytes = ((activities + 3) & ~3) * 4
    const strips = memory.room(stripBytes * threads, 1, 'Counting pairs')
    const columns = memory.int32(most, 'Counting pairs')
    const weights = memory.int32(most, 'Counting pairs')
    const rowPairs = memory.int32(activities, 'Counting pairs')
    const rowOffsets = new Uint32Array(activities + 1)
    const allColumns = new Growing()
    const allWeights = new Growing()
    for (let row = 0; row < activities; ) {
      // Rows that one phase has room for, in calls that each write where no other does.
      const calls: number[][] = []
      const parts: { first: number; last: number; at: number }[] = []
      let last = row
      for (let room = 0; last < activities; ) {
        const first = last
        const at = room
        for (let work = 0; last < activities; last++) {
          const bound = Math.min(activities, histogram[last] * window)
          // A row costs its positions, and a quarter of a look at each cell of the strip.
          const rowWork = histogram[last] + activities / 16
          if (room + bound > most || (last > first && work + rowWork > slice)) break
          room += bound
          work += rowWork
        }
        if (last === first) break
        parts.push({ first, last, at })
        calls.push([
          ...[tokens.pointer, places.pointer, starts.pointer, first, last, window, shift, activities],
          ...[columns.pointer + 4 * at, weights.pointer + 4 * at, rowPairs.pointer + 4 * first]
        ])
      }
      const share = done(0.4 + (0.6 * startsOf[last]) / positions)
      yield { run: 'countRows', calls, scratch: strips.pointer, scratchBytes: stripBytes, done: share }
      const counted = memory.viewUint32(rowPairs)
      const [ids, counts] = [memory.viewUint32(columns), memory.viewUint32(weights)]
      for (const part of parts) {
        for (let r = part.first; r < part.last; r++) rowOffsets[r + 1] = rowOffsets[r] + counted[r]
        const end = part.at + rowOffsets[part.last] - rowOffsets[part.first]
        allColumns.append(ids.subarray(part.at, end))
        allWeights.append(counts.subarray(part.at, end))
      }
      row = last
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
