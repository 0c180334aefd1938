import { InputError } from '../errors.js'
import { decodeText } from './cells.js'
import type { GrowingFloat64 } from './columns.js'
import { parseNumber } from './numbers.js'
import { type DateOrder, type TimeColumn, type TimeResult, USUAL_FROM, USUAL_TO } from './time-column.js'
import { STAMP, STAMP_NAMES, TimeParser } from './timestamps.js'

/**
 * Reads stamps of any kind one by one for a column. Whether day or month comes first is decided over the whole column:
 * dates in doubt are kept in both readings until `finish`.
 */
export class StampReader {
  readonly #column: TimeColumn
  readonly #parser: TimeParser
  /** The column with day and month swapped; from the first such stamp on. */
  swapped: GrowingFloat64 | null = null
  #value = 0
  #other = 0
  /** Whether the stamp read last names day and month in an order yet to be decided. */
  isDayMonth = false
  // Evidence for either order, and whether it matters.
  #onlyDayFirst = 0
  #onlyMonthFirst = 0
  #differ = 0
  #dotted = 0
  #example = ''

  constructor(column: TimeColumn) {
    this.#column = column
    this.#parser = new TimeParser(column.zone)
    column.reader = this
  }

  /** Reads a stamp; false where that is none. `keep` adds it to the column. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    const { numbers, order } = this.#column
    if (numbers !== null) {
      const value = parseNumber(bytes, start, end)
      this.#value = value
      return Number.isFinite(value)
    }
    const parser = this.#parser
    const value = parser.parse(bytes, start, end)
    this.#value = value
    this.isDayMonth = false
    if (parser.kind !== STAMP.dayMonth) return !Number.isNaN(value)
    parser.kind = -1
    if (Number.isNaN(value) && Number.isNaN(parser.monthFirst)) return false
    if (order !== undefined) {
      if (order === 'month-first') this.#value = parser.monthFirst
      return !Number.isNaN(this.#value)
    }
    this.isDayMonth = true
    this.#other = parser.monthFirst
    if (
      this.#example === '' &&
      this.#value !== this.#other &&
      !Number.isNaN(this.#value) &&
      !Number.isNaN(this.#other)
    ) {
      this.#example = decodeText(bytes, start, end)
    }
    return true
  }

  /** Whether the stamp read last is a date in one order of day and month only: `day-first`, `month-first` or null. */
  get decides(): DateOrder | null {
    if (!this.isDayMonth) return null
    if (Number.isNaN(this.#other)) return 'day-first'
    return Number.isNaN(this.#value) ? 'month-first' : null
  }

  /** Adds the stamp that was read last. */
  keep(): void {
    const column = this.#column
    const value = this.#value
    if (column.numbers !== null) column.numbers.measure(value)
    else if (this.isDayMonth) {
      this.swapped ??= column.values.copy()
      this.swapped.push(this.#other)
      if (Number.isNaN(this.#other)) this.#onlyDayFirst++
      else if (Number.isNaN(value)) this.#onlyMonthFirst++
      else if (value !== this.#other) this.#differ++
      if (this.#parser.dotted) this.#dotted++
    } else if (this.swapped !== null) this.swapped.push(value)
    column.values.push(value)
    column.usual &&= value >= USUAL_FROM && value < USUAL_TO && !this.isDayMonth
  }

  /**
   * The finished column of dates, and how many stamps were read here; `local`: of them, without an offset of their own.
   *
   * @param iso stamps of ISO 8601 in the column that were read elsewhere
   */
  finish(iso: number): { result: TimeResult; total: number; local: number } {
    const notes: string[] = []
    const { values: dayFirst, order: given } = this.#column
    const { seen, local } = this.#parser
    const total = seen.reduce((sum, count) => sum + count, 0)
    seen[STAMP.iso] += iso
    let values = dayFirst
    let unreadable: Uint8Array | null = null
    let order = given ?? 'day-first'
    if (this.swapped !== null) {
      order = this.#decideOrder(notes)
      if (order === 'month-first') values = this.swapped
      this.swapped = null
    }
    const time = values.finish()
    if ((order === 'day-first' ? this.#onlyMonthFirst : this.#onlyDayFirst) > 0) {
      unreadable = new Uint8Array(time.length)
      for (let i = 0; i < time.length; i++) if (Number.isNaN(time[i])) unreadable[i] = 1
    }
    const kinds = [...seen.keys()].filter((kind) => seen[kind] > 0).sort((a, b) => seen[b] - seen[a] || a - b)
    const format = kinds
      .map((kind) => (kind === STAMP.dayMonth && order === 'month-first' ? 'month/day/year' : STAMP_NAMES[kind]))
      .join(', ')
    return { result: { time, timeKind: 'timestamp', format, unreadable, notes }, total, local }
  }

  #decideOrder(notes: string[]): DateOrder {
    const { name } = this.#column
    const dayFirst = this.#onlyDayFirst
    const monthFirst = this.#onlyMonthFirst
    if (dayFirst !== monthFirst) return dayFirst > monthFirst ? 'day-first' : 'month-first'
    if (dayFirst === 0) {
      if (this.#differ === 0) return 'day-first' // 5/5/2024 is the same in both
      if (this.#dotted > 0) {
        notes.push(`Dates such as '${this.#example}' are read day-first, as is usual with dots.`)
        return 'day-first'
      }
      throw new InputError(
        'AMBIGUOUS_DATE',
        `'${name}' holds dates such as '${this.#example}' and none that tells whether day or month comes first.`,
        `Say which: dateOrder 'day-first' or 'month-first' (on the command line --date-order).`,
        { unreadable: { 'day-first': 0, 'month-first': 0 } }
      )
    }
    throw new InputError(
      'AMBIGUOUS_DATE',
      `'${name}' holds ${dayFirst} dates that can only be day-first and ${monthFirst} that can only be month-first.`,
      "Say which holds: dateOrder 'day-first' or 'month-first'; the others then count as bad rows.",
      { unreadable: { 'day-first': monthFirst, 'month-first': dayFirst } }
    )
  }
}
