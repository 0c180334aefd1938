import { wilson } from '../processes/statistics.js'
import { caseOf, eventsBetween, isError, type LogIndex } from './index-log.js'
import { sayCount, sayDuration, sayPlural, sayShare } from './say.js'
import { binomialTail } from './tails.js'

/** How others fared at the same step around the same time. */
export interface OthersAtTheTime {
  /** Included and excluded: ms, or the log's numbers. */
  from: number
  to: number
  /** Events of the same activity by other customers, those that failed, and the customers of each. */
  events: number
  errors: number
  customers: number
  failedCustomers: number
  /** Error rate of the activity over the rest of the log; without times, of all others in it. */
  usual: { errors: number; events: number; rate: number }
  /** Error rate of the others in that time, with its 95 % interval (Wilson); null where nobody was there, or without times. */
  rate: { value: number; low: number; high: number } | null
  /** Probability of so many errors at the usual rate (binomial). */
  p: number
  /** What it says: many failed then, nobody else did, or too few to tell. */
  verdict: 'many' | 'some' | 'few' | 'none'
  text: string
  /** Up to 20 failed events of others. */
  examples: number[]
}

const AROUND_MS = 15 * 60_000
// Below this, so many errors are hardly chance; the step and the moment were not chosen among many.
const UNLIKELY = 1e-3

/**
 * Other customers at the activity of `event`, 15 minutes before to 15 minutes after it (or `aroundMs`). A log that is
 * ordered by numbers does not know who was there at the same time: all others in it are told, and no verdict on an outage.
 */
export function othersAtTheTime(index: LogIndex, event: number, aroundMs = AROUND_MS): OthersAtTheTime {
  const { log } = index
  const activity = log.activity[event]
  const own = caseOf(index, event)
  const timed = log.timeKind === 'timestamp'
  const [from, to] = timed ? [log.time[event] - aroundMs, log.time[event] + aroundMs] : [index.first, index.last + 1]
  const customers = new Set<number>()
  const failed = new Set<number>()
  const examples: number[] = []
  let events = 0
  let errors = 0
  let ownEvents = 0
  let ownErrors = 0
  for (const other of eventsBetween(index, from, to)) {
    if (log.activity[other] !== activity) continue
    const id = caseOf(index, other)
    const error = isError(index, other)
    if (id === own) {
      ownEvents++
      if (error) ownErrors++
      continue
    }
    events++
    customers.add(id)
    if (!error) continue
    errors++
    failed.add(id)
    if (examples.length < 20) examples.push(other)
  }
  const name = log.activityNames[activity]
  const found = { from, to, events, errors, customers: customers.size, failedCustomers: failed.size, examples }
  if (!timed) {
    const none =
      events === 0
        ? `Nobody else used ${name}.`
        : `None of the ${sayPlural(customers.size, 'other customer')} who used ${name} failed.`
    const some = `${sayPlural(failed.size, 'other customer')} failed at ${name} in all of the log (${sayCount(errors)} of ${sayCount(events)}, ${sayShare(errors, events)}). It has no times: who was there at the same time is unknown.`
    return {
      ...found,
      usual: { errors, events, rate: events > 0 ? errors / events : 0 },
      rate: null,
      p: 1,
      verdict: errors === 0 ? 'none' : events < 5 ? 'few' : 'some',
      text: errors === 0 ? none : some
    }
  }
  const rest = {
    events: index.eventsOf[activity] - events - ownEvents,
    errors: index.errorsOf[activity] - errors - ownErrors
  }
  // One is added to each so that a step that never failed has a rate.
  const usualRate = (rest.errors + 1) / (rest.events + 2)
  const p = binomialTail(errors, events, usualRate)
  const span = sayDuration(aroundMs)
  const verdict = errors === 0 ? 'none' : p < UNLIKELY && failed.size >= 3 ? 'many' : events < 5 ? 'few' : 'some'
  const rate = events === 0 ? null : { value: errors / events, ...wilson(errors, events) }
  const usual = `usually ${sayShare(rest.errors, rest.events)}`
  const text = {
    many: `${sayPlural(failed.size, 'other customer')} failed at ${name} within ${span} of it: ${sayShare(errors, events)}, ${sayCount(errors)} of ${sayCount(events)}, ${usual}. That looks like an outage.`,
    some: `${sayPlural(failed.size, 'other customer')} failed at ${name} within ${span} of it (${sayCount(errors)} of ${sayCount(events)}, ${usual}): too little to call it an outage.`,
    few: `Only ${sayPlural(customers.size, 'other customer')} used ${name} within ${span} of it, and ${sayCount(failed.size)} failed: too few to tell an outage.`,
    none:
      events === 0
        ? `Nobody else used ${name} within ${span} of it: one case cannot show an outage.`
        : `None of the ${sayPlural(customers.size, 'other customer')} who used ${name} within ${span} of it failed.`
  }[verdict]
  return {
    ...found,
    usual: { ...rest, rate: rest.events > 0 ? rest.errors / rest.events : 0 },
    rate,
    p,
    verdict,
    text
  }
}
