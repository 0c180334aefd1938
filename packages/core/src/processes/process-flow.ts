import { InputError } from '../errors.js'
import { checkOptionNames } from '../suggest.js'
import type { FlowEdge, ProcessResult, Share } from './types.js'

/** Which nodes and edges a graph shows; what it leaves out is always counted. */
export interface GraphFilter {
  /** Only nodes with at least this share of the runs (steps) or of all runs (processes). Default 0: all. */
  leastNodeShare?: number
  /** Only edges that were taken at least this often. Default 1. */
  leastCount?: number
  /** Only as many of the most frequent edges as together make up this share of all. Default 1. */
  edgeShare?: number
  /** Only this many most frequent edges. Default: all. */
  mostEdges?: number
}

const FILTERS: readonly (keyof GraphFilter)[] = ['leastNodeShare', 'leastCount', 'edgeShare', 'mostEdges']

interface GraphNode {
  /** Activity id, or process id. */
  id: number
  name: string
  /** Runs that reach the step, or runs of the process. */
  runs: number
  /** Runs that begin and end here (of a process: sessions' first and last runs). */
  start: number
  end: number
}

/** A directly-follows graph after filtering, with the remainder and the coverage. */
export interface FilteredGraph {
  nodes: GraphNode[]
  /** Ids as in `nodes`, most frequent first. */
  edges: FlowEdge[]
  /** What is not shown: nodes, and edges with their counts (also those of hidden nodes). */
  other: { nodes: number; edges: number; count: number }
  /** Transitions shown, of all. */
  coverage: Share
}

/**
 * The directly-follows graph of one process over its steps (activity ids). Edges within runs: a loop is from === to.
 *
 * @throws InputError UNKNOWN_OPTION, BAD_OPTION
 */
export function processFlow(
  process: ProcessResult,
  activityNames: readonly string[],
  filter: GraphFilter = {}
): FilteredGraph {
  const nodes = process.steps.map((step) => ({
    id: step.activity,
    name: activityNames[step.activity],
    runs: step.reached,
    start: step.startHere,
    end: step.endHere ?? step.leaveAfter
  }))
  const edges = process.flow.map(({ from, to, count }) => ({
    from: process.steps[from].activity,
    to: process.steps[to].activity,
    count
  }))
  return filterGraph('processFlow', nodes, edges, process.otherFlow ?? { edges: 0, count: 0 }, process.runs, filter)
}

/**
 * The directly-follows graph of processes as super-nodes: which run followed which in a session.
 *
 * @throws InputError UNKNOWN_OPTION, BAD_OPTION
 */
export function processGraph(
  processes: readonly ProcessResult[],
  handovers: readonly FlowEdge[],
  filter: GraphFilter = {}
): FilteredGraph {
  const nodes = processes.map(({ id, name, runs, before, after }) => ({
    id,
    name,
    runs,
    start: before.find(({ process }) => process < 0)?.count ?? 0,
    end: after.find(({ process }) => process < 0)?.count ?? 0
  }))
  const runs = processes.reduce((sum, process) => sum + process.runs, 0)
  return filterGraph('processGraph', nodes, handovers, { edges: 0, count: 0 }, runs, filter)
}

function filterGraph(
  where: string,
  nodes: readonly GraphNode[],
  edges: readonly FlowEdge[],
  beyond: { edges: number; count: number },
  runs: number,
  filter: GraphFilter
): FilteredGraph {
  checkOptionNames(filter, FILTERS, where)
  const { leastNodeShare = 0, leastCount = 1, edgeShare = 1, mostEdges = Number.POSITIVE_INFINITY } = filter
  for (const [name, value, most] of [
    ['leastNodeShare', leastNodeShare, 1],
    ['edgeShare', edgeShare, 1],
    ['leastCount', leastCount, Number.POSITIVE_INFINITY],
    ['mostEdges', mostEdges, Number.POSITIVE_INFINITY]
  ] as const) {
    if (value >= 0 && value <= most) continue
    throw new InputError(
      'BAD_OPTION',
      `${where} got ${name} ${value}.`,
      most === 1 ? 'Give a share from 0 to 1.' : 'Give a number from 0 on.'
    )
  }
  const total = edges.reduce((sum, edge) => sum + edge.count, 0) + beyond.count
  const kept = nodes.filter((node) => runs === 0 || node.runs >= leastNodeShare * runs)
  const ids = new Set(kept.map((node) => node.id))
  const ranked = edges
    .filter((edge) => ids.has(edge.from) && ids.has(edge.to) && edge.count >= leastCount)
    .sort((a, b) => b.count - a.count || a.from - b.from || a.to - b.to)
  const shown: FlowEdge[] = []
  let count = 0
  for (const edge of ranked) {
    if (shown.length >= mostEdges || count >= edgeShare * total) break
    shown.push({ from: edge.from, to: edge.to, count: edge.count })
    count += edge.count
  }
  return {
    nodes: kept,
    edges: shown,
    other: {
      nodes: nodes.length - kept.length,
      edges: edges.length - shown.length + beyond.edges,
      count: total - count
    },
    coverage: { count, of: total }
  }
}
