import { InputError } from '../errors.js'

const DAY = 86_400_000
const MINUTE = 60_000

/**
 * Local times of one IANA zone as UTC, with daylight saving: the zone's rules are asked for once per day (once per
 * minute near a change), so that a million stamps cost no more than their distinct days.
 *
 * A time that occurs twice (clocks set back) is read as the first; one that does not occur (clocks set forward) as if
 * the clock had not been set yet. Both are counted.
 */
export class TimeZone {
  readonly name: string
  readonly isUtc: boolean
  /** Stamps that fell into an hour that occurs twice, and into one that does not occur. */
  repeated = 0
  skipped = 0

  readonly #format: Intl.DateTimeFormat | null
  #day = Number.NaN
  #offset = 0
  readonly #days = new Map<number, number>() // offset of the whole day, NaN where it changes nearby
  readonly #minutes = new Map<number, { offset: number; twist: -1 | 0 | 1 }>()

  /** @throws InputError BAD_OPTION for a name that this platform does not know. */
  constructor(name: string) {
    this.isUtc = /^(utc|gmt|z|etc\/(utc|gmt)|zulu)$/i.test(name)
    this.name = this.isUtc ? 'UTC' : name
    this.#format = this.isUtc ? null : formatFor(name)
  }

  /** UTC of a local time, both in ms since 1970. */
  toUtc(local: number): number {
    if (this.#format === null) return local
    const day = Math.floor(local / DAY)
    if (day !== this.#day) {
      this.#day = day
      let offset = this.#days.get(day)
      if (offset === undefined) {
        const before = this.offsetAt((day - 1) * DAY)
        offset = this.offsetAt((day + 2) * DAY) === before ? before : Number.NaN
        this.#days.set(day, offset)
      }
      this.#offset = offset
    }
    if (!Number.isNaN(this.#offset)) return local - this.#offset
    const minute = Math.floor(local / MINUTE)
    let known = this.#minutes.get(minute)
    if (known === undefined) {
      known = this.#nearChange(minute * MINUTE)
      this.#minutes.set(minute, known)
    }
    if (known.twist > 0) this.repeated++
    else if (known.twist < 0) this.skipped++
    return local - known.offset
  }

  #nearChange(local: number): { offset: number; twist: -1 | 0 | 1 } {
    const before = this.offsetAt(local - DAY)
    const after = this.offsetAt(local + DAY)
    const fitsBefore = this.offsetAt(local - before) === before
    const fitsAfter = this.offsetAt(local - after) === after
    if (before === after) return { offset: before, twist: 0 }
    if (fitsBefore && fitsAfter) return { offset: before, twist: 1 }
    if (fitsAfter) return { offset: after, twist: 0 }
    return { offset: before, twist: fitsBefore ? 0 : -1 }
  }

  /** The zone's offset from UTC in ms at an instant. */
  offsetAt(utc: number): number {
    if (this.#format === null) return 0
    const parts = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 }
    for (const { type, value } of this.#format.formatToParts(utc)) {
      if (type in parts) parts[type as keyof typeof parts] = Number(value)
    }
    const { year, month, day, hour, minute, second } = parts
    return Date.UTC(year, month - 1, day, hour % 24, minute, second) - Math.floor(utc / 1000) * 1000
  }
}

function formatFor(name: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric'
    })
  } catch {
    throw new InputError(
      'BAD_OPTION',
      `timeZone is '${name}', which is no time zone known here.`,
      "Use a name of the IANA database, such as 'Europe/Berlin', 'America/New_York' or 'UTC'."
    )
  }
}
