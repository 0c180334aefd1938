import { InputError } from '../errors.js'
import { momentOf } from '../log/filter.js'
import { checkOptionNames } from '../suggest.js'
import { foldSteps } from './fold.js'
import { findFriction, quietVisits } from './friction.js'
import type { LogIndex } from './index-log.js'
import { type Moment, outsideOf, rangeOf } from './range.js'
import { Clock, sayPlural } from './say.js'
import { summarise } from './summary.js'
import { buildTimeline, caseEvents, cutVisits } from './timeline.js'
import type { Journey } from './types.js'
import { customerName, theCustomer } from './who.js'

export interface JourneyOptions {
  /** The moment that is asked about: the visits within a day of it are shown. */
  at?: Moment
  /** The part to show; by default all of it. Not together with `at`. */
  from?: Moment
  to?: Moment
  /** Zone of the times in sentences. Default `UTC`. */
  timeZone?: string
  /** A longer pause ends a visit where the log has one session per customer, ms. Default 30 minutes, or ten times the third quartile of the log's gaps if that is longer. */
  visitGapMs?: number
}

const OPTIONS = ['at', 'from', 'to', 'timeZone', 'visitGapMs']
const DAY = 86_400_000

/**
 * What a customer did, in order, across channels and systems, with errors, waits, loops and contacts marked, and three
 * sentences that sum it up. The same log gives the same words.
 *
 * @param customer id or name, exactly
 * @throws InputError UNKNOWN_CASE (nearest names offered), BAD_OPTION (a time outside the data: the span is told)
 */
export function journey(index: LogIndex, customer: string, options: JourneyOptions = {}): Journey {
  checkOptionNames(options, OPTIONS, 'journey')
  const { log, details } = index
  const clock = new Clock(log.timeKind, options.timeZone)
  const id = theCustomer(index, customer)
  const events = caseEvents(index, id)
  const visits = cutVisits(index, events, options.visitGapMs)
  const notes: string[] = []
  const [from, to] = shownVisits()
  const at = options.at === undefined ? null : momentOf(log, options.at, 'at')
  const line = buildTimeline(index, events, visits.slice(from, to))
  notes.push(...line.notes)
  const friction = findFriction(index, line)
  for (const { kind, steps } of friction) {
    for (const step of steps) if (!line.steps[step].marks.includes(kind)) line.steps[step].marks.push(kind)
  }
  quietVisits(line)
  const folds = foldSteps(line.steps)
  if (!details.has.status)
    notes.push('The log does not say which steps failed: no error is known, which is not the same as none.')
  if (!details.has.duration) notes.push('The log does not say how long steps took.')
  const shownEvents = line.steps.map(({ event }) => event)
  const errorsOf = (list: ArrayLike<number>) => {
    if (!details.has.status) return null
    let errors = 0
    for (let k = 0; k < list.length; k++) if (details.outcome(list[k]) === 1) errors++
    return errors
  }
  const facts = {
    index,
    clock,
    line,
    friction,
    at
  }
  return {
    format: 'desirepath/journey',
    version: 1,
    customer: log.caseNames[id],
    customerName: customerName(index, id),
    timeKind: log.timeKind,
    timeZone: clock.zoneName,
    whole: {
      events: events.length,
      visits: visits.length,
      errors: errorsOf(events),
      first: log.time[events[0]],
      last: log.time[events[events.length - 1]]
    },
    shown: {
      from: line.steps[0]?.time ?? 0,
      to: line.steps[line.steps.length - 1]?.time ?? 0,
      events: line.steps.length,
      errors: errorsOf(shownEvents),
      unknownStatus: details.has.status ? line.steps.filter(({ status }) => status === 'unknown').length : null
    },
    knows: {
      status: details.has.status,
      duration: details.has.duration,
      channel: details.has.channel,
      amount: details.has.amount,
      processes: index.processes !== null
    },
    steps: line.steps,
    tree: line.tree,
    visits: line.visits,
    stretches: line.stretches,
    folds,
    friction,
    summary: summarise(facts),
    notes
  }

  /** The visits to show: first, and one past the last. */
  function shownVisits(): [number, number] {
    const { at, from, to } = options
    const startOf = (v: number) => log.time[events[visits[v].start]]
    const endOf = (v: number) => log.time[events[visits[v].end - 1]]
    let wanted: { from: number; to: number }
    if (at !== undefined) {
      if (from !== undefined || to !== undefined) {
        throw new InputError('BAD_OPTION', 'Both at and from or to are given.', 'Give at, or from and to.')
      }
      const moment = momentOf(log, at, 'at')
      const reach = log.timeKind === 'timestamp' ? DAY : 0
      if (moment + reach < index.first || moment - reach > index.last) throw outsideOf(index, `at '${String(at)}'`)
      wanted = { from: moment - reach, to: moment + reach }
    } else if (from === undefined && to === undefined) return [0, visits.length]
    else {
      const range = rangeOf(index, { ...(from !== undefined && { from }), ...(to !== undefined && { to }) }, true)
      wanted = { from: range.from, to: range.to }
    }
    let first = 0
    while (first < visits.length && endOf(first) < wanted.from) first++
    let after = first
    while (after < visits.length && startOf(after) <= wanted.to) after++
    if (after > first) return [first, after]
    const before = first > 0 ? `the visit before ended ${clock.when(endOf(first - 1))}` : null
    const next = first < visits.length ? `the next began ${clock.when(startOf(first))}` : null
    notes.push(
      `Nothing of this customer is in that time: ${[before, next].filter(Boolean).join(', ')}. The nearest is shown.`
    )
    if (next === null) return [first - 1, first]
    if (before === null) return [first, first + 1]
    const middle = (wanted.from + wanted.to) / 2
    return middle - endOf(first - 1) <= startOf(first) - middle ? [first - 1, first] : [first, first + 1]
  }
}

/** `1,123 events in 68 visits, 17 errors. Shown: 2 Mar 2024, 20:41:10 to 4 Mar 2024, 14:05:01 UTC.` */
export function sayExtent(found: Journey): string {
  const clock = new Clock(found.timeKind, found.timeZone)
  const { whole, shown } = found
  const errors = whole.errors === null ? 'errors unknown' : sayPlural(whole.errors, 'error')
  const all = `${sayPlural(whole.events, 'event')} in ${sayPlural(whole.visits, 'visit')}, ${errors}.`
  if (shown.events === whole.events) {
    return `${all} ${clock.moment(whole.first)} to ${clock.moment(whole.last)} ${clock.zoneName}`.trim()
  }
  return `${all} Shown: ${clock.moment(shown.from)} to ${clock.moment(shown.to)} ${clock.zoneName}`.trim()
}
