import { type Arrival, arrivalOf, gatherF64, gatherU32, groupByCode, orderEvents } from './order.js'
import { shareableFloat64, shareableUint32 } from './shared.js'
import { compact, gatherAttributes } from './subset.js'
import type { LogData, RawColumns } from './types.js'

/**
 * Coded columns as a log: ordered by case, time and input order. Takes ownership of the arrays: a log in order is not
 * copied, and the columns of any other are used up (`raw` has none left), so that 24 bytes an event are held at most.
 * Where `raw.session` is given, each distinct code within a case is a session, in the order of their first
 * events; otherwise a case is one session.
 *
 * @param arrival of the events, where it is known
 * @param scattered the columns in order, where they are already: of a log in time order whose cases are the sessions
 */
export function orderColumns(
  raw: RawColumns,
  arrival: Arrival = arrivalOf(raw.case, raw.time, raw.caseNames.length),
  scattered?: Pick<LogData, 'activity' | 'time'>
): LogData {
  const cases = raw.caseNames.length
  // Of a log in time order whose cases are the sessions the order itself is not needed.
  const straight = !arrival.sorted && arrival.inTime && raw.session === null && raw.attributes.size === 0
  const byCase = straight ? { order: null, offsets: arrival.offsets } : orderEvents(raw.case, raw.time, cases, arrival)
  const sessions =
    raw.session === null
      ? { ...byCase, parent: ascending(cases) }
      : groupByCode(byCase, raw.session, largest(raw.session) + 1)
  const { order } = sessions
  const { offsets, parent } = withoutEmpty(sessions.offsets, sessions.parent)
  const { timeKind, caseNames, activityNames, attributes, read } = raw
  const ordered = straight
    ? (scattered ?? scatterEvents(raw, arrival.offsets))
    : order === null
      ? { activity: raw.activity, time: raw.time }
      : gatherEvents(raw, order)
  return compact({
    ...ordered,
    timeKind,
    sessionOffsets: offsets,
    sessionCase: parent,
    caseNames,
    activityNames,
    attributes: order === null ? attributes : gatherAttributes(attributes, order),
    schema: read.schema,
    read,
    dropped: []
  })
}

/** Activities and times in the order given. The codes of the cases, known by the order, make room for the activities. */
function gatherEvents(raw: RawColumns, order: Uint32Array): Pick<LogData, 'activity' | 'time'> {
  const activity = gatherU32(raw.activity, order, raw.case)
  Object.assign(raw, { activity: NO_CODES, case: NO_CODES, session: null })
  const time = gatherF64(raw.time, order)
  Object.assign(raw, { time: NO_TIMES })
  return { activity, time }
}

/** Events that come in time order to their cases. The codes of the cases make room for the places of the events. */
function scatterEvents(raw: RawColumns, offsets: Uint32Array): Pick<LogData, 'activity' | 'time'> {
  const places = raw.case
  const next = offsets.slice()
  for (let i = 0; i < places.length; i++) places[i] = next[places[i]]++
  const activity = shareableUint32(places.length)
  const codes = raw.activity
  for (let i = 0; i < places.length; i++) activity[places[i]] = codes[i]
  Object.assign(raw, { activity: NO_CODES })
  const time = shareableFloat64(places.length)
  const times = raw.time
  for (let i = 0; i < places.length; i++) time[places[i]] = times[i]
  Object.assign(raw, { case: NO_CODES, time: NO_TIMES })
  return { activity, time }
}

const NO_CODES = new Uint32Array(0)
const NO_TIMES = new Float64Array(0)

function ascending(length: number): Uint32Array {
  const numbers = new Uint32Array(length)
  for (let i = 0; i < length; i++) numbers[i] = i
  return numbers
}

function largest(codes: Uint32Array): number {
  let most = -1
  for (let i = 0; i < codes.length; i++) if (codes[i] > most) most = codes[i]
  return most
}

function withoutEmpty(offsets: Uint32Array, parent: Uint32Array): { offsets: Uint32Array; parent: Uint32Array } {
  let empty = false
  for (let group = 0; group < parent.length; group++) empty ||= offsets[group + 1] === offsets[group]
  if (!empty) return { offsets, parent }
  const ends: number[] = [0]
  const parents: number[] = []
  for (let group = 0; group < parent.length; group++) {
    if (offsets[group + 1] === offsets[group]) continue
    ends.push(offsets[group + 1])
    parents.push(parent[group])
  }
  return { offsets: Uint32Array.from(ends), parent: Uint32Array.from(parents) }
}
