import type { Kernel } from '../kernel/load.js'
import type { Block } from '../kernel/memory.js'
import type { Steps } from '../kernel/work.js'

/** Points as the kernels of assembly/kmeans.ts want them: centred, scaled by a power of two, in blocks of 8 lanes. */
export interface PackedPoints {
  n: number
  d: number
  /** Dimensions as laid out: d below 4, else a multiple of 4. */
  padded: number
  blocks: number
  /** [n x d] centred and scaled, in input order. */
  rows: Block
  /** [blocks][padded][8] */
  points: Block
  /** [blocks * 8] squared norms. */
  norms: Block
  /** [d] f64, subtracted from every point, then `scale` multiplied. */
  means: Float64Array
  scale: number
  squares: number
  largestNorm: number
  /** Row at each position, or null for the input order. */
  order: Int32Array | null
}

/** Multiply-adds in one call of a kernel: about 2 ms. */
export const WORK_PER_SLICE = 4e7

/** Items per slice when each costs `work` multiply-adds. */
export function itemsPerSlice(work: number, perSlice: number): number {
  return Math.max(1, Math.floor(perSlice / Math.max(1, work)))
}

/**
 * Copies points [n x d] into the kernel's arena. Centring costs no distance and saves digits; the power of two keeps
 * squares of very large and very small numbers in the range of f32 and is undone without rounding.
 */
export function* packPoints(
  kernel: Kernel,
  points: Float32Array,
  n: number,
  d: number,
  perSlice: number
): Steps<PackedPoints> {
  const { run, memory } = kernel
  const padded = d < 4 ? d : (d + 3) & ~3
  const blocks = (n + 7) >> 3
  const sums = memory.float64(d, 'the column means')
  const state = memory.float64(2, 'the sum of squares')
  const lows = memory.float32(d, 'the column bounds')
  const highs = memory.float32(d, 'the column bounds')
  memory.viewFloat32(lows).fill(Number.POSITIVE_INFINITY)
  memory.viewFloat32(highs).fill(Number.NEGATIVE_INFINITY)
  const norms = memory.float32(blocks * 8, 'the norms')
  const packed = memory.float32(blocks * padded * 8, 'the points of k-means')
  const rows = memory.put(points, 'the points of k-means')
  const slice = itemsPerSlice(d * 8, perSlice)
  for (let from = 0; from < n; from += slice) {
    run.pointsColumns(rows.pointer, d, from, Math.min(n, from + slice), sums.pointer, lows.pointer, highs.pointer)
    yield 0
  }
  const means = memory.viewFloat64(sums)
  for (let j = 0; j < d; j++) means[j] /= Math.max(1, n)
  // Largest distance of a number from its column's mean.
  let reach = 0
  for (let j = 0; n > 0 && j < d; j++) {
    reach = Math.max(reach, memory.viewFloat32(highs)[j] - means[j], means[j] - memory.viewFloat32(lows)[j])
  }
  let scale = 1
  while (reach > 0 && reach * scale >= 2) scale /= 2
  while (reach > 0 && reach * scale < 1) scale *= 2
  for (let from = 0; from < n; from += slice) {
    run.pointsCentre(rows.pointer, d, from, Math.min(n, from + slice), sums.pointer, scale, state.pointer)
    yield 0
  }
  const [squares, largestNorm] = memory.viewFloat64(state)
  const result: PackedPoints = {
    ...{ n, d, padded, blocks, rows, points: packed, norms, scale, squares, largestNorm, order: null },
    means: memory.viewFloat64(sums).slice()
  }
  yield* layOut(kernel, result, null, perSlice)
  return result
}

