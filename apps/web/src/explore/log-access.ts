import type { LogAccess } from '@desirepath/view/page'
import { verbs } from '../actions.js'
import * as page from '../page-state.js'

/** What the views ask of the log, answered by the worker; null for a result that was opened without its log. */
export function logAccess(openJourney?: LogAccess['openJourney']): LogAccess | null {
  if (page.prepared.value === null) return null
  const of = () => ({ edited: page.edits.value.length > 0 })
  let counting: AbortController | null = null
  return {
    refine(filters) {
      // What was asked before is not wanted any more.
      counting?.abort()
      counting = new AbortController()
      return verbs().refine({ ...of(), filters }, { signal: counting.signal })
    },
    patterns: (filters) => verbs().patterns({ ...of(), filters }),
    behind: (filters, figure, { from, most }) => verbs().behind({ ...of(), filters, figure, from, most }),
    columns: () => verbs().columns(of()),
    ...(openJourney && { openJourney })
  }
}
