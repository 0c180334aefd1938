import { errorMask } from '../log/status.js'
import type { LogData } from '../log/types.js'
import type { Backbones } from './backbone.js'
import type { Handovers } from './handovers.js'
import { groupValues, quantilesOf } from './measures.js'
import type { ProcessName } from './name.js'
import type { Runs, RunsByProcess } from './runs.js'
import { countFlow, durationHistogram, type StepCounts } from './step-counts.js'
import { type Buckets, bucketOf } from './timeline.js'
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
  buckets: Buckets | null
  mostVariants: number
}

/** Runs of process p. */
export const runCount = ({ list }: Context, p: number): number => list.offsets[p + 1] - list.offsets[p]
/** The runs of process p, ascending. */
export const runsOf = ({ list }: Context, p: number): Uint32Array =>
  list.list.subarray(list.offsets[p], list.offsets[p + 1])
/** The activities of process p in their usual order. */
export const stepsOf = ({ backbones }: Context, p: number): Uint32Array =>
  backbones.order.subarray(backbones.offsets[p], backbones.offsets[p + 1])

/** Sums over the log by process or activity that one pass gives. */
export interface Totals {
  events: Uint32Array
  errorsByActivity: Uint32Array | null
  durations: { median: number | null; p95: number | null }[]
  completedDurations: { median: number | null; p95: number | null }[]
}

/** Sums up errors, events and durations. */
export function totalsOf({ log, runs, labels, list, steps }: Context): Totals {
  const processes = list.offsets.length - 1
  const mask = errorMask(log)
  const errors = mask === null ? null : new Uint32Array(labels.length)
  const events = new Uint32Array(processes)
  for (let i = 0; i < log.activity.length; i++) {
    const a = log.activity[i]
    if (labels[a] >= 0) events[labels[a]]++
    if (errors !== null && mask?.[i] === 1) errors[a]++
  }
  const completedGroup = runs.process.map((p, r) => (steps.completed[r] ? p : -1))
  return {
    events,
    errorsByActivity: errors,
    durations: quantilesOf(groupValues(runs.process, steps.duration, processes)),
    completedDurations: quantilesOf(groupValues(completedGroup, steps.duration, processes))
  }
}

/** Everything that is known of process p, but for stability and silhouette. */
export function describeOne(
  context: Context,
  p: number,
  { name, named }: Pick<ProcessName, 'name' | 'named'>,
  channel: { main: string | null; all: { channel: string; runs: number }[] | null },
  totals: Totals,
  handovers: Handovers,
  more: { family: number; serves: { process: number; share: number }[] | null }
): ProcessResult {
  const { log, runs, backbones, steps, terminal } = context
  const list = runsOf(context, p)
  const order = stepsOf(context, p)
  const errors = totals.errorsByActivity
  const completed = Array.from(list, (r) => steps.completed[r] === 1)
  const cases = new Set<number>()
  const sessions = new Set<number>()
  for (const r of list) {
    sessions.add(runs.session[r])
    cases.add(log.sessionCase[runs.session[r]])
  }
  const over = runsOverTime(context, list)
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
    sessions: sessions.size,
    cases: cases.size,
    runs: list.length,
    shape: { backSteps: steps.backSteps[p] ?? 0, repeats: steps.repeats[p] ?? 0, skips: steps.skips[p] ?? 0 },
    completed: { count: completed.filter(Boolean).length, of: list.length },
    terminalSteps: Array.from(order.keys()).filter((i) => terminal[order[i]]),
    stability: null,
    tentative: false,
    silhouette: null,
    errors: errors === null ? null : order.reduce((sum, a) => sum + errors[a], 0),
    medianMs: totals.durations[p].median,
    p95Ms: totals.durations[p].p95,
    completedMedianMs: totals.completedDurations[p].median,
    steps: Array.from(order, (a) => stepOf(context, a, list.length, errors)),
    ...countFlow(log, runs, list, backbones.place, order.length),
    ...countVariants(log, runs, list, backbones.place, steps.completed, context.mostVariants),
    runsOverTime: over.runs,
    completedOverTime: over.completed,
    duration: durationHistogram(
      Array.from(list, (r) => steps.duration[r]),
      completed
    ),
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

/** Runs and completed runs by the bucket of their first event. */
function runsOverTime(
  { log, runs, buckets, steps }: Context,
  list: Uint32Array
): { runs: number[]; completed: number[] } {
  const size = buckets === null ? 0 : buckets.borders.length - 1
  const counts = { runs: new Array<number>(size).fill(0), completed: new Array<number>(size).fill(0) }
  if (buckets === null) return counts
  for (const r of list) {
    const bucket = bucketOf(buckets, log.time[runs.events[runs.offsets[r]]])
    counts.runs[bucket]++
    if (steps.completed[r]) counts.completed[bucket]++
  }
  return counts
}
