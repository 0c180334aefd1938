import type { FigureKernel } from '../kernel/figures.js'
import type { LogData } from '../log/types.js'
import type { Backbones } from './backbone.js'
import type { Handovers } from './handovers.js'
import { errorsOf } from './measures.js'
import type { ProcessName } from './name.js'
import { Quantiles } from './quantiles.js'
import type { Runs } from './runs.js'
import type { RunActivities, RunsByProcess } from './runs-by-process.js'
import { durationHistogram, type StepCounts } from './step-counts.js'
import { BucketFinder, type Buckets } from './timeline.js'
import type { ProcessResult, Step } from './types.js'
import { countVariants } from './variants.js'

/** What all parts of a description share. */
export interface Context {
  log: LogData
  runs: Runs
  list: RunsByProcess
  labels: Int32Array
  backbones: Backbones
  terminal: Uint8Array
  subroutine: Uint8Array
  steps: StepCounts
  inRuns: RunActivities
  overTime: RunsOverTime
  mostVariants: number
  kernel: FigureKernel
}

/** Runs of process p. */
export const runCount = ({ list }: Pick<Context, 'list'>, p: number): number => list.offsets[p + 1] - list.offsets[p]
/** The runs of process p, ascending. */
const runsOf = ({ list }: Context, p: number): Uint32Array => list.list.subarray(list.offsets[p], list.offsets[p + 1])
/** The activities of process p in their usual order. */
export const stepsOf = ({ backbones }: Pick<Context, 'backbones'>, p: number): Uint32Array =>
  backbones.order.subarray(backbones.offsets[p], backbones.offsets[p + 1])

/** Sums over the log by process or activity. */
export interface Totals {
  events: Uint32Array
  errorsByActivity: Uint32Array | null
}

/** @param eventsOf [activities] their events */
export function totalsOf(
  { log, labels, list }: Pick<Context, 'log' | 'labels' | 'list'>,
  eventsOf: Uint32Array
): Totals {
  return { events: sumByProcess(eventsOf, labels, list.offsets.length - 1), errorsByActivity: errorsOf(log) }
}

/** Of the completed runs of a process and of all. */
function durationsOf({ inRuns, kernel }: Context, duration: Float64Array, completed: Uint8Array, done: number) {
  const quantiles = new Quantiles(kernel)
  const isTimed = inRuns.times !== null
  const values = quantiles.begin(Uint32Array.of(isTimed ? done : 0, isTimed ? duration.length : 0))
  if (isTimed) {
    values.set(duration, done)
    pick(duration, completed, values)
  }
  return quantiles.end()
}

/** Copies those that are marked. */
function pick(from: Float64Array, marked: Uint8Array, into: Float64Array): void {
  for (let k = 0, at = 0; k < from.length; k++) if (marked[k]) into[at++] = from[k]
}

/** [processes] sums of what is counted by activity */
export function sumByProcess(counts: Uint32Array, labels: Int32Array, processes: number): Uint32Array {
  const sums = new Uint32Array(processes)
  for (let a = 0; a < labels.length; a++) if (labels[a] >= 0) sums[labels[a]] += counts[a]
  return sums
}

