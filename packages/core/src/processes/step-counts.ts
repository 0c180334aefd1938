import type { FigureKernel } from '../kernel/figures.js'
import type { Steps } from '../kernel/work.js'
import { shareableFloat64, shareableInt32, shareableUint8 } from '../log/shared.js'
import type { Backbones } from './backbone.js'
import { Quantiles } from './quantiles.js'
import { RUNS_AT_ONCE } from './runs.js'
import type { RunActivities, RunsByProcess, RunsInOrder } from './runs-by-process.js'
import { runsInKernel } from './runs-in-kernel.js'
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
  kernel: FigureKernel,
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
    completed: shareableUint8(runs.count),
    duration: shareableFloat64(runs.count).fill(Number.NaN),
    hash: shareableInt32(runs.count)
  }
  const backSteps = new Uint32Array(processes)
  const repeats = new Uint32Array(processes)
  const skips = new Uint32Array(processes)
  const flows: ProcessFlow[] = []
  for (let p = 0; p < processes; p++) {
    const steps = order.subarray(offsets[p], offsets[p + 1])
    const isLast = Uint32Array.from(steps, (a) => terminal[a])
    const { begun, ended, left, again, shapes, edges } = yield* countProcess(kernel, inRuns, list, p, isLast, ofRuns)
    for (let shape = 0; shape < shapes.length; shape++) {
      if (shape & REPEATS) repeats[p] += shapes[shape]
      if (shape & STEPS_BACK) backSteps[p] += shapes[shape]
      if (shape & SKIPS) skips[p] += shapes[shape]
    }
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
  measureRuns(inRuns, ofRuns.duration)
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
interface ProcessCounts {
  begun: Uint32Array
  ended: Uint32Array
  left: Uint32Array
  /** Visits in a run that was there before. */
  again: Uint32Array
  /** [bits] runs of each shape */
  shapes: Uint32Array
  /** Most frequent first. */
  edges: FlowEdge[]
}

function* countProcess(
  kernel: FigureKernel,
  inRuns: RunActivities,
  { offsets }: RunsByProcess,
  p: number,
  terminal: Uint32Array,
  { completed, hash }: StepCounts['inOrder']
): Steps<ProcessCounts> {
  const { memory, run } = kernel
  const size = terminal.length
  const square = size <= MOST_DENSE ? size * size : 0
  const mark = memory.mark()
  try {
    const room = memory.room(8 * size + 8 + square, 4, WHAT)
    // What going from one place to another says of a run, by the places between and the number of all.
    const kinds = Uint32Array.from({ length: 2 * size }, (_, k) =>
      k === size ? REPEATS : k < size ? STEPS_BACK : k > size + 1 ? SKIPS : 0
    )
    const given = memory.viewUint32(room)
    given.set(terminal)
    given.set(kinds, 6 * size + 8)
    const flags = memory.scratch(RUNS_AT_ONCE, 1, WHAT)
    const hashes = memory.scratch(RUNS_AT_ONCE, 4, WHAT)
    const sparse = new Map<number, number>()
    yield* runsInKernel(kernel, inRuns, offsets[p], offsets[p + 1], (starts, ends, steps, k, last) => {
      run.countRuns(starts, ends, steps, k, last, size, room.pointer, +(square > 0), flags.pointer, hashes.pointer)
      completed.set(memory.viewUint8({ ...flags, length: last - k }), k)
      hash.set(memory.viewInt32({ ...hashes, length: last - k }), k)
      if (!square) countPairs(inRuns, k, last, size, sparse)
    })
    const tables = memory.viewUint32(room)
    const of = (table: number, length = size) => tables.slice(table * size, table * size + length)
    const [begun, ended, left, again] = [1, 2, 3, 4].map((table) => of(table))
    const edges = edgesOf(size, square ? tables.subarray(8 * size + 8) : null, sparse)
    return { begun, ended, left, again, shapes: of(6, 8), edges }
  } finally {
    memory.release(mark)
  }
}

// Functions of their own, called slice by slice: V8 would long interpret such loops within a generator.

function countPairs(
  { starts, ends, activities: steps }: RunActivities,
  first: number,
  last: number,
  size: number,
  pairs: Map<number, number>
): void {
  for (let k = first; k < last; k++) {
    for (let i = starts[k] + 1; i < ends[k]; i++) {
      const key = steps[i - 1] * size + steps[i]
      pairs.set(key, (pairs.get(key) ?? 0) + 1)
    }
  }
}

function measureRuns({ starts, ends, times }: RunActivities, duration: Float64Array): void {
  if (times === null) return
  for (let k = 0; k < duration.length; k++) duration[k] = times[ends[k] - 1] - times[starts[k]]
}

/** From the arrival at each step to the next other step of the run, process by process. */
export function* timesToNext(
  kernel: FigureKernel,
  { list, inRuns, backbones, onward }: TimesInput
): Steps<StepCounts['next']> {
  const { memory, run } = kernel
  const { offsets, order } = backbones
  const processes = offsets.length - 1
  const next: StepCounts['next'] = Array.from({ length: onward.length }, () => ({ median: null, p95: null }))
  const { starts, ends, times } = inRuns
  if (times === null) return next
  const wide = +(times instanceof Float64Array)
  const quantiles = new Quantiles(kernel)
  for (let p = 0; p < processes; p++) {
    const steps = order.subarray(offsets[p], offsets[p + 1])
    const sizes = steps.map((a) => onward[a])
    quantiles.begin(sizes)
    const begins = new Uint32Array(sizes.length)
    for (let i = 1; i < sizes.length; i++) begins[i] = begins[i - 1] + sizes[i - 1]
    const cursor = memory.put(begins, WHAT).pointer
    const values = quantiles.pointer
    yield* runsInKernel(kernel, inRuns, list.offsets[p], list.offsets[p + 1], (from, to, activities, k, last) => {
      const at = memory.putPart(times, starts[k], ends[last - 1], WHAT)
      run.timeSteps(from, to, activities, k, last, at, wide, cursor, values)
    })
    quantiles.end().forEach((found, i) => {
      next[steps[i]] = found
    })
  }
  return next
}

const WHAT = 'Steps of runs'
// Of up to so many steps pairs are counted in a square: 4 MB.
const MOST_DENSE = 1024
// Above this many edges only the most frequent are kept: no one reads more, and the result must stay small.
const MOST_EDGES = 4000

/** Directly-follows edges of one process over its steps, most frequent first, and how much was left out. */
export interface ProcessFlow {
  flow: FlowEdge[]
  otherFlow: { edges: number; count: number }
}

/** @param dense how often each step comes after each; null: `sparse` says it, by both */
function edgesOf(size: number, dense: Uint32Array | null, sparse: Map<number, number>): FlowEdge[] {
  const edges: FlowEdge[] = []
  const add = (count: number, key: number) => {
    if (count > 0) edges.push({ from: Math.floor(key / size), to: key % size, count })
  }
  if (dense !== null) dense.forEach(add)
  else sparse.forEach(add)
  return edges.sort((a, b) => b.count - a.count || a.from - b.from || a.to - b.to)
}
