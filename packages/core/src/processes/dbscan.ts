import type { Steps } from '../kernel/work.js'
import { checkOptionNames } from '../suggest.js'
import { checkNumber, checkPoints, checkWhole } from './points.js'
import { renumber } from './renumber.js'
import type { Clustering } from './types.js'

export interface DbscanOptions {
  /** Two points are neighbours when their distance is at most this. Default 5, as in the reference method. */
  eps?: number
  /** A point with so many neighbours, itself included, is a core point. Default 3, as in the reference method. */
  minPoints?: number
  /** Distances between two pauses. Never changes the result. */
  workPerSlice?: number
}

/**
 * DBSCAN over `points` [n x d] with euclidean distances: core points within `eps` of each other share a cluster; a point
 * that is not core joins the first cluster (by its lowest core point) that reaches it, as in scikit-learn; the rest is
 * noise, -1. Labels are numbered by first appearance. O(n) memory; O(n^2) time at worst, near O(n) where `eps` is small
 * against the extent of the points. Throws BAD_OPTION for points that are not finite and for eps <= 0.
 *
 * Source: Ester, Kriegel, Sander & Xu 1996.
 */
export function* dbscan(
  points: Float32Array | Float64Array,
  n: number,
  d: number,
  options: DbscanOptions = {}
): Steps<Clustering> {
  checkOptionNames(options, ['eps', 'minPoints', 'workPerSlice'], 'dbscan')
  const { eps = 5, minPoints = 3, workPerSlice = 300_000 } = options
  yield* checkPoints(points, n, d, 'dbscan')
  checkNumber(eps, 'eps', 0, true)
  checkWhole(minPoints, 'minPoints', 1)

  const near = new Neighbourhoods(points, n, d, eps)
  // Two passes over all neighbours instead of lists of them: lists would need O(n^2) memory where eps is large.
  const neighbours = new Int32Array(n).fill(1)
  yield* near.eachPair(workPerSlice, 0, (a, b) => {
    neighbours[a]++
    neighbours[b]++
  })
  const isCore = Uint8Array.from(neighbours, (count) => (count >= minPoints ? 1 : 0))

  // Union-find over core points; the root is always the lowest index, which is what scikit-learn numbers clusters by.
  const parent = Int32Array.from({ length: n }, (_, i) => i)
  const root = (i: number) => {
    while (parent[i] !== i) {
      parent[i] = parent[parent[i]]
      i = parent[i]
    }
    return i
  }
  yield* near.eachPair(workPerSlice, 0.4, (a, b) => {
    if (!isCore[a] || !isCore[b]) return
    const rootA = root(a)
    const rootB = root(b)
    if (rootA < rootB) parent[rootB] = rootA
    else parent[rootA] = rootB
  })
  const labels = new Int32Array(n).fill(-1)
  for (let i = 0; i < n; i++) if (isCore[i]) labels[i] = root(i)
  const reach = (border: number, core: number) => {
    if (isCore[border] || !isCore[core]) return
    if (labels[border] < 0 || labels[core] < labels[border]) labels[border] = labels[core]
  }
  yield* near.eachPair(workPerSlice, 0.7, (a, b) => {
    reach(a, b)
    reach(b, a)
  })
  const clusters = renumber(labels).length
  return { labels, clusters, silhouette: null, chosen: [] }
}

/**
 * All pairs of points within `eps`, by a grid of cells of side `eps` over the two dimensions of largest extent: a
 * neighbour is in the same cell or one of the eight around it. In more dimensions the distance is given up as soon as
 * it exceeds `eps`, widest dimensions first.
 */
class Neighbourhoods {
  readonly #points: Float64Array // [n x d] in the order of cells, dimensions by falling extent
  readonly #n: number
  readonly #d: number
  readonly #limit: number
  readonly #order: Int32Array // input index of each position
  readonly #cellStart: number[] // first position of each cell that has points
  readonly #forward: number[][] // for each cell, the cells to compare it with, each pair of cells once

  constructor(points: Float32Array | Float64Array, n: number, d: number, eps: number) {
    const { low, extent } = extents(points, n, d)
    const dimensions = Array.from({ length: d }, (_, j) => j).sort((a, b) => extent[b] - extent[a] || a - b)
    const [first, second = first] = dimensions
    // A cell's side a little above eps, so that rounding cannot part neighbours by two cells; at most 2^20 cells a side.
    const side = Math.max(eps * 1.000001, extent[first] / 2 ** 20)
    const column = (i: number) => Math.floor((points[i * d + first] - low[first]) / side)
    const row = (i: number) => (second === first ? 0 : Math.floor((points[i * d + second] - low[second]) / side))
    const keys = Float64Array.from({ length: n }, (_, i) => row(i) * 2 ** 24 + column(i))
    this.#order = Int32Array.from({ length: n }, (_, i) => i).sort((a, b) => keys[a] - keys[b] || a - b)
    this.#n = n
    this.#d = d
    this.#limit = eps * eps
    this.#points = new Float64Array(n * d)
    for (let p = 0; p < n; p++) {
      for (let j = 0; j < d; j++) this.#points[p * d + j] = points[this.#order[p] * d + dimensions[j]]
    }
    const cells = new Map<number, number>()
    this.#cellStart = []
    const cellKeys: number[] = []
    for (let p = 0; p < n; p++) {
      const key = keys[this.#order[p]]
      if (cells.has(key)) continue
      cells.set(key, this.#cellStart.length)
      this.#cellStart.push(p)
      cellKeys.push(key)
    }
    const ahead = [1, 2 ** 24 - 1, 2 ** 24, 2 ** 24 + 1]
    this.#forward = cellKeys.map((key) => ahead.map((step) => cells.get(key + step) ?? -1).filter((cell) => cell >= 0))
  }

  /** Calls `visit` once for every pair of different points within eps, in a fixed order. */
  *eachPair(workPerSlice: number, done: number, visit: (a: number, b: number) => void): Steps<void> {
    const cells = this.#cellStart.length
    let work = 0
    for (let cell = 0; cell < cells; cell++) {
      const end = this.#end(cell)
      for (let p = this.#cellStart[cell]; p < end; p++) {
        this.#compare(p, p + 1, end, visit)
        work += end - p
        for (const other of this.#forward[cell]) {
          this.#compare(p, this.#cellStart[other], this.#end(other), visit)
          work += this.#end(other) - this.#cellStart[other]
        }
        if (work < workPerSlice) continue
        work = 0
        yield done + (0.3 * p) / this.#n
      }
    }
  }

  #end(cell: number): number {
    return cell + 1 < this.#cellStart.length ? this.#cellStart[cell + 1] : this.#n
  }

  #compare(p: number, from: number, to: number, visit: (a: number, b: number) => void): void {
    const points = this.#points
    const d = this.#d
    const limit = this.#limit
    const base = p * d
    for (let q = from; q < to; q++) {
      let sum = 0
      const other = q * d
      for (let j = 0; j < d && sum <= limit; j++) {
        const difference = points[base + j] - points[other + j]
        sum += difference * difference
      }
      if (sum <= limit) visit(this.#order[p], this.#order[q])
    }
  }
}

function extents(points: Float32Array | Float64Array, n: number, d: number) {
  const low = new Float64Array(d).fill(Number.POSITIVE_INFINITY)
  const high = new Float64Array(d).fill(Number.NEGATIVE_INFINITY)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) {
      const value = points[i * d + j]
      if (value < low[j]) low[j] = value
      if (value > high[j]) high[j] = value
    }
  }
  return { low, extent: high.map((value, j) => value - low[j]) }
}
