import type { LogData } from './log/types.js'
import type { DiscoveryModel } from './report/model.js'

/** Why an event was given its process. */
export type ScoredBy = 'activity' | 'context' | 'none'

/** Which process each event of a log belongs to, in the log's order. */
export interface Scores {
  /** [events] process id of the model, or -1. */
  process: Int32Array
  /**
   * [events] 0: the activity is a step of the process; 1: a hub, an unknown activity or noise, taken for the process around it; 2: none.
   */
  by: Uint8Array
  /** Activities that the model does not know, with their events, most first. */
  unknown: { activity: string; events: number }[]
}

export const SCORED_BY: readonly ScoredBy[] = ['activity', 'context', 'none']

/**
 * Scores sessions with a model. A step belongs to its process; a hub (login, search) or an unknown activity belongs to
 * the process of the next known step of the session, because people pass through it on their way there, or to that of
 * the previous one where none follows.
 */
export function score(model: DiscoveryModel, log: LogData): Scores {
  const known = new Map(model.activities.map((activity) => [activity.name, activity]))
  const processOf = Int32Array.from(log.activityNames, (name) => known.get(name)?.process ?? -1)
  const process = new Int32Array(log.activity.length)
  const by = new Uint8Array(log.activity.length)
  for (let s = 0; s + 1 < log.sessionOffsets.length; s++) {
    const first = log.sessionOffsets[s]
    const end = log.sessionOffsets[s + 1]
    let next = -1
    for (let i = end - 1; i >= first; i--) {
      const own = processOf[log.activity[i]]
      if (own >= 0) next = own
      process[i] = next
      by[i] = own >= 0 ? 0 : next >= 0 ? 1 : 2
    }
    let previous = -1
    for (let i = first; i < end; i++) {
      if (by[i] === 0) previous = process[i]
      else if (by[i] === 2 && previous >= 0) {
        process[i] = previous
        by[i] = 1
      }
    }
  }
  const events = new Map<string, number>()
  for (let i = 0; i < log.activity.length; i++) {
    const name = log.activityNames[log.activity[i]]
    if (!known.has(name)) events.set(name, (events.get(name) ?? 0) + 1)
  }
  const unknown = [...events].map(([activity, count]) => ({ activity, events: count }))
  return { process, by, unknown: unknown.sort((a, b) => b.events - a.events || (a.activity < b.activity ? -1 : 1)) }
}
