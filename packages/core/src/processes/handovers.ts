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
  const counts = new Map<number, number>() // (from + 1) * (processes + 1) + to + 1
  const add = (map: Map<number, number>, from: number, to: number) => {
    const key = (from + 1) * (processes + 1) + to + 1
    map.set(key, (map.get(key) ?? 0) + 1)
  }
  const around = new Map<number, number>() // of subroutines: key as above, with from = what came before
  const ahead = new Map<number, number>()
  for (let r = 0; r < runs.count; ) {
    const session = runs.session[r]
    let before = -1
    let pending: number[] = []
    for (; r < runs.count && runs.session[r] === session; r++) {
      const p = runs.process[r]
      if (subroutine[p]) {
        add(around, before, p)
        pending.push(p)
        continue
      }
      for (const sub of pending) add(ahead, sub, p)
      pending = []
      add(counts, before, p)
      before = p
    }
    for (const sub of pending) add(ahead, sub, -1)
    if (before >= 0) add(counts, before, -1)
  }
  const neighbours: Neighbours[] = Array.from({ length: processes }, () => ({ before: [], after: [] }))
  const edges: FlowEdge[] = []
  const read = (map: Map<number, number>, visit: (from: number, to: number, count: number) => void) => {
    for (const [key, count] of map) visit(Math.floor(key / (processes + 1)) - 1, (key % (processes + 1)) - 1, count)
  }
  read(counts, (from, to, count) => {
    if (from >= 0 && to >= 0) edges.push({ from, to, count })
    if (to >= 0) neighbours[to].before.push({ process: from, count })
    if (from >= 0) neighbours[from].after.push({ process: to, count })
  })
  read(around, (from, to, count) => neighbours[to].before.push({ process: from, count }))
  read(ahead, (from, to, count) => neighbours[from].after.push({ process: to, count }))
  edges.sort((a, b) => b.count - a.count || a.from - b.from || a.to - b.to)
  for (const { before, after } of neighbours) {
    before.sort((a, b) => b.count - a.count || a.process - b.process)
    after.sort((a, b) => b.count - a.count || a.process - b.process)
  }
  return { edges, neighbours }
}
