const LF = 10
const CR = 13
const QUOTE = 34
const BACKSLASH = 92
const OPEN = 123
const CLOSE = 125

/** A record that runs on for longer is broken. */
const LONGEST_RECORD = 1 << 23

/** Bytes behind the last record, so that words can be read to its end. */
const BEHIND = 8

/** Whether a JSON text has one record a line; otherwise it is a list, or records that are spread over lines. */
export function splitsByLine(head: string): boolean {
  const text = head.trimStart()
  if (text.startsWith('[')) return false
  const [first] = text.split(/\r\n|\n|\r/, 1)
  try {
    JSON.parse(first)
    return true
  } catch {
    return /\}\s*$/.test(first) && first.length < text.length // a first line that is broken
  }
}

/**
 * Splits JSON into its records: by line, or by matching braces. The same way of use as `CsvScanner`: `feed`, then `next`
 * until it is false; a record is buffer[start, end).
 */
export class JsonSplitter {
  buffer = new Uint8Array(1 << 16)
  start = 0
  end = 0
  /** 1-based line on which the record starts. */
  line = 1

  readonly #byLine: boolean
  #position = 0
  #filled = 0
  #nextLine = 1
  #last = false
  /** The last places found of line breaks. */
  readonly #breaks = { [LF]: -1, [CR]: -1 }

  constructor(byLine: boolean) {
    this.#byLine = byLine
  }

  feed(bytes: Uint8Array, last: boolean): void {
    const kept = this.#filled - this.#position
    const needed = kept + bytes.length + BEHIND
    if (needed > this.buffer.length) {
      const grown = new Uint8Array(Math.max(needed, this.buffer.length * 2))
      grown.set(this.buffer.subarray(this.#position, this.#filled))
      this.buffer = grown
    } else this.buffer.copyWithin(0, this.#position, this.#filled)
    this.buffer.set(bytes, kept)
    this.#position = 0
    this.#filled = kept + bytes.length
    this.#last = last
    this.#breaks[LF] = -1
    this.#breaks[CR] = -1
  }

  next(): boolean {
    return this.#byLine ? this.#nextByLine() : this.#nextByBraces()
  }

  #nextByLine(): boolean {
    const { buffer } = this
    for (;;) {
      const from = this.#position
      if (from >= this.#filled) return false
      const to = Math.min(this.#next(LF), this.#next(CR))
      if (to === this.#filled && !this.#last) return false
      // CRLF may be cut between its halves.
      if (buffer[to] === CR && to + 1 === this.#filled && !this.#last) return false
      this.line = this.#nextLine++
      this.#position = to + (buffer[to] === CR && buffer[to + 1] === LF && to + 1 < this.#filled ? 2 : 1)
      let start = from
      while (start < to && buffer[start] <= 32) start++
      if (start === to) continue
      this.start = start
      this.end = to
      return true
    }
  }

  /** Where the next such byte stands that is not passed yet; all that is filled, where there is none. */
  #next(byte: typeof LF | typeof CR): number {
    if (this.#breaks[byte] < this.#position) {
      const at = this.buffer.indexOf(byte, this.#position)
      this.#breaks[byte] = at < 0 || at >= this.#filled ? this.#filled : at
    }
    return this.#breaks[byte]
  }

  #nextByBraces(): boolean {
    const { buffer } = this
    let i = this.#position
    // Between records: commas and brackets of the list, and space.
    while (i < this.#filled && buffer[i] !== OPEN) {
      if (buffer[i] === LF) this.#nextLine++
      i++
    }
    this.#position = i
    if (i >= this.#filled) return false
    const start = i
    let depth = 0
    let lines = 0
    let inText = false
    for (; i < this.#filled; i++) {
      const byte = buffer[i]
      if (byte === LF) lines++
      if (inText) {
        if (byte === BACKSLASH) i++
        else if (byte === QUOTE) inText = false
      } else if (byte === QUOTE) inText = true
      else if (byte === OPEN) depth++
      else if (byte === CLOSE && --depth === 0) return this.#found(start, i + 1, lines)
    }
    if (!this.#last && this.#filled - start <= LONGEST_RECORD) return false
    // It never closes: give up its first line only.
    let to = start
    while (to < this.#filled && buffer[to] !== LF) to++
    return this.#found(start, to, 0)
  }

  #found(start: number, end: number, lines: number): true {
    this.start = start
    this.end = end
    this.line = this.#nextLine
    this.#nextLine += lines
    this.#position = end
    return true
  }
}
