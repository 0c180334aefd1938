import { InputError } from '../errors.js'
import { decodeText, TextCells } from './cells.js'
import { GrowingFloat64 } from './columns.js'
import type { CodedBatch } from './kernel-rows.js'
import { isMissing, parseNumber } from './numbers.js'
import { TimeZone } from './time-zone.js'
import { STAMP, STAMP_NAMES, TimeParser } from './timestamps.js'

export type DateOrder = 'day-first' | 'month-first'

/** What a whole column of stamps turned out to be. */
export interface TimeResult {
  time: Float64Array
  timeKind: 'timestamp' | 'number'
  format: string
  /** [events] 1 where the order of day and month, decided at the end, makes the stamp unreadable; null where none. */
  unreadable: Uint8Array | null
  notes: string[]
}

const MS_PER_DAY = 86_400_000
const EXCEL_EPOCH_DAYS = 25_569 // 1970-01-01 as an Excel serial (1900 date system)
// Which power of ten a number of the epoch has: seconds until the year 5138, and so on.
const EPOCHS = [
  { name: 'epoch seconds', from: 1e8, to: 1e11, ms: 1000 },
  { name: 'epoch milliseconds', from: 1e11, to: 1e14, ms: 1 },
  { name: 'epoch microseconds', from: 1e14, to: 1e17, ms: 1e-3 },
  { name: 'epoch nanoseconds', from: 1e17, to: 1e20, ms: 1e-6 }
]

/**
 * Grows a log's time column. Whether it holds numbers or dates is decided by a sample; what the numbers mean, and
 * whether day or month comes first, is decided over the whole column: numbers are kept raw and dates in doubt in both
 * readings until `finish`.
 */
export class TimeColumn {
  readonly #numeric: boolean
  readonly #zone: TimeZone
  readonly #parser: TimeParser
  readonly #order: DateOrder | undefined
  readonly #name: string
  #values = new GrowingFloat64(true)
  /** The column with day and month swapped; from the first such stamp on. */
  #swapped: GrowingFloat64 | null = null
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
  /** No stamp so far lies where {@link oddClocks} would find something. */
  #usual = true
  // Of numbers.
  #epochs = [0, 0, 0, 0]
  #serials = 0
  #fractions = 0

  /**
   * @param name of the column: breaks ties between numbers that could be dates or mere positions
   * @param sample texts of the column's first rows
   */
  constructor(name: string, sample: readonly string[], zone: TimeZone, order: DateOrder | undefined) {
    this.#name = name
    this.#zone = zone
    this.#order = order
    this.#numeric = looksLikeTime(sample) === 'number'
    this.#parser = new TimeParser(zone)
  }

  get length(): number {
    return this.#values.length
  }

  /** Makes room for about `count` stamps. */
  expect(count: number): void {
    this.#values.expect(count)
  }

  /** How the column is understood so far, for messages. */
  get belief(): string {
    return this.#numeric ? 'numbers (epoch, Excel serial or position)' : 'dates'
  }

  /** Reads a stamp; false where that is none. `keep` adds it to the column. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#numeric) {
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
    if (this.#order !== undefined) {
      if (this.#order === 'month-first') this.#value = parser.monthFirst
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
    const value = this.#value
    if (this.#numeric) this.#measure(value)
    else if (this.isDayMonth) {
      this.#swapped ??= this.#values.copy()
      this.#swapped.push(this.#other)
      if (Number.isNaN(this.#other)) this.#onlyDayFirst++
      else if (Number.isNaN(value)) this.#onlyMonthFirst++
      else if (value !== this.#other) this.#differ++
      if (this.#parser.dotted) this.#dotted++
    } else if (this.#swapped !== null) this.#swapped.push(value)
    this.#values.push(value)
    this.#usual &&= value >= USUAL_FROM && value < USUAL_TO && !this.isDayMonth
  }

  /** Whether the column holds plain numbers. */
  get isNumeric(): boolean {
    return this.#numeric
  }

  /**
   * Adds stamps that were read elsewhere: numbers, or ISO 8601 in ms, where `local` is 1 as if the zone were UTC. Their
   * values may be changed.
   */
  keepMany(values: Float64Array, batch: Pick<CodedBatch, 'local' | 'locals' | 'usual'>): void {
    if (this.#numeric) for (let i = 0; i < values.length; i++) this.#measure(values[i])
    else {
      if (batch.locals > 0 && !this.#zone.isUtc) {
        const local = batch.local()
        for (let i = 0; i < values.length; i++) if (local[i] === 1) values[i] = this.#zone.toUtc(values[i])
      }
      this.#parser.seen[STAMP.iso] += values.length
      this.#parser.local += batch.locals
    }
    this.#swapped?.append(values)
    this.#values.append(values)
    this.#usual &&= batch.usual
  }

  #measure(value: number): void {
    const size = Math.abs(value)
    if (size >= 1e8) {
      this.#epochs[size < 1e11 ? 0 : size < 1e14 ? 1 : size < 1e17 ? 2 : 3]++
    } else {
      if (size >= 20_000 && size <= 80_000) this.#serials++
      if (!Number.isInteger(value)) this.#fractions++
    }
  }

  /** @throws InputError AMBIGUOUS_DATE where day and month cannot be told apart. */
  finish(): TimeResult {
    const result = this.#numeric ? this.#finishNumbers() : this.#finishDates()
    if (this.#zone.repeated > 0) {
      result.notes.push(
        `${this.#zone.repeated} stamps fall into the hour that ${this.#zone.name} has twice when clocks are set back: read as the first.`
      )
    }
    if (this.#zone.skipped > 0) {
      result.notes.push(
        `${this.#zone.skipped} stamps fall into an hour that ${this.#zone.name} does not have (clocks set forward): the zone may be another.`
      )
    }
    const looked = this.#usual && !this.#numeric
    if (result.timeKind === 'timestamp' && !looked) result.notes.push(...oddClocks(result.time))
    return result
  }

