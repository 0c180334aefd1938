import { useStore } from '../context.js'
import { formatInstant, formatNumber } from '../format.js'
import { formatShareOf } from '../format-further.js'
import { cutRight, plainName } from '../names.js'
import { Icon } from '../parts/icon.js'
import { SaveTools } from '../parts/save-tools.js'
import { type Column, Table } from '../parts/table.js'
import { Card } from '../parts/ui.js'

const bytes = (count: number) =>
  count >= 1e9
    ? `${formatNumber(count / 1e9, 1)} GB`
    : count >= 1e6
      ? `${formatNumber(count / 1e6, 1)} MB`
      : count >= 1e3
        ? `${Math.round(count / 1e3)} kB`
        : `${count} bytes`

const delimiters: Record<string, string> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' }

/** One line of what is told of the reading. */
interface Fact {
  name: string
  value: string
  warn?: boolean
  /** The value is a column of the log, found by itself or named by hand. */
  column?: boolean
  guessed?: boolean
}

export function Reading() {
  const { model } = useStore()
  const { source, log } = model.discovery
  const { read } = source
  const roles = (Object.entries(read.schema) as [string, string | string[] | undefined][]).filter(
    ([role, column]) => role !== 'attributes' && column !== undefined
  )
  type Bad = (typeof read.bad)[number]
  const columns: Column<Bad>[] = [
    { label: 'Reason', value: (row) => row.reason },
    { label: 'Rows', value: (row) => row.count, number: true },
    {
      label: 'First lines',
      value: (row) => row.lines.join(' '),
      show: (row) =>
        row.lines.map((line) => formatNumber(line)).join(', ') + (row.count > row.lines.length ? ', …' : '')
    },
    {
      label: 'Example',
      value: (row) => row.sample,
      show: (row) => (
        <span class="mono cut-right">
          <bdi>{plainName(row.sample, 80)}</bdi>
        </span>
      ),
      className: 'wide-cell'
    }
  ]
  const used = read.rows - read.badRows
  const stamps = log.timeKind === 'timestamp'
  const facts: Fact[] = [
    { name: 'Rows', value: formatNumber(read.rows) },
    { name: 'Used', value: formatShareOf(used, read.rows) },
    {
      name: 'Not usable',
      value: read.badRows === 0 ? 'none' : formatShareOf(read.badRows, read.rows),
      warn: read.badRows > 0
    },
    {
      name: 'Format',
      value: [
        read.format.toUpperCase(),
        read.gzip && 'gzipped',
        ...(read.format === 'csv' ? [read.encoding, delimiters[read.delimiter ?? ''] ?? read.delimiter] : []),
        read.bytes > 0 && bytes(read.bytes)
      ]
        .filter(Boolean)
        .join(', ')
    },
    {
      name: 'Times',
      value: `${read.timestampFormat ?? 'none'}${stamps ? `, stamps without a zone read as ${read.timeZone}` : ''}`
    }
  ]
  if (log.first !== null)
    facts.push({
      name: 'From, to',
      value: stamps
        ? `${formatInstant(log.first, log.timeZone)} to ${formatInstant(log.last ?? log.first, log.timeZone)}, ${log.timeZone}`
        : `${log.first} to ${log.last}`
    })
  for (const [role, column] of roles) {
    facts.push({
      name: role[0].toUpperCase() + role.slice(1),
      value: String(column),
      column: true,
      guessed: (read.guessed as string[]).includes(role)
    })
  }
  return (
    <Card
      title="What was read"
      note={source.name === null ? undefined : <bdi>{plainName(source.name, 60)}</bdi>}
      className="wide-card"
      tools={
        <SaveTools
          file="what-was-read"
          columns={[
            { label: 'What', value: (fact) => fact.name },
            { label: 'Value', value: (fact) => fact.value },
            { label: 'Guessed', value: (fact) => (fact.guessed === undefined ? null : fact.guessed ? 'yes' : 'no') }
          ]}
          rows={[...facts, ...read.notes.map((note): Fact => ({ name: 'Note', value: note }))]}
          json={() => ({ name: source.name, ...read })}
        />
      }
    >
      <dl class="facts">
        {facts.map(({ name, value, warn, column, guessed }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class={warn ? 'warn-text' : ''}>
              {column ? (
                <span class="mono">
                  <bdi>{plainName(value, 60)}</bdi>
                </span>
              ) : (
                value
              )}
              {guessed && <span class="soft"> guessed</span>}
            </dd>
          </div>
        ))}
      </dl>
      {read.notes.length > 0 && (
        <ul class="notes">
          {read.notes.map((note) => (
            <li key={note}>
              <Icon name="info" tone="quiet" />
              <bdi>{cutRight(note, 400)}</bdi>
            </li>
          ))}
        </ul>
      )}
      {read.bad.length > 0 && (
        <Table caption="Rows that could not be used" file="rows-not-used" columns={columns} rows={read.bad} />
      )}
    </Card>
  )
}
