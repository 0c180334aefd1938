import { newKernel } from '../kernel/load.js'
import type { WorkOptions } from '../kernel/work.js'
import { type CsvOptions, csvRows } from './csv-rows.js'
import { detectEncoding, toUtf8 } from './encoding.js'
import { breaksPerByte, fileBlocks } from './file-blocks.js'
import { FORMATS, type Format } from './formats.js'
import { type BuildOptions, LogBuilder } from './log-builder.js'
import { refused } from './refused.js'
import { type RowReader, SAMPLE_BYTES } from './rows.js'
import { type ResolvedSchema, ROLES, resolveSchema } from './schema.js'
import { isGzip, isParquet, refuseBinary, refuseForeign, sniffText } from './sniff.js'
import { type LogSource, openSource, Peekable, paced } from './source.js'
import type { DateOrder } from './time-column.js'
import type { RawColumns, Schema } from './types.js'

export type { LogSource, ReadableFile } from './source.js'

/** How to read a log. All are optional: what is not said is found out, and told in the report. */
export interface ReadOptions extends Schema, CsvOptions, WorkOptions {
  format?: Format
  /** A label of the Encoding Standard, such as `windows-1252`; found by itself where not given. */
  encoding?: string
  /** IANA name of the zone of stamps without an offset. Default `UTC`. */
  timeZone?: string
  /** Order of dates such as 03/04/2024; found over the whole column where not given. */
  dateOrder?: DateOrder
  /** Makes the first bad row an error. Default false: bad rows are left out, counted and shown. */
  strict?: boolean
  /**
   * Reads only every n-th case, chosen by a hash of its name: for logs that do not fit into memory. The same cases are
   * chosen of every extract of a log. Default 1, all.
   */
  everyNth?: number
  /** Of the source, for people: stands in the report. */
  name?: string
  /**
   * Worker threads to read with; default 1. Changes the time only, never the result. Used for files (`Blob`, or Node's
   * `FileHandle`) of delimited text from 128 MB on (two threads: 384 MB), not packed: of smaller ones, starting threads
   * takes longer than it saves.
   */
  threads?: number
  /** Size of the source in bytes, for progress; known by itself for bytes, files and most responses. */
  totalBytes?: number
}

const TABLE_OPTIONS = [
  'format',
  'delimiter',
  'header',
  'encoding',
  'totalBytes',
  'blockBytes',
  'signal',
  'onProgress'
] as const

export const READ_OPTIONS: readonly (keyof ReadOptions)[] = [
  ...ROLES,
  'attributes',
  ...TABLE_OPTIONS,
  'timeZone',
  'dateOrder',
  'strict',
  'everyNth',
  'name',
  'threads'
]

/** The same as `readLog`, as coded columns in the order of the file. */
export async function readColumns(source: LogSource, options: ReadOptions = {}): Promise<RawColumns> {
  await checkReadOptions(options, READ_OPTIONS, 'readLog')
  const loading = newKernel()
  loading.catch(() => undefined)
  const opened = await openRows(source, options)
  try {
    const { reader, gzip } = opened
    const { schema, stamps, facts } = await settle(reader, options)
    const kernel = reader.format === 'csv' ? await loading : null
    const builder = await LogBuilder.open(schema, stamps, facts, kernel)
    const all = options.attributes?.includes('*') ?? false
    const needed = new Set(schema.attributes.map(({ column }) => column))
    for (const column of [schema.case, schema.activity, schema.timestamp, schema.session]) {
      if (column !== null) needed.add(column)
    }
    const coded = builder.coded()
    const byColumn = builder.byColumn()
    await reader.read({
      columns: needed,
      ...(coded !== null && { coded }),
      ...(byColumn !== null && { byColumn }),
      expectRows: () => builder.expectRows(),
      row(cells) {
        builder.add(cells)
        return true
      },
      expect: (rows) => builder.expect(rows),
      broken: (line, sample) => builder.addBroken(line, sample),
      column(name, index) {
        if (!all) return false
        builder.addAttribute(name, index)
        schema.schema.attributes?.push(name)
        return true
      }
    })
    for (const name of reader.unseen?.() ?? [])
      throw (await import('./schema-texts.js')).unknownAttribute(name, reader.columns)
    return builder.finish({
      name: options.name,
      gzip,
      encoding: reader.encoding,
      columns: reader.columns,
      notes: reader.notes,
      bytes: opened.bytes()
    })
  } finally {
    await opened.close()
  }
}

