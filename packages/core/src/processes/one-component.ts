import type { Traces } from '../log/types.js'
import { fewestSessions, isConnected } from './components.js'
import { type Evidence, emptyPairs } from './evidence.js'

/** Frequent activities whose partners are counted in one pass, and passes before all pairs are counted instead. */
const AT_ONCE = 8
const MOST_PASSES = 8

/**
 * What `findComponents` reads of the evidence of sessions, without pairs, where the partners of a few activities tell that
 * all is one component, as it mostly is: then no other pair matters. Null where they do not.
 */
export function ofOneComponent({ offsets, tokens, activities: n }: Traces): Evidence | null {
  const having = new Float64Array(n)
  const steps = new Float64Array(n)
  const seen = new Int32Array(n).fill(-1)
  const members = new Uint32Array(tokens.length) // of every session the different activities,
  const ends = new Uint32Array(offsets.length) // which end here, by 1 + its number
  let [count, sessions, filled] = [0, 0, 0]
  // What is done for each session is a function of its own, which is compiled early and once.
  const addMembers = (s: number): void => {
    const begin = ends[s]
    let end = begin
    for (let e = offsets[s]; e < offsets[s + 1]; e++) {
      const a = tokens[e]
      steps[a]++
      if (seen[a] === s) continue
      seen[a] = s
      members[end++] = a
    }
    ends[s + 1] = filled = end
    if (end > begin) sessions++
    if (end < begin + 2) return
    count++
    for (let m = begin; m < end; m++) having[members[m]]++
  }
  for (let s = 0; s + 1 < ends.length; s++) addMembers(s)

  const least = fewestSessions(having)
  const reached = new Uint8Array(n)
  let far = Array.from(having.keys()).filter((a) => having[a] >= least)
  far.sort((a, b) => having[b] - having[a] || a - b)
  if (far.length > 0) reached[far[0]] = 1
  /** Reaches a from what it meets, and that from a where a is reached. Returns how many more are reached. */
  const reach = (a: number, meets: (b: number) => boolean): number => {
    let more = 0
    for (let b = 0; b < n && !reached[a]; b++) if (reached[b] && meets(b)) more = reached[a] = 1
    for (let b = 0; b < n && reached[a]; b++) if (!reached[b] && meets(b)) more += reached[b] = 1
    return more
  }
  for (let pass = 0; pass < MOST_PASSES && far.length > 0; pass++) {
    // Their rows alone can reach them: those of the first pass reach nearly all others.
    const row = new Int32Array(n).fill(-1)
    const asked = far.slice(0, AT_ONCE)
    asked.forEach((a, k) => {
      row[a] = k
    })
    const shared = new Uint32Array(AT_ONCE * n)
    const addShared = (s: number): void => {
      for (let m = ends[s]; m < ends[s + 1]; m++) {
        const from = row[members[m]] * n
        if (from >= 0) for (let o = ends[s]; o < ends[s + 1]; o++) shared[from + members[o]]++
      }
    }
    for (let s = 0; s + 1 < ends.length; s++) addShared(s)
    // What is reached by one of them may reach another one.
    for (let before = -1, now = 0; now > before; ) {
      before = now
      asked.forEach((a, r) => {
        now += reach(
          a,
          (b) => b !== a && having[b] >= least && isConnected(shared[r * n + b], having[a], having[b], count)
        )
      })
    }
    const left = far.filter((a) => !reached[a])
    if (left.length === far.length) return null
    far = left
  }
  if (far.length > 0) return null
  const none = { count: 0, having: new Float64Array(n) }
  const documents = { session: { count, having }, window32: none, window16: none, window8: none }
  const pairs = emptyPairs(new Uint32Array(n), false)
  return { version: 1, activities: n, sessions, distinct: filled, steps, documents, pairs, lives: null }
}
