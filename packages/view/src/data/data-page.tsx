import { useStore } from '../context.js'
import { countOf, formatInstant, formatNumber, formatShareOf, listOf } from '../format.js'
import { cutRight, plainName } from '../names.js'
import { Icon } from '../parts/icon.js'
import { Bar } from '../parts/marks.js'
import { type Column, Table } from '../parts/table.js'
import { Card } from '../parts/ui.js'

/** What the result rests on: rows read and refused, what was left out, quality, the method and its settings. */
export function DataPage() {
  const { model } = useStore()
  return (
    <main class="page" id="main" tabIndex={-1}>
      <div class="page-title">
        <h1>Data and method</h1>
      </div>
      <div class="data-grid">
        <Reading />
        <Quality />
        <Sessions />
        <MethodCard />
        <Settings />
        {model.discovery.dropped.length > 0 && <LeftOut />}
      </div>
    </main>
  )
}

const bytes = (count: number) =>
  count >= 1e9
    ? `${(count / 1e9).toFixed(1)} GB`
    : count >= 1e6
      ? `${(count / 1e6).toFixed(1)} MB`
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

export function Quality() {
  const { model } = useStore()
  const { quality } = model.discovery
  const tentative = model.processes.filter((process) => process.tentative).length
  const rows: { name: string; value: string; share: number | null; note: string }[] = [
    {
      name: 'Coverage',
      value: formatShareOf(quality.coverage.count, quality.coverage.of),
      share: quality.coverage.count / (quality.coverage.of || 1),
      note: 'events whose activity belongs to a process'
    },
    {
      name: 'Hubs',
      value: formatShareOf(quality.hubs.count, quality.hubs.of),
      share: quality.hubs.count / (quality.hubs.of || 1),
      note: 'activities shared by many processes'
    },
    {
      name: 'In no process',
      value: formatShareOf(quality.noise.count, quality.noise.of),
      share: quality.noise.count / (quality.noise.of || 1),
      note: 'activities, hubs not counted'
    },
    {
      name: 'Stability',
      value: quality.stability === null ? 'not computed' : quality.stability.toFixed(2),
      share: quality.stability,
      note: 'mean Jaccard overlap when cases are resampled'
    },
    {
      name: 'Tentative',
      value: quality.stability === null ? 'not computed' : formatShareOf(tentative, model.processes.length),
      share: quality.stability === null ? null : tentative / (model.processes.length || 1),
      note: 'processes with a stability below 0.60'
    },
    {
      name: 'Silhouette',
      value: quality.silhouette === null ? 'not computed' : quality.silhouette.toFixed(2).replace('-', '\u2212'),
      share: quality.silhouette === null ? null : Math.max(0, quality.silhouette),
      note: '−1 to 1, how far apart the processes lie'
    }
  ]
  return (
    <Card title="Quality">
      <ul class="quality">
        {rows.map((row) => (
          <li key={row.name}>
            <span class="name">{row.name}</span>
            <b>{row.value}</b>
            <span class="note">{row.note}</span>
            {row.share === null ? <span /> : <Bar share={row.share} />}
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Sessions() {
  const { model } = useStore()
  const { sessionsByProcesses, log } = model.discovery
  const total = sessionsByProcesses.reduce((a, b) => a + b, 0)
  const labels = ['no process', 'one process', 'two processes', 'three or more']
  return (
    <Card
      title="Sessions by processes"
      note={`${countOf(log.sessions, 'session')} of ${countOf(log.cases, model.who.one, model.who.many)}`}
    >
      <ul class="quality">
        {sessionsByProcesses.map((count, index) => (
          <li key={labels[index]}>
            <span class="name">{labels[index]}</span>
            <b>{total > 0 ? formatShareOf(count, total) : 'none'}</b>
            <span class="note" />
            <Bar share={total > 0 ? count / total : 0} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

export function MethodCard() {
  const { model } = useStore()
  const { method, fingerprint } = model.discovery
  return (
    <Card title="How the processes were found" note={`method ${method.name}`} className="wide-card">
      {method.warnings.length > 0 && (
        <ul class="notes">
          {method.warnings.map((warning) => (
            <li key={warning} class="warn-text">
              <Icon name="warn" tone="warn" />
              <bdi>{cutRight(warning, 400)}</bdi>
            </li>
          ))}
        </ul>
      )}
      <ul class="sentences">
        {method.chosen.map((sentence) => (
          <li key={sentence}>
            <bdi>{cutRight(sentence, 600)}</bdi>
          </li>
        ))}
      </ul>
      <p class="note fingerprint">
        Fingerprint <span class="mono">{fingerprint}</span>. The same log, settings and version give the same
        fingerprint and the same result.
      </p>
    </Card>
  )
}

function settingText(value: unknown): string {
  if (value === null || value === undefined) return 'none'
  if (typeof value === 'number')
    return formatNumber(value, Number.isInteger(value) ? 0 : Math.min(6, String(value).split('.')[1]?.length ?? 2))
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(settingText).join(', ')
  if (typeof value === 'object') return JSON.stringify(value)
  return String(value)
}

function Settings() {
  const { model } = useStore()
  const rows = Object.entries(model.discovery.options)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => ({ name, value: settingText(value) }))
  return (
    <Card title="Settings" note={rows.length === 0 ? 'all by default' : undefined}>
      {rows.length > 0 && (
        <Table
          caption="Settings of this run"
          quietCaption
          file="settings"
          rows={rows}
          columns={[
            { label: 'Setting', value: (row) => row.name, show: (row) => <span class="mono">{row.name}</span> },
            {
              label: 'Value',
              value: (row) => row.value,
              show: (row) => <bdi>{plainName(row.value, 120)}</bdi>,
              className: 'wrap-cell'
            }
          ]}
        />
      )}
    </Card>
  )
}

function LeftOut() {
  const { model } = useStore()
  const { dropped } = model.discovery
  return (
    <Card
      title="Left out before the search"
      note={`${listOf([
        countOf(
          dropped.reduce((sum, item) => sum + item.events, 0),
          'event'
        )
      ])} in all`}
    >
      <Table
        caption="Left out before the search"
        quietCaption
        file="left-out"
        rows={dropped}
        columns={[
          {
            label: 'What',
            value: (row) => row.what,
            show: (row) => <bdi>{plainName(row.what, 120)}</bdi>,
            className: 'wrap-cell'
          },
          { label: 'Events', value: (row) => row.events, number: true },
          { label: 'Sessions', value: (row) => row.sessions, number: true }
        ]}
      />
    </Card>
  )
}
