import { InputError } from '../errors.js'
import type { Kernel } from '../kernel/load.js'
import { addMethodFunctions } from '../kernel/methods.js'
import { inPlace, type Phases } from '../kernel/phases.js'
import type { Steps } from '../kernel/work.js'
import { checkOptionNames } from '../suggest.js'
import { lloyd } from './kmeans-run.js'
import { type Workspace, workspace } from './kmeans-space.js'
import { type Placement, seedCentroids, swapOne } from './kmeans-start.js'
import { type PackedPoints, packPoints, WORK_PER_SLICE } from './packed-points.js'
import { checkNumber, checkPoints, checkShape, checkWhole } from './points.js'
import { renumber } from './renumber.js'
import { seeded } from './seeded.js'
import type { Clustering } from './types.js'

export interface KmeansOptions {
  /** How many clusters: 1 to n. */
  clusters: number
  /**
   * Runs from different starting centroids; the one of lowest inertia is kept, then improved by as many tries to swap a
   * centroid. Default 10, on small data up to 50 (as many as take about a tenth of a second); 1 where `initial` is given.
   */
  starts?: number
  /** Default 300. */
  maxIterations?: number
  /**
   * A run ends when the centroids' summed squared movement is at most this times the mean variance of the dimensions.
   * Default 1e-4, as in scikit-learn. With 0 it ends when no label changes.
   */
  tolerance?: number
  seed?: number
  /** [clusters x d] starting centroids, in place of k-means++. */
  initial?: Float32Array
  /** Multiply-adds between two pauses. Never changes the result. */
  workPerSlice?: number
}

export interface KmeansResult extends Clustering {
  /** Sum of squared distances of the points to the centroids of their clusters. */
  inertia: number
  /** [clusters x d], row-major. */
  centroids: Float32Array
  /** Of the run that was kept. */
  iterations: number
}

const OPTIONS = ['clusters', 'starts', 'maxIterations', 'tolerance', 'seed', 'initial', 'workPerSlice']

/**
 * k-means over `points` [n x d] (row-major, finite): k-means++ starts (greedy: the best of several candidates, as in
 * scikit-learn), Lloyd's iterations, empty clusters repaired, then swaps of single centroids where they lower the inertia. Labels are numbered by first appearance; `silhouette` is
 * null: {@link silhouette} measures it. Where there are fewer distinct points than clusters asked for, fewer clusters
 * come back and `chosen` says so. The same seed gives the same bits, however the work is sliced.
 *
 * Throws BAD_OPTION for points that are not finite, for n = 0 and for more clusters than points.
 *
 * Sources: Lloyd 1982; Arthur & Vassilvitskii 2007 (k-means++); Elkan 2003 (bounds, used from 24 dimensions on).
 */
export function kmeans(
  kernel: Kernel,
  points: Float32Array,
  n: number,
  d: number,
  options: KmeansOptions
): Steps<KmeansResult> {
  return inPlace(kernel, kmeansInPhases(kernel, points, n, d, options, 1))
}

/** {@link kmeans}, handed out to so many threads where there are points enough. */
export function* kmeansInPhases(
  kernel: Kernel,
  points: Float32Array,
  n: number,
  d: number,
  options: KmeansOptions,
  threads: number
): Phases<KmeansResult> {
  checkOptionNames(options, OPTIONS, 'kmeans')
  const { clusters, maxIterations = 300, tolerance = 1e-4, seed = 1, initial, workPerSlice = WORK_PER_SLICE } = options
  const starts = initial ? 1 : (options.starts ?? defaultStarts(n * d * clusters))
  checkShape(points, n, d, 'kmeans')
  checkWhole(clusters, 'clusters', 1)
  checkWhole(starts, 'starts', 1)
  checkWhole(maxIterations, 'maxIterations', 1)
  checkNumber(tolerance, 'tolerance', 0)
  if (clusters > n) {
    throw new InputError(
      'BAD_OPTION',
      `kmeans was asked for ${clusters} clusters of ${n} points.`,
      `Choose clusters from 1 to ${n}.`
    )
  }
  if (initial) yield* checkPoints(initial, clusters, d, "kmeans' initial centroids")

  const { memory } = kernel
  addMethodFunctions(kernel.run, memory.whole)
  const to = memory.mark()
  try {
    const packed = yield* packPoints(kernel, points, n, d, workPerSlice)
    // A mean is finite if its column is; only then is a number looked for.
    if (!packed.means.every(Number.isFinite)) yield* checkPoints(points, n, d, 'kmeans')
    const space = workspace(kernel, packed, clusters, threads)
    const settings = { maxIterations, tolerance: (tolerance * packed.squares) / (n * d), perSlice: workPerSlice }
    // As many swaps as starts are tried afterwards; each costs less than a start.
    const tries = initial ? 1 : 2 * starts
    let best: Placement | null = null
    for (let attempt = 0, failed = 0; attempt < tries; attempt++) {
      const random = seeded(seed, attempt)
      let found = clusters
      if (initial) placeInitial(kernel, packed, space, initial)
      else if (attempt < starts) found = yield* seedCentroids(kernel, packed, space, random, workPerSlice)
      else if (best!.found < 3) break
      else found = yield* swapOne(kernel, packed, space, best!, failed, random, workPerSlice)
      const share = { from: attempt / tries, to: (attempt + 1) / tries }
      const run = yield* lloyd(kernel, packed, space, found, { ...settings, ...share })
      failed = best && run.inertia >= best.run.inertia ? failed + 1 : 0
      if (failed > 0) continue
      best = {
        ...{ run, found },
        labels: labelsByRow(memory.viewInt32(space.labels), packed),
        centroids: memory.viewFloat32(space.centroids).slice()
      }
    }
    return outcome(best!, packed, clusters)
  } finally {
    memory.release(to)
  }
}

// About 20 iterations a run.
const STARTS_WORK = 1e9 / 20

function defaultStarts(workPerIteration: number): number {
  return Math.min(50, Math.max(10, Math.floor(STARTS_WORK / Math.max(1, workPerIteration))))
}

function labelsByRow(labels: Int32Array, { n, order }: PackedPoints): Int32Array {
  if (!order) return labels.slice(0, n)
  const byRow = new Int32Array(n)
  for (let i = 0; i < n; i++) byRow[order[i]] = labels[i]
  return byRow
}

function outcome(best: Placement, packed: PackedPoints, asked: number): KmeansResult {
  const { d, padded, means, scale } = packed
  const { labels, run } = best
  const old = renumber(labels)
  const centroids = new Float32Array(old.length * d)
  old.forEach((label, c) => {
    for (let j = 0; j < d; j++) centroids[c * d + j] = best.centroids[label * padded + j] / scale + means[j]
  })
  const chosen: string[] = []
  if (old.length < asked) {
    chosen.push(`${asked} clusters were asked for, but the points have only ${old.length} places to put them.`)
  }
  const inertia = run.inertia / scale / scale
  return { labels, clusters: old.length, silhouette: null, inertia, centroids, iterations: run.iterations, chosen }
}

function placeInitial({ memory }: Kernel, packed: PackedPoints, space: Workspace, initial: Float32Array): number {
  const { d, padded, means, scale } = packed
  const rows = memory.viewFloat32(space.centroids)
  for (let c = 0; c < space.clusters; c++) {
    for (let j = 0; j < d; j++) rows[c * padded + j] = (initial[c * d + j] - means[j]) * scale
  }
  return space.clusters
}
