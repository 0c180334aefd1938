import { drive, runNow, type Steps, type WorkOptions } from '../kernel/work.js'
import type { LogData } from '../log/types.js'
import type { BitSlices } from './bit-slices.js'
import { type Contacts, contactsOf } from './contacts.js'
import { type CustomerNames, customerNames } from './customer-names.js'
import { type Details, detailsOf } from './details.js'
import type { JourneyProcesses } from './processes.js'
import { slicedColumns } from './sliced-columns.js'
import { sortByTime } from './time-order.js'
import { type UsualTimes, usualTimes } from './usual.js'

export interface IndexOptions {
  /** Brings processes to journeys; see `processesOfModel` and `processesOfDiscovery`. */
  processes?: JourneyProcesses
  /** What counts as contact, by patterns on activities and channels; by their words where not given. */
  contact?: readonly (string | RegExp)[]
}

/**
 * Makes a log searchable. It holds the log and up to 8 bytes an event: 4.2 for the order in time, errors and sessions, 12 a
 * case and the letters of its id, with names 12 to 16 more, and of what is left as much as helps for the columns that are
 * searched most. The first search takes 28 bytes a case and one bit an event more, which the others use again.
 */
export interface LogIndex {
  readonly log: LogData
  readonly details: Details
  readonly contacts: Contacts
  readonly processes: JourneyProcesses | null
  /** [events] event indices by time (ties by index) */
  readonly byTime: Uint32Array
  /** [events / 32] one bit an event: 1 where its status is an error */
  readonly errorBits: Uint32Array
  /** [events / 64] session of each 64th event */
  readonly sessionAt: Uint32Array
  /** [2 x sessions] `tickOf` of its first and last time; null where sessions are so short that it would cost much. */
  readonly sessionTicks: Uint16Array | null
  /** [cases + 1] first session of each case */
  readonly caseSessions: Uint32Array
  /** [cases] an event that carries the customer's name; null where no column is the name */
  readonly named: Uint32Array | null
  /** Ids and names as they are searched. */
  readonly names: CustomerNames
  /** [activities] events, and those with an error */
  readonly eventsOf: Uint32Array
  readonly errorsOf: Uint32Array
  readonly usual: UsualTimes
  /** First and last time; both 0 for an empty log. */
  readonly first: number
  readonly last: number
  readonly errors: number
  /** Columns that searches pass over, as codes of a few bits, by the column's array; as many as there is room for. */
  readonly slices: ReadonlyMap<Float64Array | Uint32Array, BitSlices>
  /** What the index costs beside the log. */
  readonly bytes: number
}

const SLICE = 1 << 18

/** What an index may cost, in bytes an event. */
const MOST_BYTES = 8

/** Builds the index of a log, in steps. */
function* indexLogInSteps(log: LogData, options: IndexOptions = {}): Steps<LogIndex> {
  const events = log.activity.length
  const details = detailsOf(log)
  const sorting = sortByTime(log.time)
  let step = sorting.next()
  for (; !step.done; step = sorting.next()) yield 0.4 * step.value
  const byTime = step.value
  const eventsOf = new Uint32Array(log.activityNames.length)
  const errorsOf = new Uint32Array(log.activityNames.length)
  for (let i = 0; i < events; i++) eventsOf[log.activity[i]]++
  const errorBits = new Uint32Array(Math.ceil(events / 32))
  let errors = 0
  if (details.has.status) {
    for (let i = 0; i < events; i++) {
      if (details.outcome(i) === 1) {
        errorBits[i >>> 5] |= 1 << (i & 31)
        errorsOf[log.activity[i]]++
        errors++
      }
      if (i % SLICE === 0) yield 0.4 + (0.1 * i) / events
    }
  }
  const sessionAt = new Uint32Array(Math.ceil(events / 64))
  const caseSessions = new Uint32Array(log.caseNames.length + 1)
  for (let s = 0; s < log.sessionCase.length; s++) {
    caseSessions[log.sessionCase[s] + 1] = s + 1
    const end = log.sessionOffsets[s + 1]
    for (let k = Math.ceil(log.sessionOffsets[s] / 64); k * 64 < end; k++) sessionAt[k] = s
  }
  const named = log.schema.customerName === undefined ? null : namedEvents(log, details, caseSessions)
  const nameOf = named === null ? null : (id: number) => details.customerName(named[id])
  const naming = customerNames(log.caseNames, nameOf)
  let lettered = naming.next()
  for (; !lettered.done; lettered = naming.next()) yield 0.5 + 0.1 * lettered.value
  const first = events === 0 ? 0 : log.time[byTime[0]]
  const last = events === 0 ? 0 : log.time[byTime[events - 1]]
  const summing = usualTimes(log, details, first, last)
  let summed = summing.next()
  for (; !summed.done; summed = summing.next()) yield 0.6 + 0.3 * summed.value
  const sessionTicks = ticksOf(log, { first, last })
  const bytes =
    byTime.byteLength +
    (sessionTicks?.byteLength ?? 0) +
    errorBits.byteLength +
    sessionAt.byteLength +
    caseSessions.byteLength +
    (named?.byteLength ?? 0) +
    lettered.value.bytes
  const slicing = slicedColumns(log, details, options.processes ?? null, MOST_BYTES * events - bytes)
  let sliced = slicing.next()
  for (; !sliced.done; sliced = slicing.next()) yield 0.9 + 0.1 * sliced.value
  return {
    log,
    details,
    contacts: contactsOf(log, details, options.contact),
    processes: options.processes ?? null,
    byTime,
    errorBits,
    sessionAt,
    sessionTicks,
    caseSessions,
    named,
    names: lettered.value,
    eventsOf,
    errorsOf,
    usual: summed.value,
    first,
    last,
    errors,
    slices: sliced.value.slices,
    bytes: bytes + sliced.value.bytes
  }
}

