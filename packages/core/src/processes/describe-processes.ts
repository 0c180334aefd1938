import { checkOptionNames, InputError, nearest } from '../errors.js'
import { runNow, type Steps } from '../kernel/work.js'
import { errorMask } from '../log/status.js'
import { traces } from '../log/traces.js'
import type { LogData } from '../log/types.js'
import { type Backbones, backbonesInSteps } from './backbone.js'
import { learnEnds } from './completion.js'
import { findFamilies } from './families.js'
import { countHandovers, type Handovers } from './handovers.js'
import { channelColumn, groupValues, quantilesOf, valueCounts } from './measures.js'
import { nameProcesses, type ProcessName } from './name.js'
import {
  cutRunsInSteps,
  type Runs,
  type RunsByProcess,
  runsByProcess,
  sessionsByProcesses,
  splitRestartsInSteps
} from './runs.js'
import { hubServes } from './serves.js'
import { countFlow, countSteps, durationHistogram, type StepCounts } from './step-counts.js'
import { findSubroutines } from './subroutines.js'
import { type Buckets, bucketOf, calendarBuckets, countOverTime, timeRange } from './timeline.js'
import type { Discovery, Family, FlowEdge, ProcessResult, Step } from './types.js'
import { countVariants } from './variants.js'

/** Which activities belong together, before anything is named or measured. */
export interface ProcessLabels {
  /** [activities] process, or -1; any numbering */
  labels: Int32Array
  /** [activities] 1 where the activity is a hub; its label is ignored */
  hubs: Uint8Array
  /** [labels] 1 where the process is known to be a shared subroutine; null or missing: found from the visits. */
  subroutines?: Uint8Array | null
}

export interface DescribeOptions {
  /** IANA zone of day borders. Default UTC. */
  timeZone?: string
  /** The user's names: any activity of a process (or the name it would get) -> its name. */
  names?: Record<string, string>
  /** Activities that complete the process they belong to. Default: learned, also for processes without one here. */
  terminal?: string[]
  /** The user's families: name -> any activities of the processes in it. */
  families?: Record<string, string[]>
  /** Foreign events, hubs not counted, that a run outlives. Default 2. */
  interruption?: number
  /** Whether starting over after completing makes a second run. Default true. */
  restarts?: boolean
  /** Most frequent variants kept for each process. Default 12. */
  variants?: number
}

const OPTIONS: readonly (keyof DescribeOptions)[] = [
  'timeZone',
  'names',
  'terminal',
  'families',
  'interruption',
  'restarts',
  'variants'
]

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
  timeline: Discovery['timeline']
  /** The runs themselves, for `mixBy` and journeys; processes by their new ids. */
  runs: Runs
}

/**
 * Describes the processes of a log: runs, backbone, completion, durations, errors, variants, hand-overs, names,
 * families, and how they go over time.
 *
 * @throws InputError UNKNOWN_OPTION, BAD_OPTION, UNKNOWN_ACTIVITY, UNKNOWN_PROCESS
 */
export function describeProcesses(log: LogData, found: ProcessLabels, options: DescribeOptions = {}): Description {
  return runNow(describeProcessesInSteps(log, found, options))
}