/** Everything that is known of process p, but for stability and silhouette. */
export function describeOne(
  context: Context,
  p: number,
  { name, named }: Pick<ProcessName, 'name' | 'named'>,
  channel: { main: string | null; all: { channel: string; runs: number }[] | null },
  totals: Totals,
  handovers: Handovers,
  more: { family: number; serves: { process: number; share: number }[] | null; entrySteps?: number[] | undefined }
): ProcessResult {
  const { steps, terminal } = context
  const list = runsOf(context, p)
  const order = stepsOf(context, p)
  const errors = totals.errorsByActivity
  const [first, end] = [context.list.offsets[p], context.list.offsets[p + 1]]
  const completed = steps.inOrder.completed.subarray(first, end)
  const duration = steps.inOrder.duration.subarray(first, end)
  const done = completed.reduce((sum, one) => sum + one, 0)
  const [ofCompleted, ofAll] = durationsOf(context, duration, completed, done)
  const bucket = context.overTime.buckets * p
  const { sessions, cases } = distinct(context, list)
  return {
    id: p,
    name,
    named,
    family: more.family,
    channel: channel.main,
    ...(channel.all === null ? {} : { channels: channel.all }),
    subroutine: context.subroutine[p] === 1,
    ...(more.serves === null ? {} : { serves: more.serves }),
    events: totals.events[p],
    sessions,
    cases,
    runs: list.length,
    shape: { backSteps: steps.backSteps[p] ?? 0, repeats: steps.repeats[p] ?? 0, skips: steps.skips[p] ?? 0 },
    completed: { count: done, of: list.length },
    terminalSteps: Array.from(order.keys()).filter((i) => terminal[order[i]]),
    ...(more.entrySteps === undefined ? {} : { entrySteps: more.entrySteps }),
    stability: null,
    tentative: false,
    silhouette: null,
    errors: errors === null ? null : order.reduce((sum, a) => sum + errors[a], 0),
    medianMs: ofAll.median,
    p95Ms: ofAll.p95,
    completedMedianMs: ofCompleted.median,
    steps: Array.from(order, (a) => stepOf(context, a, list.length, errors)),
    ...steps.flows[p],
    ...countVariants(context.kernel, context.inRuns, { from: first, to: end }, steps.inOrder, context.mostVariants),
    runsOverTime: [...context.overTime.runs.subarray(bucket, bucket + context.overTime.buckets)],
    completedOverTime: [...context.overTime.completed.subarray(bucket, bucket + context.overTime.buckets)],
    duration: durationHistogram(duration, completed),
    before: handovers.neighbours[p].before,
    after: handovers.neighbours[p].after
  }
}

function stepOf({ steps }: Context, activity: number, runs: number, errors: Uint32Array | null): Step {
  return {
    activity,
    reached: steps.reached[activity],
    startHere: steps.startHere[activity],
    leaveAfter: steps.leaveAfter[activity],
    endHere: steps.endHere[activity],
    optional: steps.reached[activity] < 0.4 * runs,
    nextMedianMs: steps.next[activity].median,
    nextP95Ms: steps.next[activity].p95,
    errors: errors === null ? null : errors[activity]
  }
}

/** Distinct sessions and cases of runs in their order: those of a session, and the sessions of a case, stand together. */
function distinct({ log, runs }: Context, list: Uint32Array): { sessions: number; cases: number } {
  let sessions = 0
  let cases = 0
  let lastSession = -1
  let lastCase = -1
  for (let k = 0; k < list.length; k++) {
    const session = runs.session[list[k]]
    if (session === lastSession) continue
    lastSession = session
    sessions++
    if (log.sessionCase[session] !== lastCase) cases++
    lastCase = log.sessionCase[session]
  }
  return { sessions, cases }
}

/** Runs and completed runs by the bucket of their first event: [processes x buckets] */
export interface RunsOverTime {
  buckets: number
  runs: Uint32Array
  completed: Uint32Array
}

export function countRunsOverTime(
  log: LogData,
  runs: Runs,
  processes: number,
  buckets: Buckets | null,
  completed: Uint8Array
): RunsOverTime {
  const size = buckets === null ? 0 : buckets.borders.length - 1
  const counts = {
    buckets: size,
    runs: new Uint32Array(processes * size),
    completed: new Uint32Array(processes * size)
  }
  if (buckets === null) return counts
  const finder = new BucketFinder(buckets)
  for (let r = 0; r < runs.count; r++) {
    const at = runs.process[r] * size + finder.of(log.time[runs.events[runs.offsets[r]]])
    counts.runs[at]++
    counts.completed[at] += completed[r]
  }
  return counts
}
