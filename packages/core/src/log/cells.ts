/**
 * One row of a table as places in a byte buffer: the form in which every reader hands its rows to the log builder, so
 * that no string is made per cell. Bytes are UTF-8 (or another superset of ASCII, see `decodeText`).
 */
export class Cells {
  buffer: Uint8Array = new Uint8Array(8)
  /** Of the same bytes; at least four more follow any cell, so that words can be read to its end. */
  view = new DataView(this.buffer.buffer)
  /** [columns] first byte of each cell. */
  starts = new Int32Array(64)
  /** [columns] first byte after each cell. */
  ends = new Int32Array(64)
  /** [columns] 1 where the cell stood in quotes: then `NA` and the like are values, not missing; else 0. */
  quoted = new Uint8Array(64)
  count = 0
  /** 1-based line (or record number) on which the row starts. */
  line = 1
  /** Quotes were broken: the cells are a guess. */
  broken = false
  /** The whole row as it stood in the text, for samples of bad rows. */
  rowStart = 0
  rowEnd = 0

  /** Makes room for at least `columns` cells, keeping what is there. */
  reserve(columns: number): void {
    if (columns <= this.starts.length) return
    const room = Math.max(columns, this.starts.length * 2)
    const starts = new Int32Array(room)
    starts.set(this.starts)
    this.starts = starts
    const ends = new Int32Array(room)
    ends.set(this.ends)
    this.ends = ends
    const quoted = new Uint8Array(room)
    quoted.set(this.quoted)
    this.quoted = quoted
  }

  /** The text of a cell; '' for a cell that is not there. */
  text(column: number): string {
    return column < this.count ? decodeText(this.buffer, this.starts[column], this.ends[column]) : ''
  }

  texts(): string[] {
    const row: string[] = []
    for (let column = 0; column < this.count; column++) row.push(this.text(column))
    return row
  }

  /** The row's text, cut to `most` characters. */
  sample(most = 80): string {
    const end = Math.min(this.rowEnd, this.rowStart + most * 4)
    return [...decodeText(this.buffer, this.rowStart, end)].slice(0, most).join('')
  }
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
// What 0x80 to 0x9F mean in Windows-1252 (Encoding Standard, index windows-1252). Not by TextDecoder: Node 20 reads these
// as Latin-1's control characters.
const WINDOWS_1252 =
  '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178'

/** Decodes Windows-1252, the superset of Latin-1 that files called Latin-1 are written in. */
export function decodeWindows1252(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) {
    text += byte >= 0x80 && byte < 0xa0 ? WINDOWS_1252[byte - 0x80] : String.fromCharCode(byte)
  }
  return text
}

/**
 * Decodes bytes as UTF-8, or as Windows-1252 (a superset of Latin-1) where they are not valid UTF-8. Deciding per text
 * keeps a file readable that mixes both, and needs no second look at what was read before.
 */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  if (end - start <= 24) {
    // Most texts are short and plain: faster than the decoder's fixed cost.
    let text = ''
    let i = start
    while (i < end && bytes[i] < 0x80) text += String.fromCharCode(bytes[i++])
    if (i >= end) return text
  }
  const part = bytes.subarray(start, end)
  try {
    return strictUtf8.decode(part)
  } catch {
    return decodeWindows1252(part)
  }
}

/** Whether the bytes are well-formed UTF-8. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    strictUtf8.decode(bytes)
    return true
  } catch {
    return false
  }
}
