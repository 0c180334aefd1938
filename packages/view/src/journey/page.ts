/** The journey views as the page loads them: a chunk of its own, which runs on the library that the page has. */
import './journey.css'
import '../charts/charts.css'

export { pseudonymise } from '@desirepath/core'
export { type NamedProcess, namedProcesses } from './empty-discovery.js'
export { buildJourneyFile, withoutNames } from './html.js'
export type { JourneyState } from './journey-state.js'
export { Journeys } from './journeys.js'
export type * from './source.js'
export { createJourneyState } from './state.js'
