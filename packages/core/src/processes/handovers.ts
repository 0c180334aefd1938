import type { Runs } from './runs.js'
import type { FlowEdge } from './types.js'

/** What was run before and after each process in the same session; `process` -1 = none. Most frequent first. */
interface Neighbours {
  before: { process: number; count: number }[]
  after: { process: number; count: number }[]
}

/** The directly-follows graph of processes, and its rows and columns. */
export interface Handovers {
  /** Runs that followed one another in a session (from their first events), most frequent first. */
  edges: FlowEdge[]
  /** [processes]; the counts of `before` and of `after` each add up to the runs of the process. */
  neighbours: Neighbours[]
}

/**
 * Hand-overs: which run follows which in a session, runs taken in the order of their first events. Shared subroutines
 * are left out of the graph, as if they were hubs; their own neighbours are the runs around them.
 *
 * @param subroutine [processes] 1 where the process is a shared subroutine
 */
export function countHandovers(runs: Runs, processes: number, subroutine: Uint8Array): Handovers {
  const counts = new PairTally(processes)
  const around = new PairTally(processes) // of subroutines: from = what came before
  const ahead = new PairTally(processes)
  const pending: number[] = []
  const end = (p: number) => {
    for (const sub of pending) ahead.add(sub, p)
    pending.length = 0
  }
  for (let r = 0; r < runs.count; ) {
    const session = runs.session[r]
    let before = -1
    for (; r < runs.count && runs.session[r] === session; r++) {
      const p = runs.process[r]
      if (subroutine[p]) {
        around.add(before, p)
        pending.push(p)
        continue
      }
      if (pending.length > 0) end(p)
      counts.add(before, p)
      before = p
    }
    if (pending.length > 0) end(-1)
    if (before >= 0) counts.add(before, -1)
  }
  const neighbours: Neighbours[] = Array.from({ length: processes }, () => ({ before: [], after: [] }))
  const edges: FlowEdge[] = []
  counts.each((from, to, count) => {
    if (from >= 0 && to >= 0) edges.push({ from, to, count })
    if (to >= 0) neighbours[to].before.push({ process: from, count })
    if (from >= 0) neighbours[from].after.push({ process: to, count })
  })
  around.each((from, to, count) => neighbours[to].before.push({ process: from, count }))
  ahead.each((from, to, count) => neighbours[from].after.push({ process: to, count }))
  edges.sort((a, b) => b.count - a.count || a.from - b.from || a.to - b.to)
  for (const { before, after } of neighbours) {
    before.sort((a, b) => b.count - a.count || a.process - b.process)
    after.sort((a, b) => b.count - a.count || a.process - b.process)
  }
  return { edges, neighbours }
}

// Of up to so many processes pairs are counted in a square: 4 MB.
const MOST_SQUARE = 1024

/** Counts pairs of processes, each of them -1 for none. */
class PairTally {
  readonly #width: number
  readonly #square: Uint32Array | null
  readonly #rare = new Map<number, number>()

  constructor(processes: number) {
    this.#width = processes + 1
    this.#square = processes <= MOST_SQUARE ? new Uint32Array(this.#width * this.#width) : null
  }

  add(from: number, to: number): void {
    const key = (from + 1) * this.#width + to + 1
    if (this.#square !== null) this.#square[key]++
    else this.#rare.set(key, (this.#rare.get(key) ?? 0) + 1)
  }

  /** Those that were counted, in no particular order. */
  each(visit: (from: number, to: number, count: number) => void): void {
    const width = this.#width
    const tell = (count: number, key: number) => {
      if (count > 0) visit(Math.floor(key / width) - 1, (key % width) - 1, count)
    }
    if (this.#square !== null) this.#square.forEach(tell)
    else this.#rare.forEach(tell)
  }
}
