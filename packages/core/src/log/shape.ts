import type { EventLog } from './event-log.js'
import type { Renaming } from './rename.js'
import type { SplitOptions } from './sessions.js'

/** All usual shaping in one object; each part is optional. */
export interface ShapeOptions {
  rename?: Renaming
  /** Keeps only events from this moment on, and before that one; see `EventFilter`. */
  from?: string
  to?: string
  /** Regular expressions of activities to leave out. */
  drop?: readonly (RegExp | string)[]
  split?: SplitOptions
  /** Leaves out repeats of an activity in a row, as the reference method does. Default false: an event stays an event. */
  collapseRepeats?: boolean
  /** Leaves out shorter sessions, after repeats were collapsed. */
  minSteps?: number
  /** Cuts longer sessions off. */
  maxSteps?: number
}

/**
 * Shapes a log in the reference method's order: rename, choose the time, drop, cut into sessions, collapse repeats, THEN leave out
 * sessions shorter than `minSteps`, and cut off what is longer than `maxSteps`. Only cuts by activities and columns come
 * before dropping, so that the activity that marks a session's start may itself be dropped.
 */
export function shapeLog(log: EventLog, options: ShapeOptions): EventLog {
  let shaped = log
  if (options.rename !== undefined) shaped = shaped.renameActivities(options.rename)
  if (options.from !== undefined || options.to !== undefined) {
    shaped = shaped.filterEvents({
      ...(options.from !== undefined && { from: options.from }),
      ...(options.to !== undefined && { to: options.to })
    })
  }
  const { timeout, ...bounds } = options.split ?? {}
  if (Object.keys(bounds).length > 0) shaped = shaped.splitSessions(bounds)
  if (options.drop !== undefined && options.drop.length > 0) shaped = shaped.dropActivities(options.drop)
  if (timeout !== undefined) shaped = shaped.splitSessions({ timeout })
  if (options.collapseRepeats === true) shaped = shaped.collapseRepeats()
  if (options.minSteps !== undefined) shaped = shaped.keepSessions({ minSteps: options.minSteps })
  if (options.maxSteps !== undefined) shaped = shaped.truncate(options.maxSteps)
  return shaped
}
