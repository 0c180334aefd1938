import { type Discovery, type ProcessResult, type Share, toCsv } from '@desirepath/core'
import { count, plural, shareOf } from './format.js'
import { heading, table } from './print.js'

/** The directly-follows graph within the runs of one process, by names. */
export interface ProcessFlow {
  process: number
  name: string
  runs: number
  activities: { activity: string; events: number }[]
  edges: { from: string; to: string; count: number; kind: 'forward' | 'back' | 'repeat' | 'skip' }[]
  otherEdges: { edges: number; count: number }
  coverage: Share
  /** Runs that start with, and that end with, each activity. */
  start: Record<string, number>
  end: Record<string, number>
}

/** The graph of one process, its rarer edges left out and counted. */
export function processFlow(
  discovery: Discovery,
  process: ProcessResult,
  { minCount, most }: { minCount: number; most: number }
): ProcessFlow {
  const nameOf = (step: number) => discovery.activities[process.steps[step].activity].name
  const ranked = [...process.flow].sort((a, b) => b.count - a.count || a.from - b.from || a.to - b.to)
  const listed = ranked.filter((edge) => edge.count >= minCount).slice(0, most)
  const beyond = process.otherFlow ?? { edges: 0, count: 0 }
  const all = ranked.reduce((sum, edge) => sum + edge.count, beyond.count)
  const shown = listed.reduce((sum, edge) => sum + edge.count, 0)
  const starts = process.steps.map(({ startHere }, step) => [nameOf(step), startHere] as const)
  const ends = process.steps.map((step, index) => [nameOf(index), step.endHere ?? endingRuns(process, index)] as const)
  const ranks = (pairs: (readonly [string, number])[]) =>
    Object.fromEntries(pairs.filter(([, runs]) => runs > 0).sort((a, b) => b[1] - a[1]))
  return {
    process: process.id,
    name: process.name,
    runs: process.runs,
    activities: process.steps.map(({ activity }) => ({
      activity: discovery.activities[activity].name,
      events: discovery.activities[activity].events
    })),
    edges: listed.map(({ from, to, count: times }) => ({
      from: nameOf(from),
      to: nameOf(to),
      count: times,
      kind: from === to ? 'repeat' : from > to ? 'back' : to - from > 1 ? 'skip' : 'forward'
    })),
    otherEdges: { edges: ranked.length - listed.length + beyond.edges, count: all - shown },
    coverage: { count: shown, of: all },
    start: ranks(starts),
    end: ranks(ends)
  }
}

/** Every run that comes to a step goes on to another or ends there. */
function endingRuns({ steps, flow }: ProcessResult, step: number): number {
  let runs = steps[step].startHere
  for (const { from, to, count: times } of flow) runs += (to === step ? times : 0) - (from === step ? times : 0)
  return Math.max(0, runs)
}

export const processFlowToCsv = (flow: ProcessFlow): string =>
  toCsv(
    ['from', 'to', 'count', 'kind'],
    flow.edges.map(({ from, to, count: times, kind }) => [from, to, times, kind])
  )

/** Edges, starts and ends as tables. */
export function processFlowText(flow: ProcessFlow): string {
  const ends = (counts: Record<string, number>) =>
    table(
      [{ header: 'activity', shrink: true }, { header: 'runs' }],
      Object.entries(counts).map(([name, runs]) => [name, shareOf({ count: runs, of: flow.runs })])
    )
  const rows = flow.edges.map(({ from, to, count: times, kind }) => [from, to, count(times), kind])
  if (flow.otherEdges.edges > 0) {
    rows.push([`(${plural(flow.otherEdges.edges, 'rarer edge')})`, '', count(flow.otherEdges.count), ''])
  }
  return (
    heading(`${flow.process}  ${flow.name}: ${plural(flow.runs, 'run')}`).trimStart() +
    table(
      [
        { header: 'from', shrink: true },
        { header: 'to', shrink: true },
        { header: 'count', right: true },
        { header: 'kind' }
      ],
      rows
    ) +
    heading('Runs start with') +
    ends(flow.start) +
    heading('Runs end with') +
    ends(flow.end)
  )
}
