import { useStore } from '../context.js'
import { countOf, formatBucket, formatNumber, formatShareFine } from '../format.js'
import { formatChange } from '../format-further.js'
import { SaveTools } from '../parts/save-tools.js'
import { type Column, Table } from '../parts/table.js'
import { Card } from '../parts/ui.js'
import { sumGroups } from '../weeks.js'
import { MixByColumn } from './mix-by.js'

/** So many lines stand in the picture; the table has all of them. */
const mostLines = 14

interface MixRow {
  name: string
  processes: number[]
  colour: string
  shares: number[]
  runs: number
  mean: number
}

/** How the shares of the processes differ: over time, and between groups of customers. */
export function MixOverTime() {
  return (
    <>
      <OverTime />
      <MixByColumn />
    </>
  )
}

/** Share of all runs by family (or process), week by week, against its own mean; one scale for all rows. */
function OverTime() {
  const store = useStore()
  const { model, colours, paints } = store
  const { timeline, log } = model.discovery
  const { groups, starts } = model.weeks
  if (!timeline || groups.length < 2) {
    return (
      <Card title="Mix over time" className="pane-card">
        <p class="empty">
          {timeline
            ? 'The log covers one stretch of time only.'
            : 'This log is ordered by numbers, not by times: there is no calendar to show.'}
        </p>
      </Card>
    )
  }
  const unit = model.weeks.name
  const total = groups.map(() => 0)
  const weekly = model.processes.map((process) => {
    const sums = sumGroups(process.runsOverTime, groups)
    sums.forEach((value, i) => {
      total[i] += value
    })
    return sums
  })
  const c = colours.value
  const sources = model.grouped
    ? model.families.map((family) => ({
        name: family.name,
        processes: family.processes,
        colour: family.slot > 0 ? c.categories[family.slot - 1] : c.mark
      }))
    : [...model.shown]
        .sort((a, b) => model.processes[b].runs - model.processes[a].runs || a - b)
        .map((id) => ({ name: model.processLabels[id], processes: [id], colour: paints.value[id].base }))
  const allRuns = total.reduce((a, b) => a + b, 0)
  const rows: MixRow[] = sources.map((source) => {
    const weeks = groups.map((_, week) => source.processes.reduce((sum, id) => sum + weekly[id][week], 0))
    const runs = weeks.reduce((a, b) => a + b, 0)
    return {
      ...source,
      runs,
      mean: allRuns > 0 ? runs / allRuns : 0,
      shares: weeks.map((value, i) => (total[i] > 0 ? value / total[i] : Number.NaN))
    }
  })
  const lastShare = (row: MixRow) => row.shares[row.shares.length - 1]
  const name = (i: number) => formatBucket(starts[i], model.weeks.labelUnit, log.timeZone, model.manyYears)
  const columns: Column<MixRow>[] = [
    { label: model.grouped ? 'Family' : 'Process', value: (row) => row.name, show: (row) => <bdi>{row.name}</bdi> },
    { label: 'Runs', value: (row) => row.runs, number: true },
    ...starts.map(
      (_, i): Column<MixRow> => ({
        label: name(i),
        number: true,
        value: (row) => (Number.isNaN(row.shares[i]) ? null : Math.round(row.shares[i] * 1000) / 10),
        show: (row) => (Number.isNaN(row.shares[i]) ? null : formatShareFine(row.shares[i], 1))
      })
    )
  ]
  return (
    <Card
      title="Mix over time"
      note={`Share of all runs by ${unit}, against each ${model.grouped ? 'family' : 'process'}’s mean. One scale for all: half as much to half as much again.`}
      className="pane-card"
      tools={<SaveTools file="mix-over-time" columns={columns} rows={rows} />}
    >
      <div class="mix">
        <div class="mix-row mix-head">
          <span />
          <span class="mix-axis">
            <span>{name(0)}</span>
            <span>{name(groups.length - 1)}</span>
          </span>
          <span class="number">mean</span>
          <span class="number">last {unit}</span>
          <span class="number">change</span>
        </div>
        {rows.slice(0, mostLines).map((row) => (
          <button
            type="button"
            class="mix-row"
            key={row.name + row.processes[0]}
            aria-pressed={
              store.selected.value.length === row.processes.length &&
              row.processes.every((id) => store.selected.value.includes(id))
            }
            onClick={() => store.select(row.processes)}
          >
            <span class="mix-name">
              <b class="cut">
                <bdi>{row.name}</bdi>
              </b>
              <span class="note">{countOf(row.runs, 'run')}</span>
            </span>
            <MixLine row={row} line={c.line2} />
            <span class="number">{formatShareFine(row.runs, allRuns)}</span>
            <span class="number">{Number.isNaN(lastShare(row)) ? '' : formatShareFine(lastShare(row), 1)}</span>
            <span class="number soft">
              {row.mean > 0 && !Number.isNaN(lastShare(row)) ? formatChange(lastShare(row) / row.mean - 1) : ''}
            </span>
          </button>
        ))}
      </div>
      {rows.length > mostLines && (
        <p class="note mix-note">{formatNumber(rows.length - mostLines)} more in the table.</p>
      )}
      <details class="twin">
        <summary>As a table</summary>
        <Table
          caption="Mix over time, share of all runs"
          quietCaption
          bare
          file="mix-over-time"
          columns={columns}
          rows={rows}
        />
      </details>
    </Card>
  )
}

function MixLine({ row, line }: { row: MixRow; line: string }) {
  const x = (i: number) => (i / (row.shares.length - 1)) * 400
  const relative = row.shares.map((share) =>
    Number.isNaN(share) || row.mean === 0 ? 0 : Math.max(-0.5, Math.min(0.5, share / row.mean - 1))
  )
  const y = (value: number) => 24 - value * 44
  const points = relative.map((value, i) => `${x(i).toFixed(1)} ${y(value).toFixed(1)}`)
  return (
    <svg class="mix-line" viewBox="0 0 400 48" preserveAspectRatio="none" aria-hidden="true">
      <line x1="0" x2="400" y1="24" y2="24" stroke={line} vector-effect="non-scaling-stroke" />
      <path d={`M0 24L${points.join('L')}L400 24Z`} fill={row.colour} opacity=".2" />
      <path
        d={`M${points.join('L')}`}
        fill="none"
        stroke={row.colour}
        stroke-width="1.75"
        stroke-linejoin="round"
        vector-effect="non-scaling-stroke"
      />
    </svg>
  )
}
