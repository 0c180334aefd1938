import { refused } from './refused.js'

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
export async function detectEncoding(head: Uint8Array, given: string | undefined): Promise<Encoding> {
  const label = given === undefined ? null : (await import('./transcode.js')).labelOf(given)
  const [a, b, c, d] = head
  if (a === 0xef && b === 0xbb && c === 0xbf) return { label, bom: 3 }
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff)) {
    throw await refused('utf32')
  }
  if (given !== undefined) return { label, bom: 0 } // the decoder drops the mark itself
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
  yield* (await import('./transcode.js')).transcoded(chunks, encoding.label)
}
