import { InputError } from '../errors.js'
import { parseDuration } from '../log/duration.js'
import { momentOf } from '../log/filter.js'
import type { LogIndex } from './index-log.js'
import { Clock } from './say.js'

/** ISO 8601 (UTC unless it says otherwise), a Date, ms since 1970, or the log's number. */
export type Moment = string | number | Date

export interface RangeOptions {
  /** First moment, included. */
  from?: Moment
  /** Up to this moment, excluded; a date without a time means the end of that day. */
  to?: Moment
  /** The last stretch of the data: `1h`, `30m`; ms, or in a log that is ordered by numbers so many of its units. */
  last?: string | number
}

export interface Range {
  /** Included and excluded: ms since 1970 UTC, or the log's numbers. */
  from: number
  to: number
  /** Whether nobody asked for it. */
  byDefault: boolean
  /** Whether it holds all events of the log. */
  whole: boolean
}

const HOUR = 3_600_000

/**
 * The asked range; by default the last hour of the data, or all of it where `all` says so or the log is ordered by
 * numbers.
 *
 * @throws InputError BAD_OPTION for what is no time, an empty range, or one outside the data (the span is told)
 */
export function rangeOf(index: LogIndex, options: RangeOptions, all: boolean): Range {
  const { log, first, last } = index
  const { from, to } = options
  const given = from !== undefined || to !== undefined
  if (given && options.last !== undefined) {
    throw new InputError('BAD_OPTION', 'Both last and from or to are given.', 'Give last, or from and to.')
  }
  const end = after(last)
  if (!given && options.last === undefined) {
    const start = all || log.timeKind === 'number' ? first : Math.max(first, end - HOUR)
    return { from: start, to: end, byDefault: true, whole: start <= first }
  }
  let range = { from: first, to: end }
  if (options.last !== undefined) range = { from: end - lengthOf(options.last, log.timeKind), to: end }
  else {
    if (from !== undefined) range.from = momentOf(log, from, 'from')
    if (to !== undefined) range.to = momentOf(log, to, 'to')
  }
  // Where only one end is given and it lies outside, the other end would make the range look reversed.
  const outside = range.from > last || range.to <= first
  if (outside && log.time.length > 0) throw outsideOf(index, 'The time range')
  if (!(range.from < range.to)) {
    throw new InputError('BAD_OPTION', `from is not before to.`, 'Give an earlier from or a later to.')
  }
  return { ...range, byDefault: false, whole: range.from <= first && range.to > last }
}

function lengthOf(length: string | number, kind: 'timestamp' | 'number'): number {
  if (kind === 'timestamp') return parseDuration(length, 'last')
  const units = Number(length)
  if (units > 0 && Number.isFinite(units)) return units
  throw new InputError(
    'BAD_OPTION',
    `last is '${length}', but this log is ordered by plain numbers.`,
    'Give a positive number.'
  )
}

/** A moment just after `time`, so that a range up to it includes it. */
const after = (time: number): number =>
  Number.isInteger(time) ? time + 1 : time + Math.max(1e-9, Math.abs(time) * 1e-12)

/** The error for a time that the data do not reach. */
export function outsideOf({ log, first, last }: LogIndex, what: string): InputError {
  const clock = new Clock(log.timeKind)
  const zone = clock.zoneName === '' ? '' : ` ${clock.zoneName}`
  return new InputError(
    'BAD_OPTION',
    `${what} lies outside the data, which run from ${clock.moment(first)} to ${clock.moment(last)}${zone}.`,
    'Give a time within this span.'
  )
}
