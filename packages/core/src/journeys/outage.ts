import { checkOptionNames } from '../errors.js'
import { drive, type Steps, type WorkOptions } from '../kernel/work.js'
import { exp, ln } from '../processes/arithmetic.js'
import { wilson } from '../processes/statistics.js'
import { caseOf, isError, type LogIndex } from './index-log.js'
import { Clock, sayCount, sayDuration, sayPlural, sayShare, sayTimes } from './say.js'
import { binomialTail, chiSquaredTail, lnChiSquaredTail } from './tails.js'

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

/** {@link findOutagesInSteps} as a promise. @throws InputError UNKNOWN_OPTION, BAD_OPTION, ABORTED */
export function findOutages(index: LogIndex, options: OutageOptions & WorkOptions = {}): Promise<Outage[]> {
  return drive('outages', findOutagesInSteps(index, options), options)
}

/**
 * How many windows could have been a finding at all (Tarone 1990): one or two events can never be as unlikely as a
 * correction for so many windows asks for, and are not counted against those that can.
 */
class Attainable {
  // By the whole part of -4 ln of the least chance that a window could have had.
  readonly #counts = new Float64Array(2048)

  add(lnLeast: number): void {
    this.#counts[Math.max(0, Math.min(2047, Math.floor(-4 * lnLeast)))]++
  }

  /** The smallest K for which no more than K windows can reach level / K. */
  tests(level: number): number {
    let able = 0
    let most = 1
    for (let bin = 2047; bin >= 0; bin--) {
      // Windows of this bin reach level / K for all K up to level / their chance.
      const reach = level * exp((bin + 1) / 4)
      if (reach < 1 || able >= reach) break
      able += this.#counts[bin]
      most = Math.max(most, Math.min(able, reach))
    }
    return Math.ceil(most)
  }
}

interface Groups {
  /** [activities] group, or -1 */
  of: Int32Array
  names: string[]
  kind: 'process' | 'activity'
}

interface Window {
  /** The group, or that of the whole log: one past the last. */
  group: number
  from: number
  to: number
  by: Outage['by']
  p: number
}

function groupsOf({ log, processes }: LogIndex): Groups {
  if (processes === null) {
    return { of: Int32Array.from(log.activityNames.keys()), names: [...log.activityNames], kind: 'activity' }
  }
  return { of: processes.labels, names: processes.processes.map(({ name }) => name), kind: 'process' }
}

/** Logarithm of each event's duration over its step's median (NaN where unknown), and the share of events above it. */
interface Ratios {
  each: Float64Array
  /** -2 ln of the share of all events at or above an event's ratio: Fisher's summand. */
  surprise: Float64Array
  /** The most that one event can add. */
  most: number
}

const BINS = 4096
const [LEAST, MOST] = [-4, 12] // e^-4 to e^12 times the median

function* waitRatios({ log, details, usual }: LogIndex): Steps<Ratios> {
  const n = log.activity.length
  const each = new Float64Array(n)
  const bins = new Uint32Array(BINS + 1)
  const binOf = (ratio: number) =>
    Math.max(0, Math.min(BINS - 1, Math.floor(((ratio - LEAST) / (MOST - LEAST)) * BINS)))
  let known = 0
  for (let i = 0; i < n; i++) {
    const ms = details.durationMs(i)
    const median = usual.duration[log.activity[i]]?.median ?? 0
    each[i] = ms === null || median <= 0 ? Number.NaN : ln(Math.max(ms, median * 1e-6) / median)
    if (!Number.isNaN(each[i])) {
      bins[binOf(each[i])]++
      known++
    }
    if (i % (1 << 17) === 0) yield (0.2 * i) / n
  }
  for (let b = BINS - 1; b >= 0; b--) bins[b] += bins[b + 1]
  const surpriseOf = Float64Array.from(bins, (above) => -2 * ln(Math.max(above, 1) / Math.max(known, 1)))
  const surprise = each.map((ratio) => (Number.isNaN(ratio) ? Number.NaN : surpriseOf[binOf(ratio)]))
  return { each, surprise, most: 2 * ln(Math.max(known, 1)) }
}

/** All windows of one length, by group and for the whole log, with their chance. */
function* scan(
  index: LogIndex,
  groups: Groups,
  ratios: Ratios | null,
  widthMs: number,
  attainable: Attainable,
  done: number
): Steps<Window[]> {
  const { log, byTime, details } = index
  const whole = groups.names.length
  const totals = Array.from({ length: whole + 1 }, () => ({ events: 0, errors: 0 }))
  log.activityNames.forEach((_, a) => {
    for (const g of [groups.of[a], whole]) {
      if (g < 0) continue
      totals[g].events += index.eventsOf[a]
      totals[g].errors += index.errorsOf[a]
    }
  })
  const now = Array.from({ length: whole + 1 }, () => ({ slot: -1, events: 0, errors: 0, timed: 0, surprise: 0 }))
  const windows: Window[] = []
  const most = ratios?.most ?? 0
  const close = (group: number) => {
    const { slot, events, errors, timed, surprise } = now[group]
    const [from, to] = [slot * widthMs, (slot + 1) * widthMs]
    if (details.has.status) {
      const total = totals[group]
      // Half an error is added so that what never failed elsewhere has a rate.
      const rate = (total.errors - errors + 0.5) / (total.events - events + 1)
      attainable.add(events * ln(rate))
      if (errors >= 2 && errors > 2 * rate * events)
        windows.push({ group, from, to, by: 'errors', p: binomialTail(errors, events, rate) })
    }
    if (timed > 0) {
      attainable.add(lnChiSquaredTail(timed * most, timed))
      if (surprise > 2 * timed + 12) windows.push({ group, from, to, by: 'waits', p: chiSquaredTail(surprise, timed) })
    }
  }
  for (let k = 0; k < byTime.length; k++) {
    const event = byTime[k]
    const slot = Math.floor(log.time[event] / widthMs)
    const own = groups.of[log.activity[event]]
    const error = isError(index, event)
    const surprise = ratios === null ? Number.NaN : ratios.surprise[event]
    for (let turn = own < 0 ? 1 : 0; turn < 2; turn++) {
      const group = turn === 0 ? own : whole
      const state = now[group]
      if (state.slot !== slot) {
        if (state.slot >= 0) close(group)
        state.slot = slot
        state.events = state.errors = state.timed = state.surprise = 0
      }
      state.events++
      if (error) state.errors++
      if (!Number.isNaN(surprise)) {
        state.timed++
        state.surprise += surprise
      }
    }
    if (k % (1 << 16) === 0) yield 0.2 + 0.8 * done
  }
  now.forEach(({ slot }, group) => {
    if (slot >= 0) close(group)
  })
  return windows
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
  for (const event of windowEvents(index, window)) {
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

function windowEvents(index: LogIndex, { from, to }: Window): Uint32Array {
  const { log, byTime } = index
  const place = (moment: number) => {
    let [low, high] = [0, byTime.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (log.time[byTime[middle]] < moment) low = middle + 1
      else high = middle
    }
    return low
  }
  return byTime.subarray(place(from), place(to))
}

function say(outage: Omit<Outage, 'text'>, rest: { events: number; errors: number }, clock: Clock): string {
  const { name, from, to, events, errors, slowdown, slowest, customers } = outage
  const span = from === to ? clock.when(from) : `from ${clock.time(from)} to ${clock.moment(to)}`
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
