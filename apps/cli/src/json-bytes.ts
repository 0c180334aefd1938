/** A text that comes in pieces, in UTF-8: as one string it would be copied several times over. */
export function utf8(pieces: readonly string[]): Buffer {
  const lengths = pieces.map((piece) => Buffer.byteLength(piece))
  const bytes = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + length, 0))
  let at = 0
  pieces.forEach((piece, i) => {
    // The platform's way to write UTF-8 takes four times as long for the letters that mostly are all there are.
    at += bytes.write(piece, at, lengths[i] === piece.length ? 'latin1' : 'utf8')
  })
  return bytes
}

const STAND_IN = '"the data of this page"'

/**
 * A page that holds JSON, with JSON that is in UTF-8 already.
 *
 * @param page what makes the page of some JSON; it writes `<` and the line breaks of Unicode otherwise
 */
export function pageOf(page: (json: string) => string, json: Buffer): Iterable<string | Buffer> {
  if (['<', '\u2028', '\u2029'].some((text) => json.includes(text))) return [page(json.toString())]
  const parts = page(STAND_IN).split(STAND_IN)
  return parts.length === 2 ? [parts[0], json, parts[1]] : [page(json.toString())]
}
