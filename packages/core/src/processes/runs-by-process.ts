import { shareableFloat64, shareableUint32 } from '../log/shared.js'
import type { LogData } from '../log/types.js'
import { RUNS_AT_ONCE, type Runs } from './runs.js'

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

/** Runs, those of each process, and their activities in that order. */
export interface RunsInOrder {
  runs: Runs
  list: RunsByProcess
  inRuns: RunActivities
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

/** The processes `from`, ..., `to` - 1. */
export interface ProcessRange {
  from: number
  to: number
}

/** Events in the runs of the processes that are handed out at a time: some 20 ms of work. */
const EVENTS_AT_ONCE = 1 << 20

/** All processes, by ranges that several threads may take. */
export function rangesOf(
  { offsets }: RunsByProcess,
  { starts, ends }: Pick<RunActivities, 'starts' | 'ends'>
): ProcessRange[] {
  const processes = offsets.length - 1
  const ranges: ProcessRange[] = []
  let from = 0
  let held = 0
  for (let p = 0; p < processes; p++) {
    const events = offsets[p] < offsets[p + 1] ? ends[offsets[p + 1] - 1] - starts[offsets[p]] : 0
    if (p > from && held + events > EVENTS_AT_ONCE) {
      ranges.push({ from, to: p })
      from = p
      held = 0
    }
    held += events
  }
  if (from < processes) ranges.push({ from, to: processes })
  return ranges
}
