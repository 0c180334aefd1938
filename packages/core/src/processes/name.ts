import { gramsOf, Lexicon } from './lexicon.js'
import { acronymsOf, isPlace, isWordLike, phrasesOf, readable } from './words.js'

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

// Precision counts this much more than coverage (the F measure's beta squared): a name must not fit other processes.
const BETA2 = 0.25
// Below this score no words are worth a name and the entry and exit steps are.
const LEAST_SCORE = 0.14
const LONGEST_STEP_NAME = 36
const AS_GOOD = 0.75
// The words of the only process of a log fit no other one, so they must be those of much of it.
const LEAST_ALONE = 0.4

/**
 * Names processes by the words of their activities. The candidates are phrases of up to four words that stand together
 * in one name. A candidate's coverage is the share of the process' activities (weighted by how central they are) that
 * have it; its precision the share of its coverage over all processes of the channel and the hubs that lies in this
 * one. The best F measure wins, less where a word is common to many processes: class-based TF-IDF in spirit (Grootendorst 2022), without its dependence on the length of the names.
 * What is cut off at the end of a name (`CARD_ACTIVAT`) is completed where the log has the whole elsewhere, and an
 * abbreviation (`acccar`) speaks for the phrase that it abbreviates. Equal names are told apart by the channel, by a
 * further phrase, or by the entry step. Where words say too little, the name is `entry → exit`.
 */
export function nameProcesses(input: NamingInput): ProcessName[] {
  const known: Parameters<typeof phrasesOf>[1] = new Map()
  const phrases = input.activityNames.map((name) => phrasesOf(name, known))
  const lexicon = new Lexicon(input.activityNames, phrases)
  const coverage = measureCoverage(input, lexicon)
  const acronyms = acronymsOf(input.activityNames, phrases)
  const ranked = input.steps.map((_, p) => rank(p, input.channel[p], coverage))
  const names = ranked.map((candidates, p): ProcessName => {
    const user = input.given?.[p]
    if (user !== undefined && user !== null) return { name: user, named: 'user', words: [] }
    const best = candidates[0]
    const weak = best === undefined || best.score < LEAST_SCORE || isOneOfMany(candidates)
    if (weak || (ranked.length === 1 && best.coverage < LEAST_ALONE)) {
      return { name: stepsName(input, p), named: 'steps', words: [] }
    }
    return { name: readable(best.words, acronyms), named: 'words', words: best.words }
  })
  tellApart(names, input, ranked, coverage, acronyms)
  return names
}

interface Candidate {
  words: string[]
  score: number
  coverage: number
  /** The activity that alone has it, -1 where several have. */
  only: number
}

// A phrase of a single activity names a process only where no other activity has other words as good: `add to cart` is
// no name for a process of `search`, `product view` and `add to cart`.
function isOneOfMany(candidates: readonly Candidate[]): boolean {
  const [best] = candidates
  if (best.only < 0) return false
  return candidates.some(
    ({ only, score, words }) =>
      only >= 0 &&
      only !== best.only &&
      score >= AS_GOOD * best.score &&
      !words.some((word) => best.words.includes(word))
  )
}

interface Coverage {
  /** Per process: phrase -> the part of the process that has it. */
  of: Map<string, Part>[]
  /** Phrase -> sum over the processes of a channel, hubs as one more. */
  all: Map<string, Map<string, number>>
  /** Words that the names of many processes have, which do not tell one from another: share of the processes. */
  common: Map<string, number>
  lexicon: Lexicon
}

interface Part {
  /** Share of the process' weight. */
  share: number
  /** The one activity that has the phrase, -1 for several. */
  only: number
}

// A word is common in a log where this share of the processes has it, and at least so many.
const COMMON_SHARE = 0.12
const COMMON_LEAST = 4
const VERY_COMMON = 0.3

function measureCoverage(input: NamingInput, lexicon: Lexicon): Coverage {
  const spread = new Map<string, number>() // word -> processes that have it
  const of = input.steps.map((steps) => {
    const words = new Set<string>()
    for (let i = 0; i < steps.length; i++) for (const gram of lexicon.grams[steps[i]]) words.add(gram)
    for (const word of words) spread.set(word, (spread.get(word) ?? 0) + 1)
    // A rarely reached step still has its words: half of the weight is the same for all.
    const weightOf = (a: number) => 0.5 + 0.5 * input.weight[a]
    return shares(steps, weightOf, (a) => [
      ...lexicon.grams[a],
      ...lexicon.abbreviations[a].flatMap((word) => expand(word, words, lexicon))
    ])
  })
  const all = new Map<string, Map<string, number>>()
  const hubs = new Map<string, number>()
  for (const [gram, { share }] of shares(
    input.hubs,
    () => 1,
    (a) => lexicon.grams[a]
  ))
    hubs.set(gram, share)
  of.forEach((share, p) => {
    const channel = input.channel[p] ?? ''
    const sums = all.get(channel) ?? new Map(hubs)
    all.set(channel, sums)
    for (const [gram, part] of share) sums.set(gram, (sums.get(gram) ?? 0) + part.share)
  })
  const least = Math.max(COMMON_LEAST, COMMON_SHARE * of.length)
  const common = new Map<string, number>()
  for (const [word, processes] of spread) if (processes >= least) common.set(word, processes / of.length)
  return { of, all, common, lexicon }
}