/** Lays the rows out again in another order. */
export function* layOut(kernel: Kernel, packed: PackedPoints, order: Int32Array | null, perSlice: number): Steps<void> {
  const { run, memory } = kernel
  const { rows, n, d, padded, blocks, points, norms } = packed
  const slice = itemsPerSlice(d * 64, perSlice)
  const to = memory.mark()
  const place = order ? memory.put(order, 'the order of the points').pointer : 0
  for (let from = 0; from < blocks; from += slice) {
    const end = Math.min(blocks, from + slice)
    run.pointsPack(rows.pointer, place, n, d, padded, from, end, points.pointer, norms.pointer)
    yield 0
  }
  memory.release(to)
  packed.order = order
}

/** Working memory of one k-means, made once and used by every start. */
export interface Workspace {
  clusters: number
  labels: Block
  sums: Block
  counts: Block
  centroids: Block
  groups: Block
  halves: Block
  drift: Block
  scratch: Block
  /** Of the pass with bounds; null where plain Lloyd is used. */
  lower: Block | null
  upper: Block
}

// Bounds pay where a distance costs more than looking a bound up (measured: from 32 dimensions on) and while they fit.
const BOUNDS_FROM_DIMENSIONS = 32
const BOUNDS_FROM_CLUSTERS = 8
const BOUNDS_MOST_BYTES = 2 ** 29

export function workspace({ memory }: Kernel, packed: PackedPoints, clusters: number): Workspace {
  const { padded, blocks, d } = packed
  const padding = (clusters + 3) & ~3
  const bounds = blocks * 8 * clusters
  const bounded = d >= BOUNDS_FROM_DIMENSIONS && clusters >= BOUNDS_FROM_CLUSTERS && bounds * 4 <= BOUNDS_MOST_BYTES
  return {
    clusters,
    labels: memory.int32(blocks * 8, 'the labels'),
    sums: memory.float64(clusters * padded, 'the sums of the clusters'),
    counts: memory.int32(clusters, 'the sizes of the clusters'),
    centroids: memory.float32(clusters * padded, 'the centroids'),
    groups: memory.float32(padding * padded, 'the centroids'),
    halves: memory.float32(padding, 'the norms of the centroids'),
    drift: memory.float32(clusters, 'the drift of the centroids'),
    scratch: memory.room(208 + 4 * (clusters + 4), 1, 'the scratch of k-means'),
    lower: bounded ? memory.float32(bounds, 'the bounds of k-means') : null,
    upper: memory.float32(bounded ? blocks * 8 : 0, 'the bounds of k-means')
  }
}

export interface RunResult {
  /** In squared units of the packed points. */
  inertia: number
  iterations: number
  /** The labels stopped changing, as opposed to the centroids moving less than the tolerance or the iterations ending. */
  settled: boolean
  repaired: number
}

/**
 * Lloyd's iterations from the centroids that stand in `space.centroids` (rows of `padded`), in `space.clusters` or fewer
 * clusters. Ends as scikit-learn does: when no label changes, or the centroids' squared movement is at most `tolerance`
 * (in units of the packed points), or after `maxIterations`; in the last two cases labels are brought up to date.
 * Progress is yielded within `from` to `to`.
 */
