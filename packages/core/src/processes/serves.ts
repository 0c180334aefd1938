import type { LogData } from '../log/types.js'

/** What stands around hubs and shared subroutines. */
export interface Served {
  /** [activities] for hubs the processes that they serve by the share of their events, null for the others */
  serves: ({ process: number; share: number }[] | null)[]
  /** Of each subroutine the processes it is called from, by share of its calls, largest first. */
  callers: { cluster: number; serves: { cluster: number; share: number }[] }[]
}

/**
 * The processes that each hub serves: the share of the hub's events whose previous or next activity in the session that
 * is neither hub nor noise belongs to the process. An event between two processes counts for both. Largest first. And
 * those that known subroutines return to.
 *
 * @param subroutine [processes] 1 where the callers are asked for
 */
export function whatIsServed(
  { activity, sessionOffsets }: Pick<LogData, 'activity' | 'sessionOffsets'>,
  labels: Int32Array,
  hubs: Uint8Array,
  processes: number,
  subroutine: Uint8Array
): Served {
  const kind = labels.slice() // the process, -1 for none, below that the hubs
  let rows = 0
  for (let a = 0; a < hubs.length; a++) if (hubs[a]) kind[a] = -2 - rows++
  const counts = new Uint32Array(rows * processes)
  const events = new Uint32Array(rows)
  const calls = new Map<number, Uint32Array>() // of the called, by caller
  subroutine.forEach((is, p) => {
    if (is) calls.set(p, new Uint32Array(processes))
  })
  const tally = { kind, counts, events, calls, processes, subroutine, waiting: new Int32Array(64) }
  const sessions = sessionOffsets.length - 1
  for (let s = 0; s < sessions; s += SESSIONS_AT_ONCE) {
    serveSessions(activity, sessionOffsets, s, Math.min(sessions, s + SESSIONS_AT_ONCE), tally)
  }
  const shares = (row: Uint32Array, of: number) =>
    Array.from(row, (n, process) => ({ process, share: n / of }))
      .filter(({ share }) => share > 0)
      .sort((x, y) => y.share - x.share || x.process - y.process)
  return {
    serves: Array.from(hubs, (isHub, a) => {
      const row = -2 - kind[a]
      return isHub ? shares(counts.subarray(row * processes, (row + 1) * processes), events[row]) : null
    }),
    callers: Array.from(calls, ([cluster, row]) => ({
      cluster,
      serves: shares(
        row,
        row.reduce((sum, n) => sum + n, 0)
      ).map(({ process, share }) => ({ cluster: process, share }))
    }))
  }
}

/** Sessions that a function goes through at a call: V8 compiles it soon, where one long loop is slow until its end. */
const SESSIONS_AT_ONCE = 1 << 10

function serveSessions(
  activity: Uint32Array,
  sessionOffsets: Uint32Array,
  first: number,
  last: number,
  tally: {
    kind: Int32Array
    counts: Uint32Array
    events: Uint32Array
    calls: Map<number, Uint32Array>
    processes: number
    subroutine: Uint8Array
    /** Hubs since the last activity of a process. */
    waiting: Int32Array
  }
): void {
  const { kind, counts, events, calls, processes, subroutine } = tally
  for (let s = first; s < last; s++) {
    const begin = sessionOffsets[s]
    const end = sessionOffsets[s + 1]
    if (tally.waiting.length < end - begin) tally.waiting = new Int32Array(2 * (end - begin))
    const { waiting } = tally
    let caller = -1
    let present = -1
    let held = 0
    for (let i = begin; i < end; i++) {
      const p = kind[activity[i]]
      if (p === -1 || (p === present && held === 0)) continue
      if (p < 0) {
        waiting[held++] = -2 - p
        continue
      }
      for (let k = 0; k < held; k++) {
        events[waiting[k]]++
        if (present >= 0) counts[waiting[k] * processes + present]++
        if (p !== present) counts[waiting[k] * processes + p]++
      }
      held = 0
      if (p === present) continue
      if (p === caller && subroutine[present]) (calls.get(present) as Uint32Array)[p]++
      caller = present
      present = p
    }
    for (let k = 0; k < held; k++) {
      events[waiting[k]]++
      if (present >= 0) counts[waiting[k] * processes + present]++
    }
  }
}