  #finishNumbers(): TimeResult {
    const time = this.#values.finish()
    const best = this.#epochs.indexOf(Math.max(...this.#epochs))
    if (time.length > 0 && this.#epochs[best] >= 0.9 * time.length) {
      const { name, ms } = EPOCHS[best]
      if (ms !== 1) for (let i = 0; i < time.length; i++) time[i] = ms > 1 ? time[i] * ms : time[i] / Math.round(1 / ms)
      return { time, timeKind: 'timestamp', format: name, unreadable: null, notes: [] }
    }
    const serial =
      this.#serials === time.length && time.length > 0 && !/occurrence|index|seq|step|position|rank/i.test(this.#name)
    if (serial && (this.#fractions > 0 || /date/i.test(this.#name))) {
      for (let i = 0; i < time.length; i++) {
        time[i] = this.#zone.toUtc(Math.round((time[i] - EXCEL_EPOCH_DAYS) * MS_PER_DAY))
      }
      return {
        time,
        timeKind: 'timestamp',
        format: 'Excel serial date',
        unreadable: null,
        notes: [`'${this.#name}' holds numbers from 20000 to 80000: read as Excel's serial dates.`]
      }
    }
    return { time, timeKind: 'number', format: 'number', unreadable: null, notes: [] }
  }

  #finishDates(): TimeResult {
    const notes: string[] = []
    const { seen, local } = this.#parser
    let values = this.#values
    let unreadable: Uint8Array | null = null
    let order = this.#order ?? 'day-first'
    if (this.#swapped !== null) {
      order = this.#decideOrder(notes)
      if (order === 'month-first') values = this.#swapped
      this.#swapped = null
    }
    const time = values.finish()
    if ((order === 'day-first' ? this.#onlyMonthFirst : this.#onlyDayFirst) > 0) {
      unreadable = new Uint8Array(time.length)
      for (let i = 0; i < time.length; i++) if (Number.isNaN(time[i])) unreadable[i] = 1
    }
    const total = seen.reduce((sum, count) => sum + count, 0)
    if (local > 0 && local < total) {
      notes.push(`${local} of ${total} stamps have no offset or zone of their own: read as ${this.#zone.name}.`)
    }
    const kinds = [...seen.keys()].filter((kind) => seen[kind] > 0).sort((a, b) => seen[b] - seen[a] || a - b)
    const format = kinds
      .map((kind) => (kind === STAMP.dayMonth && order === 'month-first' ? 'month/day/year' : STAMP_NAMES[kind]))
      .join(', ')
    return { time, timeKind: 'timestamp', format, unreadable, notes }
  }

  #decideOrder(notes: string[]): DateOrder {
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
        `'${this.#name}' holds dates such as '${this.#example}' and none that tells whether day or month comes first.`,
        `Say which: dateOrder 'day-first' or 'month-first' (on the command line --date-order).`
      )
    }
    throw new InputError(
      'AMBIGUOUS_DATE',
      `'${this.#name}' holds ${dayFirst} dates that can only be day-first and ${monthFirst} that can only be month-first.`,
      "Say which holds: dateOrder 'day-first' or 'month-first'; the others then count as bad rows."
    )
  }
}

const USUAL_FROM = Date.UTC(1971, 0, 1)
const USUAL_TO = Date.UTC(2100, 0, 1)

/** Stamps that stand for "unknown" in many systems: 1970, 1900, 9999. */
function oddClocks(time: Float64Array): string[] {
  const low = USUAL_FROM
  const high = USUAL_TO
  let early = 0
  let late = 0
  for (let i = 0; i < time.length; i++) {
    if (time[i] < low) early++
    else if (time[i] >= high) late++
  }
  const notes: string[] = []
  const few = time.length / 2
  if (early > 0 && early < few) notes.push(`${early} stamps lie before 1971: perhaps a missing time written as zero.`)
  if (late > 0 && late < few) notes.push(`${late} stamps lie after 2100: perhaps a missing time written as a far date.`)
  return notes
}

const scratch = new TextCells()

/**
 * What most of the non-empty texts are: dates, plain numbers, or neither (null). Numbers that are written like
 * `20240131` or `20240131235959` count as dates when all of them are.
 */
export function looksLikeTime(texts: readonly string[]): 'date' | 'number' | null {
  const parser = new TimeParser(UTC)
  let given = 0
  let dates = 0
  let numbers = 0
  let compact = 0
  for (const text of texts) {
    scratch.begin(1, 1)
    scratch.put(0, text.trim(), false)
    const { buffer, starts, ends } = scratch
    if (isMissing(buffer, starts[0], ends[0])) continue
    given++
    const isNumber = !Number.isNaN(parseNumber(buffer, starts[0], ends[0]))
    const stamp = parser.parse(buffer, starts[0], ends[0])
    const isDate = !Number.isNaN(stamp) || (parser.kind === STAMP.dayMonth && !Number.isNaN(parser.monthFirst))
    parser.kind = -1
    if (isNumber) {
      numbers++
      if (isDate && stamp >= YEAR_1900 && stamp < YEAR_2100) compact++
    } else if (isDate) dates++
  }
  if (given === 0) return null
  if (compact > 0 && compact >= 0.9 * numbers && compact + dates > given / 2) return 'date'
  if (numbers > given / 2) return 'number'
  return dates > given / 2 ? 'date' : null
}

const UTC = new TimeZone('UTC')
const YEAR_1900 = Date.UTC(1900, 0, 1)
const YEAR_2100 = Date.UTC(2100, 0, 1)
