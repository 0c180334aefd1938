import type { LogData, Traces } from '../log/types.js'
import { exp, ln } from './arithmetic.js'

/** Sessions as learned links sees them: chronological, repeats collapsed. CSR, with the time of each session. */
export interface Sequences extends Traces {
  /** [sessions] time of the first event: ms since 1970 UTC, or the occurrence number. Ascending. */
  readonly times: Float64Array
}

/** The sessions of a log in the order of their first event (ties by index), with immediate repeats collapsed. */
export function chronologicalSequences(
  log: Pick<LogData, 'activity' | 'time' | 'sessionOffsets' | 'activityNames'>
): Sequences {
  const sessions = log.sessionOffsets.length - 1
  const order = new Uint32Array(sessions)
  const start = new Float64Array(sessions)
  for (let s = 0; s < sessions; s++) {
    order[s] = s
    start[s] = log.time[log.sessionOffsets[s]]
  }
  order.sort((a, b) => start[a] - start[b] || a - b)
  const tokens = new Uint32Array(log.activity.length)
  const offsets = new Uint32Array(sessions + 1)
  const times = new Float64Array(sessions)
  let filled = 0
  for (let k = 0; k < sessions; k++) {
    const s = order[k]
    times[k] = start[s]
    let previous = -1
    for (let e = log.sessionOffsets[s]; e < log.sessionOffsets[s + 1]; e++) {
      const activity = log.activity[e]
      if (activity !== previous) tokens[filled++] = activity
      previous = activity
    }
    offsets[k + 1] = filled
  }
  return { offsets, tokens: tokens.slice(0, filled), activities: log.activityNames.length, times }
}

/** How many sessions have each length: `counts[i]` sessions of `values[i]` (ascending). Adds up over parts of a log. */
export interface Histogram {
  values: Uint32Array
  counts: Float64Array
}

/** Lengths of sessions in events and in distinct activities; what the bot limits are made of. */
export interface SessionLengths {
  events: Histogram
  distinct: Histogram
}

/** Sessions longer than this, in either sense, are left out of the evidence. */
export interface BotLimits {
  events: number
  distinct: number
}

export function measureLengths(traces: Traces): SessionLengths {
  const sessions = traces.offsets.length - 1
  const events = new Map<number, number>()
  const distinct = new Map<number, number>()
  const seen = new Int32Array(traces.activities).fill(-1)
  for (let s = 0; s < sessions; s++) {
    let different = 0
    for (let e = traces.offsets[s]; e < traces.offsets[s + 1]; e++) {
      if (seen[traces.tokens[e]] === s) continue
      seen[traces.tokens[e]] = s
      different++
    }
    const length = traces.offsets[s + 1] - traces.offsets[s]
    if (length === 0) continue
    events.set(length, (events.get(length) ?? 0) + 1)
    distinct.set(different, (distinct.get(different) ?? 0) + 1)
  }
  return { events: histogramOf(events), distinct: histogramOf(distinct) }
}

/** A histogram of counts by value. */
export function histogramOf(counts: Map<number, number>): Histogram {
  const values = Uint32Array.from(counts.keys()).sort()
  return { values, counts: Float64Array.from(values, (value) => counts.get(value) ?? 0) }
}

/**
 * Where bots begin: more events than max(150, exp(q3 + 3 max(q3 - q1, .5))) of the logarithms of the lengths, or more
 * distinct activities than twice the 95th percentile and 10.
 */
export function botLimits(lengths: SessionLengths): BotLimits {
  const q1 = quantile(lengths.events, 0.25, ln)
  const q3 = quantile(lengths.events, 0.75, ln)
  return {
    events: Math.max(150, exp(q3 + 3 * Math.max(q3 - q1, 0.5))),
    distinct: 2 * quantile(lengths.distinct, 0.95, (value) => value) + 10
  }
}

/** Quantile with linear interpolation (type 7) of the transformed values. NaN for an empty histogram. */
function quantile(histogram: Histogram, share: number, transform: (value: number) => number): number {
  let total = 0
  for (const count of histogram.counts) total += count
  const position = share * (total - 1)
  const below = Math.floor(position)
  const at = (rank: number): number => {
    let passed = 0
    for (let i = 0; i < histogram.values.length; i++) {
      passed += histogram.counts[i]
      if (rank < passed) return transform(histogram.values[i])
    }
    return transform(histogram.values[histogram.values.length - 1])
  }
  return at(below) + (position - below) * (at(Math.min(below + 1, total - 1)) - at(below))
}

/** The sequences within the limits, and how many were left out. */
export function withoutBots(sequences: Sequences, limits: BotLimits): { sequences: Sequences; left: number } {
  const sessions = sequences.offsets.length - 1
  const seen = new Int32Array(sequences.activities).fill(-1)
  const keep = new Uint8Array(sessions)
  let kept = 0
  for (let s = 0; s < sessions; s++) {
    const length = sequences.offsets[s + 1] - sequences.offsets[s]
    let different = 0
    for (let e = sequences.offsets[s]; e < sequences.offsets[s + 1]; e++) {
      if (seen[sequences.tokens[e]] === s) continue
      seen[sequences.tokens[e]] = s
      different++
    }
    if (length > 0 && length <= limits.events && different <= limits.distinct) {
      keep[s] = 1
      kept++
    }
  }
  if (kept === sessions) return { sequences, left: 0 }
  const offsets = new Uint32Array(kept + 1)
  const times = new Float64Array(kept)
  const tokens = new Uint32Array(sequences.tokens.length)
  let filled = 0
  let k = 0
  for (let s = 0; s < sessions; s++) {
    if (!keep[s]) continue
    const part = sequences.tokens.subarray(sequences.offsets[s], sequences.offsets[s + 1])
    tokens.set(part, filled)
    filled += part.length
    times[k++] = sequences.times[s]
    offsets[k] = filled
  }
  const left = sessions - kept
  return { sequences: { offsets, tokens: tokens.slice(0, filled), activities: sequences.activities, times }, left }
}

/**
 * The sequences of the activities in `ids` only, renumbered 0 .. ids.length - 1 in the order given, repeats collapsed
 * again, empty sessions left out. `every` = 4 takes every fourth session only, evenly over time.
 */
export function restrictSequences(sequences: Sequences, ids: Uint32Array, every = 1): Sequences {
  const renumber = new Int32Array(sequences.activities).fill(-1)
  ids.forEach((id, i) => {
    renumber[id] = i
  })
  const sessions = sequences.offsets.length - 1
  const tokens = new Uint32Array(sequences.tokens.length)
  const offsets = new Uint32Array(sessions + 1)
  const times = new Float64Array(sessions)
  let filled = 0
  let kept = 0
  for (let s = 0; s < sessions; s += every) {
    const from = filled
    let previous = -1
    for (let e = sequences.offsets[s]; e < sequences.offsets[s + 1]; e++) {
      const id = renumber[sequences.tokens[e]]
      if (id < 0 || id === previous) continue
      tokens[filled++] = id
      previous = id
    }
    if (filled === from) continue
    times[kept++] = sequences.times[s]
    offsets[kept] = filled
  }
  return {
    offsets: offsets.slice(0, kept + 1),
    tokens: tokens.slice(0, filled),
    activities: ids.length,
    times: times.slice(0, kept)
  }
}
