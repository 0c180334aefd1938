import type { Steps } from '../kernel/work.js'
import { ln } from './arithmetic.js'
import { type Lifetimes, sharedLife } from './lifetimes.js'
import type { LinkMatrix } from './links.js'

/** The least shared life that two clusters are taken to have, as a share of their pairs. */
export const leastSharedLife = 0.25

/** Merges in order: the clusters of activities `low[k]` < `high[k]` become one, of height `height[k]` (not decreasing). */
export interface Merges {
  low: Uint32Array
  high: Uint32Array
  /** 1 - mean link strength, 0 to 1. */
  height: Float64Array
}

/** Link strength in [0, 1]: the log-odds clipped to [-4, 4], + 4, / 8. */
export function linkStrength(probability: number): number {
  const logOdds = ln(probability / (1 - probability))
  return (Math.max(-4, Math.min(4, logOdds)) + 4) / 8
}

/** What two clusters have in common: sums over their pairs of activities. Shared by the two rows it stands in. */
interface Bond {
  /** Sum of link strength x shared life. */
  strength: number
  /** Sum of shared life. */
  life: number
}

/**
 * Average linkage of the link strengths, each pair weighted by the share of life that its activities have in common.
 * The strongest pair of clusters merges first; of equal ones the pair with the lowest activities. Only pairs with a
 * strength above 0 are held (sparse), so memory follows the links and not the square of the activities; the sums of
 * shared life of other pairs are computed when first needed, each underlying pair once.
 *
 * @param least stops where the strongest mean link is at most this
 */
export function* averageLinkage(links: LinkMatrix, lifetimes: Lifetimes, least: number): Steps<Merges> {
  const n = links.activities
  const rows: Map<number, Bond>[] = Array.from({ length: n }, () => new Map())
  for (let i = 0; i < n; i++) {
    for (let p = links.offsets[i]; p < links.offsets[i + 1]; p++) {
      const j = links.columns[p]
      if (j < i) continue
      const strength = linkStrength(links.probabilities[p])
      if (strength <= 0) continue
      const life = sharedLife(lifetimes, i, j)
      if (life === 0) continue
      const bond = { strength: strength * life, life }
      rows[i].set(j, bond)
      rows[j].set(i, bond)
    }
  }
  const members: number[][] = Array.from({ length: n }, (_, i) => [i])
  const mean = (i: number, j: number, bond: Bond): number =>
    bond.strength / Math.max(bond.life, leastSharedLife * members[i].length * members[j].length, 1e-9)
  const lifeBetween = (a: readonly number[], b: readonly number[]): number => {
    let sum = 0
    for (const i of a) for (const j of b) sum += sharedLife(lifetimes, i, j)
    return sum
  }

  const best = new Float64Array(n).fill(-1)
  const partner = new Int32Array(n).fill(-1)
  const search = (i: number): void => {
    best[i] = -1
    partner[i] = -1
    for (const [j, bond] of rows[i]) {
      const value = mean(i, j, bond)
      if (value > best[i] || (value === best[i] && j < partner[i])) {
        best[i] = value
        partner[i] = j
      }
    }
  }
  for (let i = 0; i < n; i++) search(i)

  const low: number[] = []
  const high: number[] = []
  const height: number[] = []
  let alive = Uint32Array.from({ length: n }, (_, i) => i)
  let dead = 0
  let top = 0
  let work = 0
  for (;;) {
    let i = -1
    for (let a = 0; a < alive.length; a++) {
      if (best[alive[a]] > (i < 0 ? least : best[i])) i = alive[a]
    }
    work += alive.length
    if (i < 0) break
    // The first row of the greatest value is the lower of the two: its partner has the same value in its own row.
    const j = partner[i]
    top = Math.max(top, 1 - best[i])
    low.push(i)
    high.push(j)
    height.push(top)

    rows[i].delete(j)
    rows[j].delete(i)
    for (const [k, bond] of rows[i]) {
      if (!rows[j].has(k)) bond.life += lifeBetween(members[j], members[k])
    }
    for (const [k, bond] of rows[j]) {
      rows[k].delete(j)
      const own = rows[i].get(k)
      if (own) {
        own.strength += bond.strength
        own.life += bond.life
      } else {
        bond.life += lifeBetween(members[i], members[k])
        rows[i].set(k, bond)
        rows[k].set(i, bond)
      }
    }
    work += 8 * (rows[i].size + rows[j].size)
    members[i] = members[i].concat(members[j])
    members[j] = []
    rows[j] = new Map()
    best[j] = -1
    if (++dead > alive.length / 4) {
      alive = alive.filter((k) => members[k].length > 0)
      dead = 0
    }
    search(i)
    for (const [k, bond] of rows[i]) {
      if (partner[k] === i || partner[k] === j) {
        search(k)
        work += rows[k].size
        continue
      }
      const value = mean(k, i, bond)
      if (value > best[k] || (value === best[k] && i < partner[k])) {
        best[k] = value
        partner[k] = i
      }
    }
    if (work > 300_000) {
      work = 0
      yield low.length / n
    }
  }
  return { low: Uint32Array.from(low), high: Uint32Array.from(high), height: Float64Array.from(height) }
}

/** The clusters after the first `count` merges: [activities] label of each, numbered by first appearance. */
export function clustersAfter(
  merges: Merges,
  count: number,
  activities: number
): { labels: Int32Array; count: number } {
  const parent = Int32Array.from({ length: activities }, (_, i) => i)
  // A merge names the lowest slot of both clusters, so parents are always lower or equal and one pass resolves them.
  for (let k = 0; k < count; k++) parent[merges.high[k]] = merges.low[k]
  const root = (i: number): number => {
    let at = i
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]]
      at = parent[at]
    }
    return at
  }
  const number = new Int32Array(activities).fill(-1)
  const labels = new Int32Array(activities)
  let clusters = 0
  for (let i = 0; i < activities; i++) {
    const r = root(i)
    if (number[r] < 0) number[r] = clusters++
    labels[i] = number[r]
  }
  return { labels, count: clusters }
}
