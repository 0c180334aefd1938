import type { Steps } from '../kernel/work.js'
import type { LogData } from '../log/types.js'
import { hubServes } from './serves.js'
import { findSubroutines, type Subroutine } from './subroutines.js'
import { type Buckets, countOverTime } from './timeline.js'

/** What is counted over whole sessions rather than over runs. */
export interface SessionsInput {
  log: Pick<LogData, 'activity' | 'time' | 'sessionOffsets'>
  /** [activities] process id or -1 (hubs: -1) */
  labels: Int32Array
  hubs: Uint8Array
  processes: number
  buckets: Buckets | null
}

export interface SessionCounts {
  subroutines: Subroutine[]
  /** {@link hubServes} */
  serves: ReturnType<typeof hubServes>
  /** {@link countOverTime}, null without buckets */
  overTime: ReturnType<typeof countOverTime> | null
}

/** Counts what needs no runs. */
export function* countSessions({ log, labels, hubs, processes, buckets }: SessionsInput): Steps<SessionCounts> {
  const { activity, sessionOffsets } = log
  const subroutines = findSubroutines(
    { offsets: sessionOffsets, tokens: activity, activities: labels.length },
    labels,
    processes
  )
  yield 0.5
  const serves = hubServes(log, labels, hubs, processes)
  yield 0.8
  return { subroutines, serves, overTime: buckets === null ? null : countOverTime(log, buckets) }
}
