import { decodeText } from './cells.js'
import { GrowingColumns } from './growing-columns.js'
import { JsonCells } from './json-cells.js'
import { JsonSplitter, splitsByLine } from './json-split.js'
import { type RowReader, type RowReceiver, SAMPLE_BYTES, SAMPLE_ROWS } from './rows.js'
import { blocks, type Peekable } from './source.js'
import { TextCells } from './text-cells.js'

/**
 * Opens JSON Lines, a JSON array of objects, or objects written one after the other. Nested objects become columns with
 * dotted names (`properties.channel`), lists become their JSON text.
 */
export async function jsonRows(text: Peekable, encoding: string | null): Promise<RowReader> {
  const head = await text.peek(SAMPLE_BYTES)
  const whole = head.length < SAMPLE_BYTES
  const byLine = splitsByLine(decodeText(head, 0, Math.min(head.length, 1 << 16)))
  const columns = new GrowingColumns()
  const cells = new TextCells()
  const sample: string[][] = []
  const splitter = new JsonSplitter(byLine)
  splitter.feed(head, whole)
  while (sample.length < SAMPLE_ROWS && splitter.next()) {
    const record = parse(splitter)
    if (record === null) continue
    fill(cells, columns, record, splitter.line)
    sample.push(cells.texts())
  }
  return {
    format: 'jsonl',
    delimiter: null,
    encoding,
    columns: columns.names,
    width: 0,
    sample,
    notes: [],
    declare: (options) => columns.declare(options),
    unseen: () => columns.unseen(),
    read
  }

  async function read(to: RowReceiver): Promise<void> {
    columns.want(to.columns, (name, index) => to.column(name, index))
    const splitter = new JsonSplitter(byLine)
    const plain = new JsonCells(columns)
    const drain = (): boolean => {
      while (splitter.next()) {
        if (plain.fill(splitter)) {
          if (!to.row(plain)) return false
          continue
        }
        const record = parse(splitter)
        if (record === null) {
          to.broken(splitter.line, decodeText(splitter.buffer, splitter.start, splitter.end).slice(0, 80))
          continue
        }
        fill(cells, columns, record, splitter.line)
        if (!to.row(cells)) return false
      }
      return true
    }
    for await (const block of blocks(text.chunks(), 1 << 16)) {
      splitter.feed(block, false)
      if (!drain()) return
    }
    splitter.feed(new Uint8Array(0), true)
    drain()
  }
}

type Json = Record<string, unknown>

/** The record as an object; null where it is none. */
function parse(splitter: JsonSplitter): Json | null {
  try {
    const value: unknown = JSON.parse(decodeText(splitter.buffer, splitter.start, splitter.end))
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Json) : null
  } catch {
    return null
  }
}

function fill(cells: TextCells, columns: GrowingColumns, record: Json, line: number): void {
  cells.begin(columns.names.length, line)
  fillFrom(cells, columns, record, '')
}

function fillFrom(cells: TextCells, columns: GrowingColumns, record: Json, prefix: string): void {
  for (const key in record) {
    const value = record[key]
    if (value === null || value === undefined) {
      // The column is known from now on, though empty here.
      columns.find(prefix + key)
      continue
    }
    if (typeof value === 'object' && !Array.isArray(value)) {
      fillFrom(cells, columns, value as Json, `${prefix}${key}.`)
      continue
    }
    const index = columns.find(prefix === '' ? key : prefix + key)
    if (!columns.wanted[index]) continue
    cells.extend(columns.names.length)
    cells.put(
      index,
      typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value)
    )
  }
  cells.extend(columns.names.length)
}
