import { checkOptionNames, InputError } from '../errors.js'
import { tallyActivities } from '../log/tally.js'
import { traces } from '../log/traces.js'
import type { LogData } from '../log/types.js'
import { type Follows, follows } from './follows.js'
import { byCount, quantileOf } from './statistics.js'
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
  const durations = options.durations !== false && log.timeKind === 'timestamp'
  const found = follows(log, { gaps: durations })
  const ranked = byCount(found.counts)
  let often = 0
  while (often < ranked.length && found.counts[ranked[often]] >= minCount) often++
  const listed = Array.from(ranked.subarray(0, Math.min(often, mostEdges)))
  const steps = found.counts.reduce((sum, count) => sum + count, 0)
  const shown = listed.reduce((sum, edge) => sum + found.counts[edge], 0)
  return {
    steps,
    edges: listed.map((edge) => timedEdge(found, edge, durations)),
    otherEdges: { edges: ranked.length - listed.length, count: steps - shown },
    coverage: { count: shown, of: steps },
    ...endpoints(log),
    ...listVariants(log, mostVariants)
  }
}

// One literal for all edges: there may be half a million, and V8 keeps them small only where they have one shape.
function timedEdge({ from, to, counts, gaps, offsets }: Follows, edge: number, timed: boolean): TimedEdge {
  const first = offsets[edge]
  const end = offsets[edge + 1]
  let medianMs: number | null = null
  let meanMs: number | null = null
  let p95Ms: number | null = null
  if (timed && end === first + 1) {
    medianMs = meanMs = p95Ms = gaps[first]
  } else if (timed) {
    let sum = 0
    for (let i = first; i < end; i++) sum += gaps[i]
    medianMs = quantileOf(gaps, 0.5, first, end)
    meanMs = sum / (end - first)
    p95Ms = quantileOf(gaps, 0.95, first, end)
  }
  return { from: from[edge], to: to[edge], count: counts[edge], medianMs, meanMs, p95Ms }
}

function endpoints(log: LogData): Pick<Flow, 'start' | 'end'> {
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

function listVariants(log: LogData, most: number): Pick<Flow, 'variants' | 'otherVariants'> {
  const { example, counts } = countVariants(traces(log))
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
  const tally = tallyActivities(log)
  const of = log.sessionCase.length
  return {
    events: log.activity.length,
    cases: log.caseNames.length,
    sessions: of,
    activities: names.map((activity, id) => ({
      activity,
      events: tally.events[id],
      sessions: tally.sessions[id],
      cases: tally.cases[id]
    })),
    steps: flow.steps,
    edges: flow.edges.map(({ from, to, count, medianMs, meanMs, p95Ms }) => {
      return { from: names[from], to: names[to], count, medianMs, meanMs, p95Ms }
    }),
    otherEdges: flow.otherEdges,
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
