import { InputError } from '../errors.js'
import { Cells } from './cells.js'
import { IS_BREAK, IS_DELIMITER, IS_QUOTE, QUOTE } from './csv-bytes.js'
import type { QuoteReader } from './quote-reader.js'

/** What a delimited text looks like. */
export interface Dialect {
  /** One ASCII character. */
  delimiter: string
  /** Quotes inside quotes are written `\"` (as Spark and MySQL do) rather than doubled. */
  backslash: boolean
}

/** The code that reads quotes, which a text without any never fetches. */
export type Quotes = typeof import('./csv-quotes.js')

export const fetchQuotes = (): Promise<Quotes> => import('./csv-quotes.js')

const LF = 10
const CR = 13
/** A row longer than this is no row of a log. */
const LONGEST_ROW = 1 << 25

/**
 * Splits delimited text (RFC 4180) into cells, block by block: `feed` bytes, then `next` until it is false. The blocks
 * may be cut anywhere, also inside a character or a line break. Lines end with LF, CRLF or CR; quoted cells may hold
 * delimiters, line breaks and doubled quotes; spaces around quotes are tolerated. Blank lines are skipped.
 *
 * A quote that never closes, or closes before other text, breaks only its own line: the scan goes on at the line after
 * the opening quote, so that no quote swallows the rest of a file.
 *
 * Knows nothing of columns. {@link KernelRows} reads the ordinary rows of a log much faster; what it leaves comes here.
 */
export class CsvScanner {
  readonly cells = new Cells()
  /** Bytes of the text that no row was made of yet. */
  get pending(): number {
    return this.#end - this.#position
  }
  /** 1-based line on which the next row begins. */
  get line(): number {
    return this.#line
  }
  /** Number of columns where known: a row of other width with a quoted line break in it then counts as broken quotes. */
  width = 0

  #buffer: Uint8Array = new Uint8Array(8)
  #position = 0
  #end = 0
  #line = 1
  #last = false
  readonly #classes = new Uint8Array(256)
  #quotes: QuoteReader | null = null
  readonly #dialect: Dialect
  readonly #keeps: boolean

  /**
   * @param quotes null: to be given by {@link useQuotes} before a row with a quote is read, see {@link meetsQuote}
   * @param keeps leaves the bytes as they are: cells with quotes inside are flagged by 2 and await `unescapeQuotes`
   */
  constructor(dialect: Dialect, quotes: Quotes | null, keeps = false) {
    this.#dialect = dialect
    this.#keeps = keeps
    this.#classes[LF] = IS_BREAK
    this.#classes[CR] = IS_BREAK
    this.#classes[QUOTE] = IS_QUOTE
    this.#classes[dialect.delimiter.charCodeAt(0)] = IS_DELIMITER
    if (quotes !== null) this.useQuotes(quotes)
  }

  useQuotes({ QuoteReader }: Quotes): void {
    this.#quotes = new QuoteReader(this.cells, this.#classes, this.#dialect.backslash, this.#keeps)
  }

