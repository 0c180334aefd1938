import type { ActivityResult, ProcessResult } from '@desirepath/core'
import { useStore } from '../context.js'
import { countOf, formatDuration, formatNumber, formatShare, formatShareFine } from '../format.js'
import { channelName, plainName } from '../names.js'
import { HubMark } from '../parts/marks.js'
import { type Column, Table } from '../parts/table.js'
import { ActivityName, Card, ProcessName } from '../parts/ui.js'

const capital = (word: string) => word[0].toUpperCase() + word.slice(1)

const channelCell = (channel: string | null) => (channel === null ? null : <bdi>{channelName(channel)}</bdi>)

/** The process of an activity, or that it is a hub, or in none. */
function Belonging({ activity }: { activity: ActivityResult }) {
  if (activity.process >= 0) return <ProcessName process={activity.process} label />
  if (!activity.hub) return <span class="soft">none</span>
  return (
    <span class="process-name soft">
      <HubMark /> hub
    </span>
  )
}

const duration = (ms: number | null) => (ms === null ? null : formatDuration(ms))

/** Every process with all of its figures: the twin of map and list. */
export function ProcessTable() {
  const store = useStore()
  const { model, matches, selected } = store
  const kept = model.processes.filter(
    (process) =>
      model.shown.includes(process.id) &&
      (matches.value === null || matches.value.processes.has(process.id)) &&
      (selected.value.length < 2 || selected.value.includes(process.id))
  )
  const families = model.discovery.families
  const timed = model.discovery.timeline !== null
  const columns: Column<ProcessResult>[] = [
    {
      label: 'Process',
      value: (row) => row.name,
      show: (row) => <ProcessName process={row.id} />,
      className: 'wide-cell'
    },
    {
      label: 'Channel',
      value: (row) => row.channel,
      show: (row) => channelCell(row.channel),
      absent: !model.hasChannels
    },
    { label: 'Runs', value: (row) => row.runs, number: true },
    { label: 'Completed', value: (row) => row.completed.count, number: true },
    {
      label: 'Share',
      csvLabel: 'Completed share',
      value: (row) => (row.completed.of > 0 ? row.completed.count / row.completed.of : null),
      show: (row) => formatShareFine(row.completed.count, row.completed.of),
      number: true
    },
    {
      label: 'Median',
      csvLabel: 'Median ms',
      value: (row) => row.medianMs,
      show: (row) => duration(row.medianMs),
      number: true,
      absent: !timed
    },
    {
      label: 'p95',
      csvLabel: 'p95 ms',
      value: (row) => row.p95Ms,
      show: (row) => duration(row.p95Ms),
      number: true,
      absent: !timed
    },
    { label: 'Errors', value: (row) => row.errors, number: true, absent: model.totals.errors === null },
    {
      label: 'Stability',
      value: (row) => row.stability,
      show: (row) =>
        row.stability === null ? null : `${row.tentative ? 'tentative, ' : ''}${formatNumber(row.stability, 2)}`,
      number: true,
      absent: model.discovery.quality.stability === null
    },
    { label: 'Activities', value: (row) => model.members[row.id].length, number: true, minor: true },
    { label: 'Sessions', value: (row) => row.sessions, number: true, minor: true },
    { label: capital(model.who.many), value: (row) => row.cases, number: true, minor: true },
    {
      label: 'Family',
      value: (row) => families[row.family]?.name ?? null,
      show: (row) => <bdi>{plainName(families[row.family]?.name ?? '', 40)}</bdi>,
      absent: !model.grouped,
      minor: true
    }
  ]
  return (
    <Card
      title="All processes"
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
          open={(row) => () => store.open(row.id)}
        />
      )}
    </Card>
  )
}

/** Every activity: where it belongs, and its counts. */
export function ActivityTable() {
  const store = useStore()
  const { model, whole, matches } = store
  const shown = new Set(model.shown)
  const kept = model.activities
    .filter(({ id, process, events }) => {
      // What is filtered or hidden on the map is not listed here either.
      const seen = model === whole || (process < 0 ? events > 0 : shown.has(process))
      return seen && (matches.value === null || matches.value.activities.has(id))
    })
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
      show: (row) => <Belonging activity={row} />,
      className: 'wide-cell'
    },
    { label: 'Step', value: (row) => (model.stepOf[row.id] >= 0 ? model.stepOf[row.id] + 1 : null), number: true },
    {
      label: 'Channel',
      value: (row) => row.channel,
      show: (row) => channelCell(row.channel),
      absent: !model.hasChannels
    },
    { label: 'Events', value: (row) => row.events, number: true },
    { label: 'Sessions', value: (row) => row.sessions, number: true, minor: true },
    { label: capital(model.who.many), value: (row) => row.cases, number: true, minor: true },
    {
      label: 'Volume percentile',
      minor: true,
      value: (row) => row.volumePercentile,
      show: (row) => formatNumber(row.volumePercentile, 1),
      number: true
    },
    { label: 'Errors', value: (row) => row.errors, number: true, absent: model.totals.errors === null },
    {
      label: 'Takes',
      csvLabel: 'Takes, median ms',
      value: (row) => row.waitMedianMs,
      show: (row) => duration(row.waitMedianMs),
      number: true,
      absent: !timed
    },
    {
      label: 'p95',
      csvLabel: 'p95 ms',
      value: (row) => row.waitP95Ms,
      show: (row) => duration(row.waitP95Ms),
      number: true,
      absent: !timed
    },
    {
      label: 'Certainty',
      minor: true,
      value: (row) => row.certainty,
      show: (row) => (row.certainty === null ? null : formatShare(row.certainty, 1)),
      number: true,
      absent: !sure
    }
  ]
  const note = `${kept.length === model.activities.length ? countOf(kept.length, 'activity', 'activities') : `${formatNumber(kept.length)} of ${formatNumber(model.activities.length)}`}, ${countOf(model.discovery.quality.hubs.count, 'hub')}, ${formatNumber(model.discovery.quality.noise.count)} of no process`
  return (
    <Card title="Activities" note={note} heading={1}>
      <Table
        caption="Activities"
        quietCaption
        file="activities"
        columns={columns}
        rows={kept}
        open={({ process }) => (process < 0 ? null : () => store.open(process))}
      />
    </Card>
  )
}
