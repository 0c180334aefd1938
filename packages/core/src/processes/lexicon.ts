import { abbreviates, codesOf, isJoining, type Word } from './words.js'

// Words, without those that join them.
const LONGEST_PHRASE = 4

/** The phrases of every activity, repaired by what the whole log knows. */
export class Lexicon {
  /** [activities] distinct n-grams (words joined by a space) */
  readonly grams: string[][]
  /** [activities] abbreviations in its name */
  readonly abbreviations: string[][]
  /** Abbreviation -> the phrases of the log that it may stand for. */
  readonly meanings = new Map<string, string[]>()
  readonly #after = new Map<string, Set<string>>() // word -> words that follow it
  readonly #before = new Map<string, Set<string>>() // word -> words it follows; '' where it begins a phrase
  readonly #goesOn = new Set<string>() // words that have a successor somewhere

  /** @param phrases the phrases of each name */
  constructor(names: readonly string[], phrases: readonly Word[][][]) {
    for (const list of phrases) for (const phrase of list) this.#learn(phrase)
    const whole = phrases.map((list) => list.map((phrase) => this.#complete(phrase.map(({ text }) => text))))
    const codes = names.map(codesOf)
    this.#learnAbbreviations(whole, codes)
    this.grams = whole.map((list) => [...new Set(list.flatMap(gramsOf))])
    this.abbreviations = whole.map((list, a) =>
      [...codes[a], ...list.flat()].filter((word, at, all) => this.meanings.has(word) && all.indexOf(word) === at)
    )
  }

  #learn(phrase: readonly Word[]): void {
    phrase.forEach(({ text }, i) => {
      insert(this.#before, text, i > 0 ? phrase[i - 1].text : '')
      if (i + 1 === phrase.length) return
      insert(this.#after, text, phrase[i + 1].text)
      this.#goesOn.add(text)
    })
  }

  // A last word that never goes on and stands after one word only was cut off where it is the beginning of another word
  // that stands after the same word, or else of just one word of the log.
  #complete(phrase: string[]): string[] {
    const last = phrase[phrase.length - 1]
    const before = phrase[phrase.length - 2]
    if (before === undefined || last.length < 3 || this.#goesOn.has(last)) return phrase
    if ((this.#before.get(last) as Set<string>).size > 1) return phrase
    const longer = (words: Iterable<string>) =>
      [...words]
        .filter((word) => word.length > last.length && word.startsWith(last))
        .sort((x, y) => x.length - y.length || (x < y ? -1 : 1))
    // Of several the shortest, where the others go on from it (`fund`: funds, fundsTransfer).
    const here = longer(this.#after.get(before) ?? [])
    const found = here.length > 0 || last.length < 5 ? here : longer(this.#before.keys())
    if (found.length === 0 || !found.every((word) => word.startsWith(found[0]))) return phrase
    return [...phrase.slice(0, -1), found[0]]
  }

  // Abbreviations stand alone, as codes or as phrases of one word.
  #learnAbbreviations(phrases: readonly (readonly string[][])[], codes: readonly string[][]): void {
    const byLetter = new Map<string, Map<string, string[]>>() // first letter -> phrases of two words or more
    const alone = new Set<string>(codes.flat())
    for (const phrase of phrases.flat()) {
      if (phrase.length === 1) alone.add(phrase[0])
      for (const gram of gramsOf(phrase)) {
        if (!gram.includes(' ')) continue
        const known = byLetter.get(gram[0]) ?? new Map<string, string[]>()
        byLetter.set(gram[0], known)
        known.set(gram, gram.split(' '))
      }
    }
    for (const word of alone) {
      if (word.length < 4 || this.#goesOn.has(word) || [...(this.#before.get(word) ?? [])].some(Boolean)) continue
      const meanings = [...(byLetter.get(word[0]) ?? [])].filter(([, parts]) => abbreviates(word, parts))
      if (meanings.length > 0)
        this.meanings.set(
          word,
          meanings.map(([gram]) => gram)
        )
    }
  }
}

function insert(sets: Map<string, Set<string>>, key: string, value: string): void {
  const known = sets.get(key)
  if (known === undefined) sets.set(key, new Set([value]))
  else known.add(value)
}

/** All runs of up to four words, without words that only join at their ends. */
export function gramsOf(words: readonly string[]): string[] {
  const grams: string[] = []
  for (let from = 0; from < words.length; from++) {
    if (isJoining(words[from])) continue
    for (let to = from + 1, length = 0; to <= words.length && length < LONGEST_PHRASE; to++) {
      if (isJoining(words[to - 1])) continue
      grams.push(words.slice(from, to).join(' '))
      length++
    }
  }
  return grams
}
