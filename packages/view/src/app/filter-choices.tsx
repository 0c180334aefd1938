import { useState } from 'preact/hooks'
import { useStore } from '../context.js'
import type { FilterColumn } from '../filters.js'
import { countOf, formatBucket, formatNumber } from '../format.js'
import { channelName, plainName } from '../names.js'

/** What can be filtered by: the days, and the values of columns (null while they are counted). */
export function FilterChoices({ columns, onDone }: { columns: readonly FilterColumn[] | null; onDone: () => void }) {
  const store = useStore()
  const { timeline } = store.whole.discovery
  return (
    <>
      {timeline !== null && timeline.starts.length > 1 && <DaysForm onDone={onDone} />}
      {columns?.map((column) => (
        <ColumnValues key={column.name} column={column} onDone={onDone} />
      ))}
      {store.log !== null && columns === null && <p class="note">Counting the values.</p>}
      <p class="note">
        Select processes and press {store.width.value === 'phone' ? 'Keep only' : <kbd>f</kbd>} to keep only{' '}
        {store.log ? 'the sessions that run them' : 'these'}.
      </p>
    </>
  )
}

function DaysForm({ onDone }: { onDone: () => void }) {
  const store = useStore()
  const { whole } = store
  const { starts, unit } = whole.discovery.timeline!
  const { timeZone } = whole.discovery.log
  const [from, setFrom] = useState(0)
  const [to, setTo] = useState(starts.length - 1)
  const choose = (label: string, value: number, set: (value: number) => void) => (
    <label class="select small">
      <span class="hidden-text">{label}</span>
      <select value={value} onChange={(event) => set(Number(event.currentTarget.value))}>
        {starts.map((start, i) => (
          <option key={start} value={i}>
            {formatBucket(start, unit, timeZone, whole.manyYears)}
          </option>
        ))}
      </select>
    </label>
  )
  return (
    <form
      class="days-form"
      onSubmit={(event) => {
        event.preventDefault()
        store.filter({ kind: 'days', from: Math.min(from, to), to: Math.max(from, to) })
        onDone()
      }}
    >
      <h3>{{ hour: 'Hours', day: 'Days', week: 'Weeks', month: 'Months' }[unit]}</h3>
      {choose('From', from, setFrom)} to {choose('To', to, setTo)}
      <button type="submit" class="button small">
        Keep
      </button>
    </form>
  )
}

function ColumnValues({ column, onDone }: { column: FilterColumn; onDone: () => void }) {
  const store = useStore()
  const { filters, whole } = store
  const channel = column.name === whole.discovery.source.read.schema.channel
  const active = filters.value.find((filter) => filter.kind === 'value' && filter.column === column.name)
  const chosen = active?.kind === 'value' ? active.values : []
  return (
    <div class="column-values">
      <h3>
        <bdi>{channel ? 'Channel' : plainName(column.name, 40)}</bdi> <span class="note">sessions with it</span>
      </h3>
      {column.values.map(({ value, sessions }) => (
        <button
          type="button"
          key={value}
          class="value-row"
          aria-pressed={chosen.includes(value)}
          onClick={(event) => {
            const values = event.shiftKey ? [...new Set([...chosen, value])] : [value]
            store.filter({ kind: 'value', column: column.name, values })
            onDone()
          }}
        >
          <span class="cut">
            <bdi>{channel ? channelName(value) : plainName(value, 60)}</bdi>
          </span>
          <span class="number soft">{formatNumber(sessions)}</span>
        </button>
      ))}
      {column.others > 0 && <p class="note">and {countOf(column.others, 'rarer value')}</p>}
    </div>
  )
}
