import type { Kernel } from '../kernel/load.js'
import { addMethodFunctions } from '../kernel/methods.js'
import type { Steps } from '../kernel/work.js'
import { checkOptionNames } from '../suggest.js'
import { nearestNeighbours } from './affinities.js'
import { type SpanningTree, selectClusters } from './condensed-tree.js'
import { packPoints, WORK_PER_SLICE } from './packed-points.js'
import { checkPoints, checkWhole } from './points.js'
import { renumber } from './renumber.js'
import type { Clustering } from './types.js'

export interface HdbscanOptions {
  /** The core distance of a point is the radius that holds so many points, itself included. Default 3. */
  minPoints?: number
  /** Default 3; at least 2. */
  minClusterSize?: number
  /** Multiply-adds between two pauses. Never changes the result. */
  workPerSlice?: number
}

/**
 * HDBSCAN over `points` [n x d], euclidean: clusters of any density, found as the dense branches of the single-linkage
 * tree of mutual reachability distances max(core a, core b, |a - b|), chosen by excess of mass. Noise is -1; labels are
 * numbered by first appearance. The whole is never one cluster: where nothing splits, all is noise. Exact: O(n^2 d) time,
 * O(n d) memory. `minPoints` counts the point itself, as in the paper and in scikit-learn (the package hdbscan does not).
 *
 * Throws BAD_OPTION for points that are not finite, minPoints < 1 and minClusterSize < 2.
 *
 * Source: Campello, Moulavi & Sander 2013.
 */
export function* hdbscan(
  kernel: Kernel,
  points: Float32Array,
  n: number,
  d: number,
  options: HdbscanOptions = {}
): Steps<Clustering> {
  checkOptionNames(options, ['minPoints', 'minClusterSize', 'workPerSlice'], 'hdbscan')
  const { minPoints = 3, minClusterSize = 3, workPerSlice = WORK_PER_SLICE } = options
  yield* checkPoints(points, n, d, 'hdbscan')
  checkWhole(minPoints, 'minPoints', 1)
  checkWhole(minClusterSize, 'minClusterSize', 2)
  const tree = yield* spanningTree(kernel, points, n, d, minPoints, workPerSlice)
  const labels = selectClusters(n, tree, minClusterSize)
  const clusters = renumber(labels).length
  return { labels, clusters, silhouette: null, chosen: [] }
}

/** Minimum spanning tree of the mutual reachability distances, by Prim's algorithm; distances in units of the points. */
export function* spanningTree(
  kernel: Kernel,
  points: Float32Array,
  n: number,
  d: number,
  minPoints: number,
  perSlice: number
): Steps<SpanningTree> {
  const edges = Math.max(0, n - 1)
  const tree = { from: new Int32Array(edges), to: new Int32Array(edges), distance: new Float64Array(edges) }
  if (n < 2) return tree
  const { run, memory } = kernel
  addMethodFunctions(run, memory.whole)
  const mark = memory.mark()
  try {
    const packed = yield* packPoints(kernel, points, n, d, perSlice)
    const cores = new Float32Array(n)
    const k = Math.min(minPoints - 1, n - 1)
    if (k > 0) {
      const afterPoints = memory.mark()
      const near = yield* nearestNeighbours(kernel, packed, k, perSlice)
      const distances = memory.viewFloat32(near.distances)
      for (let i = 0; i < n; i++) cores[i] = distances[i * k + k - 1]
      memory.release(afterPoints)
    }
    // The points not in the tree yet: all but row 0, whose place the last one takes.
    const lanes = packed.blocks * 8
    const ids = Int32Array.from({ length: lanes }, (_, position) => position)
    const near = new Float32Array(lanes).fill(3e38)
    const padded = new Float32Array(lanes)
    padded.set(cores)
    const rowCore = memory.put(cores, 'the core distances').pointer
    const core = memory.put(padded, 'the core distances').pointer
    const idsAt = memory.put(ids, 'the spanning tree').pointer
    const nearAt = memory.put(near, 'the spanning tree').pointer
    const link = memory.int32(lanes, 'the spanning tree').pointer
    const weights = memory.float32(n, 'the spanning tree')
    const from = memory.int32(n, 'the spanning tree')
    const to = memory.int32(n, 'the spanning tree')
    // Row 0 is in the tree from the start: taken as the nearest of all, its edge is dropped.
    let last = 0
    for (let taken = 0; taken < n; ) {
      const left = n - taken
      const steps = taken === 0 ? 1 : Math.min(left, Math.max(1, Math.floor(perSlice / (left * (d + 8)))))
      last = run.spanningSteps(
        packed.points.pointer,
        packed.rows.pointer,
        rowCore,
        d,
        packed.padded,
        left,
        last,
        steps,
        idsAt,
        core,
        nearAt,
        link,
        weights.pointer + taken * 4,
        from.pointer + taken * 4,
        to.pointer + taken * 4
      )
      taken += steps
      yield 0.5 + (0.5 * taken) / n
    }
    tree.from.set(memory.viewInt32(from).subarray(1))
    tree.to.set(memory.viewInt32(to).subarray(1))
    memory
      .viewFloat32(weights)
      .subarray(1)
      .forEach((squared, i) => {
        tree.distance[i] = Math.sqrt(squared) / packed.scale
      })
    return tree
  } finally {
    memory.release(mark)
  }
}
