import type { SessionRow } from '@desirepath/core'
import type { Model } from '../model.js'
import type { Column } from '../parts/table.js'

/** Single sessions as rows of a file. */
export function sessionColumns(whole: Model): Column<SessionRow>[] {
  const timed = whole.discovery.log.timeKind === 'timestamp'
  const moment = (time: number) => (timed ? new Date(time).toISOString() : time)
  return [
    { label: whole.who.one[0].toUpperCase() + whole.who.one.slice(1), value: (row) => row.case },
    { label: 'Start', value: (row) => moment(row.start) },
    { label: 'End', value: (row) => moment(row.end) },
    { label: 'Events', value: (row) => row.events, number: true },
    { label: 'Errors', value: (row) => row.errors, number: true },
    { label: 'Processes', value: (row) => row.runs.map(({ process }) => whole.processLabels[process]).join(' > ') },
    { label: 'Steps', value: (row) => row.activities.map((id) => whole.activities[id].name).join(' > ') }
  ]
}
