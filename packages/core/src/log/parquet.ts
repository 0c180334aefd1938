import { type ParquetScan, parquetMetadataAsync, parquetScan, parquetSchema, type SchemaElement } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { InputError } from '../errors.js'
import { decodeText } from './cells.js'
import { ParquetBatches } from './parquet-batches.js'
import { isInstant, isLocal, MS_PARSERS, TEXT_PARSERS } from './parquet-stamps.js'
import { type ColumnReceiver, type RowReader, type RowReceiver, SAMPLE_ROWS } from './rows.js'
import { joined, type OpenSource, type Peekable } from './source.js'
import { TextCells } from './text-cells.js'

const ROWS_AT_ONCE = 1 << 16
/** Column by column: each time that a part of a row group is read, its pages may be unpacked anew. */
const COLUMN_ROWS_AT_ONCE = 1 << 20

/**
 * Opens a Parquet file. Only the columns needed are read, a part of a row group at a time. A file or bytes are read
 * where they lie; a stream must be held in memory first, because Parquet keeps its table of contents at the end.
 *
 * @throws InputError BROKEN_FILE for a damaged file
 */
export async function parquetRows(random: OpenSource['random'], bytes: Peekable): Promise<RowReader> {
  const notes: string[] = []
  let file = random
  if (file === null) {
    const held = await collect(bytes.chunks())
    notes.push(
      `Parquet came as a stream: its ${(held.length / 2 ** 20).toFixed(1)} MiB were held in memory while reading. A file or Blob is read in parts.`
    )
    file = { byteLength: held.length, slice: async (start, end) => held.slice(start, end).buffer as ArrayBuffer }
  } else await bytes.close()
  const source = file
  const metadata = await guarded(parquetMetadataAsync(source))
  const top = parquetSchema(metadata).children.map(({ element }) => element)
  const columns = top.map(({ name }) => name)
  const texts = top.map((element) => toText(element))
  const scan = await guarded(parquetScan({ file: source, metadata, compressors, parsers: TEXT_PARSERS }))
  const sample: string[][] = []
  for (const { rowStart, rowEnd } of scan.ranges) {
    const end = Math.min(rowEnd, rowStart + SAMPLE_ROWS - sample.length)
    const data = await guarded(Promise.all(columns.map((column) => scan.readColumn({ column, rowStart, rowEnd: end }))))
    for (let row = 0; row < end - rowStart; row++) {
      sample.push(data.map((values, column) => texts[column](values[row]) ?? ''))
    }
    if (sample.length >= SAMPLE_ROWS) break
  }
  return { format: 'parquet', delimiter: null, encoding: 'utf-8', columns, width: 0, sample, notes, read }

  async function read(to: RowReceiver): Promise<void> {
    const cells = new TextCells()
    const needed = columns.map((_, column) => column).filter((column) => to.columns?.has(column) ?? true)
    const values = (of: ParquetScan, column: number, rowStart: number, rowEnd: number) =>
      guarded(of.readColumn({ column: columns[column], rowStart, rowEnd }))
    const { timestamp = -1 } = to.byColumn ?? {}
    const inMs = isInstant(top[timestamp])
      ? await guarded(parquetScan({ file: source, metadata, compressors, parsers: MS_PARSERS }))
      : null
    to.expect?.(Number(metadata.num_rows))
    let receiver: ColumnReceiver | undefined
    let batches: ParquetBatches | null = null
    for (const range of scan.ranges) {
      for (let rowStart = range.rowStart, rowEnd = 0; rowStart < range.rowEnd; rowStart = rowEnd) {
        if (receiver !== to.byColumn) {
          receiver = to.byColumn
          batches = receiver
            ? new ParquetBatches(receiver, (column, value) => texts[column](value), isLocal(top[timestamp]))
            : null
        }
        rowEnd = Math.min(range.rowEnd, rowStart + (batches && inMs ? COLUMN_ROWS_AT_ONCE : ROWS_AT_ONCE))
        if (batches && inMs) {
          const data = new Map<number, ArrayLike<unknown>>()
          for (const column of needed) {
            data.set(column, await values(column === timestamp ? inMs : scan, column, rowStart, rowEnd))
          }
          if (batches.take(rowEnd - rowStart, data)) continue
          rowEnd = Math.min(range.rowEnd, rowStart + ROWS_AT_ONCE)
        }
        await to.expectRows?.()
        const data = await Promise.all(needed.map((column) => values(scan, column, rowStart, rowEnd)))
        for (let row = rowStart; row < rowEnd; row++) {
          cells.begin(columns.length, row + 1)
          for (let i = 0; i < needed.length; i++) {
            const text = texts[needed[i]](data[i][row - rowStart])
            if (text !== null) cells.put(needed[i], text)
          }
          if (!to.row(cells)) return
        }
      }
    }
  }
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunks) {
    all.push(chunk)
    length += chunk.length
  }
  return joined(all, length)
}

async function guarded<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError(
      'BROKEN_FILE',
      `The Parquet file cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      'It may be cut off or encrypted: fetch or write it again.'
    )
  }
}

/** How the values of a column become text; null for a missing one. */
function toText(element: SchemaElement): (value: unknown) => string | null {
  // Without a zone its `Z` is only how the parser wrote it.
  const withoutZone = isLocal(element)
  return (value) => {
    if (value === null || value === undefined) return null
    if (typeof value === 'string') return withoutZone && value.endsWith('Z') ? value.slice(0, -1) : value
    if (typeof value === 'number') return Number.isNaN(value) ? null : String(value)
    if (value instanceof Date) return value.toISOString()
    if (value instanceof Uint8Array) return decodeText(value, 0, value.length)
    if (typeof value === 'object') return JSON.stringify(value, (_, of) => (typeof of === 'bigint' ? String(of) : of))
    return String(value)
  }
}
