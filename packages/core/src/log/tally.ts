import type { LogData } from './types.js'

/** How often each activity occurs. */
export interface ActivityTally {
  /** [activities] */
  events: Uint32Array
  /** [activities] distinct sessions and distinct cases */
  sessions: Uint32Array
  cases: Uint32Array
}

/** Events, distinct sessions and distinct cases of every activity. */
export function tallyActivities(
  log: Pick<LogData, 'activity' | 'sessionOffsets' | 'sessionCase' | 'activityNames'>
): ActivityTally {
  const { activity, sessionOffsets, sessionCase } = log
  const activities = log.activityNames.length
  const events = new Uint32Array(activities)
  const sessions = new Uint32Array(activities)
  const cases = new Uint32Array(activities)
  // A case's sessions stand together, so the last session and case (+ 1) that an activity was seen in are enough.
  const lastSession = new Uint32Array(activities)
  const lastCase = new Uint32Array(activities)
  for (let s = 0; s < sessionCase.length; s++) {
    const caseMark = sessionCase[s] + 1
    for (let i = sessionOffsets[s]; i < sessionOffsets[s + 1]; i++) {
      const a = activity[i]
      events[a]++
      if (lastSession[a] !== s + 1) {
        lastSession[a] = s + 1
        sessions[a]++
      }
      if (lastCase[a] !== caseMark) {
        lastCase[a] = caseMark
        cases[a]++
      }
    }
  }
  return { events, sessions, cases }
}

/**
 * [activities] distinct cases of each activity, counted before short sessions were left out (step 3 of the reference
 * method): the measure behind an activity's volume.
 */
export function casesPerActivity(log: LogData): Uint32Array {
  return log.casesBeforeShort ?? tallyActivities(log).cases
}
