import type { SessionPatterns, SessionRow } from '@desirepath/core'
import { useEffect, useState } from 'preact/hooks'
import { useStore } from '../context.js'
import { sessionFilters } from '../filters.js'
import { countOf, formatDay, formatNumber, formatShare, formatShareFine } from '../format.js'
import { plainName } from '../names.js'
import { Behind } from '../parts/behind.js'
import { Bar } from '../parts/marks.js'
import { Ribbon } from '../parts/ribbon.js'
import { SaveTools } from '../parts/save-tools.js'
import { type Column, Table } from '../parts/table.js'
import { Card, Segmented } from '../parts/ui.js'
import { sessionColumns } from './session-columns.js'

type Pattern = SessionPatterns['patterns'][number]
const pageSize = 100

/** Sessions as lines of coloured runs: the most frequent patterns with what is left of them, or one by one. */
export function Ribbons() {
  const store = useStore()
  const { log, filters, whole, model } = store
  const [form, setForm] = useState<'patterns' | 'single'>('patterns')
  const [patterns, setPatterns] = useState<SessionPatterns | null>(null)
  const [rows, setRows] = useState<readonly SessionRow[]>([])
  const asked = JSON.stringify(sessionFilters(filters.value, whole.discovery))
  useEffect(() => {
    let shown = true
    const wanted = JSON.parse(asked)
    void log!.patterns(wanted).then((next) => shown && setPatterns(next))
    void log!.behind(wanted, { kind: 'all' }, { from: 0, most: pageSize }).then((next) => shown && setRows(next.rows))
    return () => {
      shown = false
    }
  }, [log, asked, whole])
  if (patterns === null) {
    return (
      <Card title="Sessions" className="pane-card">
        <p class="empty">Counting the patterns.</p>
      </Card>
    )
  }
  const sessions = patterns.patterns.reduce((sum, { sessions }) => sum + sessions, patterns.other.sessions)
  const listed = sessions - patterns.other.sessions
  const name = ({ processes }: Pattern) =>
    processes.length === 0 ? 'no run' : processes.map((id) => whole.processLabels[id]).join(' → ')
  const columns: Column<Pattern>[] = [
    { label: 'Processes in order', value: name, className: 'wrap-cell' },
    { label: 'Sessions', value: (row) => row.sessions, number: true },
    {
      label: 'Share',
      value: (row) => row.sessions / Math.max(1, sessions),
      show: (row) => formatShareFine(row.sessions, sessions),
      number: true
    }
  ]
  const all = async () => (await log!.behind(JSON.parse(asked), { kind: 'all' }, { from: 0, most: sessions })).rows
  const most = patterns.patterns[0]?.sessions ?? 1
  return (
    <Card
      title="Sessions"
      note={
        form === 'patterns'
          ? `Which processes follow one another in a session. ${formatNumber(patterns.patterns.length)} of ${countOf(patterns.patterns.length + patterns.other.patterns, 'pattern')}: ${formatShare(listed, sessions)}, ${formatNumber(listed)} of ${countOf(sessions, 'session')}.`
          : `The first ${formatNumber(rows.length)} of ${countOf(sessions, 'session')}, by their start. Paler: not completed.`
      }
      className="pane-card"
      tools={
        <>
          <Segmented
            label="Sessions as"
            choices={[
              { value: 'patterns', label: 'Patterns' },
              { value: 'single', label: 'One by one' }
            ]}
            value={form}
            onChange={setForm}
          />
          {form === 'patterns' ? (
            <SaveTools file="session-patterns" columns={columns} rows={patterns.patterns} />
          ) : (
            <SaveTools file="sessions" columns={sessionColumns(whole)} rows={rows} all={all} />
          )}
        </>
      }
    >
      {sessions === 0 && <p class="empty">No session is left.</p>}
      {form === 'patterns' ? (
        <ol class="patterns">
          {patterns.patterns.map((pattern) => (
            <li key={pattern.processes.join()}>
              <span class="pattern-line">
                {pattern.processes.length > 0 && (
                  <Ribbon runs={pattern.processes.map((process) => ({ process }))} most={8} />
                )}
                <span class="cut" title={name(pattern)}>
                  <bdi>{name(pattern)}</bdi>
                </span>
              </span>
              <Bar share={pattern.sessions / most} />
              <span class="number">
                <Behind
                  figure={{ kind: 'pattern', processes: pattern.processes }}
                  title={name(pattern)}
                  count={pattern.sessions}
                >
                  {formatNumber(pattern.sessions)}
                </Behind>
              </span>
              <span class="number soft">{formatShare(pattern.sessions, sessions)}</span>
            </li>
          ))}
          {patterns.other.patterns > 0 && (
            <li class="soft">
              <span>other, {countOf(patterns.other.patterns, 'pattern')}</span>
              <Bar share={patterns.other.sessions / most} />
              <span class="number">{formatNumber(patterns.other.sessions)}</span>
              <span class="number">{formatShare(patterns.other.sessions, sessions)}</span>
            </li>
          )}
        </ol>
      ) : (
        <ol class="patterns single">
          {rows.map((row) => (
            <li key={row.session}>
              <span class="pattern-line">
                <span class="note keep">
                  {whole.discovery.log.timeKind === 'timestamp'
                    ? formatDay(new Date(row.start).toISOString(), whole.discovery.log.timeZone, model.manyYears)
                    : row.start}
                </span>
                {log?.openJourney ? (
                  <button type="button" class="link-row" onClick={() => log.openJourney!(row.case, row.start)}>
                    <span class="cut mono">
                      <bdi>{plainName(row.case, 24)}</bdi>
                    </span>
                  </button>
                ) : (
                  <span class="cut mono">
                    <bdi>{plainName(row.case, 24)}</bdi>
                  </span>
                )}
                <Ribbon runs={row.runs} />
              </span>
              <span class="number soft">{countOf(row.events, 'event')}</span>
            </li>
          ))}
          {sessions > rows.length && rows.length > 0 && (
            <li>
              <Behind figure={{ kind: 'all' }} title="All sessions" count={sessions}>
                All {countOf(sessions, 'session')}, page by page
              </Behind>
            </li>
          )}
        </ol>
      )}
      <details class="twin">
        <summary>Patterns as a table</summary>
        <Table
          caption="Patterns of sessions"
          quietCaption
          bare
          file="session-patterns"
          columns={columns}
          rows={patterns.patterns}
          page={100}
        />
      </details>
    </Card>
  )
}
