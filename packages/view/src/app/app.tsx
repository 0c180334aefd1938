import { useEffect, useRef } from 'preact/hooks'
import { StoreContext } from '../context.js'
import { DataPage } from '../data/data-page.js'
import { ActivityTable } from '../data/tables.js'
import { Explore } from '../explore/explore.js'
import { SessionsDialog } from '../explore/sessions-dialog.js'
import { fetchHands, hands } from '../parts/hands.js'
import { ProcessPage } from '../process/process-page.js'
import type { Low, Store, Width } from '../state.js'
import { FilterBar } from './filter-bar.js'
import { BottomBar, Header } from './header.js'
import { Help } from './help.js'
import { PrintSummary } from './print-summary.js'

/** The layout for a size of the page's own element, in pixels: what stands side by side, and what one above the other. */
function layoutOf(width: number, height: number): { width: Width; low: Low } {
  const low = height < (width < 900 ? 600 : 480)
  if (width < 900) return low && width >= 600 ? { width: 'narrow', low: 2 } : { width: 'phone', low: low ? 1 : 0 }
  return { width: width < 1100 ? 'narrow' : width < 1280 ? 'laptop' : 'wide', low: low ? 3 : 0 }
}

/**
 * The whole page for one discovery. It fills its parent and reads and writes nothing but its store. `keys`: whether
 * single keys work anywhere on the page (a report) or only while the focus is within (an element among others).
 */
export function App({ store, keys = 'element' }: { store: Store; keys?: 'page' | 'element' }) {
  const root = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = root.current
    if (!element) return
    const measure = () => {
      const { clientWidth, clientHeight } = element
      const { width, low } = layoutOf(clientWidth, clientHeight)
      store.width.value = width
      store.low.value = low
      element.style.setProperty('--high', `${clientHeight}px`)
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [store])

  useEffect(() => {
    // A map fetches it with its first frame; other views have none.
    const timer = setTimeout(() => fetchHands().catch(() => {}), 100)
    return () => clearTimeout(timer)
  }, [])
  const onKeyDown = (event: KeyboardEvent) => {
    if (hands !== null) return hands.pageKey(event, store, root.current)
    // What is pressed before it is there is answered once it is; a field has taken the key already.
    if (event.target instanceof Element && event.target.matches('input, textarea, select')) return
    fetchHands().then(
      (all) => all.pageKey(event, store, root.current),
      () => {}
    )
  }

  // One listener, that of the last drawing, so that it is not added and removed with each.
  const listener = useRef(onKeyDown)
  listener.current = onKeyDown
  useEffect(() => {
    if (keys !== 'page') return
    const document = root.current!.ownerDocument
    const listen = (event: KeyboardEvent) => listener.current(event)
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [keys])

  const { view, width, low, isDark, announcement, printing } = store
  // The focus went with the view that closed: it goes on in the new one, not at the top of the page.
  const shown = useRef(view.value)
  useEffect(() => {
    if (shown.current === view.value) return
    shown.current = view.value
    const element = root.current
    const { activeElement, body } = element!.ownerDocument
    if (activeElement === null || activeElement === body)
      element?.querySelector<HTMLElement>('#main')?.focus({ preventScroll: true })
  }, [view.value])
  const phone = width.value === 'phone'
  return (
    <StoreContext.Provider value={store}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the whole page, each with a visible control */}
      <div
        class="dp"
        ref={root}
        data-width={width.value}
        data-low={low.value || undefined}
        data-theme={isDark.value ? 'dark' : 'light'}
        data-view={view.value}
        data-cut={store.model.processCut}
        onKeyDown={keys === 'element' ? onKeyDown : undefined}
      >
        <button
          type="button"
          class="skip no-print"
          onClick={() => root.current?.querySelector<HTMLElement>('#main')?.focus()}
        >
          Skip to the content
        </button>
        <Header />
        <FilterBar />
        {printing.value && view.value === 'explore' ? (
          <PrintSummary />
        ) : view.value === 'explore' ? (
          <Explore />
        ) : view.value === 'process' ? (
          <ProcessPage />
        ) : view.value === 'journeys' && store.slots.journeys !== undefined ? (
          store.slots.journeys.content()
        ) : view.value === 'activities' ? (
          <main class="page" id="main" tabIndex={-1}>
            <ActivityTable />
          </main>
        ) : (
          <DataPage />
        )}
        {phone && <BottomBar />}
        <Help />
        <SessionsDialog />
        <div class="hidden-text" role="status" aria-live="polite">
          {announcement.value}
        </div>
      </div>
    </StoreContext.Provider>
  )
}
