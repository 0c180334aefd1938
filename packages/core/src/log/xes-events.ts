import { type Cells, decodeText } from './cells.js'
import type { GrowingColumns } from './growing-columns.js'
import { ValueCells } from './text-cells.js'
import { writeValue, XmlScanner } from './xml-scanner.js'

const TRACE_NAME = 'case:concept:name'
/** Bytes behind a text, so that words can be read to its end. */
const BEHIND = 8

const encoder = new TextEncoder()
const KEY = encoder.encode('key')
const VALUE = encoder.encode('value')

/** A key of an event at its place among the others. */
interface Key {
  bytes: Uint8Array
  column: number
}

/** Texts of attributes: [3 x texts] column, begin and end among the bytes that are kept. */
type Places = number[]

/** Reads traces and events from XES in pieces. Events are handed over when their trace ends; no text is made of them. */
export class XesEvents {
  events = 0
  unnamedTraces = 0
  stopped = false
  readonly #columns: GrowingColumns
  readonly #row: (cells: Cells) => boolean
  readonly #cells = new ValueCells()
  readonly #xml = new XmlScanner()
  #traces = 0
  #inTrace = false
  #inEvent = false
  /** Open elements inside the trace or event that are attributes, or anything inside `global` and the like. */
  #inside = 0
  /** Texts of the trace at hand and its events. */
  #kept = new Uint8Array(1 << 12)
  #fill = 0
  #ofTrace: Places = []
  #named = false
  #ofEvents: Places = []
  /** Where the texts of each event begin in `#ofEvents`. */
  #begins: number[] = []
  /** Keys in the order of the event before: most events have the same. */
  readonly #order: Key[] = []
  #place = 0

  constructor(columns: GrowingColumns, row: (cells: Cells) => boolean) {
    this.#columns = columns
    this.#row = row
  }

  /** @throws XmlError */
  write(bytes: Uint8Array, last: boolean): void {
    const xml = this.#xml
    xml.feed(bytes, last)
    while (xml.next()) {
      if (xml.opens) this.#open(xml)
      if (xml.closes) this.#close(xml.name)
    }
  }

  #open(xml: XmlScanner): void {
    if (this.#inside > 0) {
      this.#inside++
      return
    }
    const { name } = xml
    if (name === 'event' && !this.#inEvent) {
      this.#inEvent = true
      this.#place = 0
      this.#begins.push(this.#ofEvents.length)
    } else if (name === 'trace' && !this.#inTrace) {
      this.#inTrace = true
      this.#traces++
    } else if (this.#inEvent || this.#inTrace) {
      this.#inside = 1
      this.#attribute(xml)
    } else if (name !== 'log') this.#inside = 1
  }

  #attribute(xml: XmlScanner): void {
    const { buffer, places } = xml
    let key = -1
    let value = -1
    for (let k = 0; k < xml.count; k++) {
      if (xml.isNamed(k, KEY)) key = 4 * k
      else if (xml.isNamed(k, VALUE)) value = 4 * k
    }
    if (key < 0 || value < 0) return
    const [from, to] = [places[key + 2], places[key + 3]]
    let column: number
    if (this.#inEvent) {
      const expected = this.#order[this.#place]
      if (expected !== undefined && isSame(expected.bytes, buffer, from, to)) column = expected.column
      else {
        column = this.#columns.find(this.#text(buffer, from, to))
        this.#order[this.#place] = { bytes: buffer.slice(from, to), column }
      }
      this.#place++
    } else {
      const name = this.#text(buffer, from, to)
      column = this.#columns.find(`case:${name}`)
      if (name === 'concept:name' && this.#text(buffer, places[value + 2], places[value + 3]).trim() !== '') {
        this.#named = true
      }
    }
    // Also of what is not needed: a value that is not well-formed is an error wherever it stands.
    const begin = this.#fill
    const end = this.#write(buffer, places[value + 2], places[value + 3])
    if (this.#columns.wanted[column]) (this.#inEvent ? this.#ofEvents : this.#ofTrace).push(column, begin, end)
    else this.#fill = begin
  }

  #write(buffer: Uint8Array, start: number, end: number): number {
    this.#expect(end - start)
    this.#fill = writeValue(buffer, start, end, this.#kept, this.#fill)
    return this.#fill
  }

  #expect(bytes: number): void {
    const needed = this.#fill + bytes + BEHIND
    if (needed <= this.#kept.length) return
    const grown = new Uint8Array(Math.max(needed, 2 * this.#kept.length))
    grown.set(this.#kept)
    this.#kept = grown
  }

  #text(buffer: Uint8Array, start: number, end: number): string {
    const begin = this.#fill
    this.#write(buffer, start, end)
    const text = decodeText(this.#kept, begin, this.#fill)
    this.#fill = begin
    return text
  }

  #close(name: string): void {
    if (this.#inside > 0) {
      this.#inside--
      return
    }
    if (name === 'event') {
      this.#inEvent = false
      if (!this.#inTrace) this.#flush()
    } else if (name === 'trace') this.endTrace()
  }

  endTrace(): void {
    if (!this.#inTrace) return
    this.#inEvent = false
    this.#inTrace = false
    if (!this.#named) {
      this.unnamedTraces++
      const number = encoder.encode(String(this.#traces))
      const begin = this.#fill
      this.#ofTrace.push(this.#columns.find(TRACE_NAME), begin, this.#write(number, 0, number.length))
    }
    this.#flush()
    this.#ofTrace = []
    this.#named = false
  }

  #flush(): void {
    const cells = this.#cells
    const kept = this.#kept
    if (cells.buffer !== kept) {
      cells.buffer = kept
      cells.view = new DataView(kept.buffer)
    }
    const ofEvents = this.#ofEvents
    const begins = this.#begins
    for (let k = 0; k < begins.length; k++) {
      this.events++
      if (this.stopped) continue
      cells.begin(this.#columns.names.length, this.events)
      put(cells, this.#ofTrace, 0, this.#ofTrace.length)
      put(cells, ofEvents, begins[k], begins[k + 1] ?? ofEvents.length)
      if (!this.#row(cells)) this.stopped = true
    }
    begins.length = 0
    ofEvents.length = 0
    this.#fill = 0
  }
}

function put(cells: Cells, places: Places, from: number, to: number): void {
  for (let at = from; at < to; at += 3) {
    const column = places[at]
    cells.starts[column] = places[at + 1]
    cells.ends[column] = places[at + 2]
    cells.quoted[column] = 1
  }
}

function isSame(bytes: Uint8Array, buffer: Uint8Array, from: number, to: number): boolean {
  if (bytes.length !== to - from) return false
  for (let k = 0; k < bytes.length; k++) if (bytes[k] !== buffer[from + k]) return false
  return true
}
