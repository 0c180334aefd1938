import type { LogData } from '../log/types.js'
import type { Backbones } from './backbone.js'
import type { Handovers } from './handovers.js'
import { errorsOf, groupValues, quantilesOf } from './measures.js'
import type { ProcessName } from './name.js'
import { activitiesOf, type RunActivities, type Runs, type RunsByProcess } from './runs.js'
import { countFlow, durationHistogram, type StepCounts } from './step-counts.js'
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
  durations: { median: number | null; p95: number | null }[]
  completedDurations: { median: number | null; p95: number | null }[]
}

/**
 * Sums up errors, events and durations.
 *
 * @param eventsOf [activities] their events
 */
export function totalsOf(
  { log, runs, labels, list, steps }: Pick<Context, 'log' | 'runs' | 'labels' | 'list' | 'steps'>,
  eventsOf: Uint32Array
): Totals {
  const processes = list.offsets.length - 1
  const completedGroup = runs.process.slice()
  for (let r = 0; r < runs.count; r++) if (!steps.completed[r]) completedGroup[r] = -1
  return {
    events: sumByProcess(eventsOf, labels, processes),
    errorsByActivity: errorsOf(log),
    durations: quantilesOf(groupValues(runs.process, steps.duration, processes)),
    completedDurations: quantilesOf(groupValues(completedGroup, steps.duration, processes))
  }
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
  const { backbones, steps, terminal } = context
  const list = runsOf(context, p)
  const order = stepsOf(context, p)
  const errors = totals.errorsByActivity
  const completed = new Uint8Array(list.length)
  const duration = new Float64Array(list.length)
  let done = 0
  for (let k = 0; k < list.length; k++) {
    completed[k] = steps.completed[list[k]]
    duration[k] = steps.duration[list[k]]
    done += completed[k]
  }
  const inRuns = activitiesOf(context.inRuns, context.list, p)
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
    medianMs: totals.durations[p].median,
    p95Ms: totals.durations[p].p95,
    completedMedianMs: totals.completedDurations[p].median,
    steps: Array.from(order, (a) => stepOf(context, a, list.length, errors)),
    ...countFlow(inRuns, backbones.place, order.length),
    ...countVariants(inRuns, backbones.place, completed, context.mostVariants),
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