const TICKS = (1 << 16) - 1
/** Sessions may have as few events on average. */
const EVENTS_OF_SESSION = 16

/** The place of a time in the data, in 65,535 steps: never smaller for a later time. */
export function tickOf({ first, last }: Pick<LogIndex, 'first' | 'last'>, time: number): number {
  return last > first ? Math.max(0, Math.min(TICKS, Math.floor(((time - first) / (last - first)) * TICKS))) : 0
}

function ticksOf({ sessionOffsets, sessionCase, time }: LogData, span: Pick<LogIndex, 'first' | 'last'>) {
  if (sessionCase.length * EVENTS_OF_SESSION > time.length) return null
  const ticks = new Uint16Array(2 * sessionCase.length)
  for (let s = 0; s < sessionCase.length; s++) {
    ticks[2 * s] = tickOf(span, time[sessionOffsets[s]])
    ticks[2 * s + 1] = tickOf(span, time[sessionOffsets[s + 1] - 1])
  }
  return ticks
}

/** [cases] the first event of each case with a customer's name, or its first event where there is none. */
function namedEvents({ sessionOffsets, caseNames }: LogData, details: Details, caseSessions: Uint32Array): Uint32Array {
  return Uint32Array.from(caseNames, (_, id) => {
    const from = sessionOffsets[caseSessions[id]]
    const to = sessionOffsets[caseSessions[id + 1]]
    for (let event = from; event < to; event++) if (details.customerName(event) !== null) return event
    return from
  })
}

/** Builds the index of a log. @throws InputError BAD_OPTION, ABORTED */
export function indexLog(log: LogData, options: IndexOptions & WorkOptions = {}): Promise<LogIndex> {
  return drive('index', indexLogInSteps(log, options), options)
}

/** {@link indexLog} without pauses. */
export function indexLogNow(log: LogData, options: IndexOptions = {}): LogIndex {
  return runNow(indexLogInSteps(log, options))
}

export const isError = ({ errorBits }: LogIndex, event: number): boolean =>
  ((errorBits[event >>> 5] >>> (event & 31)) & 1) === 1

/** The session that holds an event. */
export function sessionOf({ log, sessionAt }: LogIndex, event: number): number {
  let session = sessionAt[event >>> 6]
  while (log.sessionOffsets[session + 1] <= event) session++
  return session
}

export const caseOf = (index: LogIndex, event: number): number => index.log.sessionCase[sessionOf(index, event)]

/** The events of a case: one slice of the log. */
export function eventsOfCase({ log, caseSessions }: LogIndex, id: number): { from: number; to: number } {
  return { from: log.sessionOffsets[caseSessions[id]], to: log.sessionOffsets[caseSessions[id + 1]] }
}

/** Places in `byTime` of the events at or after `from` and before `to`. */
export function timeSlice({ log, byTime }: LogIndex, from: number, to: number): { start: number; end: number } {
  const place = (moment: number) => {
    let low = 0
    let high = byTime.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (log.time[byTime[middle]] < moment) low = middle + 1
      else high = middle
    }
    return low
  }
  const start = place(from)
  return { start, end: Math.max(start, place(to)) }
}

/** The events of a time range, oldest first. A view: do not write. */
export function eventsBetween(index: LogIndex, from: number, to: number): Uint32Array {
  const { start, end } = timeSlice(index, from, to)
  return index.byTime.subarray(start, end)
}
