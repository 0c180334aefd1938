import { InputError } from '../errors.js'
import { parseDuration } from '../log/duration.js'
import { checkOptionNames } from '../suggest.js'
import { eventsBetween, type LogIndex } from './index-log.js'
import { Clock, sayCount, sayDuration, sayShare, sayTimes } from './say.js'
import { type Usual, usualOf } from './usual-of.js'

export interface ClaimOptions {
  /** What the customer says it took: ms, or `20min`. */
  claimed?: number | string
  /** Zone of the hour compared with. Default UTC. */
  timeZone?: string
}

/** One figure against those of everybody at the same step. */
export interface Claim {
  event: number
  activity: string
  claimedMs: number | null
  /** Null where the log does not know it. */
  loggedMs: number | null
  /** Everybody at this step over the whole log, and in the same hour of the same day; null where nothing is known. */
  everybody: Usual | null
  thatHour: (Usual & { from: number; to: number }) | null
  /** How many known durations of the whole log are below the logged one, and how many there are. */
  below: number
  of: number
  histogram: { edgesMs: number[]; counts: number[] } | null
  /** One or two sentences. */
  verdict: string
}

const HOUR = 3_600_000
const ENOUGH = 20

/**
 * What a customer says of a wait against the log: the event's own duration, the median and 95th percentile of everybody
 * at that step, and of those in the same hour.
 *
 * @throws InputError BAD_OPTION
 */
export function claimCheck(index: LogIndex, event: number, options: ClaimOptions = {}): Claim {
  checkOptionNames(options, ['claimed', 'timeZone'], 'claimCheck')
  const { log, details } = index
  if (!Number.isInteger(event) || event < 0 || event >= log.activity.length) {
    throw new InputError(
      'BAD_OPTION',
      `There is no event ${event}.`,
      `The log's events are 0 to ${log.activity.length - 1}.`
    )
  }
  const activity = log.activity[event]
  const claimedMs = options.claimed === undefined ? null : parseDuration(options.claimed, 'claimed')
  const loggedMs = details.durationMs(event)
  const known: number[] = []
  for (let i = 0; i < log.activity.length; i++) {
    if (log.activity[i] !== activity) continue
    const ms = details.durationMs(i)
    if (ms !== null) known.push(ms)
  }
  const values = Float64Array.from(known)
  const everybody = usualOf(values)
  const claim = {
    event,
    activity: log.activityNames[activity],
    claimedMs,
    loggedMs,
    everybody,
    thatHour: hourOf(index, event, options.timeZone),
    below: loggedMs === null ? 0 : known.filter((ms) => ms < loggedMs).length,
    of: known.length,
    histogram: histogramOf(values)
  }
  return { ...claim, verdict: verdictOf(claim) }
}

function hourOf(index: LogIndex, event: number, timeZone: string | undefined): Claim['thatHour'] {
  const { log, details } = index
  if (log.timeKind === 'number') return null
  // Zones may be off by half an hour from UTC: the hour is cut where its own minutes are 0.
  const text = new Clock(log.timeKind, timeZone).time(log.time[event])
  const into = Number(text.slice(3, 5)) * 60_000 + Number(text.slice(6, 8)) * 1000
  const from = Math.floor(log.time[event] / 1000) * 1000 - into
  const known: number[] = []
  for (const other of eventsBetween(index, from, from + HOUR)) {
    if (log.activity[other] !== log.activity[event]) continue
    const ms = details.durationMs(other)
    if (ms !== null) known.push(ms)
  }
  const usual = usualOf(Float64Array.from(known))
  return usual === null ? null : { ...usual, from, to: from + HOUR }
}

// Ten bins to each power of ten: durations spread over many.
function histogramOf(ascending: Float64Array): Claim['histogram'] {
  const positive = ascending.filter((ms) => ms > 0)
  if (positive.length === 0) return null
  const edges: number[] = []
  const steps = [1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 8]
  const [least, most] = [positive[0], positive[positive.length - 1]]
  let power = 1
  while (power > least) power /= 10
  while (power * 10 <= least) power *= 10
  for (let k = 0; edges.length === 0 || edges[edges.length - 1] <= most; k++) {
    const edge = power * 10 ** Math.floor(k / 10) * steps[k % 10]
    if (edge <= least) edges.length = 0
    edges.push(edge)
  }
  const counts = new Array<number>(edges.length - 1).fill(0)
  let bin = 0
  for (const ms of positive) {
    while (ms >= edges[bin + 1]) bin++
    counts[bin]++
  }
  return { edgesMs: edges, counts }
}

function verdictOf({ claimedMs, loggedMs, everybody, thatHour, below, of }: Omit<Claim, 'verdict'>): string {
  if (loggedMs === null)
    return 'The log does not say how long this step took: the claim can neither be confirmed nor denied.'
  const said = claimedMs === null ? '' : agrees(claimedMs, loggedMs)
  if (everybody === null || of < 2)
    return `${said}It took ${sayDuration(loggedMs)}; nobody else is there to compare with.`
  const few = of < ENOUGH ? ` There are only ${of} to compare with.` : ''
  const factor = loggedMs / Math.max(everybody.median, 1)
  let rank: string
  if (loggedMs >= everybody.max) rank = `the slowest of ${sayCount(of)}: ${sayTimes(factor)} the median`
  else if (loggedMs > everybody.p95)
    rank = `slower than ${sayShare(below, of)} of ${sayCount(of)}: ${sayTimes(factor)} the median`
  else
    rank = `within the usual: the median of ${sayCount(of)} is ${sayDuration(everybody.median)}, the 95th percentile ${sayDuration(everybody.p95)}`
  const real = loggedMs > everybody.p95 ? ' The wait was real.' : ''
  let hour = ''
  if (thatHour !== null && thatHour.n >= 5 && thatHour.median >= 2 * everybody.median) {
    hour = ` In that hour it was slow for everybody: median ${sayDuration(thatHour.median)} of ${sayCount(thatHour.n)}.`
  }
  return `${said}${claimedMs === null ? 'It took' : 'The log says'} ${sayDuration(loggedMs)}, ${rank}.${real}${hour}${few}`
}

/** A figure within half and double of the logged one is as good as memory gets. */
function agrees(claimedMs: number, loggedMs: number): string {
  const factor = claimedMs / Math.max(loggedMs, 1)
  if (factor >= 0.5 && factor <= 2) return `About as the customer says (${sayDuration(claimedMs)}). `
  return `Not ${sayDuration(claimedMs)}. `
}
