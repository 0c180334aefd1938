import { checkOptionNames } from '../errors.js'
import { quantile } from '../log/quantile.js'
import { countOption } from '../log/sessions.js'
import { tallyActivities } from '../log/tally.js'
import { traces } from '../log/traces.js'
import type { LogData } from '../log/types.js'
import { type Follows, follows } from './follows.js'
import { countVariants } from './trace-variants.js'
import type { Share } from './types.js'

/** Which edges and variants a {@link Flow} lists; what is not listed is always summed up beside. */
export interface FlowOptions {
  /** Lists only edges that were taken at least this often. Default 1. */
  minCount?: number
  /** Lists only this many most frequent edges. Default: all. */
  topEdges?: number
  /** Lists this many most frequent variants. Default 20. */
  topVariants?: number
  /** Times on the edges (8 bytes an event while counting). Default true. */
  durations?: boolean
}

/** The directly-follows graph of a log, as plain data by names. */
export interface Flow {
  events: number
  cases: number
  sessions: number
  /** Activities in order of first appearance. */
  activities: { activity: string; events: number; sessions: number; cases: number }[]
  /** Most frequent first; equal counts in order of first appearance of their activities. */
  edges: FlowEdgeResult[]
  /** The edges that are not listed. */
  otherEdges: { edges: number; count: number }
  /** Steps from event to event that the listed edges show, of all. */
  coverage: Share
  /** Sessions that begin and end with each activity, most frequent first. */
  start: Record<string, number>
  end: Record<string, number>
  variants: { path: string[]; sessions: number; share: Share }[]
  /** The variants that are not listed. */
  otherVariants: { variants: number; sessions: number }
}

export interface FlowEdgeResult {
  from: string
  to: string
  count: number
  /** Between the two events; null where the log is ordered by numbers or times were not asked for. */
  medianMs: number | null
  meanMs: number | null
  p95Ms: number | null
}

/**
 * The directly-follows graph: how often, and after what time, one activity comes next after another in a session; how
 * sessions start and end; and their distinct paths.
 */
export function flow(log: LogData, options: FlowOptions = {}): Flow {
  checkOptionNames(options, ['minCount', 'topEdges', 'topVariants', 'durations'], 'flow')
  const minCount = countOption(options.minCount ?? 1, 'minCount')
  const topEdges = options.topEdges === undefined ? Number.POSITIVE_INFINITY : countOption(options.topEdges, 'topEdges')
  const topVariants = options.topVariants === undefined ? 20 : countOption(options.topVariants, 'topVariants')
  const durations = options.durations !== false && log.timeKind === 'timestamp'
  const names = log.activityNames
  const tally = tallyActivities(log)
  const found = follows(log, { gaps: durations })
  const ranked = Array.from(found.counts.keys()).sort((a, b) => found.counts[b] - found.counts[a] || a - b)
  const listed = ranked.filter((edge) => found.counts[edge] >= minCount).slice(0, topEdges)
  const all = found.counts.reduce((sum, count) => sum + count, 0)
  const shown = listed.reduce((sum, edge) => sum + found.counts[edge], 0)
  return {
    events: log.activity.length,
    cases: log.caseNames.length,
    sessions: log.sessionCase.length,
    activities: names.map((activity, id) => ({
      activity,
      events: tally.events[id],
      sessions: tally.sessions[id],
      cases: tally.cases[id]
    })),
    edges: listed.map((edge) => ({
      from: names[found.from[edge]],
      to: names[found.to[edge]],
      count: found.counts[edge],
      ...edgeTimes(found, edge, durations)
    })),
    otherEdges: { edges: ranked.length - listed.length, count: all - shown },
    coverage: { count: shown, of: all },
    ...endpoints(log),
    ...listVariants(log, topVariants)
  }
}

function edgeTimes({ gaps, offsets }: Follows, edge: number, known: boolean) {
  if (!known) return { medianMs: null, meanMs: null, p95Ms: null }
  const times = gaps.subarray(offsets[edge], offsets[edge + 1]).sort()
  let sum = 0
  for (let i = 0; i < times.length; i++) sum += times[i]
  return { medianMs: quantile(times, 0.5), meanMs: sum / times.length, p95Ms: quantile(times, 0.95) }
}

function endpoints(log: LogData): Pick<Flow, 'start' | 'end'> {
  const starts = new Uint32Array(log.activityNames.length)
  const ends = new Uint32Array(log.activityNames.length)
  for (let s = 0; s < log.sessionCase.length; s++) {
    starts[log.activity[log.sessionOffsets[s]]]++
    ends[log.activity[log.sessionOffsets[s + 1] - 1]]++
  }
  const byName = (counts: Uint32Array) =>
    Object.fromEntries(
      Array.from(counts.keys())
        .filter((id) => counts[id] > 0)
        .sort((a, b) => counts[b] - counts[a] || a - b)
        .map((id) => [log.activityNames[id], counts[id]])
    )
  return { start: byName(starts), end: byName(ends) }
}

function listVariants(log: LogData, top: number): Pick<Flow, 'variants' | 'otherVariants'> {
  const { example, counts } = countVariants(traces(log))
  const of = log.sessionCase.length
  const listed = Math.min(top, counts.length)
  const variants = Array.from({ length: listed }, (_, v) => {
    const steps = log.activity.subarray(log.sessionOffsets[example[v]], log.sessionOffsets[example[v] + 1])
    return {
      path: Array.from(steps, (id) => log.activityNames[id]),
      sessions: counts[v],
      share: { count: counts[v], of }
    }
  })
  const shown = variants.reduce((sum, { sessions }) => sum + sessions, 0)
  return { variants, otherVariants: { variants: counts.length - listed, sessions: of - shown } }
}
