import { wilson } from '../processes/statistics.js'
import { checkOptionNames } from '../suggest.js'
import { eventsOfCase, isError, type LogIndex, sessionOf } from './index-log.js'
import { sayDuration, sayPlural, sayShare } from './say.js'

export interface SimilarOptions {
  /** Most similar journeys to list. Default 10. */
  limit?: number
  /** How long after it what happened next is looked at, ms. Default 24 hours. */
  withinMs?: number
}

/** The same step, with the same outcome, in another customer's journey. */
export interface SimilarJourney {
  customer: string
  /** Index of the step in the log. */
  event: number
  time: number
  /** 0 to 1: how alike the steps before it are. */
  likeness: number
  /** Activities of up to five steps before it, oldest first. */
  before: string[]
  next: 'succeeded' | 'contact' | 'tried again' | 'went on' | 'left'
}

export interface Similar {
  event: number
  activity: string
  /** Whether only failures are compared, because the step failed. */
  failed: boolean
  /** All other customers with this step and outcome (each counted once, by the most similar). */
  customers: number
  journeys: SimilarJourney[]
  /** What these customers did next, most frequent first, with 95 % intervals (Wilson). */
  next: { what: SimilarJourney['next']; count: number; of: number; low: number; high: number }[]
  /** What the customers who contacted somebody did before: median time to it, ms; null where nobody did. */
  medianToContactMs: number | null
  text: string
}

const BEFORE = 5
const DAY = 86_400_000
// Enough to tell what usually follows; the nearest in time are taken.
const MOST_COMPARED = 20_000

/**
 * Other customers at the same step with the same outcome (an error is compared with errors), the most similar first by
 * the steps before it, and what happened to them next.
 */
export function similarJourneys(index: LogIndex, event: number, options: SimilarOptions = {}): Similar {
  checkOptionNames(options, ['limit', 'withinMs'], 'similarJourneys')
  const { limit = 10, withinMs = DAY } = options
  const { log } = index
  const activity = log.activity[event]
  const failed = isError(index, event)
  const own = log.sessionCase[sessionOf(index, event)]
  const wanted = stepsBefore(index, event)
  const found: number[] = []
  for (let i = 0; i < log.activity.length; i++) {
    if (log.activity[i] === activity && isError(index, i) === failed) found.push(i)
  }
  const compared = found.length <= MOST_COMPARED ? found : nearestInTime(index, found, event)
  const best = new Map<number, { event: number; likeness: number }>()
  for (const other of compared) {
    const id = log.sessionCase[sessionOf(index, other)]
    if (id === own) continue
    const likeness = alikeness(wanted, stepsBefore(index, other))
    const known = best.get(id)
    if (known === undefined || likeness > known.likeness) best.set(id, { event: other, likeness })
  }
  const ranked = [...best.values()].sort((a, b) => b.likeness - a.likeness || a.event - b.event)
  const outcomes = ranked.map((one) => whatNext(index, one.event, failed, withinMs))
  const counts = new Map<SimilarJourney['next'], number>()
  for (const { next } of outcomes) counts.set(next, (counts.get(next) ?? 0) + 1)
  const of = ranked.length
  const toContact = outcomes.flatMap(({ contactMs }) => (contactMs === null ? [] : [contactMs])).sort((a, b) => a - b)
  const next = [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([what, count]) => ({ what, count, of, ...wilson(count, of) }))
  const medianToContactMs = toContact.length === 0 ? null : toContact[toContact.length >> 1]
  return {
    event,
    activity: log.activityNames[activity],
    failed,
    customers: of,
    journeys: ranked.slice(0, limit).map((one, k) => ({
      customer: log.caseNames[log.sessionCase[sessionOf(index, one.event)]],
      event: one.event,
      time: log.time[one.event],
      likeness: one.likeness,
      before: stepsBefore(index, one.event).map((a) => log.activityNames[a]),
      next: outcomes[k].next
    })),
    next,
    medianToContactMs,
    text: say()
  }

  function say(): string {
    const name = log.activityNames[activity]
    const did = failed ? `failed at ${name}` : `did ${name}`
    if (of === 0) return `No other customer ${did}.`
    const parts = next.map(({ what, count }) => `${SAID[what]} ${sayShare(count, of)}`)
    const few = of < 20 ? ' Few cases: read it as examples.' : ''
    const contact =
      medianToContactMs === null || log.timeKind === 'number'
        ? ''
        : ` Contact came after ${sayDuration(medianToContactMs)} (median).`
    // What is numbered has an order, no durations.
    const span = log.timeKind === 'number' ? 'Afterwards' : `Within ${sayDuration(withinMs)}`
    return `${sayPlural(of, 'other customer')} ${did}. ${span}: ${parts.join(', ')}.${contact}${few}`
  }
}

const SAID: Record<SimilarJourney['next'], string> = {
  succeeded: 'succeeded',
  contact: 'turned to help or a contact',
  'tried again': 'tried again without known success',
  'went on': 'went on with something else',
  left: 'left'
}

function nearestInTime({ log }: LogIndex, events: number[], to: number): number[] {
  const distance = (event: number) => Math.abs(log.time[event] - log.time[to])
  return events.sort((a, b) => distance(a) - distance(b) || a - b).slice(0, MOST_COMPARED)
}

/** Activities of up to five steps of the session before an event, repeats left out, oldest first. */
function stepsBefore(index: LogIndex, event: number): number[] {
  const { log } = index
  const start = log.sessionOffsets[sessionOf(index, event)]
  const steps: number[] = []
  for (let i = event - 1; i >= start && steps.length < BEFORE; i--) {
    if (log.activity[i] !== steps[0]) steps.unshift(log.activity[i])
  }
  return steps
}

/** Twice the longest common subsequence over the two lengths; 1 where both are empty. */
function alikeness(a: readonly number[], b: readonly number[]): number {
  if (a.length + b.length === 0) return 1
  let previous = new Array<number>(b.length + 1).fill(0)
  for (let i = 1; i <= a.length; i++) {
    const current = [0]
    for (let j = 1; j <= b.length; j++) {
      current.push(a[i - 1] === b[j - 1] ? previous[j - 1] + 1 : Math.max(previous[j], current[j - 1]))
    }
    previous = current
  }
  return (2 * previous[b.length]) / (a.length + b.length)
}

/** What the customer did within a time after an event: the first of success and contact, else the strongest of the rest. */
function whatNext(
  index: LogIndex,
  event: number,
  failed: boolean,
  withinMs: number
): { next: SimilarJourney['next']; contactMs: number | null } {
  const { log, details, contacts } = index
  const { to } = eventsOfCase(index, log.sessionCase[sessionOf(index, event)])
  const until = log.timeKind === 'number' ? Number.POSITIVE_INFINITY : log.time[event] + withinMs
  let tried = false
  let any = false
  for (let i = event + 1; i < to && log.time[i] <= until; i++) {
    const same = log.activity[i] === log.activity[event]
    if (failed && same && details.outcome(i) === 0) return { next: 'succeeded', contactMs: null }
    if (contacts.kind(i) > contacts.kind(event)) return { next: 'contact', contactMs: log.time[i] - log.time[event] }
    tried ||= same
    any = true
  }
  return { next: tried ? 'tried again' : any ? 'went on' : 'left', contactMs: null }
}
