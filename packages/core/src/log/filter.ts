import { InputError } from '../errors.js'
import { checkOptionNames, nearest } from '../suggest.js'
import { EventLog } from './event-log.js'
import { eventCount, keepEvents, keepWholeSessions, sessionCount } from './keep.js'
import { compilePatterns, pickActivities, quoted } from './patterns.js'
import { attributeOf } from './sessions.js'
import { withParts } from './subset.js'
import type { LogData } from './types.js'

/** One event as a predicate sees it. The same object is used for every event: copy what you keep. */
export interface EventView {
  readonly index: number
  readonly session: number
  readonly case: string
  readonly activity: string
  /** ms since 1970 UTC, or the log's number. */
  readonly time: number
  /** The value of a kept column; undefined where missing. */
  attribute(name: string): string | number | undefined
}

/** What a value of a kept column must be: one of these, or within this range (both ends included). */
export type ValueFilter = string | number | readonly (string | number)[] | { min?: number; max?: number }

/** Which events to keep; an event must meet all that is given. Data, so that it can be stored and shown. */
export interface EventFilter {
  /** Exact names, or regular expressions. */
  activities?: readonly (string | RegExp)[]
  cases?: readonly string[]
  /** First moment, included: ISO 8601 (UTC unless it says otherwise), a Date, ms, or the log's number. */
  from?: string | number | Date
  /** Up to this moment, excluded; a date without a time means the end of that day. */
  to?: string | number | Date
  /** By kept columns. */
  attributes?: Readonly<Record<string, ValueFilter>>
  where?: (event: EventView) => boolean
}

/**
 * The log with only the events that meet the filter; it may be empty.
 *
 * @throws InputError BAD_OPTION (no moment, or `from` not before `to`), UNKNOWN_OPTION, UNKNOWN_ACTIVITY, UNKNOWN_CASE, UNKNOWN_COLUMN
 */
export function filterEvents(log: LogData, filter: EventFilter): EventLog {
  checkOptionNames(filter, ['activities', 'cases', 'from', 'to', 'attributes', 'where'], 'filterEvents')
  const keep = new Uint8Array(eventCount(log)).fill(1)
  const said: string[] = []
  if (filter.activities !== undefined) {
    const wanted = pickActivities(log.activityNames, filter.activities, 'filterEvents')
    for (let i = 0; i < keep.length; i++) keep[i] &= wanted[log.activity[i]]
    said.push('activity')
  }
  if (filter.cases !== undefined) {
    const wanted = pickCases(log, filter.cases)
    for (let s = 0; s < log.sessionCase.length; s++) {
      if (wanted[log.sessionCase[s]] === 0) keep.fill(0, log.sessionOffsets[s], log.sessionOffsets[s + 1])
    }
    said.push('case')
  }
  if (filter.from !== undefined || filter.to !== undefined) {
    const from = filter.from === undefined ? Number.NEGATIVE_INFINITY : momentOf(log, filter.from, 'from')
    const to = filter.to === undefined ? Number.POSITIVE_INFINITY : momentOf(log, filter.to, 'to')
    if (from >= to) {
      throw new InputError(
        'BAD_OPTION',
        `from is '${String(filter.from)}', which is not before '${String(filter.to)}'.`,
        'Give the earlier moment as from, the later as to.'
      )
    }
    for (let i = 0; i < keep.length; i++) if (!(log.time[i] >= from && log.time[i] < to)) keep[i] = 0
    said.push('time')
  }
  for (const [name, wanted] of Object.entries(filter.attributes ?? {})) {
    filterByColumn(log, name, wanted, keep)
    said.push(name)
  }
  if (filter.where !== undefined) {
    filterByPredicate(log, filter.where, keep)
    said.push('a condition')
  }
  const kept = keepEvents(log, keep, `events outside the filter by ${said.join(', ')}`)
  return new EventLog(withParts(kept, { casesBeforeShort: undefined }))
}

/**
 * Leaves out the activities that match any of the patterns (text is taken as a regular expression, found anywhere in
 * the name; use ^ and $ for whole names).
 *
 * @throws InputError ALL_DROPPED, BAD_OPTION
 */
export function dropActivities(log: LogData, patterns: readonly (RegExp | string)[]): EventLog {
  const compiled = compilePatterns(patterns, 'dropActivities')
  const keepActivity = Uint8Array.from(log.activityNames, (name) => (compiled.some((p) => p.test(name)) ? 0 : 1))
  const left = keepActivity.reduce((sum, kept) => sum + kept, 0)
  const listed = compiled.map(String).join(', ')
  if (left === 0 && keepActivity.length > 0) {
    throw new InputError(
      'ALL_DROPPED',
      `All ${keepActivity.length} activities match ${listed}; nothing is left.`,
      `Make the patterns narrower. The activities are, among others: ${quoted(log.activityNames.slice(0, 8))}.`
    )
  }
  const gone = keepActivity.length - left
  const keep = Uint8Array.from(log.activity, (id) => keepActivity[id])
  return new EventLog(keepEvents(log, keep, `${gone} ${gone === 1 ? 'activity' : 'activities'} matching ${listed}`))
}

/**
 * Whole sessions by the first known value of each given column: "the sessions that began on a phone".
 */
