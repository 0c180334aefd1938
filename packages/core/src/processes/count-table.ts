import type { Kernel } from '../kernel/load.js'
import type { Phases } from '../kernel/phases.js'
import type { Traces } from '../log/types.js'
import type { PairCounts } from './pair-counts.js'

/** A part of all positions, so large that no cell overflows. */
export interface CountRange {
  window: number
  from: number
  to: number
  /** The sequence that holds `from`. */
  sequence: number
  /** Share of the whole work, given that of this part. */
  done(share: number): number
}

/** Cells of the largest table: 256 MB. */
const MOST_CELLS = 2 ** 26
/** Bytes of the tables of all threads. */
const MOST_BYTES = 2 ** 30
/** Clearing and emitting so many cells costs about as much as counting one token by the index (60 ns). */
const CELLS_PER_TOKEN = 25
/** Tokens staged at a time, where several threads count. */
const STAGED = 2 ** 22

/** Whether a table of all pairs is worth its cells. */
export function tableFits(activities: number, tokens: number): boolean {
  return activities * activities <= Math.min(MOST_CELLS, CELLS_PER_TOKEN * tokens)
}

/** Counts the pairs of positions from .. to - 1, each thread in a table of its own. */
export function* countByTable(
  kernel: Kernel,
  traces: Traces,
  range: CountRange,
  threads: number,
  slices: { slice?: number; emitted?: number }
): Phases<PairCounts> {
  const { run, memory } = kernel
  const { activities, offsets } = traces
  const { window, from, to, done } = range
  const slice = slices.slice ?? 1 << 15
  const what = 'Counting pairs'
  const mark = memory.mark()
  try {
    // The cells, and how often each activity occurs.
    const tableBytes = 4 * ((activities * (activities + 1) + 3) & ~3)
    const tables = Math.max(1, Math.min(threads, Math.floor(MOST_BYTES / tableBytes)))
    const cells = memory.tallies((tableBytes / 4) * tables, what)
    const order = byFrequency(traces, range)
    const codesOf = new Uint32Array(activities)
    order.forEach((activity, code) => {
      codesOf[activity] = code
    })
    const [names, codes] = [memory.put(order, what), memory.put(codesOf, what)]
    const staging = memory.mark()
    let sequence = range.sequence
    for (let at = from; at < to; at += STAGED) {
      const stop = Math.min(to, at + STAGED)
      const tokens = memory.put(traces.tokens.subarray(at, Math.min(stop + window, traces.tokens.length)), what)
      for (let first = 0; first < tokens.length; first += RENUMBERED) {
        run.renumberTokens(tokens.pointer, first, Math.min(first + RENUMBERED, tokens.length), codes.pointer)
        yield done((0.9 * (at - from)) / (to - from))
      }
      let last = sequence
      while (last < offsets.length - 1 && offsets[last] < stop) last++
      // Relative to what is staged: the first sequence may begin before it, the last may end behind it.
      const relative = new Int32Array(last - sequence + 1)
      for (let i = 0; i < relative.length; i++) {
        relative[i] = Math.max(0, Math.min(offsets[sequence + i] - at, stop - at + window))
      }
      const relativeAt = memory.put(relative, what)
      const calls: number[][] = []
      for (let start = 0, first = 0; start < stop - at; ) {
        const end = Math.min(start + slice, stop - at)
        while (relative[first + 1] <= start) first++
        let beyond = first
        while (beyond < relative.length - 1 && relative[beyond] < end) beyond++
        calls.push([tokens.pointer, relativeAt.pointer, first, beyond, start, end, window, activities])
        start = end
      }
      const share = done((0.9 * (stop - from)) / (to - from))
      yield {
        ...{ run: 'countCells', calls, done: share },
        ...{ scratch: cells.pointer, scratchBytes: tableBytes, mostThreads: tables }
      }
      memory.release(staging)
      sequence = last - 1
    }

    const occurrences = new Float64Array(activities)
    for (let table = 0; table < tables; table++) {
      const pointer = cells.pointer + table * tableBytes + 4 * activities * activities
      const times = memory.viewUint32({ pointer, length: activities })
      for (let a = 0; a < activities; a++) occurrences[a] += times[codesOf[a]]
    }
    const rowsAtOnce = Math.max(1, Math.floor((slices.emitted ?? 1 << 19) / activities))
    const columns = memory.int32(rowsAtOnce * activities + 1, what)
    const weights = memory.int32(rowsAtOnce * activities + 1, what)
    const rowPairs = memory.int32(rowsAtOnce, what)
    const strip = memory.int32((activities + 3) & ~3, what)
    const rowOffsets = new Uint32Array(activities + 1)
    const allColumns = new Growing()
    const allWeights = new Growing()
    for (let row = 0; row < activities; row += rowsAtOnce) {
      const last = Math.min(row + rowsAtOnce, activities)
      const emitted = run.takeCells(
        ...([cells.pointer, tables, tableBytes, codes.pointer, names.pointer, row, last, activities] as const),
        ...([columns.pointer, weights.pointer, rowPairs.pointer, strip.pointer] as const)
      )
      const counted = memory.viewUint32(rowPairs)
      for (let r = row; r < last; r++) rowOffsets[r + 1] = rowOffsets[r] + counted[r - row]
      allColumns.append(memory.viewUint32(columns).subarray(0, emitted))
      allWeights.append(memory.viewUint32(weights).subarray(0, emitted))
      yield done(0.9 + (0.1 * last) / activities)
    }
    return {
      ...{ window, activities, sequences: 0, tokens: to - from, occurrences },
      ...{ offsets: rowOffsets, columns: allColumns.take(), weights: allWeights.take() }
    }
  } finally {
    memory.release(mark)
  }
}

/** Tokens renumbered in one call. */
const RENUMBERED = 2 ** 20
/** Tokens that are looked at to see which activities are frequent. */
const LOOKED_AT = 2 ** 17

/**
 * The activities in the order in which the table holds them: frequent ones first, so that the cells that are used most lie together (10
 * million events took 330 ms instead of 458).
 */
function byFrequency({ tokens, activities }: Traces, { from, to }: CountRange): Uint32Array {
  const times = new Uint32Array(activities)
  const step = Math.max(1, Math.floor((to - from) / LOOKED_AT))
  for (let i = from; i < to; i += step) times[tokens[i]]++
  return Uint32Array.from(times.keys()).sort((a, b) => times[b] - times[a] || a - b)
}

/** A Uint32Array that doubles. */
export class Growing {
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
