import { InputError } from '../errors.js'
import { calendarBuckets, type TimeUnit } from '../processes/timeline.js'
import { checkOptionNames } from '../suggest.js'
import { isError, type LogIndex, timeSlice } from './index-log.js'
import { type RangeOptions, rangeOf } from './range.js'
import { Clock } from './say.js'
import { usualOf } from './usual-of.js'

export type ChartGroup = 'all' | 'activity' | 'process' | 'channel'

export interface ChartOptions extends RangeOptions {
  /** Default `all`. */
  by?: ChartGroup
  /** Most groups; the others are summed up as one. Default 8. */
  limit?: number
  /** Default: hours up to three days, days up to 130, weeks up to two years, then months. */
  unit?: TimeUnit
  /** Default UTC. */
  timeZone?: string
}

/** One line of a chart: a figure for each bucket. */
export interface ChartSeries {
  /** Activity, process or channel; '' for all, `other` for the rest. */
  name: string
  events: number[]
  /** Null where the log has no status. */
  errors: number[] | null
  unknownStatus: number[] | null
  /** Null where no duration is known in the bucket. */
  waitMedianMs: (number | null)[]
  waitP95Ms: (number | null)[]
}

export interface Charts {
  unit: TimeUnit
  /** [buckets + 1] ms since 1970 UTC: the starts, and the end of the last. */
  borders: number[]
  series: ChartSeries[]
  /** How many groups are in `other`. */
  otherGroups: number
}

/**
 * Volume, errors and waits over time, for everything or by activity, process or channel (most events first). All of the
 * data unless a range is given: so that a brush can ask for its part.
 *
 * @throws InputError BAD_OPTION for a log that is ordered by numbers
 */
export function chartsOverTime(index: LogIndex, options: ChartOptions = {}): Charts {
  checkOptionNames(options, ['by', 'limit', 'unit', 'timeZone', 'from', 'to', 'last'], 'chartsOverTime')
  const { log, details } = index
  needTimes(index, 'chartsOverTime')
  const range = rangeOf(index, options, true)
  const { start, end } = timeSlice(index, range.from, range.to)
  const events = index.byTime.subarray(start, end)
  const firstTime = events.length === 0 ? range.from : log.time[events[0]]
  const lastTime = events.length === 0 ? range.from : log.time[events[events.length - 1]]
  const buckets = calendarBuckets(firstTime, lastTime, options.timeZone, options.unit)
  if (buckets === null) {
    throw new InputError(
      'BAD_OPTION',
      'The range spans more than 200 years.',
      'Give from and to: some times are wrong.'
    )
  }
  const size = buckets.borders.length - 1
  const group = groupOf(index, options.by ?? 'all')
  const counts = new Map<number, number>()
  for (const event of events) {
    const g = group.of(event)
    if (g >= 0) counts.set(g, (counts.get(g) ?? 0) + 1)
  }
  const limit = options.limit ?? 8
  const ranked = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([g]) => g)
  const line = new Map(ranked.map((g, k) => [g, Math.min(k, limit)]))
  const names = ranked.slice(0, limit).map((g) => group.name(g))
  if (ranked.length > limit) names.push('other')
  const zeros = () => new Array<number>(size).fill(0)
  const status = details.has.status
  const series = names.map((name) => ({
    name,
    events: zeros(),
    errors: status ? zeros() : null,
    unknownStatus: status ? zeros() : null,
    waits: Array.from({ length: size }, (): number[] => [])
  }))
  let bucket = 0
  for (const event of events) {
    while (log.time[event] >= buckets.borders[bucket + 1]) bucket++
    const k = line.get(group.of(event))
    if (k === undefined) continue
    const own = series[k]
    own.events[bucket]++
    if (own.errors !== null && isError(index, event)) own.errors[bucket]++
    if (own.unknownStatus !== null && details.outcome(event) === 2) own.unknownStatus[bucket]++
    const ms = details.durationMs(event)
    if (ms !== null) own.waits[bucket].push(ms)
  }
  return {
    unit: buckets.unit,
    borders: Array.from(buckets.borders),
    series: series.map(({ waits, ...own }) => {
      const usual = waits.map((values) => usualOf(Float64Array.from(values)))
      return {
        ...own,
        waitMedianMs: usual.map((known) => known?.median ?? null),
        waitP95Ms: usual.map((known) => known?.p95 ?? null)
      }
    }),
    otherGroups: Math.max(0, ranked.length - limit)
  }
}

