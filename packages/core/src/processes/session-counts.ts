import type { Steps } from '../kernel/work.js'
import type { LogData } from '../log/types.js'
import { type Served, whatIsServed } from './serves.js'
import { findSubroutines } from './subroutines.js'
import { type Buckets, countOverTime } from './timeline.js'

/** What is counted over whole sessions rather than over runs. */
export interface SessionsInput {
  log: Pick<LogData, 'activity' | 'time' | 'sessionOffsets'>
  /** [activities] process id or -1 (hubs: -1) */
  labels: Int32Array
  hubs: Uint8Array
  processes: number
  /** [processes] 1 where it is known to be a shared subroutine; null: to be found. */
  subroutine: Uint8Array | null
  buckets: Buckets | null
}

export interface SessionCounts extends Served {
  /** {@link countOverTime}, null without buckets */
  overTime: ReturnType<typeof countOverTime> | null
}

/** Counts what needs no runs. */
export function* countSessions(input: SessionsInput): Steps<SessionCounts> {
  const { log, labels, hubs, processes, buckets, subroutine } = input
  const served = whatIsServed(log, labels, hubs, processes, subroutine ?? new Uint8Array(processes))
  yield 0.5
  if (subroutine === null) {
    const traces = { offsets: log.sessionOffsets, tokens: log.activity, activities: labels.length }
    served.callers = findSubroutines(traces, labels, processes)
  }
  yield 0.8
  return { ...served, overTime: buckets === null ? null : countOverTime(log, buckets) }
}
