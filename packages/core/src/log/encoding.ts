import { InputError } from '../errors.js'
import { decodeWindows1252 } from './cells.js'

/** What is believed of a text's encoding. `null` means: a superset of ASCII, decided text by text (UTF-8, Windows-1252). */
export interface Encoding {
  label: string | null
  /** Bytes of the byte order mark to skip. */
  bom: number
}

/** Bytes in which zeros are counted. */
const LOOKED_AT = 1 << 13

/**
 * The encoding by the byte order mark, by the zeros of UTF-16 without one, or by the option.
 *
 * @throws InputError BAD_OPTION for a label that this platform does not know, UNKNOWN_FORMAT for UTF-32
 */
export function detectEncoding(head: Uint8Array, given: string | undefined): Encoding {
  const [a, b, c, d] = head
  if (a === 0xef && b === 0xbb && c === 0xbf) return { label: given === undefined ? null : label(given), bom: 3 }
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff)) {
    throw new InputError('UNKNOWN_FORMAT', 'The text is encoded in UTF-32.', 'Save it as UTF-8.')
  }
  if (given !== undefined) return { label: label(given), bom: 0 } // the decoder drops the mark itself
  if (a === 0xff && b === 0xfe) return { label: 'utf-16le', bom: 0 }
  if (a === 0xfe && b === 0xff) return { label: 'utf-16be', bom: 0 }
  const pairs = Math.min(head.length, LOOKED_AT) >> 1
  let even = 0
  let odd = 0
  for (let i = 0; i < pairs; i++) {
    if (head[2 * i] === 0) even++
    if (head[2 * i + 1] === 0) odd++
  }
  // Line breaks, digits and delimiters alone make many zeros, and text has none elsewhere.
  if (pairs > 1 && odd > 0.2 * pairs && even < 0.02 * pairs) return { label: 'utf-16le', bom: 0 }
  if (pairs > 1 && even > 0.2 * pairs && odd < 0.02 * pairs) return { label: 'utf-16be', bom: 0 }
  return { label: null, bom: 0 }
}

function label(given: string): string | null {
  try {
    const { encoding } = new TextDecoder(given)
    return encoding === 'utf-8' ? null : encoding
  } catch {
    throw new InputError(
      'BAD_OPTION',
      `encoding is '${given}', which is not known here.`,
      "Use a label such as 'utf-8', 'utf-16le', 'windows-1252', 'iso-8859-2', 'shift_jis' or 'big5'."
    )
  }
}

/** The chunks as UTF-8 (or as they are, without the mark, where the encoding is a superset of ASCII). */
export async function* toUtf8(chunks: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<Uint8Array> {
  if (encoding.label === null) {
    let skip = encoding.bom
    for await (const chunk of chunks) {
      const cut = Math.min(skip, chunk.length)
      skip -= cut
      if (cut < chunk.length) yield cut === 0 ? chunk : chunk.subarray(cut)
    }
    return
  }
  const decode = textDecoder(encoding.label)
  const encoder = new TextEncoder()
  for await (const chunk of chunks) {
    const text = decode(chunk)
    if (text !== '') yield encoder.encode(text)
  }
  const rest = decode(null)
  if (rest !== '') yield encoder.encode(rest)
}

/** Decodes a text piece by piece; `null` for the end. */
export function textDecoder(label: string): (piece: Uint8Array | null) => string {
  if (label === 'windows-1252') return (piece) => (piece === null ? '' : decodeWindows1252(piece))
  const decoder = new TextDecoder(label)
  return (piece) => (piece === null ? decoder.decode() : decoder.decode(piece, { stream: true }))
}
