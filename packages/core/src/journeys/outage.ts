import { drive, type Steps, type WorkOptions } from '../kernel/work.js'
import { exp } from '../processes/arithmetic.js'
import { wilson } from '../processes/statistics.js'
import { checkOptionNames } from '../suggest.js'
import { caseOf, eventsBetween, isError, type LogIndex } from './index-log.js'
import { Attainable, type Groups, groupsOf, type Ratios, scan, type Window, waitRatios } from './outage-windows.js'
import { Clock, sayCount, sayDuration, sayPlural, sayShare, sayTimes } from './say.js'

export interface OutageOptions {
  /** Lengths of the windows that are looked at, ms. Default one hour, and 10 minutes where such a window holds 20 events or more on average. */
  windowsMs?: readonly number[]
  /** Chance of any false finding in the whole log that is accepted. Default 0.05. */
  level?: number
  /** Most findings. Default 20. */
  limit?: number
  /** Zone of the times in sentences. Default UTC. */
  timeZone?: string
}

/** A time in which something failed or was slow far more than usual. */
export interface Outage {
  /** What is affected: a process, or an activity where the index knows no processes; null: the whole log. */
  process: number | null
  activity: number | null
  name: string
  /** First and last affected event: ms since 1970 UTC, or the log's numbers. */
  from: number
  to: number
  /** What gave it away: more errors than usual, or longer waits. */
  by: 'errors' | 'waits'
  /** In that time, and over the rest of the log. */
  events: number
  errors: number | null
  rate: { value: number; low: number; high: number } | null
  usualRate: number | null
  /** Geometric mean of the waits over each step's median; null where no duration is known. */
  slowdown: number | null
  /** Slowest event, and its duration over the step's median. */
  slowest: { event: number; ms: number; times: number } | null
  /** Chance of one window like this, and of any in the whole log (Bonferroni over all windows looked at). */
  p: number
  pAnywhere: number
  /** Customers with an affected event (an error, or a wait of twice the median), by their first such event. */
  customers: { case: number; customer: string; event: number }[]
  affected: number[]
  /** One or two sentences; few customers are called few. */
  text: string
}

const [SHORT, HOUR] = [600_000, 3_600_000]
const ENOUGH = 20
// Fewer customers may be one customer's trouble.
const FEW = 3
const TWICE = Math.LN2

/**
 * Windows of the whole log in which a process (an activity, where no processes are known) or the log as a whole failed
 * more or was slower than chance allows. Errors: binomial tail against the rate over the rest of the log. Waits: each
 * event's duration over its step's median is ranked among those of all events, and the ranks of a window are joined by
 * Fisher's method; that finds an outage which few customers met. All windows looked at are counted against chance.
 */
export function* findOutagesInSteps(index: LogIndex, options: OutageOptions = {}): Steps<Outage[]> {
  checkOptionNames(options, ['windowsMs', 'level', 'limit', 'timeZone', 'signal', 'onProgress'], 'findOutages')
  const { log, details } = index
  const { windowsMs = usualWindows(index), level = 0.05, limit = 20 } = options
  if (log.timeKind === 'number' || log.time.length === 0) return []
  const groups = groupsOf(index)
  const ratios = details.has.duration ? yield* waitRatios(index) : null
  const windows: Window[] = []
  const attainable = new Attainable()
  for (let w = 0; w < windowsMs.length; w++) {
    const share = (w + 0.5) / (windowsMs.length + 0.5)
    windows.push(...(yield* scan(index, groups, ratios, windowsMs[w], attainable, share)))
  }
  const tests = attainable.tests(level)
  const clock = new Clock(log.timeKind, options.timeZone)
  const strong = windows
    .filter(({ p }) => p * tests <= level)
    .sort((a, b) => a.p - b.p || a.from - b.from || a.group - b.group)
  const found: Outage[] = []
  for (const window of strong) {
    const outage = describe(index, groups, ratios, window, tests, clock)
    // The same trouble, seen through another window or as the whole log.
    const known = found.some(
      (other) =>
        other.from <= outage.to &&
        outage.from <= other.to &&
        outage.affected.some((event) => other.affected.includes(event))
    )
    if (!known && outage.affected.length > 0) found.push(outage)
    if (found.length === limit) break
  }
  return found
}

// Each length looked at makes chance findings likelier; short windows pay only where there are events to fill them.
function usualWindows({ log, first, last }: LogIndex): number[] {
  return (log.time.length * SHORT) / Math.max(1, last - first) >= ENOUGH ? [SHORT, HOUR] : [HOUR]
}

