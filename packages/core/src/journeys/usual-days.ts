import { type Usual, usualOf } from './usual-of.js'

/** What is usual in a stretch of time: ms since 1970 UTC, `to` excluded. */
export interface UsualThen extends Usual {
  from: number
  to: number
}

const DAY = 86_400_000
// A 95th percentile of fewer values says little.
const ENOUGH = 20
// 2,700 years: a day of a log with wilder dates is compared with the whole log.
const MOST_DAYS = 1_000_000

/** The usual durations of each activity on each day (UTC) with 20 or more: at most 2 bytes an event. */
export class UsualDays {
  readonly #firstDay: number
  /** [days] 1 + the place of a day among those of the activity at work; 0 between activities */
  readonly #slots: Uint32Array
  readonly #found = new Map<number, Days>()

  /** @param first,last the log's first and last time */
  constructor(first: number, last: number) {
    this.#firstDay = Math.floor(first / DAY)
    const days = Math.floor(last / DAY) - this.#firstDay + 1
    this.#slots = new Uint32Array(days > 0 && days <= MOST_DAYS ? days : 0)
  }

  /** The day of a time, counted from the log's first. */
  dayOf(time: number): number {
    return Math.floor(time / DAY) - this.#firstDay
  }

  /** Takes an activity's durations (left as they are) and the day of each. */
  add(activity: number, values: Float64Array, days: Uint32Array): void {
    if (this.#slots.length === 0 || values.length < ENOUGH) return
    const met: number[] = []
    const ends: number[] = []
    for (const day of days) {
      if (this.#slots[day] === 0) {
        met.push(day)
        ends.push(0)
        this.#slots[day] = met.length
      }
      ends[this.#slots[day] - 1]++
    }
    let before = 0
    for (let k = 0; k < ends.length; k++) {
      before += ends[k]
      ends[k] = before
    }
    const byDay = new Float64Array(values.length)
    const place = Uint32Array.from(ends)
    for (let i = 0; i < values.length; i++) byDay[--place[this.#slots[days[i]] - 1]] = values[i]
    for (const day of met) this.#slots[day] = 0
    const kept = met.flatMap((day, k) => (ends[k] - (ends[k - 1] ?? 0) >= ENOUGH ? [{ day, k }] : []))
    if (kept.length === 0) return
    kept.sort((a, b) => a.day - b.day)
    const figures = new Float64Array(kept.length * FIGURES)
    kept.forEach(({ k }, at) => {
      const { n, median, p95, max } = usualOf(byDay.subarray(ends[k - 1] ?? 0, ends[k]))!
      figures.set([n, median, p95, max], at * FIGURES)
    })
    this.#found.set(activity, { days: Uint32Array.from(kept, ({ day }) => day), figures })
  }

  /** On the day of `time`; null where too few durations are known. */
  at(activity: number, time: number): UsualThen | null {
    const found = this.#found.get(activity)
    const day = this.dayOf(time)
    const at = found?.days.indexOf(day) ?? -1
    if (found === undefined || at < 0) return null
    const [n, median, p95, max] = found.figures.subarray(at * FIGURES, (at + 1) * FIGURES)
    const from = (day + this.#firstDay) * DAY
    return { n, median, p95, max, from, to: from + DAY }
  }
}

interface Days {
  /** Ascending. */
  days: Uint32Array
  /** [days][4] n, median, p95, max */
  figures: Float64Array
}

const FIGURES = 4
