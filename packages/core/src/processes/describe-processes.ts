import type { Kernel } from '../kernel/load.js'
import { part, type Steps } from '../kernel/work.js'
import type { LogData } from '../log/types.js'
import type { LogFigures } from '../report/log-figures.js'
import type { Backbones } from './backbone.js'
import type { DescribeOptions } from './describe-log.js'
import { nameAll, namesInput } from './describe-names.js'
import { type Context, countRunsOverTime, describeOne, runCount, stepsOf, totalsOf } from './describe-one.js'
import { findFamilies } from './families.js'
import { type HandOut, oneByOne } from './hand-out.js'
import { countHandovers } from './handovers.js'
import { channelColumn, valueCounts } from './measures.js'
import { mixColumns } from './mix-columns.js'
import type { UnusualParts } from './mix-groups.js'
import { byRuns, inNewOrder, servesOf, withoutGaps } from './order-by-runs.js'
import { membersOf, ordersInSteps } from './orders.js'
import { outcomesBy } from './outcomes.js'

import { type CutOptions, cutRunsInSteps, type Runs } from './runs.js'
import { inOrder, type RunsByProcess, type RunsInOrder, sessionsByProcesses } from './runs-by-process.js'
import { countSessions } from './session-counts.js'
import { restartCode, splitRunsInSteps } from './split-runs.js'
import { countSteps, timesToNext } from './step-counts.js'
import { storeMix } from './store-mix.js'
import { type Buckets, calendarBuckets, timeRange } from './timeline.js'
import type { Discovery, Family, FlowEdge, ProcessResult, StoredMix } from './types.js'

/** Which activities belong together, before anything is named or measured. */
export interface ProcessLabels {
  /** [activities] process, or -1; any numbering */
  labels: Int32Array
  /** [activities] 1 where the activity is a hub; its label is ignored */
  hubs: Uint8Array
  /** [labels] 1 where the process is known to be a shared subroutine; null or missing: found from the visits. */
  subroutines?: Uint8Array | null
}

/** What the user says of a description, with what is named looked up. */
export interface Describing extends Omit<DescribeOptions, 'terminal' | 'families'> {
  /** Activities that complete the process they belong to. */
  terminals: readonly number[]
  /** The user's families, of labels as they are described: name -> process ids. */
  families?: (labels: Int32Array) => Map<string, number[]>
  /** As in {@link findFamilies}; may be missing up to twelve processes. */
  kin?: typeof import('./kin.js').kin | undefined
  /** What was counted of the log until now: with several threads it comes while this goes on. */
  counted?: () => Pick<LogFigures, 'tally' | 'first' | 'last'> | undefined
}

/** Everything that a discovery says of its processes; ids are by runs, largest first. */
export interface Description {
  /** Sorted by runs (ties: events, then first activity); `stability` and `silhouette` are null. */
  processes: ProcessResult[]
  /** [activities] the new process ids, -1 for none */
  labels: Int32Array
  /** [processes] the label that each process had in the input */
  previous: number[]
  /** Hub -> the processes it serves, by share of its events that stand next to them, largest first. */
  serves: Map<number, { process: number; share: number }[]>
  families: Family[]
  handovers: FlowEdge[]
  sessionsByProcesses: number[]
  mixes: StoredMix[]
  timeline: Discovery['timeline']
  /** Sentences on options that had no effect. */
  notes: string[]
  /** The runs themselves, for `mixBy` and journeys; processes by their new ids. */
  runs: Runs
}

/**
 * What `describeProcesses` does, of options that were checked.
 *
 * @param unusual may be null without names of the user, and where every mix is by a column of texts
 * @param handOut has parts of it done by other threads
 */
