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
  for (let s = 0; s + 1 < offsets.length; s++) {
    const begin = filled
    for (let e = offsets[s]; e < offsets[s + 1]; e++) {
      const a = tokens[e]
      steps[a]++
      if (seen[a] === s) continue
      seen[a] = s
      members[filled++] = a
    }
    ends[s + 1] = filled
    if (filled > begin) sessions++
    if (filled < begin + 2) continue
    count++
    for (let m = begin; m < filled; m++) having[members[m]]++
  }

  const least = fewestSessions(having)
  const reached = new Uint8Array(n)
  let far = Array.from(having.keys()).filter((a) => having[a] >= least)
  far.sort((a, b) => having[b] - having[a] || a - b)
  if (far.length > 0) reached[far[0]] = 1
  for (let pass = 0; pass < MOST_PASSES && far.length > 0; pass++) {
    // Their rows alone can reach them: those of the first pass reach nearly all others.
    const row = new Int32Array(n).fill(-1)
    const asked = far.slice(0, AT_ONCE)
    asked.forEach((a, k) => {
      row[a] = k
    })
    const shared = new Uint32Array(AT_ONCE * n)
    for (let s = 0; s + 1 < ends.length; s++) {
      for (let m = ends[s]; m < ends[s + 1]; m++) {
        const from = row[members[m]] * n
        if (from >= 0) for (let o = ends[s]; o < ends[s + 1]; o++) shared[from + members[o]]++
      }
    }
    // What is reached by one of them may reach another one.
    for (let k = 0; k < AT_ONCE; k++) {
      for (const [r, a] of asked.entries()) {
        const meets = (b: number) =>
          b !== a && having[b] >= least && isConnected(shared[r * n + b], having[a], having[b], count)
        if (!reached[a]) reached[a] = +having.some((_, b) => reached[b] === 1 && meets(b))
        if (reached[a]) for (let b = 0; b < n; b++) if (meets(b)) reached[b] = 1
      }
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
