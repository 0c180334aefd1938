import type { Steps } from '../kernel/work.js'
import type { LogData } from '../log/types.js'
import type { Backbones } from './backbone.js'
import { type RunActivities, type Runs, sliceEnd } from './runs.js'
import { medianAndP95 } from './statistics.js'
import type { FlowEdge } from './types.js'

/** Counts of every activity as a step of its process; arrays are [activities], counted in runs. */
export interface StepCounts {
  reached: Uint32Array
  startHere: Uint32Array
  endHere: Uint32Array
  /** Ended here without completing. */
  leaveAfter: Uint32Array
  /** From the arrival at the step to the next other step, in ms; null where unknown. */
  next: { median: number | null; p95: number | null }[]
  /** [runs] 1 where the run reached a terminal step */
  completed: Uint8Array
  /** [runs] first to last event in ms; NaN where the log is ordered by numbers */
  duration: Float64Array
  /** [processes] runs with a step back, with a step repeated at once, and with a step of the backbone left out */
  backSteps: Uint32Array
  repeats: Uint32Array
  skips: Uint32Array
}

/** What the times between steps are measured from. */
export interface TimesInput {
  log: Pick<LogData, 'activity' | 'time'>
  runs: Pick<Runs, 'count' | 'process' | 'offsets' | 'events'>
  backbones: Pick<Backbones, 'offsets' | 'order'>
  /** [activities] how often one is followed by another one in its run. */
  onward: Uint32Array
}

/**
 * One pass over the events of all runs, and where there are times a second one for those between the steps.
 *
 * @param later takes what the times are measured from: `next` is then empty
 */
export function* countSteps(
  log: LogData,
  runs: Runs,
  backbones: Backbones,
  terminal: Uint8Array,
  later?: (input: TimesInput) => void
): Steps<StepCounts> {
  const { place } = backbones
  const { activity, time } = log
  const activities = place.length
  const processes = runs.process.reduce((most, p) => Math.max(most, p + 1), 0)
  const timed = log.timeKind === 'timestamp'
  const reached = new Uint32Array(activities)
  const startHere = new Uint32Array(activities)
  const endHere = new Uint32Array(activities)
  const leaveAfter = new Uint32Array(activities)
  const onward = new Uint32Array(activities) // steps to another one
  const completed = new Uint8Array(runs.count)
  const duration = new Float64Array(runs.count).fill(Number.NaN)
  const backSteps = new Uint32Array(processes)
  const repeats = new Uint32Array(processes)
  const skips = new Uint32Array(processes)
  const seen = new Int32Array(activities).fill(-1)
  // A function of its own, called slice by slice: V8 compiles it while a loop within a generator would long be interpreted.
  const count = (first: number, last: number): void => {
    const { offsets, events, process } = runs
    for (let r = first; r < last; r++) {
      const from = offsets[r]
      const to = offsets[r + 1]
      const p = process[r]
      let back = 0
      let repeat = 0
      let skip = 0
      let previous = -1
      for (let i = from; i < to; i++) {
        const a = activity[events[i]]
        if (seen[a] !== r) {
          seen[a] = r
          reached[a]++
          if (terminal[a]) completed[r] = 1
        }
        if (a === previous) {
          repeat = 1
          continue
        }
        if (previous >= 0) {
          onward[previous]++
          if (place[a] < place[previous]) back = 1
          if (place[a] > place[previous] + 1) skip = 1
        }
        previous = a
      }
      startHere[activity[events[from]]]++
      endHere[previous]++
      if (!completed[r]) leaveAfter[previous]++
      if (timed) duration[r] = time[events[to - 1]] - time[events[from]]
      backSteps[p] += back
      repeats[p] += repeat
      skips[p] += skip
    }
  }
  for (let r = 0; r < runs.count; ) {
    const end = sliceEnd(runs.offsets, r)
    count(r, end)
    r = end
    yield (0.5 * r) / runs.count
  }
  let next: StepCounts['next'] = []
  if (!timed) next = Array.from({ length: activities }, () => ({ median: null, p95: null }))
  else if (later) later(timesInput(log, runs, backbones, onward))
  else next = yield* timesToNext({ log, runs, backbones, onward })
  return { reached, startHere, endHere, leaveAfter, next, completed, duration, backSteps, repeats, skips }
}

/** Times between steps that are held at a time: 8 bytes each. */
const MOST_TIMES = 1 << 23

/** Only what is read, as it is copied for another thread. */
function timesInput(
  { activity, time }: LogData,
  { count, process, offsets, events }: Runs,
  backbones: Backbones,
  onward: Uint32Array
): TimesInput {
  const { offsets: begins, order } = backbones
  return {
    log: { activity, time },
    runs: { count, process, offsets, events },
    backbones: { offsets: begins, order },
    onward
  }
}

/**
 * From the arrival at each step to the next other step of the run: of all runs in their order, so that the log is read in
 * sequence, but of no more processes at a time than there is room for.
 */