export function* describeInSteps(
  kernel: Kernel,
  log: LogData,
  given: ProcessLabels,
  options: Describing,
  unusual: UnusualParts | null,
  handOut: HandOut = oneByOne
): Steps<Description> {
  const { terminals, counted = () => undefined } = options
  const dense = withoutGaps(given)
  const processes = dense.originals.length
  const buckets = bucketsOf(log, options.timeZone, counted())
  const known = given.subroutines
  const subroutine = known ? Uint8Array.from(dense.originals, (p) => known[p]) : null
  const overSessions = handOut(
    'sessions',
    { log: sessionsOf(log), labels: dense.labels, hubs: given.hubs, processes, buckets, subroutine },
    countSessions
  )
  const early = subroutine === null ? yield* part(0, 0, overSessions()) : null
  const isSubroutine = subroutine ?? new Uint8Array(processes)
  for (const { cluster } of early?.callers ?? []) isSubroutine[cluster] = 1
  const cutting = { interruption: options.interruption, subroutine: isSubroutine }
  yield 0
  const {
    found: cut,
    first,
    terminal,
    entry
  } = yield* part(0, 0.5, runsAndBackbones(kernel, log, dense.labels, given.hubs, processes, options, cutting, handOut))
  const eventsOf = counted()?.tally.events ?? countEvents(log)
  const renumbered = byRuns(cut.list, first, dense.labels, processes, eventsOf)
  const found = inNewOrder(cut, renumbered)
  const { runs, list } = found
  const { steps, timed } = yield* part(0.5, 0.7, countSteps(kernel, found, renumbered.backbones, terminal))
  const times = handOut('times', timed, (input) => timesToNext(kernel, input))
  const outcomes = outcomesBy(kernel, found, steps.inOrder, options.variants ?? 12, handOut)
  const channels = channelsOf(log, runs, list)
  const { labels, backbones } = renumbered
  const naming = { log, labels, steps, terminal, list, backbones }
  const named = handOut('names', namesInput(naming, given.hubs, channels, options.names ?? {}), (input) =>
    nameAll(input, unusual)
  )
  yield 0.7
  const context: Context = {
    log,
    runs,
    list,
    labels,
    backbones,
    terminal,
    subroutine: Uint8Array.from(renumbered.oldId, (p) => isSubroutine[p]),
    steps,
    overTime: countRunsOverTime(log, runs, processes, buckets, steps.completed)
  }
  const handovers = countHandovers(runs, processes, context.subroutine)
  yield 0.75
  const totals = totalsOf(context, eventsOf)
  yield 0.75
  const columns = options.mixBy ?? mixColumns(log, runs)
  const mixes = columns.map((by) => storeMix(log, runs, processes, by, options.timeZone, unusual))
  yield 0.75
  const { callers, serves: served, overTime } = early ?? (yield* part(0.75, 0.75, overSessions()))
  const names = yield* part(0.75, 0.75, named())
  const families = findFamilies({
    names,
    runs: Array.from({ length: processes }, (_, p) => runCount(context, p)),
    handovers: handovers.edges,
    given: options.families?.(labels),
    makeFamilies: options.kin?.makeFamilies,
    centroids:
      options.embedding &&
      options.kin?.centroidsOf(options.embedding.vectors, options.embedding.dimensions, labels, processes)
  })
  steps.next = yield* part(0.75, 0.75, times())
  const outcome = yield* part(0.75, 0.95, outcomes())
  const results: ProcessResult[] = []
  for (let p = 0; p < processes; p++) {
    const calls = callers.find(({ cluster }) => cluster === renumbered.oldId[p])?.serves ?? []
    const serves = calls.map(({ cluster, share }) => ({ process: renumbered.newId[cluster], share }))
    results.push(
      describeOne(context, p, names[p], channels[p], totals, outcome[p], handovers, {
        family: families.family[p],
        serves: context.subroutine[p] ? serves : null,
        entrySteps: Array.from(stepsOf(context, p)).flatMap((a, step) => (entry[a] ? [step] : []))
      })
    )
    yield 0.95
  }
  yield 1
  return {
    processes: results,
    labels,
    previous: renumbered.oldId.map((p) => dense.originals[p]),
    serves: servesOf(served, renumbered.newId),
    families: families.families,
    handovers: handovers.edges,
    sessionsByProcesses: sessionsByProcesses(log.sessionOffsets.length - 1, runs, context.subroutine),
    mixes,
    timeline: timelineOf(buckets, overTime),
    notes: terminals
      .filter((a) => dense.labels[a] < 0)
      .map((a) => `'${log.activityNames[a]}' is to complete its process, but it belongs to none.`),
    runs
  }
}

