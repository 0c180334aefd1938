import type { ChartGroup, ChartSeries, Charts } from '@desirepath/core'
import { useJourneys } from '../journey/context.js'
import { durationText } from '../journey/facts.js'
import { fieldTime } from '../journey/form.js'
import {
  activityName,
  Card,
  type Column,
  channelName,
  countOf,
  formatBucket,
  formatNumber,
  formatShareFine,
  plainName,
  SaveTools,
  Swatch,
  Table,
  useStore
} from '../journey/shared.js'
import type { JourneyFacts } from '../journey/source.js'

const titles: Record<Exclude<ChartGroup, 'all'>, string> = {
  activity: 'By activity',
  process: 'By process',
  channel: 'By channel'
}

interface Row {
  series: ChartSeries
  other: boolean
  events: number
  errors: number | null
  worst: { ms: number; bucket: number } | null
}

/** One line a group: volume, errors and waits over the same time, with their figures. A click leads to its customers. */
export function GroupsCard({ charts, by, known }: { charts: Charts; by: ChartGroup; known: JourneyFacts }) {
  const state = useJourneys()
  const { model } = useStore()
  if (by === 'all') return null
  const rows = charts.series.map((series, k): Row => {
    let worst: Row['worst'] = null
    series.waitP95Ms.forEach((ms, bucket) => {
      if (ms !== null && (worst === null || ms > worst.ms)) worst = { ms, bucket }
    })
    return {
      series,
      other: charts.otherGroups > 0 && k === charts.series.length - 1,
      events: sum(series.events),
      errors: series.errors === null ? null : sum(series.errors),
      worst
    }
  })
  const all = rows.reduce((total, row) => total + row.events, 0)
  const processOf = (name: string) => model.processes.findIndex((process) => process.name === name)
  const open = ({ series, other }: Row) => {
    if (other) return
    const { range } = state.chart.value
    state.pane.value = 'find'
    state.look({
      ...(by === 'activity' && { activity: series.name }),
      ...(by === 'channel' && { channel: series.name }),
      ...(by === 'process' && { process: processOf(series.name) }),
      ...(range === null
        ? { time: 'all' }
        : { time: 'own', from: fieldTime(range.from, known), to: fieldTime(range.to, known) })
    })
  }
  const label = (row: Row) =>
    row.other
      ? `${countOf(charts.otherGroups, 'other')}`
      : by === 'activity'
        ? activityName(row.series.name)
        : by === 'channel'
          ? channelName(row.series.name)
          : plainName(row.series.name)
  const when = (bucket: number) =>
    formatBucket(new Date(charts.borders[bucket]).toISOString(), charts.unit, known.timeZone)
  const columns: Column<Row>[] = [
    {
      label: titles[by].slice(3).replace(/^./, (letter) => letter.toUpperCase()),
      value: (row) => (row.other ? 'other' : row.series.name),
      show: (row) => (
        <span class="process-name">
          {by === 'process' && !row.other && processOf(row.series.name) >= 0 && (
            <Swatch process={processOf(row.series.name)} size={10} />
          )}
          {row.other ? (
            <span class="soft">{label(row)}</span>
          ) : (
            <button
              type="button"
              class={by === 'activity' ? 'link-row mono' : 'link-row'}
              title="Its customers"
              onClick={() => open(row)}
            >
              <bdi class="cut">{label(row)}</bdi>
            </button>
          )}
        </span>
      ),
      className: 'wide-cell'
    },
    { label: 'Volume', value: () => null, show: (row) => <Bars values={row.series.events} />, minor: true },
    { label: 'Events', value: (row) => row.events, number: true },
    { label: 'Share', value: (row) => row.events / all, show: (row) => formatShareFine(row.events, all), number: true },
    {
      label: 'Failing',
      value: () => null,
      show: (row) => <Bars values={row.series.errors ?? []} bad />,
      absent: !known.has.status,
      minor: true
    },
    { label: 'Errors', value: (row) => row.errors, number: true, absent: !known.has.status },
    {
      label: 'Error rate',
      value: (row) => (row.errors ?? 0) / Math.max(1, row.events),
      show: (row) => formatShareFine(row.errors ?? 0, row.events),
      number: true,
      absent: !known.has.status
    },
    {
      label: 'p95 wait',
      value: () => null,
      show: (row) => <Bars values={row.series.waitP95Ms.map((ms) => ms ?? 0)} />,
      absent: !known.has.duration,
      minor: true
    },
    {
      label: 'Worst p95',
      csvLabel: 'Worst p95 ms',
      value: (row) => row.worst?.ms ?? null,
      show: (row) => (row.worst === null ? null : durationText(row.worst.ms)),
      number: true,
      absent: !known.has.duration
    },
    {
      label: 'at',
      value: (row) => (row.worst === null ? null : new Date(charts.borders[row.worst.bucket]).toISOString()),
      show: (row) => (row.worst === null ? null : <span class="soft">{when(row.worst.bucket)}</span>),
      absent: !known.has.duration
    }
  ]
  return (
    <Card
      title={titles[by]}
      className="wide-card"
      note={`most events first; bars by ${charts.unit}${charts.otherGroups > 0 ? `; ${formatNumber(charts.otherGroups)} more are summed up as other` : ''}`}
      tools={<SaveTools file={`over-time-by-${by}`} columns={columns} rows={rows} />}
    >
      <Table caption={titles[by]} quietCaption file={`over-time-by-${by}`} columns={columns} rows={rows} bare />
    </Card>
  )
}

const sum = (values: readonly number[]) => values.reduce((total, one) => total + one, 0)

/** A row of small bars, at most 90 of them. */
function Bars({ values, bad = false }: { values: readonly number[]; bad?: boolean }) {
  const { colours } = useStore()
  const [width, height] = [110, 18]
  const size = Math.max(1, Math.ceil(values.length / 90))
  const parts: number[] = []
  for (let k = 0; k < values.length; k += size) parts.push(Math.max(...values.slice(k, k + size)))
  const most = Math.max(...parts, 0)
  if (most === 0) return <span class="soft" />
  const step = width / parts.length
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true" focusable="false">
      {parts.map((value, k) => (
        <rect
          key={k}
          x={k * step}
          y={height - (value / most) * height}
          width={Math.max(0.6, step - (step > 2 ? 0.8 : 0))}
          height={(value / most) * height}
          fill={bad ? colours.value.bad : colours.value.mark}
        />
      ))}
    </svg>
  )
}
