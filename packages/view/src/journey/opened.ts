import type { Journey, JourneyStep } from '@desirepath/core'

/** Visits that are open when a journey is first shown: with few, or none that needs attention, nothing is collapsed. */
export function openedVisits({ visits }: Journey): number[] {
  const loud = visits.flatMap(({ quiet }, v) => (quiet ? [] : [v]))
  return visits.length <= 2 || loud.length === 0 ? visits.map((_, v) => v).slice(0, 3) : loud.slice(0, 12)
}

/** Steps that caused something which needs attention: their tree is open from the start. */
export function loudTrees(steps: readonly JourneyStep[]): number[] {
  const open: number[] = []
  for (const step of steps) {
    if (step.parent < 0 || !(step.status === 'error' || step.marks.includes('wait'))) continue
    for (let above = step.parent; above >= 0; above = steps[above].parent) open.push(above)
  }
  return open
}