export function* lloyd(
  kernel: Kernel,
  packed: PackedPoints,
  space: Workspace,
  clusters: number,
  settings: { maxIterations: number; tolerance: number; perSlice: number; from: number; to: number }
): Steps<RunResult> {
  const { run, memory } = kernel
  const { n, padded, blocks, points, norms } = packed
  const { labels, sums, counts, centroids, groups, halves, drift, scratch, lower, upper } = space
  const { maxIterations, tolerance, perSlice } = settings
  const k4 = (clusters + 3) & ~3
  const slice = itemsPerSlice(padded * 8 * clusters, perSlice)
  const margin = 1e-5 * Math.sqrt(packed.largestNorm)
  const share = (iteration: number) => settings.from + ((settings.to - settings.from) * iteration) / (maxIterations + 1)
  const means = (from: number) =>
    run.kmeansMeans(
      from,
      counts.pointer,
      clusters,
      k4,
      padded,
      centroids.pointer,
      groups.pointer,
      halves.pointer,
      drift.pointer
    )

  function* pass(kind: 'plain' | 'fresh' | 'bounded', iteration: number): Steps<number> {
    let changed = 0
    for (let from = 0; from < blocks; from += slice) {
      const to = Math.min(blocks, from + slice)
      changed +=
        kind === 'plain'
          ? run.kmeansAssign(
              points.pointer,
              labels.pointer,
              n,
              padded,
              groups.pointer,
              halves.pointer,
              k4,
              from,
              to,
              sums.pointer,
              counts.pointer,
              scratch.pointer
            )
          : run.kmeansAssignBounded(
              points.pointer,
              norms.pointer,
              labels.pointer,
              n,
              padded,
              centroids.pointer,
              halves.pointer,
              clusters,
              lower!.pointer,
              upper.pointer,
              drift.pointer,
              margin,
              kind === 'fresh' ? 1 : 0,
              from,
              to,
              sums.pointer,
              counts.pointer,
              scratch.pointer
            )
      yield share(iteration)
    }
    return changed
  }

  memory.viewFloat32(drift).fill(0)
  memory.viewInt32(labels).fill(-1)
  memory.viewFloat64(sums).fill(0)
  memory.viewInt32(counts).fill(0)
  means(0)
  let settled = false
  let repaired = 0
  let iterations = 0
  let bounds = lower !== null && packed.order !== null
  let fresh = true
  while (iterations < maxIterations && !settled) {
    const changed = yield* pass(!bounds ? 'plain' : fresh ? 'fresh' : 'bounded', iterations)
    fresh = !bounds
    iterations++
    const moved = repairEmpty(kernel, packed, space, clusters)
    repaired += moved
    if (moved > 0) fresh = true // the bounds know nothing of the moved points
    settled = changed === 0 && moved === 0
    if (settled) break
    if (lower && !bounds) {
      // Points of one cluster side by side share their bounds' fate, so whole blocks are skipped.
      yield* layOut(kernel, packed, sortByLabel(memory.viewInt32(labels), packed, clusters), perSlice)
      bounds = true
    }
    if (means(sums.pointer) <= tolerance) break
  }
  if (!settled) yield* pass(bounds && !fresh ? 'bounded' : 'plain', maxIterations)
  let inertia = 0
  const cheap = itemsPerSlice(padded * 64, perSlice)
  for (let from = 0; from < blocks; from += cheap) {
    const to = Math.min(blocks, from + cheap)
    inertia = run.kmeansInertia(points.pointer, labels.pointer, n, padded, centroids.pointer, from, to, inertia)
    yield share(maxIterations)
  }
  return { inertia, iterations, settled, repaired }
}

// An empty cluster takes the point farthest from its centroid, as in scikit-learn. Returns how many were moved.
function repairEmpty({ run, memory }: Kernel, packed: PackedPoints, space: Workspace, clusters: number): number {
  let moved = 0
  const { labels, sums, counts, centroids } = space
  for (let c = 0; c < clusters; c++) {
    if (memory.viewInt32(counts)[c] > 0) continue
    const { points, n, padded } = packed
    const at = run.kmeansFarthest(points.pointer, labels.pointer, n, padded, centroids.pointer, counts.pointer)
    if (at < 0) return moved // every point lies on its centroid: there are fewer distinct points than clusters
    run.kmeansMove(points.pointer, labels.pointer, padded, at, c, sums.pointer, counts.pointer)
    moved++
  }
  return moved
}

// Stable counting sort of the positions by label; the labels move along. Returns the rows in the new order.
function sortByLabel(labels: Int32Array, { n, order }: PackedPoints, clusters: number): Int32Array {
  const next = new Int32Array(clusters + 1)
  for (let i = 0; i < n; i++) next[labels[i] + 1]++
  for (let c = 0; c < clusters; c++) next[c + 1] += next[c]
  const before = labels.slice(0, n)
  const rows = new Int32Array(n)
  for (let i = 0; i < n; i++) {
    const at = next[before[i]]++
    labels[at] = before[i]
    rows[at] = order ? order[i] : i
  }
  return rows
}
