import type { Model } from './model.js'
import { searchable } from './names.js'

/** What the query of the search names. */
export interface Matches {
  /** Every process that matches by its own name or by one of its activities. */
  processes: ReadonlySet<number>
  activities: ReadonlySet<number>
}

/** Processes and activities whose names hold all words of a query; null where it has none. */
export function findMatches(model: Model, query: string): Matches | null {
  const words = searchable(query.trim()).split(/\s+/).filter(Boolean)
  if (words.length === 0) return null
  const has = (text: string) => words.every((word) => text.includes(word))
  const processes = new Set<number>()
  const activities = new Set<number>()
  model.search.processes.forEach((text, id) => {
    if (!has(text)) return
    processes.add(id)
    for (const activity of model.members[id]) activities.add(activity)
  })
  model.search.activities.forEach((text, id) => {
    if (!has(text)) return
    activities.add(id)
    if (model.activities[id].process >= 0) processes.add(model.activities[id].process)
  })
  return { processes, activities }
}
