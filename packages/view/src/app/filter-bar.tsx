import { useRef, useState } from 'preact/hooks'
import { useStore } from '../context.js'
import type { FilterColumn } from '../filters.js'
import { countOf, formatNumber, formatSpan } from '../format.js'
import { plainName } from '../names.js'
import { Icon } from '../parts/icon.js'
import { Popover } from '../parts/popover.js'
import { Chips, CountsLeft } from './chips.js'
import { FilterChoices } from './filter-choices.js'

/** What is shown at the moment: filters, selection and search, each of them removable; the counts of what is left. */
export function FilterBar() {
  const store = useStore()
  const { model, whole, selected, marked, matches, filters, left, counting } = store
  const { log, source } = whole.discovery
  const cut = source.read.badRows > 0 || whole.discovery.dropped.length > 0
  const active = filters.value
  const days = active.some((filter) => filter.kind === 'days')
  const phone = store.width.value === 'phone'
  const chosen = selected.value.length + marked.value.length > 0
  // What was chosen goes before what is always so.
  const fixedRoom = store.width.value === 'wide' || (active.length === 0 && !chosen)
  const bar = useRef<HTMLElement>(null)
  // The focus goes on in the bar where the button that had it went with its chip.
  const keepFocus = () =>
    setTimeout(() => {
      const element = bar.current
      const { activeElement } = (element?.getRootNode() ?? document) as Document | ShadowRoot
      if (activeElement === null || activeElement === document.body)
        element?.querySelector<HTMLElement>('.chip button, summary')?.focus()
    })
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: not to act, but to look after the focus once a button within acted
    <section class="filters" aria-label="What is shown" ref={bar} onClick={keepFocus}>
      <b class="print-only">
        <bdi>{plainName(source.name ?? 'Activity log', 60)}</bdi>
      </b>
      <div class="chips">
        {!phone && <span class="note no-print">Showing</span>}
        {log.first !== null && !days && fixedRoom && (
          <span class="chip fixed">
            {log.timeKind === 'timestamp' ? 'Days' : 'Events'}{' '}
            <b>
              {log.timeKind === 'timestamp'
                ? `${formatSpan(log.first, log.last ?? log.first, log.timeZone)}`
                : `${log.first} to ${log.last}`}
            </b>
            {log.timeKind === 'timestamp' && <span class="note">{log.timeZone}</span>}
          </span>
        )}
        {whole.discovery.filtered?.filters.map((said) => (
          <span class="chip fixed" key={said} title={said}>
            Only{' '}
            <b class="cut">
              <bdi>{said}</bdi>
            </b>
          </span>
        ))}
        {(active.length > 0 || chosen || matches.value !== null) && <Chips />}
      </div>
      <AddFilter />
      <span class="spacer" />
      <span class="counts" aria-busy={counting.value}>
        {counting.value ? (
          'Counting.'
        ) : left.value || active.some((filter) => filter.kind !== 'hide') ? (
          <CountsLeft />
        ) : (
          <>
            <b>{formatNumber(log.sessions)}</b>{' '}
            {whole.discovery.filtered
              ? `of ${countOf(whole.discovery.filtered.of, 'session')}`
              : log.sessions === 1
                ? 'session'
                : 'sessions'}{' '}
            · {countOf(log.cases, model.who.one, model.who.many)} · {countOf(log.events, 'event')}
            {cut && !phone && (
              <>
                {' '}
                ·{' '}
                <button
                  type="button"
                  class="link no-print"
                  onClick={() => {
                    store.view.value = 'data'
                  }}
                >
                  what was left out
                </button>
              </>
            )}
          </>
        )}
      </span>
    </section>
  )
}

/** Days, the channel, and every other column of few values. */
function AddFilter() {
  const store = useStore()
  const [columns, setColumns] = useState<FilterColumn[] | null>(null)
  if (store.whole.discovery.timeline === null && store.log === null) return null
  return (
    <Popover
      className="popover no-print"
      button="button small dashed"
      summary={
        <>
          <Icon name="plus" size={12} /> {store.width.value === 'phone' ? 'Filter' : 'Add filter'}
        </>
      }
      onOpen={() => store.log?.columns().then(setColumns, () => setColumns([]))}
    >
      {(close) => <FilterChoices columns={columns} onDone={close} />}
    </Popover>
  )
}
