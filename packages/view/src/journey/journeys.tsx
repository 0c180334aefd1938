import { useEffect, useRef } from 'preact/hooks'
import { ChartsPane } from '../charts/charts-pane.js'
import { ClaimCard } from './claim-card.js'
import { JourneyContext, useJourneys } from './context.js'
import { EventCard } from './event-card.js'
import { FindPanel } from './find-panel.js'
import { FoundTable } from './found-table.js'
import type { JourneyState } from './journey-state.js'
import { JourneyView } from './journey-view.js'
import { OthersCard } from './others-card.js'
import { PaneSwitch } from './pane-switch.js'
import { Icon, useStore } from './shared.js'
import { SourcesCard } from './sources-card.js'

/** Customers: who did something in a time, what each did, and charts over all of them. */
export function Journeys({ state }: { state: JourneyState }) {
  useEffect(() => void state.ensure(), [state])
  const { pane, facts, problem, opening } = state
  const known = facts.value
  return (
    <JourneyContext.Provider value={state}>
      <main class="journeys" id="main" tabIndex={-1} data-pane={pane.value}>
        {problem.value !== null ? (
          <div class="empty" role="alert">
            <h1>The log could not be searched for customers</h1>
            <p>
              <bdi>{problem.value.text}</bdi>
            </p>
            <p class="soft">
              <bdi>{problem.value.hint}</bdi>
            </p>
          </div>
        ) : known === null ? (
          <div class="empty">
            <h1>Reading customers</h1>
            <div
              class="index-progress"
              role="progressbar"
              aria-label="Reading customers"
              aria-valuemin={0}
              aria-valuemax={100}
              aria-valuenow={Math.round(100 * (opening.value ?? 0))}
            >
              <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                <rect width={100 * (opening.value ?? 0)} height="1" fill="currentColor" />
              </svg>
            </div>
            <p class="soft">
              All columns are read once more, and indexed by time and customer. Nothing leaves the page.
            </p>
          </div>
        ) : (
          <>
            <h1 class="hidden-text">Journeys</h1>
            {pane.value === 'charts' ? <ChartsPane /> : <FindPane />}
          </>
        )}
      </main>
    </JourneyContext.Provider>
  )
}

function FindPane() {
  const state = useJourneys()
  const { width, low } = useStore()
  const phone = width.value === 'phone'
  const journey = state.journey.value
  // Where there is room for little, the one that was opened takes the place of the list.
  const one = (phone || low.value === 2) && (journey !== null || state.journeyProblem.value !== null)
  return (
    <div class={journey === null ? 'find-grid without-side' : 'find-grid'}>
      {!one && (
        <div class="find-side">
          <div class="find-top">
            <PaneSwitch state={state} />
          </div>
          <FindPanel />
          <SourcesCard />
        </div>
      )}
      {(!phone || one) && <JourneyMain key={journey?.customer ?? ''} state={state} alone={one} />}
      {journey !== null && (
        <aside class="journey-side" aria-label="Selected event">
          <ClaimCard journey={journey} />
          <EventCard journey={journey} />
          <OthersCard journey={journey} />
        </aside>
      )}
    </div>
  )
}

/** The journey that was opened (`alone`: in the place of the list), or a table of who was found. */
function JourneyMain({ state, alone }: { state: JourneyState; alone: boolean }) {
  const root = useRef<HTMLDivElement>(null)
  const journey = state.journey.value
  const problem = state.journeyProblem.value
  useEffect(() => {
    if (!alone) return
    root.current?.focus({ preventScroll: true })
    root.current?.closest('.journeys')?.scrollTo(0, 0)
  }, [])
  const back = (to: string) => {
    const top = root.current?.closest('.journeys')
    state.journeyProblem.value = null
    state.close()
    requestAnimationFrame(() => top?.querySelector<HTMLElement>(to)?.focus())
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape goes one level back, as the button does
    <div
      class="journey-main"
      ref={root}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        if (state.marked.value.size > 0) state.marked.value = new Set()
        else {
          back('.find-customer input')
        }
      }}
    >
      {alone && (
        <button type="button" class="button ghost small" onClick={() => back('[role=listbox]')}>
          <Icon name="left" /> Customers
        </button>
      )}
      {problem !== null ? (
        <div class="empty" role="alert">
          <p>
            <bdi>{problem.text}</bdi>
          </p>
          <p class="soft">
            <bdi>{problem.hint}</bdi>
          </p>
        </div>
      ) : journey === null ? (
        <FoundTable />
      ) : (
        <JourneyView journey={journey} />
      )}
    </div>
  )
}
