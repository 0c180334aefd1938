import type { Edit } from '@desirepath/core'
import type { Store } from '@desirepath/view/page'
import * as page from '../page-state.js'

/** An edit as the history names it. */
export function sayEdit(change: Edit): string {
  if (change.kind === 'rename') return `name ${change.name}`
  if (change.kind === 'merge') return `merge of ${change.processes.length} processes`
  return change.kind === 'split' ? 'split' : `${change.activities.length} made hubs`
}

/** Changes the edits once one that is under way is made, and shows what came of it. */
async function changeEdits(store: Store, make: () => Promise<void>): Promise<void> {
  while (page.revising.value) await new Promise((resolve) => setTimeout(resolve, 20))
  await make()
  if (page.shown.value !== null) store.replace(page.shown.value.discovery)
}

/** Notes edits in the one history, which takes them back and makes them again. */
export function recordEdits(store: Store, said: string, edits: readonly Edit[]): void {
  store.record(
    said,
    () => changeEdits(store, async () => (await import('../edit-actions.js')).undo(edits.length)),
    () => changeEdits(store, async () => (await import('../edit-actions.js')).addEdits(edits))
  )
}