/** Runs, the typical order of their activities, and where they are complete. What is only needed for that ends here. */
function* runsAndBackbones(
  kernel: Kernel,
  log: LogData,
  labels: Int32Array,
  hubs: Uint8Array,
  processes: number,
  options: { terminals: readonly number[]; restarts?: boolean },
  cutting: CutOptions,
  handOut: HandOut
): Steps<{ found: RunsInOrder; first: Backbones; terminal: Uint8Array; entry: Uint8Array }> {
  const runs = yield* part(0, 0.4, cutRunsInSteps(kernel, log, labels, hubs, processes, cutting))
  yield 0.4
  const members = membersOf(labels, processes)
  const whole = inOrder(log, runs, processes, members.numbers)
  const { list, inRuns } = whole
  const { first, terminal, entry } = yield* part(0.4, 0.9, ordersInSteps(kernel, members, list, inRuns, handOut))
  giveTerminals(options.terminals, labels, first, terminal)
  if (options.restarts === false) entry.fill(0)
  const codes = Int32Array.from(members.members, (a) => restartCode(first.place[a], terminal[a], entry[a]))
  const codesOf = (p: number) => codes.subarray(members.offsets[p])
  const found = yield* part(0.9, 1, splitRunsInSteps(whole, codesOf))
  return { found, first, terminal, entry }
}

// Only what is read, as it is told to another thread.
const sessionsOf = ({ activity, time, sessionOffsets }: LogData) => ({ activity, time, sessionOffsets })

// Functions of their own: V8 would long interpret such loops within a generator.

/** [activities] events of each */
function countEvents({ activity, activityNames }: LogData): Uint32Array {
  const events = new Uint32Array(activityNames.length)
  for (let i = 0; i < activity.length; i++) events[activity[i]]++
  return events
}

/** Given terminal activities take the place of the learned ones in the processes they belong to. */
function giveTerminals(given: readonly number[], labels: Int32Array, backbones: Backbones, terminal: Uint8Array): void {
  for (const a of given) {
    const p = labels[a]
    if (p < 0) continue
    for (let i = backbones.offsets[p]; i < backbones.offsets[p + 1]; i++) terminal[backbones.order[i]] = 0
  }
  for (const a of given) if (labels[a] >= 0) terminal[a] = 1
}

/** Runs by channel (of the first event), and the one channel of at least four in five of them. */
export function channelsOf(
  log: LogData,
  runs: Runs,
  list: RunsByProcess
): { main: string | null; all: { channel: string; runs: number }[] | null }[] {
  const processes = list.offsets.length - 1
  const column = channelColumn(log)
  if (column === null) return Array.from({ length: processes }, () => ({ main: null, all: null }))
  const firsts = Uint32Array.from({ length: runs.count }, (_, r) => runs.events[runs.offsets[r]])
  return valueCounts((r) => runs.process[r], processes, column, firsts).map((counts, p) => ({
    main: counts.length > 0 && counts[0].count >= 0.8 * runCount({ list }, p) ? counts[0].value : null,
    all: counts.map(({ value, count }) => ({ channel: value, runs: count }))
  }))
}

function bucketsOf(
  log: LogData,
  timeZone: string | undefined,
  counted: { first: number; last: number } | undefined
): Buckets | null {
  const range = timeRange(log, counted)
  return range === null ? null : calendarBuckets(range.first, range.last, timeZone)
}

function timelineOf(
  buckets: Buckets | null,
  overTime: { events: number[]; sessions: number[] } | null
): Discovery['timeline'] {
  if (buckets === null || overTime === null) return null
  return {
    unit: buckets.unit,
    starts: Array.from(buckets.borders.subarray(0, -1), (at) => new Date(at).toISOString()),
    ...overTime
  }
}
