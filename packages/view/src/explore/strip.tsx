import { useEffect, useRef, useState } from 'preact/hooks'
import { useStore } from '../context.js'
import { formatBucket, formatNumber, listOf, weekday } from '../format.js'
import { FamilySwatch, Swatch } from '../parts/marks.js'
import { tickIndices } from './ticks.js'

/** Runs over the whole time: all in grey, the selection in its hue. Absent for logs without times. */
export function TimeStrip() {
  const store = useStore()
  const { model, selected, colours, paints } = store
  const { timeline, log } = model.discovery
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
  const sum = (processes: readonly number[]) => {
    const total = new Array<number>(buckets).fill(0)
    for (const id of processes) {
      model.processes[id].runsOverTime.forEach((count, i) => {
        total[i] += count
      })
    }
    return total
  }
  const all = sum(model.processes.map((process) => process.id))
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
  return (
    <section class="strip" aria-label={`Runs per ${timeline.unit}`}>
      <div class="strip-label">
        <h3>Runs per {timeline.unit}</h3>
        <p class="note">
          {own === null ? (
            <>
              At most {formatNumber(most)}. {timeline.unit === 'day' ? 'Paler: weekends. ' : ''}
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
          aria-label={`Runs per ${timeline.unit}: ${formatNumber(buckets)} ${timeline.unit}s, most on ${name(peak)} with ${formatNumber(most)}.`}
        >
          <path d={bars(all.map((value, i) => (weekend(i) ? 0 : value)))} fill={c.mark} opacity={own ? 0.35 : 0.62} />
          <path d={bars(all.map((value, i) => (weekend(i) ? value : 0)))} fill={c.mark} opacity={own ? 0.2 : 0.36} />
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
          <text
            x={Math.min(width - 4, Math.max(4, (peak + 0.5) * step))}
            y="14"
            text-anchor={peak * step < 40 ? 'start' : peak * step > width - 40 ? 'end' : 'middle'}
          >
            {formatNumber(most)}
          </text>
        </svg>
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
