import type { Kernel } from '../kernel/load.js'
import type { Steps } from '../kernel/work.js'
import { itemsPerSlice, type PackedPoints } from './packed-points.js'

/** The k nearest others of every point, nearest first, ties by lower index: addresses in the kernel's arena. */
export interface Neighbours {
  k: number
  /** [n x k] squared, in the units of the packed points. */
  distances: { pointer: number; length: number }
  /** [n x k] */
  indices: { pointer: number; length: number }
}

/**
 * Exact nearest neighbours among packed points (in input order); k <= n - 1. Allocates in the arena and leaves it there.
 *
 * @param isRough of points rounded to whole numbers, by a kernel that `addMethodFunctions` was called for, in half of the
 * time; for more than 3 dimensions
 */
export function* nearestNeighbours(
  kernel: Kernel,
  packed: PackedPoints,
  k: number,
  perSlice: number,
  isRough = false
): Steps<Neighbours> {
  const { run, memory } = kernel
  const { n, d, padded, blocks, points, rows } = packed
  const distances = memory.float32(n * k, 'the distances of the nearest neighbours')
  const indices = memory.int32(n * k, 'the nearest neighbours')
  const to = memory.mark()
  const scratch = memory.float32(40, 'the scratch of the nearest neighbours').pointer
  const slice = itemsPerSlice(n * d * 12, perSlice)
  const shorts = memory.int32(isRough ? blocks * padded * 4 : 0, 'the rounded points').pointer
  // Points are less than 2 from the middle in each dimension, so that no square of a distance comes up to 2^31.
  if (isRough) run.kmeansShorten(points.pointer, padded, Math.sqrt(2 ** 27 / padded) - 1, 0, blocks, shorts, scratch)
  const at = [scratch, distances.pointer, indices.pointer] as const
  for (let from = 0; from < blocks; from += slice) {
    const end = Math.min(blocks, from + slice)
    if (isRough) run.nearestShort(shorts, n, padded, k, from, end, ...at)
    else run.nearestNeighbours(points.pointer, rows.pointer, n, d, padded, k, from, end, ...at)
    yield from / blocks
  }
  memory.release(to)
  return { k, distances, indices }
}

/** A sparse symmetric matrix as CSR. */
export interface SparseAffinities {
  /** [n + 1] */
  offsets: Int32Array
  targets: Int32Array
  /** Sum to 1. */
  weights: Float32Array
}

/**
 * t-SNE's joint affinities p_ij = (p_j|i + p_i|j) / 2n over nearest neighbours: O(n k) memory.
 */
export function* affinities(
  kernel: Kernel,
  n: number,
  { k, distances, indices }: Neighbours,
  perplexity: number,
  perSlice: number
): Steps<SparseAffinities> {
  const { run, memory } = kernel
  const scratch = memory.float32(k + 4, 'the scratch of the affinities').pointer
  const rows = memory.float32(n * k, 'the affinities')
  const slice = itemsPerSlice(k * 200, perSlice)
  for (let from = 0; from < n; from += slice) {
    run.layoutAffinities(distances.pointer, k, perplexity, from, Math.min(n, from + slice), scratch, rows.pointer)
    yield from / n
  }
  return symmetrise(n, k, memory.viewInt32(indices), memory.viewFloat32(rows))
}

// Row i of the result: its own neighbours in their order, then the points that have i as a neighbour and are none of its.
function symmetrise(n: number, k: number, indices: Int32Array, rows: Float32Array): SparseAffinities {
  const fanIn = new Int32Array(n + 1)
  for (let e = 0; e < n * k; e++) fanIn[indices[e] + 1]++
  for (let i = 0; i < n; i++) fanIn[i + 1] += fanIn[i]
  const sources = new Int32Array(n * k) // edges that lead to each point, in ascending order
  const next = fanIn.slice(0, n)
  for (let e = 0; e < n * k; e++) sources[next[indices[e]]++] = e

  const offsets = new Int32Array(n + 1)
  const targets = new Int32Array(2 * n * k)
  const weights = new Float32Array(2 * n * k)
  const place = new Int32Array(n).fill(-1)
  const scale = 1 / (2 * n)
  let length = 0
  for (let i = 0; i < n; i++) {
    const start = length
    for (let e = i * k; e < (i + 1) * k; e++) {
      place[indices[e]] = length
      targets[length] = indices[e]
      weights[length++] = rows[e] * scale
    }
    for (let s = fanIn[i]; s < fanIn[i + 1]; s++) {
      const source = Math.floor(sources[s] / k)
      const weight = rows[sources[s]] * scale
      if (place[source] >= start) weights[place[source]] += weight
      else {
        targets[length] = source
        weights[length++] = weight
      }
    }
    offsets[i + 1] = length
  }
  return { offsets, targets: targets.slice(0, length), weights: weights.slice(0, length) }
}
