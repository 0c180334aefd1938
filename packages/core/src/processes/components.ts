import type { Evidence } from './evidence.js'

/** Activities that have little to do with each other apart from chance: channels, separate products. */
export interface Components {
  /** [activities] component of each; every activity has one. Components are numbered by their lowest activity. */
  of: Int32Array
  count: number
}

/** Fewest activities of a component of its own. */
const SMALLEST = 5

/**
 * Splits the activities into components. Among activities in at least max(5, median) sessions two are connected where
 * they share at least 3 sessions, more than a fifth of what chance gives, and more than 5 % of the rarer one's
 * sessions; connected parts of five or more are components, and every other activity joins the one with the largest
 * sum of shared sessions / sqrt(sessions of the partner).
 */
export function findComponents(evidence: Evidence): Components {
  const n = evidence.activities
  const { offsets, partner, session } = evidence.pairs
  const { count: sessions, having } = evidence.documents.session
  const big = fewestSessions(having)
  const parent = Int32Array.from({ length: n }, (_, i) => i)
  const root = (i: number): number => {
    let at = i
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]]
      at = parent[at]
    }
    return at
  }
  for (let i = 0; i < n; i++) {
    if (having[i] < big) continue
    for (let p = offsets[i]; p < offsets[i + 1]; p++) {
      const j = partner[p]
      const both = session[p]
      if (having[j] < big) continue
      if (isConnected(both, having[i], having[j], sessions)) {
        const a = root(i)
        const b = root(j)
        // The lowest activity is the root, so that numbers do not depend on the order of the edges.
        if (a < b) parent[b] = a
        else parent[a] = b
      }
    }
  }
  const size = new Uint32Array(n)
  for (let i = 0; i < n; i++) size[root(i)]++
  const number = new Int32Array(n).fill(-1)
  let count = 0
  for (let i = 0; i < n; i++) if (root(i) === i && size[i] >= SMALLEST) number[i] = count++
  if (count <= 1) return { of: new Int32Array(n), count: 1 }

  let of = new Int32Array(n)
  const free = new Uint8Array(n)
  for (let i = 0; i < n; i++) {
    of[i] = number[root(i)]
    free[i] = of[i] < 0 ? 1 : 0
  }
  // Activities that no component's member knows are reached over those that joined before: three rounds.
  for (let round = 0; round < 3; round++) of = join(evidence, of, free, count)
  return { of, count }
}

/** Sessions of the activities that components are made of. */
export const fewestSessions = (having: Float64Array): number => Math.max(5, median(having.filter((value) => value > 0)))

/** Whether two activities in `a` and `b` of all sessions have to do with each other, by the sessions with both. */
export const isConnected = (both: number, a: number, b: number, sessions: number): boolean =>
  both >= 3 && both > (0.2 * a * b) / sessions && both > 0.05 * Math.min(a, b)

/** Every free activity joins the component with which it shares most; the lowest where it shares with none. */
function join(evidence: Evidence, of: Int32Array, free: Uint8Array, count: number): Int32Array<ArrayBuffer> {
  const n = evidence.activities
  const { offsets, partner, session } = evidence.pairs
  const { having } = evidence.documents.session
  const shared = new Float64Array(n * count)
  for (let i = 0; i < n; i++) {
    for (let p = offsets[i]; p < offsets[i + 1]; p++) {
      const j = partner[p]
      if (of[j] >= 0) shared[i * count + of[j]] += session[p] / Math.sqrt(Math.max(having[j], 1))
      if (of[i] >= 0) shared[j * count + of[i]] += session[p] / Math.sqrt(Math.max(having[i], 1))
    }
  }
  const next = Int32Array.from(of)
  for (let i = 0; i < n; i++) {
    if (!free[i]) continue
    let best = 0
    for (let c = 1; c < count; c++) if (shared[i * count + c] > shared[i * count + best]) best = c
    next[i] = best
  }
  return next
}

/** Median with the mean of the two middle values; 0 of nothing. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort()
  if (sorted.length === 0) return 0
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
