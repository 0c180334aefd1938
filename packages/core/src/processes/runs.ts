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
  const writer = new RunWriter(activity.length)
  const open = new Int32Array(processes) // the last run of each process, by its number within the session,
  const openSession = new Int32Array(processes).fill(-1) // the session that it belongs to,
  const seenAt = new Int32Array(processes) // and how many counting events had passed at its last event
  let runOf = new Int32Array(1024) // per event of the session
  let found = new Int32Array(1024) // runs of the session: the process,
  let size = new Int32Array(1024) // the events, and, once these are known, where the next one is written
  // A function of its own, called slice by slice: V8 compiles it while a loop within a generator would long be interpreted.
  const cut = (first: number, end: number): void => {
    const { events } = writer
    for (let s = first; s < end; s++) {
      const from = sessionOffsets[s]
      const to = sessionOffsets[s + 1]
      if (to - from > runOf.length) {
        runOf = new Int32Array(2 * (to - from))
        found = new Int32Array(2 * (to - from))
        size = new Int32Array(2 * (to - from))
      }
      let runs = 0
      let passed = 0
      for (let i = from; i < to; i++) {
        const p = kind[activity[i]]
        if (p < 0) {
          runOf[i - from] = -1
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
        size[run]++
        runOf[i - from] = run
        if (!subroutine[p]) passed++
        seenAt[p] = passed
      }
      for (let run = 0; run < runs; run++) size[run] = size[run] < 2 ? -1 : writer.add(found[run], s, size[run])
      for (let i = from; i < to; i++) {
        const run = runOf[i - from]
        if (run >= 0 && size[run] >= 0) events[size[run]++] = i
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

// A part that is to be a run of its own by a restart has at least so many different activities: two steps that take
// turns (search, results, search, results) are a loop, not a process done over and over.
const LEAST_STEPS = 3

/**
 * Begins a new run where an entry activity follows a terminal one, once the run so far has three different activities:
 * who starts over after completing makes a second run. A part of one event is no run and is left out. Where nobody
 * starts over these are the runs given.
 *
 * @param terminal [activities] 1 where the activity completes its process
 * @param entry [activities] 1 where runs of its process begin
 */
export function* splitRestartsInSteps(log: LogData, runs: Runs, terminal: Uint8Array, entry: Uint8Array): Steps<Runs> {
  const { activity } = log
  const starts = new Growing() // of each part, in the order of runs
  const ofRun = new Growing()
  const seen = new Int32Array(terminal.length).fill(-1) // the part that each activity was last seen in
  const split = (first: number, last: number): void => {
    const { offsets, events } = runs
    for (let r = first; r < last; r++) {
      const from = offsets[r]
      const to = offsets[r + 1]
      let steps = 0
      let ended = false
      for (let i = from; i < to; i++) {
        const a = activity[events[i]]
        if (i === from || (ended && entry[a] && !terminal[a] && steps >= LEAST_STEPS)) {
          starts.push(i)
          ofRun.push(r)
          steps = 0
        }
        ended = terminal[a] === 1
        if (seen[a] !== starts.length) {
          seen[a] = starts.length
          steps++
        }
      }
    }
  }
  for (let r = 0; r < runs.count; ) {
    const end = sliceEnd(runs.offsets, r)
    split(r, end)
    r = end
    yield (0.7 * r) / runs.count
  }
  if (starts.length === runs.count) return runs
  yield 0.8
  return writeParts(runs, starts, ofRun)
}

// A part is a slice of the events of its run; parts of woven runs are put in the order of their first events.
function writeParts(runs: Runs, starts: Growing, ofRun: Growing): Runs {
  const writer = new RunWriter(runs.events.length)
  starts.push(runs.events.length)
  const parts: number[] = []
  for (let part = 0; part < ofRun.length; ) {
    const session = runs.session[ofRun.values[part]]
    parts.length = 0
    let ordered = true
    for (; part < ofRun.length && runs.session[ofRun.values[part]] === session; part++) {
      const first = starts.values[part]
      if (starts.values[part + 1] - first < 2) continue
      if (parts.length > 0 && runs.events[starts.values[parts[parts.length - 1]]] > runs.events[first]) ordered = false
      parts.push(part)
    }
    if (!ordered) parts.sort((x, y) => runs.events[starts.values[x]] - runs.events[starts.values[y]])
    for (const one of parts) {
      const from = starts.values[one]
      const size = starts.values[one + 1] - from
      const at = writer.add(runs.process[ofRun.values[one]], session, size)
      for (let i = 0; i < size; i++) writer.events[at + i] = runs.events[from + i]
    }
  }
  return writer.runs()
}

/** {@link splitRestartsInSteps} without pauses. */
export function splitRestarts(log: LogData, runs: Runs, terminal: Uint8Array, entry: Uint8Array): Runs {
  return runNow(splitRestartsInSteps(log, runs, terminal, entry))
}

/** Takes runs down in their order; the events of each are written by who adds it. */
class RunWriter {
  /** Room for all events of the log, as not all of them are in runs. */
  readonly events: Uint32Array
  readonly #process = new Growing()
  readonly #session = new Growing()
  readonly #ends = new Growing()
  #filled = 0

  constructor(mostEvents: number) {
    this.events = shareableUint32(mostEvents)
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
      process: this.#process.values.slice(0, this.#process.length),
      session: new Uint32Array(this.#session.values.subarray(0, this.#session.length)),
      offsets: shareableCopy(this.#ends.values.subarray(0, this.#ends.length)),
      events: this.events.subarray(0, this.#filled)
    }
  }
}

/** The runs of each process: `list.subarray(offsets[p], offsets[p + 1])` are the runs of process p, ascending. */
export interface RunsByProcess {
  offsets: Uint32Array
  list: Uint32Array
}

/** The processes `from`, ..., `to` - 1. */
export interface ProcessRange {
  from: number
  to: number
}

/** Sorts runs by process (counting sort, stable). */
export function runsByProcess(runs: Runs, processes: number): RunsByProcess {
  const offsets = new Uint32Array(processes + 1)
  for (let r = 0; r < runs.count; r++) offsets[runs.process[r] + 1]++
  for (let p = 0; p < processes; p++) offsets[p + 1] += offsets[p]
  const fill = offsets.slice()
  const list = shareableUint32(runs.count)
  for (let r = 0; r < runs.count; r++) list[fill[runs.process[r]]++] = r
  return { offsets, list }
}

/**
 * The activities of all runs, one run after the other, the runs of each process together and in their order: what is
 * counted within a process then lies in one piece. 4 bytes an event.
 */
export interface RunActivities {
  /** [runs + 1] slices of `activities`, by the place in {@link RunsByProcess.list} */
  offsets: Uint32Array
  activities: Uint32Array
}

/** The runs of process `p` alone. */
export function activitiesOf(runs: RunActivities, { offsets }: RunsByProcess, p: number): RunActivities {
  return { offsets: runs.offsets.subarray(offsets[p], offsets[p + 1] + 1), activities: runs.activities }
}

/** Puts the activities of all runs in the order of {@link RunsByProcess}. */
export function activitiesByProcess(log: LogData, runs: Runs, byProcess: RunsByProcess): RunActivities {
  const processes = byProcess.offsets.length - 1
  const sizes = new Uint32Array(processes)
  for (let r = 0; r < runs.count; r++) sizes[runs.process[r]] += runs.offsets[r + 1] - runs.offsets[r]
  const cursor = new Uint32Array(processes)
  for (let p = 1; p < processes; p++) cursor[p] = cursor[p - 1] + sizes[p - 1]
  const place = byProcess.offsets.slice(0, processes)
  const offsets = shareableUint32(runs.count + 1)
  offsets[runs.count] = runs.events.length
  const activities = shareableUint32(runs.events.length)
  for (let r = 0; r < runs.count; r++) {
    const p = runs.process[r]
    const end = runs.offsets[r + 1]
    let at = cursor[p]
    offsets[place[p]++] = at
    for (let i = runs.offsets[r]; i < end; i++) activities[at++] = log.activity[runs.events[i]]
    cursor[p] = at
  }
  return { offsets, activities }
}

/**
 * Sessions by the number of distinct processes run in them: [none, one, two, three or more]. Processes marked in
 * `leaveOut` (shared subroutines) are no intent of their own.
 */
export function sessionsByProcesses(sessions: number, runs: Runs, leaveOut?: Uint8Array): number[] {
  const counts = [sessions, 0, 0, 0]
  const processes = runs.process.reduce((most, p) => Math.max(most, p + 1), 0)
  const seen = new Int32Array(processes).fill(-1) // the session that each process was last seen in
  for (let r = 0; r < runs.count; ) {
    const session = runs.session[r]
    let different = 0
    for (; r < runs.count && runs.session[r] === session; r++) {
      const p = runs.process[r]
      if (leaveOut?.[p] || seen[p] === session) continue
      seen[p] = session
      different++
    }
    counts[0]--
    counts[Math.min(3, different)]++
  }
  return counts
}

/** A list of integers that grows by doubling. */
class Growing {
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
}
