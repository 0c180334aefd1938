import type { Steps } from '../kernel/work.js'
import { ln } from './arithmetic.js'
import { type Lifetimes, sharedLife } from './lifetimes.js'
import type { LinkMatrix } from './link-matrix.js'

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
  const clusters = new LinkedClusters(links, lifetimes)
  const low: number[] = []
  const high: number[] = []
  const height: number[] = []
  let top = 0
  let work = 0
  for (;;) {
    const i = clusters.strongest(least)
    if (i < 0) break
    // The first row of the greatest value is the lower of the two: its partner has the same value in its own row.
    const j = clusters.partner[i]
    top = Math.max(top, 1 - clusters.best[i])
    low.push(i)
    high.push(j)
    height.push(top)
    work += 100 + clusters.join(i, j)
    if (work > 300_000) {
      work = 0
      yield low.length / n
    }
  }
  return { low: Uint32Array.from(low), high: Uint32Array.from(high), height: Float64Array.from(height) }
}

/**
 * Clusters, named by their lowest activity, and the bonds between them. A bond stands in the rows of both its ends and
 * knows its place there, so that it is taken out without a search.
 */
class LinkedClusters {
  /**
   * [activities] the strongest mean link of each cluster, -1 for none, and the cluster it leads to; where that is -1, no link
   * is stronger, but which one is strongest is yet to be searched for.
   */
  readonly best: Float64Array
  readonly partner: Int32Array
  readonly #lifetimes: Lifetimes
  readonly #members: number[][]
  /** [activities] bonds of each cluster, in no order. */
  readonly #rows: number[][]
  /** [bonds] sums of link strength x shared life, and of shared life, over the pairs of activities. */
  readonly #strength: Float64Array
  readonly #life: Float64Array
  /** [2 x bonds] the ends of each, and its place in their rows. */
  readonly #ends: Int32Array
  readonly #places: Int32Array
  /** [activities] 1 + bond of the cluster that is being joined; 0 for none. */
  readonly #bondWith: Int32Array
  /** [2 x leaves] a tournament: at leaf `#leaves + i` cluster i, at each node the one below with the stronger best link. */
  readonly #winner: Int32Array
  readonly #leaves: number

  constructor(links: LinkMatrix, lifetimes: Lifetimes) {
    const n = links.activities
    const most = links.columns.length >> 1
    this.#lifetimes = lifetimes
    this.#members = Array.from({ length: n }, (_, i) => [i])
    this.#rows = Array.from({ length: n }, () => [])
    this.#strength = new Float64Array(most)
    this.#life = new Float64Array(most)
    this.#ends = new Int32Array(2 * most)
    this.#places = new Int32Array(2 * most)
    this.#bondWith = new Int32Array(n)
    let bonds = 0
    for (let i = 0; i < n; i++) {
      for (let p = links.offsets[i], end = links.offsets[i + 1]; p < end; p++) {
        const j = links.columns[p]
        if (j < i) continue
        const strength = linkStrength(links.probabilities[p])
        if (strength <= 0) continue
        const life = sharedLife(lifetimes, i, j)
        if (life === 0) continue
        this.#strength[bonds] = strength * life
        this.#life[bonds] = life
        this.#ends[2 * bonds] = i
        this.#ends[2 * bonds + 1] = j
        this.#places[2 * bonds] = this.#rows[i].push(bonds) - 1
        this.#places[2 * bonds + 1] = this.#rows[j].push(bonds) - 1
        bonds++
      }
    }
    this.best = new Float64Array(n)
    this.partner = new Int32Array(n)
    for (let i = 0; i < n; i++) this.#search(i)
    let leaves = 1
    while (leaves < n) leaves *= 2
    this.#leaves = leaves
    this.#winner = new Int32Array(2 * leaves).fill(-1)
    for (let i = 0; i < n; i++) this.#winner[leaves + i] = i
    for (let node = leaves - 1; node > 0; node--) this.#play(node)
  }

  /** The lowest cluster with the strongest link above `least`; -1 where there is none. */
  strongest(least: number): number {
    for (;;) {
      const found = this.#winner[1]
      if (found < 0 || this.best[found] <= least) return -1
      if (this.partner[found] >= 0) return found
      this.#search(found)
      this.#replay(found)
    }
  }

