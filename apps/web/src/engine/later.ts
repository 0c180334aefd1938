/** What the worker fetches when it is first asked for: shaping a log, and edits. */
export { EventLog, revise, shapeLog } from '@desirepath/core'
