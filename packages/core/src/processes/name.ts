import { abbreviates, acronymsOf, isJoining, isWordLike, phrasesOf, readable, type Word } from './words.js'

/** What the names of processes are made from. */
export interface NamingInput {
  activityNames: readonly string[]
  /** Steps of each process in typical order, as activity ids. */
  steps: readonly ArrayLike<number>[]
  /** [activities] how central each is to its process: the share of its runs that reach it, 0 to 1. */
  weight: ArrayLike<number>
  /** Activities of no process that everyone visits: their words say little. */
  hubs: readonly number[]
  /** [processes] entry and exit activity, for names that words do not give */
  entry: ArrayLike<number>
  exit: ArrayLike<number>
  /** [processes] the channel, or null */
  channel: readonly (string | null)[]
  /** [processes] the user's own name, or null; it always wins. Missing: none. */
  given?: readonly (string | null)[]
}

export interface ProcessName {
  name: string
  named: 'words' | 'steps' | 'user'
  /** The words of the name without what was added to tell it from others; empty where named by steps or user. */
  words: string[]
}

const LONGEST_PHRASE = 4
// Precision counts this much more than coverage (the F measure's beta squared): a name must not fit other processes.
const BETA2 = 0.25
// Below this score no words are worth a name and the entry and exit steps are.
const LEAST_SCORE = 0.14
const LONGEST_STEP_NAME = 36

/**
 * Names processes by the words of their activities. The candidates are phrases of up to four words that stand together
 * in one name. A candidate's coverage is the share of the process' activities (weighted by how central they are) that
 * have it; its precision the share of its coverage over all processes and the hubs that lies in this one. The best F
 * measure wins: class-based TF-IDF in spirit (Grootendorst 2022), without its dependence on the length of the names.
 * What is cut off at the end of a name (`CARD_ACTIVAT`) is completed where the log has the whole elsewhere, and an
 * abbreviation (`acccar`) speaks for the phrase that it abbreviates. Equal names are told apart by the channel, by a
 * further phrase, or by the entry step. Where words say too little, the name is `entry → exit`.
 */
export function nameProcesses(input: NamingInput): ProcessName[] {
  const lexicon = new Lexicon(input.activityNames)
  const coverage = measureCoverage(input, lexicon)
  const acronyms = acronymsOf(input.activityNames)
  const ranked = input.steps.map((_, p) => rank(p, coverage))
  const names = ranked.map((candidates, p): ProcessName => {
    const user = input.given?.[p]
    if (user !== undefined && user !== null) return { name: user, named: 'user', words: [] }
    const best = candidates[0]
    if (best === undefined || best.score < LEAST_SCORE) return { name: stepsName(input, p), named: 'steps', words: [] }
    return { name: readable(best.words, acronyms), named: 'words', words: best.words }
  })
  tellApart(names, input, ranked, coverage, acronyms)
  return names
}

interface Candidate {
  words: string[]
  score: number
  coverage: number
}

/** The phrases of every activity, repaired by what the whole log knows. */
class Lexicon {
  /** [activities] distinct n-grams (words joined by a space) */
  readonly grams: string[][]
  readonly #after = new Map<string, Map<string, number>>() // word -> words that follow it
  readonly #inner = new Set<string>() // pairs of words that do not end their phrase
  readonly #abbreviated = new Map<string, string>()

  constructor(names: readonly string[]) {
    const phrases = names.map(phrasesOf)
    for (const list of phrases) for (const phrase of list) this.#learn(phrase)
    const whole = phrases.map((list) => list.map((phrase) => this.#complete(phrase.map(({ text }) => text))))
    this.#learnAbbreviations(whole)
    this.grams = whole.map((list) => {
      const grams = new Set<string>()
      for (const phrase of list) {
        for (const gram of gramsOf(phrase)) grams.add(gram)
        for (const word of phrase) {
          const full = this.#abbreviated.get(word)
          if (full !== undefined) for (const gram of gramsOf(full.split(' '))) grams.add(gram)
        }
      }
      return [...grams]
    })
  }

  isAbbreviation(word: string): boolean {
    return this.#abbreviated.has(word)
  }

  #learn(phrase: readonly Word[]): void {
    for (let i = 0; i + 1 < phrase.length; i++) {
      const follows = this.#after.get(phrase[i].text) ?? new Map<string, number>()
      this.#after.set(phrase[i].text, follows)
      follows.set(phrase[i + 1].text, (follows.get(phrase[i + 1].text) ?? 0) + 1)
      if (i + 2 < phrase.length) this.#inner.add(`${phrase[i].text} ${phrase[i + 1].text}`)
    }
  }

  // A last word that is the beginning of just one other word after the same word, and itself never has a successor
  // there, was cut off. Plurals are not cut off singulars.
  #complete(phrase: string[]): string[] {
    const last = phrase[phrase.length - 1]
    const before = phrase[phrase.length - 2]
    if (before === undefined || last.length < 3 || this.#inner.has(`${before} ${last}`)) return phrase
    const longer = [...(this.#after.get(before) ?? [])].filter(
      ([word]) => word.length > last.length && word.startsWith(last) && word !== `${last}s`
    )
    if (longer.length === 0) {
      const plural = `${last}s`
      return this.#after.get(before)?.has(plural) ? [...phrase.slice(0, -1), plural] : phrase
    }
    // Of several the shortest, where the others go on from it.
    longer.sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1))
    return longer.every(([word]) => word.startsWith(longer[0][0])) ? [...phrase.slice(0, -1), longer[0][0]] : phrase
  }

