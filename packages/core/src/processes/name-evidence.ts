import { ln } from './arithmetic.js'
import type { LinkMatrix } from './links.js'

/** Pairs that are imagined for every word, linked as often as any pair is: what a word must outweigh to say something. */
const IMAGINED_PAIRS = 2
/** Words in more than this share of the activities say nothing, and cost much. */
const MOST_COMMON = 0.5

/**
 * What the words of activity names say about pairs, as far as this very log bears it out. For each word, the mean link
 * probability of the pairs that share it is compared with that of all pairs: `mortgage` may stand for one process,
 * `confirm` for none, and in a log of opaque names nothing stands for anything. A pair's own probability is left out of
 * what its words say about it.
 */
export class NameEvidence {
  readonly #wordsOf: Uint32Array[]
  readonly #pairs: Float64Array
  readonly #linked: Float64Array
  readonly #base: number

  constructor(names: readonly string[], links: LinkMatrix) {
    const n = links.activities
    const { wordsOf, counts } = sharedWords(names)
    this.#wordsOf = wordsOf
    this.#pairs = Float64Array.from(counts, (count) => (count * (count - 1)) / 2)
    this.#linked = new Float64Array(counts.length)
    let all = 0
    for (let i = 0; i < n; i++) {
      for (let p = links.offsets[i]; p < links.offsets[i + 1]; p++) {
        const j = links.columns[p]
        if (j < i) continue
        all += links.probabilities[p]
        const mine = wordsOf[i]
        const theirs = wordsOf[j]
        for (let x = 0, y = 0; x < mine.length && y < theirs.length; ) {
          if (mine[x] < theirs[y]) x++
          else if (mine[x] > theirs[y]) y++
          else {
            this.#linked[mine[x++]] += links.probabilities[p]
            y++
          }
        }
      }
    }
    this.#base = Math.min(0.5, Math.max(0.002, all / Math.max(1, (n * (n - 1)) / 2)))
  }

  /** Log-odds that the best word of the two adds, given their own link probability; 0 where they share none. */
  of(i: number, j: number, probability: number): number {
    let best = Number.NEGATIVE_INFINITY
    const mine = this.#wordsOf[i]
    const theirs = this.#wordsOf[j]
    for (let x = 0, y = 0; x < mine.length && y < theirs.length; ) {
      if (mine[x] < theirs[y]) x++
      else if (mine[x] > theirs[y]) y++
      else {
        const word = mine[x++]
        y++
        const others = this.#pairs[word] - 1
        const rate = (this.#linked[word] - probability + IMAGINED_PAIRS * this.#base) / (others + IMAGINED_PAIRS)
        best = Math.max(best, Math.min(0.999, Math.max(0.001, rate)))
      }
    }
    if (best === Number.NEGATIVE_INFINITY) return 0
    return ln((best / (1 - best)) * ((1 - this.#base) / this.#base))
  }
}

/** Words, and pairs of neighbouring words, of each name; only those that several activities share, as ascending ids. */
function sharedWords(names: readonly string[]): { wordsOf: Uint32Array[]; counts: number[] } {
  const texts = names.map(words)
  const having = new Map<string, number>()
  for (const text of texts) for (const word of text) having.set(word, (having.get(word) ?? 0) + 1)
  const most = MOST_COMMON * names.length + 2
  const ids = new Map<string, number>()
  const counts: number[] = []
  const wordsOf = texts.map((text) => {
    const own: number[] = []
    for (const word of text) {
      const count = having.get(word) ?? 0
      if (count < 2 || count > most) continue
      let id = ids.get(word)
      if (id === undefined) {
        id = ids.size
        ids.set(word, id)
        counts.push(count)
      }
      own.push(id)
    }
    return Uint32Array.from(own).sort()
  })
  return { wordsOf, counts }
}

/** `/home-loan/r4/CoApplicant` -> home, loan, co, applicant, and `home loan` and so on. Digits and single letters go. */
export function words(name: string): Set<string> {
  const spaced = name.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
  const single = (spaced.match(/\p{L}{2,}/gu) ?? []).map((word) => word.toLowerCase())
  const found = new Set(single)
  for (let k = 1; k < single.length; k++) found.add(`${single[k - 1]} ${single[k]}`)
  return found
}
