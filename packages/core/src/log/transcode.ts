import { InputError } from '../errors.js'
import { decodeWindows1252 } from './cells.js'

/** How the platform calls an encoding; null for UTF-8. @throws InputError BAD_OPTION for a label that it does not know */
export function labelOf(given: string): string | null {
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

/** The chunks as UTF-8. */
export async function* transcoded(chunks: AsyncIterable<Uint8Array>, label: string): AsyncGenerator<Uint8Array> {
  const decode = textDecoder(label)
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
