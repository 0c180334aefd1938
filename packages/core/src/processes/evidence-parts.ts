import type { Evidence } from './evidence.js'
import { PairColumns } from './evidence-columns.js'
import { type HubScores, hubsByEntropy, neighbourEntropy, scoreHubs } from './hubs.js'

/** Directly-follows counts of evidence as rows in both directions: A[i][j] for every pair that has any. */
interface FollowRows {
  offsets: Uint32Array
  columns: Uint32Array
  forth: Float64Array
  back: Float64Array
}

/** So many activities that were set apart are looked through in a row. */
const LOOK_THROUGH = 4

/**
 * The evidence of the activities in `ids` (ascending) by themselves, renumbered: as if the others had never been
 * recorded. Sessions, order and tightness stay as counted; directly-follows counts run through the activities that are
 * left out, step by step in proportion; windows and `near` stay as counted with the others in between.
 */
export function restrictEvidence(evidence: Evidence, ids: Uint32Array): Evidence {
  const n = evidence.activities
  if (ids.length === n) return evidence
  const renumber = new Int32Array(n).fill(-1)
  ids.forEach((id, k) => {
    renumber[id] = k
  })
  const { pairs, documents } = evidence
  const apart = Uint8Array.from(renumber, (k) => (k < 0 ? 1 : 0))
  const rows = followRows(evidence)
  const through = new Float64Array(n)
  const columns = new PairColumns(ids.length)
  const { row } = columns
  // Rows of follows (i then j) and precedes (j then i) are made one at a time; those of lower partners wait here.
  const waiting: Map<number, number>[] = Array.from({ length: ids.length }, () => new Map())
  ids.forEach((id, k) => {
    for (let p = pairs.offsets[id]; p < pairs.offsets[id + 1]; p++) {
      const other = renumber[pairs.partner[p]]
      if (other < 0) continue
      columns.touch(other)
      row.session[other] = pairs.session[p]
      row.window32[other] = pairs.window32[p]
      row.window16[other] = pairs.window16[p]
      row.window8[other] = pairs.window8[p]
      row.near[other] = pairs.near[p]
      row.before[other] = pairs.before[p]
      row.after[other] = pairs.after[p]
      row.tight[other] = pairs.tight[p]
    }
    followThrough(rows, evidence.steps, apart, id, 'forth', through)
    for (let j = 0; j < n; j++) {
      const other = renumber[j]
      const count = Math.round(through[j])
      if (other < 0 || other === k || count === 0) continue
      if (other < k) waiting[other].set(k, count)
      // Only pairs that share a session can follow one another; rounding keeps stray ones out.
      else if (row.session[other] > 0) row.follows[other] = count
    }
    columns.endRow(k)
  })
  const restricted = columns.finish()
  for (let k = 0; k < ids.length; k++) {
    for (let p = restricted.offsets[k]; p < restricted.offsets[k + 1]; p++) {
      restricted.precedes[p] = waiting[k].get(restricted.partner[p]) ?? 0
    }
  }
  const pick = (values: Float64Array) => Float64Array.from(ids, (id) => values[id])
  const pickDocuments = (key: keyof Evidence['documents']) => ({
    count: documents[key].count,
    having: pick(documents[key].having)
  })
  const having = pick(documents.session.having)
  let all = 0
  for (const value of documents.session.having) all += value
  let kept = 0
  for (const value of having) kept += value
  return {
    version: 1,
    activities: ids.length,
    sessions: evidence.sessions,
    distinct: all > 0 ? Math.round((evidence.distinct * kept) / all) : 0,
    steps: pick(evidence.steps),
    documents: {
      session: pickDocuments('session'),
      window32: pickDocuments('window32'),
      window16: pickDocuments('window16'),
      window8: pickDocuments('window8')
    },
    pairs: restricted,
    lives: null
  }
}

/** `firstHubs` from counts: the same result. */
export function firstHubsOf(evidence: Evidence): Uint8Array {
  const { offsets, forth, back } = followRows(evidence)
  const entropy = Float64Array.from({ length: evidence.activities }, (_, i) =>
    neighbourEntropy(forth.subarray(offsets[i], offsets[i + 1]).map((value, p) => value + back[offsets[i] + p]))
  )
  return hubsByEntropy(entropy, evidence.steps)
}

/** `findHubs` from counts: neighbours beyond hubs are estimated step by step in proportion. */
export function hubScoresOf(evidence: Evidence, clusters: Int32Array, hubs: Uint8Array): HubScores {
  const n = evidence.activities
  const rows = followRows(evidence)
  const reached = new Float64Array(n)
  return scoreHubs(evidence.steps, clusters, hubs, (i, forth, row) => {
    const border = followThrough(rows, evidence.steps, hubs, i, forth ? 'forth' : 'back', reached)
    for (let j = 0; j < n; j++) if (reached[j] > 0 && j !== i) row.add(clusters[j], reached[j])
    row.add(-1, border)
  })
}

/**
 * Where the steps after (before) activity i lead when activities set apart are looked through: counts by activity in
 * `out`; returns how often the session's border comes first.
 */
function followThrough(
  rows: FollowRows,
  steps: Float64Array,
  apart: Uint8Array,
  i: number,
  direction: 'forth' | 'back',
  out: Float64Array
): number {
  const counts = direction === 'forth' ? rows.forth : rows.back
  out.fill(0)
  let border = 0
  let from = new Map<number, number>([[i, steps[i]]])
  for (let depth = 0; depth < LOOK_THROUGH && from.size > 0; depth++) {
    const next = new Map<number, number>()
    for (const [at, weight] of from) {
      const scale = weight / Math.max(steps[at], 1)
      let left = weight
      for (let p = rows.offsets[at]; p < rows.offsets[at + 1]; p++) {
        if (counts[p] === 0) continue
        const j = rows.columns[p]
        const passing = counts[p] * scale
        left -= passing
        if (apart[j]) next.set(j, (next.get(j) ?? 0) + passing)
        else out[j] += passing
      }
      border += Math.max(0, left)
    }
    from = next
  }
  return border
}

function followRows(evidence: Evidence): FollowRows {
  const { offsets: upper, partner, follows, precedes } = evidence.pairs
  const n = evidence.activities
  const offsets = new Uint32Array(n + 1)
  for (let i = 0; i < n; i++) {
    for (let p = upper[i]; p < upper[i + 1]; p++) {
      if (follows[p] + precedes[p] === 0) continue
      offsets[i + 1]++
      offsets[partner[p] + 1]++
    }
  }
  for (let i = 0; i < n; i++) offsets[i + 1] += offsets[i]
  const next = offsets.slice(0, n)
  const columns = new Uint32Array(offsets[n])
  const forth = new Float64Array(offsets[n])
  const back = new Float64Array(offsets[n])
  const put = (i: number, j: number, after: number, before: number) => {
    columns[next[i]] = j
    forth[next[i]] = after
    back[next[i]++] = before
  }
  for (let i = 0; i < n; i++) {
    for (let p = upper[i]; p < upper[i + 1]; p++) {
      if (follows[p] + precedes[p] === 0) continue
      put(i, partner[p], follows[p], precedes[p])
      put(partner[p], i, precedes[p], follows[p])
    }
  }
  return { offsets, columns, forth, back }
}
