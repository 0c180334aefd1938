import { CsvScanner, type Dialect, fetchQuotes, type Quotes } from './csv.js'
import { QUOTE } from './csv-bytes.js'
import { guessDialect, sampleRows, tableHead } from './csv-dialect.js'
import type { FileBlock } from './file-blocks.js'
import { KernelRows } from './kernel-rows.js'
import type { PartedText } from './part-cuts.js'
import type { PartReceiver } from './part-reader.js'
import { refused } from './refused.js'
import { type RowReader, type RowReceiver, SAMPLE_BYTES } from './rows.js'
import { blocks, type Peekable } from './source.js'

/** What a reader of delimited text may be told. */
export interface CsvOptions {
  /** One ASCII character; found by itself among `,` `;` tab `|` where not given. */
  delimiter?: string
  /** Whether the first row holds the column names; found by itself where not given. */
  header?: boolean
  /** Bytes that are scanned at once. */
  blockBytes?: number
}

/** What is known of where a text comes from. */
export interface CsvSource {
  totalBytes?: number | undefined
  /** The bytes in blocks that need not be copied. */
  blocks?: (() => AsyncIterable<FileBlock>) | undefined
  /** Line breaks per byte, at some places of the text. */
  breaksPerByte?: (() => Promise<number>) | undefined
  /** Reads the rows from a place on, on several threads. */
  parts?: ((text: Omit<PartedText, 'readAt' | 'totalBytes'>, to: PartReceiver) => Promise<unknown>) | undefined
}

/**
 * Opens delimited text (CSV, TSV, …) for reading.
 *
 * @param source further ways to the same bytes
 * @throws InputError BAD_OPTION for a delimiter that is not one ASCII character
 */
export async function csvRows(
  text: Peekable,
  encoding: string | null,
  options: CsvOptions,
  source: CsvSource = {}
): Promise<RowReader> {
  await checkDelimiter(options.delimiter)
  const { totalBytes, blocks: direct, parts } = source
  const head = await text.peek(SAMPLE_BYTES)
  const whole = head.length < SAMPLE_BYTES
  const quotes = head.includes(QUOTE) ? await fetchQuotes() : null
  const dialect = guessDialect(head, whole, options.delimiter, quotes)
  const sample = sampleRows(head, whole, dialect, quotes)
  const { columns, skip, width, notes } = await tableHead(sample, options.header)
  if (dialect.backslash) notes.push('Quotes inside quotes are escaped by a backslash.')
  return {
    format: 'csv',
    delimiter: dialect.delimiter,
    encoding,
    columns,
    width: columns.length,
    sample: sample.slice(skip).map(({ cells }) => cells),
    notes,
    read
  }

  async function read(to: RowReceiver): Promise<void> {
    const scanner = new CsvScanner(dialect, quotes)
    const { cells } = scanner
    let coded: RowReceiver['coded']
    let kernelRows: KernelRows | null = null
    /** The receiver may come to want other codes, or none for a while. */
    const ordinary = (): KernelRows | null => {
      if (to.coded === coded) return kernelRows
      coded = to.coded
      // Where quotes are escaped by backslashes, a quote may not be what it seems to the kernel.
      kernelRows = coded && !dialect.backslash ? new KernelRows(coded, dialect.delimiter) : null
      return kernelRows
    }
    if (to.expect && totalBytes !== undefined && sample.length > 0) {
      const perByte = (await source.breaksPerByte?.()) ?? sample.length / (sample.at(-1)?.bytes ?? 1)
      to.expect(totalBytes * perByte * 1.03)
    }
    if (parts !== undefined && to.coded && ordinary() !== null) {
      const start = afterHead(head, dialect, quotes, skip)
      if (start !== null) {
        await to.expectRows?.()
        await parts({ ...start, delimiter: dialect.delimiter, width }, { coded: to.coded, row: to.row })
        return
      }
    }
    let skipped = 0
    let expected = to.expectRows === undefined
    const drain = async (): Promise<boolean> => {
      while (skipped < skip) {
        if (scanner.meetsQuote()) scanner.useQuotes(await fetchQuotes())
        if (!scanner.next()) return true
        if (++skipped === skip) scanner.width = width
      }
      for (;;) {
        ordinary()?.read(scanner)
        if (scanner.meetsQuote()) scanner.useQuotes(await fetchQuotes())
        if (!scanner.next()) return true
        if (!expected) {
          await to.expectRows?.()
          expected = true
        }
        if (!to.row(cells)) return false
      }
    }
    if (skip === 0) scanner.width = width
    if (direct !== undefined) {
      for await (const { buffer, start, end } of direct()) {
        scanner.adopt(buffer, start, end)
        ordinary()?.forget()
        if (!(await drain())) return
      }
    } else {
      for await (const block of blocks(text.chunks(), options.blockBytes ?? 1 << 16)) {
        scanner.feed(block, false)
        ordinary()?.forget()
        if (!(await drain())) return
      }
    }
    scanner.feed(new Uint8Array(0), true)
    ordinary()?.forget()
    await drain()
  }
}

/** Where the first row of data begins, and how many lines stand before it; null where the head ends before that. */
function afterHead(
  head: Uint8Array,
  dialect: Dialect,
  quotes: Quotes | null,
  skip: number
): { from: number; line: number } | null {
  const scanner = new CsvScanner(dialect, quotes)
  scanner.feed(head, false)
  for (let row = 0; row < skip; row++) if (!scanner.next()) return null
  return { from: head.length - scanner.pending, line: scanner.line - 1 }
}

async function checkDelimiter(delimiter: string | undefined): Promise<void> {
  if (delimiter === undefined) return
  const code = delimiter.charCodeAt(0)
  if (delimiter.length !== 1 || code > 127 || [10, 13, 34].includes(code)) throw await refused('delimiter', delimiter)
}
