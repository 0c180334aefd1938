import type { Steps } from '../kernel/work.js'

/** Many texts as few long ones, so that a search is one pass and makes no text of its own. */
export interface TextList {
  /** BOUND, a text, BOUND, the next text, and so on; BOUND at the end. `from`: letters of the parts before. */
  readonly parts: readonly { text: string; from: number }[]
  /** [texts + 1] where the bound before each text stands, counted over all parts */
  readonly starts: Uint32Array
  /** [texts] which letters each has; see {@link lettersOf} */
  readonly letters: Uint32Array
  /** What it costs. */
  readonly bytes: number
}

/** What stands between texts: none may hold it. */
export const BOUND = '\n'

// Far below the longest text that an engine can hold.
const LONGEST_PART = 1 << 24
const SLICE = 4096

/** Texts without {@link BOUND}. */
export function* textList(count: number, textOf: (id: number) => string): Steps<TextList> {
  const starts = new Uint32Array(count + 1)
  const letters = new Uint32Array(count)
  const parts: { text: string; from: number }[] = []
  let [pieces, from, at] = [[] as string[], 0, 0]
  const endPart = () => {
    if (pieces.length > 0) parts.push({ text: pieces.join('') + BOUND, from })
    pieces = []
    from = at
  }
  for (let id = 0; id < count; id++) {
    const text = textOf(id)
    if (at - from + text.length >= LONGEST_PART) endPart()
    letters[id] = lettersOf(text)
    starts[id] = at
    pieces.push(BOUND + text)
    at += text.length + 1
    if (id % SLICE === 0) yield id / count
  }
  starts[count] = at
  endPart()
  const bytes = parts.reduce((sum, { text }) => sum + text.length, starts.byteLength + letters.byteLength)
  return { parts, starts, letters, bytes }
}

export const lengthOf = ({ starts }: TextList, id: number): number => starts[id + 1] - starts[id] - 1

/** One of the texts. */
export function textAt({ parts, starts }: TextList, id: number): string {
  const part = parts.findLast(({ from }) => from <= starts[id])
  return part === undefined ? '' : part.text.slice(starts[id] + 1 - part.from, starts[id + 1] - part.from)
}

/** Calls `met` with each text that has `sought` in it (it may begin or end with BOUND), in order, until it returns false. */
export function eachWith({ parts, starts }: TextList, sought: string, met: (id: number) => boolean): void {
  for (const [p, { text, from }] of parts.entries()) {
    const end = lastAt(starts, parts[p + 1]?.from ?? starts[starts.length - 1], starts.length)
    let id = lastAt(starts, from, end)
    for (let at = text.indexOf(sought); at >= 0; ) {
      id = lastAt(starts, from + at, end, id)
      if (!met(id)) return
      if (++id >= end) break
      at = text.indexOf(sought, starts[id] - from)
    }
  }
}

/** The last text from `low` on (before `high`) that begins at or before `place`. */
function lastAt(starts: Uint32Array, place: number, high: number, low = 0): number {
  let [first, after] = [low, high]
  while (after - first > 1) {
    const middle = (first + after) >>> 1
    if (starts[middle] <= place) first = middle
    else after = middle
  }
  return first
}

// As many as are compared; see Likeness.
const MOST_LETTERS = 32

/** One bit for each letter or digit that occurs among the first 32 (others share bits). */
export function lettersOf(text: string): number {
  const length = Math.min(text.length, MOST_LETTERS)
  let mask = 0
  for (let i = 0; i < length; i++) mask |= 1 << (text.charCodeAt(i) & 31)
  return mask >>> 0
}
