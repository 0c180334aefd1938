import type { Kernel } from '../kernel/load.js'
import type { Phases } from '../kernel/phases.js'
import { type Doubt, shortenCentroids, shortenPoints, type Workspace } from './kmeans-space.js'
import { itemsPerSlice, layOut, orderOf, type PackedPoints } from './packed-points.js'

export interface RunResult {
  /** In squared units of the packed points. */
  inertia: number
  iterations: number
  /** The labels stopped changing, as opposed to the centroids moving less than the tolerance or the iterations ending. */
  settled: boolean
  repaired: number
}

export interface RunSettings {
  maxIterations: number
  tolerance: number
  /** Multiply-adds of a slice, but for the passes themselves, which come in parts. */
  perSlice: number
  /** Progress is yielded within `from` to `to`. */
  from: number
  to: number
}

// Bounds are used from the pass on after which at most this share of the points changed: before, they seldom hold.
const BOUNDS_FROM_CHANGED = 0.25

/** One pass: how the nearest centroid of each point is found. All kinds find the same. */
type Kind = 'plain' | 'fresh' | 'bounded'

/**
 * Lloyd's iterations from the centroids that stand in `space.centroids` (rows of `padded`), in `space.clusters` or fewer
 * clusters. Ends as scikit-learn does: when no label changes, or the centroids' squared movement is at most `tolerance`
 * (in units of the packed points), or after `maxIterations`; in the last two cases labels are brought up to date.
 */
export function* lloyd(
  kernel: Kernel,
  packed: PackedPoints,
  space: Workspace,
  clusters: number,
  settings: RunSettings
): Phases<RunResult> {
  const { run, memory } = kernel
  const { n, d, padded, rows } = packed
  const { labels, sums, counts, centroids, groups, halves, drift, short, bounds } = space
  const { maxIterations, tolerance, perSlice } = settings
  const k4 = (clusters + 3) & ~3
  const share = (iteration: number) => settings.from + ((settings.to - settings.from) * iteration) / (maxIterations + 1)
  const means = (from: number) =>
    run.kmeansMeans(
      ...([from, counts.pointer, clusters, k4, padded, centroids.pointer] as const),
      ...([groups.pointer, halves.pointer, drift.pointer] as const)
    )

  memory.viewFloat32(drift).fill(0)
  memory.viewInt32(labels).fill(-1)
  memory.viewFloat64(sums).fill(0)
  memory.viewInt32(counts).fill(0)
  if (short) shortenPoints(kernel, packed, short)
  means(0)
  let settled = false
  let repaired = 0
  let iterations = 0
  let kind: Kind = 'plain'
  while (iterations < maxIterations && !settled) {
    const changed = yield* pass(kernel, packed, space, clusters, kind, share(iterations))
    iterations++
    const moved = repairEmpty(kernel, packed, space, clusters)
    repaired += moved
    settled = changed === 0 && moved === 0
    if (settled) break
    if (kind !== 'plain') {
      kind = moved > 0 ? 'fresh' : 'bounded' // the bounds know nothing of the moved points
    } else if (bounds && changed <= n * BOUNDS_FROM_CHANGED) {
      // Points of one cluster side by side share their bounds' fate, so whole blocks are skipped.
      yield* layOut(kernel, packed, sortByLabel(memory.viewInt32(labels), packed, clusters), perSlice)
      if (short) shortenPoints(kernel, packed, short)
      kind = 'fresh'
    }
    if (means(sums.pointer) <= tolerance) break
  }
  if (!settled) yield* pass(kernel, packed, space, clusters, kind === 'fresh' ? 'plain' : kind, share(maxIterations))
  let inertia = 0
  const cheap = itemsPerSlice(padded * 8, perSlice)
  for (let from = 0; from < n; from += cheap) {
    inertia = run.kmeansInertia(
      ...([rows.pointer, orderOf(packed), d, labels.pointer, padded, centroids.pointer] as const),
      ...([from, Math.min(n, from + cheap), inertia] as const)
    )
    yield share(maxIterations)
  }
  return { inertia, iterations, settled, repaired }
}

