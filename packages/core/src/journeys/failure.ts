import type { LogIndex } from './index-log.js'
import type { Clock } from './say.js'
import type { Timeline } from './timeline.js'
import type { Friction, JourneyStep } from './types.js'

/** What the sentences of a journey are made of. */
export interface Facts {
  index: LogIndex
  clock: Clock
  line: Timeline
  friction: readonly Friction[]
  /** The moment that was asked about. */
  at: number | null
}

/** A failure with what caused it and what it caused, and what came after. */
export interface Failure {
  /** Place of the customer's own step: the root of the failed one. */
  place: number
  step: JourneyStep
  /** All steps under the root, the root first. */
  chain: JourneyStep[]
  /** The failed step that says most. */
  said: JourneyStep
  /** First step after it that did the same with success, and the first turn to help or a contact. */
  solved: number | null
  contact: number | null
}

/**
 * The failure that the journey is told by: nearest to the moment asked about, else one that led to a contact before one
 * that was never solved before the others; the last of these.
 */
export function mainFailure(facts: Facts): Failure | null {
  const { line, at } = facts
  const roots = new Map<number, JourneyStep[]>()
  line.steps.forEach((step, place) => {
    if (step.status !== 'error' || step.duplicate) return
    const root = rootOf(line.steps, place)
    const known = roots.get(root)
    if (known === undefined) roots.set(root, [step])
    else known.push(step)
  })
  if (roots.size === 0) return null
  const failures = [...roots].map(([place, failed]) => failureAt(facts, place, failed))
  const weight = ({ contact, solved }: Failure) => (contact !== null ? 2 : 0) + (solved === null ? 1 : 0)
  const better = (a: Failure, b: Failure): boolean => {
    if (at !== null) {
      const [da, db] = [Math.abs(a.step.time - at), Math.abs(b.step.time - at)]
      if (da !== db) return da < db
    }
    return weight(a) === weight(b) ? a.place > b.place : weight(a) > weight(b)
  }
  return failures.reduce((best, one) => (better(one, best) ? one : best))
}

function rootOf(steps: readonly JourneyStep[], place: number): number {
  let at = place
  while (steps[at].parent >= 0) at = steps[at].parent
  return at
}

function failureAt(facts: Facts, place: number, failed: readonly JourneyStep[]): Failure {
  const { line, index, friction } = facts
  const { steps } = line
  const step = steps[place]
  const chain = steps.filter((_, other) => rootOf(steps, other) === place)
  const deepest = [...failed].sort((a, b) => b.depth - a.depth)
  const said = deepest.find(({ message }) => message !== null) ?? failed[0]
  const family = (one: JourneyStep) => (one.process < 0 ? null : index.processes!.processes[one.process].family)
  let solved: number | null = null
  for (let k = place + 1; k < steps.length && solved === null; k++) {
    const later = steps[k]
    if (later.depth > 0 || later.status !== 'ok' || later.duplicate) continue
    const same = later.activity === step.activity
    const completes = index.processes?.terminal[later.activity] === 1 && family(step) !== null
    if (
      same ||
      (completes && (later.process === step.process || (family(later) !== '' && family(later) === family(step))))
    ) {
      // A root that is ok while something under it failed did not succeed.
      const whole = steps.every((under, at) => rootOf(steps, at) !== k || under.status !== 'error')
      if (whole) solved = k
    }
  }
  const contact = friction.find(
    ({ kind, steps: [first] }) =>
      (kind === 'contact' || kind === 'help') &&
      first > place &&
      (steps[first].visit === step.visit || steps[first].time - step.time <= 86_400_000)
  )
  const turned = contact === undefined || (solved !== null && solved < contact.steps[0]) ? null : contact.steps[0]
  return { place, step, chain, said, solved, contact: turned }
}
