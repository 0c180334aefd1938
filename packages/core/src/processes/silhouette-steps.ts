import type { Kernel } from '../kernel/load.js'
import type { Steps } from '../kernel/work.js'
import type { SeparationInput } from './hand-out.js'
import { itemsPerSlice, packPoints, WORK_PER_SLICE } from './packed-points.js'

export interface SilhouetteOptions {
  /**
   * `euclidean` (default), or `cosine`: 1 - the cosine of two vectors, with a vector of zeros at 1/2 from every other.
   */
  metric?: 'euclidean' | 'cosine'
  /** Multiply-adds between two pauses. Never changes the result. */
  workPerSlice?: number
}

export interface SilhouetteResult {
  /** Over the points that are in a cluster; null where fewer than two clusters exist. */
  mean: number | null
  /** [n] -1 to 1; 0 for a point alone in its cluster, NaN for noise and where fewer than two clusters exist. */
  each: Float64Array
}

/** What `silhouette` does, of points that were checked. */
export function* silhouetteInSteps(
  kernel: Kernel,
  points: Float32Array,
  n: number,
  d: number,
  labels: ArrayLike<number>,
  options: SilhouetteOptions = {}
): Steps<SilhouetteResult> {
  const { metric = 'euclidean', workPerSlice = WORK_PER_SLICE } = options
  const { order, starts } = sortByCluster(labels)
  const clusters = starts.length - 1
  const each = new Float64Array(n).fill(Number.NaN)
  if (clusters < 2) return { mean: null, each }

  const { run, memory } = kernel
  const to = memory.mark()
  try {
    const sorted = gather(points, d, order, metric === 'cosine')
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
        metric === 'cosine' ? 1 : 0,
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

function gather(points: Float32Array, d: number, order: Int32Array, unit: boolean): Float32Array {
  const sorted = new Float32Array(order.length * d)
  for (let i = 0; i < order.length; i++) {
    const row = points.subarray(order[i] * d, order[i] * d + d)
    let squares = 0
    for (const value of row) squares += value * value
    const factor = unit && squares > 0 ? 1 / Math.sqrt(squares) : 1
    for (let j = 0; j < d; j++) sorted[i * d + j] = row[j] * factor
  }
  return sorted
}

/** How distinct groups of activities are by their vectors. */
export function separation(kernel: Kernel, { embedding, labels }: SeparationInput): Steps<SilhouetteResult> {
  const { vectors, activities, dimensions } = embedding
  return silhouetteInSteps(kernel, vectors, activities, dimensions, labels, { metric: 'cosine' })
}
