import type { Steps } from '../kernel/work.js'
import type { LogData } from '../log/types.js'
import type { Backbones } from './backbone.js'
import { groupValues, quantilesOf } from './measures.js'
import type { Runs } from './runs.js'
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

const SLICE = 1 << 18

/** One pass over the events of all runs. */
export function* countSteps(log: LogData, runs: Runs, { place }: Backbones, terminal: Uint8Array): Steps<StepCounts> {
  const activities = place.length
  const processes = runs.process.reduce((most, p) => Math.max(most, p + 1), 0)
  const timed = log.timeKind === 'timestamp'
  const reached = new Uint32Array(activities)
  const startHere = new Uint32Array(activities)
  const endHere = new Uint32Array(activities)
  const leaveAfter = new Uint32Array(activities)
  const completed = new Uint8Array(runs.count)
  const duration = new Float64Array(runs.count).fill(Number.NaN)
  const backSteps = new Uint32Array(processes)
  const repeats = new Uint32Array(processes)
  const skips = new Uint32Array(processes)
  const seen = new Int32Array(activities).fill(-1)
  const leaving = new Int32Array(runs.events.length).fill(-1) // the step left, at the event where it was arrived at
  const waited = new Float64Array(runs.events.length)
  for (let r = 0, pause = SLICE; r < runs.count; r++) {
    const from = runs.offsets[r]
    const to = runs.offsets[r + 1]
    const p = runs.process[r]
    if (from >= pause) {
      pause += SLICE
      yield from / runs.events.length
    }
    let back = 0
    let repeat = 0
    let skip = 0
    let arrived = from
    let previous = -1
    for (let i = from; i < to; i++) {
      const a = log.activity[runs.events[i]]
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
        if (timed) {
          leaving[i] = previous
          waited[i] = log.time[runs.events[i]] - log.time[runs.events[arrived]]
        }
        if (place[a] < place[previous]) back = 1
        if (place[a] > place[previous] + 1) skip = 1
      }
      previous = a
      arrived = i
    }
    startHere[log.activity[runs.events[from]]]++
    endHere[previous]++
    if (!completed[r]) leaveAfter[previous]++
    if (timed) duration[r] = log.time[runs.events[to - 1]] - log.time[runs.events[from]]
    backSteps[p] += back
    repeats[p] += repeat
    skips[p] += skip
  }
  yield 1
  const next = quantilesOf(groupValues(leaving, waited, activities))
  return { reached, startHere, endHere, leaveAfter, next, completed, duration, backSteps, repeats, skips }
}

// Above this many edges only the most frequent are kept: no one reads more, and the result must stay small.
const MOST_EDGES = 4000

/** Directly-follows edges of one process over its steps, most frequent first, and how much was left out. */
export function countFlow(
  log: LogData,
  runs: Runs,
  list: Uint32Array,
  place: Int32Array,
  steps: number
): { flow: FlowEdge[]; otherFlow: { edges: number; count: number } } {
  const dense = steps <= 1024 ? new Uint32Array(steps * steps) : null
  const sparse = new Map<number, number>()
  for (const r of list) {
    for (let i = runs.offsets[r] + 1; i < runs.offsets[r + 1]; i++) {
      const key = place[log.activity[runs.events[i - 1]]] * steps + place[log.activity[runs.events[i]]]
      if (dense !== null) dense[key]++
      else sparse.set(key, (sparse.get(key) ?? 0) + 1)
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
 */
export function durationHistogram(
  durations: readonly number[],
  completed: readonly boolean[]
): { edgesMs: number[]; completed: number[]; abandoned: number[] } | null {
  let shortest = Number.POSITIVE_INFINITY
  let longest = 0
  for (const ms of durations) {
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
  const counts = { completed: new Array<number>(edgesMs.length - 1).fill(0), abandoned: [] as number[] }
  counts.abandoned = counts.completed.slice()
  durations.forEach((ms, i) => {
    if (!(ms >= 0)) return
    let bin = 0
    while (bin + 1 < edgesMs.length - 1 && edgesMs[bin + 1] <= ms) bin++
    if (completed[i]) counts.completed[bin]++
    else counts.abandoned[bin]++
  })
  return { edgesMs, ...counts }
}
