const AT_ONCE = 1 << 18
const LINE_BREAK = 10
const SPACE = 32

/** A text that comes in pieces, in UTF-8: as one string it would be copied several times over. */
export function utf8(pieces: Iterable<string>): Buffer {
  const encoded: Buffer[] = []
  let waiting = ''
  for (const piece of pieces) {
    waiting += piece
    if (waiting.length < AT_ONCE) continue
    encoded.push(Buffer.from(waiting))
    waiting = ''
  }
  encoded.push(Buffer.from(waiting))
  return Buffer.concat(encoded)
}

/** What `compactJson` makes of lined JSON, both in UTF-8. */
export function compactBytes(lined: Buffer): Buffer {
  const compact = Buffer.allocUnsafe(lined.length)
  let length = 0
  for (let at = 0; at < lined.length; ) {
    const found = lined.indexOf(LINE_BREAK, at)
    const end = found < 0 ? lined.length : found
    length += lined.copy(compact, length, at, end)
    at = end + 1
    while (lined[at] === SPACE) at++
  }
  return compact.subarray(0, length)
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
