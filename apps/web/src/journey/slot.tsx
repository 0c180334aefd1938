import type { Store } from '@desirepath/view/page'
import { signal } from '@preact/signals'
import { lazy } from '../lazy.js'

/** What another view asked the journeys for; taken when they are shown. */
export type Wanted = { kind: 'process'; process: number } | { kind: 'customer'; customer: string; at: number }

export const wanted = signal<Wanted | null>(null)

const JourneysPage = lazy(() => import('./journeys-page.js').then((all) => all.JourneysPage))

/** The journeys in the page. */
export function journeySlot(show: (what: Wanted) => void): NonNullable<Store['slots']['journeys']> {
  return {
    content: () => <JourneysPage />,
    ofProcess: (process) => show({ kind: 'process', process })
  }
}
