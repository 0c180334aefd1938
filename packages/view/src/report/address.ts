import { batch, effect } from '@preact/signals'
import { addressOfFilters, filtersOfAddress } from '../address-filters.js'
import { panesOf } from '../explore/explore.js'
import type { Store, View } from '../state.js'

/**
 * The address of a page that is one store: the store takes what it says, and it follows the store.
 *
 * @returns ends that
 */
export function connectAddress(store: Store): () => void {
  const views: readonly View[] = [
    'explore',
    'process',
    ...(store.slots.journeys === undefined ? [] : (['journeys'] as const)),
    'activities',
    'data'
  ]
  const panes = panesOf(store).map(({ value }) => value)
  const readAddress = () => {
    const [view, ids = '', filters = ''] = location.hash.slice(1).split('/')
    const selected = ids
      .split(',')
      .map(Number)
      .filter((id) => Number.isInteger(id) && id >= 0 && id < store.whole.processes.length)
    const wanted = filtersOfAddress(filters, store.whole.discovery)
    // Filters by values are not in the address; what it says of the others may be what is shown already.
    if (filters !== addressOfFilters(store.filters.value)) store.restoreFilters(wanted)
    if (ids !== '') store.selected.value = selected
    const pane = panes.find((one) => one === view)
    if (pane !== undefined) {
      store.view.value = 'explore'
      store.pane.value = pane
    } else if ((views as readonly string[]).includes(view) && (view !== 'process' || selected.length > 0))
      store.view.value = view as View
    if (view === 'explore') store.pane.value = 'map'
  }
  readAddress()
  let known = location.hash
  const endAddress = effect(() => {
    const ids = store.selected.value.length <= 20 ? store.selected.value.join(',') : ''
    const filters = addressOfFilters(store.filters.value)
    const { value: pane } = store.pane
    const view = store.view.value === 'explore' && pane !== 'map' ? pane : store.view.value
    const parts = [view, ids, filters]
    while (parts[parts.length - 1] === '') parts.pop()
    const hash = parts.join('/') === 'explore' ? '' : `#${parts.join('/')}`
    if (hash === known) return
    // Opening a page is a step in the history; selecting is not.
    const step = known.split('/')[0] !== hash.split('/')[0]
    known = hash
    try {
      history[step ? 'pushState' : 'replaceState'](null, '', hash === '' ? location.pathname + location.search : hash)
    } catch {
      // Some embedding contexts forbid it: the page works without an address.
    }
  })
  // In one step: what stands between would be a new entry of the history, and no step back would lead further.
  const back = () =>
    batch(() => {
      known = location.hash
      if (location.hash === '') {
        store.view.value = 'explore'
        store.pane.value = 'map'
        store.selected.value = []
      }
      readAddress()
    })
  window.addEventListener('popstate', back)
  return () => {
    endAddress()
    window.removeEventListener('popstate', back)
    // Numbers of processes mean something else in the next result.
    try {
      history.replaceState(null, '', location.pathname + location.search)
    } catch {
      // Then it keeps an address, too, that it could not set.
    }
  }
}
