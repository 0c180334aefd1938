import { Clock, type Fold, type Journey, type JourneyStep, sayAmount, sayDuration } from '@desirepath/core'
import { countOf, formatDay, formatInstant, formatNumber, inLocale } from './shared.js'

/** `14:05:10`; the number alone where the log is ordered by numbers. */
export const timeText = (clock: Pick<Clock, 'time'>, at: number): string => clock.time(at).replace(/^number /, '')

/** The same without its seconds: `14:05`. */
export const shortTime = (clock: Pick<Clock, 'time'>, at: number): string =>
  timeText(clock, at).replace(/^(\d\d:\d\d):.*$/, '$1')

/** As the sentences say it, in the reader's figures: `4.9 s`, `unknown`. */
export const durationText = (ms: number | null): string => inLocale(sayDuration(ms))

/** A sum of money likewise: `1,661.95`. */
export const amountText = (value: number): string => inLocale(sayAmount(value))

/** `3 Mar 2024` as the reader's locale writes it; '' for a log that is ordered by numbers. */
export const dayText = (at: number, { timeKind, timeZone }: Pick<Journey, 'timeKind' | 'timeZone'>, withYear = true) =>
  timeKind === 'number' ? '' : formatDay(new Date(at).toISOString(), timeZone || 'UTC', withYear)

/** What a journey's sentences may name: no figure in it is one of theirs. */
export const namesOf = ({ customer, customerName, steps, stretches }: Journey): (string | null)[] => [
  customer,
  customerName,
  ...stretches.map(({ name }) => name),
  ...steps.flatMap(({ name, channel, source, statusText }) => [name, channel, source, statusText])
]

/** A moment as the reader's locale writes it, with its day: `1 Jan 2024, 05:55:21`. */
export const momentText = (at: number, { timeKind, timeZone }: Pick<Journey, 'timeKind' | 'timeZone'>): string =>
  timeKind === 'number' ? formatNumber(at) : formatInstant(new Date(at).toISOString(), timeZone || 'UTC')

/** The same for narrow columns: `1 Jan 05:55`. */
export const dayAndTime = (clock: Clock, at: number, facts: Pick<Journey, 'timeKind' | 'timeZone'>): string =>
  facts.timeKind === 'number'
    ? formatNumber(at)
    : `${formatDay(new Date(at).toISOString(), facts.timeZone || 'UTC', false)} ${shortTime(clock, at)}`

/** `1,123 events in 68 visits, 17 errors. Shown: 2 Mar 2024, 20:41:10 to 21:05:01 UTC.` */
export function extentText(journey: Journey): string {
  const { whole, shown, timeKind, timeZone } = journey
  const errors = whole.errors === null ? 'errors unknown' : countOf(whole.errors, 'error')
  const part = shown.events < whole.events
  const [from, to] = part ? [shown.from, shown.to] : [whole.first, whole.last]
  const clock = new Clock(timeKind, timeZone)
  const sameDay = timeKind === 'timestamp' && clock.day(from) === clock.day(to)
  const end = sameDay ? timeText(clock, to) : momentText(to, journey)
  const all = `${countOf(whole.events, 'event')} in ${countOf(whole.visits, 'visit')}, ${errors}.`
  return `${all} ${part ? 'Shown: ' : ''}${momentText(from, journey)} to ${end}${timeKind === 'timestamp' ? ` ${timeZone || 'UTC'}` : ''}`
}

/** [steps] the fold that a step stands for: its last shown step carries the count. */
export function foldOfSteps({ steps, folds }: Journey): (number | null)[] {
  const of: (number | null)[] = steps.map(() => null)
  folds.forEach(({ shown, hidden }, index) => {
    if (hidden.length > 0) of[shown[shown.length - 1]] = index
  })
  return of
}

/** [steps] how many steps it caused, directly or not. */
export function causedBySteps({ steps }: Journey): number[] {
  const count = steps.map(() => 0)
  for (const step of steps) {
    // A loop of parents was cut by core; the bound only guards against a file made by other hands.
    for (let above = step.parent, hops = 0; above >= 0 && hops < 64; above = steps[above].parent, hops++) count[above]++
  }
  return count
}

export interface Hiding {
  folds: ReadonlySet<number>
  trees: ReadonlySet<number>
}

/** Whether neither a fold nor a closed tree hides a step. */
export function isShown(journey: Journey, place: number, { folds, trees }: Hiding): boolean {
  const { steps } = journey
  const open = (one: JourneyStep) => one.fold === null || folds.has(one.fold)
  if (!open(steps[place])) return false
  for (let above = steps[place].parent, hops = 0; above >= 0 && hops < 64; above = steps[above].parent, hops++) {
    if (!trees.has(above) || !open(steps[above])) return false
  }
  return true
}

/** Places of each visit in the order of the tree. */
export function treeOfVisits({ tree, steps, visits }: Journey): number[][] {
  const of: number[][] = visits.map(() => [])
  for (const place of tree) of[steps[place].visit].push(place)
  return of
}

export const foldText = ({ kind, times, shown }: Fold): string =>
  kind === 'repeat' ? `${times} times` : `${shown.length} steps, ${times} times`

/** What is said of a step's outcome; unknown is told as such where the log knows outcomes at all. */
export function statusText(step: JourneyStep, knows: Journey['knows']): string {
  if (!knows.status) return 'not in the log'
  const text = step.statusText === null || step.statusText === step.status ? '' : ` (${step.statusText})`
  return `${step.status}${text}`
}

/** `13:51 to 14:51 on 5 Mar 2024`, or both days where they differ. */
export function sayRange(from: number, to: number, timeKind: 'timestamp' | 'number', timeZone: string): string {
  const clock = new Clock(timeKind, timeZone)
  if (timeKind === 'number') return `${formatNumber(from)} to ${formatNumber(to)}`
  // The end is not included: 15:00:00.001 is said as 15:00.
  const [start, end] = [from, to].map((at) => dayText(at, { timeKind, timeZone }))
  if (start === end) return `${start}, ${shortTime(clock, from)} to ${shortTime(clock, to)}`
  return `${start}, ${shortTime(clock, from)} to ${end}, ${shortTime(clock, to)}`
}
