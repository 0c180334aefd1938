import { useStore } from '../context.js'
import { formatInstant, formatNumber, formatShareOf } from '../format.js'
import { cutRight, plainName } from '../names.js'
import { Icon } from '../parts/icon.js'
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
  return (
    <Card
      title="What was read"
      note={source.name === null ? undefined : <bdi>{plainName(source.name, 60)}</bdi>}
      className="wide-card"
    >
      <dl class="facts">
        <dt>Rows</dt>
        <dd>{formatNumber(read.rows)}</dd>
        <dt>Used</dt>
        <dd>{formatShareOf(used, read.rows)}</dd>
        <dt>Not usable</dt>
        <dd class={read.badRows > 0 ? 'warn-text' : ''}>
          {read.badRows === 0 ? 'none' : formatShareOf(read.badRows, read.rows)}
        </dd>
        <dt>Format</dt>
        <dd>
          {read.format.toUpperCase()}
          {read.gzip ? ', gzipped' : ''}
          {read.format === 'csv'
            ? `, ${read.encoding}, ${delimiters[read.delimiter ?? ''] ?? read.delimiter ?? ''}`
            : ''}
          {read.bytes > 0 ? `, ${bytes(read.bytes)}` : ''}
        </dd>
        <dt>Times</dt>
        <dd>
          {read.timestampFormat ?? 'none'}
          {log.timeKind === 'timestamp' ? `, stamps without a zone read as ${read.timeZone}` : ''}
        </dd>
        {log.first !== null && (
          <>
            <dt>From, to</dt>
            <dd>
              {log.timeKind === 'timestamp'
                ? `${formatInstant(log.first, log.timeZone)} to ${formatInstant(log.last ?? log.first, log.timeZone)}, ${log.timeZone}`
                : `${log.first} to ${log.last}`}
            </dd>
          </>
        )}
        {roles.map(([role, column]) => (
          <>
            <dt key={`${role} name`}>{role[0].toUpperCase() + role.slice(1)}</dt>
            <dd key={role}>
              <span class="mono">
                <bdi>{plainName(String(column), 60)}</bdi>
              </span>
              {(read.guessed as string[]).includes(role) && <span class="soft"> guessed</span>}
            </dd>
          </>
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
