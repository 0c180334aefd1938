import type { Edit } from '@desirepath/core'
import { prefix } from './edits-store.js'

const mostLogs = 50

/** Keeps the edits of a log; those of the logs not touched for longest make room. */
export function keepEdits(log: string, edits: readonly Edit[]): void {
  try {
    if (edits.length === 0) {
      localStorage.removeItem(prefix + log)
      return
    }
    localStorage.setItem(prefix + log, JSON.stringify({ version: 1, at: Date.now(), edits }))
    const others = Object.keys(localStorage)
      .filter((key) => key.startsWith(prefix) && key !== prefix + log)
      .map((key) => ({ key, at: Number(JSON.parse(localStorage.getItem(key) ?? '{}').at ?? 0) }))
      .sort((a, b) => b.at - a.at)
    for (const { key } of others.slice(mostLogs - 1)) localStorage.removeItem(key)
  } catch {
    // Storage is full or not allowed: the edits stay in the model file and in this tab.
  }
}
