/**
 * Finds the processes that customers really follow in an activity log.
 *
 * `readLog` reads it, `splitSessions` and others shape it, `discover` finds the processes, `score` recognises them in new sessions.
 * @module
 */
export {
  type CountedSource,
  type CountOptions,
  type CountSourceOptions,
  countLog,
  countSource
} from './counts/count.js'
export { type Counts, emptyCounts, type FollowCounts, mergeCounts } from './counts/counts.js'
export { countsToJson, parseCounts } from './counts/counts-file.js'
export {
  type CountedActivity,
  type CountedDiscovery,
  type CountedOptions,
  type CountedProcess,
  discoverFromCounts
} from './counts/discover-from-counts.js'
export type { RunStore } from './counts/run-store.js'
export type { SessionSample } from './counts/session-sample.js'
export { type DiscoverResult, discover } from './discover.js'
export { type ErrorCode, type ErrorDetails, InputError } from './errors.js'
export { type SessionPatterns, sessionPatterns } from './explore/patterns.js'
export { type Refined, refine } from './explore/refine.js'
export { type LogRuns, runsOfDiscovery } from './explore/runs-of-discovery.js'
export type { SessionFilter } from './explore/session-filter.js'
export { type BehindFigure, type SessionRow, type SessionsBehind, sessionsBehind } from './explore/sessions-behind.js'
export { type BeforeContact, type BeforeContacts, beforeContact } from './journeys/before-contact.js'
export {
  type ChartGroup,
  type ChartOptions,
  type ChartSeries,
  type Charts,
  chartsOverTime,
  type TopError,
  topErrors,
  type WeekChart,
  weekdayByHour
} from './journeys/charts.js'
export { type Claim, type ClaimOptions, claimCheck } from './journeys/claim.js'
export { type FindQuery, type FindResult, type FindRow, find } from './journeys/find.js'
export type { EventQuery } from './journeys/find-tests.js'
export type { CustomerLink } from './journeys/id-map.js'
export { type IndexOptions, indexLog, type LogIndex } from './journeys/index-log.js'
export { type JoinOptions, joinLogs } from './journeys/join.js'
export { type JourneyOptions, journey, sayExtent } from './journeys/journey.js'
export { type OthersAtTheTime, othersAtTheTime } from './journeys/others.js'
export { findOutages, type Outage, type OutageOptions } from './journeys/outage.js'
export { type JourneyProcesses, processesOfDiscovery, processesOfModel } from './journeys/processes.js'
export { maskText, type Pseudonym, pseudonymise } from './journeys/pseudonyms.js'
export type { Moment, Range, RangeOptions } from './journeys/range.js'
export { Clock, sayAmount, sayDuration } from './journeys/say.js'
export { type Similar, type SimilarJourney, type SimilarOptions, similarJourneys } from './journeys/similar.js'
export { stretchOfSteps } from './journeys/stretch-of-steps.js'
export type * from './journeys/types.js'
export type { UsualThen } from './journeys/usual-days.js'
export type { Usual } from './journeys/usual-of.js'
export { type FoundBy, type FoundCustomer, findCustomers } from './journeys/who.js'
export { drive, type Progress, type Steps, type WorkOptions } from './kernel/work.js'
export { type ActivityCount, type ColumnDescription, type Description, describeLog } from './log/describe.js'
export { parseDuration } from './log/duration.js'
export { EventLog } from './log/event-log.js'
export {
  dropActivities,
  type EventFilter,
  type EventView,
  filterEvents,
  segmentSessions,
  type ValueFilter
} from './log/filter.js'
export type { Spread } from './log/quantile.js'
export { type LogSource, type ReadableFile, type ReadOptions, readTable, type Table } from './log/read.js'
export { readLog } from './log/read-log.js'
export { type Renaming, renameActivities, type UrlRules } from './log/rename.js'
export { sampleCases } from './log/sample.js'
export { collapseRepeats, keepSessions, type SplitOptions, splitSessions, truncateSessions } from './log/sessions.js'
export { type ShapeOptions, shapeLog } from './log/shape.js'
export { type Outcome, outcomeOf } from './log/status.js'
export { type ActivityTally, casesPerActivity, tallyActivities } from './log/tally.js'
export type { AttributeColumn, BadRowReason, BadRows, Dropped, LogData, ReadReport, Role, Schema } from './log/types.js'
export { type FoundProcesses, type MixRequest, type MixResult, mix, mixOfRuns } from './mix.js'
export { type DiscoverOptions, METHODS } from './options.js'
export { compareMix, type MixComparison, type MixDifference } from './processes/compare-mix.js'
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
export { type Mix, type MixGroup, type MixShare, storedGroup } from './processes/mix.js'
export { guessMixColumns } from './processes/mix-columns.js'
export { processFlow, processGraph } from './processes/process-flow.js'
export type * from './processes/types.js'
export { fingerprintLog } from './report/assemble.js'
export { MOST_WRITTEN_EDGES } from './report/log-figures.js'
export type { DiscoveryModel } from './report/model.js'
export { modelVectors, parseModel } from './report/parse-model.js'
export { activityTable, handoverTable, type PlainTable, processTable } from './report/tables.js'
export { type Revised, revise } from './revise.js'
export { type LiveScore, type LiveSession, liveScorer, SCORED_BY, type ScoredBy, type Scores, score } from './score.js'
export { VERSION } from './version.js'
export { type Why, why } from './why.js'
