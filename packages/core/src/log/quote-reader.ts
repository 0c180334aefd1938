import type { Cells } from './cells.js'
import { IS_BREAK, IS_DELIMITER, IS_QUOTE, QUOTE } from './csv-bytes.js'

const LF = 10
const CR = 13
const SPACE = 32
const BACKSLASH = 92

/** How far a quoted cell may run before its quote counts as broken, in bytes. */
export const LONGEST_QUOTED = 1 << 20

/** What a `CsvScanner` asks when it comes upon a quote. */
export class QuoteReader {
  /** Of the row at hand: line breaks within quotes, and whether its quotes are broken. */
  breaks = 0
  broken = false

  readonly #cells: Cells
  readonly #classes: Uint8Array
  readonly #backslash: boolean
  readonly #keeps: boolean
  /** Whether quotes inside cells of the row at hand must be unescaped. */
  #doubled = false
  /** Cells up to here may be flagged as quoted. */
  #marked = 0
  /** Of the cell that `#quotedCell` read last. */
  #breaksInside = 0
  #after = 0

  /** @param classes [256] what each byte is to the scanner; the other parameters as there */
  constructor(cells: Cells, classes: Uint8Array, backslash: boolean, keeps: boolean) {
    this.#cells = cells
    this.#classes = classes
    this.#backslash = backslash
    this.#keeps = keeps
  }

  /** A new row begins, or the one at hand anew. */
  begin(): void {
    this.breaks = 0
    this.broken = false
    this.#doubled = false
    // Flags are cleared only after rows that had some.
    if (this.#marked > 0) this.#cells.quoted.fill(0, 0, this.#marked)
    this.#marked = 0
  }

  /**
   * Reads cell `count`, which begins at `start` and has its first quote at `at`. Returns the place of the byte that ends
   * it, or -1 where bytes are missing.
   */
  cell(count: number, start: number, at: number, end: number, last: boolean): number {
    const { buffer, starts, ends, quoted } = this.#cells
    starts[count] = start
    let i = at
    if (!this.#opensCell(start, at)) {
      let kind: number
      do kind = this.#classes[buffer[++i]]
      while (kind === 0 || kind === IS_QUOTE)
      ends[count] = i
      return i
    }
    const closed = this.#quotedCell(at + 1, end, last)
    if (closed === NEED_MORE) return -1
    if (closed === BROKEN) {
      // The rest of this line, taken literally, is the row's last cell.
      while (i < end && buffer[i] !== LF && buffer[i] !== CR) i++
      ends[count] = i
      this.broken = true
      return i
    }
    starts[count] = at + 1
    ends[count] = closed & ~ESCAPED
    quoted[count] = 1
    if ((closed & ESCAPED) !== 0) {
      quoted[count] = 2
      this.#doubled = true
    }
    this.#marked = count + 1
    this.breaks += this.#breaksInside
    return this.#after
  }

  /** Whether the row at hand runs over several lines by its quotes. */
  crossesLines(): boolean {
    return this.breaks > 0 && !this.broken
  }

  /** Takes the first line of the row at hand alone, its quotes literally; returns the number of its cells. */
  lineOnly(from: number): number {
    this.begin()
    this.broken = true
    const cells = this.#cells
    const { buffer } = cells
    for (let count = 0, start = from, i = from; ; i++) {
      const kind = this.#classes[buffer[i]]
      if (kind !== IS_DELIMITER && kind !== IS_BREAK) continue
      cells.reserve(count + 1)
      cells.starts[count] = start
      cells.ends[count] = i
      count++
      start = i + 1
      if (kind === IS_BREAK) return count
    }
  }

  /** Unescapes quotes inside the cells of a finished row. */
  unescape(count: number): void {
    if (this.#doubled && !this.#keeps) unescapeQuotes(this.#cells.buffer, this.#cells, count, this.#backslash)
  }

  /** Whether a quote at `at` stands at the start of its cell, spaces aside. */
  #opensCell(start: number, at: number): boolean {
    for (let i = start; i < at; i++) if (this.#cells.buffer[i] !== SPACE) return false
    return true
  }

  /**
   * Reads a quoted cell whose text starts at `from`: returns its end (with {@link ESCAPED} set where quotes inside must
   * be unescaped), {@link NEED_MORE}, or {@link BROKEN}. Leaves the place after it in `#after`.
   */
  #quotedCell(from: number, end: number, last: boolean): number {
    const { buffer } = this.#cells
    // At the end of what is there: any quote that may close the cell stands at `end` or later.
    const more = end - from > LONGEST_QUOTED ? BROKEN : NEED_MORE
    let i = from
    let breaks = 0
    let escaped = 0
    for (;;) {
      const byte = buffer[i]
      if (byte === QUOTE) {
        if (i - from > LONGEST_QUOTED) return BROKEN
        if (i + 1 >= end && !last) return NEED_MORE
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
          if (!last) return NEED_MORE
        } else {
          const kind = this.#classes[buffer[after]]
          if (kind !== IS_DELIMITER && kind !== IS_BREAK) return BROKEN
        }
        this.#breaksInside = breaks
        this.#after = after
        return i | escaped
      }
      if (byte === LF) {
        // The sentinel at the end is an LF too.
        if (i >= end) return last ? BROKEN : more
        breaks++
      } else if (byte === CR) {
        if (i + 1 >= end && !last) return more
        if (buffer[i + 1] !== LF || i + 1 >= end) breaks++
      } else if (byte === BACKSLASH && this.#backslash) escaped = ESCAPED
      i++
    }
  }

  /** Whether an odd number of backslashes stands before `at`. */
  #escapedBy(from: number, at: number): boolean {
    let count = 0
    for (let i = at - 1; i >= from && this.#cells.buffer[i] === BACKSLASH; i--) count++
    return count % 2 === 1
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
