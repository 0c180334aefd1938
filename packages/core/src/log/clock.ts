import { ascii, isDigit, isLetter } from './ascii.js'
import { LocalZone } from './local-zone.js'

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

/** Reads the part of a stamp that follows its date: time of day, fraction, AM/PM, offset or zone. */
export class ClockReader {
  /** Since midnight. */
  ms = 0
  /** From UTC, in ms; counts unless `isLocal`. */
  offset = 0
  /** The zone named in the stamp itself; counts where `isLocal`. */
  zone: LocalZone | null = null
  /** Whether the stamp had no offset. */
  isLocal = true
  readonly #zones = new Map<string, LocalZone | null>()

  /** The most frequent forms, at fixed places: `Thh:mm:ss`, `.fff` and `Z` each there or not; false for all others. */
  readUsual(bytes: Uint8Array, from: number, end: number): boolean {
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
    this.isLocal = at === end
    if (at !== end && (at + 1 !== end || bytes[at] !== 90)) return false
    this.ms = clock
    this.offset = 0
    this.zone = null
    return true
  }

  /** Reads what follows a date: nothing, or a separator, a time, and maybe a zone. */
  read(bytes: Uint8Array, from: number, end: number): boolean {
    this.ms = 0
    this.offset = 0
    this.isLocal = true
    this.zone = null
    if (from === end) return true
    let i = from
    const separator = bytes[i]
    if (separator === 84 || separator === 116 || separator === 32 || separator === 58 || separator === 44) {
      i++
      while (i < end && bytes[i] === 32) i++
    }
    if (i < end && isDigit(bytes[i])) {
      if (i === from) return false
      i = this.readTime(bytes, i, end)
      if (i < 0) return false
    }
    return i === end || this.readZone(bytes, i, end)
  }

  /** `hh:mm[:ss[.fraction]][ AM|PM]`, or `hhmm[ss]`; returns the place after it, or -1. */
  readTime(bytes: Uint8Array, from: number, end: number): number {
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
    this.ms = hour * 3_600_000 + minute * 60_000 + second * 1000 + fraction
    return i
  }

  /** `Z`, `+02:00`, `+0200`, `+02`, `UTC`, `GMT+2`, `EST`, `Europe/Berlin`, `[Europe/Berlin]`, `(CEST)` after an offset. */
  readZone(bytes: Uint8Array, from: number, end: number): boolean {
    let i = from
    while (i < end && bytes[i] === 32) i++
    if (i === end) return true
    const byte = bytes[i]
    if ((byte | 32) === 122 && i + 1 === end) {
      this.isLocal = false
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
      this.isLocal = false
      if (to === close) return true
      return bytes[to] === 43 || bytes[to] === 45 ? this.#readOffset(bytes, to, close) : isComment(bytes, to, close)
    }
    if (name in ABBREVIATIONS) {
      this.isLocal = false
      this.offset = ABBREVIATIONS[name] * 3_600_000
      return to === close || isComment(bytes, to, close)
    }
    const full = ascii(bytes, i, close)
    if (!full.includes('/')) return false
    let zone = this.#zones.get(full)
    if (zone === undefined) {
      try {
        zone = new LocalZone(full)
      } catch {
        zone = null
      }
      this.#zones.set(full, zone)
    }
    this.zone = zone
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
    this.isLocal = false
    this.offset = (bytes[from] === 45 ? -1 : 1) * (hours * 60 + minutes) * 60_000
    return i === end || isComment(bytes, i, end)
  }
}

/** ` (CEST)`, ` [Europe/Berlin]`: says in words what the offset before it said. */
function isComment(bytes: Uint8Array, from: number, end: number): boolean {
  let i = from
  while (i < end && bytes[i] === 32) i++
  return i === end || (bytes[i] === 40 && bytes[end - 1] === 41) || (bytes[i] === 91 && bytes[end - 1] === 93)
}
