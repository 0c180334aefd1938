import type { EventLog } from './event-log.js'
import { dropActivities, filterEvents } from './filter.js'
import { type Renaming, renameActivities } from './rename.js'
import { collapseRepeats, keepSessions, type SplitOptions, splitSessions, truncateSessions } from './sessions.js'

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
  if (options.rename !== undefined) shaped = renameActivities(shaped, options.rename)
  if (options.from !== undefined || options.to !== undefined) {
    shaped = filterEvents(shaped, {
      ...(options.from !== undefined && { from: options.from }),
      ...(options.to !== undefined && { to: options.to })
    })
  }
  const { timeout, ...bounds } = options.split ?? {}
  if (Object.keys(bounds).length > 0) shaped = splitSessions(shaped, bounds)
  if (options.drop !== undefined && options.drop.length > 0) shaped = dropActivities(shaped, options.drop)
  if (timeout !== undefined) shaped = splitSessions(shaped, { timeout })
  if (options.collapseRepeats === true) shaped = collapseRepeats(shaped)
  if (options.minSteps !== undefined) shaped = keepSessions(shaped, { minSteps: options.minSteps })
  if (options.maxSteps !== undefined) shaped = truncateSessions(shaped, options.maxSteps)
  return shaped
}