/**
 * Times in which a process (or an activity) failed, or was slow, far more than chance allows, the least likely first.
 *
 * @throws InputError UNKNOWN_OPTION, BAD_OPTION, ABORTED
 */
export function findOutages(index: LogIndex, options: OutageOptions & WorkOptions = {}): Promise<Outage[]> {
  return drive('outages', findOutagesInSteps(index, options), options)
}

function describe(
  index: LogIndex,
  groups: Groups,
  ratios: Ratios | null,
  window: Window,
  tests: number,
  clock: Clock
): Outage {
  const { log, details, usual } = index
  const whole = window.group === groups.names.length
  const inGroup = (event: number) => whole || groups.of[log.activity[event]] === window.group
  const isAffected = (event: number) =>
    isError(index, event) || (window.by === 'waits' && ratios !== null && ratios.each[event] >= TWICE)
  const affected: number[] = []
  let [events, errors, timed, ratio] = [0, 0, 0, 0]
  let slowest: Outage['slowest'] = null
  for (const event of eventsBetween(index, window.from, window.to)) {
    if (!inGroup(event)) continue
    events++
    if (isError(index, event)) errors++
    if (isAffected(event)) affected.push(event)
    const ms = details.durationMs(event)
    const median = usual.duration[log.activity[event]]?.median ?? 0
    if (ratios === null || ms === null || !(median > 0)) continue
    timed++
    ratio += ratios.each[event]
    if (slowest === null || ms / median > slowest.times) slowest = { event, ms, times: ms / median }
  }
  const customers = new Map<number, number>()
  for (const event of affected) {
    const id = caseOf(index, event)
    if (!customers.has(id)) customers.set(id, event)
  }
  const totals = { events: 0, errors: 0 }
  log.activityNames.forEach((_, a) => {
    if (!whole && groups.of[a] !== window.group) return
    totals.events += index.eventsOf[a]
    totals.errors += index.errorsOf[a]
  })
  const status = details.has.status
  const rest = { events: totals.events - events, errors: totals.errors - errors }
  const outage = {
    process: !whole && groups.kind === 'process' ? window.group : null,
    activity: !whole && groups.kind === 'activity' ? window.group : null,
    name: whole ? 'The whole log' : groups.names[window.group],
    from: affected.length > 0 ? log.time[affected[0]] : window.from,
    to: affected.length > 0 ? log.time[affected[affected.length - 1]] : window.to,
    by: window.by,
    events,
    errors: status ? errors : null,
    rate: status && events > 0 ? { value: errors / events, ...wilson(errors, events) } : null,
    usualRate: status && rest.events > 0 ? rest.errors / rest.events : null,
    slowdown: timed === 0 ? null : exp(ratio / timed),
    slowest,
    p: window.p,
    pAnywhere: Math.min(1, window.p * tests),
    customers: [...customers].map(([id, event]) => ({ case: id, customer: log.caseNames[id], event })),
    affected
  }
  return { ...outage, text: say(outage, rest, clock) }
}

function say(outage: Omit<Outage, 'text'>, rest: { events: number; errors: number }, clock: Clock): string {
  const { name, from, to, events, errors, slowdown, slowest, customers } = outage
  const sameDay = clock.day(from) === clock.day(to)
  const span =
    from === to
      ? clock.when(from)
      : sameDay
        ? `from ${clock.time(from)} to ${clock.time(to)} on ${clock.day(from)}`
        : `from ${clock.moment(from)} to ${clock.moment(to)}`
  const parts: string[] = []
  if (errors !== null) {
    parts.push(
      `${sayShare(errors, events)} of its events failed (${sayCount(errors)} of ${sayCount(events)}), usually ${sayShare(rest.errors, rest.events)}`
    )
  }
  if (slowdown !== null && slowdown >= 1.5) {
    const most = slowest === null ? '' : `, the slowest ${sayDuration(slowest.ms)}`
    parts.push(`it took ${sayTimes(slowdown)} as long as usual${most}`)
  }
  const met = sayPlural(customers.length, 'customer')
  const few =
    customers.length < FEW
      ? ` Only ${met} met it: that cannot tell an outage from one customer's trouble. Ask operations.`
      : ` ${met} met it.`
  return `${name}, ${span}: ${parts.join('; ')}.${few}`
}