  // A word is an abbreviation where it is one of exactly one phrase of the log.
  #learnAbbreviations(phrases: readonly (readonly string[][])[]): void {
    const full = new Map<string, string[]>()
    const words = new Set<string>()
    for (const list of phrases) {
      for (const phrase of list) {
        for (const word of phrase) words.add(word)
        for (const gram of gramsOf(phrase)) if (gram.includes(' ')) full.set(gram, gram.split(' '))
      }
    }
    // By first letter, as both ways of abbreviating keep it.
    const byLetter = new Map<string, [string, string[]][]>()
    for (const entry of full) byLetter.set(entry[0][0], [...(byLetter.get(entry[0][0]) ?? []), entry])
    for (const word of words) {
      if (word.length < 4) continue
      const meanings = (byLetter.get(word[0]) ?? []).filter(([, parts]) => abbreviates(word, parts))
      if (meanings.length === 1) this.#abbreviated.set(word, meanings[0][0])
    }
  }
}

function gramsOf(words: readonly string[]): string[] {
  const grams: string[] = []
  for (let from = 0; from < words.length; from++) {
    if (isJoining(words[from])) continue
    for (let to = from + 1; to <= Math.min(words.length, from + LONGEST_PHRASE); to++) {
      if (!isJoining(words[to - 1])) grams.push(words.slice(from, to).join(' '))
    }
  }
  return grams
}

interface Coverage {
  /** Per process: phrase -> share of the process' weight that has it. */
  of: Map<string, number>[]
  /** Phrase -> sum over processes, hubs as one more. */
  all: Map<string, number>
  lexicon: Lexicon
}

function measureCoverage(input: NamingInput, lexicon: Lexicon): Coverage {
  const all = new Map<string, number>()
  const measure = (activities: ArrayLike<number>, weightOf: (a: number) => number) => {
    const share = new Map<string, number>()
    let total = 0
    for (let i = 0; i < activities.length; i++) {
      const weight = weightOf(activities[i])
      total += weight
      for (const gram of lexicon.grams[activities[i]]) share.set(gram, (share.get(gram) ?? 0) + weight)
    }
    for (const [gram, sum] of share) {
      share.set(gram, sum / total)
      all.set(gram, (all.get(gram) ?? 0) + sum / total)
    }
    return share
  }
  // A rarely reached step still has its words: half of the weight is the same for all.
  const of = input.steps.map((steps) => measure(steps, (a) => 0.5 + 0.5 * input.weight[a]))
  measure(input.hubs, () => 1)
  return { of, all, lexicon }
}

/** The candidates of a process, best first. */
function rank(p: number, { of, all, lexicon }: Coverage): Candidate[] {
  const candidates: Candidate[] = []
  for (const [gram, coverage] of of[p]) {
    const words = gram.split(' ')
    const precision = coverage / (all.get(gram) as number)
    let score = ((1 + BETA2) * precision * coverage) / (BETA2 * precision + coverage)
    // Two words say what one leaves open.
    if (words.length > 1) score *= 1.3
    for (const word of words) if (!isWordLike(word) || lexicon.isAbbreviation(word)) score *= 0.3
    candidates.push({ words, score, coverage })
  }
  return candidates.sort(
    (a, b) => b.score - a.score || b.words.length - a.words.length || a.words.join().length - b.words.join().length
  )
}

function stepsName({ activityNames, entry, exit }: NamingInput, p: number): string {
  const first = shorten(activityNames[entry[p]])
  return entry[p] === exit[p] ? first : `${first} → ${shorten(activityNames[exit[p]])}`
}

// Cut at the left, as names differ at their ends.
function shorten(name: string): string {
  const letters = [...name]
  return letters.length <= LONGEST_STEP_NAME ? name : `…${letters.slice(1 - LONGEST_STEP_NAME).join('')}`
}

function tellApart(
  names: ProcessName[],
  input: NamingInput,
  ranked: readonly Candidate[][],
  coverage: Coverage,
  acronyms: ReadonlySet<string>
): void {
  // Processes of equal name, but for the user's own names, which stay as they are even where they are equal.
  const groups = () => {
    const same = new Map<string, number[]>()
    names.forEach(({ name }, p) => {
      const key = name.toLowerCase()
      const group = same.get(key)
      if (group === undefined) same.set(key, [p])
      else group.push(p)
    })
    const double = [...same.values()].filter((group) => group.length > 1)
    return double.map((group) => group.filter((p) => names[p].named !== 'user'))
  }
  const add = (p: number, text: string) => {
    names[p] = { ...names[p], name: `${names[p].name}, ${text}` }
  }
  for (const group of groups()) for (const p of group) if (input.channel[p] !== null) add(p, input.channel[p] as string)
  for (const group of groups()) {
    for (const p of group) {
      const further = ranked[p].find(({ words, coverage: own }) => {
        if (!words.every((word) => !names[p].words.includes(word) && isWordLike(word))) return false
        const gram = words.join(' ')
        return group.every((q) => q === p || (coverage.of[q].get(gram) ?? 0) < own / 3)
      })
      if (further !== undefined) add(p, readable(further.words, acronyms, false))
    }
  }
  for (const group of groups()) {
    for (const p of group) {
      if (names[p].named === 'words') add(p, `from ${shorten(input.activityNames[input.entry[p]])}`)
    }
  }
  const taken = new Set(names.map(({ name }) => name.toLowerCase()))
  for (const group of groups()) {
    for (const p of group.slice(
      names.some((other) => other.named === 'user' && other.name === names[group[0]]?.name) ? 0 : 1
    )) {
      let number = 2
      while (taken.has(`${names[p].name}, ${number}`.toLowerCase())) number++
      add(p, String(number))
      taken.add(names[p].name.toLowerCase())
    }
  }
}
