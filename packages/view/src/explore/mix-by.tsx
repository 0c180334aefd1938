import { compareMix, type MixDifference, type StoredMix, storedGroup } from '@desirepath/core'
import { useMemo, useState } from 'preact/hooks'
import { useStore } from '../context.js'
import { countOf, formatNumber, formatShareFine } from '../format.js'
import { inLocale } from '../format-further.js'
import { plainName } from '../names.js'
import { SaveTools } from '../parts/save-tools.js'
import { type Column, Table } from '../parts/table.js'
import { Card, Hidden } from '../parts/ui.js'

/** So many processes stand in the picture; the table has them all. */
const MOST_ROWS = 14

/**
 * The process mix by a column: two of its groups against each other, process by process, with the difference of their
 * shares, its interval, and a p-value corrected for the number of processes.
 */
export function MixByColumn() {
  const { model } = useStore()
  const mixes = (model.discovery.mixes ?? []).filter(({ groups }) => groups.length > 1)
  const [chosen, setChosen] = useState(mixes[0]?.by ?? '')
  const mix = mixes.find(({ by }) => by === chosen) ?? mixes[0]
  if (mix === undefined) return null
  const total = mix.groups.reduce((sum, { runs }) => sum + runs, mix.without.runs)
  const parts = [
    model.partial ? 'Runs of all days, not only of those that are filtered' : '',
    mix.without.runs > 0 ? `${countOf(mix.without.runs, 'run')} of ${formatNumber(total)} have no value` : '',
    mix.otherValues > 0 ? `"other" holds ${countOf(mix.otherValues, 'value')}` : ''
  ].filter((part) => part !== '')
  return (
    <Card
      title={`Mix by ${plainName(mix.by, 40)}`}
      note={parts.length > 0 ? `${parts.join('. ')}.` : undefined}
      className="pane-card"
      tools={
        mixes.length > 1 && (
          <label class="mix-choice no-print">
            Column{' '}
            <select value={mix.by} onChange={(event) => setChosen(event.currentTarget.value)}>
              {mixes.map(({ by }) => (
                <option key={by} value={by}>
                  {plainName(by, 40)}
                </option>
              ))}
            </select>
          </label>
        )
      }
    >
      <Comparison key={mix.by} mix={mix} />
    </Card>
  )
}

function Comparison({ mix }: { mix: StoredMix }) {
  const store = useStore()
  const { model } = store
  // The largest two; groups of numbers keep their order, so they are looked for.
  const [largest, second] = [...mix.groups.keys()].sort((x, y) => mix.groups[y].runs - mix.groups[x].runs || x - y)
  const [a, setA] = useState(Math.min(largest, second))
  const [b, setB] = useState(Math.max(largest, second))
  const compared = useMemo(() => {
    const ids = model.processes.map(({ id }) => id)
    const at = (group: number) => storedGroup(mix.groups[group] ?? mix.groups[0])
    return compareMix(at(a), at(b), ids)
  }, [mix, a, b, model])
  const rows = compared.differences.filter(({ process }) => model.shown.includes(process))
  const listed = rows.slice(0, MOST_ROWS)
  const reach = listed.reduce((most, { low, high }) => Math.max(most, -low, high), 0.01)
  const columns = differenceColumns(model.processLabels, compared.a, compared.b)
  return (
    <>
      <p class="mix-choice no-print">
        <GroupChoice label="Compare" mix={mix} value={a} onChange={setA} />
        <GroupChoice label="with" mix={mix} value={b} onChange={setB} />
        <span class="spacer" />
        <SaveTools file="mix-difference" columns={columns} rows={rows} />
      </p>
      <div class="mix mix-by">
        <div class="mix-row mix-head">
          <span />
          <span class="number cut">
            <bdi>{plainName(compared.a, 16)}</bdi>
          </span>
          <span class="number cut">
            <bdi>{plainName(compared.b, 16)}</bdi>
          </span>
          <span class="mix-axis">
            <span>{points(-reach)}</span>
            <span>0</span>
            <span>{points(reach)}</span>
          </span>
          <span class="number">points</span>
          <span class="number">p, corrected</span>
        </div>
        {listed.map((row) => (
          <button
            type="button"
            class="mix-row"
            key={row.process}
            aria-pressed={store.selected.value.length === 1 && store.selected.value[0] === row.process}
            onClick={() => store.select([row.process])}
          >
            <b class="cut">
              <bdi>{model.processLabels[row.process]}</bdi>
            </b>
            <span class="number">{formatShareFine(row.a.count, row.a.of)}</span>
            <span class="number">{formatShareFine(row.b.count, row.b.of)}</span>
            <Interval row={row} reach={reach} />
            <span class="number">{points(row.difference)}</span>
            <span class={row.significant ? 'number' : 'number soft'}>
              {probability(row.adjustedP)}
              {row.significant && <Hidden>, they differ</Hidden>}
            </span>
          </button>
        ))}
      </div>
      {rows.length > listed.length && (
        <p class="note mix-note">
          {countOf(rows.length - listed.length, 'more process', 'more processes')} in the table.
        </p>
      )}
      {compared.notes.map((note) => (
        <p class="note mix-note" key={note}>
          {inLocale(note)}
        </p>
      ))}
      <details class="twin">
        <summary>As a table</summary>
        <Table
          caption={`${plainName(compared.a, 40)} against ${plainName(compared.b, 40)}, share of the runs of each`}
          bare
          file="mix-difference"
          columns={columns}
          rows={rows}
        />
        <Table
          caption={`Share of the runs of each group of ${plainName(mix.by, 40)}`}
          file="mix-shares"
          columns={shareColumns(model.processLabels, mix)}
          rows={model.shown}
        />
        <Table
          caption={`Groups of ${plainName(mix.by, 40)}, with their sessions by the number of processes run in them`}
          file="mix-groups"
          columns={groupColumns}
          rows={mix.groups}
        />
      </details>
    </>
  )
}

