import { GrowingFloat64, GrowingUint32 } from './columns.js'
import { Dictionary } from './dictionary.js'
import { isDigitCode, isMissing, parseNumber } from './numbers.js'
import type { AttributeColumn } from './types.js'

/** From this many distinct values on, a column that held only numbers is kept as numbers. */
const MANY_NUMBERS = 4096
const COMMA = 44
const POINT = 46

/**
 * Grows one attribute: a number column where all values are numbers, a category otherwise. Values are coded first, so
 * that `1.0` stays `1.0` where text follows; a column of very many numbers is kept as doubles alone.
 */
export class AttributeBuilder {
  readonly name: string
  #dictionary: Dictionary | null = new Dictionary()
  #codes = new GrowingUint32()
  /** By code, while all values are numbers. */
  #numbers: number[] | null = [Number.NaN]
  #doubles: GrowingFloat64 | null = null
  readonly #decimal: number

  /** @param decimalComma numbers may be written `1,5` (in a table whose delimiter is not the comma) */
  constructor(name: string, decimalComma: boolean) {
    this.name = name
    this.#decimal = decimalComma ? COMMA : POINT
    this.#dictionary?.code(NOTHING_VIEW, 0, 0) // code 0 is ''
  }

  get length(): number {
    return this.#doubles === null ? this.#codes.length : this.#doubles.length
  }

  /** Adds the value in bytes[start, end) (`view`: of the same bytes); `given` says that `NA` and the like are values, as in quotes. */
  add(bytes: Uint8Array, view: DataView, start: number, end: number, given: boolean): void {
    if (start === end || (!given && isMissing(bytes, start, end))) {
      this.addMissing()
      return
    }
    if (this.#doubles !== null) {
      const value = this.#number(bytes, start, end)
      if (!Number.isNaN(value)) {
        this.#doubles.push(value)
        return
      }
      this.#backToCodes()
    }
    const dictionary = this.#dictionary!
    const known = dictionary.size
    const code = dictionary.code(view, start, end)
    this.#codes.push(code)
    if (code === known && this.#numbers !== null) {
      const value = this.#number(bytes, start, end)
      if (Number.isNaN(value)) this.#numbers = null
      else {
        this.#numbers.push(value)
        if (code >= MANY_NUMBERS) this.#toDoubles()
      }
    }
  }

  addMissing(): void {
    if (this.#doubles !== null) this.#doubles.push(Number.NaN)
    else this.#codes.push(0)
  }

  #number(bytes: Uint8Array, start: number, end: number): number {
    if (isDigitCode(bytes, start, end)) return Number.NaN
    const value = parseNumber(bytes, start, end)
    return Number.isNaN(value) && this.#decimal === COMMA ? parseNumber(bytes, start, end, COMMA) : value
  }

  #toDoubles(): void {
    const doubles = new GrowingFloat64()
    const numbers = this.#numbers!
    for (const code of this.#codes.finish()) doubles.push(numbers[code])
    this.#doubles = doubles
    this.#numbers = null
    this.#dictionary = null
  }

  /** Text after very many numbers: they become categories by their shortest decimal form. */
  #backToCodes(): void {
    const dictionary = new Dictionary()
    dictionary.code(NOTHING_VIEW, 0, 0)
    const codes = new GrowingUint32()
    const encoder = new TextEncoder()
    // Words are read to their end.
    const room = new Uint8Array(64)
    const view = new DataView(room.buffer)
    for (const value of this.#doubles!.finish()) {
      if (Number.isNaN(value)) codes.push(0)
      else codes.push(dictionary.code(view, 0, encoder.encodeInto(String(value), room).written))
    }
    this.#doubles = null
    this.#dictionary = dictionary
    this.#codes = codes
  }

  /** The distinct texts as bytes, for looking at their encoding. */
  bytes(): Uint8Array {
    return this.#dictionary?.bytes() ?? NOTHING
  }

  /** Distinct values besides "missing". */
  get distinct(): number {
    return this.#dictionary === null ? Number.POSITIVE_INFINITY : this.#dictionary.size - 1
  }

  finish(): AttributeColumn {
    if (this.#doubles !== null) return { kind: 'number', values: this.#doubles.finish() }
    const codes = this.#codes.finish()
    const numbers = this.#numbers
    if (numbers !== null && numbers.length > 1) {
      const byCode = Float64Array.from(numbers)
      const values = new Float64Array(codes.length)
      for (let i = 0; i < codes.length; i++) values[i] = byCode[codes[i]]
      return { kind: 'number', values }
    }
    return { kind: 'category', codes, values: this.#dictionary!.names() }
  }
}

const NOTHING = new Uint8Array(0)
const NOTHING_VIEW = new DataView(NOTHING.buffer)
