import { checkOptionNames, InputError } from '../errors.js'
import { gatherF64, gatherU32 } from '../log/order.js'
import { type ActivityTally, tallyActivities } from '../log/tally.js'
import type { LogData } from '../log/types.js'
import { type EdgeTimes, type FollowsInput, follows } from './follows.js'
import { byCount } from './statistics.js'
import { countVariants } from './trace-variants.js'
import type { FlowEdge, Share } from './types.js'

/** Which edges and variants a {@link Flow} lists; what is not listed is always summed up beside. */
export interface FlowOptions {
  /** Lists only edges that were taken at least this often. Default 1. */
  minCount?: number
  /** Lists only this many most frequent edges. Default: all. */
  mostEdges?: number
  /** Lists this many most frequent variants. Default 20. */
  mostVariants?: number
  /** Times on the edges (12 bytes an event while counting instead of 4). Default true. */
  durations?: boolean
}

/** The directly-follows graph of a log, as plain data by activity ids; {@link nameFlow} puts the names in. */
export interface Flow {
  /** Steps from one event to the next within sessions: what the edges count. */
  steps: number
  /** Most frequent first; equal counts by (from, to). */
  edges: TimedEdge[]
  /** The edges that are not listed. */
  otherEdges: { edges: number; count: number }
  /** Steps that the listed edges show, of all. */
  coverage: Share
  /** Sessions that begin (`from` -1) and end (`to` -1) with each activity, most frequent first. */
  start: FlowEdge[]
  end: FlowEdge[]
  /** Most frequent first; equal counts by first appearance. */
  variants: { path: number[]; sessions: number }[]
  /** The variants that are not listed. */
  otherVariants: { variants: number; sessions: number }
}

/** An edge with the time between its two events; null where the log is ordered by numbers or times were not asked for. */
export interface TimedEdge extends FlowEdge {
  medianMs: number | null
  meanMs: number | null
  p95Ms: number | null
}

/**
 * The directly-follows graph: how often, and after what time, one activity comes next after another in a session; how
 * sessions start and end; and their distinct paths.
 */
export function flow(log: LogData, options: FlowOptions = {}): Flow {
  checkOptionNames(options, ['minCount', 'mostEdges', 'mostVariants', 'durations'], 'flow')
  const { minCount = 1, mostEdges = Number.POSITIVE_INFINITY, mostVariants = 20 } = options
  for (const [name, value] of Object.entries({ minCount, mostEdges, mostVariants })) {
    if (typeof value === 'number' && value >= 0) continue
    throw new InputError('BAD_OPTION', `The option '${name}' of flow is ${value}.`, 'Give a number of at least 0.')
  }
  return listFlow(flowColumns(log, { durations: options.durations !== false, mostVariants }), { minCount, mostEdges })
}

/** The columns of a log that its flow is counted from: a part of what a worker thread is given. */
export type FlowInput = FollowsInput & Pick<LogData, 'timeKind'>

/** A {@link Flow} with all of its edges, as columns: small, and quickly handed from thread to thread. */
export interface FlowColumns extends Pick<Flow, 'steps' | 'start' | 'end' | 'variants' | 'otherVariants'> {
  /** [edges] most frequent first; equal counts by (from, to) */
  from: Uint32Array
  to: Uint32Array
  counts: Uint32Array
  times: EdgeTimes | null
}

/** Counts the flow of a log; variants only where `mostVariants` is a number. */
export function flowColumns(
  log: FlowInput,
  { durations, mostVariants }: { durations: boolean; mostVariants: number | null }
): FlowColumns {
  const found = follows(log, { times: durations && log.timeKind === 'timestamp' })
  const ranked = byCount(found.counts)
  const { times } = found
  return {
    steps: found.counts.reduce((sum, count) => sum + count, 0),
    from: gatherU32(found.from, ranked),
    to: gatherU32(found.to, ranked),
    counts: gatherU32(found.counts, ranked),
    times: times && {
      medianMs: gatherF64(times.medianMs, ranked),
      meanMs: gatherF64(times.meanMs, ranked),
      p95Ms: gatherF64(times.p95Ms, ranked)
    },
    ...endpoints(log),
    ...listVariants(log, mostVariants)
  }
}

/** The flow as plain data, with the edges asked for. */
export function listFlow(
  { steps, from, to, counts, times, start, end, variants, otherVariants }: FlowColumns,
  { minCount = 1, mostEdges = Number.POSITIVE_INFINITY }: Pick<FlowOptions, 'minCount' | 'mostEdges'> = {}
): Flow {
  const most = Math.min(counts.length, Math.floor(mostEdges))
  let listed = 0
  let shown = 0
  while (listed < most && counts[listed] >= minCount) shown += counts[listed++]
  // One literal for all edges: there may be half a million, and V8 keeps them small only where they have one shape.
  const edges = Array.from({ length: listed }, (_, e): TimedEdge => {
    const medianMs = times === null ? null : times.medianMs[e]
    const meanMs = times === null ? null : times.meanMs[e]
    const p95Ms = times === null ? null : times.p95Ms[e]
    return { from: from[e], to: to[e], count: counts[e], medianMs, meanMs, p95Ms }
  })
  return {
    steps,
    edges,
    otherEdges: { edges: counts.length - listed, count: steps - shown },
    coverage: { count: shown, of: steps },
    start,
    end,
    variants,
    otherVariants
  }
}