// Brings the labels, sums and counts up to date with the centroids. Returns how many labels changed.
function* pass(
  kernel: Kernel,
  packed: PackedPoints,
  space: Workspace,
  clusters: number,
  kind: Kind,
  done: number
): Phases<number> {
  const { run, memory } = kernel
  const { n, d, padded, blocks, points, norms, rows } = packed
  const { labels, sums, counts, centroids, groups, halves, drift, parts, scratch, scratchBytes, short, bounds } = space
  const k4 = (clusters + 3) & ~3
  const margin = 1e-5 * Math.sqrt(packed.largestNorm)
  const doubt: Doubt | null = short ? shortenCentroids(kernel, packed, space, clusters) : null
  const rowsAt = [rows.pointer, orderOf(packed), d, labels.pointer, n, padded] as const
  const centres = short
    ? [centroids.pointer, halves.pointer, short.centroids.pointer, short.starts.pointer]
    : [groups.pointer, halves.pointer]
  memory.viewInt32(parts.changes).fill(0)
  const calls: number[][] = []
  for (let part = 0; part < parts.count; part++) {
    const from = Math.floor((part * blocks) / parts.count)
    const to = Math.floor(((part + 1) * blocks) / parts.count)
    // One part alone changes the sums themselves.
    const own = parts.count === 1 ? { sums, counts } : parts
    const range = [
      ...[from, to, own.sums.pointer + 8 * part * clusters * padded, own.counts.pointer + 4 * part * clusters],
      parts.changes.pointer + 4 * part
    ]
    if (!short) {
      calls.push([points.pointer, ...rowsAt, ...centres, k4, ...range])
    } else if (kind === 'plain') {
      calls.push([points.pointer, short.points.pointer, ...rowsAt, ...centres, doubt!.scores, k4, ...range])
    } else {
      calls.push([
        ...[points.pointer, short.points.pointer, norms.pointer, ...rowsAt, ...centres],
        ...[doubt!.unit, doubt!.squares, clusters, bounds!.lower.pointer, bounds!.upper.pointer],
        ...[drift.pointer, margin, kind === 'fresh' ? 1 : 0, ...range]
      ])
    }
  }
  const name = !short ? 'kmeansAssign' : kind === 'plain' ? 'kmeansAssignShort' : 'kmeansAssignBounded'
  yield { run: name, calls, scratch: scratch.pointer, scratchBytes, done }
  const changes = memory.viewInt32(parts.changes)
  for (let part = 0; parts.count > 1 && part < parts.count; part++) {
    if (changes[part] === 0) continue
    const partSums = parts.sums.pointer + 8 * part * clusters * padded
    const partCounts = parts.counts.pointer + 4 * part * clusters
    run.kmeansGather(sums.pointer, counts.pointer, partSums, partCounts, clusters * padded, clusters)
  }
  return changes.reduce((sum, changed) => sum + changed, 0)
}

// An empty cluster takes the point farthest from its centroid, as in scikit-learn. Returns how many were moved.
function repairEmpty({ run, memory }: Kernel, packed: PackedPoints, space: Workspace, clusters: number): number {
  let moved = 0
  const { labels, sums, counts, centroids } = space
  const { rows, n, d, padded } = packed
  const at = [rows.pointer, orderOf(packed), d, labels.pointer] as const
  for (let c = 0; c < clusters; c++) {
    if (memory.viewInt32(counts)[c] > 0) continue
    const farthest = run.kmeansFarthest(...at, n, padded, centroids.pointer, counts.pointer)
    if (farthest < 0) return moved // every point lies on its centroid: there are fewer distinct points than clusters
    run.kmeansMove(...at, padded, farthest, c, sums.pointer, counts.pointer)
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
