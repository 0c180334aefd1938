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

/** What a live session says of an event that has just come. */
export interface LiveScore {
  /** Process id of the model, or -1. */
  process: number
  by: ScoredBy
  /** So many events directly before, said to be of another process or none, turn out to be of this one (`context`). */
  before: number
}

/** One session that is going on. */
export interface LiveSession {
  /** Takes the next event in. Constant time, without a look at earlier events. */
  add(activity: string): LiveScore
}

/**
 * Scores sessions while they happen. Prepared once for a model, it begins any number of sessions; an event costs one
 * look-up. What is not known yet is corrected when it is: after the last event, every event has the process that
 * {@link score} gives it.
 *
 * @example
 * const begin = liveScorer(model)
 * const session = begin()
 * session.add('login') // { process: -1, by: 'none', before: 0 }
 * session.add('pay bill') // { process: 2, by: 'activity', before: 1 }: the login too
 */
export function liveScorer(model: DiscoveryModel): () => LiveSession {
  const processOf = new Map<string, number>()
  for (const { name, process } of model.activities) if (process >= 0) processOf.set(name, process)
  return () => {
    let last = -1
    let waiting = 0 // events since the last step
    return {
      add(activity) {
        const own = processOf.get(activity)
        if (own === undefined) {
          waiting++
          return { process: last, by: last >= 0 ? 'context' : 'none', before: 0 }
        }
        const before = own === last ? 0 : waiting
        waiting = 0
        last = own
        return { process: own, by: 'activity', before }
      }
    }
  }
}
