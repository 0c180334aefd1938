import type { FamilyInput, Group } from './families.js'
import { centroidsOf, dotProducts, mergeKin } from './family-tree.js'
import { isJoining, readable } from './words.js'

// Kinship is weighed between so many names at most (the most run ones); it takes 24 bytes a pair.
const MOST_STEMS = 1200
// A family is named after a word that this share of its names have, and of its runs are of processes with such a name.
const LEAST_NAMING = 0.6
// Two names that share a word, but not the last one (what it is about): "Open checking", "Open savings".
const SHARED_ELSEWHERE = 0.6
// A word in more than this share of all names says little.
const COMMON_WORD = 0.2

/** What is fetched where there are more processes than families. */
export const kin = { centroidsOf, makeFamilies }

/** Processes of equal words, as one. */
interface Stem extends Group {
  words: readonly string[]
}

/** Families of more processes than have room; the last ones may be more than `room`. */
export function makeFamilies(
  free: readonly number[],
  input: FamilyInput,
  room: number,
  runsOf: (processes: readonly number[]) => number
): Group[] {
  const all = stemsOf(free, input)
    .map((stem, at) => ({ ...stem, runs: runsOf(stem.processes), at }))
    .sort((a, b) => b.runs - a.runs || a.at - b.at)
  const stems = all.slice(0, MOST_STEMS)
  const kinship = {
    handovers: handoversBetween(stems, input),
    words: sharedWords(stems),
    places: input.centroids
      ? dotProducts(
          stems.map(({ processes }) => processes),
          input.centroids
        )
      : null
  }
  const used = new Set(input.given?.keys())
  const made = mergeKin(stems.length, kinship, room).map((members) => {
    const parts = members.sort((a, b) => a - b).map((member) => stems[member])
    const name = nameFamily(parts, runsOf, used)
    used.add(name)
    return { name, processes: parts.flatMap(({ processes }) => processes) }
  })
  return [...made, ...all.slice(MOST_STEMS)]
}

function stemsOf(processes: readonly number[], { names }: FamilyInput): Stem[] {
  const stems = new Map<string, Stem>()
  for (const p of processes) {
    const { words, name } = names[p]
    const key = words.length > 0 ? words.join(' ') : `process ${p}`
    const stem = stems.get(key)
    if (stem !== undefined) stem.processes.push(p)
    else stems.set(key, { name: words.length > 0 ? readable(words, new Set()) : name, words, processes: [p] })
  }
  return [...stems.values()]
}

function handoversBetween(stems: readonly Stem[], { names, handovers }: FamilyInput): Float64Array {
  const n = stems.length
  const stemOf = new Int32Array(names.length).fill(-1)
  stems.forEach(({ processes }, stem) => {
    for (const p of processes) stemOf[p] = stem
  })
  const counts = new Float64Array(n * n)
  for (const { from, to, count } of handovers) {
    const a = stemOf[from]
    const b = stemOf[to]
    if (a < 0 || b < 0 || a === b) continue
    counts[a * n + b] += count
    counts[b * n + a] += count
  }
  return counts
}

/** How much two names share: by their best common word, the last one of both counting most, common ones less. */
function sharedWords(stems: readonly Stem[]): Float64Array {
  const n = stems.length
  const having = new Map<string, number[]>()
  stems.forEach(({ words }, stem) => {
    for (const word of new Set(words)) {
      if (isJoining(word)) continue
      const list = having.get(word)
      if (list) list.push(stem)
      else having.set(word, [stem])
    }
  })
  const shared = new Float64Array(n * n)
  for (const [word, list] of having) {
    const rarity = Math.min(1, Math.max(3, COMMON_WORD * n) / list.length)
    for (const a of list) {
      for (const b of list) {
        if (a === b) continue
        const last = stems[a].words.at(-1) === word && stems[b].words.at(-1) === word
        shared[a * n + b] = Math.max(shared[a * n + b], rarity * (last ? 1 : SHARED_ELSEWHERE))
      }
    }
  }
  return shared
}

/** A word of most of the names, else the names of the two most run ones, and how many more there are. */
function nameFamily(
  stems: readonly Stem[],
  runsOf: (processes: readonly number[]) => number,
  used: ReadonlySet<string>
): string {
  const [first, second] = stems
  if (second === undefined) return used.has(first.name) ? `${first.name} (${first.processes.length})` : first.name
  const having = new Map<string, { names: number; last: number; runs: number }>()
  for (const { words, processes } of stems) {
    for (const word of new Set(words)) {
      if (isJoining(word)) continue
      const entry = having.get(word) ?? { names: 0, last: 0, runs: 0 }
      entry.names++
      entry.runs += runsOf(processes)
      if (words.at(-1) === word) entry.last++
      having.set(word, entry)
    }
  }
  const words = [...having].sort(([, a], [, b]) => b.names - a.names || b.last - a.last)
  const all = stems.reduce((sum, { processes }) => sum + runsOf(processes), 0)
  for (const [word, { names, runs }] of words) {
    const name = readable([word], new Set())
    const naming = names > 1 && names >= LEAST_NAMING * stems.length && runs >= LEAST_NAMING * all
    if (naming && !used.has(name)) return name
  }
  const more = stems.length - 2
  return `${first.name}, ${second.name}${more > 0 ? ` and ${more} more` : ''}`
}
