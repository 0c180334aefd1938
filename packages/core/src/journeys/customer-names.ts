import type { Steps } from '../kernel/work.js'

/** All ids and names in lower case as few long texts, so that a search is one pass and makes no text of its own. */
export interface CustomerNames {
  /** Texts of whole customers: BEFORE_ID, the id, AFTER_ID, the name or nothing, and so on; AFTER_ALL at the end. */
  readonly parts: readonly { text: string; firstCase: number }[]
  /** [cases] where a case begins in its part */
  readonly starts: Uint32Array
  /** [cases] which letters its id has, and which its name; see {@link lettersOf} */
  readonly idLetters: Uint32Array
  readonly nameLetters: Uint32Array | null
  /** What it costs. */
  readonly bytes: number
}

/** What stands between ids and names: neither may hold them. */
export const BEFORE_ID = '\n'
export const AFTER_ID = '\t'

// Far below the longest text that an engine can hold.
const LONGEST_PART = 1 << 24
const SLICE = 4096

/** The text as it is searched. */
export const searchable = (text: string): string => text.toLowerCase().replace(/[\n\t]/g, ' ')

export function* customerNames(
  caseNames: readonly string[],
  nameOf: ((id: number) => string | null) | null
): Steps<CustomerNames> {
  const cases = caseNames.length
  const starts = new Uint32Array(cases)
  const idLetters = new Uint32Array(cases)
  const nameLetters = nameOf === null ? null : new Uint32Array(cases)
  const parts: { text: string; firstCase: number }[] = []
  let [pieces, length, firstCase] = [[] as string[], 0, 0]
  const endPart = (next: number) => {
    if (next > firstCase) parts.push({ text: `${pieces.join('')}${BEFORE_ID}`, firstCase })
    pieces = []
    length = 0
    firstCase = next
  }
  for (let id = 0; id < cases; id++) {
    const own = searchable(caseNames[id])
    const name = searchable(nameOf?.(id) ?? '')
    idLetters[id] = lettersOf(own)
    if (nameLetters !== null) nameLetters[id] = lettersOf(name)
    const piece = BEFORE_ID + own + AFTER_ID + name
    if (length + piece.length > LONGEST_PART) endPart(id)
    starts[id] = length
    pieces.push(piece)
    length += piece.length
    if (id % SLICE === 0) yield id / cases
  }
  endPart(cases)
  const bytes = parts.reduce((sum, { text }) => sum + text.length, 0) + 4 * cases * (nameLetters === null ? 2 : 3)
  return { parts, starts, idLetters, nameLetters, bytes }
}

/** Calls `met` with each case whose text has `sought` anywhere, in order, until it returns false. */
export function eachWith({ parts, starts }: CustomerNames, sought: string, met: (id: number) => boolean): void {
  for (const [p, { text, firstCase }] of parts.entries()) {
    const end = parts[p + 1]?.firstCase ?? starts.length
    let id = firstCase
    for (let at = text.indexOf(sought); at >= 0; ) {
      id = lastFrom(starts, id, end, at)
      if (!met(id)) return
      if (++id === end) break
      at = text.indexOf(sought, starts[id])
    }
  }
}

/** The last case from `low` on (before `high`) that begins at or before `place`. */
function lastFrom(starts: Uint32Array, low: number, high: number, place: number): number {
  let [first, after] = [low, high]
  while (after - first > 1) {
    const middle = (first + after) >>> 1
    if (starts[middle] <= place) first = middle
    else after = middle
  }
  return first
}

/** One bit for each letter or digit that occurs (others share bits). */
export function lettersOf(text: string): number {
  let mask = 0
  for (let i = 0; i < text.length; i++) mask |= 1 << (text.charCodeAt(i) & 31)
  return mask >>> 0
}
