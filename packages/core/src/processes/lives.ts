import type { Traces } from '../log/types.js'
import type { Lifetimes } from './lifetimes.js'

/** Most buckets of time; the width doubles until they suffice. */
const MOST_BUCKETS = 128
/** Fewest sessions from which a lifetime is read. */
const FEWEST = 10

/**
 * In how many sessions each activity occurs, by time: what lifetimes are made of where a log is counted in parts. The
 * buckets lie on a fixed grid (bucket k holds times from k x width), so that parts add up.
 */
export interface Lives {
  /** A power of two, in ms (or in occurrence numbers). */
  width: number
  /** Number of the first bucket on the grid. */
  first: number
  /** [buckets] sessions that began in each. */
  sessions: Float64Array
  /** [activities x buckets] row-major: those of them that have the activity. */
  having: Uint32Array
}

/** @param times [sessions] time of the first event of each session */
export function countLives(traces: Traces, times: Float64Array): Lives {
  let from = Number.POSITIVE_INFINITY
  let to = Number.NEGATIVE_INFINITY
  for (const time of times) {
    from = Math.min(from, time)
    to = Math.max(to, time)
  }
  if (times.length === 0) from = to = 0
  const width = widthFor(1, from, to)
  const first = Math.floor(from / width)
  const buckets = Math.floor(to / width) - first + 1
  const sessions = new Float64Array(buckets)
  const having = new Uint32Array(traces.activities * buckets)
  const seen = new Int32Array(traces.activities).fill(-1)
  for (let s = 0; s + 1 < traces.offsets.length; s++) {
    const bucket = Math.floor(times[s] / width) - first
    sessions[bucket]++
    for (let e = traces.offsets[s]; e < traces.offsets[s + 1]; e++) {
      if (seen[traces.tokens[e]] === s) continue
      seen[traces.tokens[e]] = s
      having[traces.tokens[e] * buckets + bucket]++
    }
  }
  return { width, first, sessions, having }
}

/** Both parts on the grid of the coarser one, coarsened further where their common span asks for it. */
export function mergeLives(a: Lives, b: Lives, activities: number): Lives {
  const end = (lives: Lives) => (lives.first + lives.sessions.length) * lives.width - lives.width / 2
  const from = Math.min(a.first * a.width, b.first * b.width)
  const to = Math.max(end(a), end(b))
  const width = widthFor(Math.max(a.width, b.width), from, to)
  const first = Math.floor(from / width)
  const buckets = Math.floor(to / width) - first + 1
  const sessions = new Float64Array(buckets)
  const having = new Uint32Array(activities * buckets)
  for (const part of [a, b]) {
    const own = part.sessions.length
    for (let k = 0; k < own; k++) {
      const bucket = Math.floor(((part.first + k) * part.width) / width) - first
      sessions[bucket] += part.sessions[k]
      for (let i = 0; i < activities; i++) having[i * buckets + bucket] += part.having[i * own + k]
    }
  }
  return { width, first, sessions, having }
}

/** Lifetimes as `sessionLifetimes` makes them, to the width of a bucket: in shares of all sessions. */
export function lifetimesOf({ sessions, having }: Lives, activities: number): Lifetimes {
  const buckets = sessions.length
  const before = new Float64Array(buckets + 1)
  for (let k = 0; k < buckets; k++) before[k + 1] = before[k] + sessions[k]
  const all = Math.max(1, before[buckets])
  const from = new Float64Array(activities)
  const to = new Float64Array(activities)
  const known = new Uint8Array(activities)
  for (let i = 0; i < activities; i++) {
    const row = having.subarray(i * buckets, (i + 1) * buckets)
    let count = 0
    for (const value of row) count += value
    known[i] = count >= FEWEST ? 1 : 0
    const at = (share: number): number => {
      const rank = Math.floor(share * Math.max(count - 1, 0))
      let passed = 0
      for (let k = 0; k < buckets; k++) {
        // Within a bucket the sessions that have the activity are taken to be spread evenly.
        if (rank < passed + row[k]) return (before[k] + (sessions[k] * (rank - passed + 0.5)) / row[k]) / all
        passed += row[k]
      }
      return 0
    }
    from[i] = at(0.02)
    to[i] = Math.max(at(0.98), from[i] + 1e-3)
  }
  return { from, to, known }
}

function widthFor(least: number, from: number, to: number): number {
  let width = least
  while (Math.floor(to / width) - Math.floor(from / width) >= MOST_BUCKETS) width *= 2
  return width
}
