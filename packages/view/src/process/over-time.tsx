import type { ProcessResult } from '@desirepath/core'
import { useStore } from '../context.js'
import { formatBucket, formatNumber } from '../format.js'
import { mix } from '../palette.js'
import { SaveTools } from '../parts/save-tools.js'
import { type Column, Table } from '../parts/table.js'
import { Card } from '../parts/ui.js'
import { sumGroups } from '../weeks.js'

/** Runs by about a week; coloured: completed. */
export function RunsOverTime({ process }: { process: ProcessResult }) {
  const { model, colours, paints } = useStore()
  const { timeline, log } = model.discovery
  const { groups, starts } = model.weeks
  if (!timeline || groups.length < 2) return null
  const c = colours.value
  const colour = paints.value[process.id].base
  const runs = sumGroups(process.runsOverTime, groups)
  const completed = sumGroups(process.completedOverTime, groups)
  const most = Math.max(1, ...runs)
  const width = 372
  const step = width / groups.length
  const { name: unit, title, whole, labelUnit } = model.weeks
  const name = (i: number) => formatBucket(starts[i], labelUnit, log.timeZone, model.manyYears)
  const middle = Math.floor(groups.length / 2)
  const peak = runs.indexOf(most)
  const rows = runs.map((count, i) => ({ from: starts[i], i, count, completed: completed[i] }))
  const columns: Column<(typeof rows)[number]>[] = [
    { label: 'From', value: (row) => row.from, show: (row) => name(row.i) },
    { label: 'Runs', value: (row) => row.count, number: true },
    { label: 'Completed', value: (row) => row.completed, number: true }
  ]
  return (
    <Card
      title={title}
      tools={<SaveTools file="runs-over-time" columns={columns} rows={rows} />}
      note={`runs; coloured: completed${whole ? '' : `. The last ${unit} is not whole`}`}
    >
      <div class="plot">
        <svg
          viewBox={`0 0 ${width} 76`}
          role="img"
          aria-label={`Runs of ${model.processLabels[process.id]} by ${unit}: most from ${name(peak)} on, ${formatNumber(most)}.`}
        >
          {runs.map((count, i) => (
            <g key={starts[i]}>
              <rect
                x={i * step + Math.min(2, step * 0.1)}
                y={58 - (count / most) * 42}
                width={Math.max(0.6, step - Math.min(4, step * 0.2))}
                height={(count / most) * 42}
                fill={mix(c.surface, c.mark, 0.35)}
              />
              <rect
                x={i * step + Math.min(2, step * 0.1)}
                y={58 - (completed[i] / most) * 42}
                width={Math.max(0.6, step - Math.min(4, step * 0.2))}
                height={(completed[i] / most) * 42}
                fill={colour}
              />
              {step > 20 && (
                <text x={(i + 0.5) * step} y={54 - (count / most) * 42} text-anchor="middle">
                  {formatNumber(count)}
                </text>
              )}
            </g>
          ))}
          <line x1="0" x2={width} y1="58.5" y2="58.5" stroke={c.line2} />
          <text x="2" y="73">
            {name(0)}
          </text>
          {groups.length > 4 && (
            <text x={(middle + 0.5) * step} y="73" text-anchor="middle">
              {name(middle)}
            </text>
          )}
          <text x={width - 2} y="73" text-anchor="end">
            {name(groups.length - 1)}
          </text>
        </svg>
      </div>
      <details class="twin">
        <summary>As a table</summary>
        <Table caption="Runs over time" quietCaption bare file="runs-over-time" rows={rows} columns={columns} />
      </details>
    </Card>
  )
}
