import { InputError } from '../errors.js'
import type { Kernel } from '../kernel/load.js'
import { addMethodFunctions } from '../kernel/methods.js'
import type { Steps } from '../kernel/work.js'
import { checkOptionNames } from '../suggest.js'
import { itemsPerSlice, packPoints, WORK_PER_SLICE } from './packed-points.js'
import { checkPoints } from './points.js'
import { cosineSilhouettes, type SilhouetteResult } from './silhouette-steps.js'

export type { SilhouetteResult } from './silhouette-steps.js'

export interface SilhouetteOptions {
  /**
   * `euclidean` (default), or `cosine`: 1 - the cosine of two vectors, with a vector of zeros at 1/2 from every other.
   */
  metric?: 'euclidean' | 'cosine'
  /** Multiply-adds between two pauses. Never changes the result. */
  workPerSlice?: number
}

/**
 * Exact silhouettes of `points` [n x d] under `labels` (-1 is noise and left out): (b - a) / max(a, b), with a the mean
 * distance to the other points of its cluster and b the least mean distance to the points of another. O(n^2 d) time, by
 * cosines O(n clusters d), and O(n d) memory. Throws BAD_OPTION for points that are not finite or labels of another length.
 *
 * Source: Rousseeuw 1987.
 */
export function* silhouette(
  kernel: Kernel,
  points: Float32Array,
  n: number,
  d: number,
  labels: ArrayLike<number>,
  options: SilhouetteOptions = {}
): Steps<SilhouetteResult> {
  checkOptionNames(options, ['metric', 'workPerSlice'], 'silhouette')
  const { metric = 'euclidean' } = options
  if (metric !== 'euclidean' && metric !== 'cosine') {
    throw new InputError('BAD_OPTION', `silhouette got the metric '${metric}'.`, "Choose 'euclidean' or 'cosine'.")
  }
  yield* checkPoints(points, n, d, 'silhouette')
  if (labels.length !== n) {
    throw new InputError(
      'BAD_OPTION',
      `silhouette got ${labels.length} labels for ${n} points.`,
      'Give one label each.'
    )
  }
  return yield* metric === 'cosine'
    ? cosineSilhouettes(kernel, points, n, d, labels, options.workPerSlice)
    : euclideanSilhouettes(kernel, points, n, d, labels, options.workPerSlice)
}

function* euclideanSilhouettes(
  kernel: Kernel,
  points: Float32Array,
  n: number,
  d: number,
  labels: ArrayLike<number>,
  workPerSlice = WORK_PER_SLICE
): Steps<SilhouetteResult> {
  const { order, starts } = sortByCluster(labels)
  const clusters = starts.length - 1
  const each = new Float64Array(n).fill(Number.NaN)
  if (clusters < 2) return { mean: null, each }

  const { run, memory } = kernel
  addMethodFunctions(run, memory.whole)
  const to = memory.mark()
  try {
    const sorted = gather(points, d, order)
    const count = order.length
    const packed = yield* packPoints(kernel, sorted, count, d, workPerSlice)
    const startsAt = memory.put(starts, 'the clusters').pointer
    const scratch = memory.float64(24, 'the sums of distances').pointer
    const out = memory.float64(count, 'the silhouettes')
    const slice = itemsPerSlice(count * d * 12, workPerSlice)
    for (let from = 0; from < packed.blocks; from += slice) {
      run.silhouettes(
        packed.points.pointer,
        packed.rows.pointer,
        startsAt,
        clusters,
        count,
        d,
        packed.padded,
        from,
        Math.min(packed.blocks, from + slice),
        scratch,
        out.pointer
      )
      yield from / packed.blocks
    }
    const values = memory.viewFloat64(out)
    let sum = 0
    for (let i = 0; i < count; i++) {
      each[order[i]] = values[i]
      sum += values[i]
    }
    return { mean: sum / count, each }
  } finally {
    memory.release(to)
  }
}

// Positions of the clustered points, sorted by cluster (in order of first appearance), and where each cluster starts.
function sortByCluster(labels: ArrayLike<number>): { order: Int32Array; starts: Int32Array } {
  const members = new Map<number, number[]>()
  for (let i = 0; i < labels.length; i++) {
    if (!(labels[i] >= 0)) continue
    const known = members.get(labels[i])
    if (known) known.push(i)
    else members.set(labels[i], [i])
  }
  const groups = [...members.values()]
  const starts = new Int32Array(groups.length + 1)
  groups.forEach((group, c) => {
    starts[c + 1] = starts[c] + group.length
  })
  const order = new Int32Array(starts[groups.length])
  groups.forEach((group, c) => {
    order.set(group, starts[c])
  })
  return { order, starts }
}

function gather(points: Float32Array, d: number, order: Int32Array): Float32Array {
  const sorted = new Float32Array(order.length * d)
  order.forEach((i, at) => {
    sorted.set(points.subarray(i * d, i * d + d), at * d)
  })
  return sorted
}
