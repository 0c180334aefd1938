import { runNow, type Steps } from '../kernel/work.js'
import { shareableCopy, shareableFloat64, shareableUint32 } from '../log/shared.js'
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

// A part that is to be a run of its own by a restart has at least so many different activities: two steps that take
// turns (search, results, search, results) are a loop, not a process done over and over.
const LEAST_STEPS = 3

/** Runs, those of each process, and their activities in that order. */
export interface RunsInOrder {
  runs: Runs
  list: RunsByProcess
  inRuns: RunActivities
}

/**
 * Begins a new run where an entry activity follows a terminal one, once the run so far has three different activities:
 * who starts over after completing makes a second run. A part of one event is no run and is left out. Where nobody
 * starts over these are the runs given.
 *
 * @param whole its activities are changed to their places and its events to those of the parts, in place
 * @param terminal [activities] 1 where the activity completes its process
 * @param entry [activities] 1 where runs of its process begin
 * @param place [activities] what is to stand for each
 */
export function* splitRunsInSteps(
  whole: RunsInOrder,
  terminal: Uint8Array,
  entry: Uint8Array,
  place: Int32Array
): Steps<RunsInOrder> {
  const processes = whole.list.offsets
  const offsets = new Uint32Array(processes.length)
  const parts = { begins: new Growing(), ends: new Growing(), restarts: 0 }
  const codes = place.map((at, a) => 4 * at + (terminal[a] ? 2 : entry[a]))
  for (let p = 0; p + 1 < processes.length; p++) {
    splitRuns(whole.inRuns, processes[p], processes[p + 1], codes, parts)
    offsets[p + 1] = parts.begins.length
    yield (0.7 * p) / processes.length
  }
  if (parts.restarts === 0) return whole
  const starts = shareableCopy(parts.begins.taken())
  return joinParts(whole, offsets, { ...whole.inRuns, starts, ends: shareableCopy(parts.ends.taken()) })
}

/** @param codes [activities] four times the place, and 2 where it completes its process, 1 where a run may begin after such a one */
function splitRuns(
  { activities, starts, ends }: RunActivities,
  first: number,
  last: number,
  codes: Int32Array,
  parts: { begins: Growing; ends: Growing; restarts: number }
): void {
  const add = (from: number, to: number): void => {
    if (to - from < 2) return
    parts.begins.push(from)
    parts.ends.push(to)
  }
  for (let k = first; k < last; k++) {
    let from = starts[k]
    const to = ends[k]
    for (let i = from, before = 0; i < to; i++) {
      const code = codes[activities[i]]
      const now = code & 3
      activities[i] = code >> 2
      if (now === 1 && before === 2 && hasSteps(activities, from, i)) {
        add(from, i)
        from = i
        parts.restarts++
      }
      before = now
    }
    add(from, to)
  }
}

function hasSteps(activities: Uint32Array, from: number, to: number): boolean {
  const seen: number[] = []
  for (let i = from; i < to && seen.length < LEAST_STEPS; i++) {
    if (!seen.includes(activities[i])) seen.push(activities[i])
  }
  return seen.length === LEAST_STEPS
}

// A part is a slice of the events of its run; parts of woven runs are put in the order of their first events.
function joinParts({ runs, list, inRuns }: RunsInOrder, offsets: Uint32Array, parts: RunActivities): RunsInOrder {
  const { starts, ends } = parts
  const { events, process, session } = runs
  const writer = new RunWriter(events) // in place: what is written is never behind what is read
  const place = list.offsets.slice()
  const next = offsets.slice()
  const begin = new Uint32Array(starts.length) // of each part in `events`
  const ofPart = shareableUint32(starts.length)
  const order = new Uint32Array(starts.length) // the parts by their first events
  let found = 0
  let written = 0
  // Called slice by slice: V8 compiles it the sooner.
  const join = (from: number, to: number): number => {
    let r = from
    while (r < to) {
      const own = session[r]
      const first = runs.offsets[r]
      let ordered = true
      for (; session[r] === own; r++) {
        const p = process[r]
        const k = place[p]++
        for (; next[p] < offsets[p + 1] && starts[next[p]] < inRuns.ends[k]; next[p]++) {
          begin[next[p]] = runs.offsets[r] + starts[next[p]] - inRuns.starts[k]
          ofPart[next[p]] = p
          if (found > written && events[begin[order[found - 1]]] > events[begin[next[p]]]) ordered = false
          order[found++] = next[p]
        }
      }
      if (!ordered) order.subarray(written, found).sort((x, y) => events[begin[x]] - events[begin[y]])
      const source = ordered ? events : events.slice(first, runs.offsets[r])
      for (; written < found; written++) {
        const part = order[written]
        const size = ends[part] - starts[part]
        const at = writer.add(ofPart[part], own, size)
        ofPart[part] = written
        const from = begin[part] - (ordered ? 0 : first)
        if (!ordered || from !== at) for (let i = 0; i < size; i++) events[at + i] = source[from + i]
      }
    }
    return r
  }
  for (let r = 0; r < runs.count; ) r = join(r, Math.min(runs.count, r + RUNS_AT_ONCE))
  return { runs: writer.runs(), list: { offsets, list: ofPart }, inRuns: parts }
}

