import { runNow, type Steps } from '../kernel/work.js'
import { quantile } from '../log/quantile.js'
import type { LogData } from '../log/types.js'
import type { Backbones } from './backbone.js'
import { RUNS_AT_ONCE, type Runs } from './runs.js'
import {
  activitiesByProcess,
  activitiesOf,
  type ProcessRange,
  type RunActivities,
  type RunsByProcess
} from './runs-by-process.js'
import { wilson } from './statistics.js'

/** Where runs of each process are complete and where they begin: flags per activity. */
export interface Ends {
  /** [activities] 1 where reaching the activity completes its process */
  terminal: Uint8Array
  /** [activities] 1 where runs of the process begin */
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
 * Learns the terminal steps of every process. A step is terminal where
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
 * @param range only the processes in it; the others have no ends then
 */
export function* learnEndsInSteps(
  byProcess: RunsByProcess,
  backbones: Backbones,
  inRuns: RunActivities,
  { from, to }: ProcessRange = { from: 0, to: byProcess.offsets.length - 1 }
): Steps<Ends> {
  const activities = backbones.place.length
  const { reached, starts, ends, onward, furthest } = yield* countEnds(inRuns, backbones, {
    from: byProcess.offsets[from],
    to: byProcess.offsets[to]
  })
  const terminal = new Uint8Array(activities)
  const entry = new Uint8Array(activities)
  for (let p = from; p < to; p++) {
    const steps = backbones.order.subarray(backbones.offsets[p], backbones.offsets[p + 1])
    const runs = byProcess.offsets[p + 1] - byProcess.offsets[p]
    markEntries(steps, starts, runs, entry)
    if (runs === 0) continue
    const endsMostly = (a: number) => reached[a] > 0 && ends[a] >= LEAST_ENDS * reached[a]
    const isOpen = (a: number) => onward[a] > MOST_ONWARD * reached[a]
    if (inRuns.times !== null && steps.some((a) => endsMostly(a) && isOpen(a))) {
      const after = onwardSoon(activitiesOf(inRuns, byProcess, p), inRuns.times, backbones.place, steps)
      for (const a of steps) if (endsMostly(a) && isOpen(a)) onward[a] = after[backbones.place[a]]
    }
    const likely = (a: number) => endsMostly(a) && ends[a] >= LEAST_RUNS && !isOpen(a)
    let passed = 0
    let left = 0
    for (const a of steps) {
      if (likely(a)) continue
      passed += reached[a]
      left += ends[a]
    }
    const expected = (left + 1) / (passed + 2)
    let found = false
    let fallback = -1
    let most = Number.NEGATIVE_INFINITY
    const beyond = runsBeyond(steps, furthest)
    for (let i = 0; i < steps.length; i++) {
      const a = steps[i]
      if (reached[a] === 0) continue
      if (2 * i < steps.length - 1 && !(beyond[i] > 0 && reached[a] - furthest[a] <= MOST_PASSING * beyond[i])) continue
      if (likely(a) && wilson(ends[a], reached[a]).low > Math.min(0.9, TIMES_EXPECTED * expected)) {
        terminal[a] = 1
        found = true
      }
      const surplus =
        (ends[a] - expected * reached[a]) / Math.sqrt(expected * (1 - expected) * reached[a]) - onward[a] / reached[a]
      if (surplus >= most) {
        most = surplus
        fallback = a
      }
    }
    if (!found && fallback >= 0) terminal[fallback] = 1
  }
  yield 1
  return { terminal, entry }
}

/** {@link learnEndsInSteps} without pauses. */
export function learnEnds(log: LogData, runs: Runs, byProcess: RunsByProcess, backbones: Backbones): Ends {
  return runNow(learnEndsInSteps(byProcess, backbones, activitiesByProcess(log, runs, byProcess)))
}

/**
 * [steps] runs that went on from the last visit of a step to a later one without a long pause: one of LONG_PAUSE times
 * the longest median pause after any earlier step.
 */
function onwardSoon(
  { starts, ends, activities }: RunActivities,
  times: Uint32Array | Float64Array,
  place: Int32Array,
  steps: Uint32Array
): Uint32Array {
  const pauses: number[][] = Array.from(steps, () => []) // after the last visit, where a later step follows
  const all: number[][] = Array.from(steps, () => [])
  for (let k = 0; k < starts.length; k++) {
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
  return Uint32Array.from(steps, (_, i) => {
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

function markEntries(steps: Uint32Array, starts: Uint32Array, runs: number, entry: Uint8Array): void {
  for (let i = 0; i < steps.length; i++) {
    if (i === 0 || (3 * i <= steps.length && starts[steps[i]] >= LEAST_STARTS * runs)) entry[steps[i]] = 1
  }
}

/** [steps] runs that reach a step later in the backbone than this one. */
function runsBeyond(steps: Uint32Array, furthest: Uint32Array): Uint32Array {
  const beyond = new Uint32Array(steps.length)
  for (let i = steps.length - 2; i >= 0; i--) beyond[i] = beyond[i + 1] + furthest[steps[i + 1]]
  return beyond
}

/**
 * Per activity, in runs: reached, started with, ended with, gone on to a later step of the backbone after the last
 * visit, and with this one as the furthest (all others that reach it have a later step). Of the runs at the places `from`
 * to `to`.
 */
function* countEnds(
  { starts: begins, ends: closes, activities: steps }: RunActivities,
  { place }: Backbones,
  { from, to }: { from: number; to: number }
) {
  const activities = place.length
  const reached = new Uint32Array(activities)
  const starts = new Uint32Array(activities)
  const ends = new Uint32Array(activities)
  const onward = new Uint32Array(activities)
  const furthest = new Uint32Array(activities)
  const seen = new Int32Array(activities).fill(-1)
  const count = (first: number, last: number): void => {
    for (let r = first; r < last; r++) {
      const from = begins[r]
      const to = closes[r]
      starts[steps[from]]++
      ends[steps[to - 1]]++
      // Backwards: the furthest place that is still to come tells whether the run goes on after this event.
      let most = -1
      let mostAt = 0
      for (let i = to - 1; i >= from; i--) {
        const a = steps[i]
        const at = place[a]
        if (seen[a] !== r) {
          seen[a] = r
          reached[a]++
          // After the last visit; an earlier one is followed by at least as much, but then the run came back.
          if (most > at) onward[a]++
        }
        if (at > most) {
          most = at
          mostAt = a
        }
      }
      furthest[mostAt]++
    }
  }
  for (let r = from; r < to; r += RUNS_AT_ONCE) {
    count(r, Math.min(to, r + RUNS_AT_ONCE))
    yield (0.9 * (r - from)) / (to - from)
  }
  return { reached, starts, ends, onward, furthest }
}
