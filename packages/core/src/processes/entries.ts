import type { Traces } from '../log/types.js'
import { hubThreshold } from './hubs.js'

/** A cluster that begins sessions of all kinds, and what speaks for it. */
export interface SharedEntry {
  cluster: number
  /** Sessions that have it, those that begin with it, and those of them that go on to another process. */
  sessions: number
  beginning: number
  leading: number
  /** How much the processes after it differ from all processes: max over processes of (share - f) / (1 - f). */
  score: number
}

/** Fewest sessions from which the rule says anything. */
const FEWEST_SESSIONS = 50
/**
 * Of its sessions at least this share must begin with it, and this share must then go on to another process. Processes
 * that sessions take up in any order cannot have both: with m of them in a session, 1 / m begin it, and 1 - 1 / m are in
 * a session with another.
 */
const BEGINNING = 0.9
const LEADING = 0.5
/** As many processes, in effect (inverse Simpson index), must be led to. */
const DIFFERENT = 3
/** A way in is short; what is longer is a process with which sessions like to begin. */
const MOST_ACTIVITIES = 5
/** Once an entry is set apart, the next one may show behind it. */
const ROUNDS = 3
/** A cluster whose sessions go straight on to one entry in this share is the way into it (welcome, then the main menu). */
const INTO = 0.6

/**
 * Clusters that are no processes but the shared way in (log in, welcome, main menu): they begin nearly all sessions that
 * they are in and lead to many processes, to none of them more than chance has it: the rule by which activities are
 * hubs, on clusters. Activities without a cluster are looked through. There is no such rule for the way out: where
 * processes are woven, the longest of them ends most sessions that it is in.
 *
 * @param labels [activities] cluster of each, or -1
 * @param components [clusters] component (channel) of each: only processes of the same one are compared
 */
export function findEntries(
  traces: Traces,
  labels: Int32Array,
  clusters: number,
  components: Int32Array
): SharedEntry[] {
  const found: SharedEntry[] = []
  const apart = new Uint8Array(clusters)
  const size = new Uint32Array(clusters)
  for (const label of labels) if (label >= 0) size[label]++
  const short = size.map((count) => (count <= MOST_ACTIVITIES ? 1 : 0))
  for (let round = 0; round < ROUNDS; round++) {
    const before = found.length
    const counts = countVisits(traces, labels, clusters, apart)
    for (let c = 0; c < clusters; c++) {
      const entry = short[c] && !apart[c] ? judge(c, counts, components) : null
      if (entry) found.push(entry)
    }
    if (found.length === before) found.push(...findWaysIn(traces, labels, components, apart, short, counts))
    for (const { cluster } of found.slice(before)) apart[cluster] = 1
    if (found.length === before) break
  }
  return found
}

/** A cluster that begins its sessions and leads to one other, which is an entry once the first is looked through: both. */
function findWaysIn(
  traces: Traces,
  labels: Int32Array,
  components: Int32Array,
  apart: Uint8Array,
  short: Uint32Array,
  { sessions, first, then }: VisitCounts
): SharedEntry[] {
  const clusters = components.length
  for (let c = 0; c < clusters; c++) {
    if (!short[c] || apart[c] || sessions[c] < FEWEST_SESSIONS || first[c] < BEGINNING * sessions[c]) continue
    for (let d = 0; d < clusters; d++) {
      const leading = then[c * clusters + d]
      if (!short[d] || leading < INTO * sessions[c] || 2 * sessions[c] < sessions[d]) continue
      const without = apart.slice()
      without[c] = 1
      const behind = judge(d, countVisits(traces, labels, clusters, without), components)
      if (!behind) continue
      const { score } = behind
      return [{ cluster: c, sessions: sessions[c], beginning: first[c], leading, score }, behind]
    }
  }
  return []
}

interface VisitCounts {
  /** [clusters] visits: runs of one cluster, between those of others. */
  visits: Float64Array
  /** [clusters] sessions that have it; that begin with it; and those of them that have other clusters too. */
  sessions: Float64Array
  first: Float64Array
  firstOfSeveral: Float64Array
  /** [clusters x clusters] visits of the column directly after one of the row. */
  then: Float64Array
}

/** Those set apart are looked through like hubs. */
function countVisits(
  { offsets, tokens }: Traces,
  labels: Int32Array,
  clusters: number,
  apart: Uint8Array
): VisitCounts {
  const [visits, sessions, first, firstOfSeveral] = Array.from({ length: 4 }, () => new Float64Array(clusters))
  const then = new Float64Array(clusters * clusters)
  const seen = new Int32Array(clusters).fill(-1)
  for (let s = 0; s + 1 < offsets.length; s++) {
    let start = -1
    let present = -1
    let several = false
    for (let e = offsets[s]; e < offsets[s + 1]; e++) {
      const label = labels[tokens[e]]
      if (label < 0 || apart[label] || label === present) continue
      visits[label]++
      if (seen[label] !== s) sessions[label]++
      seen[label] = s
      if (present < 0) start = label
      else {
        several = true
        then[present * clusters + label]++
      }
      present = label
    }
    if (start < 0) continue
    first[start]++
    if (several) firstOfSeveral[start]++
  }
  return { visits, sessions, first, firstOfSeveral, then }
}

function judge(c: number, counts: VisitCounts, components: Int32Array): SharedEntry | null {
  const clusters = components.length
  const sessions = counts.sessions[c]
  const beginning = counts.first[c]
  const leading = counts.firstOfSeveral[c]
  if (sessions < FEWEST_SESSIONS || beginning < BEGINNING * sessions || leading < LEADING * sessions) return null
  let all = 0
  let others = 0
  for (let d = 0; d < clusters; d++) {
    all += counts.then[c * clusters + d]
    if (d !== c && components[d] === components[c]) others += counts.visits[d]
  }
  let squares = 0
  let score = 0
  for (let d = 0; d < clusters; d++) {
    if (d === c) continue
    const share = counts.then[c * clusters + d] / all
    const usual = components[d] === components[c] ? Math.min(counts.visits[d] / Math.max(others, 1), 0.999) : 0
    squares += share * share
    score = Math.max(score, (share - usual) / (1 - usual))
  }
  if (score >= hubThreshold || 1 / squares < DIFFERENT) return null
  return { cluster: c, sessions, beginning, leading, score }
}
