import type { Edit } from '@desirepath/core'

/** Of the keys in the browser's storage. */
export const prefix = 'desirepath-edits-'

/** The edits kept in this browser for a log; none where storage is not allowed or does not hold edits. */
export function keptEdits(log: string): readonly Edit[] {
  try {
    const value = JSON.parse(localStorage.getItem(prefix + log) ?? 'null') as {
      version?: number
      edits?: Edit[]
    } | null
    return value?.version === 1 && Array.isArray(value.edits) ? value.edits : []
  } catch {
    return []
  }
}
