import type { FigureKernel } from '../kernel/figures.js'
import { gatherF64, gatherU32 } from '../log/order.js'
import type { LogData } from '../log/types.js'
import { type EdgeTimes, type FollowsInput, follows } from './follows.js'
import { byCount } from './statistics.js'
import type { FlowEdge, Share } from './types.js'

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

/** The columns of a log that its flow is counted from: a part of what a worker thread is given. */
export type FlowInput = FollowsInput & Pick<LogData, 'timeKind'>

/** A {@link Flow} as columns: small, and quickly handed from thread to thread. */
export interface FlowColumns
  extends Pick<Flow, 'steps' | 'otherEdges' | 'start' | 'end' | 'variants' | 'otherVariants'> {
  /** [edges] most frequent first; equal counts by (from, to) */
  from: Uint32Array
  to: Uint32Array
  counts: Uint32Array
  times: EdgeTimes | null
}

const sum = (counts: Uint32Array): number => counts.reduce((sum, count) => sum + count, 0)

/**
 * Counts the flow of a log, without times and variants unless these are given.
 *
 * @param events [activities] how often each occurs
 * @param options.most lists only so many edges. Default: all.
 */
export function flowColumns(
  kernel: FigureKernel,
  log: FlowInput,
  events: Uint32Array,
  {
    durations = false,
    most = Number.POSITIVE_INFINITY,
    listed = { variants: [], otherVariants: { variants: 0, sessions: log.sessionCase.length } }
  }: { durations?: boolean; most?: number; listed?: Pick<Flow, 'variants' | 'otherVariants'> | undefined } = {}
): FlowColumns {
  const found = follows(kernel, log, events, durations && log.timeKind === 'timestamp', { most })
  const ranked = byCount(found.counts).subarray(0, most)
  const counts = gatherU32(found.counts, ranked)
  const { times } = found
  const steps = log.activity.length - log.sessionCase.length
  return {
    steps,
    from: gatherU32(found.from, ranked),
    to: gatherU32(found.to, ranked),
    counts,
    otherEdges: { edges: found.edges - ranked.length, count: steps - sum(counts) },
    times: times && {
      medianMs: gatherF64(times.medianMs, ranked),
      meanMs: gatherF64(times.meanMs, ranked),
      p95Ms: gatherF64(times.p95Ms, ranked)
    },
    ...endpoints(log),
    ...listed
  }
}

/** The flow as plain data, with the edges asked for. */
export function listFlow(
  { steps, from, to, counts, otherEdges, times, start, end, variants, otherVariants }: FlowColumns,
  { minCount = 1, mostEdges = Number.POSITIVE_INFINITY }: { minCount?: number; mostEdges?: number } = {}
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
    otherEdges: { edges: otherEdges.edges + counts.length - listed, count: steps - shown },
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
