import { panesOf } from '../explore/explore.js'
import { listItems } from '../explore/list-items.js'
import type { Store } from '../state.js'

function inTextField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

/** A key on the page that no view of it took. */
export function pageKey(event: KeyboardEvent, store: Store, root: HTMLElement | null): void {
  if ((event.ctrlKey || event.metaKey) && /^[zy]$/i.test(event.key) && !inTextField(event.target)) {
    const again = event.shiftKey || event.key.toLowerCase() === 'y'
    if ((again ? store.undone : store.history).value.length === 0) return
    event.preventDefault()
    void (again ? store.redo() : store.undo())
    return
  }
  if (event.ctrlKey || event.metaKey || event.altKey || store.help.value || store.behind.value) return
  if (event.key === 'Escape') {
    store.back()
    return
  }
  if (!store.singleKeys.value || inTextField(event.target)) return
  const { model, view, pane } = store
  if (event.key === '/') root?.querySelector<HTMLInputElement>('[data-search]')?.focus()
  else if (event.key === '?') store.help.value = true
  else if (event.key === 't' && view.value === 'explore') pane.value = pane.value === 'table' ? 'map' : 'table'
  else if (event.key === 'f') store.keepSelected()
  else if (event.key === 'x') store.hideSelected()
  else if (/^[1-5]$/.test(event.key)) {
    const chosen = panesOf(store)[Number(event.key) - 1]
    if (chosen === undefined) return
    view.value = 'explore'
    pane.value = chosen.value
  } else if ((event.key === '[' || event.key === ']') && model.processes.length > 0) {
    const { shown } = model
    if (shown.length === 0) return
    const at = shown.indexOf(store.selected.value[0])
    const by = event.key === ']' ? 1 : -1
    const next = shown[(at < 0 && by > 0 ? 0 : Math.max(at, 0) + by + shown.length) % shown.length]
    if (view.value === 'process') store.open(next)
    else store.select([next])
  } else return
  event.preventDefault()
}

/** A key in the field of the search. */
export function searchKey(event: KeyboardEvent, store: Store): void {
  const { query } = store
  const input = event.currentTarget as HTMLElement
  if (event.key === 'Enter') {
    const first = listItems(store).find((item) => item.kind === 'process')
    if (first?.kind === 'process')
      store.view.value === 'process' ? store.open(first.process) : store.select([first.process])
  } else if (event.key === 'Escape') {
    if (query.value === '') input.blur()
    query.value = ''
  } else if (event.key === 'ArrowDown') {
    input.closest('.dp')?.querySelector<HTMLElement>('[role=listbox]')?.focus()
  } else return
  event.preventDefault()
  event.stopPropagation()
}
