import type { Discovery, ProcessResult } from '../processes/types.js'

/** A table as plain rows, for CSV; null where a value is not known. */
export interface PlainTable {
  header: readonly string[]
  rows: readonly (string | number | null)[][]
}

/** What is in a table of processes, and how it is read from one. */
const OF_PROCESS: Record<string, (process: ProcessResult, discovery: Discovery) => string | number | null> = {
  process: ({ id }) => id,
  name: ({ name }) => name,
  family: ({ family }, { families }) => families[family]?.name ?? null,
  channel: ({ channel }) => channel,
  subroutine: ({ subroutine }) => (subroutine ? 1 : 0),
  steps: ({ steps }) => steps.length,
  runs: ({ runs }) => runs,
  completed: ({ completed }) => completed.count,
  sessions: ({ sessions }) => sessions,
  cases: ({ cases }) => cases,
  events: ({ events }) => events,
  errors: ({ errors }) => errors,
  median_ms: ({ medianMs }) => medianMs,
  p95_ms: ({ p95Ms }) => p95Ms,
  stability: ({ stability }) => stability,
  tentative: ({ tentative }) => (tentative ? 1 : 0),
  silhouette: ({ silhouette }) => silhouette
}

/** One process a row. @param shown ids of the processes to list; default all */
export function processTable(discovery: Discovery, shown: ReadonlySet<number> | null = null): PlainTable {
  return {
    header: Object.keys(OF_PROCESS),
    rows: discovery.processes
      .filter(({ id }) => shown === null || shown.has(id))
      .map((process) => Object.values(OF_PROCESS).map((cellOf) => cellOf(process, discovery)))
  }
}

/**
 * One activity a row; `process` is -1 for hubs and noise.
 *
 * @param shown ids of processes: their activities, and those of none that occur; default all
 */
export function activityTable(
  { activities, processes }: Discovery,
  shown: ReadonlySet<number> | null = null
): PlainTable {
  return {
    header: [
      'activity',
      'process',
      'process_name',
      'hub',
      'x',
      'y',
      'volume_percentile',
      'cases',
      'events',
      'sessions',
      'channel',
      'certainty'
    ],
    rows: activities
      .filter(({ process, events }) => shown === null || (process < 0 ? events > 0 : shown.has(process)))
      .map((activity) => [
        activity.name,
        activity.process,
        processes[activity.process]?.name ?? null,
        activity.hub ? 1 : 0,
        activity.x,
        activity.y,
        activity.volumePercentile,
        activity.cases,
        activity.events,
        activity.sessions,
        activity.channel,
        activity.certainty ?? null
      ])
  }
}

/** One hand-over a row. @param shown ids of processes: hand-overs between them; default all */
export function handoverTable(
  { handovers, processes }: Discovery,
  shown: ReadonlySet<number> | null = null
): PlainTable {
  return {
    header: ['from', 'to', 'count'],
    rows: handovers
      .filter(({ from, to }) => shown === null || (shown.has(from) && shown.has(to)))
      .map(({ from, to, count }) => [processes[from].name, processes[to].name, count])
  }
}
