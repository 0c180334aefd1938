/**
 * Finds the processes that customers really follow in an activity log.
 *
 * `readLog` reads it, `EventLog` shapes it, `discover` finds the processes, `score` recognises them in new sessions.
 * @module
 */
export { type DiscoverResult, discover } from './discover.js'
export { type ErrorCode, InputError } from './errors.js'
export type { Progress, WorkOptions } from './kernel/work.js'
export type { ActivityCount, ColumnDescription, Description } from './log/describe.js'
export { parseDuration } from './log/duration.js'
export { EventLog } from './log/event-log.js'
export type { EventFilter, EventView, ValueFilter } from './log/filter.js'
export type { Spread } from './log/quantile.js'
export { type LogSource, type ReadOptions, readLog, readTable } from './log/read.js'
export type { Renaming, UrlRules } from './log/rename.js'
export type { SplitOptions } from './log/sessions.js'
export { type ShapeOptions, shapeLog } from './log/shape.js'
export { type Outcome, outcomeOf } from './log/status.js'
export { type ActivityTally, casesPerActivity, tallyActivities } from './log/tally.js'
export type { AttributeColumn, BadRowReason, BadRows, Dropped, LogData, ReadReport, Role, Schema } from './log/types.js'
export { type FoundProcesses, type MixResult, mix } from './mix.js'
export { type DiscoverOptions, METHODS } from './options.js'
export {
  applyEdits,
  carryNames,
  type Edit,
  type Grouping,
  markHubs,
  mergeProcesses,
  renameProcess,
  splitProcess
} from './processes/edits.js'
export { type Flow, type FlowOptions, flow, type NamedFlow, nameFlow, type TimedEdge } from './processes/flow.js'
export { type DrawableFlow, flowToCsv, flowToDot, flowToMermaid, toCsv } from './processes/flow-export.js'
export type { Mix, MixComparison, MixDifference, MixGroup, MixShare } from './processes/mix.js'
export { processFlow, processGraph } from './processes/process-flow.js'
export type * from './processes/types.js'
export { fingerprintLog } from './report/assemble.js'
export { type DiscoveryModel, modelVectors, parseModel } from './report/model.js'
export { type Revised, revise } from './revise.js'
export { SCORED_BY, type ScoredBy, type Scores, score } from './score.js'
export { VERSION } from './version.js'
export { type Why, why } from './why.js'
