import { fetched } from '../kernel/work.js'
import type { Centroids } from './family-tree.js'
import type { makeFamilies } from './kin.js'
import type { Family, FlowEdge } from './types.js'

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
  /** Where the processes lie: what shares neither words nor hand-overs is then merged by nearness instead of being left. */
  centroids?: Centroids
  /** May be missing up to twelve processes. */
  makeFamilies?: typeof makeFamilies
}

/** As many families as there are colours that can be told apart, and one more for what is left. */
export const MOST_FAMILIES = 12

/**
 * Groups processes into at most twelve families and "Other".
 *
 * Up to twelve processes: one family each. More: processes of equal words (one process in several channels) stay together.
 * Of these the two that are most akin are merged, then the next two, until twelve are left: by hand-overs (how many more
 * than chance has them follow one another in a session), by words that their names share, and by the nearness of their
 * centroids. Families are kept of like size. What is akin to nothing belongs to "Other" where there is no room.
 */
export function findFamilies(input: FamilyInput): Families {
  const count = input.names.length
  const groups: Group[] = []
  const taken = new Uint8Array(count)
  for (const [name, processes] of input.given ?? []) {
    const free = processes.filter((p) => !taken[p])
    for (const p of free) taken[p] = 1
    if (free.length > 0) groups.push({ name, processes: free })
  }
  const runsOf = (processes: readonly number[]) => processes.reduce((sum, p) => sum + input.runs[p], 0)
  const free = Array.from(taken.keys()).filter((p) => !taken[p])
  const room = Math.max(1, MOST_FAMILIES - groups.length)
  const made =
    groups.length + free.length <= MOST_FAMILIES
      ? free.map((p) => ({ name: input.names[p].name, processes: [p] }))
      : manyFamilies(free, input, room, runsOf)
  const byRuns = (list: readonly Group[]) =>
    list
      .map((group, at) => ({ ...group, runs: runsOf(group.processes), at }))
      .sort((a, b) => b.runs - a.runs || a.at - b.at)
  const ranked = byRuns(made)
  const rest = ranked.slice(room).flatMap((group) => group.processes)
  const kept = byRuns([...groups, ...ranked.slice(0, room)])
  const all: Group[] = rest.length > 0 ? [...kept, { name: 'Other', processes: rest }] : kept
  const family = new Array<number>(count).fill(0)
  const families = all.map(({ name, processes }, id) => {
    for (const p of processes) family[p] = id
    return { id, name, processes: [...processes].sort((a, b) => a - b) }
  })
  return { families, family }
}

const manyFamilies: typeof makeFamilies = (free, input, ...rest) => {
  return fetched(input.makeFamilies, 'kin')(free, input, ...rest)
}

export interface Group {
  name: string
  processes: number[]
}
