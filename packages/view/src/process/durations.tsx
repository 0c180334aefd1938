import type { ProcessResult } from '@desirepath/core'
import { useStore } from '../context.js'
import { countOf, formatDurationShort } from '../format.js'
import { mix } from '../palette.js'
import { SaveTools } from '../parts/save-tools.js'
import { type Column, Table } from '../parts/table.js'
import { Card } from '../parts/ui.js'

/** Round times for the axis; the finer ones where fewer than three of the coarse ones are in sight. */
const tickMs = [10, 100, 1000, 10_000, 60_000, 600_000, 3_600_000, 86_400_000, 864_000_000, 8_640_000_000]

const fineTickMs = [
  20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000,
  7_200_000, 18_000_000, 36_000_000, 86_400_000, 172_800_000, 432_000_000, 864_000_000, 2_592_000_000, 8_640_000_000
]

/** Durations on a logarithmic scale: completed in hue, the rest grey. */
export function Durations({ process }: { process: ProcessResult }) {
  const { model, colours, paints } = useStore()
  const { duration } = process
  if (!duration || duration.edgesMs.length < 2) return null
  const c = colours.value
  const colour = paints.value[process.id].base
  const grey = mix(c.surface, c.mark, 0.35)
  const { edgesMs, completed, abandoned } = duration
  const bins = completed.length
  const most = Math.max(1, ...completed.map((count, i) => count + abandoned[i]))
  const width = 372
  const low = Math.log(Math.max(1, edgesMs[0]))
  const high = Math.log(Math.max(2, edgesMs[bins]))
  const x = (ms: number) =>
    Math.max(0, Math.min(width, ((Math.log(Math.max(1, ms)) - low) / (high - low || 1)) * width))
  const median = process.medianMs
  const p95 = process.p95Ms
  const rows = completed.map((count, i) => ({
    from: edgesMs[i],
    to: edgesMs[i + 1],
    completed: count,
    abandoned: abandoned[i]
  }))
  const columns: Column<(typeof rows)[number]>[] = [
    {
      label: 'From',
      csvLabel: 'From ms',
      value: (row) => row.from,
      show: (row) => formatDurationShort(row.from),
      number: true
    },
    {
      label: 'To',
      csvLabel: 'To ms',
      value: (row) => row.to,
      show: (row) => formatDurationShort(row.to),
      number: true
    },
    { label: 'Completed', value: (row) => row.completed, number: true },
    { label: 'Not completed', value: (row) => row.abandoned, number: true }
  ]
  const within = (ms: number) => ms >= edgesMs[0] && ms <= edgesMs[bins]
  const coarse = tickMs.filter(within)
  const ticks = coarse.length >= 3 ? coarse : fineTickMs.filter(within)
  const label = `Durations of ${countOf(completed.reduce((a, b) => a + b, 0) + abandoned.reduce((a, b) => a + b, 0), 'run')} of ${model.processLabels[process.id]}${median === null ? '' : `: median ${formatDurationShort(median)}`}${p95 === null ? '' : `, 95th percentile ${formatDurationShort(p95)}`}.`
  // Beside its line: left of it where there is room up to the median, else right, else above everything.
  const p95Left = p95 !== null && (median === null || x(p95) - x(median) > 84 || x(p95) > width - 84)
  const medianRight = median !== null && x(median) > width * 0.7
  return (
    <Card
      title="How long it takes"
      note="log scale; grey: not completed"
      tools={<SaveTools file="durations" columns={columns} rows={rows} />}
    >
      <div class="plot">
        <svg viewBox={`0 0 ${width} 104`} role="img" aria-label={label}>
          {completed.map((count, i) => {
            const left = x(edgesMs[i])
            const bar = Math.max(1, x(edgesMs[i + 1]) - left - 1.5)
            const own = (count / most) * 50
            const rest = (abandoned[i] / most) * 50
            return (
              <g key={edgesMs[i]}>
                <rect x={left + 0.5} y={84 - own} width={bar} height={own} fill={colour} />
                <rect x={left + 0.5} y={84 - own - rest} width={bar} height={rest} fill={grey} />
              </g>
            )
          })}
          <line x1="0" x2={width} y1="84.5" y2="84.5" stroke={c.line2} />
          {ticks.map((ms, i) => (
            <g key={ms}>
              <line x1={x(ms)} x2={x(ms)} y1="84" y2="88" stroke={c.line2} />
              <text
                x={x(ms)}
                y="100"
                text-anchor={x(ms) < 14 ? 'start' : x(ms) > width - 20 && i === ticks.length - 1 ? 'end' : 'middle'}
              >
                {formatDurationShort(ms)}
              </text>
            </g>
          ))}
          {median !== null && (
            <>
              <line x1={x(median)} x2={x(median)} y1="6" y2="84" stroke={c.ink} />
              <text
                class="strong halo"
                x={x(median) + (medianRight ? -5 : 5)}
                y="14"
                text-anchor={medianRight ? 'end' : 'start'}
              >
                median {formatDurationShort(median)}
              </text>
            </>
          )}
          {p95 !== null && (
            <>
              <line x1={x(p95)} x2={x(p95)} y1="22" y2="84" stroke={c.ink} stroke-dasharray="2 2" />
              <text class="halo" x={x(p95) + (p95Left ? -5 : 5)} y="30" text-anchor={p95Left ? 'end' : 'start'}>
                p95 {formatDurationShort(p95)}
              </text>
            </>
          )}
        </svg>
      </div>
      <details class="twin">
        <summary>As a table</summary>
        <Table caption="Durations" quietCaption file="durations" bare rows={rows} columns={columns} />
      </details>
    </Card>
  )
}
