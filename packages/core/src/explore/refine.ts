import { newFigureKernel } from '../kernel/figures.js'
import { drive, part, type Steps, type WorkOptions } from '../kernel/work.js'
import { gatherAttributes } from '../log/subset.js'
import type { LogData } from '../log/types.js'
import { activityFigures } from '../processes/activity-figures.js'
import { type Context, countRunsOverTime, describeOne, totalsOf } from '../processes/describe-one.js'
import { channelsOf } from '../processes/describe-processes.js'
import { flow } from '../processes/flow.js'
import { oneByOne } from '../processes/hand-out.js'
import { countHandovers } from '../processes/handovers.js'
import { isGrouping } from '../processes/mix-groups.js'
import { outcomesBy } from '../processes/outcomes.js'
import type { Runs } from '../processes/runs.js'
import { inOrder, sessionsByProcesses } from '../processes/runs-by-process.js'
import { countSteps, timesToNext } from '../processes/step-counts.js'
import { storeMix } from '../processes/store-mix.js'
import { countOverTime } from '../processes/timeline.js'
import type { Discovery } from '../processes/types.js'
import * as unusual from '../processes/unusual.js'
import { activityFlow, qualityOf } from '../report/assemble.js'
import { MOST_FLOW_EDGES } from '../report/log-figures.js'
import { type SessionPatterns, sessionPatterns } from './patterns.js'
import type { LogRuns } from './runs-of-discovery.js'
import { type SessionFilter, sessionMask } from './session-filter.js'

/** A discovery counted anew for the sessions that filters leave. */
export interface Refined {
  /**
   * Processes keep their numbers, so they are no longer by runs; labels, names, map and steps stay. Of the mixes those
   * are left out whose column the log was read without.
   */
  discovery: Discovery
  patterns: SessionPatterns
  sessions: { count: number; of: number }
  /** By filter: the sessions that there would be without it. */
  without: number[]
}

/**
 * Counts everything anew for the sessions that meet all filters. Runs lie within sessions, so every count of the whole
 * log is the sum of those of its parts.
 *
 * @throws InputError BAD_OPTION, UNKNOWN_COLUMN, ABORTED
 */
export async function refine(
  whole: LogRuns,
  filters: readonly SessionFilter[],
  work: WorkOptions = {}
): Promise<{ part: LogRuns; refined: Refined }> {
  return drive('counting the sessions left', refineInSteps(whole, filters), work)
}

/** {@link refine} with pauses. */
function* refineInSteps(whole: LogRuns, filters: readonly SessionFilter[]): Steps<{ part: LogRuns; refined: Refined }> {
  const { keep, without } = sessionMask(whole, filters)
  yield 0.1
  const part = yield* partOf(whole, keep)
  const discovery = filters.length === 0 ? whole.discovery : yield* describePart(part)
  return {
    part,
    refined: {
      discovery,
      patterns: sessionPatterns(part),
      sessions: { count: part.log.sessionCase.length, of: whole.log.sessionCase.length },
      without
    }
  }
}

/** The log and the runs of some sessions; activities and cases keep their numbers, though some may not occur any more. */
function* partOf(whole: LogRuns, keep: Uint8Array): Steps<LogRuns> {
  const { log, runs } = whole
  if (keep.every((kept) => kept === 1)) return whole
  const sessions = keep.reduce((sum, kept) => sum + kept, 0)
  const sessionCase = new Uint32Array(sessions)
  const sessionOffsets = new Uint32Array(sessions + 1)
  const number = new Int32Array(keep.length).fill(-1)
  const shift = new Uint32Array(keep.length)
  const events: number[] = []
  let next = 0
  keep.forEach((kept, s) => {
    if (kept === 0) return
    number[s] = next
    shift[s] = log.sessionOffsets[s] - events.length
    sessionCase[next++] = log.sessionCase[s]
    for (let i = log.sessionOffsets[s]; i < log.sessionOffsets[s + 1]; i++) events.push(i)
    sessionOffsets[next] = events.length
  })
  yield 0.2
  const order = Uint32Array.from(events)
  const smaller: LogData = {
    activity: Uint32Array.from(order, (i) => log.activity[i]),
    time: Float64Array.from(order, (i) => log.time[i]),
    timeKind: log.timeKind,
    sessionOffsets,
    sessionCase,
    caseNames: log.caseNames,
    activityNames: log.activityNames,
    attributes: gatherAttributes(log.attributes, order),
    schema: log.schema,
    read: log.read,
    dropped: log.dropped
  }
  yield 0.3
  const kept: number[] = []
  for (let r = 0; r < runs.count; r++) if (keep[runs.session[r]] === 1) kept.push(r)
  const offsets = new Uint32Array(kept.length + 1)
  kept.forEach((r, i) => {
    offsets[i + 1] = offsets[i] + runs.offsets[r + 1] - runs.offsets[r]
  })
  const runEvents = new Uint32Array(offsets[kept.length])
  kept.forEach((r, i) => {
    const by = shift[runs.session[r]]
    for (let from = runs.offsets[r], to = offsets[i]; to < offsets[i + 1]; from++, to++)
      runEvents[to] = runs.events[from] - by
  })
  const own: Runs = {
    count: kept.length,
    process: Int32Array.from(kept, (r) => runs.process[r]),
    session: Uint32Array.from(kept, (r) => number[runs.session[r]]),
    offsets,
    events: runEvents
  }
  yield 0.4
  const kernel = newFigureKernel()
  const { steps, timed } = yield* countSteps(
    kernel,
    inOrder(smaller, own, whole.subroutine.length, whole.backbones.place),
    whole.backbones,
    whole.terminal
  )
  steps.next = yield* timesToNext(kernel, timed)
  return { ...whole, log: smaller, runs: own, steps }
}

