import { gatherF64, gatherU32 } from './order.js'
import { compact, gatherAttributes, withParts } from './subset.js'
import type { Dropped, LogData } from './types.js'

export const eventCount = (log: LogData): number => log.activity.length
export const sessionCount = (log: LogData): number => log.sessionCase.length

/** The entry for the data-quality box, left out where nothing was dropped. */
function withDropped(log: LogData, what: string, before: LogData): readonly Dropped[] {
  const events = eventCount(before) - eventCount(log)
  const sessions = sessionCount(before) - sessionCount(log)
  return events === 0 && sessions === 0 ? before.dropped : [...before.dropped, { what, events, sessions }]
}

/**
 * The log with only the events whose `keep` is not 0. Emptied sessions, cases and activities go; the ids of the others
 * stay in relative order. Returns `log` itself where all are kept.
 */
export function keepEvents(log: LogData, keep: Uint8Array, what: string): LogData {
  const events = eventCount(log)
  let kept = 0
  for (let i = 0; i < events; i++) if (keep[i] !== 0) kept++
  if (kept === events) return log

  const order = new Uint32Array(kept)
  const sessions = sessionCount(log)
  const offsets = new Uint32Array(sessions + 1)
  const sessionCase = new Uint32Array(sessions)
  let out = 0
  let session = 0
  for (let s = 0; s < sessions; s++) {
    const start = out
    for (let i = log.sessionOffsets[s]; i < log.sessionOffsets[s + 1]; i++) if (keep[i] !== 0) order[out++] = i
    if (out > start) {
      sessionCase[session++] = log.sessionCase[s]
      offsets[session] = out
    }
  }
  const smaller = compact(
    withParts(log, {
      activity: gatherU32(log.activity, order),
      time: gatherF64(log.time, order),
      sessionOffsets: offsets.slice(0, session + 1),
      sessionCase: sessionCase.slice(0, session),
      attributes: gatherAttributes(log.attributes, order)
    })
  )
  return withParts(smaller, { dropped: withDropped(smaller, what, log) })
}

/** The log with only the sessions whose `keep` is not 0. */
export function keepWholeSessions(log: LogData, keep: Uint8Array, what: string): LogData {
  const mask = new Uint8Array(eventCount(log))
  for (let s = 0; s < keep.length; s++) {
    if (keep[s] !== 0) mask.fill(1, log.sessionOffsets[s], log.sessionOffsets[s + 1])
  }
  return keepEvents(log, mask, what)
}
