import { checkOptionNames, InputError } from '../errors.js'
import { type BlockTest, blockTests, EVENT_QUERY, type EventQuery } from './find-tests.js'
import { eventsOfCase, type LogIndex, sessionOf, timeSlice } from './index-log.js'
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

const BLOCK = 1 << 15
// Walking over the sessions of so many events is faster than looking a session up.
const NEAR = 256
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
  const tests = blockTests(index, query)
  const tally = tallyOf(index)
  const search: Search = { index, tests, range, tally, block: new Uint32Array(BLOCK) }
  if (who !== null) {
    for (const { case: id } of who) scanSessions(search, index.caseSessions[id], index.caseSessions[id + 1])
  } else scanAll(search)
  const status = index.details.has.status
  const listed = tally.ranked(sort, limit)
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
    active: who !== null ? null : tests.length === 0 ? customers : activeIn(index, range),
    notes
  }
}

function customersOf(index: LogIndex, text: string, notes: string[]) {
  const found = findCustomers(index, text, MOST_FOUND)
  if (found.length === 0) {
    throw new InputError(
      'UNKNOWN_CASE',
      `The log has no customer '${text}', nor one like it.`,
      `Customers look like: ${index.log.caseNames
        .slice(0, 3)
        .map((name) => `'${name}'`)
        .join(', ')}.`
    )
  }
  if (found[0].by === 'likeness') notes.push(`No customer is called '${text}': these are the nearest.`)
  return found
}

// Memory of the size of all customers is not taken anew for each search.
const tallies = new WeakMap<LogIndex, Tally>()

function tallyOf(index: LogIndex): Tally {
  const known = tallies.get(index)
  if (known !== undefined) {
    known.clear()
    return known
  }
  const tally = new Tally(index)
  tallies.set(index, tally)
  return tally
}

interface Search {
  index: LogIndex
  tests: BlockTest[]
  range: Range
  tally: Tally
  block: Uint32Array
}

/** Figures of the matching events by case. */
class Tally {
  readonly matches: Uint32Array
  readonly errors: Uint32Array
  readonly #last: Float64Array
  readonly #slowest: Float64Array
  /** [cases] the match to look at first, + 1 */
  readonly look: Uint32Array
  /** The cases with a match, `customers` of them, in the order in which they were met. */
  readonly #met: Uint32Array
  customers = 0
  total = 0
  totalErrors = 0
  readonly #index: LogIndex

  constructor(index: LogIndex) {
    const cases = index.log.caseNames.length
    this.#index = index
    this.matches = new Uint32Array(cases)
    this.errors = new Uint32Array(cases)
    this.#last = new Float64Array(cases)
    this.#slowest = new Float64Array(cases)
    this.look = new Uint32Array(cases)
    this.#met = new Uint32Array(cases)
  }

  /** Forgets the search before; costs no more than the customers it found. */
  clear(): void {
    for (let k = 0; k < this.customers; k++) {
      const id = this.#met[k]
      this.matches[id] = 0
      this.errors[id] = 0
      this.#slowest[id] = 0
      this.look[id] = 0
    }
    this.customers = 0
    this.total = 0
    this.totalErrors = 0
  }

  /** Adds a block of matching events; `ascending` where they stand in the log's order, so that a session's are together. */
  add(events: Uint32Array, n: number, ascending: boolean): void {
    const index = this.#index
    const { sessionOffsets, sessionCase, time } = index.log
    const { errorBits } = index
    const waits = index.details.columns.duration?.values ?? null
    this.total += n
    let session = n > 0 ? sessionOf(index, events[0]) : 0
    for (let k = 0; k < n; ) {
      const event = events[k]
      // The next event is mostly in one of the next sessions.
      if (!ascending || event - sessionOffsets[session] > NEAR) session = sessionOf(index, event)
      else while (sessionOffsets[session + 1] <= event) session++
      const id = this.#meet(sessionCase[session])
      const end = ascending ? sessionOffsets[session + 1] : 0
      const first = k
      let last = this.#last[id]
      let slowest = this.#slowest[id]
      let errors = this.errors[id]
      let look = this.look[id] === 0 ? event + 1 : this.look[id]
      do {
        const next = events[k]
        const at = time[next]
        if (at > last) last = at
        if (((errorBits[next >>> 5] >>> (next & 31)) & 1) === 1) {
          if (errors++ === 0) look = next + 1
          this.totalErrors++
        }
        if (waits !== null && waits[next] > slowest) {
          slowest = waits[next]
          if (errors === 0) look = next + 1
        }
        k++
      } while (k < n && events[k] < end)
      this.matches[id] += k - first
      this.#last[id] = last
      this.#slowest[id] = slowest
      this.errors[id] = errors
      this.look[id] = look
    }
  }

  /** Adds all events [first, after) of a session. */
  addSlice(session: number, first: number, after: number): void {
    const { log, details, errorBits } = this.#index
    const waits = details.columns.duration?.values ?? null
    const id = this.#meet(log.sessionCase[session])
    this.total += after - first
    this.matches[id] += after - first
    const last = log.time[after - 1]
    if (last > this.#last[id]) this.#last[id] = last
    if (this.look[id] === 0) this.look[id] = first + 1
    for (let word = first >>> 5; word * 32 < after; word++) {
      for (let bits = errorBits[word]; bits !== 0; bits &= bits - 1) {
        const event = word * 32 + 31 - Math.clz32(bits & -bits)
        if (event < first || event >= after) continue
        if (this.errors[id]++ === 0) this.look[id] = event + 1
        this.totalErrors++
      }
    }
    if (waits === null) return
    let slowest = this.#slowest[id]
    let at = -1
    for (let event = first; event < after; event++) {
      if (waits[event] > slowest) {
        slowest = waits[event]
        at = event
      }
    }
    if (at < 0) return
    this.#slowest[id] = slowest
    if (this.errors[id] === 0) this.look[id] = at + 1
  }

  /** Notes that a case has a match. */
  #meet(id: number): number {
    if (this.matches[id] === 0) {
      this.#met[this.customers++] = id
      this.#last[id] = Number.NEGATIVE_INFINITY
    }
    return id
  }