/** What each column means and how its cells are read, by the first rows. */
export async function settle(
  reader: RowReader,
  options: ReadOptions
): Promise<{ schema: ResolvedSchema; stamps: string[]; facts: BuildOptions }> {
  reader.declare?.(options)
  const schema = await resolveSchema(reader.columns, reader.sample, options)
  return {
    schema,
    stamps: spread(reader.sample, STAMPS).map((row) => row[schema.timestamp] ?? ''),
    facts: {
      timeZone: options.timeZone ?? 'UTC',
      dateOrder: options.dateOrder,
      strict: options.strict ?? false,
      everyNth: options.everyNth ?? 1,
      format: reader.format,
      delimiter: reader.delimiter,
      width: reader.width
    }
  }
}

/** Stamps by which a column is told to hold dates or numbers. */
const STAMPS = 250

/** `most` of the values at most, from all over them. */
function spread<Value>(values: readonly Value[], most: number): Value[] {
  const step = Math.max(1, Math.ceil(values.length / most))
  return values.filter((_, i) => i % step === 0)
}

/** A table as texts, for previews. */
export interface Table {
  format: Format
  columns: string[]
  /** Cells as they stand in the file; a row may be shorter or longer than `columns`. */
  rows: string[][]
  delimiter: string | null
  /** null: a superset of ASCII, decided text by text (UTF-8, else Windows-1252). */
  encoding: string | null
  gzip: boolean
  /** 1-based lines whose quotes are broken (their cells are a guess) or that are no record. */
  broken: number[]
  notes: string[]
}

/**
 * Reads the rows of a table as texts, by the same scanner as {@link readColumns}.
 *
 * @param options `limit`: most rows to read (default all); the others as for {@link readColumns}
 * @throws InputError EMPTY_LOG, UNKNOWN_FORMAT, BROKEN_FILE, UNKNOWN_OPTION, BAD_OPTION, ABORTED
 */
export async function readTable(
  source: LogSource,
  options: { limit?: number } & Pick<ReadOptions, 'format' | 'encoding' | 'totalBytes'> & CsvOptions & WorkOptions = {}
): Promise<Table> {
  await checkReadOptions(options, ['limit', ...TABLE_OPTIONS], 'readTable')
  const limit = options.limit ?? Number.POSITIVE_INFINITY
  const opened = await openRows(source, options)
  try {
    const { reader, gzip } = opened
    const rows: string[][] = []
    const broken: number[] = []
    if (limit > 0) {
      await reader.read({
        columns: null,
        row(cells) {
          if (cells.broken) broken.push(cells.line)
          rows.push(cells.texts())
          return rows.length < limit
        },
        broken: (line) => broken.push(line),
        column: () => true
      })
    }
    const { format, columns, delimiter, encoding, notes } = reader
    return { format, columns, rows, delimiter, encoding, gzip, broken, notes }
  } finally {
    await opened.close()
  }
}

/** A source whose rows can be read, and its report. */
export interface OpenRows {
  reader: RowReader
  gzip: boolean
  bytes: () => number
  close: () => Promise<void>
}