function endpoints(log: FlowInput): Pick<Flow, 'start' | 'end'> {
  const starts = new Uint32Array(log.activityNames.length)
  const ends = new Uint32Array(log.activityNames.length)
  for (let s = 0; s < log.sessionCase.length; s++) {
    starts[log.activity[log.sessionOffsets[s]]]++
    ends[log.activity[log.sessionOffsets[s + 1] - 1]]++
  }
  const ranked = (counts: Uint32Array) =>
    Array.from(counts.keys())
      .filter((id) => counts[id] > 0)
      .sort((a, b) => counts[b] - counts[a] || a - b)
  return {
    start: ranked(starts).map((to) => ({ from: -1, to, count: starts[to] })),
    end: ranked(ends).map((from) => ({ from, to: -1, count: ends[from] }))
  }
}

function listVariants(log: FlowInput, most: number | null): Pick<Flow, 'variants' | 'otherVariants'> {
  if (most === null) return { variants: [], otherVariants: { variants: 0, sessions: log.sessionCase.length } }
  const traces = { offsets: log.sessionOffsets, tokens: log.activity, activities: log.activityNames.length }
  const { example, counts } = countVariants(traces)
  const listed = Math.min(most, counts.length)
  const variants = Array.from({ length: listed }, (_, v) => ({
    path: [...log.activity.subarray(log.sessionOffsets[example[v]], log.sessionOffsets[example[v] + 1])],
    sessions: counts[v]
  }))
  const shown = variants.reduce((sum, { sessions }) => sum + sessions, 0)
  return { variants, otherVariants: { variants: counts.length - listed, sessions: log.sessionCase.length - shown } }
}

/** A {@link Flow} by names, as it is written to JSON and drawn. */
export interface NamedFlow {
  events: number
  cases: number
  sessions: number
  /** In order of first appearance. */
  activities: { activity: string; events: number; sessions: number; cases: number }[]
  steps: number
  edges: (Omit<TimedEdge, 'from' | 'to'> & { from: string; to: string })[]
  otherEdges: { edges: number; count: number }
  coverage: Share
  start: Record<string, number>
  end: Record<string, number>
  variants: { path: string[]; sessions: number; share: Share }[]
  otherVariants: { variants: number; sessions: number }
}

/** Puts the names of a log's activities into its flow. */
export function nameFlow(log: LogData, flow: Flow): NamedFlow {
  const names = log.activityNames
  return {
    ...namedHead(log, log.caseNames.length, tallyActivities(log)),
    steps: flow.steps,
    edges: flow.edges.map(({ from, to, count, medianMs, meanMs, p95Ms }) => {
      return { from: names[from], to: names[to], count, medianMs, meanMs, p95Ms }
    }),
    otherEdges: flow.otherEdges,
    ...namedTail(log, flow)
  }
}

function namedHead(
  log: FlowInput,
  cases: number,
  tally: ActivityTally
): Pick<NamedFlow, 'events' | 'cases' | 'sessions' | 'activities'> {
  return {
    events: log.activity.length,
    cases,
    sessions: log.sessionCase.length,
    activities: log.activityNames.map((activity, id) => ({
      activity,
      events: tally.events[id],
      sessions: tally.sessions[id],
      cases: tally.cases[id]
    }))
  }
}

function namedTail(
  log: FlowInput,
  flow: Pick<Flow, 'coverage' | 'start' | 'end' | 'variants' | 'otherVariants'>
): Pick<NamedFlow, 'coverage' | 'start' | 'end' | 'variants' | 'otherVariants'> {
  const names = log.activityNames
  const of = log.sessionCase.length
  return {
    coverage: flow.coverage,
    start: Object.fromEntries(flow.start.map(({ to, count }) => [names[to], count])),
    end: Object.fromEntries(flow.end.map(({ from, count }) => [names[from], count])),
    variants: flow.variants.map(({ path, sessions }) => ({
      path: path.map((id) => names[id]),
      sessions,
      share: { count: sessions, of }
    })),
    otherVariants: flow.otherVariants
  }
}

/**
 * The text of `JSON.stringify(nameFlow(log, flow), null, 2)` of a flow with all of its edges, and a line break: in
 * pieces, as it may be too long for one string, and without an object for every edge, of which there may be millions.
 */
export function* flowText(log: FlowInput, cases: number, tally: ActivityTally, flow: FlowColumns): Generator<string> {
  const head = { ...namedHead(log, cases, tally), steps: flow.steps }
  yield indented(head).slice(0, -'\n}'.length)
  yield ',\n  "edges": ['
  yield* edgeTexts(log.activityNames, flow)
  const { steps } = flow
  const all = { edges: 0, count: 0 }
  const tail = { otherEdges: all, ...namedTail(log, { ...flow, coverage: { count: steps, of: steps } }) }
  yield `${flow.counts.length > 0 ? '\n  ' : ''}],${indented(tail).slice('{'.length)}\n`
}

const indented = (value: object): string => JSON.stringify(value, null, 2)

const PIECE = 4096

function* edgeTexts(names: readonly string[], { from, to, counts, times }: FlowColumns): Generator<string> {
  const quoted = names.map((name) => JSON.stringify(name))
  const number = (value: number) => (Number.isFinite(value) ? `${value}` : 'null')
  for (let first = 0; first < counts.length; first += PIECE) {
    let text = ''
    const end = Math.min(counts.length, first + PIECE)
    for (let e = first; e < end; e++) {
      const median = times === null ? 'null' : number(times.medianMs[e])
      const mean = times === null ? 'null' : number(times.meanMs[e])
      const p95 = times === null ? 'null' : number(times.p95Ms[e])
      text += `${e > 0 ? ',' : ''}
    {
      "from": ${quoted[from[e]]},
      "to": ${quoted[to[e]]},
      "count": ${counts[e]},
      "medianMs": ${median},
      "meanMs": ${mean},
      "p95Ms": ${p95}
    }`
    }
    yield text
  }
}