  /** The first `limit` cases with a match by the order asked for (ties by case). */
  ranked(sort: NonNullable<FindQuery['sort']>, limit: number): number[] {
    const { errors, matches } = this
    const [last, slowest] = [this.#last, this.#slowest]
    const keys =
      sort === 'recent'
        ? [last]
        : sort === 'slowest'
          ? [slowest, last]
          : sort === 'events'
            ? [matches, last]
            : [errors, slowest, last]
    const before = (a: number, b: number): boolean => {
      for (const key of keys) if (key[a] !== key[b]) return key[a] > key[b]
      return a < b
    }
    const listed: number[] = []
    for (let k = 0; k < this.customers; k++) {
      const id = this.#met[k]
      if (listed.length === limit && !before(id, listed[limit - 1])) continue
      let low = 0
      let high = listed.length
      while (low < high) {
        const middle = (low + high) >>> 1
        if (before(id, listed[middle])) high = middle
        else low = middle + 1
      }
      if (listed.length === limit) listed.pop()
      listed.splice(low, 0, id)
    }
    return listed
  }
}

function scanAll(search: Search): void {
  const { range, index } = search
  const { start, end } = timeSlice(index, range.from, range.to)
  // Below some share of the log, jumping to its events is faster than passing over all sessions.
  if (end - start < index.byTime.length / 48) {
    for (let from = start; from < end; from += BLOCK) {
      const size = Math.min(BLOCK, end - from)
      search.block.set(index.byTime.subarray(from, from + size))
      test(search, size, false)
    }
    return
  }
  // With conditions, passing over the first one's column and looking at the time of what is left is fastest.
  if (search.tests.length > 0) scanSlice(search, 0, index.byTime.length)
  else scanSessions(search, 0, index.log.sessionCase.length)
}

/** The events in the range of the sessions [from, to): each session stands in time order. */
function scanSessions(search: Search, from: number, to: number): void {
  const { range, block, index, tests, tally } = search
  const { sessionOffsets, time } = index.log
  for (let s = from; s < to; s++) {
    let first = sessionOffsets[s]
    let after = sessionOffsets[s + 1]
    if (!range.whole) {
      if (time[first] >= range.to || time[after - 1] < range.from) continue
      while (time[first] < range.from) first++
      while (time[after - 1] >= range.to) after--
    }
    if (tests.length === 0) {
      if (after > first) tally.addSlice(s, first, after)
      continue
    }
    for (; first < after; first += BLOCK) {
      const size = Math.min(after - first, BLOCK)
      for (let k = 0; k < size; k++) block[k] = first + k
      test(search, size, true)
    }
  }
}

/** The events [from, to) of the log's order, by the first condition's column; there must be one. */
function scanSlice(search: Search, from: number, to: number): void {
  const { block, tests, range, index } = search
  const { time } = index.log
  for (let start = from; start < to; start += BLOCK) {
    let left = tests[0].scan(start, Math.min(to, start + BLOCK), block)
    for (let t = 1; t < tests.length && left > 0; t++) left = tests[t].keep(block, left)
    if (!range.whole) {
      let kept = 0
      for (let k = 0; k < left; k++) {
        const at = time[block[k]]
        if (at >= range.from && at < range.to) block[kept++] = block[k]
      }
      left = kept
    }
    search.tally.add(block, left, true)
  }
}

/** Puts the block's first `n` events through all conditions, and counts those that are left. */
function test({ tests, block, tally }: Search, n: number, ascending: boolean): void {
  let left = n
  for (let t = 0; t < tests.length && left > 0; t++) left = tests[t].keep(block, left)
  tally.add(block, left, ascending)
}

// Conditions are mostly tried on one range after another.
const lastActive = new WeakMap<LogIndex, { from: number; to: number; customers: number }>()

/** Customers with any event in the range. */
function activeIn(index: LogIndex, range: Range): number {
  const { log } = index
  if (range.whole) return log.caseNames.length
  const known = lastActive.get(index)
  if (known !== undefined && known.from === range.from && known.to === range.to) return known.customers
  const { start, end } = timeSlice(index, range.from, range.to)
  const seen = new Uint8Array(log.caseNames.length)
  if (end - start < index.byTime.length / 48) {
    for (let k = start; k < end; k++) seen[log.sessionCase[sessionOf(index, index.byTime[k])]] = 1
  } else {
    // Sessions stand in time order within, so that their ends decide nearly all of them.
    for (let s = 0; s < log.sessionCase.length; s++) {
      const [first, after] = [log.sessionOffsets[s], log.sessionOffsets[s + 1]]
      if (seen[log.sessionCase[s]] === 1 || log.time[first] >= range.to || log.time[after - 1] < range.from) continue
      for (let i = first; i < after; i++) {
        if (log.time[i] < range.from || log.time[i] >= range.to) continue
        seen[log.sessionCase[s]] = 1
        break
      }
    }
  }
  const customers = seen.reduce((sum, one) => sum + one, 0)
  lastActive.set(index, { from: range.from, to: range.to, customers })
  return customers
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
    look: tally.look[id] - 1
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
