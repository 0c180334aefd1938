import type { DiscoverResult, Edit } from '@desirepath/core'
import { batch } from '@preact/signals'
import { verbs } from './actions.js'
import { keepEdits } from './keep-edits.js'
import * as page from './page-state.js'

/** The result as edited; what could not be made is said. */
export async function reviseFound(found: DiscoverResult, edits: readonly Edit[]): Promise<DiscoverResult> {
  const result = page.prepared.value === null ? { result: found } : {}
  const { skipped, ...revised } = await verbs().revise({ edits, ...result })
  page.said.value =
    skipped.length > 0
      ? `${skipped.length} of ${edits.length} edits could not be made: ${skipped[0].reason}`
      : `${edits.length} edits`
  return revised
}

/** Shows the result with these edits. `taken`: those of them that came with a model file. */
export async function change(edits: readonly Edit[], taken: readonly Edit[] = []): Promise<void> {
  const found = page.found.value
  if (found === null || page.revising.value) return
  page.revising.value = true
  try {
    const revised = edits.length === 0 ? found : await reviseFound(found, edits)
    batch(() => {
      page.takenOver.value = taken
      page.edits.value = edits
      page.shown.value = revised
    })
    if (page.editsKey.value !== null) keepEdits(page.editsKey.value, edits)
  } finally {
    page.revising.value = false
  }
}

export const addEdits = (edits: readonly Edit[]) => change([...page.edits.value, ...edits])
/** Takes the last edits back. */
export const undo = (count: number) => change(page.edits.value.slice(0, page.edits.value.length - count))
