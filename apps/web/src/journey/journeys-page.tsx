import '@desirepath/view/journey.css'
import { createJourneyState, type JourneyState, Journeys } from '@desirepath/view/journey'
import { type Store, sessionFilters, useStore } from '@desirepath/view/page'
import { useEffect } from 'preact/hooks'
import * as page from '../page-state.js'
import { type Joined, joinTools, noneJoined } from './join.js'
import { saveJourney } from './save.js'
import { wanted } from './slot.js'
import { workerSource } from './source.js'

// The state stays while other views are looked at. After an edit, and for another log, it is made anew; what was looked
// for stays as long as the log does.
let kept: {
  result: object
  key: string | null
  joined: Joined
  state: JourneyState
  /** The filters that the worker was asked for; null before it was. */
  filters: string | null
} | null = null

function stateOf(store: Store): JourneyState {
  const result = page.shown.value!
  const key = page.prepared.value?.logFingerprint ?? null
  if (kept !== null && kept.result === result) return kept.state
  const same = kept !== null && kept.key === key ? kept : null
  const joined = same?.joined ?? noneJoined()
  const state = createJourneyState(
    workerSource(joined, () => sessionFilters(store.filters.value, store.whole.discovery)),
    {
      join: joinTools(joined, (change) => kept!.state.reopen(change)),
      save: (journey, hidden, looks) => saveJourney(kept!.state, journey, hidden, looks)
    },
    same?.state ?? null
  )
  kept = { result, key, joined, state, filters: null }
  return state
}

/** The journeys of the log that is open. */
export function JourneysPage() {
  const store = useStore()
  const state = stateOf(store)
  const asked = JSON.stringify(sessionFilters(store.filters.value, store.whole.discovery))
  // What the worker opened last was filtered so.
  useEffect(() => {
    if (kept === null || kept.state !== state) return
    const { filters } = kept
    kept.filters = asked
    if (filters !== null && filters !== asked) void state.ensure().then(() => state.reopen(() => () => {}))
  }, [state, asked])
  useEffect(() => {
    const what = wanted.value
    if (what === null) return
    wanted.value = null
    state.pane.value = 'find'
    if (what.kind === 'process') {
      state.close()
      state.look({ process: what.process, time: 'all', from: '', to: '', customer: '' })
    } else {
      const timeZone = page.shown.value!.discovery.log.timeZone
      void state.ensure().then(() => state.open(what.customer, { timeZone, at: what.at }))
    }
  }, [wanted.value])
  return <Journeys state={state} />
}