/** {@link describeProcesses} with pauses, for large logs. */
export function* describeProcessesInSteps(
  log: LogData,
  found: ProcessLabels,
  options: DescribeOptions = {}
): Steps<Description> {
  checkOptionNames(options, OPTIONS, 'describeProcesses')
  const terminals = (options.terminal ?? []).map((name) => activityId(log, name))
  const dense = withoutGaps(found)
  const processes = dense.originals.length
  const subroutines = findSubroutines(traces(log), dense.labels, processes)
  const isSubroutine = new Uint8Array(processes)
  if (found.subroutines) for (let p = 0; p < processes; p++) isSubroutine[p] = found.subroutines[dense.originals[p]]
  else for (const { cluster } of subroutines) isSubroutine[cluster] = 1
  const cut = yield* cutRunsInSteps(log, dense.labels, found.hubs, processes, {
    interruption: options.interruption,
    subroutine: isSubroutine
  })
  yield 0.2
  const first = yield* backbonesInSteps(log, dense.labels, processes, cut, runsByProcess(cut, processes))
  yield 0.4
  const ends = learnEnds(log, cut, runsByProcess(cut, processes), first)
  giveTerminals(terminals, dense.labels, first, ends.terminal)
  const runs = options.restarts === false ? cut : yield* splitRestartsInSteps(log, cut, ends.terminal, ends.entry)
  yield 0.5
  const renumbered = byRuns(log, runs, first, dense.labels, processes)
  for (let r = 0; r < runs.count; r++) runs.process[r] = renumbered.newId[runs.process[r]]
  const steps = yield* countSteps(log, runs, renumbered.backbones, ends.terminal)
  const context: Context = {
    log,
    runs,
    list: runsByProcess(runs, processes),
    labels: renumbered.labels,
    backbones: renumbered.backbones,
    terminal: ends.terminal,
    subroutine: Uint8Array.from(renumbered.oldId, (p) => isSubroutine[p]),
    steps,
    buckets: bucketsOf(log, options.timeZone),
    mostVariants: options.variants ?? 12
  }
  yield 0.7
  const channels = channelsOf(context)
  const names = nameAll(context, found.hubs, channels, options.names ?? {})
  const handovers = countHandovers(runs, processes, context.subroutine)
  const families = findFamilies({
    names,
    runs: Array.from({ length: processes }, (_, p) => runCount(context, p)),
    handovers: handovers.edges,
    given: givenFamilies(log, renumbered.labels, options.families ?? {})
  })
  yield 0.8
  const totals = totalsOf(context)
  const results: ProcessResult[] = []
  for (let p = 0; p < processes; p++) {
    const calls = subroutines.find(({ cluster }) => cluster === renumbered.oldId[p])?.serves ?? []
    const serves = calls.map(({ cluster, share }) => ({ process: renumbered.newId[cluster], share }))
    results.push(
      describeOne(context, p, names[p], channels[p], totals, handovers, {
        family: families.family[p],
        serves: context.subroutine[p] ? serves : null
      })
    )
    yield 0.8 + (0.2 * (p + 1)) / processes
  }
  const served = new Map<number, { process: number; share: number }[]>()
  hubServes(log, renumbered.labels, found.hubs, processes).forEach((list, a) => {
    if (list !== null) served.set(a, list)
  })
  return {
    processes: results,
    labels: renumbered.labels,
    previous: renumbered.oldId.map((p) => dense.originals[p]),
    serves: served,
    families: families.families,
    handovers: handovers.edges,
    sessionsByProcesses: sessionsByProcesses(log.sessionOffsets.length - 1, runs, context.subroutine),
    timeline: timelineOf(context),
    runs
  }
}

