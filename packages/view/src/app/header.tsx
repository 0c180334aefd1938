import { useStore } from '../context.js'
import { countOf, formatNumber } from '../format.js'
import { plainName } from '../names.js'
import { hands } from '../parts/hands.js'
import { Icon, type IconName, Logo } from '../parts/icon.js'
import { ThemeButton } from '../parts/theme-button.js'
import type { Store, View } from '../state.js'

const views: { value: View; label: string; icon: IconName }[] = [
  { value: 'explore', label: 'Explore', icon: 'map' },
  { value: 'process', label: 'Process', icon: 'list' },
  { value: 'journeys', label: 'Journeys', icon: 'change' },
  { value: 'activities', label: 'Activities', icon: 'table' },
  { value: 'data', label: 'Data', icon: 'page' }
]

/** Those that there is something for. */
const viewsOf = ({ slots }: Store) => views.filter(({ value }) => value !== 'journeys' || slots.journeys !== undefined)

/** Chooses a view; the process page needs a process, the largest one where none is selected. */
function useViewSwitch(): (view: View) => void {
  const store = useStore()
  return (view) => {
    if (view === 'process' && store.selected.value.length !== 1 && store.model.processes.length > 0)
      store.select([store.selected.value[0] ?? 0])
    store.view.value = view
  }
}

export function Header() {
  const store = useStore()
  const { model, view, help } = store
  const go = useViewSwitch()
  return (
    <header class="top no-print">
      <div class="brand">
        <Logo />
        <span>Desire Path</span>
      </div>
      <nav class="views" aria-label="Views">
        {viewsOf(store).map((choice) => (
          <button
            type="button"
            key={choice.value}
            aria-current={view.value === choice.value ? 'page' : undefined}
            onClick={() => go(choice.value)}
          >
            {choice.label}
          </button>
        ))}
      </nav>
      <span class="spacer" />
      <Search />
      <span class="log-name cut" title={plainName(model.discovery.source.name ?? 'Activity log')}>
        <bdi>{plainName(model.discovery.source.name ?? 'Activity log', 40)}</bdi>
      </span>
      <UndoButton />
      <UndoButton again />
      {store.slots.header?.()}
      <ThemeButton theme={store.theme} />
      <button
        type="button"
        class="button ghost icon-only"
        aria-label="Keys and help"
        onClick={() => {
          help.value = true
        }}
      >
        <Icon name="help" />
      </button>
    </header>
  )
}

/** Takes back the last change, whatever it was, or makes it `again`: one history for all. */
function UndoButton({ again = false }: { again?: boolean }) {
  const store = useStore()
  const { value } = again ? store.undone : store.history
  const last = value[value.length - 1]
  if (last === undefined) return null
  const label = `${again ? 'Redo' : 'Undo'}: ${last.said}`
  return (
    <button
      type="button"
      class="button ghost icon-only"
      aria-label={label}
      title={`${label} (Ctrl+${again ? 'Shift+' : ''}Z)`}
      onClick={() => void (again ? store.redo() : store.undo())}
    >
      <Icon name={again ? 'redo' : 'undo'} />
    </button>
  )
}

function Search() {
  const store = useStore()
  const { query, matches } = store
  return (
    <search class="search">
      <Icon name="search" tone="quiet" />
      <input
        type="text"
        data-search=""
        placeholder={store.width.value === 'phone' ? 'Find' : 'Find a process or activity'}
        aria-label="Find a process or activity"
        value={query.value}
        spellcheck={false}
        autocomplete="off"
        onInput={(event) => {
          query.value = event.currentTarget.value.slice(0, 200)
          const found = matches.value
          store.announcement.value = found
            ? `${countOf(found.processes.size, 'process', 'processes')} and ${countOf(found.activities.size, 'activity', 'activities')} match`
            : ''
        }}
        onKeyDown={(event) => hands?.searchKey(event, store)}
      />
      {matches.value ? (
        <span class="note keep">{formatNumber(matches.value.activities.size)}</span>
      ) : (
        <span class="key">/</span>
      )}
    </search>
  )
}

/** The views at the foot of a phone. */
export function BottomBar() {
  const store = useStore()
  const { view } = store
  const go = useViewSwitch()
  return (
    <nav class="bottom no-print" aria-label="Views">
      {viewsOf(store).map((choice) => (
        <button
          type="button"
          key={choice.value}
          aria-current={view.value === choice.value ? 'page' : undefined}
          onClick={() => go(choice.value)}
        >
          <Icon name={choice.icon} size={18} />
          {choice.label}
        </button>
      ))}
    </nav>
  )
}
