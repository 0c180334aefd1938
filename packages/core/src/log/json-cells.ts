import { decodeText, isUtf8 } from './cells.js'
import type { GrowingColumns } from './growing-columns.js'
import type { JsonSplitter } from './json-split.js'
import { ValueCells } from './text-cells.js'

const TAB = 9
const LF = 10
const CR = 13
const SPACE = 32
const QUOTE = 34
const COMMA = 44
const MINUS = 45
const POINT = 46
const ZERO = 48
const COLON = 58
const BACKSLASH = 92
const OPEN = 123
const CLOSE = 125
/** Digits of a decimal number that a double holds and writes again as they were. */
const SURE_DIGITS = 15
/** Zeros behind the point from which on JavaScript writes an exponent. */
const SMALL_ZEROS = 6

/** A key at its place in a record. */
interface Key {
  /** Number of the object that it is in; 0 is the record. */
  parent: number
  bytes: Uint8Array
  /** Its dotted name. */
  name: string
  /** The column of its plain values; -1 while none is known. */
  column: number
  /** Number of the object that it holds where it holds one. */
  object: number
  /** The record in which it was met last. */
  record: number
}

/**
 * A JSON record as places in the bytes that were read: no object, and hardly a string, is made of it. What it takes is what
 * `JSON.parse` takes, and gives the same texts; a record that has anything else than objects, plain texts and numbers in
 * their shortest form, or a key that was not met before, is left to the slow way.
 */
export class JsonCells extends ValueCells {
  readonly #columns: GrowingColumns
  /** Keys in the order of the record before: most records have the same. */
  #order: Key[] = []
  readonly #keys = new Map<string, Key>()
  #record = 0
  readonly #encoder = new TextEncoder()

  constructor(columns: GrowingColumns) {
    super()
    this.#columns = columns
  }

  /** Takes the record that the splitter found; false where it cannot: then no byte has changed. */
  fill({ buffer, start, end, line }: JsonSplitter): boolean {
    if (buffer[start] !== OPEN) return false
    this.begin(this.#columns.names.length, line)
    const { starts, ends, quoted } = this
    const { wanted } = this.#columns
    const record = ++this.#record
    const parents: number[] = []
    let escaped: { column: number; text: string }[] | null = null
    let parent = 0
    let place = 0
    let high = 0
    let i = start + 1
    let first = true
    for (;;) {
      // A key, or the end of the object.
      while (isSpace(buffer[i])) i++
      if (buffer[i] === CLOSE) {
        i++
        if (parents.length === 0) break
        parent = parents.pop() as number
        first = false
        continue
      }
      if (first) first = false
      else {
        if (buffer[i++] !== COMMA) return false
        while (isSpace(buffer[i])) i++
      }
      if (buffer[i++] !== QUOTE) return false
      let key = this.#order[place]
      if (key === undefined || key.parent !== parent || !isAt(buffer, i, key.bytes)) {
        const found = this.#keyAt(buffer, i, end, parent)
        if (found === null) return false
        this.#order[place] = found
        key = found
      }
      if (key.record === record) return false
      key.record = record
      place++
      i += key.bytes.length + 1
      while (isSpace(buffer[i])) i++
      if (buffer[i++] !== COLON) return false
      while (isSpace(buffer[i])) i++

      const byte = buffer[i]
      if (byte === OPEN) {
        i++
        parents.push(parent)
        parent = key.object
        first = true
        continue
      }
      const { column } = key
      if (column < 0 && !this.#isKnown(key)) return false
      if (byte === QUOTE) {
        const from = ++i
        let hasEscapes = false
        for (;;) {
          const at = buffer[i]
          if (at === QUOTE) break
          if (at < SPACE || i >= end) return false
          if (at === BACKSLASH) {
            hasEscapes = true
            i++
          }
          high |= at
          i++
        }
        if (hasEscapes) {
          const text = unescaped(buffer, from, i)
          if (text === null) return false
          escaped ??= []
          escaped.push({ column: key.column, text })
        }
        if (wanted[key.column]) {
          starts[key.column] = from
          ends[key.column] = i
          quoted[key.column] = 1
        }
        i++
      } else {
        const to = plainEnd(buffer, i)
        if (to < 0) return false
        if (wanted[key.column] && byte !== LOWER_N) {
          starts[key.column] = i
          ends[key.column] = to
          quoted[key.column] = 1
        }
        i = to
      }
    }
    while (i < end && isSpace(buffer[i])) i++
    if (i !== end) return false
    if (high >= 0x80 && !isUtf8(buffer.subarray(start, end))) return false
    if (this.buffer !== buffer) {
      this.buffer = buffer
      this.view = new DataView(buffer.buffer)
    }
    // In their own place: without its escapes no text is longer.
    for (const { column, text } of escaped ?? []) {
      if (!wanted[column]) continue
      const from = starts[column]
      ends[column] = from + this.#encoder.encodeInto(text, buffer.subarray(from, ends[column])).written
    }
    return true
  }

  /** The key whose text begins at `from`; null where it is none that this class takes. */
  #keyAt(buffer: Uint8Array, from: number, end: number, parent: number): Key | null {
    let to = from
    let digits = 0
    let high = 0
    while (to < end && buffer[to] !== QUOTE) {
      if (buffer[to] < SPACE || buffer[to] === BACKSLASH) return null
      if (isDigit(buffer[to])) digits++
      high |= buffer[to]
      to++
    }
    // Objects list keys that are whole numbers before all others.
    if (to >= end || digits === to - from || (high >= 0x80 && !isUtf8(buffer.subarray(from, to)))) return null
    const text = decodeText(buffer, from, to)
    const id = `${parent} ${text}`
    const known = this.#keys.get(id)
    if (known !== undefined) return known
    const object = this.#keys.size + 1
    const above = parent === 0 ? '' : `${this.#nameOf(parent)}.`
    const key = { parent, bytes: buffer.slice(from, to), name: above + text, column: -1, object, record: 0 }
    this.#keys.set(id, key)
    return key
  }

  #nameOf(object: number): string {
    for (const key of this.#keys.values()) if (key.object === object) return key.name
    return ''
  }

  /** Whether a record with plain values of this key was seen: otherwise its column may be new. */
  #isKnown(key: Key): boolean {
    key.column = this.#columns.seen(key.name)
    return key.column >= 0
  }
}

