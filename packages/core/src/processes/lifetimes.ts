import type { Memory } from '../kernel/memory.js'
import type { Traces } from '../log/types.js'

/** When each activity lived, in shares of the log's sessions (0 = the first, 1 = the last). */
export interface Lifetimes {
  /** [activities] 2nd and 98th percentile of the ranks of the sessions that have it. */
  from: Float64Array
  to: Float64Array
  /** [activities] 0 where it is in fewer than ten sessions, so that its lifetime says nothing. */
  known: Uint8Array
}

/** Fewest sessions from which a lifetime is read. */
const FEWEST = 10

/** Lifetimes by session rank; `traces` must be in chronological order. */
export function sessionLifetimes(traces: Traces): Lifetimes {
  const n = traces.activities
  const sessions = traces.offsets.length - 1
  const count = new Uint32Array(n)
  const seen = new Int32Array(n).fill(-1)
  const eachFirst = (visit: (activity: number, session: number) => void) => {
    seen.fill(-1)
    for (let s = 0; s < sessions; s++) {
      for (let e = traces.offsets[s]; e < traces.offsets[s + 1]; e++) {
        if (seen[traces.tokens[e]] === s) continue
        seen[traces.tokens[e]] = s
        visit(traces.tokens[e], s)
      }
    }
  }
  eachFirst((activity) => {
    count[activity]++
  })
  const from = new Float64Array(n)
  const to = new Float64Array(n)
  const passed = new Uint32Array(n)
  const low = Uint32Array.from(count, (c) => Math.floor(0.02 * Math.max(c - 1, 0)))
  const high = Uint32Array.from(count, (c) => Math.floor(0.98 * Math.max(c - 1, 0)))
  eachFirst((activity, session) => {
    const rank = passed[activity]++
    if (rank === low[activity]) from[activity] = session / sessions
    if (rank === high[activity]) to[activity] = session / sessions
  })
  for (let i = 0; i < n; i++) to[i] = Math.max(to[i], from[i] + 1e-3)
  return { from, to, known: Uint8Array.from(count, (c) => (c >= FEWEST ? 1 : 0)) }
}

/**
 * How much of the shorter of two lives the two had in common, 0 to 1; 1 where a life is not known. A page that died
 * before another was born never had a chance to occur with it: missing evidence, not evidence against.
 */
export function sharedLife({ from, to, known }: Lifetimes, i: number, j: number): number {
  if (!known[i] || !known[j]) return 1
  const common = Math.min(to[i], to[j]) - Math.max(from[i], from[j])
  const shorter = Math.min(to[i] - from[i], to[j] - from[j])
  return common >= shorter ? 1 : common <= 0 ? 0 : common / shorter
}

/** The lifetimes of the activities in `ids`, in that order. */
export function pickLifetimes(lifetimes: Lifetimes, ids: Uint32Array): Lifetimes {
  const n = ids.length
  const picked = { from: new Float64Array(n), to: new Float64Array(n), known: new Uint8Array(n) }
  for (let k = 0; k < n; k++) {
    picked.from[k] = lifetimes.from[ids[k]]
    picked.to[k] = lifetimes.to[ids[k]]
    picked.known[k] = lifetimes.known[ids[k]]
  }
  return picked
}

/** Lives that are not known share all of any other. */
const FAR = 1e9

/** Where the lives begin and end, as numbers of which the kernels make shared lives. */
export function stageLifetimes(memory: Memory, { from, to, known }: Lifetimes, what: string): [number, number] {
  const lives = (ends: Float64Array, far: number) =>
    memory.put(
      ends.map((end, i) => (known[i] ? end : far)),
      what
    ).pointer
  return [lives(from, -FAR), lives(to, FAR)]
}
