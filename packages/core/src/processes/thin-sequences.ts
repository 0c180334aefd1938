import type { Sequences } from './sequences.js'

/**
 * The nets were trained on logs of about this many events for each activity. In logs with many times more, chance
 * meetings of every pair add up, and what the nets take for a sign of belonging is everywhere.
 */
export const ENOUGH_EACH = 150
/** Logs up to this size are used whole. */
export const SMALL_LOG = 60_000
/** A session with an activity that so few sessions have is always kept. */
export const FEW_SESSIONS = 50
/** The fractional part of the golden ratio: its multiples fall evenly into [0, 1), so what is kept is spread over time. */
export const GOLDEN = 0.6180339887498949

/** Sequences thinned to what the evidence needs. */
export interface Thinned {
  sequences: Sequences
  /** Sessions left out. */
  left: number
}

/**
 * Leaves out sessions of a large log, evenly over time, until about {@link ENOUGH_EACH} events remain for each activity.
 * Sessions with a rare activity all stay, so that what little is known of it is not lost. Which sessions stay depends on
 * the log alone.
 */
export function thinSequences(sequences: Sequences): Thinned {
  const { offsets, tokens, activities, times } = sequences
  const sessions = times.length
  const wanted = Math.max(SMALL_LOG, ENOUGH_EACH * activities)
  if (tokens.length <= wanted) return { sequences, left: 0 }
  const having = new Uint32Array(activities)
  const seen = new Int32Array(activities).fill(-1)
  for (let s = 0; s < sessions; s++) {
    for (let e = offsets[s]; e < offsets[s + 1]; e++) {
      if (seen[tokens[e]] === s) continue
      seen[tokens[e]] = s
      having[tokens[e]]++
    }
  }

  const share = wanted / tokens.length
  const keep = new Uint8Array(sessions)
  let kept = 0
  let events = 0
  for (let s = 0; s < sessions; s++) {
    const place = (s * GOLDEN) % 1
    let stays = place < share
    for (let e = offsets[s]; e < offsets[s + 1] && !stays; e++) stays = having[tokens[e]] < FEW_SESSIONS
    if (!stays) continue
    keep[s] = 1
    kept++
    events += offsets[s + 1] - offsets[s]
  }
  const thin = {
    activities,
    offsets: new Uint32Array(kept + 1),
    tokens: new Uint32Array(events),
    times: new Float64Array(kept)
  }
  let to = 0
  for (let s = 0; s < sessions; s++) {
    if (!keep[s]) continue
    thin.tokens.set(tokens.subarray(offsets[s], offsets[s + 1]), thin.offsets[to])
    thin.times[to] = times[s]
    thin.offsets[to + 1] = thin.offsets[to] + offsets[s + 1] - offsets[s]
    to++
  }
  return { sequences: thin, left: sessions - kept }
}
