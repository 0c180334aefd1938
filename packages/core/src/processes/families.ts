import { type Centroids, mergeByCentroid } from './family-tree.js'
import type { Family, FlowEdge } from './types.js'
import { isJoining, readable } from './words.js'

/** Families for colour and grouping; `family` is [processes], an index into `families`. */
export interface Families {
  families: Family[]
  family: number[]
}

export interface FamilyInput {
  /** [processes] display name, and the words it was made from (empty where it was not made from words) */
  names: readonly { name: string; words: readonly string[] }[]
  runs: ArrayLike<number>
  handovers: readonly FlowEdge[]
  /** The user's own grouping: name of the family -> process ids. What it leaves out is grouped as usual. */
  given?: ReadonlyMap<string, readonly number[]>
  /** Where the processes lie: groups that share no word are then merged by nearness instead of being left to "Other". */
  centroids?: Centroids
}

/** As many families as there are colours that can be told apart, and one more for what is left. */
export const MOST_FAMILIES = 12
// A process without a family joins the one that it has this share of its hand-overs (to or from others) with,
const LEAST_SHARE = 0.5
// which are at least this many.
const LEAST_HANDOVERS = 5
// Of the families, so many are kept for shared words; the rest of the room is for what is merged by nearness.
const MOST_BY_WORDS = 7

/**
 * Groups processes into at most twelve families and "Other".
 *
 * Up to twelve processes: one family each. More: processes of equal words (one process in several channels) stay together;
 * the word that most of these share makes a family and gives its name, then the next among those left, and so on. What is
 * left joins the family that it has most of its hand-overs with. Where there are still more than twelve, the smaller
 * ones are merged by the nearness of their centroids; without centroids they belong to "Other".
 */
export function findFamilies(input: FamilyInput): Families {
  const count = input.names.length
  const groups: { name: string; processes: number[] }[] = []
  const taken = new Uint8Array(count)
  const take = (name: string, processes: readonly number[]) => {
    const free = processes.filter((p) => !taken[p])
    for (const p of free) taken[p] = 1
    if (free.length > 0) groups.push({ name, processes: free })
  }
  for (const [name, processes] of input.given ?? []) take(name, processes)
  const free = () => Array.from(taken.keys()).filter((p) => !taken[p])
  const runsOf = (processes: readonly number[]) => processes.reduce((sum, p) => sum + input.runs[p], 0)
  if (groups.length + free().length <= MOST_FAMILIES) {
    for (const p of free()) take(input.names[p].name, [p])
  } else {
    for (let shared = mostShared(free(), input); shared !== null; shared = mostShared(free(), input)) {
      take(shared.name, shared.processes)
    }
    joinByHandovers(free(), groups, input, taken)
    for (const stem of stemsOf(free(), input)) take(stem.name, stem.processes)
  }
  const ranked = groups
    .map((group, at) => ({ ...group, runs: runsOf(group.processes), at }))
    .sort((a, b) => b.runs - a.runs || a.at - b.at)
  const kept = atMostTwelve(ranked, input, runsOf)
  const family = new Array<number>(count).fill(0)
  const families = kept.map(({ name, processes }, id) => {
    for (const p of processes) family[p] = id
    return { id, name, processes: [...processes].sort((a, b) => a - b) }
  })
  return { families, family }
}

function atMostTwelve(
  ranked: readonly { name: string; processes: number[] }[],
  { centroids, given }: FamilyInput,
  runsOf: (processes: readonly number[]) => number
): { name: string; processes: number[] }[] {
  if (ranked.length <= MOST_FAMILIES) return [...ranked]
  if (!centroids) {
    const rest = ranked.slice(MOST_FAMILIES).flatMap((group) => group.processes)
    return [...ranked.slice(0, MOST_FAMILIES), { name: 'Other', processes: rest }]
  }
  const whole = ranked.filter((group) => given?.has(group.name) || group.processes.length > 2).slice(0, MOST_BY_WORDS)
  const others = ranked.filter((group) => !whole.includes(group))
  const merged = mergeByCentroid(others, centroids, MOST_FAMILIES - whole.length, runsOf)
  return [...whole, ...merged].sort((a, b) => runsOf(b.processes) - runsOf(a.processes))
}

interface Stem {
  name: string
  words: readonly string[]
  processes: number[]
}

/** Processes of equal words, as one. */
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

/** The word that most stems share; of equals the one that ends more of them (what it is about), then more runs. */
function mostShared(free: readonly number[], input: FamilyInput): { name: string; processes: number[] } | null {
  const sharing = new Map<string, { stems: number; ends: number; runs: number; processes: number[] }>()
  for (const { words, processes } of stemsOf(free, input)) {
    for (const word of new Set(words)) {
      if (isJoining(word)) continue
      const entry = sharing.get(word) ?? { stems: 0, ends: 0, runs: 0, processes: [] }
      entry.stems++
      if (words[words.length - 1] === word) entry.ends++
      for (const p of processes) entry.runs += input.runs[p]
      entry.processes.push(...processes)
      sharing.set(word, entry)
    }
  }
  const best = [...sharing]
    .filter(([, entry]) => entry.stems > 1)
    .sort(([, a], [, b]) => b.stems - a.stems || b.ends - a.ends || b.runs - a.runs)[0]
  return best === undefined ? null : { name: readable([best[0]], new Set()), processes: best[1].processes }
}

function joinByHandovers(
  free: readonly number[],
  groups: { name: string; processes: number[] }[],
  { handovers, names }: FamilyInput,
  taken: Uint8Array
): void {
  const member = new Int32Array(names.length).fill(-1)
  groups.forEach((group, g) => {
    for (const p of group.processes) member[p] = g
  })
  const degree = new Float64Array(names.length)
  const between = new Map<number, number>() // process * groups + group -> hand-overs
  for (const { from, to, count } of handovers) {
    if (from === to) continue
    degree[from] += count
    degree[to] += count
    if (member[from] < 0 && member[to] >= 0) bump(between, from * groups.length + member[to], count)
    if (member[to] < 0 && member[from] >= 0) bump(between, to * groups.length + member[from], count)
  }
  for (const p of free) {
    let best = -1
    let most = Math.max(LEAST_HANDOVERS, LEAST_SHARE * degree[p])
    groups.forEach((_, g) => {
      const count = between.get(p * groups.length + g) ?? 0
      if (count < most) return
      most = count + 1
      best = g
    })
    if (best < 0) continue
    groups[best].processes.push(p)
    taken[p] = 1
  }
}

function bump(counts: Map<number, number>, key: number, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by)
}
