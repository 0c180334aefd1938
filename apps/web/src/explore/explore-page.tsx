import { App, connectPage, createStore, fetchHands, type Store, storedTheme } from '@desirepath/view/page'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { journeySlot, type Wanted, wanted } from '../journey/slot.js'
import { fetchSoon } from '../lazy.js'
import * as page from '../page-state.js'
import { HeaderTools } from './header-tools.js'
import { recordEdits, sayEdit } from './history.js'
import { logAccess } from './log-access.js'
import { MergeButton, ProcessTools } from './process-tools.js'

/** The result: the same views as the report, with filters of the log, edits and exports. */
export function ExplorePage() {
  const found = page.found.value
  const store = useMemo(() => (page.shown.value === null ? null : newStore(page.shown.value.discovery)), [found])
  const result = page.shown.value
  const shown = useRef(result)
  useEffect(() => {
    if (store === null || result === null || shown.current === result) return
    shown.current = result
    const { value: taken } = page.takenOver
    if (taken.length > 0) {
      recordEdits(store, `${taken.length} edits of a model file`, taken)
      page.takenOver.value = []
    }
    store.replace(result.discovery)
    // After an edit the focus goes to where the edited process is told.
    const { activeElement, body } = document
    if (activeElement === null || activeElement === body)
      document.querySelector<HTMLElement>('.details')?.focus({ preventScroll: true })
  }, [store, result])
  useEffect(() => {
    if (store === null) return
    const end = connectPage(store)
    let endAddress: (() => void) | null = null
    // A link is followed at once; else the map comes first.
    const timer = setTimeout(
      () =>
        fetchHands().then(
          ({ connectAddress }) => {
            endAddress ??= gone ? null : connectAddress(store)
          },
          () => {} // Then the address stays as it is.
        ),
      location.hash === '' ? 100 : 0
    )
    let gone = false
    return () => {
      gone = true
      clearTimeout(timer)
      endAddress?.()
      end()
    }
  }, [store])
  useEffect(fetchSoon, [])
  useEffect(() => {
    document.title = `${page.file.value?.name ?? 'Log'}, Desire Path`
    return () => {
      document.title = 'Desire Path'
    }
  }, [])
  if (store === null) return null
  return <App store={store} keys="page" />
}

function newStore(discovery: Store['model']['discovery']): Store {
  const showJourneys = (what: Wanted) => {
    wanted.value = what
    store.view.value = 'journeys'
  }
  // A result that was opened without its log knows of no customer.
  const journeys = page.prepared.value === null ? undefined : journeySlot(showJourneys)
  const store: Store = createStore(discovery, {
    theme: storedTheme(),
    systemDark: matchMedia('(prefers-color-scheme: dark)').matches,
    log: logAccess((customer, at) => showJourneys({ kind: 'customer', customer, at })),
    slots: {
      ...(journeys !== undefined && { journeys }),
      header: () => <HeaderTools />,
      process: (id) => <ProcessTools key={id} process={id} />,
      several: (ids) => <MergeButton processes={ids} />
    }
  })
  // Edits kept from before can be taken back like those made now.
  for (const edit of page.edits.value) recordEdits(store, sayEdit(edit), [edit])
  return store
}
