import { ascii, isDigit, isLetter } from './ascii.js'
import { daysFromCivil, daysIn, fullYear } from './calendar.js'
import { ClockReader } from './clock.js'
import type { TimeZone } from './time-zone.js'

/** What a stamp looks like. The values index {@link TimeParser.seen}. */
export const STAMP = {
  iso: 0,
  yearFirst: 1,
  compact: 2,
  dayMonth: 3,
  rfc2822: 4,
  apache: 5,
  words: 6
} as const

/** For people, in the order of {@link STAMP}. The name of `dayMonth` depends on the order decided. */
export const STAMP_NAMES = [
  'ISO 8601',
  'year/month/day',
  'compact ISO 8601 (YYYYMMDD)',
  'day/month/year',
  'RFC 2822',
  'Apache log',
  'month as a word'
]

const DAY = 86_400_000
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/**
 * Reads stamps from bytes by arithmetic, without making strings: ISO 8601 (also with spaces, slashes or dots, one-digit
 * months, AM/PM, offsets, `Z`, zone names), `YYYYMMDD[Thhmmss]`, day and month in either order, month names (RFC 2822,
 * HTTP, asctime, JavaScript, `24 October 2011`), and Apache's `10/Oct/2000:13:55:36 -0700`.
 */
export class TimeParser {
  /** How many stamps of each {@link STAMP} were read. */
  readonly seen = new Uint32Array(STAMP_NAMES.length)
  /** Stamps that had no offset or zone of their own. */
  local = 0
  /** Kind of the last stamp. */
  kind = 0
  /** Of the last stamp, where its kind is `dayMonth`: its value read as month/day/year; NaN where that is no date. */
  monthFirst = Number.NaN
  /** Of the last `dayMonth` stamp: written with dots, as only day-first countries do. */
  dotted = false

  readonly #zone: TimeZone
  #lastKey = -1
  #lastDay = 0
  readonly #clock = new ClockReader()
  // A word that was read.
  #at = 0

  constructor(zone: TimeZone) {
    this.#zone = zone
  }

  /** ms since 1970 UTC of the stamp in bytes[start, end), or NaN. Day and month in doubt are read day-first. */
  parse(bytes: Uint8Array, start: number, end: number): number {
    if (end - start >= 10) {
      const separator = bytes[start + 4]
      if ((separator === 45 || separator === 47 || separator === 46) && bytes[start + 7] === separator) {
        const a = bytes[start] - 48
        const b = bytes[start + 1] - 48
        const c = bytes[start + 2] - 48
        const d = bytes[start + 3] - 48
        const e = bytes[start + 5] - 48
        const f = bytes[start + 6] - 48
        const g = bytes[start + 8] - 48
        const h = bytes[start + 9] - 48
        // A sign bit says that a byte was no digit.
        if (
          (a |
            b |
            c |
            d |
            e |
            f |
            g |
            h |
            (9 - a) |
            (9 - b) |
            (9 - c) |
            (9 - d) |
            (9 - e) |
            (9 - f) |
            (9 - g) |
            (9 - h)) >=
          0
        ) {
          const day = this.#day(a * 1000 + b * 100 + c * 10 + d, e * 10 + f, g * 10 + h)
          if (Number.isNaN(day)) return Number.NaN
          if (!this.#clock.readUsual(bytes, start + 10, end) && !this.#clock.read(bytes, start + 10, end))
            return Number.NaN
          this.kind = separator === 45 ? STAMP.iso : STAMP.yearFirst
          this.seen[this.kind]++
          return this.#combine(day)
        }
      }
    }
    return this.#parseOther(bytes, start, end)
  }

  /** Midnight of a date as ms, NaN where there is no such date. Logs run in time order, so the last day is kept. */
  #day(year: number, month: number, day: number): number {
    const key = year * 10_000 + month * 100 + day
    if (key === this.#lastKey) return this.#lastDay
    if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return Number.NaN
    this.#lastKey = key
    this.#lastDay = daysFromCivil(year, month, day) * DAY
    return this.#lastDay
  }

  #combine(day: number): number {
    const clock = this.#clock
    if (!clock.isLocal) return day + clock.ms - clock.offset
    if (clock.zone !== null) return clock.zone.toUtc(day + clock.ms)
    this.local++
    return this.#zone.isUtc ? day + clock.ms : this.#zone.toUtc(day + clock.ms)
  }

