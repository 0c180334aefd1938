import type { LogData } from '../log/types.js'

/** The label of an activity that does not occur in a resample. */
export const ABSENT = -2

/** The columns of a log that finding processes needs: small enough to hand to a worker. */
export interface SequencedLog {
  readonly activity: Uint32Array // [events]
  readonly time: Float64Array // [events]
  readonly sessionOffsets: Uint32Array // [sessions + 1]
  readonly sessionCase: Uint32Array // [sessions]
  readonly cases: number
  readonly activityNames: readonly string[]
}

/** The same columns, without copying. */
export function sequenced(log: LogData): SequencedLog {
  return {
    activity: log.activity,
    time: log.time,
    sessionOffsets: log.sessionOffsets,
    sessionCase: log.sessionCase,
    cases: log.caseNames.length,
    activityNames: log.activityNames
  }
}