export function segmentSessions(log: LogData, columns: Readonly<Record<string, ValueFilter>>): EventLog {
  const keep = new Uint8Array(sessionCount(log)).fill(1)
  for (const [name, wanted] of Object.entries(columns)) {
    const column = attributeOf(log, name)
    const fits = valueTest(log, name, wanted)
    for (let s = 0; s < keep.length; s++) {
      let i = log.sessionOffsets[s]
      const end = log.sessionOffsets[s + 1]
      const missing =
        column.kind === 'category'
          ? (at: number) => column.codes[at] === 0
          : (at: number) => Number.isNaN(column.values[at])
      while (i < end && missing(i)) i++
      if (i === end || !fits(i)) keep[s] = 0
    }
  }
  const said = Object.keys(columns).join(', ')
  const kept = keepWholeSessions(log, keep, `sessions outside the segment by ${said}`)
  return new EventLog(withParts(kept, { casesBeforeShort: undefined }))
}

function pickCases(log: LogData, wanted: readonly string[]): Uint8Array {
  const ids = new Map(log.caseNames.map((name, id) => [name, id]))
  const picked = new Uint8Array(log.caseNames.length)
  for (const name of wanted) {
    const id = ids.get(name)
    if (id === undefined) {
      const near = log.caseNames.length <= 100_000 ? nearest(name, log.caseNames) : []
      throw new InputError(
        'UNKNOWN_CASE',
        `The log has no case '${name}'.`,
        near.length > 0 ? `Did you mean ${quoted(near)}?` : `Cases look like: ${quoted(log.caseNames.slice(0, 3))}.`
      )
    }
    picked[id] = 1
  }
  return picked
}

function filterByColumn(log: LogData, name: string, wanted: ValueFilter, keep: Uint8Array): void {
  const fits = valueTest(log, name, wanted)
  for (let i = 0; i < keep.length; i++) if (keep[i] !== 0 && !fits(i)) keep[i] = 0
}

/** Whether the event's value of a column is wanted. */
function valueTest(log: LogData, name: string, wanted: ValueFilter): (event: number) => boolean {
  const column = attributeOf(log, name)
  const list =
    typeof wanted === 'string' || typeof wanted === 'number' ? [wanted] : Array.isArray(wanted) ? wanted : null
  if (list !== null && column.kind === 'category') {
    const texts = new Set(list.map(String))
    const fits = Uint8Array.from(column.values, (value) => (texts.has(value) ? 1 : 0))
    return (i) => fits[column.codes[i]] === 1
  }
  if (list !== null && column.kind === 'number') {
    const numbers = new Set(list.map(Number))
    return (i) => numbers.has(column.values[i])
  }
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = wanted as { min?: number; max?: number }
  checkOptionNames(wanted as object, ['min', 'max'], `The filter by '${name}'`)
  if (column.kind === 'category') {
    throw new InputError(
      'BAD_OPTION',
      `Column '${name}' holds text, so it has no range.`,
      `List the values to keep; it holds, among others: ${quoted(column.values.slice(1, 6))}.`
    )
  }
  return (i) => column.values[i] >= min && column.values[i] <= max
}

function filterByPredicate(log: LogData, where: (event: EventView) => boolean, keep: Uint8Array): void {
  const at = { index: 0, session: 0 }
  const view: EventView = {
    get index() {
      return at.index
    },
    get session() {
      return at.session
    },
    get case() {
      return log.caseNames[log.sessionCase[at.session]]
    },
    get activity() {
      return log.activityNames[log.activity[at.index]]
    },
    get time() {
      return log.time[at.index]
    },
    attribute(name) {
      const column = attributeOf(log, name)
      if (column.kind === 'number') {
        const value = column.values[at.index]
        return Number.isNaN(value) ? undefined : value
      }
      return column.codes[at.index] === 0 ? undefined : column.values[column.codes[at.index]]
    }
  }
  for (at.session = 0; at.session < log.sessionCase.length; at.session++) {
    for (at.index = log.sessionOffsets[at.session]; at.index < log.sessionOffsets[at.session + 1]; at.index++) {
      if (keep[at.index] !== 0 && !where(view)) keep[at.index] = 0
    }
  }
}

const ISO = /^\d{4}-\d{2}-\d{2}(?:([T ])\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/

/**
 * The moment that a person wrote: ISO 8601 (UTC unless it says otherwise), a Date, ms, or the log's number. As `to`, a
 * date without a time means the end of that day.
 *
 * @throws InputError BAD_OPTION
 */
export function momentOf(log: Pick<LogData, 'timeKind'>, value: string | number | Date, name: string): number {
  if (value instanceof Date) return value.getTime()
  if (typeof value === 'number') return value
  if (log.timeKind === 'number') {
    const number = Number(value)
    if (value.trim() !== '' && Number.isFinite(number)) return number
    throw new InputError(
      'BAD_OPTION',
      `${name} is '${value}', but this log is ordered by plain numbers.`,
      'Give a number.'
    )
  }
  const match = ISO.exec(value.trim())
  if (match !== null) {
    const zoned = match[1] === undefined ? `${match[0]}T00:00:00Z` : match[0].replace(' ', 'T') + (match[2] ? '' : 'Z')
    const ms = Date.parse(zoned)
    if (!Number.isNaN(ms)) return name === 'to' && match[1] === undefined ? ms + 86_400_000 : ms
  }
  throw new InputError(
    'BAD_OPTION',
    `${name} is '${value}', which is not a moment in time.`,
    "Write it as '2024-03-01', '2024-03-01T14:30' or '2024-03-01T14:30:00+01:00'."
  )
}
