import type { LogIndex } from './index-log.js'
import { sayDuration, sayPlural } from './say.js'
import type { Timeline } from './timeline.js'
import type { Friction, FrictionKind, JourneyStep, Visit } from './types.js'
import type { Usual } from './usual-of.js'

// A 95th percentile of fewer values says little.
export const ENOUGH_VALUES = 20
// Below a second a wait does not break the flow of thought; above ten it loses attention (Nielsen 1993, chapter 5).
const NOTICED_MS = 1000
const LOST_MS = 10_000

/**
 * Whether a step took long for that day (where 20 or more know how long it took) or for the whole log: what was slow for
 * everybody that day was a long wait all the same.
 */
export const tookLong = ({ durationMs, usual, usualThatDay }: JourneyStep): boolean =>
  (usualThatDay !== null && isLongWait(durationMs, usualThatDay)) || isLongWait(durationMs, usual)

/**
 * Whether it is long: over the 95th percentile of the same step, twice its median and a second; with fewer than 20 known
 * durations, over ten seconds. Unknown is not long.
 */
function isLongWait(ms: number | null, usual: Usual | null): boolean {
  if (ms === null) return false
  if (usual === null || usual.n < ENOUGH_VALUES) return ms >= LOST_MS
  return ms > usual.p95 && ms >= 2 * usual.median && ms >= NOTICED_MS
}

/** Errors, waits, repeats, loops, steps back, abandoned processes, visits to help and contacts, in time order. */
export function findFriction(index: LogIndex, line: Timeline): Friction[] {
  const found: Friction[] = []
  const { steps } = line
  const add = (kind: FrictionKind, places: number[], text: string) =>
    found.push({ kind, steps: places, events: places.map((place) => steps[place].event), text })
  const roots = steps.flatMap((step, place) => (step.depth === 0 && !step.duplicate ? [place] : []))
  steps.forEach((step, place) => {
    if (step.duplicate) return
    if (step.status === 'error')
      add('error', [place], `${step.name} failed${step.message === null ? '' : `: ${step.message}`}.`)
    if (tookLong(step)) add('wait', [place], `${step.name} took ${longer(step)}.`)
  })
  if (!index.details.has.duration) longGaps(index, line, roots, add)
  for (const visit of line.visits) {
    const own = roots.filter((place) => place >= visit.start && place < visit.end)
    repeatsAndBacks(steps, own, add)
  }
  for (const stretch of line.stretches) {
    // Two steps of an intent are not yet a try, unless one failed.
    const tried = new Set(stretch.steps.map((place) => steps[place].activity)).size >= 3
    const failed = stretch.steps.some((place) => steps[place].status === 'error')
    if (stretch.completed !== false || stretch.goesOn || !(tried || failed)) continue
    const last = stretch.steps[stretch.steps.length - 1]
    add(
      'abandoned',
      [last],
      `${stretch.name} was left after ${steps[last].name}, ${sayPlural(stretch.events, 'step')} in.`
    )
  }
  let before = { kind: 0, visit: -1 }
  for (const place of roots) {
    const kind = index.contacts.kind(steps[place].event)
    const { visit, name } = steps[place]
    // A whole chat or call is one contact.
    if (kind > 0 && (kind !== before.kind || visit !== before.visit)) {
      add(kind === 2 ? 'contact' : 'help', [place], `The customer turned to ${name}.`)
    }
    before = { kind, visit }
  }
  return found.sort((a, b) => a.steps[0] - b.steps[0])
}

const longer = (step: JourneyStep): string => {
  const against = comparedWith(step)
  if (against === null) return sayDuration(step.durationMs)
  return `${sayDuration(step.durationMs)}, usually ${sayDuration(against.median)}${against.thatDay ? ' that day' : ''}`
}

/** What a long wait is held against: the whole log, or that day where it is long for that day alone. */
export function comparedWith({ durationMs, usual, usualThatDay }: JourneyStep): (Usual & { thatDay: boolean }) | null {
  const enough = usual !== null && usual.n >= ENOUGH_VALUES
  if (enough && (usualThatDay === null || isLongWait(durationMs, usual))) return { ...usual, thatDay: false }
  return usualThatDay === null ? null : { ...usualThatDay, thatDay: true }
}

type Add = (kind: FrictionKind, places: number[], text: string) => void

/** In a log without durations, the time until the next step of the visit is what the customer waited. */
function longGaps({ usual, log }: LogIndex, { steps }: Timeline, roots: readonly number[], add: Add): void {
  if (log.timeKind === 'number') return
  for (let k = 1; k < roots.length; k++) {
    const [from, to] = [steps[roots[k - 1]], steps[roots[k]]]
    const known = usual.gap[from.activity]
    if (to.gapMs === null || from.visit !== to.visit || known === null || known.n < ENOUGH_VALUES) continue
    if (!isLongWait(to.gapMs, known)) continue
    add(
      'wait',
      [roots[k - 1], roots[k]],
      `${sayDuration(to.gapMs)} from ${from.name} to ${to.name}, usually ${sayDuration(known.median)}.`
    )
  }
}

/**
 * A step at once again is a repeat. A step that was there before, reached from one that first came after it, is a step
 * back; where the same way forward is then taken again, the steps make a loop.
 */
function repeatsAndBacks(steps: readonly JourneyStep[], own: readonly number[], add: Add): void {
  const firstSeen = new Map<number, number>()
  const ways = new Map<string, number[]>()
  own.forEach((place, k) => {
    const { activity, name, time } = steps[place]
    const before = k > 0 ? steps[own[k - 1]] : null
    const known = firstSeen.get(activity)
    if (known === undefined) firstSeen.set(activity, k)
    if (before === null) return
    if (before.activity === activity) {
      add('repeat', [place], `${name} came again.`)
      return
    }
    // Of steps with one time the order is not known.
    if (before.time === time) return
    if (known !== undefined && known < (firstSeen.get(before.activity) ?? 0)) add('back', [place], `Back to ${name}.`)
    const way = `${before.activity} ${activity}`
    const taken = ways.get(way)
    if (taken === undefined) ways.set(way, [place])
    else taken.push(place)
  })
  for (const places of ways.values()) {
    if (places.length < 3) continue
    const [to] = places
    const from = own[own.indexOf(to) - 1]
    add('loop', places, `${steps[from].name} to ${steps[to].name}, ${sayPlural(places.length, 'time')}.`)
  }
}

const LOUD: readonly FrictionKind[] = ['error', 'wait', 'loop', 'abandoned', 'help', 'contact']

/** Sets which visits hold nothing that needs attention. */
export function quietVisits({ steps, visits }: Timeline): Visit[] {
  for (const visit of visits) {
    visit.quiet = !steps.slice(visit.start, visit.end).some(({ marks }) => marks.some((mark) => LOUD.includes(mark)))
  }
  return visits
}
