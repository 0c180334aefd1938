import type { Claim, Journey } from '@desirepath/core'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { ClaimFigures } from './claim-card.js'
import { JourneyContext } from './context.js'
import type { NamedProcess } from './empty-discovery.js'
import { EventCard } from './event-card.js'
import { namesOf } from './facts.js'
import type { SideAnswer } from './journey-state.js'
import { JourneyView } from './journey-view.js'
import { AtThatTime, SimilarCard } from './others-card.js'
import { plainName, useStore } from './shared.js'
import type { JourneySource } from './source.js'
import { createJourneyState } from './state.js'

/** What a journey that was saved as a file carries. */
export interface JourneyFileData {
  journey: Journey
  /** Those in it, with their numbers in the model. */
  processes: NamedProcess[]
  /** Of the whole log, in the order of their shapes; without, all processes are circles. */
  channels?: readonly string[]
  claim: Claim | null
  /** Of the failure that the cause speaks of. */
  side: SideAnswer | null
}

const notHere = () => Promise.reject(new Error('This file holds one journey and not its log.'))

/** Nothing can be asked of a file but what stands in it. */
const closed: JourneySource = {
  open: notHere,
  find: notHere,
  journey: notHere,
  claim: notHere,
  others: notHere,
  charts: notHere,
  before: notHere,
  outages: notHere
}

/** One journey as a page of its own, of the same components as beside its log. */
export function JourneyFile({ file }: { file: JourneyFileData }) {
  const { journey, claim, side } = file
  const store = useStore()
  const root = useRef<HTMLDivElement>(null)
  const state = useMemo(() => {
    const made = createJourneyState(closed)
    made.show(journey)
    return made
  }, [journey])
  useEffect(() => {
    const element = root.current
    if (!element) return
    const observer = new ResizeObserver(() => {
      const pixels = element.clientWidth
      store.width.value = pixels < 900 ? 'phone' : pixels < 1100 ? 'narrow' : pixels < 1280 ? 'laptop' : 'wide'
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  // On paper nothing can be opened: all of it is there.
  useEffect(() => {
    if (!store.printing.value) return
    state.openVisits.value = new Set(journey.visits.map((_, v) => v))
    state.openTrees.value = new Set(journey.steps.map((_, place) => place))
  }, [store.printing.value])
  return (
    <JourneyContext.Provider value={state}>
      <div
        class="dp journey-file"
        ref={root}
        data-width={store.width.value}
        data-theme={store.isDark.value ? 'dark' : 'light'}
      >
        <main class="journeys" id="main">
          <div class="journey-main">
            <JourneyView journey={journey} heading={1} />
          </div>
          <aside class="journey-side" aria-label="Details">
            {claim !== null && (
              <section class="panel" aria-label="Claim check">
                <h2>Claim check</h2>
                <p class="mono">
                  <bdi>{plainName(claim.activity)}</bdi>
                </p>
                <ClaimFigures claim={claim} who={plainName(journey.customerName ?? journey.customer, 18)} />
              </section>
            )}
            <EventCard journey={journey} />
            {side !== null && (
              <>
                <AtThatTime answer={side} failed names={namesOf(journey)} />
                <SimilarCard similar={side.similar} names={namesOf(journey)} />
              </>
            )}
          </aside>
        </main>
        <div class="hidden-text" role="status" aria-live="polite">
          {store.announcement.value}
        </div>
      </div>
    </JourneyContext.Provider>
  )
}