  // Of equal ones the left, which is lower.
  #play(node: number): void {
    const left = this.#winner[2 * node]
    const right = this.#winner[2 * node + 1]
    this.#winner[node] = right < 0 || this.best[left] >= this.best[right] ? left : right
  }

  /** After the best link of cluster i changed. */
  #replay(i: number): void {
    for (let node = (this.#leaves + i) >> 1; node > 0; node >>= 1) this.#play(node)
  }

  /** Joins cluster j to the lower i; returns how many bonds were looked at. */
  join(i: number, j: number): number {
    const rows = this.#rows
    const members = this.#members
    const bondWith = this.#bondWith
    const strength = this.#strength
    const life = this.#life
    const own = rows[i]
    for (let b = 0; b < own.length; b++) bondWith[this.#otherEnd(own[b], i)] = own[b] + 1
    this.#takeOut(bondWith[j] - 1, i)
    bondWith[j] = 0
    for (const bond of rows[j]) {
      const k = this.#otherEnd(bond, j)
      if (k === i) continue
      const known = bondWith[k] - 1
      if (known >= 0) {
        strength[known] += strength[bond]
        life[known] += life[bond]
        this.#takeOut(bond, k)
        // What is left in `bondWith` are the bonds of i alone.
        bondWith[k] = 0
      } else {
        life[bond] += this.#lifeBetween(members[i], members[k])
        const end = this.#ends[2 * bond] === j ? 2 * bond : 2 * bond + 1
        this.#ends[end] = i
        this.#places[end] = own.push(bond) - 1
      }
    }
    for (const bond of own) {
      const k = this.#otherEnd(bond, i)
      if (bondWith[k] !== bond + 1) continue
      life[bond] += this.#lifeBetween(members[j], members[k])
      bondWith[k] = 0
    }
    const work = 8 * (own.length + rows[j].length)
    for (const member of members[j]) members[i].push(member)
    members[j] = []
    rows[j] = []
    const { best, partner } = this
    best[j] = -1
    this.#replay(j)
    let top = -1
    let to = -1
    for (const bond of own) {
      const k = this.#otherEnd(bond, i)
      const value = this.#mean(bond, k, i)
      if (value > top || (value === top && k < to)) {
        top = value
        to = k
      }
      if (value > best[k] || (value === best[k] && i <= partner[k])) {
        best[k] = value
        partner[k] = i
        this.#replay(k)
      } else if (partner[k] === i || partner[k] === j) partner[k] = -1
    }
    best[i] = top
    partner[i] = to
    this.#replay(i)
    return work
  }

  #search(i: number): void {
    let best = -1
    let partner = -1
    for (const bond of this.#rows[i]) {
      const j = this.#otherEnd(bond, i)
      const value = this.#mean(bond, i, j)
      if (value > best || (value === best && j < partner)) {
        best = value
        partner = j
      }
    }
    this.best[i] = best
    this.partner[i] = partner
  }

  #mean(bond: number, i: number, j: number): number {
    const pairs = this.#members[i].length * this.#members[j].length
    return this.#strength[bond] / Math.max(this.#life[bond], leastSharedLife * pairs, 1e-9)
  }

  #otherEnd(bond: number, i: number): number {
    return this.#ends[2 * bond] === i ? this.#ends[2 * bond + 1] : this.#ends[2 * bond]
  }

  /** Takes a bond out of one row; the row's last one takes its place. */
  #takeOut(bond: number, i: number): void {
    const row = this.#rows[i]
    const place = this.#places[this.#ends[2 * bond] === i ? 2 * bond : 2 * bond + 1]
    const last = row.pop()
    if (last === undefined || last === bond) return
    row[place] = last
    this.#places[this.#ends[2 * last] === i ? 2 * last : 2 * last + 1] = place
  }

  #lifeBetween(a: readonly number[], b: readonly number[]): number {
    let sum = 0
    for (const i of a) for (const j of b) sum += sharedLife(this.#lifetimes, i, j)
    return sum
  }
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
