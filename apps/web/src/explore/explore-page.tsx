import { App, connectPage, createStore, type Store, storedTheme } from '@desirepath/view/page'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import * as page from '../page-state.js'
import { HeaderTools } from './header-tools.js'
import { MergeButton, ProcessTools } from './process-tools.js'

/** The result: the same views as the report, with edits and exports. */
export function ExplorePage() {
  const { shown } = page
  const before = useRef<Store | null>(null)
  const result = shown.value
  const store = useMemo(() => {
    if (result === null) return null
    const next = createStore(result.discovery, {
      theme: storedTheme(),
      systemDark: matchMedia('(prefers-color-scheme: dark)').matches,
      slots: {
        header: () => <HeaderTools />,
        process: (id) => <ProcessTools key={id} process={id} />,
        several: (ids) => <MergeButton processes={ids} />
      }
    })
    if (before.current !== null) carryOver(before.current, next)
    before.current = next
    return next
  }, [result])
  useEffect(() => (store === null ? undefined : connectPage(store)), [store])
  // After an edit the views are drawn anew: the focus goes to where the edited process is told.
  useEffect(() => {
    if (page.edits.value.length > 0) document.querySelector<HTMLElement>('.details')?.focus({ preventScroll: true })
  }, [store])
  useEffect(() => {
    document.title = `${page.file.value?.name ?? 'Log'}, Desire Path`
    return () => {
      document.title = 'Desire Path'
    }
  }, [])
  if (store === null || result === null) return null
  return <App key={page.edits.value.length} store={store} keys="page" />
}

/** What was looked at stays in sight when processes change: the selection goes by activities, not by numbers. */
function carryOver(from: Store, to: Store): void {
  const wanted = new Set(from.selected.value.flatMap((id) => from.model.members[id] ?? []))
  const ids = new Set<number>()
  for (const activity of wanted) {
    const { process } = to.model.activities[activity] ?? { process: -1 }
    if (process >= 0) ids.add(process)
  }
  to.selected.value = [...ids]
  to.view.value = from.view.value === 'process' && ids.size !== 1 ? 'explore' : from.view.value
  to.pane.value = from.pane.value
  to.sort.value = from.sort.value
  to.query.value = from.query.value
  to.singleKeys.value = from.singleKeys.value
  to.groupByFamily.value = from.groupByFamily.value && to.model.grouped
}
