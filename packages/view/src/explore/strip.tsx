import { useEffect, useRef, useState } from 'preact/hooks'
import { useStore } from '../context.js'
import { findings } from '../findings.js'
import { formatBucket, formatNumber, listOf, weekday } from '../format.js'
import { cutRight } from '../names.js'
import { hands } from '../parts/hands.js'
import { FamilySwatch, Swatch } from '../parts/marks.js'
import { SaveTools } from '../parts/save-tools.js'
import type { Column } from '../parts/table.js'
import { tickIndices } from './ticks.js'
import type { Days, TimeHands } from './time-hands.js'

/** Runs over the whole time: all in grey, the selection in its hue. Absent for logs without times. */
export function TimeStrip() {
  const store = useStore()
  const { model, whole, selected, colours, paints, filters } = store
  const { timeline, log } = whole.discovery
  const holder = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(900)
  useEffect(() => {
    const element = holder.current
    if (!element) return
    const observer = new ResizeObserver(() => setWidth(element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  if (!timeline || timeline.starts.length === 0) return null

  const buckets = timeline.starts.length
  const sum = (processes: readonly number[], of = model) => {
    const total = new Array<number>(buckets).fill(0)
    for (const id of processes) {
      of.processes[id].runsOverTime.forEach((count, i) => {
        total[i] += count
      })
    }
    return total
  }
  // The whole log stays as the ground of what is filtered.
  const all = sum(
    whole.processes.map((process) => process.id),
    whole
  )
  const left = model === whole ? null : sum(model.shown)
  const own = selected.value.length > 0 ? sum(selected.value) : null
  const most = Math.max(1, ...all)
  const floor = 76
  const y = (value: number) => floor - (value / most) * 56
  const step = width / buckets
  const gap = step > 5 ? 2 : step > 2.5 ? 1 : 0
  const c = colours.value
  const colour = selected.value.length > 0 ? paints.value[selected.value[0]].base : c.mark
  const bars = (values: readonly number[]) =>
    values
      .map((value, i) =>
        value > 0
          ? `M${(i * step + gap / 2).toFixed(1)} ${floor}V${y(value).toFixed(1)}h${Math.max(0.6, step - gap).toFixed(1)}V${floor}Z`
          : ''
      )
      .join('')
  const name = (i: number) => formatBucket(timeline.starts[i], timeline.unit, log.timeZone, model.manyYears)
  const peak = all.indexOf(most)
  const weekend = (i: number) =>
    timeline.unit === 'day' && [0, 6].includes(weekday(timeline.starts[i], log.timeZone) ?? 1)
  const [first] = selected.value
  const flags = findings(whole).filter(({ at }) => at !== undefined)
  const chosen = filters.value.find((filter) => filter.kind === 'days') ?? null
  const days = chosen?.kind === 'days' ? { from: chosen.from, to: chosen.to } : { from: 0, to: buckets - 1 }
  const columns: Column<number>[] = [
    { label: 'From', value: (i) => timeline.starts[i] },
    { label: 'Runs', value: (i) => all[i] },
    { label: 'Of the sessions left', value: (i) => left?.[i] ?? null, absent: left === null },
    { label: 'Of the selection', value: (i) => own?.[i] ?? null, absent: own === null }
  ]
  return (
    <section class="strip" aria-label={`Runs per ${timeline.unit}`}>
      <div class="strip-label">
        <h3>Runs per {timeline.unit}</h3>
        <SaveTools file={`runs-per-${timeline.unit}`} columns={columns} rows={[...all.keys()]} within=".strip" />
        <p class="note">
          {own === null ? (
            <>
              Drag to choose {timeline.unit}s. {timeline.unit === 'day' ? 'Paler: weekends. ' : ''}
              {log.timeZone}.
            </>
          ) : (
            <span class="strip-own">
              {selected.value.length === 1 ? (
                <Swatch process={first} size={10} />
              ) : (
                <FamilySwatch slot={model.slots[first].slot} />
              )}
              <span class="cut">
                <bdi>
                  {selected.value.length === 1 ? model.processLabels[first] : `${selected.value.length} processes`}
                </bdi>
                , among all
              </span>
            </span>
          )}
        </p>
      </div>
      <div class="strip-plot" ref={holder}>
        <svg
          width={width}
          height="100"
          viewBox={`0 0 ${width} 100`}
          role="img"
          aria-label={`Runs per ${timeline.unit}: ${formatNumber(buckets)} ${timeline.unit}s, most on ${name(peak)} with ${formatNumber(most)}.${flags.map(({ lead, rest }) => ` ${lead}${rest}.`).join('')}`}
        >
          <path
            d={bars(all.map((value, i) => (weekend(i) ? 0 : value)))}
            fill={c.mark}
            opacity={own || left ? 0.3 : 0.62}
          />
          <path
            d={bars(all.map((value, i) => (weekend(i) ? value : 0)))}
            fill={c.mark}
            opacity={own || left ? 0.16 : 0.36}
          />
          {left && <path d={bars(left)} fill={c.mark} opacity={own ? 0.45 : 0.8} />}
          {own && <path d={bars(own)} fill={colour} />}
          <line x1="0" x2={width} y1={floor + 0.5} y2={floor + 0.5} stroke={c.line2} />
          {tickIndices(buckets, Math.max(2, Math.floor(width / 130))).map((i, rank, ticks) => (
            <g key={i}>
              <line x1={i * step + 0.5} x2={i * step + 0.5} y1={floor} y2={floor + 5} stroke={c.line2} />
              <text
                x={rank === ticks.length - 1 && width - i * step < 44 ? width : i * step}
                y={floor + 18}
                text-anchor={rank === ticks.length - 1 && width - i * step < 44 ? 'end' : 'start'}
              >
                {name(i)}
              </text>
            </g>
          ))}
          {flags.map(({ at, lead, rest }) => (
            <g key={at}>
              <line x1={at! * step} x2={at! * step} y1="8" y2={floor} stroke={c.ink} stroke-dasharray="1.5 2.5" />
              <circle cx={at! * step} cy="8" r="2.5" fill={c.ink} />
              <text
                class="strong"
                x={at! * step + (at! < buckets / 2 ? 7 : -7)}
                y="12"
                text-anchor={at! < buckets / 2 ? 'start' : 'end'}
              >
                {cutRight(lead, 32) + rest}
              </text>
            </g>
          ))}
          {flags.length === 0 && (
            <text
              x={Math.min(width - 4, Math.max(4, (peak + 0.5) * step))}
              y="14"
              text-anchor={peak * step < 40 ? 'start' : peak * step > width - 40 ? 'end' : 'middle'}
            >
              {formatNumber(most)}
            </text>
          )}
        </svg>
        <TimeWindow
          days={days}
          buckets={buckets}
          width={width}
          name={name}
          onChange={(from, to) => {
            if (from === 0 && to === buckets - 1) {
              const index = filters.value.findIndex((filter) => filter.kind === 'days')
              if (index >= 0) store.dropFilter(index)
            } else store.filter({ kind: 'days', from, to })
          }}
        />
      </div>
      <p class="hidden-text">
        {own
          ? listOf(
              selected.value
                .slice(0, 6)
                .map((id) => `${model.processLabels[id]}: ${formatNumber(model.processes[id].runs)} runs`)
            )
          : ''}
      </p>
    </section>
  )
}

/** Two handles over the strip, and the stretch between them: by pointer anywhere, by arrow keys on a handle. */
function TimeWindow({
  days,
  buckets,
  width,
  name,
  onChange
}: {
  days: { from: number; to: number }
  buckets: number
  width: number
  name: (bucket: number) => string
  onChange: (from: number, to: number) => void
}) {
  const [draft, setDraft] = useState<Days | null>(null)
  const drag = useRef<TimeHands['drag']['current']>(null)
  const timer = useRef(0)
  useEffect(() => () => clearTimeout(timer.current), [])
  const { from, to } = draft ?? days
  const state = { days, draft, setDraft, drag, timer, buckets, width, onChange }
  const left = (from / buckets) * width
  const right = ((to + 1) / buckets) * width
  const handle = (side: 'from' | 'to', value: number, x: number) => (
    <div
      class="time-handle no-print"
      data-side={side}
      role="slider"
      tabIndex={0}
      aria-label={side === 'from' ? 'From' : 'To'}
      aria-valuemin={0}
      aria-valuemax={buckets - 1}
      aria-valuenow={value}
      aria-valuetext={name(value)}
      style={{ left: `${Math.max(0, Math.min(width - 4, x))}px` }}
    />
  )
  const cut = from > 0 || to < buckets - 1
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the handles within have role and keys
    <div
      class="time-window"
      onPointerDown={(event) => hands?.timeHands(state).down(event)}
      onPointerMove={(event) => hands?.timeHands(state).move(event)}
      onPointerUp={() => hands?.timeHands(state).settle(draft)}
      onPointerCancel={() => hands?.timeHands(state).settle(null)}
      onKeyDown={(event) => hands?.timeHands(state).key(event)}
    >
      {cut && (
        <>
          <div class="time-out" style={{ left: 0, width: `${left}px` }} />
          <div class="time-out" style={{ left: `${right}px`, right: 0 }} />
        </>
      )}
      {draft && (
        <div class="time-label note" style={{ left: `${Math.min(width - 120, left + 6)}px` }}>
          {name(from)} to {name(to)}
        </div>
      )}
      {handle('from', from, left)}
      {handle('to', to, right - 4)}
    </div>
  )
}