function GroupChoice({
  label,
  mix,
  value,
  onChange
}: {
  label: string
  mix: StoredMix
  value: number
  onChange: (group: number) => void
}) {
  return (
    <label>
      {label}{' '}
      <select value={value} onChange={(event) => onChange(Number(event.currentTarget.value))}>
        {mix.groups.map(({ name, runs }, group) => (
          <option key={name} value={group}>
            {`${plainName(name, 40)} (${countOf(runs, 'run')})`}
          </option>
        ))}
      </select>
    </label>
  )
}

/** The interval of a difference as a line about zero, the difference as a mark on it. */
function Interval({ row, reach }: { row: MixDifference; reach: number }) {
  const { colours } = useStore()
  const c = colours.value
  const x = (value: number) => (100 + (value / reach) * 96).toFixed(1)
  const ink = row.significant ? c.ink : c.mark
  return (
    <svg class="mix-interval" viewBox="0 0 200 20" preserveAspectRatio="none" aria-hidden="true">
      <line x1="100" x2="100" y1="0" y2="20" stroke={c.line2} vector-effect="non-scaling-stroke" />
      <line
        x1={x(row.low)}
        x2={x(row.high)}
        y1="10"
        y2="10"
        stroke={ink}
        stroke-width="2"
        vector-effect="non-scaling-stroke"
      />
      <line
        x1={x(row.difference)}
        x2={x(row.difference)}
        y1="5"
        y2="15"
        stroke={ink}
        stroke-width="3"
        vector-effect="non-scaling-stroke"
      />
    </svg>
  )
}

/** A difference of shares in percentage points: `+4.1`. */
const points = (share: number): string => `${share > 0 ? '+' : ''}${formatNumber(share * 100, 1)}`

const probability = (p: number): string => (p < 0.001 ? `<${formatNumber(0.001, 3)}` : formatNumber(p, 3))

const percent = (share: number): number => Math.round(share * 1000) / 10

function differenceColumns(names: readonly string[], a: string, b: string): Column<MixDifference>[] {
  const share = (of: (row: MixDifference) => MixDifference['a']) => ({
    number: true,
    value: (row: MixDifference) => (of(row).of === 0 ? null : percent(of(row).count / of(row).of)),
    show: (row: MixDifference) => formatShareFine(of(row).count, of(row).of)
  })
  return [
    { label: 'Process', value: (row) => names[row.process], show: (row) => <bdi>{names[row.process]}</bdi> },
    { label: `Runs, ${plainName(a, 24)}`, number: true, value: (row) => row.a.count },
    { label: `Share, ${plainName(a, 24)}`, ...share((row) => row.a) },
    { label: `Runs, ${plainName(b, 24)} `, number: true, value: (row) => row.b.count },
    { label: `Share, ${plainName(b, 24)} `, ...share((row) => row.b) },
    {
      label: 'Difference, points',
      number: true,
      value: (row) => percent(row.difference),
      show: (row) => points(row.difference)
    },
    { label: '95% from', number: true, value: (row) => percent(row.low), show: (row) => points(row.low) },
    {
      label: 'to',
      csvLabel: '95% to',
      number: true,
      value: (row) => percent(row.high),
      show: (row) => points(row.high)
    },
    { label: 'p, corrected', number: true, value: (row) => row.adjustedP, show: (row) => probability(row.adjustedP) },
    { label: 'Test', minor: true, value: (row) => row.test },
    { label: 'Differs', value: (row) => (row.significant ? 'yes' : 'no') }
  ]
}

type StoredGroup = StoredMix['groups'][number]

const groupColumns: readonly Column<StoredGroup>[] = [
  { label: 'Group', value: ({ name }) => name, show: ({ name }) => <bdi>{name}</bdi> },
  { label: 'Runs', number: true, value: ({ runs }) => runs },
  { label: 'Sessions', number: true, value: ({ sessions }) => sessions },
  ...['with one process', 'with two', 'with three or more'].map(
    (label, at): Column<StoredGroup> => ({
      label,
      csvLabel: `Sessions ${label}`,
      number: true,
      value: ({ sessionsByProcesses }) => sessionsByProcesses[at]
    })
  )
]

/** Shares of each process in each group; a row is the number of a process. */
function shareColumns(names: readonly string[], { groups }: StoredMix): Column<number>[] {
  return [
    { label: 'Process', value: (id) => names[id], show: (id) => <bdi>{names[id]}</bdi> },
    ...groups.map(({ name, runs, ofProcess }, at): Column<number> => {
      const label = plainName(name, 24)
      const taken = groups.findIndex((group) => plainName(group.name, 24) === label) < at
      return {
        label: taken ? `${label} (${at + 1})` : label,
        number: true,
        value: (id) => (runs === 0 ? null : percent((ofProcess[id] ?? 0) / runs)),
        show: (id) => formatShareFine(ofProcess[id] ?? 0, runs)
      }
    })
  ]
}
