import type { FigureKernel } from '../kernel/figures.js'
import type { Steps } from '../kernel/work.js'
import type { Backbones } from './backbone.js'
import { Quantiles } from './quantiles.js'
import { RUNS_AT_ONCE } from './runs.js'
import type { RunActivities, RunsByProcess, RunsInOrder } from './runs-by-process.js'
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
  /** By the place in {@link RunsByProcess.list}: the same, */
  inOrder: {
    completed: Uint8Array
    /** first to last event in ms; NaN where the log is ordered by numbers, */
    duration: Float64Array
    /** and of the path, repeats in a row taken once: equal paths have equal ones. */
    hash: Int32Array
  }
  /** [processes] runs with a step back, with a step repeated at once, and with a step of the backbone left out */
  backSteps: Uint32Array
  repeats: Uint32Array
  skips: Uint32Array
  /** [processes] */
  flows: ProcessFlow[]
}

/** What the times between steps are measured from. */
export interface TimesInput {
  list: Pick<RunsByProcess, 'offsets'>
  inRuns: RunActivities
  backbones: Pick<Backbones, 'offsets' | 'order'>
  /** [activities] how often one is followed by another one in its run. */
  onward: Uint32Array
}

/**
 * One pass over the steps of all runs, process by process.
 *
 * @param found their activities are those of the backbones: places in it
 * @returns `next` empty: {@link timesToNext} measures it from `timed`
 */
export function* countSteps(
  { runs, list, inRuns }: RunsInOrder,
  { place, order, offsets }: Backbones,
  terminal: Uint8Array
): Steps<{ steps: StepCounts; timed: TimesInput }> {
  const activities = place.length
  const processes = offsets.length - 1
  const reached = new Uint32Array(activities)
  const startHere = new Uint32Array(activities)
  const endHere = new Uint32Array(activities)
  const leaveAfter = new Uint32Array(activities)
  const onward = new Uint32Array(activities) // steps to another one
  const completed = new Uint8Array(runs.count)
  const ofRuns: StepCounts['inOrder'] = {
    completed: new Uint8Array(runs.count),
    duration: new Float64Array(runs.count).fill(Number.NaN),
    hash: new Int32Array(runs.count)
  }
  const backSteps = new Uint32Array(processes)
  const repeats = new Uint32Array(processes)
  const skips = new Uint32Array(processes)
  const flows: ProcessFlow[] = []
  for (let p = 0; p < processes; p++) {
    const steps = order.subarray(offsets[p], offsets[p + 1])
    const counts = countsOf(Uint8Array.from(steps, (a) => terminal[a]))
    const { begun, ended, left, again, shapes } = counts
    const last = list.offsets[p + 1]
    for (let k = list.offsets[p]; k < last; k += RUNS_AT_ONCE) {
      countRuns(inRuns, k, Math.min(last, k + RUNS_AT_ONCE), counts, ofRuns)
      yield (0.5 * k) / runs.count
    }
    for (let shape = 0; shape < shapes.length; shape++) {
      if (shape & REPEATS) repeats[p] += shapes[shape]
      if (shape & STEPS_BACK) backSteps[p] += shapes[shape]
      if (shape & SKIPS) skips[p] += shapes[shape]
    }
    const edges = edgesOf(counts)
    const visits = begun.slice()
    for (const { from, to, count } of edges) {
      visits[to] += count
      if (from !== to) onward[steps[from]] += count
    }
    steps.forEach((a, i) => {
      reached[a] = visits[i] - again[i]
      startHere[a] = begun[i]
      endHere[a] = ended[i]
      leaveAfter[a] = left[i]
    })
    const rest = edges.splice(MOST_EDGES)
    flows.push({
      flow: edges,
      otherFlow: { edges: rest.length, count: rest.reduce((sum, { count }) => sum + count, 0) }
    })
  }
  list.list.forEach((r, k) => {
    completed[r] = ofRuns.completed[k]
  })
  return {
    steps: {
      reached,
      startHere,
      endHere,
      leaveAfter,
      next: [],
      completed,
      inOrder: ofRuns,
      backSteps,
      repeats,
      skips,
      flows
    },
    timed: { list: { offsets: list.offsets }, inRuns, backbones: { offsets, order }, onward }
  }
}

// What runs do, as bits.
const REPEATS = 1
const STEPS_BACK = 2
const SKIPS = 4