export function* timesToNext(input: TimesInput): Steps<StepCounts['next']> {
  const { runs, onward } = input
  const { activity, time } = input.log
  const { offsets, order } = input.backbones
  const processes = offsets.length - 1
  const next: StepCounts['next'] = Array.from({ length: onward.length }, () => ({ median: null, p95: null }))
  const cursor = new Uint32Array(onward.length)
  let values = new Float64Array(0)
  let first = 0
  let last = 0
  const measure = (from: number, end: number): void => {
    const { offsets: starts, events, process } = runs
    for (let r = from; r < end; r++) {
      if (process[r] < first || process[r] >= last) continue
      const to = starts[r + 1]
      let arrived = events[starts[r]]
      let previous = activity[arrived]
      for (let i = starts[r] + 1; i < to; i++) {
        const event = events[i]
        const a = activity[event]
        if (a === previous) continue
        values[cursor[previous]++] = time[event] - time[arrived]
        previous = a
        arrived = event
      }
    }
  }
  for (; first < processes; first = last) {
    let room = 0
    for (last = first; last < processes; last++) {
      const steps = order.subarray(offsets[last], offsets[last + 1])
      const more = steps.reduce((sum, a) => sum + onward[a], 0)
      if (last > first && room + more > MOST_TIMES) break
      for (const a of steps) {
        cursor[a] = room
        room += onward[a]
      }
    }
    if (values.length < room) values = new Float64Array(room)
    for (let r = 0; r < runs.count; ) {
      const end = sliceEnd(runs.offsets, r)
      measure(r, end)
      r = end
      yield 0.5 + (0.4 * (first + ((last - first) * r) / runs.count)) / processes
    }
    for (let i = offsets[first]; i < offsets[last]; i++) {
      const a = order[i]
      next[a] = medianAndP95(values.subarray(cursor[a] - onward[a], cursor[a]))
    }
  }
  return next
}

// Above this many edges only the most frequent are kept: no one reads more, and the result must stay small.
const MOST_EDGES = 4000

/** Directly-follows edges of one process over its steps, most frequent first, and how much was left out. */
export function countFlow(
  { offsets, activities }: RunActivities,
  place: Int32Array,
  steps: number
): { flow: FlowEdge[]; otherFlow: { edges: number; count: number } } {
  const dense = steps <= 1024 ? new Uint32Array(steps * steps) : null
  const sparse = new Map<number, number>()
  for (let r = 0; r + 1 < offsets.length; r++) {
    let from = place[activities[offsets[r]]]
    for (let i = offsets[r] + 1; i < offsets[r + 1]; i++) {
      const to = place[activities[i]]
      const key = from * steps + to
      if (dense !== null) dense[key]++
      else sparse.set(key, (sparse.get(key) ?? 0) + 1)
      from = to
    }
  }
  const flow: FlowEdge[] = []
  const add = (key: number, count: number) => flow.push({ from: Math.floor(key / steps), to: key % steps, count })
  if (dense === null) for (const [key, count] of sparse) add(key, count)
  else for (let key = 0; key < dense.length; key++) if (dense[key] > 0) add(key, dense[key])
  flow.sort((a, b) => b.count - a.count || a.from - b.from || a.to - b.to)
  const rest = flow.splice(MOST_EDGES)
  return { flow, otherFlow: { edges: rest.length, count: rest.reduce((sum, edge) => sum + edge.count, 0) } }
}

// 10 to the power of j / 8: eight bins per factor of ten, the same on every machine.
const EIGHTHS = [1, 1.333521, 1.778279, 2.371374, 3.162278, 4.216965, 5.623413, 7.498942]

/**
 * Durations of completed and other runs in bins of equal width on a log scale (eight per factor of ten), from the bin of
 * the shortest duration above 0 to that of the longest. A duration of 0 counts in the first bin. Null for no durations.
 *
 * @param completed [durations] 1 where the run was completed
 */
export function durationHistogram(
  durations: ArrayLike<number>,
  completed: ArrayLike<number>
): { edgesMs: number[]; completed: number[]; abandoned: number[] } | null {
  let shortest = Number.POSITIVE_INFINITY
  let longest = 0
  for (let i = 0; i < durations.length; i++) {
    const ms = durations[i]
    if (ms > 0 && ms < shortest) shortest = ms
    if (ms > longest) longest = ms
  }
  if (longest === 0) return null
  const edge = (k: number) => Math.round(EIGHTHS[((k % 8) + 8) % 8] * 10 ** Math.floor(k / 8) * 1e6) / 1e6
  let k = 0
  while (edge(k) > shortest) k--
  while (edge(k + 1) <= shortest) k++
  const edgesMs = [edge(k)]
  while (edgesMs[edgesMs.length - 1] <= longest) edgesMs.push(edge(++k))
  const bins = edgesMs.length - 1
  const edges = Float64Array.from(edgesMs)
  const counts = { completed: new Array<number>(bins).fill(0), abandoned: new Array<number>(bins).fill(0) }
  for (let i = 0; i < durations.length; i++) {
    const ms = durations[i]
    if (!(ms >= 0)) continue
    // The last bin that begins at `ms` or before; the first one for what is shorter.
    let bin = 0
    for (let above = bins; above - bin > 1; ) {
      const middle = (bin + above) >> 1
      if (edges[middle] <= ms) bin = middle
      else above = middle
    }
    if (completed[i]) counts.completed[bin]++
    else counts.abandoned[bin]++
  }
  return { edgesMs, ...counts }
}
