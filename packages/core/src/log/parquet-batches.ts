import type { GrowingUint32 } from './columns.js'
import type { NameTable } from './dictionary.js'
import type { ColumnReceiver } from './rows.js'
import { coderOf } from './text-coder.js'
import { USUAL_FROM, USUAL_TO } from './time-column.js'

/** Distinct values of a column that are remembered with their codes. */
const MOST_KNOWN = 1 << 20
/** Of a value that was seen to be a name, and has no code yet. */
const FRESH = -1
const LAST_YEAR = Date.UTC(10000, 0, 1)
/** Bytes behind a text, so that words can be read to its end. */
const BEHIND = 8

type Values = ArrayLike<unknown>

/** Hands over rows of a Parquet file column by column: a text that comes again costs a look-up, and a stamp is a number. */
export class ParquetBatches {
  readonly #to: ColumnReceiver
  readonly #text: (column: number, value: unknown) => string | null
  readonly #isLocal: boolean
  readonly #codes = new Map<number, Map<unknown, number>>()
  readonly #encoder = new TextEncoder()
  #buffer = new Uint8Array(1 << 16)
  #view = new DataView(this.#buffer.buffer)
  #fill = 0

  /**
   * @param text a value of a column as text; null for a missing one
   * @param isLocal whether stamps have no zone
   */
  constructor(to: ColumnReceiver, text: (column: number, value: unknown) => string | null, isLocal: boolean) {
    this.#to = to
    this.#text = text
    this.#isLocal = isLocal
  }

  /**
   * @param data values by column, stamps in ms
   * @returns false where a name or stamp is missing, or a stamp is of no usual year: then nothing was handed over
   */
  take(rows: number, data: ReadonlyMap<number, Values>): boolean {
    const { tables, timestamp } = this.#to
    const stamps = data.get(timestamp) as Values
    const times = new Float64Array(rows)
    let usual = true
    for (let row = 0; row < rows; row++) {
      const ms = stamps[row]
      if (typeof ms !== 'number' || !(ms >= 0 && ms < LAST_YEAR)) return false
      times[row] = ms
      usual &&= ms >= USUAL_FROM && ms < USUAL_TO
    }
    for (const [column, { needed }] of tables) {
      if (needed && !this.#areNames(column, rows, data.get(column) as Values)) return false
    }
    this.#fill = 0
    const cells = new Map<number, Int32Array>()
    for (const [column, values] of data) {
      if (column !== timestamp && !tables.has(column)) cells.set(column, this.#cells(column, rows, values))
    }
    this.#to.take({
      rows,
      locals: this.#isLocal ? rows : 0,
      local: () => new Uint8Array(rows).fill(1),
      usual,
      addCodes: (column, codes) => this.#addCodes(column, rows, data.get(column) as Values, codes),
      times: () => times,
      cells: (column) => cells.get(column) as Int32Array,
      buffer: this.#buffer,
      view: this.#view
    })
    return true
  }

  #known(column: number): Map<unknown, number> {
    let known = this.#codes.get(column)
    if (known === undefined || known.size > MOST_KNOWN) {
      known = new Map()
      this.#codes.set(column, known)
    }
    return known
  }

  #areNames(column: number, rows: number, values: Values): boolean {
    const known = this.#known(column)
    for (let row = 0; row < rows; row++) {
      const value = values[row]
      if (known.has(value)) continue
      this.#fill = 0
      const { start, end } = this.#put(column, value)
      if (start === end) return false
      known.set(value, FRESH)
    }
    return true
  }

  #addCodes(column: number, rows: number, values: Values, codes: GrowingUint32): void {
    const known = this.#codes.get(column) ?? this.#known(column)
    const coder = coderOf((this.#to.tables.get(column) as { table: NameTable }).table)
    for (let row = 0; row < rows; row++) {
      const value = values[row]
      let code = known.get(value)
      if (code === undefined || code === FRESH) {
        const from = this.#fill
        const { start, end } = this.#put(column, value)
        code = coder.code(this.#view, start, end)
        this.#fill = from
        known.set(value, code)
      }
      codes.push(code)
    }
  }

  /** [rows x 3] of a column of further values: places of their texts. */
  #cells(column: number, rows: number, values: Values): Int32Array {
    const places = new Map<unknown, number>()
    const cells = new Int32Array(3 * rows)
    for (let row = 0; row < rows; row++) {
      const value = values[row]
      const same = places.get(value)
      if (same === undefined) {
        places.set(value, row)
        const { start, end } = this.#put(column, value)
        cells[3 * row] = start
        cells[3 * row + 1] = end
      } else cells.copyWithin(3 * row, 3 * same, 3 * same + 2)
      cells[3 * row + 2] = 1
    }
    return cells
  }

  /** Writes a value's text, without white space around it; nothing for a missing one. */
  #put(column: number, value: unknown): { start: number; end: number } {
    const text = this.#text(column, value) ?? ''
    const most = this.#fill + 3 * text.length + BEHIND
    if (most > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(most, 2 * this.#buffer.length))
      grown.set(this.#buffer)
      this.#buffer = grown
      this.#view = new DataView(grown.buffer)
    }
    const buffer = this.#buffer
    let start = this.#fill
    let end = start + this.#encoder.encodeInto(text, buffer.subarray(start)).written
    this.#fill = end
    while (start < end && buffer[start] <= 32) start++
    while (end > start && buffer[end - 1] <= 32) end--
    return { start, end }
  }
}
