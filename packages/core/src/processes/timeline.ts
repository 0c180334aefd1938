import { TimeZone } from '../log/time-zone.js'
import type { LogData } from '../log/types.js'

export type TimeUnit = 'hour' | 'day' | 'week' | 'month'

/** Equal buckets of calendar time: the starts as instants (ms UTC) with one more for the end of the last bucket. */
export interface Buckets {
  unit: TimeUnit
  /** [buckets + 1] ascending, ms since 1970 UTC; empty buckets are kept */
  borders: Float64Array
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
// A longer span than this is a broken clock; months of it would be noise and a large result.
const LONGEST_SPAN = 200 * 366 * DAY

/** Hours up to three days, days up to 130, weeks (from Monday) up to two years, then months. */
export function unitFor(spanMs: number): TimeUnit {
  if (spanMs <= 3 * DAY) return 'hour'
  if (spanMs <= 130 * DAY) return 'day'
  return spanMs <= 2 * 366 * DAY ? 'week' : 'month'
}

/**
 * Calendar buckets that cover `first` to `last`, with borders at local hours, midnights, Mondays or first days of the
 * month in `timeZone`.
 *
 * @returns null for a span above 200 years
 * @throws InputError BAD_OPTION for a zone that the platform does not know
 */
export function calendarBuckets(first: number, last: number, timeZone = 'UTC', unit?: TimeUnit): Buckets | null {
  const rules = new TimeZone(timeZone)
  const zone = (instant: number) => rules.offsetAt(instant)
  if (!(last - first <= LONGEST_SPAN)) return null
  const chosen = unit ?? unitFor(last - first)
  const borders: number[] = []
  if (chosen === 'hour') {
    // Hours of the zone, which may be off by half an hour from UTC's; they run on evenly over clock changes.
    const shift = zone(first) % HOUR
    for (let at = Math.floor((first + shift) / HOUR) * HOUR - shift; ; at += HOUR) {
      borders.push(at)
      if (at > last) break
    }
    return { unit: chosen, borders: Float64Array.from(borders) }
  }
  const local = new Date(first + zone(first))
  let year = local.getUTCFullYear()
  let month = local.getUTCMonth()
  let day = local.getUTCDate()
  if (chosen === 'week') day -= (local.getUTCDay() + 6) % 7
  if (chosen === 'month') day = 1
  for (;;) {
    const at = toInstant(Date.UTC(year, month, day), zone)
    borders.push(at)
    if (at > last) return { unit: chosen, borders: Float64Array.from(borders) }
    const next = new Date(
      Date.UTC(year, month + (chosen === 'month' ? 1 : 0), day + (chosen === 'day' ? 1 : chosen === 'week' ? 7 : 0))
    )
    year = next.getUTCFullYear()
    month = next.getUTCMonth()
    day = next.getUTCDate()
  }
}

/** The bucket that holds the instant `time`; -1 outside. */
export function bucketOf({ borders }: Buckets, time: number): number {
  if (!(time >= borders[0] && time < borders[borders.length - 1])) return -1
  // Most buckets are as wide as the others.
  const last = borders.length - 2
  let at = Math.min(last, Math.floor((last * (time - borders[0])) / (borders[last] - borders[0]))) || 0
  while (borders[at] > time) at--
  while (borders[at + 1] <= time) at++
  return at
}

/** {@link bucketOf} for times that mostly lie near the one before. */
export class BucketFinder {
  readonly #buckets: Buckets
  #last = 0

  constructor(buckets: Buckets) {
    this.#buckets = buckets
  }

  of(time: number): number {
    const { borders } = this.#buckets
    if (time >= borders[this.#last] && time < borders[this.#last + 1]) return this.#last
    const found = bucketOf(this.#buckets, time)
    if (found >= 0) this.#last = found
    return found
  }
}

/**
 * First and last time of a log; null where it is empty or ordered by plain numbers.
 *
 * @param known what {@link firstAndLast} gave
 */
export function timeRange(
  log: LogData,
  known?: { first: number; last: number }
): { first: number; last: number } | null {
  return log.timeKind !== 'timestamp' || log.time.length === 0 ? null : (known ?? firstAndLast(log))
}

/** First and last time of all events: sessions are in order of time, so that their ends tell. */
export function firstAndLast({ time, sessionOffsets }: Pick<LogData, 'time' | 'sessionOffsets'>): {
  first: number
  last: number
} {
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (let s = 0; s + 1 < sessionOffsets.length; s++) {
    const begin = time[sessionOffsets[s]]
    const end = time[sessionOffsets[s + 1] - 1]
    if (begin < first) first = begin
    if (end > last) last = end
  }
  return { first, last }
}

/** Events and sessions (by their first event) in each bucket. */
export function countOverTime(
  { time, sessionOffsets }: Pick<LogData, 'time' | 'sessionOffsets'>,
  buckets: Buckets
): { events: number[]; sessions: number[] } {
  const size = buckets.borders.length - 1
  const events = new Uint32Array(size)
  const sessions = new Uint32Array(size)
  const finder = new BucketFinder(buckets)
  for (let s = 0; s + 1 < sessionOffsets.length; s++) {
    const begin = sessionOffsets[s]
    const end = sessionOffsets[s + 1]
    const first = finder.of(time[begin])
    sessions[first]++
    // A session is in order of time: where it ends in the bucket that it begins in, all of it is there.
    if (finder.of(time[end - 1]) === first) {
      events[first] += end - begin
      continue
    }
    for (let i = begin; i < end; i++) events[finder.of(time[i])]++
  }
  return { events: [...events], sessions: [...sessions] }
}

// The first instant whose local time is at or after `local` (ms as if UTC): midnight may not exist or come twice.
function toInstant(local: number, zone: (instant: number) => number): number {
  const early = local - zone(local - DAY)
  const late = local - zone(local + DAY)
  const candidates = [early, late].filter((at) => at + zone(at) === local)
  if (candidates.length > 0) return Math.min(...candidates)
  // In a gap: the clock jumps over `local`; the day begins at the jump, where the later offset starts to hold.
  let low = Math.min(early, late) - 3 * HOUR
  let high = Math.max(early, late) + 3 * HOUR
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (middle + zone(middle) >= local) high = middle
    else low = middle
  }
  return high
}
