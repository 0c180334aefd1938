import type { EventLog } from './event-log.js'
import type { Renaming } from './rename.js'
import type { SplitOptions } from './sessions.js'

/** All usual shaping in one object; each part is optional. */
export interface ShapeOptions {
  rename?: Renaming
  /** Regular expressions of activities to leave out. */
  drop?: readonly (RegExp | string)[]
  split?: SplitOptions
  /** Default true. */
  collapseRepeats?: boolean
  /** Leaves out shorter sessions, after repeats were collapsed. */
  minSteps?: number
  /** Cuts longer sessions off. */
  maxSteps?: number
}

/**
 * Shapes a log in the reference method's order: rename, drop, cut into sessions, collapse repeats, THEN leave out
 * sessions shorter than `minSteps`, and cut off what is longer than `maxSteps`.
 */
export function shapeLog(log: EventLog, options: ShapeOptions): EventLog {
  let shaped = log
  if (options.rename !== undefined) shaped = shaped.renameActivities(options.rename)
  if (options.drop !== undefined && options.drop.length > 0) shaped = shaped.dropActivities(options.drop)
  if (options.split !== undefined) shaped = shaped.splitSessions(options.split)
  if (options.collapseRepeats !== false) shaped = shaped.collapseRepeats()
  if (options.minSteps !== undefined) shaped = shaped.keepSessions({ minSteps: options.minSteps })
  if (options.maxSteps !== undefined) shaped = shaped.truncate(options.maxSteps)
  return shaped
}
