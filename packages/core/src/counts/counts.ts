import { InputError } from '../errors.js'
import { newFigureKernel } from '../kernel/figures.js'
import { tallyActivities } from '../log/tally.js'
import type { LogData } from '../log/types.js'
import { follows } from '../processes/follows.js'
import { mergeSamples, SAMPLE_STEPS, type SessionSample, sampleSessions } from './session-sample.js'

/** Directly-follows counts: only pairs that occur, ascending by (from, to). */
export interface FollowCounts {
  /** [edges] activity ids */
  from: Uint32Array
  to: Uint32Array
  /** [edges] */
  counts: Float64Array
}

/**
 * What is kept of a log so that it can be forgotten: counts of all events, and a bounded sample of its sessions. Counts
 * of parts of a log add up with {@link mergeCounts}, to the bit, whichever the parts and their order; so those of days,
 * of machines, of files. Plain data: typed arrays and texts, no name of a case.
 *
 * A case (and a session) counts once in each part that it occurs in: cut between cases, or between sessions where only
 * these matter.
 */
export interface Counts {
  format: 'desirepath/counts'
  version: 1
  /** null where nothing was counted. */
  timeKind: 'timestamp' | 'number' | null
  /** Time of the first and the last event: ms since 1970 UTC, or the occurrence number; null where there is none. */
  first: number | null
  last: number | null
  events: number
  sessions: number
  cases: number
  /** Distinct, ascending by UTF-16 units; ids are places in this list. */
  activityNames: readonly string[]
  /** [activities] */
  activityEvents: Float64Array
  /** [activities] distinct sessions and cases that have it */
  activitySessions: Float64Array
  activityCases: Float64Array
  /** [activities] sessions that begin and that end with it */
  starts: Float64Array
  ends: Float64Array
  follows: FollowCounts
  /** What the links between activities are found from. */
  sample: SessionSample
  /** Sessions of more than 10,000 steps: counted, but not in the sample. */
  sessionsTooLong: number
}

/** Counts of nothing: adding them changes nothing. */
export function emptyCounts(): Counts {
  const none = () => new Float64Array(0)
  return {
    format: 'desirepath/counts',
    version: 1,
    timeKind: null,
    first: null,
    last: null,
    events: 0,
    sessions: 0,
    cases: 0,
    activityNames: [],
    activityEvents: none(),
    activitySessions: none(),
    activityCases: none(),
    starts: none(),
    ends: none(),
    follows: { from: new Uint32Array(0), to: new Uint32Array(0), counts: none() },
    sample: {
      number: none(),
      times: none(),
      offsets: new Uint32Array(1),
      tokens: new Uint32Array(0),
      even: 0,
      room: SAMPLE_STEPS
    },
    sessionsTooLong: 0
  }
}

/** Counts one log that is in memory. */
export function countPart(log: LogData, sampleSteps = SAMPLE_STEPS): Counts {
  if (log.activity.length === 0) return emptyCounts()
  const names = log.activityNames
  const n = names.length
  const byName = Uint32Array.from(names, (_, a) => a).sort((a, b) => (names[a] < names[b] ? -1 : 1))
  const rank = new Uint32Array(n)
  byName.forEach((a, place) => {
    rank[a] = place
  })
  const tally = tallyActivities(log)
  const starts = new Float64Array(n)
  const ends = new Float64Array(n)
  const sessions = log.sessionCase.length
  for (let s = 0; s < sessions; s++) {
    starts[rank[log.activity[log.sessionOffsets[s]]]]++
    ends[rank[log.activity[log.sessionOffsets[s + 1] - 1]]]++
  }
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (let i = 0; i < log.time.length; i++) {
    if (log.time[i] < first) first = log.time[i]
    if (log.time[i] > last) last = log.time[i]
  }
  const { sample, tooLong } = sampleSessions(log, rank, sampleSteps)
  const inOrder = (values: Uint32Array) => Float64Array.from(byName, (a) => values[a])
  return {
    ...emptyCounts(),
    timeKind: log.timeKind,
    first,
    last,
    events: log.activity.length,
    sessions,
    cases: log.caseNames.length,
    activityNames: Array.from(byName, (a) => names[a]),
    activityEvents: inOrder(tally.events),
    activitySessions: inOrder(tally.sessions),
    activityCases: inOrder(tally.cases),
    starts,
    ends,
    follows: followCounts(log, tally.events, rank),
    sample,
    sessionsTooLong: tooLong
  }
}

