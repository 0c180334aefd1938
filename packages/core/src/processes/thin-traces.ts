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
  // Functions of their own: V8 would compile all of this one anew for each of its loops.
  const stay = (s: number): void => {
    stays[s] = DOES
    kept++
    length += offsets[s + 1] - offsets[s]
    for (let e = offsets[s]; e < offsets[s + 1]; e++) if (missing[tokens[e]] > 0) missing[tokens[e]]--
  }
  const look = (s: number): void => {
    if (hasOne(tokens, offsets[s], offsets[s + 1], missing)) stays[s] = MAY
  }
  const choose = (first: number): void => {
    for (let s = first; s < sessions; s += every) {
      if (stays[s] === MAY && hasOne(tokens, offsets[s], offsets[s + 1], missing)) stay(s)
    }
  }
  const isMissing = () => missing.some((count) => count > 0)
  for (let s = 0; s < sessions; s += every) stay(s)
  // Most of the others hold nothing that is missing: told in one pass.
  if (isMissing()) for (let s = 0; s < sessions; s++) if (s % every > 0) look(s)
  for (let first = 1; first < every && isMissing(); first++) choose(first)

  const thin: Traces = { activities, offsets: new Uint32Array(kept + 1), tokens: new Uint32Array(length) }
  let k = 0
  const take = (s: number): void => {
    thin.tokens.set(tokens.subarray(offsets[s], offsets[s + 1]), thin.offsets[k])
    thin.offsets[k + 1] = thin.offsets[k] + offsets[s + 1] - offsets[s]
    k++
  }
  for (let s = 0; s < sessions; s++) if (stays[s] === DOES) take(s)
  return { ...vocabulary, traces: thin }
}

// Whether a session stays.
const DOES = 1
const MAY = 2
