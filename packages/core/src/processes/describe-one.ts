import type { LogData } from '../log/types.js'
import type { Backbones } from './backbone.js'
import type { Handovers } from './handovers.js'
import { errorsOf } from './measures.js'
import type { ProcessName } from './name.js'
import type { Outcome } from './outcomes.js'
import type { Runs } from './runs.js'
import type { RunsByProcess } from './runs-by-process.js'
import type { StepCounts } from './step-counts.js'
import { BucketFinder, type Buckets } from './timeline.js'
import type { ProcessResult, Step } from './types.js'

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
  overTime: RunsOverTime
}

/** Runs of process p. */
export const runCount = ({ list }: Pick<Context, 'list'>, p: number): number => list.offsets[p + 1] - list.offsets[p]
/** The activities of process p in their usual order. */
export const stepsOf = ({ backbones }: Pick<Context, 'backbones'>, p: number): Uint32Array =>
  backbones.order.subarray(backbones.offsets[p], backbones.offsets[p + 1])

/** Sums over the log by process, or activity. */
export interface Totals {
  events: Uint32Array
  sessions: Uint32Array
  cases: Uint32Array
  errorsByActivity: Uint32Array | null
}

/** @param eventsOf [activities] their events */
export function totalsOf(context: Pick<Context, 'log' | 'labels' | 'runs' | 'list'>, eventsOf: Uint32Array): Totals {
  const { log, labels, list } = context
  const events = sumByProcess(eventsOf, labels, list.offsets.length - 1)
  return { events, ...distinct(context), errorsByActivity: errorsOf(log) }
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
  outcome: Outcome,
  handovers: Handovers,
  more: { family: number; serves: { process: number; share: number }[] | null; entrySteps?: number[] | undefined }
): ProcessResult {
  const { steps, terminal } = context
  const runs = runCount(context, p)
  const order = stepsOf(context, p)
  const errors = totals.errorsByActivity
  const bucket = context.overTime.buckets * p
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
    sessions: totals.sessions[p],
    cases: totals.cases[p],
    runs,
    shape: { backSteps: steps.backSteps[p] ?? 0, repeats: steps.repeats[p] ?? 0, skips: steps.skips[p] ?? 0 },
    completed: outcome.completed,
    terminalSteps: Array.from(order.keys()).filter((i) => terminal[order[i]]),
    ...(more.entrySteps === undefined ? {} : { entrySteps: more.entrySteps }),
    stability: null,
    tentative: false,
    silhouette: null,
    errors: errors === null ? null : order.reduce((sum, a) => sum + errors[a], 0),
    medianMs: outcome.medianMs,
    p95Ms: outcome.p95Ms,
    completedMedianMs: outcome.completedMedianMs,
    steps: Array.from(order, (a) => stepOf(context, a, runs, errors)),
    ...steps.flows[p],
    variants: outcome.variants,
    otherVariants: outcome.otherVariants,
    runsOverTime: [...context.overTime.runs.subarray(bucket, bucket + context.overTime.buckets)],
    completedOverTime: [...context.overTime.completed.subarray(bucket, bucket + context.overTime.buckets)],
    duration: outcome.duration,
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

/**
 * [processes] The distinct sessions and cases of their runs. Those of a session, and the sessions of a case, stand together.
 */
function distinct({ log, runs, list }: Pick<Context, 'log' | 'runs' | 'list'>): Pick<Totals, 'sessions' | 'cases'> {
  const processes = list.offsets.length - 1
  const sessions = new Uint32Array(processes)
  const cases = new Uint32Array(processes)
  const lastSession = new Int32Array(processes).fill(-1)
  const lastCase = new Int32Array(processes).fill(-1)
  for (let r = 0; r < runs.count; r++) {
    const p = runs.process[r]
    const session = runs.session[r]
    if (session === lastSession[p]) continue
    lastSession[p] = session
    sessions[p]++
    const one = log.sessionCase[session]
    if (one !== lastCase[p]) cases[p]++
    lastCase[p] = one
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
