import { runNow, type Steps } from '../kernel/work.js'
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
  log: LogData,
  labels: Int32Array,
  hubs: Uint8Array,
  processes: number,
  options: CutOptions = {}
): Steps<Runs> {
  const interruption = options.interruption ?? 2
  const subroutine = options.subroutine ?? new Uint8Array(processes)
  const { activity, sessionOffsets } = log
  const sessions = sessionOffsets.length - 1
  const kind = labels.map((label, a) => (hubs[a] ? HUB : label < 0 ? FOREIGN : label))
  const writer = new RunWriter(shareableUint32(activity.length))
  const open = new Int32Array(processes) // the last run of each process, by its number within the session,
  const openSession = new Int32Array(processes).fill(-1) // the session that it belongs to,
  const seenAt = new Int32Array(processes) // and how many counting events had passed at its last event
  // Events of a process without another one between them, in threes: run, first event, and behind the last.
  let stretches = new Int32Array(1024)
  let found = new Int32Array(1024) // runs of the session: the process,
  let size = new Int32Array(1024) // the events, and, once these are known, where the next one is written
  // A function of its own, called slice by slice: V8 compiles it while a loop within a generator would long be interpreted.
  const cut = (first: number, end: number): void => {
    // Variables of the function around would be looked up again at each event.
    const { events } = writer
    const activities = activity
    const kinds = kind
    for (let s = first; s < end; s++) {
      const from = sessionOffsets[s]
      const to = sessionOffsets[s + 1]
      if (3 * (to - from) > stretches.length) {
        stretches = new Int32Array(6 * (to - from))
        found = new Int32Array(2 * (to - from))
        size = new Int32Array(2 * (to - from))
      }
      let runs = 0
      let passed = 0
      let filled = 0
      for (let i = from; i < to; ) {
        const p = kinds[activities[i]]
        const first = i++
        if (p < 0) {
          if (p === FOREIGN) passed++
          continue
        }
        let run = open[p]
        if (openSession[p] !== s || passed - seenAt[p] > interruption) {
          run = runs++
          found[run] = p
          size[run] = 0
          open[p] = run
          openSession[p] = s
        }
        while (i < to && kinds[activities[i]] === p) i++
        size[run] += i - first
        if (!subroutine[p]) passed += i - first
        seenAt[p] = passed
        stretches[filled++] = run
        stretches[filled++] = first
        stretches[filled++] = i
      }
      for (let run = 0; run < runs; run++) size[run] = size[run] < 2 ? -1 : writer.add(found[run], s, size[run])
      for (let k = 0; k < filled; k += 3) {
        let at = size[stretches[k]]
        if (at < 0) continue
        for (let i = stretches[k + 1]; i < stretches[k + 2]; i++) events[at++] = i
        size[stretches[k]] = at
      }
    }
  }
  for (let s = 0; s < sessions; ) {
    const end = sliceEnd(sessionOffsets, s)
    cut(s, end)
    s = end
    yield s / sessions
  }
  return writer.runs()
}

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

/** {@link cutRunsInSteps} without pauses. */
export function cutRuns(
  log: LogData,
  labels: Int32Array,
  hubs: Uint8Array,
  processes: number,
  options?: CutOptions
): Runs {
  return runNow(cutRunsInSteps(log, labels, hubs, processes, options))
}

/** Takes runs down in their order; the events of each are written by who adds it. */
class RunWriter {
  readonly events: Uint32Array
  readonly #process = new Growing()
  readonly #session = new Growing()
  readonly #ends = new Growing()
  #filled = 0

  /** @param events room for those of all runs */
  constructor(events: Uint32Array) {
    this.events = events
    this.#ends.push(0)
  }

  /** Where the `size` events of the new run begin in `events`. */
  add(process: number, session: number, size: number): number {
    const at = this.#filled
    this.#process.push(process)
    this.#session.push(session)
    this.#filled += size
    this.#ends.push(this.#filled)
    return at
  }

  runs(): Runs {
    return {
      count: this.#process.length,
      process: this.#process.taken().slice(),
      session: new Uint32Array(this.#session.taken()),
      offsets: shareableCopy(this.#ends.taken()),
      events: this.events.subarray(0, this.#filled)
    }
  }
}

/** A list of integers that grows by doubling. */
export class Growing {
  values = new Int32Array(1024)
  length = 0

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new Int32Array(2 * this.length)
      larger.set(this.values)
      this.values = larger
    }
    this.values[this.length++] = value
  }

  taken(): Int32Array {
    return this.values.subarray(0, this.length)
  }
}
