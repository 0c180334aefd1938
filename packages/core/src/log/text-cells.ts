import { Cells } from './cells.js'

const encoder = new TextEncoder()

/** A row of a format that has no table: what its cells hold is a value, and it has no text of its own. */
export class ValueCells extends Cells {
  /** Starts a row of `columns` empty cells. */
  begin(columns: number, line: number): void {
    this.reserve(columns)
    this.starts.fill(0, 0, columns)
    this.ends.fill(0, 0, columns)
    this.quoted.fill(0, 0, columns)
    this.count = columns
    this.line = line
  }

  override sample(most = 80): string {
    const texts = this.texts().filter((text) => text !== '')
    return [...texts.join(' | ')].slice(0, most).join('')
  }
}

/** A row that is written cell by cell from strings, for readers whose parser yields strings (JSON, Parquet). */
export class TextCells extends ValueCells {
  #fill = 0

  constructor() {
    super()
    this.#hold(new Uint8Array(4096))
  }

  #hold(buffer: Uint8Array<ArrayBuffer>): void {
    this.buffer = buffer
    this.view = new DataView(buffer.buffer)
  }

  override begin(columns: number, line: number): void {
    super.begin(columns, line)
    this.#fill = 0
  }

  /** Makes the row wider by empty cells. */
  extend(columns: number): void {
    if (columns <= this.count) return
    this.reserve(columns)
    this.starts.fill(0, this.count, columns)
    this.ends.fill(0, this.count, columns)
    this.quoted.fill(0, this.count, columns)
    this.count = columns
  }

  /** Fills one cell; `given` says that the text is a real value even where it reads `NA` or `null`. */
  put(column: number, text: string, given = true): void {
    const need = this.#fill + text.length * 3 + 8
    if (this.buffer.length < need) {
      const grown = new Uint8Array(Math.max(need, this.buffer.length * 2))
      grown.set(this.buffer)
      this.#hold(grown)
    }
    const { buffer } = this
    const start = this.#fill
    let to = start
    let i = 0
    for (; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (code >= 0x80) break
      buffer[to++] = code
    }
    if (i < text.length) to += encoder.encodeInto(i === 0 ? text : text.slice(i), buffer.subarray(to)).written
    this.starts[column] = start
    this.ends[column] = to
    this.quoted[column] = given ? 1 : 0
    this.#fill = to
  }
}
