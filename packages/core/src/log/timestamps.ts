import { TimeZone } from './time-zone.js'

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
// RFC 2822 section 4.3; other abbreviations mean different zones in different countries and are not read.
const ABBREVIATIONS: Record<string, number> = {
  est: -5,
  edt: -4,
  cst: -6,
  cdt: -5,
  mst: -7,
  mdt: -6,
  pst: -8,
  pdt: -7
}

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
  readonly #zones = new Map<string, TimeZone | null>()
  #lastKey = -1
  #lastDay = 0
  // The clock part of the stamp at hand.
  #clock = 0
  #offset = 0
  #ownZone: TimeZone | null = null
  #isLocal = true
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
          if (!this.#readUsualClock(bytes, start + 10, end) && !this.#readClock(bytes, start + 10, end))
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
    if (!this.#isLocal) return day + this.#clock - this.#offset
    if (this.#ownZone !== null) return this.#ownZone.toUtc(day + this.#clock)
    this.local++
    return this.#zone.isUtc ? day + this.#clock : this.#zone.toUtc(day + this.#clock)
  }

  /** The most frequent forms, at fixed places: `Thh:mm:ss`, `.fff` and `Z` each there or not; false for all others. */
  #readUsualClock(bytes: Uint8Array, from: number, end: number): boolean {
    if (end - from < 9 || bytes[from + 3] !== 58 || bytes[from + 6] !== 58) return false
    const separator = bytes[from]
    if (separator !== 84 && separator !== 32) return false
    const a = bytes[from + 1] - 48
    const b = bytes[from + 2] - 48
    const c = bytes[from + 4] - 48
    const d = bytes[from + 5] - 48
    const e = bytes[from + 7] - 48
    const f = bytes[from + 8] - 48
    if ((a | b | c | d | e | f | (2 - a) | (9 - b) | (5 - c) | (9 - d) | (5 - e) | (9 - f)) < 0) return false
    const hour = a * 10 + b
    if (hour > 23) return false
    let clock = hour * 3_600_000 + (c * 10 + d) * 60_000 + (e * 10 + f) * 1000
    let at = from + 9
    if (at + 4 <= end && bytes[at] === 46) {
      const x = bytes[at + 1] - 48
      const y = bytes[at + 2] - 48
      const z = bytes[at + 3] - 48
      if ((x | y | z | (9 - x) | (9 - y) | (9 - z)) < 0) return false
      clock += x * 100 + y * 10 + z
      at += 4
    }
    this.#isLocal = at === end
    if (at !== end && (at + 1 !== end || bytes[at] !== 90)) return false
    this.#clock = clock
    this.#offset = 0
    this.#ownZone = null
    return true
  }

  /** Reads what follows a date: nothing, or a separator, a time, and maybe a zone. */
  #readClock(bytes: Uint8Array, from: number, end: number): boolean {
    this.#clock = 0
    this.#offset = 0
    this.#isLocal = true
    this.#ownZone = null
    if (from === end) return true
    let i = from
    const separator = bytes[i]
    if (separator === 84 || separator === 116 || separator === 32 || separator === 58 || separator === 44) {
      i++
      while (i < end && bytes[i] === 32) i++
    }
    if (i < end && isDigit(bytes[i])) {
      if (i === from) return false
      i = this.#readTime(bytes, i, end)
      if (i < 0) return false
    }
    return i === end || this.#readZone(bytes, i, end)
  }

  /** `hh:mm[:ss[.fraction]][ AM|PM]`, or `hhmm[ss]`; returns the place after it, or -1. */
  #readTime(bytes: Uint8Array, from: number, end: number): number {
    let i = from
    let hour = bytes[i++] - 48
    if (i < end && isDigit(bytes[i])) hour = hour * 10 + bytes[i++] - 48
    let minute = 0
    let second = 0
    let fraction = 0
    const colons = bytes[i] === 58 && i < end
    if (colons) i++
    else if (i - from !== 2) return -1
    if (i + 1 < end && isDigit(bytes[i]) && isDigit(bytes[i + 1])) {
      minute = (bytes[i] - 48) * 10 + bytes[i + 1] - 48
      i += 2
      const more = colons ? i < end && bytes[i] === 58 : i + 1 < end && isDigit(bytes[i])
      if (more) {
        if (colons) i++
        if (i + 1 >= end || !isDigit(bytes[i]) || !isDigit(bytes[i + 1])) return -1
        second = (bytes[i] - 48) * 10 + bytes[i + 1] - 48
        i += 2
        if (i + 1 < end && (bytes[i] === 46 || bytes[i] === 44) && isDigit(bytes[i + 1])) {
          i++
          let scale = 100
          while (i < end && isDigit(bytes[i])) {
            fraction += (bytes[i++] - 48) * scale
            scale /= 10
          }
          // Sums of tenths are inexact: round to nanoseconds.
          fraction = Math.round(fraction * 1e6) / 1e6
        }
      }
    } else if (colons || i < end) return -1
    // AM and PM
    let j = i
    while (j < end && bytes[j] === 32) j++
    if (j + 1 < end && (bytes[j + 1] | 32) === 109) {
      const half = bytes[j] | 32
      if ((half === 97 || half === 112) && (j + 2 === end || !isLetter(bytes[j + 2]))) {
        if (hour < 1 || hour > 12) return -1
        hour = (hour % 12) + (half === 112 ? 12 : 0)
        i = j + 2
      }
    }
    // 24:00 ends a day; second 60 is a leap second.
    if (hour > 24 || minute > 59 || second > 60 || (hour === 24 && minute + second + fraction > 0)) return -1
    this.#clock = hour * 3_600_000 + minute * 60_000 + second * 1000 + fraction
    return i
  }

  /** `Z`, `+02:00`, `+0200`, `+02`, `UTC`, `GMT+2`, `EST`, `Europe/Berlin`, `[Europe/Berlin]`, `(CEST)` after an offset. */
  #readZone(bytes: Uint8Array, from: number, end: number): boolean {
    let i = from
    while (i < end && bytes[i] === 32) i++
    if (i === end) return true
    const byte = bytes[i]
    if ((byte | 32) === 122 && i + 1 === end) {
      this.#isLocal = false
      return true
    }
    if (byte === 43 || byte === 45) return this.#readOffset(bytes, i, end)
    let close = end
    if (byte === 91) {
      if (bytes[end - 1] !== 93) return false
      i++
      close = end - 1
    }
    let to = i
    while (to < close && bytes[to] !== 43 && bytes[to] !== 45 && bytes[to] !== 32 && bytes[to] !== 40) to++
    const name = ascii(bytes, i, to).toLowerCase()
    if (name === 'utc' || name === 'gmt' || name === 'ut' || name === 'z') {
      this.#isLocal = false
      if (to === close) return true
      return bytes[to] === 43 || bytes[to] === 45 ? this.#readOffset(bytes, to, close) : isComment(bytes, to, close)
    }
    if (name in ABBREVIATIONS) {
      this.#isLocal = false
      this.#offset = ABBREVIATIONS[name] * 3_600_000
      return to === close || isComment(bytes, to, close)
    }
    const full = ascii(bytes, i, close)
    if (!full.includes('/')) return false
    let zone = this.#zones.get(full)
    if (zone === undefined) {
      try {
        zone = new TimeZone(full)
      } catch {
        zone = null
      }
      this.#zones.set(full, zone)
    }
    this.#ownZone = zone
    return zone !== null
  }

  #readOffset(bytes: Uint8Array, from: number, end: number): boolean {
    let i = from + 1
    let digits = 0
    let value = 0
    let hours = -1
    while (i < end && digits < 4) {
      const byte = bytes[i]
      if (isDigit(byte)) {
        value = value * 10 + byte - 48
        digits++
      } else if (byte === 58 && hours < 0 && (digits === 1 || digits === 2)) {
        hours = value
        value = 0
        digits = 2
      } else break
      i++
    }
    let minutes = 0
    if (hours >= 0) {
      if (digits !== 4) return false
      minutes = value
    } else if (digits === 4) {
      hours = Math.floor(value / 100)
      minutes = value % 100
    } else if (digits === 1 || digits === 2) hours = value
    else return false
    if (hours > 18 || minutes > 59) return false
    this.#isLocal = false
    this.#offset = (bytes[from] === 45 ? -1 : 1) * (hours * 60 + minutes) * 60_000
    return i === end || isComment(bytes, i, end)
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
      if (Number.isNaN(day) || !this.#readClock(bytes, i, end)) return Number.NaN
      this.kind = separator === 45 ? STAMP.iso : STAMP.yearFirst
      this.seen[this.kind]++
      return this.#combine(day)
    }
    if (firstDigits > 2 || (thirdDigits !== 4 && thirdDigits !== 2)) return Number.NaN
    if (!this.#readClock(bytes, i, end)) return Number.NaN
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
      this.#readClock(bytes, i, i)
      const next = this.#readTime(bytes, from + 8, end)
      if (next < 0 || (next < end && !this.#readZone(bytes, next, end))) return Number.NaN
    } else if (!this.#readClock(bytes, i, end)) return Number.NaN
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
    if (Number.isNaN(date) || !this.#readClock(bytes, i, clockEnd)) return Number.NaN
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
    if (Number.isNaN(date) || !this.#readClock(bytes, this.#at, end)) return Number.NaN
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

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57
}

function isLetter(byte: number): boolean {
  const lower = byte | 32
  return lower >= 97 && lower <= 122
}

function skipSpace(bytes: Uint8Array, from: number, end: number): number {
  let i = from
  while (i < end && (bytes[i] === 32 || bytes[i] === 44 || bytes[i] === 46)) i++
  return i
}

/** ` (CEST)`, ` [Europe/Berlin]`: says in words what the offset before it said. */
function isComment(bytes: Uint8Array, from: number, end: number): boolean {
  let i = from
  while (i < end && bytes[i] === 32) i++
  return i === end || (bytes[i] === 40 && bytes[end - 1] === 41) || (bytes[i] === 91 && bytes[end - 1] === 93)
}

function ascii(bytes: Uint8Array, from: number, end: number): string {
  let text = ''
  for (let i = from; i < end; i++) text += String.fromCharCode(bytes[i])
  return text
}

/** POSIX: 69 to 99 are 1969 to 1999, 00 to 68 are 2000 to 2068. */
function fullYear(two: number): number {
  return two < 69 ? 2000 + two : 1900 + two
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Days since 1970-01-01 of a Gregorian date (Howard Hinnant, "chrono-compatible low-level date algorithms"). */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146097 + dayOfEra - 719468
}