/** What is counted of one process; arrays are [steps] where nothing else is said. */
function countsOf(terminal: Uint8Array) {
  const size = terminal.length
  return {
    terminal,
    begun: new Uint32Array(size),
    ended: new Uint32Array(size),
    left: new Uint32Array(size),
    /** Visits in a run that was there before. */
    again: new Uint32Array(size),
    /** The run that each was last seen in. */
    seen: new Int32Array(size).fill(-1),
    /** [bits] runs of each shape */
    shapes: new Uint32Array(8),
    /** What going from one place to another says of a run, by the places between and the number of all. */
    kinds: Uint8Array.from({ length: 2 * size }, (_, k) =>
      k === size ? REPEATS : k < size ? STEPS_BACK : k > size + 1 ? SKIPS : 0
    ),
    /** [steps x steps] */
    dense: size <= MOST_DENSE ? new Int32Array(size * size) : null,
    sparse: new Map<number, number>()
  }
}

// A function of its own, called slice by slice: V8 compiles it while a loop within a generator would long be interpreted.
// It is given what it uses: variables of a function around it would be looked up again at each event.
function countRuns(
  { starts, ends, activities: steps, times }: RunActivities,
  first: number,
  last: number,
  { terminal, begun, ended, left, again, seen, shapes, kinds, dense, sparse }: ReturnType<typeof countsOf>,
  { completed, duration, hash }: StepCounts['inOrder']
): void {
  const size = terminal.length
  for (let k = first; k < last; k++) {
    const end = ends[k]
    let from = steps[starts[k]]
    let shape = 0
    let done = terminal[from]
    let mixed = from
    begun[from]++
    seen[from] = k
    for (let i = starts[k] + 1; i < end; i++) {
      const to = steps[i]
      const key = from * size + to
      if (dense !== null) dense[key]++
      else sparse.set(key, (sparse.get(key) ?? 0) + 1)
      shape |= kinds[to - from + size]
      done |= terminal[to]
      if (seen[to] === k) again[to]++
      seen[to] = k
      // As FNV-1a does.
      if (to !== from) mixed = Math.imul(mixed ^ (mixed >>> 15) ^ to, 0x01000193)
      from = to
    }
    ended[from]++
    shapes[shape]++
    if (!done) left[from]++
    completed[k] = done
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
    hash[k] = mixed ^ (mixed >>> 13)
    if (times !== null) duration[k] = times[end - 1] - times[starts[k]]
  }
}

/** From the arrival at each step to the next other step of the run, process by process. */
export function* timesToNext(
  kernel: FigureKernel,
  { list, inRuns, backbones, onward }: TimesInput
): Steps<StepCounts['next']> {
  const { offsets, order } = backbones
  const processes = offsets.length - 1
  const next: StepCounts['next'] = Array.from({ length: onward.length }, () => ({ median: null, p95: null }))
  const { times } = inRuns
  if (times === null) return next
  const quantiles = new Quantiles(kernel)
  for (let p = 0; p < processes; p++) {
    const steps = order.subarray(offsets[p], offsets[p + 1])
    const sizes = steps.map((a) => onward[a])
    const values = quantiles.begin(sizes)
    const cursor = new Uint32Array(sizes.length)
    for (let i = 1; i < sizes.length; i++) cursor[i] = cursor[i - 1] + sizes[i - 1]
    const last = list.offsets[p + 1]
    for (let k = list.offsets[p]; k < last; k += RUNS_AT_ONCE) {
      measure(inRuns, times, k, Math.min(last, k + RUNS_AT_ONCE), cursor, values)
      yield 0.5 + (0.4 * p) / processes
    }
    quantiles.end().forEach((found, i) => {
      next[steps[i]] = found
    })
  }
  return next
}

function measure(
  { starts, ends, activities: steps }: RunActivities,
  times: Uint32Array | Float64Array,
  first: number,
  last: number,
  cursor: Uint32Array,
  values: Float64Array
): void {
  for (let k = first; k < last; k++) {
    const end = ends[k]
    let arrived = times[starts[k]]
    let from = steps[starts[k]]
    for (let i = starts[k] + 1; i < end; i++) {
      const to = steps[i]
      if (to === from) continue
      const at = times[i]
      values[cursor[from]++] = at - arrived
      from = to
      arrived = at
    }
  }
}

// Of up to so many steps pairs are counted in a square: 4 MB.
const MOST_DENSE = 1024
// Above this many edges only the most frequent are kept: no one reads more, and the result must stay small.
const MOST_EDGES = 4000

/** Directly-follows edges of one process over its steps, most frequent first, and how much was left out. */
export interface ProcessFlow {
  flow: FlowEdge[]
  otherFlow: { edges: number; count: number }
}

function edgesOf({ terminal, dense, sparse }: ReturnType<typeof countsOf>): FlowEdge[] {
  const size = terminal.length
  const edges: FlowEdge[] = []
  const add = (count: number, key: number) => {
    if (count > 0) edges.push({ from: Math.floor(key / size), to: key % size, count })
  }
  if (dense !== null) dense.forEach(add)
  else sparse.forEach(add)
  return edges.sort((a, b) => b.count - a.count || a.from - b.from || a.to - b.to)
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
