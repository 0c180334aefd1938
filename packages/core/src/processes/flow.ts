import { InputError } from '../errors.js'
import { newFigureKernel } from '../kernel/figures.js'
import { type ActivityTally, tallyActivities } from '../log/tally.js'
import type { LogData } from '../log/types.js'
import { checkOptionNames } from '../suggest.js'
import { type Flow, type FlowInput, flowColumns, listFlow, type TimedEdge } from './flow-columns.js'
import { countVariants } from './trace-variants.js'
import type { Share } from './types.js'

export type { Flow, TimedEdge }

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
  return listFlow(
    flowColumns(newFigureKernel(), log, tallyActivities(log).events, {
      durations: options.durations !== false,
      listed: listVariants(log, mostVariants)
    }),
    { minCount, mostEdges }
  )
}

/** The most frequent paths of sessions. */
export function listVariants(log: FlowInput, most: number): Pick<Flow, 'variants' | 'otherVariants'> {
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

export function namedHead(
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

export function namedTail(
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
