import type { Kernel } from '../kernel/load.js'
import type { Phases } from '../kernel/phases.js'
import { fetched } from '../kernel/work.js'
import type { Traces } from '../log/types.js'
import { countByTable, tableFits } from './count-table.js'
import type { PairCounts } from './pair-counts.js'

/** The widest window: the kernel packs a position (20 bits at least) and its reach into 32 bits. */
export const WIDEST_WINDOW = 4095

const MOST_POSITIONS = 2 ** 24

/** Bits of a packed u32 that hold a position; those above hold up to `window`. */
export function positionBits(window: number): number {
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

/** How the pairs of a log are counted that a table of all pairs does not fit, and of one that is counted in parts. */
export type SparseCounting = Pick<typeof import('./count-sparse.js'), 'countByIndex' | 'mergePairCounts'>

/** Whether {@link countInPhases} needs no more than a table of all pairs. */
export function tableSuffices(activities: number, tokens: number, window: number): boolean {
  return tableFits(activities, tokens) && tokens <= mostAtOnce(window)
}

/** No cell of one chunk can pass u32: it gets at most window (window + 1) / 2 from each position. */
function mostAtOnce(window: number): number {
  return Math.floor(0xffffffff / ((window * (window + 1)) / 2))
}

/**
 * `countPairs`, handed out to so many threads.
 *
 * @param sparse may be null where {@link tableSuffices}
 */
export function* countPhases(
  kernel: Kernel,
  traces: Traces,
  { window }: { window: number },
  threads: number,
  sparse: SparseCounting | null,
  slices: CountSlices = {}
): Phases<PairCounts> {
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
  const safe = mostAtOnce(window)
  const form = slices.form ?? (tableFits(traces.activities, total) ? 'table' : 'index')
  const most = form === 'table' ? safe : Math.min(MOST_POSITIONS, 2 ** positionBits(window), safe)
  const chunk = Math.max(1, Math.min(slices.chunk ?? most, most))
  let sequence = 0
  for (let from = 0; from < total; from += chunk) {
    const to = Math.min(from + chunk, total)
    while (traces.offsets[sequence + 1] <= from) sequence++
    const range = { window, from, to, sequence, done: (share: number) => (from + share * (to - from)) / total }
    const part = yield* form === 'table'
      ? countByTable(kernel, traces, range, threads, slices)
      : given(sparse).countByIndex(kernel, traces, range, threads, slices)
    sum = from === 0 ? part : given(sparse).mergePairCounts(sum, part)
  }
  return { ...sum, sequences: traces.offsets.length - 1 }
}

const given = (sparse: SparseCounting | null) => fetched(sparse, 'count-sparse')