const isSpace = (byte: number): boolean => byte === SPACE || byte === TAB || byte === LF || byte === CR
const isDigit = (byte: number): boolean => byte >= ZERO && byte <= ZERO + 9

function isAt(buffer: Uint8Array, from: number, bytes: Uint8Array): boolean {
  for (let k = 0; k < bytes.length; k++) if (buffer[from + k] !== bytes[k]) return false
  return buffer[from + bytes.length] === QUOTE
}

function unescaped(buffer: Uint8Array, from: number, to: number): string | null {
  try {
    return JSON.parse(decodeText(buffer, from - 1, to + 1)) as string
  } catch {
    return null
  }
}

const LOWER_N = 110
const WORDS = ['null', 'true', 'false'].map((word) => new TextEncoder().encode(word))

/** The end of a word, or of a number that JavaScript writes as it stands; -1 where it is neither. */
function plainEnd(buffer: Uint8Array, from: number): number {
  if (buffer[from] !== MINUS && !isDigit(buffer[from])) {
    const word = WORDS.find(([initial]) => initial === buffer[from])
    if (word === undefined) return -1
    for (let k = 1; k < word.length; k++) if (buffer[from + k] !== word[k]) return -1
    return isEnd(buffer[from + word.length]) ? from + word.length : -1
  }
  const whole = buffer[from] === MINUS ? from + 1 : from
  let i = whole
  while (isDigit(buffer[i])) i++
  const digits = i - whole
  if (digits === 0 || (buffer[whole] === ZERO && digits > 1)) return -1
  if (buffer[i] !== POINT) {
    const isMinusZero = whole > from && buffer[whole] === ZERO
    return digits <= SURE_DIGITS && !isMinusZero && isEnd(buffer[i]) ? i : -1
  }
  const fraction = ++i
  while (isDigit(buffer[i])) i++
  if (i === fraction || buffer[i - 1] === ZERO || digits + i - fraction > SURE_DIGITS || !isEnd(buffer[i])) return -1
  if (buffer[whole] === ZERO) {
    let zeros = 0
    while (buffer[fraction + zeros] === ZERO) zeros++
    if (zeros >= SMALL_ZEROS) return -1
  }
  return i
}

const isEnd = (byte: number): boolean => byte === COMMA || byte === CLOSE || isSpace(byte)
