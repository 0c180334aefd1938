import type { Discovery, ProcessResult } from '@desirepath/core'
import { plainName } from './names.js'
import { mergeTree, type Slot } from './palette.js'

/** A family as the list shows it: its processes by runs, and their sums. */
export interface FamilyModel {
  id: number
  name: string
  processes: number[]
  runs: number
  completed: number
  slot: number
}

/** The family that holds what belongs to none. */
const otherFamily = 'Other'

/**
 * Which processes share a hue where there are more than twelve: each family has one, where there are at most twelve and
 * none with over a quarter of all processes, which would paint the map in one hue. Otherwise at most eight families of
 * two or more do, largest first, and the rest is coloured by region of the map.
 */
export function hueGroups(
  processes: readonly ProcessResult[],
  families: Discovery['families'],
  centres: readonly { x: number; y: number }[]
): number[] {
  const runs = (family: { processes: number[] }) => family.processes.reduce((sum, id) => sum + processes[id].runs, 0)
  const mostKin = Math.max(12, Math.floor(processes.length / 4))
  const real = families.filter(({ name, processes: own }) => own.length <= mostKin && name !== otherFamily)
  const all = real.length <= 12 && real.reduce((sum, family) => sum + family.processes.length, 0) === processes.length
  const kept = (all ? real : real.filter(({ processes: own }) => own.length > 1))
    .sort((a, b) => runs(b) - runs(a) || a.id - b.id)
    .slice(0, all ? 12 : 8)
  const group = new Array<number>(processes.length).fill(-1)
  kept.forEach((family, index) => {
    for (const id of family.processes) group[id] = index
  })
  const rest = processes.flatMap((process) => (group[process.id] < 0 ? [process.id] : []))
  const regions = mergeTree(
    rest.map((id) => centres[id]),
    12 - kept.length
  )
  rest.forEach((id, i) => {
    group[id] = kept.length + regions[i]
  })
  return group
}

/** Families by runs, those in sight; all processes as one where the log has none. */
export function familiesOf(
  named: Discovery['families'],
  processes: readonly ProcessResult[],
  inSight: ReadonlySet<number>,
  slots: readonly Slot[]
): FamilyModel[] {
  return (
    (named.length > 0 ? named : [{ id: 0, name: 'All processes', processes: processes.map((process) => process.id) }])
      .map((family): FamilyModel => {
        const own = family.processes
          .filter((id) => inSight.has(id))
          .map((id) => processes[id])
          .sort((a, b) => b.runs - a.runs || a.id - b.id)
        const slot =
          own.length > 0 && own.every((process) => slots[process.id].slot === slots[own[0].id].slot)
            ? slots[own[0].id].slot
            : 0
        return {
          id: family.id,
          name: plainName(family.name),
          processes: own.map((process) => process.id),
          runs: own.reduce((sum, process) => sum + process.runs, 0),
          completed: own.reduce((sum, process) => sum + process.completed.count, 0),
          slot
        }
      })
      .filter((family) => family.processes.length > 0)
      // What is in no family stands last, however much it is.
      .sort((a, b) => Number(a.name === otherFamily) - Number(b.name === otherFamily) || b.runs - a.runs || a.id - b.id)
  )
}
