import type { Charts } from '@desirepath/core'
import { useEffect, useRef, useState } from 'preact/hooks'
import { useJourneys } from '../journey/context.js'
import { durationText } from '../journey/facts.js'
import {
  Card,
  type Column,
  countOf,
  formatBucket,
  formatShare,
  mix,
  SaveTools,
  Table,
  useStore
} from '../journey/shared.js'
import type { JourneyFacts } from '../journey/source.js'
import { Axis, Counts, LEFT, PARTS, Waits } from './time-marks.js'

/** Volume with errors, and waits, over time. A part of the time can be dragged, or chosen with the arrow keys. */
export function TimeCard({ charts, known }: { charts: Charts; known: JourneyFacts }) {
  const state = useJourneys()
  const { colours } = useStore()
  const c = colours.value
  const holder = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(900)
  const [drawn, setBrush] = useState<{ from: number; to: number } | null>(null)
  const dragging = useRef(false)
  useEffect(() => {
    const element = holder.current
    if (!element) return
    const observer = new ResizeObserver(() => setWidth(Math.max(280, element.clientWidth)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  useEffect(() => setBrush(null), [charts])
  const [series] = charts.series
  const size = charts.borders.length - 1
  if (series === undefined || size < 1) return <Card title="Over time">Nothing is in this time.</Card>
  // What was chosen of a longer time is nothing in this one.
  const brush = drawn !== null && Math.max(drawn.from, drawn.to) < size ? drawn : null
  const step = (width - LEFT - 8) / size
  const x = (bucket: number) => LEFT + bucket * step
  const name = (bucket: number) =>
    formatBucket(new Date(charts.borders[bucket]).toISOString(), charts.unit, known.timeZone, true)
  const bucketAt = (event: PointerEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect()
    return Math.max(0, Math.min(size - 1, Math.floor((event.clientX - box.left - LEFT) / step)))
  }
  const choose = (from: number, to: number) =>
    void state.draw({
      range: { from: charts.borders[Math.min(from, to)], to: charts.borders[Math.max(from, to) + 1] }
    })
  const total = series.events.reduce((sum, one) => sum + one, 0)
  const failed = series.errors?.reduce((sum, one) => sum + one, 0) ?? null
  const chosen = brush ?? { from: 0, to: size - 1 }
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (by !== undefined) {
      const at = brush === null ? (by > 0 ? -1 : size) : brush.to
      const to = Math.max(0, Math.min(size - 1, at + by))
      setBrush({ from: event.shiftKey && brush !== null ? brush.from : to, to })
    } else if (event.key === 'Enter' && brush !== null) choose(brush.from, brush.to)
    else if (event.key === 'Escape' && brush !== null) setBrush(null)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const [low, high] = [Math.min(chosen.from, chosen.to), Math.max(chosen.from, chosen.to)]
  const spoken = brush === null ? 'no part chosen' : low === high ? name(low) : `${name(low)} to ${name(high)}`
  const hasWaits = series.waitMedianMs.some((ms) => ms !== null)
  const lowest = hasWaits ? PARTS.waits : series.errors !== null ? PARTS.errors : PARTS.volume
  const height = lowest.top + lowest.height + 30
  const frame = { x, step, width, c }
  const inside = (values: readonly number[] | null) =>
    values === null ? 0 : values.slice(low, high + 1).reduce((sum, one) => sum + one, 0)
  const rows = series.events.map((events, bucket) => ({ bucket, events }))
  const columns: Column<(typeof rows)[number]>[] = [
    {
      label: 'From',
      value: ({ bucket }) => new Date(charts.borders[bucket]).toISOString(),
      show: ({ bucket }) => (
        <button type="button" class="link" onClick={() => choose(bucket, bucket)}>
          {name(bucket)}
        </button>
      )
    },
    { label: 'Events', value: ({ events }) => events, number: true },
    {
      label: 'Errors',
      value: ({ bucket }) => series.errors?.[bucket] ?? null,
      number: true,
      absent: series.errors === null
    },
    {
      label: 'Errors, share',
      value: ({ bucket, events }) => (events > 0 ? (series.errors?.[bucket] ?? 0) / events : null),
      show: ({ bucket, events }) => formatShare(series.errors?.[bucket] ?? 0, events),
      number: true,
      absent: series.errors === null
    },
    {
      label: 'Median wait',
      csvLabel: 'Median wait ms',
      value: ({ bucket }) => series.waitMedianMs[bucket],
      show: ({ bucket }) => wait(series.waitMedianMs[bucket]),
      number: true,
      absent: !hasWaits
    },
    {
      label: 'p95 wait',
      csvLabel: 'p95 wait ms',
      value: ({ bucket }) => series.waitP95Ms[bucket],
      show: ({ bucket }) => wait(series.waitP95Ms[bucket]),
      number: true,
      absent: !hasWaits
    }
  ]
  return (
    <Card
      title="Over time"
      className="wide-card"
      note={`${countOf(total, 'event')}${failed === null ? '' : `, ${countOf(failed, 'error')}`}, by ${charts.unit}. Drag to choose a part.`}
      tools={<SaveTools file="over-time" columns={columns} rows={rows} />}
    >
      <div class="time-plot" ref={holder}>
        <div
          class="brush"
          role="slider"
          tabIndex={0}
          aria-label="Choose a part of the time: arrows, Shift and arrows for more, Enter to filter"
          aria-valuemin={0}
          aria-valuemax={size - 1}
          aria-valuenow={brush?.to ?? 0}
          aria-valuetext={spoken}
          onKeyDown={onKeyDown}
          onPointerDown={(event) => {
            dragging.current = true
            ;(event.currentTarget as Element).setPointerCapture(event.pointerId)
            const at = bucketAt(event)
            setBrush({ from: at, to: at })
          }}
          onPointerMove={(event) => {
            if (dragging.current && brush !== null) setBrush({ from: brush.from, to: bucketAt(event) })
          }}
          onPointerUp={(event) => {
            if (!dragging.current || brush === null) return
            dragging.current = false
            choose(brush.from, bucketAt(event))
          }}
        >
          <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true" focusable="false">
            {brush !== null && (
              <rect
                x={x(low)}
                y="0"
                width={(high - low + 1) * step}
                height={height - 22}
                fill={mix(c.surface, c.ink, 0.08)}
              />
            )}
            <Counts
              label="events"
              values={series.events}
              part={PARTS.volume}
              fill={mix(c.surface, c.mark, 0.45)}
              {...frame}
            />
            {series.errors !== null && (
              <Counts label="errors" values={series.errors} part={PARTS.errors} fill={c.bad} {...frame} />
            )}
            {hasWaits && (
              <Waits median={series.waitMedianMs} p95={series.waitP95Ms} x={x} step={step} width={width} c={c} />
            )}
            <Axis size={size} x={x} name={name} y={height - 6} width={width} />
          </svg>
        </div>
        {brush !== null && (
          <p class="brush-note" role="status">
            {spoken}: {countOf(inside(series.events), 'event')}
            {series.errors !== null && `, ${countOf(inside(series.errors), 'error')}`}
          </p>
        )}
      </div>
      <details class="twin">
        <summary>As a table</summary>
        <Table caption="Over time" quietCaption file="over-time" columns={columns} rows={rows} bare />
      </details>
    </Card>
  )
}

const wait = (ms: number | null) => (ms === null ? null : durationText(ms))
