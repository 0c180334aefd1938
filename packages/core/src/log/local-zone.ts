import { TimeZone } from './time-zone.js'

const DAY = 86_400_000
const MINUTE = 60_000

/**
 * Local times of one IANA zone as UTC, with daylight saving: the zone's rules are asked for once per day (once per
 * minute near a change), so that a million stamps cost no more than their distinct days.
 *
 * A time that occurs twice (clocks set back) is read as the first; one that does not occur (clocks set forward) as if
 * the clock had not been set yet. Both are counted.
 */
export class LocalZone extends TimeZone {
  /** Stamps that fell into an hour that occurs twice, and into one that does not occur. */
  #repeated = 0
  #skipped = 0
  #day = Number.NaN
  #offset = 0
  readonly #days = new Map<number, number>() // offset of the whole day, NaN where it changes nearby
  readonly #minutes = new Map<number, { offset: number; twist: -1 | 0 | 1 }>()

  override toUtc(local: number): number {
    if (this.isUtc) return local
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
    if (known.twist > 0) this.#repeated++
    else if (known.twist < 0) this.#skipped++
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

  override notes(): string[] {
    const { name } = this
    return [
      ...(this.#repeated > 0
        ? [`${fall(this.#repeated)} into the hour that ${name} has twice when clocks are set back: read as the first.`]
        : []),
      ...(this.#skipped > 0
        ? [
            `${fall(this.#skipped)} into an hour that ${name} does not have (clocks set forward): the zone may be another.`
          ]
        : [])
    ]
  }
}

const fall = (stamps: number): string => (stamps === 1 ? '1 stamp falls' : `${stamps} stamps fall`)
