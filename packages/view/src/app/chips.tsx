import { useStore } from '../context.js'
import { sayFilter } from '../filters.js'
import { countOf, formatNumber } from '../format.js'
import { Icon } from '../parts/icon.js'

/** Filters, selection, marks and search, each of them removable. */
export function Chips() {
  const store = useStore()
  const { model, whole, selected, marked, query, matches, filters } = store
  const [first] = selected.value
  const active = filters.value
  return (
    <>
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
    </>
  )
}

/** What the filters leave: sessions, customers and events; runs where the log is not at hand. */
export function CountsLeft() {
  const { model, whole, left } = useStore()
  return left.value ? (
    <>
      <b>{formatNumber(left.value.count)}</b> of {countOf(left.value.of, 'session')} ·{' '}
      {countOf(model.discovery.log.cases, model.who.one, model.who.many)} ·{' '}
      {countOf(model.discovery.log.events, 'event')}
    </>
  ) : (
    <>
      <b>{formatNumber(model.shown.reduce((sum, id) => sum + model.processes[id].runs, 0))}</b> of{' '}
      {countOf(whole.totals.runs, 'run')} · {formatNumber(model.shown.length)} of{' '}
      {countOf(whole.processes.length, 'process', 'processes')}
    </>
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
