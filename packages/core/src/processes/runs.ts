import { runNow, type Steps } from '../kernel/work.js'
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

const SLICE = 1 << 18

/**
 * Cuts all sessions of `log` into runs in two passes over its events.
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
  const { activity, sessionOffsets } = log
  const events = activity.length
  const sessions = sessionOffsets.length - 1
  const candidate = new Int32Array(events).fill(-1) // per event: its run, before those of a single event are left out
  const process = new Growing()
  const session = new Growing()
  const size = new Growing()
  const open = new Int32Array(processes).fill(-1) // the last run of each process,
  const openSession = new Int32Array(processes).fill(-1) // the session that it belongs to,
  const seenAt = new Int32Array(processes) // and how many counting events had passed at its last event
  for (let s = 0, next = SLICE; s < sessions; s++) {
    let passed = 0
    for (let i = sessionOffsets[s]; i < sessionOffsets[s + 1]; i++) {
      const a = activity[i]
      if (hubs[a]) continue
      const p = labels[a]
      if (p < 0) {
        passed++
        continue
      }
      let run = open[p]
      if (openSession[p] !== s || passed - seenAt[p] > interruption) {
        run = process.length
        process.push(p)
        session.push(s)
        size.push(0)
        open[p] = run
        openSession[p] = s
      }
      size.values[run]++
      candidate[i] = run
      if (!options.subroutine?.[p]) passed++
      seenAt[p] = passed
    }
    if (sessionOffsets[s + 1] >= next) {
      next += SLICE
      yield (0.6 * sessionOffsets[s + 1]) / events
    }
  }
  return yield* gather(candidate, process, session, size)
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
 * who starts over after completing makes a second run. A part of one event is no run and is left out.
 *
 * @param terminal [activities] 1 where the activity completes its process
 * @param entry [activities] 1 where runs of its process begin
 */
export function* splitRestartsInSteps(log: LogData, runs: Runs, terminal: Uint8Array, entry: Uint8Array): Steps<Runs> {
  const { activity } = log
  const candidate = new Int32Array(activity.length).fill(-1)
  const process = new Growing()
  const session = new Growing()
  const size = new Growing()
  const seen = new Int32Array(terminal.length).fill(-1) // the part that each activity was last seen in
  for (let r = 0, next = SLICE; r < runs.count; r++) {
    let steps = 0
    let ended = false
    let first = true
    for (let i = runs.offsets[r]; i < runs.offsets[r + 1]; i++) {
      const a = activity[runs.events[i]]
      if (first || (ended && entry[a] && !terminal[a] && steps >= LEAST_STEPS)) {
        process.push(runs.process[r])
        session.push(runs.session[r])
        size.push(0)
        first = false
        steps = 0
      }
      ended = terminal[a] === 1
      const run = process.length - 1
      if (seen[a] !== run) {
        seen[a] = run
        steps++
      }
      size.values[run]++
      candidate[runs.events[i]] = run
    }
    if (runs.offsets[r + 1] >= next) {
      next += SLICE
      yield (0.6 * runs.offsets[r + 1]) / runs.events.length
    }
  }
  return yield* gather(candidate, process, session, size)
}

/** {@link splitRestartsInSteps} without pauses. */
export function splitRestarts(log: LogData, runs: Runs, terminal: Uint8Array, entry: Uint8Array): Runs {
  return runNow(splitRestartsInSteps(log, runs, terminal, entry))
}

// Leaves out candidates of one event and lists the events of the others, which keeps them in order of first event:
// candidates of `cutRuns` are opened in that order; parts of woven runs may not be, so they are sorted by it.
function* gather(candidate: Int32Array, process: Growing, session: Growing, size: Growing): Steps<Runs> {
  const firstEvent = new Uint32Array(process.length).fill(0xffffffff)
  for (let i = candidate.length - 1; i >= 0; i--) if (candidate[i] >= 0) firstEvent[candidate[i]] = i
  const kept: number[] = []
  let ordered = true
  for (let c = 0; c < process.length; c++) {
    if (size.values[c] < 2) continue
    if (kept.length > 0 && firstEvent[kept[kept.length - 1]] > firstEvent[c]) ordered = false
    kept.push(c)
  }
  if (!ordered) kept.sort((a, b) => firstEvent[a] - firstEvent[b])
  const number = new Int32Array(process.length).fill(-1)
  const runs = {
    count: kept.length,
    process: new Int32Array(kept.length),
    session: new Uint32Array(kept.length),
    offsets: new Uint32Array(kept.length + 1)
  }
  for (let r = 0; r < kept.length; r++) {
    number[kept[r]] = r
    runs.process[r] = process.values[kept[r]]
    runs.session[r] = session.values[kept[r]]
    runs.offsets[r + 1] = runs.offsets[r] + size.values[kept[r]]
  }
  yield 0.8
  const events = new Uint32Array(runs.offsets[kept.length])
  const fill = runs.offsets.slice()
  for (let i = 0; i < candidate.length; i++) {
    const run = candidate[i] < 0 ? -1 : number[candidate[i]]
    if (run >= 0) events[fill[run]++] = i
  }
  yield 1
  return { ...runs, events }
}

/** The runs of each process: `list.subarray(offsets[p], offsets[p + 1])` are the runs of process p, ascending. */
export interface RunsByProcess {
  offsets: Uint32Array
  list: Uint32Array
}

/** Sorts runs by process (counting sort, stable). */
export function runsByProcess(runs: Runs, processes: number): RunsByProcess {
  const offsets = new Uint32Array(processes + 1)
  for (let r = 0; r < runs.count; r++) offsets[runs.process[r] + 1]++
  for (let p = 0; p < processes; p++) offsets[p + 1] += offsets[p]
  const fill = offsets.slice()
  const list = new Uint32Array(runs.count)
  for (let r = 0; r < runs.count; r++) list[fill[runs.process[r]]++] = r
  return { offsets, list }
}

/**
 * Sessions by the number of distinct processes run in them: [none, one, two, three or more]. Processes marked in
 * `leaveOut` (shared subroutines) are no intent of their own.
 */
export function sessionsByProcesses(sessions: number, runs: Runs, leaveOut?: Uint8Array): number[] {
  const counts = [sessions, 0, 0, 0]
  for (let r = 0; r < runs.count; ) {
    const s = runs.session[r]
    const seen = new Set<number>()
    for (; r < runs.count && runs.session[r] === s; r++) if (!leaveOut?.[runs.process[r]]) seen.add(runs.process[r])
    counts[0]--
    counts[Math.min(3, seen.size)]++
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
