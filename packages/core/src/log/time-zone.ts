import { InputError } from '../errors.js'

/** One IANA zone. */
export class TimeZone {
  readonly name: string
  readonly isUtc: boolean
  readonly #format: Intl.DateTimeFormat | null

  /** @throws InputError BAD_OPTION for a name that this platform does not know. */
  constructor(name: string) {
    this.isUtc = /^(utc|gmt|z|etc\/(utc|gmt)|zulu)$/i.test(name)
    this.name = this.isUtc ? 'UTC' : name
    this.#format = this.isUtc ? null : formatFor(name)
  }

  /** UTC of a local time, both in ms since 1970. Of other zones than UTC it is told by a `LocalZone`. */
  toUtc(local: number): number {
    return local
  }

  /** What the report says of the times asked for. */
  notes(): string[] {
    return []
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
