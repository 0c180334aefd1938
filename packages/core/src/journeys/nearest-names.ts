import { bitsSet } from './bits.js'
import type { CustomerNames } from './customer-names.js'
import { Likeness } from './likeness.js'
import { lengthOf, lettersOf, type TextList, textAt } from './text-list.js'

const SPACE_LETTERS = lettersOf(' ')
/** Texts are compared by as many letters. */
const COMPARED_LETTERS = 32

/** The cases whose id, name or a word of it is at most a few edits off `low`, the nearest first. */
export function nearestCases(names: CustomerNames, low: string, most: number): number[] {
  const sought = new Sought(low)
  const edits = sought.editsTo(names.ids)
  lowerByWords(names, sought.editsTo(names.words), edits, sought.limit)
  lowerByNames(names, sought, edits)
  const found: number[][] = Array.from({ length: sought.limit + 1 }, () => [])
  for (let id = 0; id < edits.length; id++) if (edits[id] <= sought.limit) found[edits[id]].push(id)
  return found.flat().slice(0, most)
}

/** A text, and how far others may be off it. */
class Sought {
  readonly limit: number
  readonly #length: number
  readonly #letters: number
  readonly #likeness: Likeness

  constructor(text: string) {
    this.limit = Math.max(1, Math.min(3, Math.floor(text.length / 3)))
    this.#length = text.length
    this.#letters = lettersOf(text)
    this.#likeness = new Likeness(text)
  }

  /** [texts] edits to each, or more than `limit`. */
  editsTo({ parts, starts, letters }: TextList): Uint8Array {
    const { limit } = this
    const own = this.#letters
    const likeness = this.#likeness
    const [shortest, longest] = [this.#length - limit, this.#length + limit]
    const edits = new Uint8Array(letters.length).fill(limit + 1)
    let id = 0
    for (const [p, { text, from }] of parts.entries()) {
      const end = parts[p + 1]?.from ?? starts[starts.length - 1]
      for (; id < edits.length && starts[id] < end; id++) {
        const length = starts[id + 1] - starts[id] - 1
        if (length < shortest || length > longest) continue
        // Each edit adds at most one to the letters that occur, and takes at most one away.
        if (bitsSet(own & ~letters[id]) > limit || bitsSet(letters[id] & ~own) > limit) continue
        const first = starts[id] + 1 - from
        edits[id] = likeness.distance(text, first, first + length, limit)
      }
    }
    return edits
  }

  /** Whether a text of such a length can be near. */
  nearLength = (length: number): boolean => Math.abs(length - this.#length) <= this.limit

  /** Whether one with such letters can be: all of its, where it may have more than are compared. */
  nearLetters(letters: number, length: number): boolean {
    const own = this.#letters
    if (bitsSet(own & ~letters) > this.limit) return false
    return length > COMPARED_LETTERS || bitsSet(letters & ~own) <= this.limit
  }

  /** Edits to a text, or more than `limit`. */
  edits = (text: string): number => this.#likeness.distance(text, 0, text.length, this.limit)
}

/** Lowers the edits of cases to those of the words of their names. */
function lowerByWords({ offsets, named }: CustomerNames, ofWords: Uint8Array, edits: Uint8Array, limit: number): void {
  if (!ofWords.some((some) => some <= limit)) return
  for (let id = 0; id + 1 < offsets.length; id++) {
    for (let k = offsets[id]; k < offsets[id + 1]; k++) edits[id] = Math.min(edits[id], ofWords[named[k]])
  }
}

/** Lowers the edits of cases to those of names of more than one word. */
function lowerByNames({ words, offsets, named }: CustomerNames, sought: Sought, edits: Uint8Array): void {
  const { letters } = words
  const lengths = Uint16Array.from(letters, (_, word) => Math.min(0xffff, lengthOf(words, word)))
  for (let id = 0; id + 1 < offsets.length; id++) {
    const [from, to] = [offsets[id], offsets[id + 1]]
    if (to - from < 2) continue
    let length = to - from - 1
    for (let k = from; k < to; k++) length += lengths[named[k]]
    if (!sought.nearLength(length)) continue
    let all = SPACE_LETTERS
    for (let k = from; k < to; k++) all |= letters[named[k]]
    if (!sought.nearLetters(all, length)) continue
    const name = Array.from(named.subarray(from, to), (word) => textAt(words, word)).join(' ')
    edits[id] = Math.min(edits[id], sought.edits(name))
  }
}
