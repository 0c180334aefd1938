import type { TimeColumn, TimeResult } from './time-column.js'

const MS_PER_DAY = 86_400_000
const EXCEL_EPOCH_DAYS = 25_569 // 1970-01-01 as an Excel serial (1900 date system)
// Which power of ten a number of the epoch has: seconds until the year 5138, and so on.
const EPOCHS = [
  { name: 'epoch seconds', from: 1e8, to: 1e11, ms: 1000 },
  { name: 'epoch milliseconds', from: 1e11, to: 1e14, ms: 1 },
  { name: 'epoch microseconds', from: 1e14, to: 1e17, ms: 1e-3 },
  { name: 'epoch nanoseconds', from: 1e17, to: 1e20, ms: 1e-6 }
]

/** What the numbers of a time column mean: counted number by number, decided at the end. */
export class NumberTimes {
  #epochs = [0, 0, 0, 0]
  #serials = 0
  #fractions = 0

  measure(value: number): void {
    const size = Math.abs(value)
    if (size >= 1e8) {
      this.#epochs[size < 1e11 ? 0 : size < 1e14 ? 1 : size < 1e17 ? 2 : 3]++
    } else {
      if (size >= 20_000 && size <= 80_000) this.#serials++
      if (!Number.isInteger(value)) this.#fractions++
    }
  }

  /** The column's name breaks ties between numbers that could be dates or mere positions. */
  finish({ name: column, values, zone }: TimeColumn): TimeResult {
    const time = values.finish()
    const best = this.#epochs.indexOf(Math.max(...this.#epochs))
    if (time.length > 0 && this.#epochs[best] >= 0.9 * time.length) {
      const { name, ms } = EPOCHS[best]
      if (ms !== 1) for (let i = 0; i < time.length; i++) time[i] = ms > 1 ? time[i] * ms : time[i] / Math.round(1 / ms)
      return { time, timeKind: 'timestamp', format: name, unreadable: null, notes: [] }
    }
    const serial =
      this.#serials === time.length && time.length > 0 && !/occurrence|index|seq|step|position|rank/i.test(column)
    if (serial && (this.#fractions > 0 || /date/i.test(column))) {
      for (let i = 0; i < time.length; i++) {
        time[i] = zone.toUtc(Math.round((time[i] - EXCEL_EPOCH_DAYS) * MS_PER_DAY))
      }
      return {
        time,
        timeKind: 'timestamp',
        format: 'Excel serial date',
        unreadable: null,
        notes: [`'${column}' holds numbers from 20000 to 80000: read as Excel's serial dates.`]
      }
    }
    return { time, timeKind: 'number', format: 'number', unreadable: null, notes: [] }
  }
}
