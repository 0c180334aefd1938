import type { LogData, Traces } from './types.js'

/**
 * The log as integer sequences, one per session, in the form the kernels take. Shares the log's own arrays: nothing is
 * copied, so do not write to them.
 */
export function traces(log: LogData): Traces {
  return { offsets: log.sessionOffsets, tokens: log.activity, activities: log.activityNames.length }
}