/** The discovery of a part: what was learned stays, what was counted is counted anew. */
function* describePart({
  log,
  discovery,
  labels,
  backbones,
  terminal,
  subroutine,
  runs,
  steps
}: LogRuns): Steps<Discovery> {
  const { processes: before, timeline } = discovery
  const starts = timeline?.starts.map((start) => Date.parse(start)) ?? []
  const buckets =
    timeline === null
      ? null
      : { unit: timeline.unit, borders: Float64Array.from([...starts, Number.POSITIVE_INFINITY]) }
  const { list, inRuns } = inOrder(log, runs, before.length, backbones.place)
  const context: Context = {
    log,
    runs,
    list,
    labels,
    backbones,
    terminal,
    subroutine,
    steps,
    overTime: countRunsOverTime(log, runs, before.length, buckets, steps.completed)
  }
  const channels = channelsOf(log, runs, list)
  const handovers = countHandovers(runs, before.length, subroutine)
  const figures = activityFigures(log)
  const totals = totalsOf(context, figures.events)
  const outcomes = yield* part(0.5, 0.8, outcomesBy(newFigureKernel(), { list, inRuns }, steps.inOrder, 12, oneByOne)())
  const processes: Discovery['processes'] = []
  for (const old of before) {
    const channel = { main: old.channel, all: channels[old.id].all }
    const more = { family: old.family, serves: old.serves ?? null, entrySteps: old.entrySteps }
    processes.push({
      ...describeOne(context, old.id, old, channel, totals, outcomes[old.id], handovers, more),
      stability: old.stability,
      tentative: old.tentative,
      silhouette: old.silhouette
    })
    yield 0.8 + (0.1 * processes.length) / before.length
  }
  const activities = discovery.activities.map((activity) => ({
    ...activity,
    events: figures.events[activity.id],
    sessions: figures.sessions[activity.id],
    cases: figures.cases[activity.id],
    errors: figures.errors === null ? null : figures.errors[activity.id],
    waitMedianMs: figures.waitMedianMs[activity.id],
    waitP95Ms: figures.waitP95Ms[activity.id]
  }))
  yield 0.95
  const { first, last } = log.time.reduce(
    (span, at) => ({ first: Math.min(span.first, at), last: Math.max(span.last, at) }),
    { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY }
  )
  const moment = (time: number) =>
    log.time.length === 0 ? null : log.timeKind === 'timestamp' ? new Date(time).toISOString() : String(time)
  return {
    ...discovery,
    log: {
      ...discovery.log,
      events: log.activity.length,
      cases: new Set(log.sessionCase).size,
      sessions: log.sessionCase.length,
      activities: figures.events.reduce((sum, events) => sum + (events > 0 ? 1 : 0), 0),
      first: moment(first),
      last: moment(last)
    },
    quality: qualityOf(activities, processes, discovery.quality.silhouette, log.activity.length),
    activities,
    processes,
    flow: activityFlow(flow(log, { mostEdges: MOST_FLOW_EDGES, mostVariants: 0, durations: false })),
    handovers: handovers.edges,
    sessionsByProcesses: sessionsByProcesses(log.sessionOffsets.length - 1, runs, subroutine),
    ...(discovery.mixes && {
      mixes: discovery.mixes
        .filter(({ by }) => isGrouping(log, by))
        .map(({ by }) => storeMix(log, runs, before.length, by, discovery.log.timeZone, unusual))
    }),
    timeline: timeline === null || buckets === null ? null : { ...timeline, ...countOverTime(log, buckets) }
  }
}
