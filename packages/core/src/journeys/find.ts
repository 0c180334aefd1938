import { InputError } from '../errors.js'
import { checkOptionNames } from '../suggest.js'
import { keepMarked, markCase, markRange } from './find-scan.js'
import { type Tally, tallyOf } from './find-tally.js'
import { EVENT_QUERY, type EventQuery, eventTests } from './find-tests.js'
import { eventsOfCase, type LogIndex } from './index-log.js'
import { type Range, type RangeOptions, rangeOf } from './range.js'
import { customerName, type FoundBy, findCustomers } from './who.js'

export interface FindQuery extends EventQuery, RangeOptions {
  /** Id or name: exactly, then by likeness. Without a range, all of the data are searched. */
  customer?: string
  /** Most customers to list. Default 50. */
  limit?: number
  /** Default `errors`: most errors first, then the slowest step, then the last seen. */
  sort?: 'errors' | 'recent' | 'slowest' | 'events'
}

/** One customer of a search. */
export interface FindRow {
  /** Index into the log's `caseNames`. */
  case: number
  customer: string
  name: string | null
  /** How it was found where a customer was asked for. */
  foundBy: FoundBy | null
  /** Events that meet all conditions. */
  matches: number
  /** All events of the customer in the range. */
  events: number
  /** Errors in the range; null where the log has no status. */
  errors: number | null
  /** Events in the range whose status is unknown; null where the log has no status. */
  unknownStatus: number | null
  /** Last event in the range. */
  lastSeen: number
  /** Slowest known event in the range; null where no duration is known. */
  slowest: { event: number; ms: number } | null
  /** Distinct values in the range, in order of first appearance; '' never. */
  channels: string[]
  /** Processes in the range, in order of first appearance. */
  processes: number[]
  /** The first event to look at: the first error that matches, else the slowest match, else the first match. */
  look: number
}

export interface FindResult {
  range: Range
  rows: FindRow[]
  /** Customers that meet the conditions, their matching events and the errors among these. */
  total: { customers: number; matches: number; errors: number | null }
  /** What the rows leave out. */
  other: { customers: number; matches: number; errors: number | null }
  /** Customers with any event in the range: what `total` is a part of; null where only one customer was searched. */
  active: number | null
  notes: string[]
}

const MOST_FOUND = 100
const QUERY = [...EVENT_QUERY, 'customer', 'from', 'to', 'last', 'limit', 'sort']
const SORTS = ['errors', 'recent', 'slowest', 'events']

/**
 * The customers who did something in a time range (by default the last hour of the data) that meets all conditions.
 *
 * @throws InputError UNKNOWN_CASE (nearest names offered), UNKNOWN_ACTIVITY, UNKNOWN_PROCESS, UNKNOWN_COLUMN,
 * MISSING_COLUMN, UNKNOWN_OPTION, BAD_OPTION (also for a range outside the data, whose span is told)
 */
export function find(index: LogIndex, query: FindQuery = {}): FindResult {
  checkOptionNames(query, QUERY, 'find')
  const { limit = 50, sort = 'errors' } = query
  if (!Number.isInteger(limit) || limit < 1) {
    throw new InputError('BAD_OPTION', `limit is ${limit}.`, 'Give a whole number of at least 1.')
  }
  if (!SORTS.includes(sort))
    throw new InputError('BAD_OPTION', `sort is '${sort}'.`, `Give one of ${SORTS.join(', ')}.`)
  const notes: string[] = []
  const who = query.customer === undefined ? null : customersOf(index, query.customer, notes)
  const range = rangeOf(index, query, who !== null)
  const tests = eventTests(index, query)
  const tally = tallyOf(index)
  let active: number | null = null
  if (who === null) active = markRange(index, range, tally.marked)
  else for (const { case: id } of who) markCase(index, range, id, tally.marked)
  keepMarked(tally.marked, tests)
  tally.count()
  const status = index.details.has.status
  const listed = tally.ranked(tally.candidates(sort, limit), sort, limit)
  const { customers } = tally
  const rows = listed.map((id) => rowOf(index, range, id, tally))
  for (const row of rows) row.foundBy = who?.find((one) => one.case === row.case)?.by ?? null
  const sum = (of: Uint32Array) => listed.reduce((all, id) => all + of[id], 0)
  return {
    range,
    rows,
    total: { customers, matches: tally.total, errors: status ? tally.totalErrors : null },
    other: {
      customers: customers - listed.length,
      matches: tally.total - sum(tally.matches),
      errors: status ? tally.totalErrors - sum(tally.errors) : null
    },
    active,
    notes
  }
}

function customersOf(index: LogIndex, text: string, notes: string[]) {
  const found = findCustomers(index, text, MOST_FOUND)
  if (found.length === 0) {
    const choices = index.log.caseNames.slice(0, 3)
    throw new InputError(
      'UNKNOWN_CASE',
      `The log has no customer '${text}', nor one like it.`,
      `Customers look like: ${choices.map((name) => `'${name}'`).join(', ')}.`,
      { choices }
    )
  }
  if (found[0].by === 'likeness') notes.push(`No customer is called '${text}': these are the nearest.`)
  return found
}

function rowOf(index: LogIndex, range: Range, id: number, tally: Tally): FindRow {
  const { log, details, processes } = index
  const channels = new Set<string>()
  const found = new Set<number>()
  const row: FindRow = {
    case: id,
    customer: log.caseNames[id],
    name: customerName(index, id),
    foundBy: null,
    matches: tally.matches[id],
    events: 0,
    errors: details.has.status ? 0 : null,
    unknownStatus: details.has.status ? 0 : null,
    lastSeen: Number.NEGATIVE_INFINITY,
    slowest: null,
    channels: [],
    processes: [],
    look: tally.look(id)
  }
  const { from, to } = eventsOfCase(index, id)
  for (let event = from; event < to; event++) {
    const at = log.time[event]
    if (!(at >= range.from && at < range.to)) continue
    row.events++
    if (at > row.lastSeen) row.lastSeen = at
    if (row.errors !== null && row.unknownStatus !== null) {
      const outcome = details.outcome(event)
      if (outcome === 1) row.errors++
      if (outcome === 2) row.unknownStatus++
    }
    const ms = details.durationMs(event)
    if (ms !== null && (row.slowest === null || ms > row.slowest.ms)) row.slowest = { event, ms }
    const channel = details.channel(event)
    if (channel !== null) channels.add(channel)
    const process = processes?.labels[log.activity[event]] ?? -1
    if (process >= 0) found.add(process)
  }
  row.channels = [...channels]
  row.processes = [...found]
  return row
}