function shares(
  activities: ArrayLike<number>,
  weightOf: (activity: number) => number,
  gramsOfActivity: (activity: number) => string[]
): Map<string, Part> {
  const parts = new Map<string, Part>()
  let total = 0
  for (let i = 0; i < activities.length; i++) {
    const a = activities[i]
    const weight = weightOf(a)
    total += weight
    for (const gram of new Set(gramsOfActivity(a))) {
      const part = parts.get(gram)
      if (part === undefined) parts.set(gram, { share: weight, only: a })
      else {
        part.share += weight
        part.only = -1
      }
    }
  }
  for (const part of parts.values()) part.share /= total
  return parts
}

// What an abbreviation stands for, as phrases: its one meaning in the log; of several the one that the process' other
// names know, in full or in part.
function expand(word: string, known: ReadonlySet<string>, lexicon: Lexicon): string[] {
  let meanings = lexicon.meanings.get(word) as string[]
  for (const knows of [
    (gram: string) => known.has(gram),
    (gram: string) => gram.split(' ').some((part) => known.has(part))
  ]) {
    if (meanings.length > 1 && meanings.some(knows)) meanings = meanings.filter(knows)
  }
  return meanings.length === 1 ? gramsOf(meanings[0].split(' ')) : []
}

/** The candidates of a process, best first. */
function rank(p: number, channel: string | null, { of, all, common, lexicon }: Coverage): Candidate[] {
  const sums = all.get(channel ?? '') as Map<string, number>
  const coverageOf = (words: readonly string[]) => of[p].get(words.join(' '))?.share ?? 0
  const precisionOf = (words: readonly string[]) => coverageOf(words) / (sums.get(words.join(' ')) ?? 1)
  // A common word at an end is worth its place where it makes the phrase fit fewer other processes (personal loan), or
  // always stands there (tax documents); not so in `external transfer start`, nor what is very common after two words.
  const addsNothing = (word: string, words: readonly string[], without: readonly string[]) => {
    const share = common.get(word)
    if (share === undefined) return false
    if (without.length === 0) return true
    if (precisionOf(without) < 0.8 * precisionOf(words)) return false
    return coverageOf(words) < 0.8 * coverageOf(without) || (without.length > 1 && share > VERY_COMMON)
  }
  const candidates: Candidate[] = []
  for (const [gram, { share: coverage, only }] of of[p]) {
    const words = gram.split(' ')
    if (words.every((word) => isPlace(word) || word === channel?.toLowerCase())) continue
    const precision = precisionOf(words)
    let score = ((1 + BETA2) * precision * coverage) / (BETA2 * precision + coverage)
    // Two words say what one leaves open.
    if (words.length > 1) score *= 1.3
    for (const word of words) if (!isWordLike(word) || lexicon.meanings.has(word)) score *= 0.3
    if (addsNothing(words[0], words, words.slice(1))) score *= 0.3
    else if (addsNothing(words[words.length - 1], words, words.slice(0, -1))) score *= 0.3
    candidates.push({ words, score, coverage, only })
  }
  candidates.sort(
    (a, b) => b.score - a.score || b.words.length - a.words.length || a.words.join().length - b.words.join().length
  )
  return longestOf(candidates, common)
}

// The best candidate gives way to a longer phrase around it that half of its activities have (charge: dispute charge),
// nearly all where a common word is added.
function longestOf(candidates: Candidate[], common: ReadonlyMap<string, number>): Candidate[] {
  const best = candidates[0]
  if (best === undefined) return candidates
  const inner = ` ${best.words.join(' ')} `
  const around = candidates.filter(
    ({ words, coverage, score }) =>
      words.length > best.words.length &&
      score > 0.3 * best.score &&
      ` ${words.join(' ')} `.includes(inner) &&
      coverage >= (words.some((word) => common.has(word) && !best.words.includes(word)) ? 0.9 : 0.5) * best.coverage
  )
  if (around.length === 0) return candidates
  const chosen = { ...around[0], score: best.score }
  return [chosen, ...candidates.filter((candidate) => candidate !== around[0])]
}

function stepsName({ activityNames, entry, exit }: NamingInput, p: number): string {
  const first = shorten(activityNames[entry[p]])
  return entry[p] === exit[p] ? first : `${first} → ${shorten(activityNames[exit[p]])}`
}

// Paths are cut at the left, as they differ at their ends; sentences after a word.
function shorten(name: string): string {
  const letters = [...name]
  if (letters.length <= LONGEST_STEP_NAME) return name
  if (!name.trim().includes(' ')) return `…${letters.slice(1 - LONGEST_STEP_NAME).join('')}`
  const start = letters.slice(0, LONGEST_STEP_NAME - 1).join('')
  return `${start.slice(0, Math.max(start.lastIndexOf(' '), LONGEST_STEP_NAME / 2)).trimEnd()}…`
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
        return group.every((q) => q === p || (coverage.of[q].get(gram)?.share ?? 0) < own / 3)
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
