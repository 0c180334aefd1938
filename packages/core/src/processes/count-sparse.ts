import type { Kernel } from '../kernel/load.js'
import { addMethodFunctions } from '../kernel/methods.js'
import type { Phases } from '../kernel/phases.js'
import type { Traces } from '../log/types.js'
import { type CountSlices, positionBits } from './count-phases.js'
import { type CountRange, Growing } from './count-table.js'
import type { PairCounts } from './pair-counts.js'

export { mergePairCounts } from './pair-counts.js'

/** Counts the pairs of positions from .. to - 1 activity by activity, by an index of their places. */
export function* countByIndex(
  kernel: Kernel,
  traces: Traces,
  range: CountRange,
  threads: number,
  slices: CountSlices
): Phases<PairCounts> {
  const { window, from, to, sequence: firstSequence, done } = range
  const { run, memory } = kernel
  addMethodFunctions(run, memory.whole)
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
