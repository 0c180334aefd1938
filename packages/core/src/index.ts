/**
 * Finds the processes that customers really follow in an activity log.
 *
 * `readLog` reads it, `EventLog` shapes it, `discover` finds the processes, `score` recognises them in new sessions.
 * @module
 */
export { type DiscoverResult, discover } from './discover.js'
export { type ErrorCode, InputError } from './errors.js'
export type { Progress, WorkOptions } from './kernel/work.js'
export { EventLog } from './log/event-log.js'
export { type LogSource, type ReadOptions, readLog, readTable } from './log/read.js'
export type { AttributeColumn, BadRowReason, BadRows, Dropped, LogData, ReadReport, Role, Schema } from './log/types.js'
export { type DiscoverOptions, METHODS } from './options.js'
export { type Flow, type FlowOptions, flow } from './processes/flow.js'
export { flowToCsv, flowToDot, flowToMermaid } from './processes/flow-export.js'
export type * from './processes/types.js'
export { type DiscoveryModel, parseModel } from './report/model.js'
export { SCORED_BY, type ScoredBy, type Scores, score } from './score.js'
export { VERSION } from './version.js'
