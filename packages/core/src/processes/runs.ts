import type { FigureKernel } from '../kernel/figures.js'
import { evenPlace } from '../kernel/memory.js'
import type { Steps } from '../kernel/work.js'
import { shareableCopy, shareableUint32 } from '../log/shared.js'
import type { LogData } from '../log/types.js'

/**
 * Runs of processes, in the order of their first event (so by session, then by start). A run is two or more events of
 * one process in one session. Hubs do not count; up to `interruption` events of anything else in between do not split
 * it. Processes that are woven into one another each have their own run.
 */
export interface Runs {
  readonly count: number
  /** [runs] process id */
  readonly process: Int32Array
  /** [runs] index of the session */
  readonly session: Uint32Array
  /** [runs + 1] slices of `events` */
  readonly offsets: Uint32Array
  /** Event indices of each run, ascending; the first and the last of a slice are where the run begins and ends. */
  readonly events: Uint32Array
}

export interface CutOptions {
  /** Foreign events, hubs not counted, that a run outlives. Default 2. */
  interruption?: number
  /** [processes] 1 where the process is a shared subroutine: its events are skipped like a hub's by other processes. */
  subroutine?: Uint8Array
}

/** Runs between two pauses. */
export const RUNS_AT_ONCE = 1 << 11
// Events between two pauses: some milliseconds of work.
const SLICE = 1 << 16
// What an activity is to the cutting of runs, where it belongs to no process.
const FOREIGN = -1
const HUB = -2

/**
 * Cuts all sessions of `log` into runs, session by session: one pass over its events, and one more over the events of
 * each session while they are at hand. 4 bytes an event of a process.
 *
 * @param labels [activities] process id or -1
 * @param hubs [activities] 1 where the activity is a hub; its label is ignored
 * @param processes number of processes: labels are below it
 */
export function* cutRunsInSteps(
  { memory, run }: FigureKernel,
  log: LogData,
  labels: Int32Array,
  hubs: Uint8Array,
  processes: number,
  options: CutOptions = {}
): Steps<Runs> {
  const interruption = options.interruption ?? 2
  const { subroutine } = options
  const { activity, sessionOffsets } = log
  const sessions = sessionOffsets.length - 1
  const events = shareableUint32(activity.length)
  const found = [new Growing(), new Growing(), new Growing()]
  const [process, session, ends] = found
  ends.add(Uint32Array.of(0))
  let filled = 0
  const mark = memory.mark()
  try {
    const kinds = memory.put(
      labels.map((label, a) => (hubs[a] ? HUB : label < 0 ? FOREIGN : label)),
      WHAT
    ).pointer
    const counting = Uint32Array.from({ length: 4 * processes }, (_, i) => (i % 4 < 3 || subroutine?.[i >> 2] ? 0 : -1))
    const open = memory.put(counting, WHAT).pointer
    const start = memory.mark()
    for (let s = 0; s < sessions; ) {
      const end = sliceEnd(sessionOffsets, s)
      const [from, to] = [sessionOffsets[s], sessionOffsets[end]]
      const even = evenPlace(filled)
      const most = (to - from) >> 1
      const activities = memory.putPart(activity, from, to, WHAT)
      const offsets = memory.putPart(sessionOffsets, s, end + 1, WHAT)
      const written = memory.scratch(to - from + 1, 4, WHAT)
      const runs = memory.scratch(3 * most, 4, WHAT)
      const scratch = memory.scratch(5 * (to - from), 4, WHAT).pointer
      const into = written.pointer - 4 * even
      const count = run.cutSessions(
        ...([activities, offsets, s, end, kinds, open, interruption] as const),
        ...([into, filled, runs.pointer, most, scratch] as const)
      )
      found.forEach((list, i) => {
        list.add(memory.viewUint32({ pointer: runs.pointer + 4 * most * i, length: count }))
      })
      const copied = memory.viewUint32(written)
      const next = ends.values[ends.length - 1]
      events.set(copied.subarray(filled - even, next - even), filled)
      filled = next
      memory.release(start)
      s = end
      yield s / sessions
    }
  } finally {
    memory.release(mark)
  }
  return {
    count: process.length,
    process: process.taken().slice(),
    session: new Uint32Array(session.taken()),
    offsets: shareableCopy(ends.taken()),
    events: events.subarray(0, filled)
  }
}

const WHAT = 'Cutting runs'

/**
 * The end of a slice of about {@link SLICE} items, by the `offsets` of the groups they are in: a group is never cut.
 *
 * @param first the group that the slice begins with
 */
export function sliceEnd(offsets: Uint32Array, first: number): number {
  const groups = offsets.length - 1
  const limit = offsets[first] + SLICE
  let low = first + 1
  let high = groups
  while (low < high) {
    const middle = (low + high) >> 1
    if (offsets[middle] >= limit) high = middle
    else low = middle + 1
  }
  return low
}

/** A list of integers that grows by doubling. */
export class Growing {
  values = new Int32Array(1024)
  length = 0

  push(value: number): void {
    this.#make(this.length + 1)
    this.values[this.length++] = value
  }

  add(values: Uint32Array): void {
    this.#make(this.length + values.length)
    this.values.set(values, this.length)
    this.length += values.length
  }

  #make(room: number): void {
    if (room <= this.values.length) return
    const larger = new Int32Array(2 * room)
    larger.set(this.values)
    this.values = larger
  }

  taken(): Int32Array {
    return this.values.subarray(0, this.length)
  }
}
