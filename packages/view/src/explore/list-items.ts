import type { FamilyModel } from '../families.js'
import type { SortKey, Store } from '../state.js'

/** One row of the list: a family's head, or a process. */
export type ListItem =
  | { kind: 'family'; family: FamilyModel; grouped: true }
  | { kind: 'process'; process: number; family: FamilyModel; grouped: boolean }

function comparer(store: Store, key: SortKey): (a: number, b: number) => number {
  const { processes, processLabels } = store.model
  const unknownLast = (value: number | null) => value ?? -1
  const by: Record<SortKey, (a: number, b: number) => number> = {
    runs: (a, b) => processes[b].runs - processes[a].runs,
    name: (a, b) => (processLabels[a] < processLabels[b] ? -1 : processLabels[a] > processLabels[b] ? 1 : 0),
    completed: (a, b) =>
      processes[a].completed.count / (processes[a].completed.of || 1) -
      processes[b].completed.count / (processes[b].completed.of || 1),
    duration: (a, b) => unknownLast(processes[b].medianMs) - unknownLast(processes[a].medianMs),
    errors: (a, b) => unknownLast(processes[b].errors) - unknownLast(processes[a].errors),
    stability: (a, b) => (processes[a].stability ?? 2) - (processes[b].stability ?? 2)
  }
  return (a, b) => by[key](a, b) || a - b
}

/** The rows as they stand: what the search leaves, in the chosen order, within families where these are shown. */
export function listItems(store: Store): ListItem[] {
  const { model, sort, matches, groupByFamily, collapsed } = store
  const grouped = groupByFamily.value && model.grouped
  const order = comparer(store, sort.value)
  const kept = (id: number) => matches.value === null || matches.value.processes.has(id)
  if (!grouped) {
    const familyOf = new Map(model.families.flatMap((family) => family.processes.map((id) => [id, family] as const)))
    return model.shown
      .filter(kept)
      .sort(order)
      .map((process) => ({
        kind: 'process',
        process,
        family: familyOf.get(process) ?? model.families[0],
        grouped: false
      }))
  }
  return model.families.flatMap((family): ListItem[] => {
    const own = family.processes.filter(kept).sort(order)
    if (own.length === 0) return []
    // A search opens every family that holds a match.
    const open = matches.value !== null || !collapsed.value.has(family.id)
    return [
      { kind: 'family', family, grouped: true },
      ...(open ? own.map((process): ListItem => ({ kind: 'process', process, family, grouped: true })) : [])
    ]
  })
}
