import { useEffect, useRef, useState } from 'preact/hooks'
import { useStore } from '../context.js'
import { type FilterColumn, sayFilter } from '../filters.js'
import { countOf, formatNumber, formatSpan } from '../format.js'
import { plainName } from '../names.js'
import { Icon } from '../parts/icon.js'
import { FilterChoices } from './filter-choices.js'

/** What is shown at the moment: filters, selection and search, each of them removable; the counts of what is left. */
export function FilterBar() {
  const store = useStore()
  const { model, whole, selected, marked, query, matches, filters, left, counting } = store
  const { log, source } = whole.discovery
  const [first] = selected.value
  const cut = source.read.badRows > 0 || whole.discovery.dropped.length > 0
  const active = filters.value
  const days = active.some((filter) => filter.kind === 'days')
  const phone = store.width.value === 'phone'
  const chosen = selected.value.length + marked.value.length > 0
  // What was chosen goes before what is always so.
  const fixedRoom = store.width.value === 'wide' || (active.length === 0 && !(phone && chosen))
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
        {active.map((filter, index) => {
          const { what, to } = sayFilter(filter, whole)
          return (
            <Chip
              key={`${what} ${to}`}
              what={what}
              to={to}
              remove={`Remove filter ${what}`}
              onRemove={() => store.dropFilter(index)}
            />
          )
        })}
        {selected.value.length > 0 && (
          <>
            <Chip
              strong
              what="Selected"
              to={
                selected.value.length === 1
                  ? model.processLabels[first]
                  : countOf(selected.value.length, 'process', 'processes')
              }
              remove="Remove the selection"
              onRemove={() => {
                store.select([])
                if (store.view.value === 'process') store.view.value = 'explore'
              }}
            />
            {marked.value.length === 0 && <SelectionButtons />}
          </>
        )}
        {marked.value.length > 0 && (
          <>
            <Chip
              strong
              what="Marked"
              to={countOf(marked.value.length, 'activity', 'activities')}
              remove="Remove the marks"
              onRemove={() => store.mark([])}
            />
            {store.log !== null && (
              <button type="button" class="button ghost small no-print" onClick={() => store.keepSelected()}>
                <Icon name="keep" /> Keep only
              </button>
            )}
          </>
        )}
        {matches.value && (
          <Chip
            strong
            what="Search"
            to={query.value.trim().slice(0, 40)}
            note={`${formatNumber(matches.value.processes.size)} of ${formatNumber(model.processes.length)}`}
            remove="Remove the search"
            onRemove={() => {
              query.value = ''
            }}
          />
        )}
        {active.length > 1 && (
          <button type="button" class="link no-print" onClick={() => store.clearFilters()}>
            Clear all
          </button>
        )}
      </div>
      <AddFilter />
      <span class="spacer" />
      <span class="counts" aria-busy={counting.value}>
        {counting.value ? (
          'Counting.'
        ) : left.value ? (
          <>
            <b>{formatNumber(left.value.count)}</b> of {countOf(left.value.of, 'session')} ·{' '}
            {countOf(model.discovery.log.cases, model.who.one, model.who.many)} ·{' '}
            {countOf(model.discovery.log.events, 'event')}
          </>
        ) : active.some((filter) => filter.kind !== 'hide') ? (
          <>
            <b>{formatNumber(model.shown.reduce((sum, id) => sum + model.processes[id].runs, 0))}</b> of{' '}
            {countOf(whole.totals.runs, 'run')} · {formatNumber(model.shown.length)} of{' '}
            {countOf(whole.processes.length, 'process', 'processes')}
          </>
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

function Chip({
  what,
  to,
  note,
  remove,
  strong = false,
  onRemove
}: {
  what: string
  to: string
  note?: string
  remove: string
  strong?: boolean
  onRemove: () => void
}) {
  return (
    <span class={`chip${strong ? ' strong-edge' : ''}`} title={`${what} ${to}`}>
      {what}{' '}
      <b class="cut">
        <bdi>{to}</bdi>
      </b>
      {note && <span class="note keep">{note}</span>}
      <button type="button" class="no-print" aria-label={remove} onClick={onRemove}>
        <Icon name="close" size={12} />
      </button>
    </span>
  )
}

/** Keep only, hide: beside the chip of the selection. */
function SelectionButtons() {
  const store = useStore()
  const kept = store.filters.value.some(
    (filter) => filter.kind === 'processes' && filter.processes.join() === [...store.selected.value].sort().join()
  )
  return (
    <>
      {!kept && (
        <button
          type="button"
          class="button ghost small no-print"
          title={store.log ? 'Only the sessions that run it (f)' : 'Only this (f)'}
          onClick={() => store.keepSelected()}
        >
          <Icon name="keep" /> Keep only
        </button>
      )}
      <button
        type="button"
        class="button ghost small no-print"
        title="Out of sight; every number stays (x)"
        onClick={() => store.hideSelected()}
      >
        <Icon name="eye" /> Hide
      </button>
    </>
  )
}

/** Days, the channel, and every other column of few values. */
function AddFilter() {
  const store = useStore()
  const menu = useRef<HTMLDetailsElement>(null)
  const [columns, setColumns] = useState<FilterColumn[] | null>(null)
  const [open, setOpen] = useState(false)
  const { whole } = store
  const { timeline } = whole.discovery
  useEffect(() => {
    if (!open || store.log === null) return
    store.log.columns().then(setColumns, () => setColumns([]))
  }, [open, store.log])
  const close = () => {
    if (!menu.current?.open) return
    menu.current.open = false
    menu.current.querySelector('summary')?.focus()
  }
  if (timeline === null && store.log === null) return null
  return (
    <details
      class="popover no-print"
      ref={menu}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !menu.current?.open) return
        event.stopPropagation()
        close()
      }}
      onFocusOut={(event) => {
        const to = event.relatedTarget as Node | null
        if (to !== null && menu.current && !menu.current.contains(to)) menu.current.open = false
      }}
    >
      <summary class="button small dashed">
        <Icon name="plus" size={12} /> {store.width.value === 'phone' ? 'Filter' : 'Add filter'}
      </summary>
      {open && (
        <div class="popover-body">
          <FilterChoices columns={columns} onDone={close} />
        </div>
      )}
    </details>
  )
}
