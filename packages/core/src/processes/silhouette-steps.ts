import type { Kernel } from '../kernel/load.js'
import type { Steps } from '../kernel/work.js'
import type { SeparationInput } from './hand-out.js'
import { itemsPerSlice, WORK_PER_SLICE } from './packed-points.js'

export interface SilhouetteResult {
  /** Over the points that are in a cluster; null where fewer than two clusters exist. */
  mean: number | null
  /** [n] -1 to 1; 0 for a point alone in its cluster, NaN for noise and where fewer than two clusters exist. */
  each: Float64Array
}

/** Distances below are rounding. */
const LEAST_DISTANCE = 1e-6

/**
 * Silhouettes over 1 - cosine, of points that were checked. The mean of a point's distances to the points of a cluster is
 * its distance to their mean, so that a cluster takes as long as a point: O(n clusters d).
 */
export function* cosineSilhouettes(
  { run, memory }: Kernel,
  points: Float32Array,
  n: number,
  d: number,
  labels: ArrayLike<number>,
  workPerSlice = WORK_PER_SLICE
): Steps<SilhouetteResult> {
  const numbers = new Map<number, number>()
  const cluster = Int32Array.from({ length: n }, (_, i) => {
    if (!(labels[i] >= 0)) return -1
    if (!numbers.has(labels[i])) numbers.set(labels[i], numbers.size)
    return numbers.get(labels[i]) as number
  })
  const clusters = numbers.size
  const each = new Float64Array(n).fill(Number.NaN)
  if (clusters < 2) return { mean: null, each }

  const to = memory.mark()
  try {
    // The clusters' means, then the points as unit vectors.
    const stride = (d + 7) & ~7
    const rows = memory.float32((clusters + n) * stride, 'the unit vectors')
    const out = memory.float32(clusters, 'the distances to clusters')
    const [row, dots] = [memory.viewFloat32(rows), memory.viewFloat32(out)]
    const sums = new Float64Array(clusters * d)
    const size = new Float64Array(clusters)
    /** Of each point and, summed, of each cluster; 1 but for vectors of zeros. */
    const squares = new Float64Array(n)
    const within = new Float64Array(clusters)
    // What is done for each point is a function of its own, which is compiled early and once.
    const addPoint = (i: number, c: number): void => {
      let square = 0
      for (let j = 0; j < d; j++) square += points[i * d + j] ** 2
      const factor = square > 0 ? 1 / Math.sqrt(square) : 1
      const at = (clusters + i) * stride
      for (let j = 0; j < d; j++) {
        row[at + j] = points[i * d + j] * factor
        squares[i] += row[at + j] ** 2
        sums[c * d + j] += row[at + j]
      }
      size[c]++
      within[c] += squares[i]
    }
    const judge = (i: number, own: number): void => {
      const distance = (c: number) => (squares[i] + within[c] / size[c]) / 2 - dots[c]
      let nearest = Number.POSITIVE_INFINITY
      for (let c = 0; c < clusters; c++) if (c !== own) nearest = Math.min(nearest, distance(c))
      each[i] = size[own] > 1 ? silhouetteOf((distance(own) * size[own]) / (size[own] - 1), nearest) : 0
    }
    for (let i = 0; i < n; i++) if (cluster[i] >= 0) addPoint(i, cluster[i])
    for (let c = 0; c < clusters; c++) for (let j = 0; j < d; j++) row[c * stride + j] = sums[c * d + j] / size[c]
    const slice = itemsPerSlice(clusters * stride, workPerSlice)
    let sum = 0
    let clustered = 0
    for (let i = 0; i < n; i++) {
      if (i % slice === 0) yield i / n
      const own = cluster[i]
      if (own < 0) continue
      run.linksDotsOf(rows.pointer, stride, clusters + i, 0, clusters, out.pointer)
      judge(i, own)
      sum += each[i]
      clustered++
    }
    return { mean: sum / clustered, each }
  } finally {
    memory.release(to)
  }
}

function silhouetteOf(own: number, other: number): number {
  const larger = Math.max(own, other)
  return larger < LEAST_DISTANCE ? 0 : (other - own) / larger
}

/** How distinct groups of activities are by their vectors. */
export function separation(kernel: Kernel, { embedding, labels }: SeparationInput): Steps<SilhouetteResult> {
  const { vectors, activities, dimensions } = embedding
  return cosineSilhouettes(kernel, vectors, activities, dimensions, labels)
}
