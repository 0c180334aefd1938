import { sortByTime } from '../journeys/time-order.js'
import { part, runNow, type Steps } from '../kernel/work.js'
import type { LogData } from '../log/types.js'
import { botLimits, histogramOf, type Sequences } from './sequences.js'
import { sessionsThatStay } from './thin-sequences.js'

/** The sequences that learned links rests on, and what was left out on the way. */
export interface LinkSequences {
  sequences: Sequences
  /** Sessions left out as bots. */
  bots: number
  /** Sessions of people, those included that the links can do without. */
  people: number
  /** Steps of their sessions. */
  peopleSteps: number
  /** [activities] share of the steps of all sessions that repeat the step before, which sequences leave out. */
  repeats(): Float64Array
}

const SLICE = 1 << 17

/**
 * Of `withoutBots` of `chronologicalSequences` of a log what learned links needs, without the sequences in between: of a large
 * log two passes over its events and some 20 bytes a session, instead of 20 bytes an event.
 */
export function* linkSequencesInSteps(
  log: Pick<LogData, 'activity' | 'time' | 'sessionOffsets' | 'activityNames'>
): Steps<LinkSequences> {
  const { activity, time, sessionOffsets } = log
  const activities = log.activityNames.length
  const sessions = sessionOffsets.length - 1
  const seen = new Int32Array(activities).fill(-1)
  const measures: Measures = {
    steps: new Uint32Array(sessions),
    distinct: new Uint32Array(sessions),
    having: new Uint32Array(activities),
    repeated: new Uint32Array(activities),
    seen
  }
  const { steps, distinct, having, repeated } = measures
  const measureSome = (from: number, to: number): void => {
    for (let s = from; s < to; s++) measure(activity, sessionOffsets[s], sessionOffsets[s + 1], s, measures)
  }
  yield* inSlices(sessionOffsets, measureSome, 0, 0.5)

  const limits = botLimits({ events: histogramOfMany(steps), distinct: histogramOfMany(distinct) })
  let people = 0
  let events = 0
  const isPerson = new Uint8Array(sessions)
  const starts = new Float64Array(sessions)
  const tell = (): void => {
    for (let s = 0; s < sessions; s++) {
      starts[s] = time[sessionOffsets[s]] + 0 // -0 and 0 are one time
      if (steps[s] === 0) continue
      if (steps[s] <= limits.events && distinct[s] <= limits.distinct) {
        isPerson[s] = 1
        people++
        events += steps[s]
      } else {
        for (let e = sessionOffsets[s]; e < sessionOffsets[s + 1]; e++) {
          if (seen[activity[e]] === -2 - s) continue
          seen[activity[e]] = -2 - s
          having[activity[e]]--
        }
      }
    }
  }
  tell()
  const bots = sessions - people
  yield 0.55

  const order = keepPeople(runNow(sortByTime(starts)), isPerson, people)
  yield 0.6
  const all = { offsets: sessionOffsets, tokens: activity, activities }
  const stay = yield* part(0.6, 0.9, sessionsThatStay(all, order, having, events))
  const take = (): Sequences => {
    const kept = stay.length
    let keptSteps = 0
    for (let k = 0; k < kept; k++) keptSteps += steps[stay[k]]
    const tokens = new Uint32Array(keptSteps)
    const offsets = new Uint32Array(kept + 1)
    const times = new Float64Array(kept)
    let filled = 0
    for (let k = 0; k < kept; k++) {
      const s = stay[k]
      times[k] = time[sessionOffsets[s]]
      let previous = -1
      for (let e = sessionOffsets[s]; e < sessionOffsets[s + 1]; e++) {
        if (activity[e] !== previous) tokens[filled++] = activity[e]
        previous = activity[e]
      }
      offsets[k + 1] = filled
    }
    return { activities, offsets, tokens, times }
  }
  const sequences = take()
  yield 1
  const repeats = (): Float64Array => {
    const all = new Uint32Array(activities)
    for (let e = 0; e < activity.length; e++) all[activity[e]]++
    return Float64Array.from(all, (count, a) => (count > 0 ? 1 - (count - repeated[a]) / count : 0))
  }
  return { sequences, bots, people, peopleSteps: events, repeats }
}

interface Measures {
  /** [sessions] repeats collapsed */
  steps: Uint32Array
  /** [sessions] */
  distinct: Uint32Array
  /** [activities] sessions with each */
  having: Uint32Array
  /** [activities] steps that repeat the step before */
  repeated: Uint32Array
  /** [activities] the last session with each, -1 at first */
  seen: Int32Array
}

/** The events from `begin` to `end`, which are session s. */
function measure(
  activity: Uint32Array,
  begin: number,
  end: number,
  s: number,
  { steps, distinct, having, repeated, seen }: Measures
): void {
  let different = 0
  let again = 0
  let previous = -1
  for (let e = begin; e < end; e++) {
    const a = activity[e]
    if (seen[a] !== s) {
      seen[a] = s
      having[a]++
      different++
    } else if (a === previous) {
      repeated[a]++
      again++
    }
    previous = a
  }
  steps[s] = end - begin - again
  distinct[s] = different
}

function keepPeople(order: Uint32Array, isPerson: Uint8Array, people: number): Uint32Array {
  if (people === order.length) return order
  const kept = new Uint32Array(people)
  for (let i = 0, k = 0; i < order.length; i++) if (isPerson[order[i]] === 1) kept[k++] = order[i]
  return kept
}

/** {@link linkSequencesInSteps} without pauses. */
export function linkSequences(
  log: Pick<LogData, 'activity' | 'time' | 'sessionOffsets' | 'activityNames'>
): LinkSequences {
  return runNow(linkSequencesInSteps(log))
}

function* inSlices(
  offsets: Uint32Array,
  work: (from: number, to: number) => void,
  from: number,
  to: number
): Steps<void> {
  const sessions = offsets.length - 1
  const endAfter = (s: number): number => {
    let last = s + 1
    while (last < sessions && offsets[last] - offsets[s] < SLICE) last++
    return last
  }
  for (let s = 0; s < sessions; ) {
    const last = endAfter(s)
    work(s, last)
    s = last
    yield from + ((to - from) * s) / sessions
  }
}

/** How many sessions have each value; 0 is not counted. */
function histogramOfMany(values: Uint32Array) {
  let most = 0
  for (let s = 0; s < values.length; s++) most = Math.max(most, values[s])
  const times = new Uint32Array(most + 1)
  for (let s = 0; s < values.length; s++) times[values[s]]++
  const counts = new Map<number, number>()
  times.forEach((count, value) => {
    if (value > 0 && count > 0) counts.set(value, count)
  })
  return histogramOf(counts)
}
