import { InputError } from '../errors.js'
import { Cells } from './cells.js'

/** What a delimited text looks like. */
export interface Dialect {
  /** One ASCII character. */
  delimiter: string
  /** Quotes inside quotes are written `\"` (as Spark and MySQL do) rather than doubled. */
  backslash: boolean
}

const LF = 10
const CR = 13
const SPACE = 32
const QUOTE = 34
const BACKSLASH = 92

/** How far a quoted cell may run before its quote counts as broken, in bytes. */
export const LONGEST_QUOTED = 1 << 20
/** A row longer than this is no row of a log. */
const LONGEST_ROW = 1 << 25

// What ends a run of ordinary bytes.
const IS_DELIMITER = 1
const IS_BREAK = 2
const IS_QUOTE = 3

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
  readonly #backslash: boolean
  readonly #keeps: boolean
  /** Of the cell that `#quotedCell` read last. */
  #breaks = 0
  #after = 0
  /** Cells up to here may be flagged as quoted. */
  #marked = 0

  /**
   * @param keeps leaves the bytes as they are: cells with quotes inside are flagged by 2 and await {@link unescapeQuotes}
   */
  constructor(dialect: Dialect, keeps = false) {
    this.#backslash = dialect.backslash
    this.#keeps = keeps
    this.#classes[LF] = IS_BREAK
    this.#classes[CR] = IS_BREAK
    this.#classes[QUOTE] = IS_QUOTE
    this.#classes[dialect.delimiter.charCodeAt(0)] = IS_DELIMITER
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
    let { starts, ends, quoted } = cells
    if (this.#marked > 0) {
      // Flags are cleared only after rows that had some.
      quoted.fill(0, 0, this.#marked)
      this.#marked = 0
    }
    for (;;) {
      const rowStart = this.#position
      if (rowStart >= end) return false
      let i = rowStart
      let count = 0
      let breaks = 0
      let doubled = false
      let broken = false
      for (;;) {
        if (count === starts.length) {
          cells.reserve(count + 1)
          ;({ starts, ends, quoted } = cells)
        }
        const start = i
        let kind = classes[buffer[i]]
        while (kind === 0) kind = classes[buffer[++i]]
        if (kind === IS_QUOTE) {
          if (this.#opensCell(start, i)) {
            const open = i
            const closed = this.#quotedCell(open + 1)
            if (closed === NEED_MORE) return this.#wait(rowStart)
            if (closed >= 0) {
              starts[count] = open + 1
              ends[count] = closed & ~ESCAPED
              if ((closed & ESCAPED) !== 0) doubled = true
              quoted[count] = (closed & ESCAPED) !== 0 ? 2 : 1
              this.#marked = count + 1
              breaks += this.#breaks
              i = this.#after
            } else {
              // Broken: the rest of this line, taken literally, is the row's last cell.
              i = open
              while (i < end && buffer[i] !== LF && buffer[i] !== CR) i++
              starts[count] = start
              ends[count] = i
              broken = true
            }
          } else {
            do kind = classes[buffer[++i]]
            while (kind === 0 || kind === IS_QUOTE)
            starts[count] = start
            ends[count] = i
          }
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
      if (breaks > 0 && !broken && this.width > 0 && count !== this.width) {
        // A line break in quotes and the wrong width: the quote opened by mistake. Keep its line only.
        const firstBreak = this.#lineEnd(rowStart)
        quoted.fill(0, 0, this.#marked)
        count = this.#splitPlain(rowStart, firstBreak)
        ;({ starts, ends, quoted } = cells)
        i = firstBreak
        after = buffer[i] === CR && buffer[i + 1] === LF ? i + 2 : i + 1
        breaks = 0
        doubled = false
        broken = true
      }
      const line = this.#line
      this.#line = line + breaks + 1
      this.#position = after
      if (count === 1 && starts[0] === ends[0] && quoted[0] === 0) continue // a blank line
      if (doubled && !this.#keeps) unescapeQuotes(buffer, cells, count, this.#backslash)
      cells.count = count
      cells.line = line
      cells.broken = broken
      cells.rowStart = rowStart
      cells.rowEnd = i
      return true
    }
  }

  #wait(rowStart: number): false {
    this.#position = rowStart
    this.cells.quoted.fill(0, 0, this.#marked)
    this.#marked = 0
    if (this.#end - rowStart > LONGEST_ROW) {
      throw new InputError(
        'UNKNOWN_FORMAT',
        `Line ${this.#line} is longer than ${LONGEST_ROW >> 20} MiB: this is not a log with one event a line.`,
        'Give a CSV or JSON Lines file with one event a line, or a Parquet or XES file.'
      )
    }
    return false
  }

  /** Whether a quote at `at` stands at the start of its cell, spaces aside. */
  #opensCell(start: number, at: number): boolean {
    for (let i = start; i < at; i++) if (this.#buffer[i] !== SPACE) return false
    return true
  }

  /**
   * Reads a quoted cell whose text starts at `from`: returns its end (with {@link ESCAPED} set where quotes inside must
   * be unescaped), {@link NEED_MORE}, or {@link BROKEN}. Leaves the place after it in `#after`.
   */
  #quotedCell(from: number): number {
    const buffer = this.#buffer
    const end = this.#end
    let i = from
    let breaks = 0
    let escaped = 0
    for (;;) {
      const byte = buffer[i]
      if (byte === QUOTE) {
        if (i - from > LONGEST_QUOTED) return BROKEN
        if (i + 1 >= end && !this.#last) return NEED_MORE
        if (this.#backslash && this.#escapedBy(from, i)) {
          escaped = ESCAPED
          i++
          continue
        }
        if (i + 1 < end && buffer[i + 1] === QUOTE) {
          escaped = ESCAPED
          i += 2
          continue
        }
        let after = i + 1
        while (after < end && buffer[after] === SPACE) after++
        if (after >= end) {
          if (!this.#last) return NEED_MORE
        } else {
          const kind = this.#classes[buffer[after]]
          if (kind !== IS_DELIMITER && kind !== IS_BREAK) return BROKEN
        }
        this.#breaks = breaks
        this.#after = after
        return i | escaped
      }
      if (byte === LF) {
        // The sentinel at the end is an LF too.
        if (i >= end) return this.#last ? BROKEN : this.#more(from)
        breaks++
      } else if (byte === CR) {
        if (i + 1 >= end && !this.#last) return this.#more(from)
        if (buffer[i + 1] !== LF || i + 1 >= end) breaks++
      } else if (byte === BACKSLASH && this.#backslash) escaped = ESCAPED
      i++
    }
  }

  /** At the end of what is there: any quote that may close the cell stands at `#end` or later. */
  #more(from: number): number {
    return this.#end - from > LONGEST_QUOTED ? BROKEN : NEED_MORE
  }

  /** Whether an odd number of backslashes stands before `at`. */
  #escapedBy(from: number, at: number): boolean {
    let count = 0
    for (let i = at - 1; i >= from && this.#buffer[i] === BACKSLASH; i--) count++
    return count % 2 === 1
  }

  #lineEnd(from: number): number {
    const buffer = this.#buffer
    let i = from
    while (buffer[i] !== LF && buffer[i] !== CR) i++
    return i
  }

  /** Splits at every delimiter, quotes taken literally. */
  #splitPlain(from: number, to: number): number {
    const { cells } = this
    let count = 0
    let start = from
    for (let i = from; i <= to; i++) {
      if (i < to && this.#classes[this.#buffer[i]] !== IS_DELIMITER) continue
      cells.reserve(count + 1)
      cells.starts[count] = start
      cells.ends[count] = i
      count++
      start = i + 1
    }
    return count
  }
}

/**
 * Turns doubled (or backslashed) quotes into single ones, in place, in the cells that are flagged by 2 in `quoted`; those
 * are then flagged by 1.
 */
export function unescapeQuotes(
  buffer: Uint8Array,
  { starts, ends, quoted }: Pick<Cells, 'starts' | 'ends' | 'quoted'>,
  count: number,
  backslash: boolean
): void {
  for (let column = 0; column < count; column++) {
    if (quoted[column] !== 2) continue
    quoted[column] = 1
    const end = ends[column]
    let to = starts[column]
    for (let i = to; i < end; i++) {
      const byte = buffer[i]
      if (backslash && byte === BACKSLASH && i + 1 < end) {
        const next = buffer[i + 1]
        if (next === QUOTE || next === BACKSLASH) i++
        buffer[to++] = buffer[i]
        continue
      }
      buffer[to++] = byte
      if (byte === QUOTE && i + 1 < end && buffer[i + 1] === QUOTE) i++
    }
    ends[column] = to
  }
}

const NEED_MORE = -2
const BROKEN = -1
// Buffers stay below 2^30 bytes, so this bit of a place is free.
const ESCAPED = 1 << 30