/** {@link splitRunsInSteps} of runs alone, which are not to be used any more. */
export function* splitRestartsInSteps(log: LogData, runs: Runs, terminal: Uint8Array, entry: Uint8Array): Steps<Runs> {
  return (yield* splitRunsInSteps(inOrder(log, runs), terminal, entry, Int32Array.from(entry.keys()))).runs
}

/** {@link splitRestartsInSteps} without pauses. */
export function splitRestarts(log: LogData, runs: Runs, terminal: Uint8Array, entry: Uint8Array): Runs {
  return runNow(splitRestartsInSteps(log, runs, terminal, entry))
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
 * counted within a process then lies in one piece. 8 bytes an event of a log with times.
 */
export interface RunActivities {
  /** [runs] slices of `activities`, by the place in {@link RunsByProcess.list} */
  starts: Uint32Array
  ends: Uint32Array
  activities: Uint32Array
  /**
   * When each event was, in ms: since the first one of its run, or since 1970 where these are not whole or too many.
   * Null where the log is ordered by numbers.
   */
  times: Uint32Array | Float64Array | null
}

/** The runs of process `p` alone. */
export function activitiesOf(runs: RunActivities, { offsets }: RunsByProcess, p: number): RunActivities {
  const of = (values: Uint32Array) => values.subarray(offsets[p], offsets[p + 1])
  return { ...runs, starts: of(runs.starts), ends: of(runs.ends) }
}

/**
 * Puts the activities of all runs in the order of {@link RunsByProcess}.
 *
 * @param place [activities] what is to stand for each. Default: its own number.
 */
export function activitiesByProcess(
  log: LogData,
  runs: Runs,
  byProcess: RunsByProcess,
  place?: Int32Array
): RunActivities {
  const processes = byProcess.offsets.length - 1
  const sizes = new Uint32Array(processes + 1)
  for (let r = 0; r < runs.count; r++) sizes[runs.process[r] + 1] += runs.offsets[r + 1] - runs.offsets[r]
  for (let p = 0; p < processes; p++) sizes[p + 1] += sizes[p]
  const offsets = shareableUint32(runs.count + 1)
  offsets[runs.count] = runs.events.length
  const activities = shareableUint32(runs.events.length)
  const write = (times: RunActivities['times'], isWhole: boolean): boolean => {
    const cursor = sizes.slice()
    const next = byProcess.offsets.slice()
    let exact = true
    for (let r = 0; r < runs.count; r += RUNS_AT_ONCE) {
      const to = Math.min(runs.count, r + RUNS_AT_ONCE)
      exact = writeRuns(log, runs, r, to, cursor, next, offsets, { activities, times, place, isWhole }) && exact
    }
    return exact
  }
  let times: RunActivities['times'] = log.timeKind === 'timestamp' ? shareableUint32(runs.events.length) : null
  if (!write(times, true)) {
    times = shareableFloat64(runs.events.length)
    write(times, false)
  }
  return { starts: offsets.subarray(0, -1), ends: offsets.subarray(1), activities, times }
}

// Called slice by slice. Whether all times since the first event of the run are whole.
function writeRuns(
  { activity, time }: LogData,
  { process, events, offsets: begins }: Runs,
  from: number,
  to: number,
  cursor: Uint32Array,
  next: Uint32Array,
  offsets: Uint32Array,
  {
    activities,
    times,
    place,
    isWhole
  }: Pick<RunActivities, 'activities' | 'times'> & {
    place: Int32Array | undefined
    isWhole: boolean
  }
): boolean {
  let exact = true
  for (let r = from; r < to; r++) {
    const p = process[r]
    const end = begins[r + 1]
    let at = cursor[p]
    offsets[next[p]++] = at
    const first = isWhole ? time[events[begins[r]]] : 0
    for (let i = begins[r]; i < end; i++) {
      const event = events[i]
      activities[at] = place ? place[activity[event]] : activity[event]
      if (times !== null) {
        const since = time[event] - first
        times[at] = since
        if (since !== since >>> 0) exact = false
      }
      at++
    }
    cursor[p] = at
  }
  return exact
}

/** The runs of a log, put in order. @param place as for {@link activitiesByProcess} */
export function inOrder(log: LogData, runs: Runs, processes?: number, place?: Int32Array): RunsInOrder {
  const list = runsByProcess(runs, processes ?? runs.process.reduce((most, p) => Math.max(most, p + 1), 0))
  return { runs, list, inRuns: activitiesByProcess(log, runs, list, place) }
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

  taken(): Int32Array {
    return this.values.subarray(0, this.length)
  }
}