function followCounts(log: LogData, events: Uint32Array, rank: Uint32Array): FollowCounts {
  const { from, to, counts } = follows(newFigureKernel(), log, events, false)
  const order = Uint32Array.from(counts, (_, e) => e).sort(
    (a, b) => rank[from[a]] - rank[from[b]] || rank[to[a]] - rank[to[b]]
  )
  return {
    from: Uint32Array.from(order, (e) => rank[from[e]]),
    to: Uint32Array.from(order, (e) => rank[to[e]]),
    counts: Float64Array.from(order, (e) => counts[e])
  }
}

/**
 * The counts of two parts of a log (days, machines, files) together. Commutative and associative, to the bit.
 *
 * @throws InputError BAD_OPTION where one part is ordered by times and the other by numbers
 */
export function mergeCounts(a: Counts, b: Counts): Counts {
  if (a.timeKind !== null && b.timeKind !== null && a.timeKind !== b.timeKind) throw mixedTimes()
  if (a.timeKind === null) return b
  if (b.timeKind === null) return a
  const { names, ofA, ofB } = mergeNames(a.activityNames, b.activityNames)
  const n = names.length
  const sum = (of: (counts: Counts) => Float64Array) => {
    const total = new Float64Array(n)
    of(a).forEach((value, id) => {
      total[ofA[id]] += value
    })
    of(b).forEach((value, id) => {
      total[ofB[id]] += value
    })
    return total
  }
  return {
    format: 'desirepath/counts',
    version: 1,
    timeKind: a.timeKind,
    first: outermost(Math.min, a.first, b.first),
    last: outermost(Math.max, a.last, b.last),
    events: a.events + b.events,
    sessions: a.sessions + b.sessions,
    cases: a.cases + b.cases,
    activityNames: names,
    activityEvents: sum((counts) => counts.activityEvents),
    activitySessions: sum((counts) => counts.activitySessions),
    activityCases: sum((counts) => counts.activityCases),
    starts: sum((counts) => counts.starts),
    ends: sum((counts) => counts.ends),
    follows: mergeFollows(renumberFollows(a.follows, ofA), renumberFollows(b.follows, ofB)),
    sample: mergeSamples(renumberSample(a.sample, ofA), renumberSample(b.sample, ofB), n),
    sessionsTooLong: a.sessionsTooLong + b.sessionsTooLong
  }
}

export function mixedTimes(): InputError {
  return new InputError(
    'BAD_OPTION',
    'Counts of a log with timestamps and of one that is ordered by numbers cannot be added up.',
    'Count both with the same timestamp column.'
  )
}

function outermost(choose: (a: number, b: number) => number, a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : choose(a, b)
}

/** Both lists (ascending) as one, and where the names of each went: the order within each list stays. */
function mergeNames(a: readonly string[], b: readonly string[]) {
  const names: string[] = []
  const ofA = new Uint32Array(a.length)
  const ofB = new Uint32Array(b.length)
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const fromA = j === b.length || (i < a.length && a[i] <= b[j])
    const fromB = i === a.length || (j < b.length && b[j] <= a[i])
    names.push(fromA ? a[i] : b[j])
    if (fromA) ofA[i++] = names.length - 1
    if (fromB) ofB[j++] = names.length - 1
  }
  return { names, ofA, ofB }
}

function renumberFollows({ from, to, counts }: FollowCounts, of: Uint32Array): FollowCounts {
  return { from: from.map((id) => of[id]), to: to.map((id) => of[id]), counts }
}

function renumberSample(sample: SessionSample, of: Uint32Array): SessionSample {
  return of.every((id, k) => id === k) ? sample : { ...sample, tokens: sample.tokens.map((id) => of[id]) }
}

function mergeFollows(a: FollowCounts, b: FollowCounts): FollowCounts {
  const room = a.counts.length + b.counts.length
  const from = new Uint32Array(room)
  const to = new Uint32Array(room)
  const counts = new Float64Array(room)
  let filled = 0
  for (let i = 0, j = 0; i < a.counts.length || j < b.counts.length; filled++) {
    const order = i === a.counts.length ? 1 : j === b.counts.length ? -1 : a.from[i] - b.from[j] || a.to[i] - b.to[j]
    const [edges, at] = order <= 0 ? [a, i] : [b, j]
    from[filled] = edges.from[at]
    to[filled] = edges.to[at]
    counts[filled] = (order <= 0 ? a.counts[i++] : 0) + (order >= 0 ? b.counts[j++] : 0)
  }
  return { from: from.slice(0, filled), to: to.slice(0, filled), counts: counts.slice(0, filled) }
}
