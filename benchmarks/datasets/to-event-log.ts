import { EventLog } from '@desirepath/core'
import type { TruthLog } from './types.js'

const STEP_MS = 20_000

/** A generated log as an event log: one case per session, twenty seconds a step. Keeps the ids of activities. */
export function toEventLog(log: TruthLog): EventLog {
  const events = log.tokens.length
  const sessions = log.sessions.length - 1
  const session = new Uint32Array(events)
  const time = new Float64Array(events)
  for (let s = 0; s < sessions; s++) {
    for (let i = log.sessions[s]!; i < log.sessions[s + 1]!; i++) {
      session[i] = s
      time[i] = log.sessionStartMs[s]! + STEP_MS * (i - log.sessions[s]!)
    }
  }
  const columns = ['session', 'activity', 'time']
  return EventLog.fromColumns({
    case: session,
    activity: Uint32Array.from(log.tokens),
    time,
    timeKind: 'timestamp',
    session: null,
    caseNames: Array.from({ length: sessions }, (_, s) => `S${s}`),
    activityNames: log.names,
    attributes: new Map(),
    read: {
      format: 'memory',
      gzip: false,
      encoding: 'utf-16',
      delimiter: null,
      columns,
      schema: { case: 'session', activity: 'activity', timestamp: 'time' },
      guessed: [],
      timestampFormat: null,
      timeZone: 'UTC',
      rows: events,
      badRows: 0,
      bad: [],
      bytes: 0,
      notes: []
    }
  })
}