function groupOf(index: LogIndex, by: ChartGroup): { of: (event: number) => number; name: (group: number) => string } {
  const { log, details, processes } = index
  const { channel } = details.columns
  if (by === 'all') return { of: () => 0, name: () => '' }
  if (by === 'activity') return { of: (event) => log.activity[event], name: (a) => log.activityNames[a] }
  if (by === 'channel' && channel !== null) {
    return {
      of: (event) => (channel.codes[event] === 0 ? -1 : channel.codes[event]),
      name: (code) => channel.values[code]
    }
  }
  if (by === 'process' && processes !== null) {
    return { of: (event) => processes.labels[log.activity[event]], name: (p) => processes.processes[p].name }
  }
  const what =
    by === 'channel' ? 'The log has no channel.' : by === 'process' ? 'No processes are known here.' : `by is '${by}'.`
  throw new InputError('BAD_OPTION', what, 'Give by as one of all, activity, process, channel that is known.')
}

/** Events and errors by hour of the week. */
export interface WeekChart {
  /** [7][24] from Monday, by local time. */
  events: number[][]
  /** Null where the log has no status. */
  errors: number[][] | null
}

/** Events and errors by weekday and hour. @throws InputError BAD_OPTION for a log that is ordered by numbers */
export function weekdayByHour(index: LogIndex, options: RangeOptions & { timeZone?: string } = {}): WeekChart {
  checkOptionNames(options, ['timeZone', 'from', 'to', 'last'], 'weekdayByHour')
  needTimes(index, 'weekdayByHour')
  const { log, byTime, details } = index
  const clock = new Clock(log.timeKind, options.timeZone)
  const range = rangeOf(index, options, true)
  const { start, end } = timeSlice(index, range.from, range.to)
  const grid = () => Array.from({ length: 7 }, () => new Array<number>(24).fill(0))
  const events = grid()
  const errors = details.has.status ? grid() : null
  // Neighbours in time share their quarter of an hour, within which no zone changes its hour.
  const QUARTER = 900_000
  let quarter = Number.NaN
  let place = { weekday: 0, hour: 0 }
  for (let k = start; k < end; k++) {
    const event = byTime[k]
    const own = Math.floor(log.time[event] / QUARTER)
    if (own !== quarter) {
      quarter = own
      place = clock.weekdayAndHour(log.time[event]) ?? place
    }
    events[place.weekday][place.hour]++
    if (errors !== null && isError(index, event)) errors[place.weekday][place.hour]++
  }
  return { events, errors }
}

export interface TopError {
  activity: number
  name: string
  /** Null where the log has no message. */
  message: string | null
  errors: number
  customers: number
  /** All events of the activity in the range. */
  of: number
  first: number
  last: number
  /** The latest event, to look at. */
  event: number
}

/** The most frequent errors by activity and message. */
export function topErrors(
  index: LogIndex,
  options: RangeOptions & { limit?: number } = {}
): { errors: TopError[]; other: { kinds: number; errors: number } } {
  checkOptionNames(options, ['limit', 'from', 'to', 'last'], 'topErrors')
  const { limit = 10 } = options
  const { log, byTime, details } = index
  if (!details.has.status) return { errors: [], other: { kinds: 0, errors: 0 } }
  const range = rangeOf(index, options, true)
  const { start, end } = timeSlice(index, range.from, range.to)
  const volume = new Uint32Array(log.activityNames.length)
  const found = new Map<string, TopError & { cases: Set<number> }>()
  const caseAt = caseFinder(index)
  for (let k = start; k < end; k++) {
    const event = byTime[k]
    const activity = log.activity[event]
    volume[activity]++
    if (!isError(index, event)) continue
    const message = details.message(event)
    const key = `${activity} ${message ?? ''}`
    const time = log.time[event]
    const known = found.get(key)
    if (known === undefined) {
      const cases = new Set([caseAt(event)])
      found.set(key, {
        activity,
        name: log.activityNames[activity],
        message,
        errors: 1,
        customers: 0,
        of: 0,
        first: time,
        last: time,
        event,
        cases
      })
      continue
    }
    known.errors++
    known.last = time
    known.event = event
    known.cases.add(caseAt(event))
  }
  const ranked = [...found.values()].sort((a, b) => b.errors - a.errors || a.activity - b.activity || a.event - b.event)
  const rest = ranked.slice(limit)
  return {
    errors: ranked
      .slice(0, limit)
      .map(({ cases, ...error }) => ({ ...error, customers: cases.size, of: volume[error.activity] })),
    other: { kinds: rest.length, errors: rest.reduce((sum, { errors }) => sum + errors, 0) }
  }
}

function caseFinder({ log, sessionAt }: LogIndex): (event: number) => number {
  return (event) => {
    let session = sessionAt[event >>> 6]
    while (log.sessionOffsets[session + 1] <= event) session++
    return log.sessionCase[session]
  }
}

function needTimes({ log }: LogIndex, where: string): void {
  if (log.timeKind === 'timestamp') return
  throw new InputError(
    'BAD_OPTION',
    `${where} needs timestamps, but this log is ordered by plain numbers.`,
    'Read it with a time column.'
  )
}
