import { GrowingFloat64 } from './columns.js'
import type { CodedBatch } from './kernel-rows.js'
import type { NumberTimes } from './number-times.js'
import type { StampReader } from './stamp-reader.js'
import type { TimeZone } from './time-zone.js'

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

/** How stamps of ISO 8601 are called in the report. */
const ISO = 'ISO 8601'

/**
 * Grows a log's time column, by stamps of ISO 8601 or numbers that the kernel read. Stamps of any other kind come from a
 * {@link StampReader}, and what numbers mean is decided by {@link NumberTimes}: both over the whole column, so that numbers
 * are kept raw and dates in doubt in both readings until `finish`.
 */
export class TimeColumn {
  /** Of the column, for messages. */
  readonly name: string
  readonly zone: TimeZone
  readonly order: DateOrder | undefined
  /** Where the column holds plain numbers. */
  readonly numbers: NumberTimes | null
  /** Once stamps came one by one. */
  reader: StampReader | null = null
  readonly values = new GrowingFloat64(true)
  /** No stamp so far lies where {@link oddClocks} would find something. */
  usual = true
  /** Stamps that the kernel read, and those of them without an offset. */
  #read = 0
  #local = 0

  constructor(name: string, zone: TimeZone, order: DateOrder | undefined, numbers: NumberTimes | null) {
    this.name = name
    this.zone = zone
    this.order = order
    this.numbers = numbers
  }

  /** Makes room for about `count` stamps. */
  expect(count: number): void {
    this.values.expect(count)
  }

  /** How the column is understood so far, for messages. */
  get belief(): string {
    return this.numbers !== null ? 'numbers (epoch, Excel serial or position)' : 'dates'
  }

  /**
   * Adds stamps that were read elsewhere: numbers, or ISO 8601 in ms, where `local` is 1 as if the zone were UTC. Their
   * values may be changed.
   */
  keepMany(values: Float64Array, batch: Pick<CodedBatch, 'local' | 'locals' | 'usual'>): void {
    if (this.numbers !== null) for (let i = 0; i < values.length; i++) this.numbers.measure(values[i])
    else {
      if (batch.locals > 0 && !this.zone.isUtc) {
        const local = batch.local()
        for (let i = 0; i < values.length; i++) if (local[i] === 1) values[i] = this.zone.toUtc(values[i])
      }
      this.#read += values.length
      this.#local += batch.locals
    }
    this.reader?.swapped?.append(values)
    this.values.append(values)
    this.usual &&= batch.usual
  }

  /** @throws InputError AMBIGUOUS_DATE where day and month cannot be told apart. */
  finish(): TimeResult {
    const result = this.numbers?.finish(this) ?? this.#finishDates()
    result.notes.push(...this.zone.notes())
    const looked = this.usual && this.numbers === null
    if (result.timeKind === 'timestamp' && !looked) result.notes.push(...oddClocks(result.time))
    return result
  }

  #finishDates(): TimeResult {
    const { reader } = this
    const { result, total, local } = reader?.finish(this.#read) ?? {
      result: {
        time: this.values.finish(),
        timeKind: 'timestamp',
        format: this.#read > 0 ? ISO : '',
        unreadable: null,
        notes: []
      },
      total: 0,
      local: 0
    }
    const locals = this.#local + local
    const all = this.#read + total
    if (locals > 0 && locals < all) {
      result.notes.push(`${locals} of ${all} stamps have no offset or zone of their own: read as ${this.zone.name}.`)
    }
    return result
  }
}

export const USUAL_FROM = Date.UTC(1971, 0, 1)
export const USUAL_TO = Date.UTC(2100, 0, 1)

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
