import type { SessionRow, SessionsBehind } from '@desirepath/core'
import { useEffect, useRef, useState } from 'preact/hooks'
import { useStore } from '../context.js'
import { sessionFilters } from '../filters.js'
import { countOf, formatDuration, formatInstant, formatNumber } from '../format.js'
import { plainName } from '../names.js'
import { Icon } from '../parts/icon.js'
import { Ribbon } from '../parts/ribbon.js'
import { SaveTools } from '../parts/save-tools.js'
import { ActivityName } from '../parts/ui.js'
import { sessionColumns } from './session-columns.js'

const pageSize = 50

/** The sessions behind a figure: who, when, what; each leads to its journey. */
export function SessionsDialog() {
  const { behind } = useStore()
  const { value } = behind
  return value === null ? null : <Sessions key={JSON.stringify(value.figure)} />
}

function Sessions() {
  const store = useStore()
  const { behind, log, filters, whole } = store
  const { figure, title } = behind.value!
  const dialog = useRef<HTMLDialogElement>(null)
  const [answer, setAnswer] = useState<SessionsBehind | null>(null)
  const [rows, setRows] = useState<readonly SessionRow[]>([])
  const [failed, setFailed] = useState('')
  const [busy, setBusy] = useState(true)
  const load = async (from: number) => {
    setBusy(true)
    try {
      const next = await log!.behind(sessionFilters(filters.value, whole.discovery), figure, { from, most: pageSize })
      setAnswer(next)
      setRows(from === 0 ? next.rows : [...rows, ...next.rows])
    } catch (error) {
      setFailed((error as Error).message)
    }
    setBusy(false)
  }
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal()
    void load(0)
  }, [])
  // Closed before it goes, the dialog gives the focus back to the number.
  const close = () => dialog.current?.close()
  const closed = () => {
    behind.value = null
  }
  const timed = whole.discovery.log.timeKind === 'timestamp'
  const when = (time: number) =>
    timed ? formatInstant(new Date(time).toISOString(), whole.discovery.log.timeZone) : String(time)
  const all = async () => {
    const wanted = sessionFilters(filters.value, whole.discovery)
    return (await log!.behind(wanted, figure, { from: 0, most: answer!.sessions })).rows
  }
  return (
    <dialog class="help sessions" ref={dialog} aria-labelledby="sessions-title" onClose={closed}>
      <div class="panel-title">
        <h2 id="sessions-title" class="cut">
          <bdi>{title}</bdi>
        </h2>
        <span class="spacer" />
        {rows.length > 0 && (
          <SaveTools file="sessions" columns={sessionColumns(whole)} rows={rows} all={all} picture={false} />
        )}
        <button type="button" class="button ghost icon-only" aria-label="Close" onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      {failed !== '' ? (
        <p class="bad" role="alert">
          {failed}
        </p>
      ) : (
        <p class="note" role="status">
          {answer === null
            ? 'Looking them up.'
            : `${answer.count === answer.sessions ? countOf(answer.sessions, 'session') : `${formatNumber(answer.count)} in ${countOf(answer.sessions, 'session')}`}, by their start.${log?.openJourney ? ' Choose one to read its journey.' : ''} ${timed ? `${whole.discovery.log.timeZone}.` : ''}`}
        </p>
      )}
      <ol class="session-list">
        {rows.map((row) => (
          <li key={row.session}>
            <details>
              <summary>
                <span class="session-when">{when(row.start)}</span>
                <b class="cut">
                  <bdi>{plainName(row.case, 40)}</bdi>
                </b>
                <span class="number soft">{timed ? formatDuration(row.end - row.start) : ''}</span>
                <span class="number">{countOf(row.events, 'event')}</span>
                <span class={`number${row.errors ? ' bad' : ' soft'}`}>
                  {row.errors === null || row.errors === 0 ? '' : countOf(row.errors, 'error')}
                </span>
                <Ribbon runs={row.runs} most={12} />
              </summary>
              <ol class="session-steps">
                {row.activities.map((id, i) => (
                  <li key={i}>
                    <ActivityName activity={id} />
                  </li>
                ))}
                {row.events > row.activities.length && (
                  <li class="soft">and {formatNumber(row.events - row.activities.length)} more</li>
                )}
              </ol>
            </details>
            {log?.openJourney && (
              <button
                type="button"
                class="button small"
                onClick={() => {
                  close()
                  log.openJourney!(row.case, row.start)
                }}
              >
                Journey<span class="hidden-text"> of {plainName(row.case, 40)}</span>
              </button>
            )}
          </li>
        ))}
      </ol>
      {answer !== null && rows.length < answer.sessions && (
        <p class="more">
          {formatNumber(rows.length)} of {countOf(answer.sessions, 'session')} listed.{' '}
          <button type="button" class="button small" disabled={busy} onClick={() => void load(rows.length)}>
            Show {formatNumber(Math.min(pageSize, answer.sessions - rows.length))} more
          </button>
        </p>
      )}
    </dialog>
  )
}
