import type { ActivityResult, ProcessResult } from '@desirepath/core'
import { useStore } from '../context.js'
import { countOf, formatDuration, formatNumber, formatShare, formatShareFine } from '../format.js'
import { plainName } from '../names.js'
import { HubMark } from '../parts/marks.js'
import { type Column, Table } from '../parts/table.js'
import { ActivityName, Card, ProcessName } from '../parts/ui.js'

const duration = (ms: number | null) => (ms === null ? null : formatDuration(ms))

/** Every process with all of its figures: the twin of map and list. */
export function ProcessTable() {
  const store = useStore()
  const { model, matches, selected } = store
  const kept = model.processes.filter(
    (process) =>
      (matches.value === null || matches.value.processes.has(process.id)) &&
      (selected.value.length < 2 || selected.value.includes(process.id))
  )
  const columns: Column<ProcessResult>[] = [
    {
      label: 'Process',
      value: (row) => row.name,
      show: (row) => <ProcessName process={row.id} />,
      className: 'wide-cell'
    },
    ...(model.hasChannels
      ? [
          {
            label: 'Channel',
            value: (row: ProcessResult) => row.channel,
            show: (row: ProcessResult) => (row.channel === null ? null : <bdi>{plainName(row.channel, 24)}</bdi>)
          }
        ]
      : []),
    ...(model.grouped
      ? [
          {
            label: 'Family',
            value: (row: ProcessResult) => model.discovery.families[row.family]?.name ?? null,
            show: (row: ProcessResult) => <bdi>{plainName(model.discovery.families[row.family]?.name ?? '', 40)}</bdi>
          }
        ]
      : []),
    { label: 'Activities', value: (row) => model.members[row.id].length, number: true },
    { label: 'Runs', value: (row) => row.runs, number: true },
    { label: 'Sessions', value: (row) => row.sessions, number: true },
    { label: model.who.many[0].toUpperCase() + model.who.many.slice(1), value: (row) => row.cases, number: true },
    { label: 'Completed', value: (row) => row.completed.count, number: true },
    {
      label: 'Completed, share',
      value: (row) => (row.completed.of > 0 ? row.completed.count / row.completed.of : null),
      show: (row) => formatShareFine(row.completed.count, row.completed.of),
      number: true
    },
    ...(model.discovery.timeline
      ? [
          {
            label: 'Median',
            value: (row: ProcessResult) => row.medianMs,
            show: (row: ProcessResult) => duration(row.medianMs),
            number: true
          },
          {
            label: 'p95',
            value: (row: ProcessResult) => row.p95Ms,
            show: (row: ProcessResult) => duration(row.p95Ms),
            number: true
          }
        ]
      : []),
    ...(model.totals.errors !== null
      ? [{ label: 'Errors', value: (row: ProcessResult) => row.errors, number: true }]
      : []),
    ...(model.discovery.quality.stability !== null
      ? [
          {
            label: 'Stability',
            value: (row: ProcessResult) => row.stability,
            show: (row: ProcessResult) =>
              row.stability === null ? null : `${row.stability.toFixed(2)}${row.tentative ? ', tentative' : ''}`,
            number: true
          }
        ]
      : [])
  ]
  return (
    <Card
      title="Processes"
      note={
        kept.length === model.processes.length
          ? undefined
          : `${formatNumber(kept.length)} of ${formatNumber(model.processes.length)}`
      }
      className="pane-card"
    >
      {model.processes.length === 0 ? (
        <p class="empty">No process was found in this log.</p>
      ) : (
        <Table
          caption="Processes"
          quietCaption
          file="processes"
          columns={columns}
          rows={kept}
          onRow={(row) => store.open(row.id)}
        />
      )}
    </Card>
  )
}

/** Every activity: where it belongs, and its counts. */
export function ActivityTable() {
  const store = useStore()
  const { model, matches } = store
  const kept = model.activities
    .filter((activity) => matches.value === null || matches.value.activities.has(activity.id))
    .sort((a, b) => b.events - a.events || a.id - b.id)
  const timed = model.activities.some((activity) => activity.waitMedianMs !== null)
  const sure = model.activities.some((activity) => activity.certainty !== null)
  const columns: Column<ActivityResult>[] = [
    {
      label: 'Activity',
      value: (row) => row.name,
      show: (row) => <ActivityName activity={row.id} />,
      className: 'wide-cell'
    },
    {
      label: 'Process',
      value: (row) => (row.process >= 0 ? model.processLabels[row.process] : row.hub ? 'hub' : ''),
      show: (row) =>
        row.process >= 0 ? (
          <ProcessName process={row.process} label />
        ) : row.hub ? (
          <span class="process-name soft">
            <HubMark /> hub
          </span>
        ) : (
          <span class="soft">none</span>
        ),
      className: 'wide-cell'
    },
    { label: 'Step', value: (row) => (model.stepOf[row.id] >= 0 ? model.stepOf[row.id] + 1 : null), number: true },
    ...(model.hasChannels
      ? [
          {
            label: 'Channel',
            value: (row: ActivityResult) => row.channel,
            show: (row: ActivityResult) => (row.channel === null ? null : <bdi>{plainName(row.channel, 24)}</bdi>)
          }
        ]
      : []),
    { label: 'Events', value: (row) => row.events, number: true },
    { label: 'Sessions', value: (row) => row.sessions, number: true },
    { label: model.who.many[0].toUpperCase() + model.who.many.slice(1), value: (row) => row.cases, number: true },
    {
      label: 'Volume percentile',
      value: (row) => row.volumePercentile,
      show: (row) => formatNumber(row.volumePercentile, 1),
      number: true
    },
    ...(model.totals.errors !== null
      ? [{ label: 'Errors', value: (row: ActivityResult) => row.errors, number: true }]
      : []),
    ...(timed
      ? [
          {
            label: 'Takes, median',
            value: (row: ActivityResult) => row.waitMedianMs,
            show: (row: ActivityResult) => duration(row.waitMedianMs),
            number: true
          },
          {
            label: 'p95',
            value: (row: ActivityResult) => row.waitP95Ms,
            show: (row: ActivityResult) => duration(row.waitP95Ms),
            number: true
          }
        ]
      : []),
    ...(sure
      ? [
          {
            label: 'Certainty',
            value: (row: ActivityResult) => row.certainty,
            show: (row: ActivityResult) => (row.certainty === null ? null : formatShare(row.certainty, 1)),
            number: true
          }
        ]
      : [])
  ]
  const note = `${kept.length === model.activities.length ? countOf(kept.length, 'activity', 'activities') : `${formatNumber(kept.length)} of ${formatNumber(model.activities.length)}`}, ${countOf(model.discovery.quality.hubs.count, 'hub')}, ${formatNumber(model.discovery.quality.noise.count)} of no process`
  return (
    <Card title="Activities" note={note}>
      <Table
        caption="Activities"
        quietCaption
        file="activities"
        columns={columns}
        rows={kept}
        onRow={(row) => (row.process >= 0 ? store.open(row.process) : undefined)}
      />
    </Card>
  )
}
