import type { Traces } from '../log/types.js'
import { hasOne } from './thin-sequences.js'
import type { Vocabulary } from './vocabulary.js'

/** Occurrences of every activity that has as many: decision 0027. */
const ENOUGH_OF_ONE = 100

/**
 * The sessions whose pairs are counted: of a large log one in `every`, evenly, and besides them those that hold an activity
 * that is in too few of them, taken from all of the log, too.
 */
export function thinTraces(vocabulary: Vocabulary, every: number): Vocabulary {
  if (every === 1) return vocabulary
  const { offsets, tokens, activities } = vocabulary.traces
  const sessions = offsets.length - 1
  const stays = new Uint8Array(sessions)
  const missing = Uint32Array.from(vocabulary.occurrences, (count) => Math.min(count, ENOUGH_OF_ONE))
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
  return { ...vocabulary, traces: thin }
}
