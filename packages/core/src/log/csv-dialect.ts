import type { Cells } from './cells.js'
import { CsvScanner, type Dialect, type Quotes } from './csv.js'
import { filledCells, modalWidth } from './row-widths.js'
import { SAMPLE_ROWS } from './rows.js'
import { isKnownName } from './schema-names.js'

/** Delimiters that are found without being told. */
const DELIMITERS = [',', ';', '\t', '|']

/** Rows, and at most as many bytes, by which a dialect is judged. */
const SHAPE_ROWS = 300
const SHAPE_BYTES = 1 << 17

/** The first rows of a text, split. `quotes` may be null where it has none. */
export function sampleRows(
  head: Uint8Array,
  whole: boolean,
  dialect: Dialect,
  quotes: Quotes | null,
  most = SAMPLE_ROWS
): SampleRow[] {
  const scanner = new CsvScanner(dialect, quotes)
  scanner.feed(head, whole)
  const rows: SampleRow[] = []
  const plain = asciiText(head)
  const { cells } = scanner
  while (rows.length < most && scanner.next()) {
    const texts = plain === null ? cells.texts() : slices(plain, cells)
    rows.push({ cells: texts, broken: cells.broken, bytes: head.length - scanner.pending })
  }
  // A first row that is longer than the sample.
  if (rows.length === 0 && !whole && head.length > 0) return sampleRows(head, true, dialect, quotes, most)
  return rows
}

/** The bytes as one string with as many places as bytes, where all of them are ASCII; else null. */
function asciiText(bytes: Uint8Array): string | null {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  // UTF-8 has fewer characters than bytes but where all are ASCII; what is no UTF-8 is shown by the mark put in its place.
  return text.length === bytes.length && !text.includes('\ufffd') ? text : null
}

/** A row's texts; those with quotes inside were changed in their buffer. */
function slices(plain: string, cells: Cells): string[] {
  const { starts, ends, quoted, count } = cells
  const texts: string[] = new Array(count)
  for (let i = 0; i < count; i++) texts[i] = quoted[i] === 0 ? plain.slice(starts[i], ends[i]) : cells.text(i)
  return texts
}

interface SampleRow {
  cells: string[]
  broken: boolean
  /** Of the text, up to and with this row. */
  bytes: number
}

/** The delimiter (and way of escaping) under which most rows have the same number of cells, the first row included. */
export function guessDialect(
  head: Uint8Array,
  whole: boolean,
  given: string | undefined,
  quotes: Quotes | null
): Dialect {
  const escapes = hasBackslashQuote(head) ? [false, true] : [false]
  let best: Dialect = { delimiter: given ?? ',', backslash: false }
  let bestScore = 0
  for (const delimiter of given === undefined ? DELIMITERS : [given]) {
    // Without it, rows have one cell, which scores nothing.
    if (!head.includes(delimiter.charCodeAt(0))) continue
    for (const backslash of escapes) {
      const score = scoreDialect(rowShapes(head, whole, { delimiter, backslash }, quotes))
      if (score <= bestScore * 1.000001) continue
      best = { delimiter, backslash }
      bestScore = score
    }
  }
  return best
}

interface RowShape {
  width: number
  broken: boolean
}

/** Widths of the first rows: no text is made of them. */
function rowShapes(head: Uint8Array, whole: boolean, dialect: Dialect, quotes: Quotes | null): RowShape[] {
  const scanner = new CsvScanner(dialect, quotes)
  scanner.feed(head.subarray(0, SHAPE_BYTES), whole && head.length <= SHAPE_BYTES)
  const rows: RowShape[] = []
  while (rows.length < SHAPE_ROWS && scanner.next()) {
    rows.push({ width: scanner.cells.count, broken: scanner.cells.broken })
  }
  if (rows.length > 0 || head.length === 0) return rows
  return sampleRows(head, whole, dialect, quotes, SHAPE_ROWS).map(({ cells, broken }) => ({
    width: cells.length,
    broken
  }))
}

function scoreDialect(rows: readonly RowShape[]): number {
  if (rows.length === 0) return 0
  const width = modalWidth(rows.map((row) => row.width))
  if (width < 2) return 0
  const sound = rows.filter((row) => row.width === width && !row.broken).length / rows.length
  const first = rows[0].width
  const headed = first === width ? 1 : first === width - 1 ? 0.9 : 0.5
  return sound * headed * (1 + 0.1 * Math.log2(width))
}

function hasBackslashQuote(head: Uint8Array): boolean {
  for (let at = head.indexOf(92); at >= 0; at = head.indexOf(92, at + 1)) if (head[at + 1] === 34) return true
  return false
}

/** How the rows of a table begin. */
export interface TableHead {
  columns: string[]
  /** Rows before the first row of data: titles and the header. */
  skip: number
  /** The usual number of cells of a row of data. */
  width: number
  notes: string[]
}

/**
 * Finds the header: the first row that is as full as most rows, unless it holds values of the same kind as the rows
 * below. Title lines above it are skipped. Without a header the columns are called `column_1`, `column_2`, ….
 */
export async function tableHead(sample: readonly SampleRow[], header: boolean | undefined): Promise<TableHead> {
  const rows = sample.map(({ cells }) => cells)
  return (header !== false && plainHead(rows)) || (await import('./odd-heads.js')).oddHead(rows, header)
}

/** The head of a table whose first row is as full as most rows and has names that are known; null of another one. */
function plainHead(rows: readonly string[][]): TableHead | null {
  if (rows.length < 2) return null
  const columns = rows[0].map((name) => name.trim())
  const width = columns.length
  if (
    columns.filter(isKnownName).length < 2 ||
    new Set(columns).size < width ||
    columns.includes('') ||
    modalWidth(rows.slice(1).map((row) => row.length)) === width + 1 ||
    modalWidth(rows.map(filledCells)) > width
  ) {
    return null
  }
  return { columns, skip: 1, width, notes: [] }
}
