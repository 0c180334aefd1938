import type { Traces } from '../log/types.js'
import { ln } from './arithmetic.js'
import { median } from './components.js'
import { ownerOf, postings } from './evidence.js'

/** Below this score an activity is a hub: its neighbours belong to one process hardly more often than by chance. */
export const hubThreshold = 0.4

/**
 * The first guess at hubs, before anything is clustered: the entropy of the neighbours (directly before or after) lies
 * more than 2.5 robust standard deviations above the median, and the activity is among the most frequent tenth.
 */
export function firstHubs(traces: Traces): Uint8Array {
  const n = traces.activities
  const places = postings(traces.tokens, n)
  const session = ownerOf(traces.offsets)
  const row = new Float64Array(n)
  const entropy = new Float64Array(n)
  const steps = new Float64Array(n)
  const touched: number[] = []
  for (let i = 0; i < n; i++) {
    let total = 0
    for (let p = places.offsets[i]; p < places.offsets[i + 1]; p++) {
      const place = places.places[p]
      const s = session[place]
      for (const other of [place - 1, place + 1]) {
        if (other < traces.offsets[s] || other >= traces.offsets[s + 1]) continue
        const j = traces.tokens[other]
        if (row[j]++ === 0) touched.push(j)
        total++
      }
    }
    touched.sort((a, b) => a - b)
    for (const j of touched) {
      entropy[i] -= (row[j] / total) * ln(row[j] / total)
      row[j] = 0
    }
    touched.length = 0
    steps[i] = places.offsets[i + 1] - places.offsets[i]
  }
  const middle = median(entropy)
  const spread = 1.4826 * median(entropy.map((value) => Math.abs(value - middle)))
  const often = quantile(steps, 0.9)
  return Uint8Array.from(entropy, (value, i) => (value > middle + 2.5 * spread && steps[i] > often ? 1 : 0))
}

export interface HubScores {
  /** [activities] 1 = its neighbours all belong to one process, 0 = to all of them as chance has it. */
  score: Float64Array
  hubs: Uint8Array
}

/**
 * Hubs by the clusters of their neighbours: for each activity the cluster of its next and of its previous activity that
 * is not a hub; score = max over direction and cluster of (share - f) / (1 - f), f the cluster's share of all steps.
 * A hub scores below {@link hubThreshold} and is at least as frequent as the median activity (and 8 steps).
 *
 * @param clusters cluster of every activity, hubs too (a hub's own cluster counts once it is no longer a hub)
 * @param hubs present hubs, which are looked through
 */
export function findHubs(traces: Traces, clusters: Int32Array, hubs: Uint8Array): HubScores {
  const n = traces.activities
  const { tokens } = traces
  const { next, previous } = neighboursThroughHubs(traces, hubs)
  const count = clusters.reduce((most, cluster) => Math.max(most, cluster), -1) + 1
  const share = new Float64Array(count)
  let clustered = 0
  for (const token of tokens) {
    if (hubs[token]) continue
    share[clusters[token]]++
    clustered++
  }
  for (let c = 0; c < count; c++) share[c] /= Math.max(clustered, 1)

  const places = postings(tokens, n)
  const score = new Float64Array(n)
  const row = new Float64Array(count)
  const touched: number[] = []
  for (let i = 0; i < n; i++) {
    let best = 0
    for (const neighbour of [next, previous]) {
      let total = 0
      for (let p = places.offsets[i]; p < places.offsets[i + 1]; p++) {
        const at = neighbour[places.places[p]]
        if (at === i) continue
        total++
        // A session's border counts among the neighbours, but belongs to no cluster.
        if (at < 0) continue
        const c = clusters[at]
        if (row[c]++ === 0) touched.push(c)
      }
      for (const c of touched) {
        const f = Math.min(share[c], 0.999)
        best = Math.max(best, (row[c] / Math.max(total, 1) - share[c]) / (1 - f))
        row[c] = 0
      }
      touched.length = 0
    }
    score[i] = best
  }
  const steps = Float64Array.from(score, (_, i) => places.offsets[i + 1] - places.offsets[i])
  const often = Math.max(8, median(steps.filter((value) => value > 0)))
  return {
    score,
    hubs: Uint8Array.from(score, (value, i) => (value < hubThreshold && steps[i] >= often ? 1 : 0))
  }
}

/** For every step the nearest activity after and before it in its session that is not a hub; -1 at the session's border. */
export function neighboursThroughHubs(traces: Traces, hubs: Uint8Array): { next: Int32Array; previous: Int32Array } {
  const { tokens, offsets } = traces
  const next = new Int32Array(tokens.length)
  const previous = new Int32Array(tokens.length)
  for (let s = 0; s + 1 < offsets.length; s++) {
    let last = -1
    for (let e = offsets[s]; e < offsets[s + 1]; e++) {
      previous[e] = last
      if (!hubs[tokens[e]]) last = tokens[e]
    }
    last = -1
    for (let e = offsets[s + 1] - 1; e >= offsets[s]; e--) {
      next[e] = last
      if (!hubs[tokens[e]]) last = tokens[e]
    }
  }
  return { next, previous }
}

/** Quantile with linear interpolation (type 7); 0 of nothing. */
function quantile(values: Float64Array, share: number): number {
  const sorted = values.slice().sort()
  if (sorted.length === 0) return 0
  const position = share * (sorted.length - 1)
  const below = Math.floor(position)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below] + (position - below) * (sorted[above] - sorted[below])
}