  /** Whether the next row holds a quote that cannot be read yet. */
  meetsQuote(): boolean {
    if (this.#quotes !== null) return false
    const buffer = this.#buffer
    const classes = this.#classes
    let i = this.#position
    while (i < this.#end && classes[buffer[i]] === IS_BREAK) i++
    // The sentinel ends it.
    while (classes[buffer[i]] < IS_BREAK) i++
    return classes[buffer[i]] === IS_QUOTE
  }

  /** Takes the next bytes; `last` says that none follow. Rows read before lose their bytes. */
  feed(bytes: Uint8Array, last: boolean): void {
    const kept = this.#end - this.#position
    const need = kept + bytes.length + 8
    if (need > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(need, this.#buffer.length * 2))
      grown.set(this.#buffer.subarray(this.#position, this.#end))
      this.#buffer = grown
    } else if (this.#position > 0) {
      this.#buffer.copyWithin(0, this.#position, this.#end)
    }
    this.#buffer.set(bytes, kept)
    this.#position = 0
    this.#end = kept + bytes.length
    // A sentinel: the inner loop stops at a line break without looking at the end.
    this.#buffer[this.#end] = LF
    this.#last = last
    if (this.cells.buffer !== this.#buffer) {
      this.cells.buffer = this.#buffer
      this.cells.view = new DataView(this.#buffer.buffer)
    }
  }

  /**
   * Takes buffer[start, end) in its place: what is left of the bytes before is put in front of it, if there is room,
   * and at least 8 bytes must follow it. The buffer is the scanner's until the next feeding.
   */
  adopt(buffer: Uint8Array, start: number, end: number): void {
    const kept = this.#end - this.#position
    if (kept > start || this.#buffer === buffer) {
      this.feed(buffer.subarray(start, end), false)
      return
    }
    if (kept > 0) buffer.set(this.#buffer.subarray(this.#position, this.#end), start - kept)
    this.#buffer = buffer
    this.#position = start - kept
    this.#end = end
    buffer[end] = LF
    this.cells.buffer = buffer
    this.cells.view = new DataView(buffer.buffer)
  }

  /** Says that no bytes follow those that were fed. */
  end(): void {
    this.#last = true
  }

  /** The bytes read so far; the next row begins at `position`. They change with `feed` only. */
  get window(): { buffer: Uint8Array; position: number; end: number } {
    return { buffer: this.#buffer, position: this.#position, end: this.#end }
  }

  /** Goes on at `position`: `rows` rows of one line each were read by other means. */
  skipTo(position: number, rows: number): void {
    this.#position = position
    this.#line += rows
  }

  /** Reads the next row into `cells`; false where more bytes are needed (or, after the last, where the text is done). */
  next(): boolean {
    const { cells } = this
    const buffer = this.#buffer
    const end = this.#end
    const classes = this.#classes
    const quotes = this.#quotes
    let { starts, ends } = cells
    for (;;) {
      const rowStart = this.#position
      if (rowStart >= end) return false
      quotes?.begin()
      let i = rowStart
      let count = 0
      for (;;) {
        if (count === starts.length) {
          cells.reserve(count + 1)
          ;({ starts, ends } = cells)
        }
        const start = i
        let kind = classes[buffer[i]]
        while (kind === 0) kind = classes[buffer[++i]]
        if (kind === IS_QUOTE) {
          i = quotes!.cell(count, start, i, end, this.#last)
          if (i < 0) return this.#wait(rowStart)
        } else {
          starts[count] = start
          ends[count] = i
        }
        count++
        if (i >= end || buffer[i] === LF || buffer[i] === CR) break
        i++
      }
      // The row ends at i: at a line break, or at the end of what is there.
      let after = i
      if (i >= end) {
        if (!this.#last) return this.#wait(rowStart)
        after = end
      } else if (buffer[i] === CR) {
        if (i + 1 < end) after = buffer[i + 1] === LF ? i + 2 : i + 1
        else if (this.#last) after = i + 1
        else return this.#wait(rowStart) // an LF may follow in the next block
      } else {
        after = i + 1
      }
      if (quotes !== null && this.width > 0 && count !== this.width && quotes.crossesLines()) {
        // A line break in quotes and the wrong width: the quote opened by mistake. Keep its line only.
        count = quotes.lineOnly(rowStart)
        ;({ starts, ends } = cells)
        i = ends[count - 1]
        after = buffer[i] === CR && buffer[i + 1] === LF ? i + 2 : i + 1
      }
      const line = this.#line
      this.#line = line + (quotes?.breaks ?? 0) + 1
      this.#position = after
      if (count === 1 && starts[0] === ends[0] && cells.quoted[0] === 0) continue // a blank line
      quotes?.unescape(count)
      cells.count = count
      cells.line = line
      cells.broken = quotes?.broken ?? false
      cells.rowStart = rowStart
      cells.rowEnd = i
      return true
    }
  }

  #wait(rowStart: number): false {
    this.#position = rowStart
    this.#quotes?.begin()
    if (this.#end - rowStart > LONGEST_ROW) {
      throw new InputError(
        'UNKNOWN_FORMAT',
        `Line ${this.#line} is longer than ${LONGEST_ROW >> 20} MiB: this is not a log with one event a line.`,
        'Give a CSV or JSON Lines file with one event a line, or a Parquet or XES file.'
      )
    }
    return false
  }
}
