// As many letters as a machine word has bits.
const MOST_LETTERS = 32
const LATIN = 256

/**
 * Edits (insert, remove, replace, swap of neighbours: optimal string alignment) from one text to any parts of others:
 * a bit for each letter of the text, so that a letter of the other costs some ten operations (Hyyrö 2003, "A bit-vector
 * algorithm for computing Levenshtein and Damerau edit distances"). Texts are compared by their first 32 letters.
 */
export class Likeness {
  readonly length: number
  readonly #latin = new Int32Array(LATIN)
  readonly #other = new Map<number, number>()

  constructor(text: string) {
    this.length = Math.min(text.length, MOST_LETTERS)
    for (let i = 0; i < this.length; i++) {
      const code = text.charCodeAt(i)
      if (code < LATIN) this.#latin[code] |= 1 << i
      else this.#other.set(code, (this.#other.get(code) ?? 0) | (1 << i))
    }
  }

  /** Edits to the letters [from, to) of `text`; any number above `most` where they are more than that. */
  distance(text: string, from: number, to: number, most = MOST_LETTERS): number {
    const after = Math.min(to, from + MOST_LETTERS)
    const latin = this.#latin
    const last = this.length - 1
    let edits = this.length
    if (edits === 0) return after - from
    let [more, less, same, matchedBefore] = [-1, 0, 0, 0]
    for (let i = from; i < after; i++) {
      const code = text.charCodeAt(i)
      const matched = code < LATIN ? latin[code] : (this.#other.get(code) ?? 0)
      const swapped = ((~same & matched) << 1) & matchedBefore
      same = (((matched & more) + more) ^ more) | matched | less | swapped
      let up = less | ~(same | more)
      const down = same & more
      edits += ((up >>> last) & 1) - ((down >>> last) & 1)
      // Each letter that is left can take one away.
      if (edits - (after - 1 - i) > most) return edits
      up = (up << 1) | 1
      more = (down << 1) | ~(same | up)
      less = up & same
      matchedBefore = matched
    }
    return edits
  }
}
