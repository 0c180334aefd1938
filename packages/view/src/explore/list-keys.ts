import type { Store } from '../state.js'
import type { ListItem } from './list-items.js'

/** The list as it stands. */
export interface ListKeys {
  store: Store
  items: readonly ListItem[]
  /** The active row. */
  at: number
  pageRows: number
  setActive(index: number): void
  /** Scrolls a row into sight. */
  show(index: number): void
  choose(item: ListItem, add: boolean, again: boolean): void
  toggle(family: number, open: boolean): void
}

/** A key on the list of processes. */
export function listKey(
  event: KeyboardEvent,
  { store, items, at, pageRows, setActive, show, choose, toggle }: ListKeys
): void {
  const { groupByFamily } = store
  const go = (index: number) => {
    const next = Math.max(0, Math.min(items.length - 1, index))
    setActive(next)
    show(next)
    const item = items[next]
    store.hoveredProcess.value = item?.kind === 'process' ? item.process : -1
  }
  const item = items[at]
  if (!item) return
  const steps: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    Home: 0,
    End: items.length - 1,
    PageDown: at + pageRows,
    PageUp: at - pageRows
  }
  if (event.key in steps) go(steps[event.key])
  else if (event.key === 'Enter' || event.key === ' ') choose(item, event.shiftKey, event.key === 'Enter')
  else if (event.key === 'ArrowLeft' && groupByFamily.value) {
    toggle(item.family.id, false)
    setActive(
      Math.max(
        0,
        items.findIndex((other) => other.kind === 'family' && other.family.id === item.family.id)
      )
    )
  } else if (event.key === 'ArrowRight' && groupByFamily.value) toggle(item.family.id, true)
  else return
  event.preventDefault()
  event.stopPropagation()
}
