import type { Kernel } from '../kernel/load.js'
import type { Steps } from '../kernel/work.js'
import { quantile } from '../log/quantile.js'
import type { TypicalOrder } from './backbone.js'
import type { RunActivities } from './runs-by-process.js'
import { runsInKernel } from './runs-in-kernel.js'
import { wilson } from './statistics.js'

/** Where runs are complete and where they begin: flags of activities, or of steps. */
export interface Ends {
  /** 1 where reaching it completes its process */
  terminal: Uint8Array
  /** 1 where runs of the process begin */
  entry: Uint8Array
}

// A terminal step: at least this share of the runs that reach it end there, and so many of them,
const LEAST_ENDS = 0.5
const LEAST_RUNS = 3
// at most this share goes on to a later step,
const MOST_ONWARD = 0.25
// (coming back after a pause this many times the longest median pause of any earlier step is not going on),
const LONG_PAUSE = 10
// Of the runs that reach a later step, at most this share passes the end of an early branch.
const MOST_PASSING = 0.5
// and the lower bound of the share of ends is this many times the rate of leaving at the process' other steps.
const TIMES_EXPECTED = 2
// A run may begin anew at a step of the first third where at least this share of all runs begins.
const LEAST_STARTS = 0.1

/**
 * Learns the terminal steps of a process. A step is terminal where
 *
 * 1. at least half of the runs that reach it end there, and at least three,
 * 2. at most a quarter of them go on to a later step of the backbone: a step with much abandonment has the rest going
 *    on, a last step has not, however few reach it. Who comes back after a pause that is ten times the longest median
 *    pause of the earlier steps (a patient weeks after the release) did not go on,
 * 3. the lower end of Wilson's interval of that share is above twice the pooled rate of leaving at the other steps: far
 *    more than expected.
 *
 * Only steps of the backbone's second half qualify, and earlier ones that end a branch of their own: of the runs that
 * reach a later step, at most half passes them (a page that most leave at once is on the way of the others). Where
 * none does, the one of them whose ends stand out most against
 * the expected number does, so that every process with runs has a last step.
 *
 * Entries: the first step, and those of the first third where a tenth of the runs begins.
 *
 * @param inRuns activities by their numbers within the process
 * @param from the first run of the process, by its place
 * @param to behind the last one
 */
export function* learnEnds(
  kernel: Kernel,
  inRuns: RunActivities,
  from: number,
  to: number,
  { order, reached: byNumber }: TypicalOrder
): Steps<Ends> {
  const { memory, run } = kernel
  const size = order.length
  const terminal = new Uint8Array(size)
  const entry = new Uint8Array(size)
  const place = new Uint32Array(size)
  order.forEach((step, at) => {
    place[step] = at
  })
  const mark = memory.mark()
  let counts: Uint32Array
  try {
    const places = memory.put(place, 'Places')
    const tables = memory.room(4 * size, 4, 'Ends of runs')
    yield* runsInKernel(kernel, inRuns, from, to, (...runs) =>
      run.countEnds(...runs, size, places.pointer, tables.pointer)
    )
    counts = memory.viewUint32(tables).slice()
  } finally {
    memory.release(mark)
  }
  const [starts, ends, stay, furthest] = [0, 1, 2, 3].map((k) => counts.subarray(k * size, (k + 1) * size))
  for (let i = 0; i < size; i++) if (isEntry(i, size, starts[i], to - from)) entry[i] = 1
  if (from === to) return { terminal, entry }
  const reached = order.map((step) => byNumber[step])
  // After the last visit; an earlier one is followed by at least as much, but then the run came back.
  const onward = reached.map((runs, i) => runs - stay[i])
  const endsMostly = (i: number) => reached[i] > 0 && ends[i] >= LEAST_ENDS * reached[i]
  const isOpen = (i: number) => onward[i] > MOST_ONWARD * reached[i]
  if (inRuns.times !== null && onward.some((_, i) => endsMostly(i) && isOpen(i))) {
    const after = onwardSoon(inRuns, inRuns.times, from, to, place)
    after.forEach((runs, i) => {
      if (endsMostly(i) && isOpen(i)) onward[i] = runs
    })
  }
  const likely = (i: number) => endsMostly(i) && ends[i] >= LEAST_RUNS && !isOpen(i)
  let passed = 0
  let left = 0
  for (let i = 0; i < size; i++) {
    if (likely(i)) continue
    passed += reached[i]
    left += ends[i]
  }
  const expected = (left + 1) / (passed + 2)
  let found = false
  let fallback = -1
  let most = Number.NEGATIVE_INFINITY
  const beyond = runsBeyond(furthest)
  for (let i = 0; i < size; i++) {
    if (reached[i] === 0) continue
    if (2 * i < size - 1 && !(beyond[i] > 0 && reached[i] - furthest[i] <= MOST_PASSING * beyond[i])) continue
    if (likely(i) && wilson(ends[i], reached[i]).low > Math.min(0.9, TIMES_EXPECTED * expected)) {
      terminal[i] = 1
      found = true
    }
    const surplus =
      (ends[i] - expected * reached[i]) / Math.sqrt(expected * (1 - expected) * reached[i]) - onward[i] / reached[i]
    if (surplus >= most) {
      most = surplus
      fallback = i
    }
  }
  if (!found && fallback >= 0) terminal[fallback] = 1
  return { terminal, entry }
}

/**
 * [steps] runs that went on from the last visit of a step to a later one without a long pause: one of LONG_PAUSE times
 * the longest median pause after any earlier step.
 */
function onwardSoon(
  { starts, ends, activities }: RunActivities,
  times: Uint32Array | Float64Array,
  from: number,
  to: number,
  place: Uint32Array
): Uint32Array {
  const pauses: number[][] = Array.from(place, () => []) // after the last visit, where a later step follows
  const all: number[][] = Array.from(place, () => [])
  for (let k = from; k < to; k++) {
    let furthest = -1
    const seen = new Set<number>()
    for (let i = ends[k] - 1; i >= starts[k]; i--) {
      const at = place[activities[i]]
      const pause = i + 1 < ends[k] ? times[i + 1] - times[i] : Number.NaN
      if (!Number.isNaN(pause)) all[at].push(pause)
      if (!seen.has(at) && furthest > at) pauses[at].push(pause)
      seen.add(at)
      if (at > furthest) furthest = at
    }
  }
  let longest = 0
  return place.map((_, i) => {
    const soon = pauses[i].filter((pause) => longest === 0 || pause < LONG_PAUSE * longest).length
    if (all[i].length > 0)
      longest = Math.max(
        longest,
        quantile(
          all[i].sort((a, b) => a - b),
          0.5
        )
      )
    return soon
  })
}

/**
 * Whether runs of a process begin at a step.
 *
 * @param place of the step among `size`
 * @param starts runs that begin there, of `runs`
 */
export function isEntry(place: number, size: number, starts: number, runs: number): boolean {
  return place === 0 || (3 * place <= size && starts >= LEAST_STARTS * runs)
}

/** [steps] runs that reach a step later in the backbone than this one. */
function runsBeyond(furthest: Uint32Array): Uint32Array {
  const beyond = new Uint32Array(furthest.length)
  for (let i = furthest.length - 2; i >= 0; i--) beyond[i] = beyond[i + 1] + furthest[i + 1]
  return beyond
}
