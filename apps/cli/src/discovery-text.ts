import { activityTable, type Discovery, type ProcessResult, processTable, toCsv } from '@desirepath/core'
import { count, duration, percent, plural, score } from './format.js'
import { type Column, table } from './print.js'

/** One activity a row; `process` is -1 for hubs and noise. */
export function activitiesCsv(discovery: Discovery): string {
  const { header, rows } = activityTable(discovery)
  return toCsv(header, rows)
}

/** One process a row, for machines. */
export function processesCsv(discovery: Discovery): string {
  const { header, rows } = processTable(discovery)
  return toCsv(header, rows)
}

/** The processes for people, by runs. */
export function processesTable(discovery: Discovery): string {
  const { processes } = discovery
  if (processes.length === 0) return 'No process was found.\n'
  const known = {
    channel: processes.some(({ channel }) => channel !== null),
    time: processes.some(({ medianMs }) => medianMs !== null),
    stability: processes.some(({ stability }) => stability !== null),
    errors: processes.some(({ errors }) => errors !== null)
  }
  const all: (Column & { shown?: boolean; cell: (process: ProcessResult) => string })[] = [
    { header: '#', right: true, cell: ({ id }) => String(id) },
    { header: 'process', shrink: true, cell: (process) => process.name + marks(process) },
    { header: 'channel', shown: known.channel, cell: ({ channel }) => channel ?? '-' },
    { header: 'steps', right: true, cell: ({ steps }) => count(steps.length) },
    { header: 'runs', right: true, cell: ({ runs }) => count(runs) },
    { header: 'completed', right: true, cell: ({ completed }) => percent(completed) },
    { header: 'sessions', right: true, cell: ({ sessions }) => count(sessions) },
    { header: 'cases', right: true, cell: ({ cases }) => count(cases) },
    {
      header: 'errors',
      right: true,
      shown: known.errors,
      cell: ({ errors }) => (errors === null ? '-' : count(errors))
    },
    { header: 'median', right: true, shown: known.time, cell: ({ medianMs }) => duration(medianMs) },
    { header: '95% within', right: true, shown: known.time, cell: ({ p95Ms }) => duration(p95Ms) },
    { header: 'stability', right: true, shown: known.stability, cell: ({ stability }) => score(stability) }
  ]
  const columns = all.filter(({ shown }) => shown !== false)
  const rest = discovery.activities.filter(({ process }) => process < 0)
  const hubs = rest.filter(({ hub }) => hub)
  const noise = rest.length - hubs.length
  return (
    table(
      columns,
      processes.map((process) => columns.map(({ cell }) => cell(process)))
    ) +
    (hubs.length > 0 ? `\nHubs (activities of many processes): ${someNames(hubs)}\n` : '') +
    (noise > 0 ? `\nIn no process: ${plural(noise, 'activity', 'activities')}\n` : '')
  )
}

const MOST_HUBS = 20

/** Those of most events by name, and how many more there are. */
export function someNames(activities: readonly { name: string; events: number }[]): string {
  const ranked = [...activities].sort((a, b) => b.events - a.events)
  const more = ranked.length - MOST_HUBS
  return (
    ranked
      .slice(0, MOST_HUBS)
      .map(({ name }) => name)
      .join(', ') + (more > 0 ? ` and ${count(more)} more` : '')
  )
}

function marks({ tentative, subroutine }: ProcessResult): string {
  const said = [tentative && 'tentative', subroutine && 'shared subroutine'].filter(Boolean)
  return said.length > 0 ? ` (${said.join(', ')})` : ''
}