  /** Everything but `YYYY-MM-DD…`. */
  #parseOther(bytes: Uint8Array, from: number, to: number): number {
    let i = from
    let end = to
    if (bytes[i] === 91 && bytes[end - 1] === 93) {
      i++ // Apache logs put brackets around
      end--
    }
    if (end - i < 6) return Number.NaN
    if (isLetter(bytes[i])) return this.#parseWords(bytes, i, end)
    const first = this.#number(bytes, i, end)
    const firstDigits = this.#at - i
    i = this.#at
    if (firstDigits === 0) return Number.NaN
    if (firstDigits === 8 || firstDigits === 14 || firstDigits === 12)
      return this.#parseCompact(bytes, i - firstDigits, i, end)
    if (i >= end) return Number.NaN
    const separator = bytes[i]
    if (isLetter(separator) || isLetter(bytes[i + 1])) {
      // 24-Oct-2011, 24 October 2011, 10/Oct/2000:13:55:36, 24Oct2011
      return firstDigits <= 2
        ? this.#parseMonthWord(bytes, first, isLetter(separator) ? i : i + 1, end, separator)
        : Number.NaN
    }
    if (separator !== 45 && separator !== 47 && separator !== 46) return Number.NaN
    const second = this.#number(bytes, i + 1, end)
    const secondDigits = this.#at - i - 1
    i = this.#at
    if (secondDigits < 1 || secondDigits > 2 || i >= end || bytes[i] !== separator) return Number.NaN
    const third = this.#number(bytes, i + 1, end)
    const thirdDigits = this.#at - i - 1
    i = this.#at
    if (firstDigits === 4 && thirdDigits <= 2 && thirdDigits >= 1) {
      const day = this.#day(first, second, third)
      if (Number.isNaN(day) || !this.#clock.read(bytes, i, end)) return Number.NaN
      this.kind = separator === 45 ? STAMP.iso : STAMP.yearFirst
      this.seen[this.kind]++
      return this.#combine(day)
    }
    if (firstDigits > 2 || (thirdDigits !== 4 && thirdDigits !== 2)) return Number.NaN
    if (!this.#clock.read(bytes, i, end)) return Number.NaN
    const year = thirdDigits === 2 ? fullYear(third) : third
    const dayFirst = this.#day(year, second, first)
    const monthFirst = this.#day(year, first, second)
    if (Number.isNaN(dayFirst) && Number.isNaN(monthFirst)) return Number.NaN
    this.kind = STAMP.dayMonth
    this.seen[STAMP.dayMonth]++
    this.dotted = separator === 46
    const before = this.local
    const value = !Number.isNaN(dayFirst) ? this.#combine(dayFirst) : Number.NaN
    this.monthFirst = !Number.isNaN(monthFirst) ? this.#combine(monthFirst) : Number.NaN
    this.local = Math.min(this.local, before + 1)
    return value
  }

  /** `YYYYMMDD`, `YYYYMMDDhhmm[ss]`, `YYYYMMDDThhmmss`. */
  #parseCompact(bytes: Uint8Array, from: number, i: number, end: number): number {
    const year = this.#number(bytes, from, from + 4)
    const month = this.#number(bytes, from + 4, from + 6)
    const day = this.#day(year, month, this.#number(bytes, from + 6, from + 8))
    if (Number.isNaN(day) || year < 1000) return Number.NaN
    if (i - from > 8) {
      this.#clock.read(bytes, i, i)
      const next = this.#clock.readTime(bytes, from + 8, end)
      if (next < 0 || (next < end && !this.#clock.readZone(bytes, next, end))) return Number.NaN
    } else if (!this.#clock.read(bytes, i, end)) return Number.NaN
    this.kind = STAMP.compact
    this.seen[STAMP.compact]++
    return this.#combine(day)
  }

  /** `Oct 10, 2000 1:55 PM`, `Tue, 10 Oct 2000 13:55:36 -0700`, `Tue Oct 10 13:55:36 2000`. */
  #parseWords(bytes: Uint8Array, from: number, end: number): number {
    let i = from
    let word = this.#word(bytes, i, end)
    let weekday = false
    if (!MONTHS.includes(word)) {
      if (!WEEKDAYS.includes(word)) return Number.NaN
      weekday = true
      i = skipSpace(bytes, this.#at, end)
      if (i < end && isDigit(bytes[i])) {
        const day = this.#number(bytes, i, end)
        const next = this.#at
        if (next - i > 2 || next >= end) return Number.NaN
        return this.#parseMonthWord(bytes, day, isLetter(bytes[next]) ? next : next + 1, end, 44)
      }
      word = this.#word(bytes, i, end)
    }
    const month = MONTHS.indexOf(word) + 1
    i = skipSpace(bytes, this.#at, end)
    const day = this.#number(bytes, i, end)
    if (month === 0 || this.#at === i || this.#at - i > 2) return Number.NaN
    i = this.#at
    while (i < end && isLetter(bytes[i])) i++ // 1st, 2nd
    i = skipSpace(bytes, i, end)
    let year = this.#number(bytes, i, end)
    let year4 = this.#at - i === 4
    let clockEnd = end
    if (year4) i = this.#at
    else if (weekday && end - i > 5) {
      // asctime: the year stands last
      clockEnd = end - 5
      year = this.#number(bytes, end - 4, end)
      year4 = this.#at === end && bytes[clockEnd] === 32
      i--
    }
    const date = year4 ? this.#day(year, month, day) : Number.NaN
    if (Number.isNaN(date) || !this.#clock.read(bytes, i, clockEnd)) return Number.NaN
    this.kind = STAMP.words
    this.seen[STAMP.words]++
    return this.#combine(date)
  }

  /** The rest of a stamp from its month's name on. */
  #parseMonthWord(bytes: Uint8Array, day: number, from: number, end: number, separator: number): number {
    const month = MONTHS.indexOf(this.#word(bytes, from, end)) + 1
    if (month === 0) return Number.NaN
    let i = this.#at
    while (i < end && (bytes[i] === 32 || bytes[i] === 45 || bytes[i] === 47 || bytes[i] === 44 || bytes[i] === 46)) i++
    const written = this.#number(bytes, i, end)
    const digits = this.#at - i
    if (digits !== 4 && digits !== 2) return Number.NaN
    const date = this.#day(digits === 2 ? fullYear(written) : written, month, day)
    if (Number.isNaN(date) || !this.#clock.read(bytes, this.#at, end)) return Number.NaN
    this.kind = separator === 44 ? STAMP.rfc2822 : separator === 47 ? STAMP.apache : STAMP.words
    this.seen[this.kind]++
    return this.#combine(date)
  }

  #number(bytes: Uint8Array, from: number, end: number): number {
    let value = 0
    let i = from
    while (i < end && isDigit(bytes[i])) value = value * 10 + bytes[i++] - 48
    this.#at = i
    return value
  }

  /** First three letters, in lower case, of the word that starts here; leaves the place after the word. */
  #word(bytes: Uint8Array, from: number, end: number): string {
    let i = from
    while (i < end && isLetter(bytes[i])) i++
    this.#at = i
    return ascii(bytes, from, Math.min(i, from + 3)).toLowerCase()
  }
}

function skipSpace(bytes: Uint8Array, from: number, end: number): number {
  let i = from
  while (i < end && (bytes[i] === 32 || bytes[i] === 44 || bytes[i] === 46)) i++
  return i
}