export async function openRows(
  source: LogSource,
  options: Pick<ReadOptions, 'format' | 'encoding' | 'totalBytes' | 'threads'> & CsvOptions & WorkOptions
): Promise<OpenRows> {
  const open = await openSource(source, options)
  const { readAt, totalBytes } = open
  const inThreads = readAt !== null && worthThreads(options.threads, totalBytes)
  // They start while the first rows are looked at; where this is not to be read in parts they are there for what follows.
  if (inThreads) (await import('../worker/threads.js')).startAhead(options.threads)
  let bytes = new Peekable(open.chunks)
  const close = () => bytes.close()
  try {
    let head = await bytes.peek(SAMPLE_BYTES)
    const gzip = isGzip(head)
    if (gzip) {
      bytes = new Peekable((await import('./gunzip.js')).gunzip(bytes.chunks()))
      head = await bytes.peek(SAMPLE_BYTES)
    }
    if (head.length === 0) throw await refused('empty')
    await refuseForeign(head)
    if (options.format === 'parquet' || (options.format === undefined && isParquet(head))) {
      // Loaded where it is needed: its decompressors are larger than all the rest.
      const { parquetRows } = await import('./parquet.js')
      const reader = await parquetRows(gzip ? null : open.random, bytes)
      return { reader, gzip, bytes: open.bytes, close }
    }
    const encoding = await detectEncoding(head, options.encoding)
    const text = new Peekable(toUtf8(bytes.chunks(), encoding))
    bytes = text
    head = await text.peek(SAMPLE_BYTES)
    if (head.every((byte) => byte === 32 || (byte >= 9 && byte <= 13))) throw await refused('empty')
    await refuseBinary(head)
    const format = options.format ?? (await sniffText(head))
    let reached = 0
    const direct =
      readAt === null || gzip || encoding.label !== null
        ? undefined
        : () =>
            paced(
              fileBlocks(readAt, encoding.bom),
              (block) => block,
              ({ start, end }) => (reached = Math.max(reached, encoding.bom) + end - start),
              totalBytes,
              options
            )
    const reader =
      format === 'jsonl'
        ? await (await import('./jsonl.js')).jsonRows(text, encoding.label)
        : format === 'xes'
          ? await (await import('./xes.js')).xesRows(text, encoding.label)
          : await csvRows(text, encoding.label, options, {
              totalBytes: gzip ? undefined : totalBytes,
              blocks: direct,
              breaksPerByte:
                direct === undefined || readAt === null || totalBytes === undefined
                  ? undefined
                  : () => breaksPerByte(readAt, totalBytes),
              parts:
                direct === undefined || !inThreads
                  ? undefined
                  : async (parted, to) =>
                      (await import('./part-reader.js')).readInThreads(
                        { ...parted, from: parted.from + encoding.bom, readAt, totalBytes: totalBytes ?? 0 },
                        to,
                        { ...options, reached: (bytes) => (reached = bytes) }
                      )
            })
    return { reader, gzip, bytes: () => Math.max(open.bytes(), reached), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** From this size on threads pay: one reads it in a third of a second, and each of several needs 0.1 s to get going. */
const LARGE = 128e6
/** The same for two threads, which gain little (10M events, 487 MB, on two cores: .74 and .82 s). */
const LARGE_FOR_TWO = 3 * LARGE

function worthThreads(threads = 1, totalBytes = 0): boolean {
  return threads > 1 && totalBytes >= (threads > 2 ? LARGE : LARGE_FOR_TWO)
}

/** @throws InputError UNKNOWN_OPTION, BAD_OPTION */
export async function checkReadOptions(options: ReadOptions, known: readonly string[], where: string): Promise<void> {
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown !== undefined) throw (await import('./refusals.js')).unknownOption(unknown, known, where)
  const { format = 'csv', dateOrder = 'day-first', everyNth = 1, threads = 1 } = options
  const wrong = !(Number.isInteger(everyNth) && everyNth >= 1)
    ? 'everyNth'
    : !(Number.isInteger(threads) && threads >= 1 && threads <= 256)
      ? 'threads'
      : !FORMATS.includes(format)
        ? 'format'
        : dateOrder !== 'day-first' && dateOrder !== 'month-first'
          ? 'dateOrder'
          : null
  if (wrong !== null) throw await refused(wrong, options[wrong])
}
