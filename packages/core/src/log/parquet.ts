import { parquetMetadataAsync, parquetScan, parquetSchema, type SchemaElement } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { InputError } from '../errors.js'
import { decodeText } from './cells.js'
import { type RowReader, type RowReceiver, SAMPLE_ROWS } from './rows.js'
import { joined, type OpenSource, type Peekable } from './source.js'
import { TextCells } from './text-cells.js'

const ROWS_AT_ONCE = 1 << 16

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
  const metadata = await guarded(parquetMetadataAsync(file))
  const top = parquetSchema(metadata).children.map(({ element }) => element)
  const columns = top.map(({ name }) => name)
  const texts = top.map((element) => toText(element))
  const scan = await guarded(parquetScan({ file, metadata, compressors, parsers: PARSERS }))
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
    for (const range of scan.ranges) {
      for (let rowStart = range.rowStart; rowStart < range.rowEnd; rowStart += ROWS_AT_ONCE) {
        const rowEnd = Math.min(range.rowEnd, rowStart + ROWS_AT_ONCE)
        const data = await guarded(
          Promise.all(needed.map((column) => scan.readColumn({ column: columns[column], rowStart, rowEnd })))
        )
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

/** Instants as ISO text, with the fraction that the file has: a `Date` would cut it to milliseconds. */
const PARSERS = {
  timestampFromMilliseconds: (value: bigint) => isoText(value, 1n, 3),
  timestampFromMicroseconds: (value: bigint) => isoText(value, 1000n, 6),
  timestampFromNanoseconds: (value: bigint) => isoText(value, 1_000_000n, 9),
  dateFromDays: (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10)
}

const MS_PER_DAY = 86_400_000
const LAST_DATE_MS = 8.64e15
const DIGITS = Array.from({ length: 1000 }, (_, number) => String(number).padStart(3, '0'))
/** The date written last: values mostly come in the order of time. */
let day = Number.NaN
let date = ''

/** `value` counts from 1970 in units of which `perMs` make a millisecond; `digits` of the fraction are written. */
function isoText(value: bigint, perMs: bigint, digits: number): string {
  // The quotient of doubles may be rounded up to a whole number; the rest then tells.
  const number = Number(value)
  const per = Number(perMs)
  let ms = Math.floor(number / per)
  let rest = number - ms * per
  if (!Number.isSafeInteger(number)) {
    ms = Number(value / perMs)
    rest = Number(value % perMs)
  }
  if (rest < 0) {
    ms--
    rest += per
  }
  if (Math.abs(ms) > LAST_DATE_MS) return String(value)
  const dayNow = Math.floor(ms / MS_PER_DAY)
  if (dayNow !== day) {
    const iso = new Date(dayNow * MS_PER_DAY).toISOString()
    date = iso.slice(0, iso.indexOf('T') + 1)
    day = dayNow
  }
  const clock = ms - dayNow * MS_PER_DAY
  const seconds = Math.floor(clock / 1000)
  const minutes = Math.floor(seconds / 60)
  const two = (number: number) => DIGITS[number].slice(1)
  const time = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}.${DIGITS[clock % 1000]}`
  return `${date}${time}${digits === 3 ? '' : String(rest).padStart(digits - 3, '0')}Z`
}

/** How the values of a column become text; null for a missing one. */
function toText(element: SchemaElement): (value: unknown) => string | null {
  const type = element.logical_type
  // A timestamp without a zone: its `Z` is only how the parser wrote it.
  const isLocal = type?.type === 'TIMESTAMP' && type.isAdjustedToUTC === false
  return (value) => {
    if (value === null || value === undefined) return null
    if (typeof value === 'string') return isLocal && value.endsWith('Z') ? value.slice(0, -1) : value
    if (typeof value === 'number') return Number.isNaN(value) ? null : String(value)
    if (value instanceof Date) return value.toISOString()
    if (value instanceof Uint8Array) return decodeText(value, 0, value.length)
    if (typeof value === 'object') return JSON.stringify(value, (_, of) => (typeof of === 'bigint' ? String(of) : of))
    return String(value)
  }
}
