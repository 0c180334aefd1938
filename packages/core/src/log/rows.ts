import type { Cells } from './cells.js'
import type { NameTable } from './dictionary.js'
import type { Format } from './formats.js'
import type { CodedBatch, CodedReceiver } from './kernel-rows.js'
import type { Schema } from './types.js'

/** A table that is being read, whatever its format: what the log builder and the preview see of a file. */
export interface RowReader {
  readonly format: Format
  /** Of a CSV; null otherwise. */
  readonly delimiter: string | null
  /** Of the text as found; null: a superset of ASCII, decided by the bytes read. */
  readonly encoding: string | null
  /** Column names, distinct. Formats without a header may add to them while they are read. */
  readonly columns: string[]
  /** Number of columns where every row should have that many; 0 otherwise. */
  readonly width: number
  /** The first rows as texts. */
  readonly sample: string[][]
  readonly notes: string[]
  /** Of formats without a header: adds the columns that options name and that may come late. */
  declare?(options: Schema): void
  /** Declared columns that never came; complete after `read`. */
  unseen?(): string[]
  /** Hands over row by row until the end, or until `row` returns false. */
  read(to: RowReceiver): Promise<void>
}

export interface RowReceiver {
  /** Columns that are needed; null for all. Others may be left empty. */
  columns: ReadonlySet<number> | null
  /** To be awaited before the first `row`, where given. */
  expectRows?(): Promise<void>
  /** The cells are valid during the call only. */
  row(cells: Cells): boolean
  /** About how many rows there will be, before the first of them. */
  expect?(rows: number): void
  /** A record that could not be split into cells. */
  broken(line: number, sample: string): void
  /** A column that turned up late, with its index; returns whether it is needed. */
  column(name: string, index: number): boolean
  /** Where given, a reader may hand over rows in batches instead, coded by the kernel. Asked for between rows. */
  coded?: CodedReceiver
  /** The same for a reader that has whole columns. */
  byColumn?: ColumnReceiver
}

/** Takes rows of which no name and no stamp is missing, column by column. Each column has one use. */
export interface ColumnReceiver {
  /** Where the names of a column get their codes; `needed`: no name may be missing. */
  readonly tables: ReadonlyMap<number, { table: NameTable; needed: boolean }>
  readonly timestamp: number
  take(batch: CodedBatch): void
}

/** Rows of the sample that roles and formats are guessed from. */
export const SAMPLE_ROWS = 1000
/** Bytes of the text that are looked at before reading begins. */
export const SAMPLE_BYTES = 1 << 18
