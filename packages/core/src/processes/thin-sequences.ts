import type { Steps } from '../kernel/work.js'
import type { Traces } from '../log/types.js'

/**
 * The nets were trained on logs of about this many events for each activity. In logs with many times more, chance
 * meetings of every pair add up, and what the nets take for a sign of belonging is everywhere.
 */
const ENOUGH_EACH = 150
/** Logs up to this size are used whole. */
const SMALL_LOG = 60_000
/** A session with an activity that so few sessions have is always kept. */
const FEW_SESSIONS = 50

/** Beyond so many activities fewer events are enough, as long as each is in enough sessions: decision 0025. */
const MANY_ACTIVITIES = 1000
const ENOUGH_EACH_OF_MANY = 50
/** Of every activity so many sessions are kept, or all it has. */
const ENOUGH_SESSIONS = 20

/** The fractional part of the golden ratio: its multiples fall evenly into [0, 1), so what is kept is spread over time. */
const GOLDEN = 0.6180339887498949
/** By so much more has been looked at after each round. */
const GROWTH = 1.25
/** Sessions that are looked at before the work yields. */
const SLICE = 1 << 12

/**
 * Which sessions of a large log learned links rests on: about one in so many, evenly over time, that some events remain for
 * each activity, and besides them sessions of the activities that would be in too few. These are looked for in rounds of some
 * more sessions each, so that they are spread over time, too.
 *
 * @param order the sessions to choose from, in chronological order
 * @param having [activities] how many of them have each
 * @param events of these sessions, repeats collapsed
 * @returns those that stay, in the same order
 */
export function* sessionsThatStay(
  { offsets, tokens, activities }: Traces,
  order: Uint32Array,
  having: Uint32Array,
  events: number
): Steps<Uint32Array> {
  const isMany = activities > MANY_ACTIVITIES
  const wanted = Math.max(SMALL_LOG, (isMany ? ENOUGH_EACH_OF_MANY : ENOUGH_EACH) * activities)
  if (events <= wanted) return order
  const share = wanted / events
  const stays = new Uint8Array(order.length)
  const missing = having.map((count) => (isMany ? Math.min(count, ENOUGH_SESSIONS) : count < FEW_SESSIONS ? count : 0))
  const seen = new Uint32Array(activities)
  // Functions of their own: V8 compiles them while a loop within a generator would long be interpreted.
  const keep = (k: number): void => {
    stays[k] = 1
    for (let e = offsets[order[k]]; e < offsets[order[k] + 1]; e++) {
      const a = tokens[e]
      if (missing[a] === 0 || seen[a] === k + 1) continue
      seen[a] = k + 1
      missing[a]--
    }
  }
  const holdsMissing = (k: number): boolean => hasOne(tokens, offsets[order[k]], offsets[order[k] + 1], missing)
  const keepShare = (from: number, to: number): void => {
    for (let k = from; k < to; k++) if ((k * GOLDEN) % 1 < share) keep(k)
  }
  // Most sessions hold nothing that is missing after the first round: told in one pass.
  const rounds: number[][] = []
  const sortOut = (from: number, to: number): void => {
    for (let k = from; k < to; k++) {
      if (stays[k] === 1 || !holdsMissing(k)) continue
      let round = 0
      for (let end = share * GROWTH; (k * GOLDEN) % 1 >= end; end *= GROWTH) round++
      while (rounds.length <= round) rounds.push([])
      rounds[round].push(k)
    }
  }
  const keepMissing = (round: readonly number[]): void => {
    for (const k of round) if (holdsMissing(k)) keep(k)
  }
  for (const look of [keepShare, sortOut]) {
    if (look === sortOut && !missing.some((count) => count > 0)) break
    for (let k = 0; k < order.length; k += SLICE) {
      look(k, Math.min(order.length, k + SLICE))
      yield ((look === sortOut ? 1 : 0) + k / order.length) / 3
    }
  }
  for (const [r, round] of rounds.entries()) {
    if (!missing.some((count) => count > 0)) break
    keepMissing(round)
    yield (2 + r / rounds.length) / 3
  }
  return order.filter((_, k) => stays[k] === 1)
}

/** Whether one of the tokens from `begin` to `end` is missing. */
export function hasOne(tokens: Uint32Array, begin: number, end: number, missing: Uint32Array): boolean {
  for (let e = begin; e < end; e++) if (missing[tokens[e]] > 0) return true
  return false
}
