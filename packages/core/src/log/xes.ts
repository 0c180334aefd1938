import { SaxesParser } from 'saxes'
import { InputError } from '../errors.js'
import { decodeText } from './cells.js'
import { GrowingColumns } from './growing-columns.js'
import { type RowReader, type RowReceiver, SAMPLE_BYTES, SAMPLE_ROWS } from './rows.js'
import type { Peekable } from './source.js'
import { TextCells } from './text-cells.js'
import { textDecoder } from './transcode.js'

const TRACE_NAME = 'case:concept:name'

/**
 * Opens an XES log (IEEE 1849). Attributes of an event are columns by their key, those of its trace by `case:` and their
 * key. Attributes inside attributes are passed over; every lifecycle event is kept as it stands. A trace without a name
 * is called by its number.
 *
 * @throws InputError BROKEN_FILE for XML that is not well-formed
 */
export async function xesRows(text: Peekable, encoding: string | null): Promise<RowReader> {
  const head = await text.peek(SAMPLE_BYTES)
  // A text that came in another encoding is UTF-8 by now, whatever its declaration says.
  const declared = encoding === null ? declaredEncoding(head) : 'utf-8'
  const columns = new GrowingColumns()
  const sample: string[][] = []
  const notes: string[] = []
  const reader = new EventReader(columns, (cells) => {
    sample.push(cells.texts())
    return sample.length < SAMPLE_ROWS
  })
  try {
    reader.write(textDecoder(declared)(head))
  } catch {
    // What is wrong is said when the whole file is read.
  }
  reader.endTrace()
  return {
    format: 'xes',
    delimiter: null,
    encoding: encoding ?? declared,
    columns: columns.names,
    width: 0,
    sample,
    notes,
    declare: (name) => columns.declare(name),
    unseen: () => columns.unseen(),
    read
  }

  async function read(to: RowReceiver): Promise<void> {
    columns.want(to.columns, (name, index) => to.column(name, index))
    const decode = textDecoder(declared)
    const reader = new EventReader(columns, (cells) => to.row(cells))
    try {
      for await (const chunk of text.chunks()) {
        reader.write(decode(chunk))
        if (reader.stopped) return
      }
      reader.write(decode(null))
      reader.close()
    } catch (error) {
      if (error instanceof InputError) throw error
      if (!(error instanceof XmlError)) throw error
      throw new InputError(
        'BROKEN_FILE',
        `The XES file is not well-formed XML: ${error.message} (after ${reader.events} events).`,
        'It may be cut off: fetch or export it again.'
      )
    }
    if (reader.unnamedTraces > 0) {
      notes.push(`${reader.unnamedTraces} traces have no concept:name: they are called by their number.`)
    }
  }
}

class XmlError extends Error {}

function declaredEncoding(head: Uint8Array): string {
  const label = /^\s*<\?xml[^>]*encoding=["']([\w.:-]+)["']/i.exec(decodeText(head, 0, Math.min(head.length, 200)))?.[1]
  try {
    return new TextDecoder(label ?? 'utf-8').encoding
  } catch {
    return 'utf-8'
  }
}

type Pair = [column: number, text: string]

/** Reads traces and events from XML text in pieces. Events are handed over when their trace ends. */
class EventReader {
  events = 0
  unnamedTraces = 0
  stopped = false
  readonly #columns: GrowingColumns
  readonly #row: (cells: TextCells) => boolean
  readonly #cells = new TextCells()
  readonly #parser = new SaxesParser({ position: false })
  #traces = 0
  #inTrace = false
  #inEvent = false
  /** Open elements inside the trace or event that are attributes, or anything inside `global` and the like. */
  #inside = 0
  #ofTrace: Pair[] = []
  #named = false
  #ofEvents: Pair[][] = []

  constructor(columns: GrowingColumns, row: (cells: TextCells) => boolean) {
    this.#columns = columns
    this.#row = row
    this.#parser.on('error', (error) => {
      throw new XmlError(error.message)
    })
    this.#parser.on('opentag', ({ name, attributes }) => this.#open(name, attributes as Record<string, string>))
    this.#parser.on('closetag', ({ name }) => this.#close(name))
  }

  write(text: string): void {
    if (text !== '') this.#parser.write(text)
  }

  close(): void {
    this.#parser.close()
  }

  #open(qualified: string, attributes: Record<string, string>): void {
    if (this.#inside > 0) {
      this.#inside++
      return
    }
    const name = localName(qualified)
    if (name === 'event' && !this.#inEvent) {
      this.#inEvent = true
      this.#ofEvents.push([])
    } else if (name === 'trace' && !this.#inTrace) {
      this.#inTrace = true
      this.#traces++
    } else if (this.#inEvent || this.#inTrace) {
      this.#inside = 1
      const { key, value } = attributes
      if (key === undefined || value === undefined) return
      if (this.#inEvent) {
        const column = this.#columns.find(key)
        if (this.#columns.wanted[column]) this.#ofEvents[this.#ofEvents.length - 1].push([column, value])
      } else {
        const column = this.#columns.find(`case:${key}`)
        if (key === 'concept:name' && value.trim() !== '') this.#named = true
        if (this.#columns.wanted[column]) this.#ofTrace.push([column, value])
      }
    } else if (name !== 'log') this.#inside = 1
  }

  #close(qualified: string): void {
    if (this.#inside > 0) {
      this.#inside--
      return
    }
    const name = localName(qualified)
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
      this.#ofTrace.push([this.#columns.find(TRACE_NAME), String(this.#traces)])
    }
    this.#flush()
    this.#ofTrace = []
    this.#named = false
  }

  #flush(): void {
    const cells = this.#cells
    for (const pairs of this.#ofEvents) {
      this.events++
      if (this.stopped) continue
      cells.begin(this.#columns.names.length, this.events)
      for (const [column, text] of this.#ofTrace) cells.put(column, text)
      for (const [column, text] of pairs) cells.put(column, text)
      if (!this.#row(cells)) this.stopped = true
    }
    this.#ofEvents = []
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}
