import type { Traces } from '../log/types.js'
import { hasOne } from './thin-sequences.js'

/** Pairs of logs of at most so many activities are all counted. */
const MANY_ACTIVITIES = 1000
/** Events for each activity, and occurrences of every one that has as many: decision 0027. */
const ENOUGH_EACH = 250
const ENOUGH_OF_ONE = 100

/** Of so many sessions one stands for all, where the pairs of a log are counted. */
export function oneInSoMany(activities: number, tokens: number): number {
  return activities > MANY_ACTIVITIES ? Math.max(1, Math.floor(tokens / (ENOUGH_EACH * activities))) : 1
}

/**
 * The sessions whose pairs are counted: of a large log one in so many, evenly, and besides them those that hold an activity
 * that is in too few of them, taken from all of the log, too.
 *
 * @param occurrences [activities] in all of the sessions
 */
export function thinTraces(traces: Traces, occurrences: Float64Array): Traces {
  const { offsets, tokens, activities } = traces
  const every = oneInSoMany(activities, tokens.length)
  if (every === 1) return traces
  const sessions = offsets.length - 1
  const stays = new Uint8Array(sessions)
  const missing = Uint32Array.from(occurrences, (count) => Math.min(count, ENOUGH_OF_ONE))
  let kept = 0
  let length = 0
  const look = (first: number): void => {
    for (let s = first; s < sessions; s += every) {
      const [begin, end] = [offsets[s], offsets[s + 1]]
      if (first > 0 && !hasOne(tokens, begin, end, missing)) continue
      stays[s] = 1
      kept++
      length += end - begin
      for (let e = begin; e < end; e++) if (missing[tokens[e]] > 0) missing[tokens[e]]--
    }
  }
  for (let first = 0; first < every && missing.some((count) => count > 0); first++) look(first)

  const thin: Traces = { activities, offsets: new Uint32Array(kept + 1), tokens: new Uint32Array(length) }
  let filled = 0
  for (let s = 0, k = 0; s < sessions; s++) {
    if (stays[s] === 0) continue
    thin.tokens.set(tokens.subarray(offsets[s], offsets[s + 1]), filled)
    filled += offsets[s + 1] - offsets[s]
    thin.offsets[++k] = filled
  }
  return thin
}
