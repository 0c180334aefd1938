import { InputError } from '../errors.js'
import type { Kernel } from '../kernel/load.js'
import { inPlace, type Phases } from '../kernel/phases.js'
import type { Steps } from '../kernel/work.js'
import type { Traces } from '../log/types.js'
import { type CountSlices, countPhases, WIDEST_WINDOW } from './count-phases.js'
import * as sparse from './count-sparse.js'
import { checkTokens } from './embed-options.js'
import type { FollowCounts, PairCounts } from './pair-counts.js'

export type { FollowCounts, PairCounts, SparseCounts } from './pair-counts.js'
export { mergeFollowCounts, mergePairCounts } from './pair-counts.js'

/**
 * Counts windowed pairs over `traces`; see {@link PairCounts}. Memory: a table of all pairs (up to 256 MB) where the
 * log is large beside it, else 8 bytes per staged token; and the result.
 * @param options.window tokens to look ahead, 1 to 4095; default 4.
 * @throws InputError BAD_OPTION for a window out of range, UNKNOWN_ACTIVITY for a token that is none of the activities.
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
export function countInPhases(
  kernel: Kernel,
  traces: Traces,
  options: { window?: number },
  threads: number,
  slices: CountSlices = {}
): Phases<PairCounts> {
  const { window = 4 } = options
  if (!Number.isInteger(window) || window < 1 || window > WIDEST_WINDOW) {
    throw new InputError(
      'BAD_OPTION',
      `countPairs got window ${window}.`,
      `Give a whole number from 1 to ${WIDEST_WINDOW}; 4 is the default.`
    )
  }
  checkTokens(traces)
  return countPhases(kernel, traces, { window }, threads, sparse, slices)
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
