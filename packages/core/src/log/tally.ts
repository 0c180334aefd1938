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
  // Of each activity side by side: its events, sessions, cases, and the last session (+ 1) that it was seen in.
  const tally = new Uint32Array(4 * activities)
  // A case's sessions stand together, so where its first one is tells whether an activity was seen in it before.
  let before = 0
  for (let s = 0; s < sessionCase.length; s++) {
    if (s > 0 && sessionCase[s] !== sessionCase[s - 1]) before = s
    for (let i = sessionOffsets[s]; i < sessionOffsets[s + 1]; i++) {
      const at = 4 * activity[i]
      tally[at]++
      const seen = tally[at + 3]
      if (seen > s) continue
      tally[at + 3] = s + 1
      tally[at + 1]++
      if (seen <= before) tally[at + 2]++
    }
  }
  const column = (which: number) => Uint32Array.from({ length: activities }, (_, a) => tally[4 * a + which])
  return { events: column(0), sessions: column(1), cases: column(2) }
}

/**
 * [activities] distinct cases of each activity, counted before short sessions were left out (step 3 of the reference
 * method): the measure behind an activity's volume.
 */
export function casesPerActivity(log: LogData): Uint32Array {
  return log.casesBeforeShort ?? tallyActivities(log).cases
}