/** What all parts of a description share. */
interface Context {
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

const runCount = ({ list }: Context, p: number): number => list.offsets[p + 1] - list.offsets[p]
const runsOf = ({ list }: Context, p: number): Uint32Array => list.list.subarray(list.offsets[p], list.offsets[p + 1])
const stepsOf = ({ backbones }: Context, p: number): Uint32Array =>
  backbones.order.subarray(backbones.offsets[p], backbones.offsets[p + 1])

/** Labels 0 .. n - 1 in order of first activity, hubs out. */
function withoutGaps({ labels, hubs }: ProcessLabels): { labels: Int32Array; originals: number[] } {
  const number = new Map<number, number>()
  const dense = labels.map((label, a) => {
    if (label < 0 || hubs[a]) return -1
    const known = number.get(label)
    if (known !== undefined) return known
    number.set(label, number.size)
    return number.size - 1
  })
  return { labels: dense, originals: [...number.keys()] }
}

/** New ids: most runs first, then most events, then first activity. */
function byRuns(log: LogData, runs: Runs, backbones: Backbones, labels: Int32Array, processes: number) {
  const runCounts = new Uint32Array(processes)
  const eventCounts = new Uint32Array(processes)
  for (let r = 0; r < runs.count; r++) runCounts[runs.process[r]]++
  for (const a of log.activity) if (labels[a] >= 0) eventCounts[labels[a]]++
  const oldId = Array.from({ length: processes }, (_, p) => p)
  oldId.sort((a, b) => runCounts[b] - runCounts[a] || eventCounts[b] - eventCounts[a] || a - b)
  const newId = new Int32Array(processes)
  oldId.forEach((old, id) => {
    newId[old] = id
  })
  const offsets = new Uint32Array(processes + 1)
  const order = new Uint32Array(backbones.order.length)
  oldId.forEach((old, id) => {
    const slice = backbones.order.subarray(backbones.offsets[old], backbones.offsets[old + 1])
    order.set(slice, offsets[id])
    offsets[id + 1] = offsets[id] + slice.length
  })
  return {
    oldId,
    newId,
    labels: labels.map((label) => (label < 0 ? -1 : newId[label])),
    backbones: { offsets, order, place: backbones.place }
  }
}

function activityId(log: LogData, name: string): number {
  const id = log.activityNames.indexOf(name)
  if (id >= 0) return id
  const near = nearest(name, log.activityNames)
  throw new InputError(
    'UNKNOWN_ACTIVITY',
    `The log has no activity '${name}'.`,
    near.length > 0 ? `Did you mean ${near.map((n) => `'${n}'`).join(' or ')}?` : 'Names are compared letter by letter.'
  )
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

function givenFamilies(log: LogData, labels: Int32Array, given: Record<string, string[]>): Map<string, number[]> {
  const families = new Map<string, number[]>()
  for (const [name, activities] of Object.entries(given)) {
    const ids = activities.map((activity) => labels[activityId(log, activity)]).filter((p) => p >= 0)
    families.set(name, [...new Set(ids)])
  }
  return families
}

/** Runs by channel (of the first event), and the one channel of at least four in five of them. */
function channelsOf(context: Context): { main: string | null; all: { channel: string; runs: number }[] | null }[] {
  const { log, runs, list } = context
  const processes = list.offsets.length - 1
  const column = channelColumn(log)
  if (column === null) return Array.from({ length: processes }, () => ({ main: null, all: null }))
  const firsts = Uint32Array.from({ length: runs.count }, (_, r) => runs.events[runs.offsets[r]])
  return valueCounts((r) => runs.process[r], processes, column, firsts).map((counts, p) => ({
    main: counts.length > 0 && counts[0].count >= 0.8 * runCount(context, p) ? counts[0].value : null,
    all: counts.map(({ value, count }) => ({ channel: value, runs: count }))
  }))
}

function nameAll(
  context: Context,
  hubs: Uint8Array,
  channels: readonly { main: string | null }[],
  names: Record<string, string>
): ProcessName[] {
  const { log, labels, steps, terminal } = context
  const processes = channels.length
  const list = Array.from({ length: processes }, (_, p) => stepsOf(context, p))
  const most = (p: number, counts: Uint32Array) =>
    list[p].reduce((best, a) => (counts[a] > counts[best] ? a : best), list[p][0])
  const exitCounts = steps.endHere.map((count, a) => (terminal[a] ? count : 0))
  const input = {
    activityNames: log.activityNames,
    steps: list,
    weight: Float64Array.from(labels, (p, a) => (p < 0 ? 0 : steps.reached[a] / Math.max(1, runCount(context, p)))),
    hubs: Array.from(hubs.keys()).filter((a) => hubs[a]),
    entry: list.map((_, p) => most(p, steps.startHere)),
    exit: list.map((slice, p) => {
      const exit = most(p, exitCounts)
      return exitCounts[exit] > 0 ? exit : slice[slice.length - 1]
    }),
    channel: channels.map(({ main }) => main)
  }
  const keys = Object.keys(names)
  if (keys.length === 0) return nameProcesses(input)
  const given = new Array<string | null>(processes).fill(null)
  const own = nameProcesses(input)
  for (const key of keys) {
    const a = log.activityNames.indexOf(key)
    const p = a >= 0 && labels[a] >= 0 ? labels[a] : own.findIndex(({ name }) => name === key)
    if (p < 0) throw unknownProcess(key, own, a >= 0)
    given[p] = names[key]
  }
  return nameProcesses({ ...input, given })
}

function unknownProcess(key: string, names: readonly ProcessName[], isActivity: boolean): InputError {
  const near = nearest(
    key,
    names.map(({ name }) => name)
  )
  return new InputError(
    'UNKNOWN_PROCESS',
    isActivity
      ? `The activity '${key}' was given as part of a process, but it belongs to none.`
      : `There is no process '${key}', and no activity of that name.`,
    near.length > 0
      ? `Did you mean ${near.map((n) => `'${n}'`).join(' or ')}?`
      : 'Name a process by any of its activities, or by the name that it has without yours.'
  )
}

function bucketsOf(log: LogData, timeZone: string | undefined): Buckets | null {
  const range = timeRange(log)
  return range === null ? null : calendarBuckets(range.first, range.last, timeZone)
}

function timelineOf({ log, buckets }: Context): Discovery['timeline'] {
  if (buckets === null) return null
  return {
    unit: buckets.unit,
    starts: Array.from(buckets.borders.subarray(0, -1), (at) => new Date(at).toISOString()),
    ...countOverTime(log, buckets)
  }
}

/** Sums over the log by process or activity that one pass gives. */
interface Totals {
  events: Uint32Array
  errorsByActivity: Uint32Array | null
  durations: { median: number | null; p95: number | null }[]
  completedDurations: { median: number | null; p95: number | null }[]
}

function totalsOf({ log, runs, labels, list, steps }: Context): Totals {
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

function describeOne(
  context: Context,
  p: number,
  { name, named }: ProcessName,
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
