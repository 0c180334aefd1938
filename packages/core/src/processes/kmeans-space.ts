import type { Kernel } from '../kernel/load.js'
import type { Block } from '../kernel/memory.js'
import { type PackedPoints, WORK_PER_SLICE } from './packed-points.js'

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
  /** What each part of the points changed: sums and counts as above, and how many points did; see kmeans-run.ts. */
  parts: { count: number; sums: Block; counts: Block; changes: Block }
  /** Of the first thread; the others' follow, `scratchBytes` apart. */
  scratch: Block
  scratchBytes: number
  /** Of passes over whole numbers; null where the dimensions are too few to pay for them. */
  short: Short | null
  /** Of passes with bounds; null where they do not pay or fit. */
  bounds: { lower: Block; upper: Block } | null
}

/** Points and centroids rounded to i16; see assembly/kmeans_short.ts. */
export interface Short {
  /** [blocks][padded / 2][8][2] i16 */
  points: Block
  /** [clusters to a multiple of 4][padded] i16 */
  centroids: Block
  /** [clusters to a multiple of 4] i32 */
  starts: Block
  /** The largest squared norm of what was rounded away of a point. */
  lost: Block
  /** Of the points. */
  scale: number
}

// Measured on 20,000 points in 20 and 100 clusters: from so many dimensions on whole numbers are faster, and bounds.
const SHORT_FROM_DIMENSIONS = 5
const BOUNDS_FROM_DIMENSIONS = 24
const BOUNDS_FROM_CLUSTERS = 8
const BOUNDS_MOST_BYTES = 2 ** 29

/** Norm of the largest point and of the largest centroid as whole numbers: the sum of a score stays below 2^31. */
const REACH = 32000

/** Memory of the parts. */
const PARTS_MOST_BYTES = 2 ** 26

/**
 * Parts of the points whose sums are added up one by one, so that the result does not depend on who computed which. Small
 * works are one part: that many threads would only wait for each other.
 */
function partsOf({ blocks, padded }: PackedPoints, clusters: number): number {
  // Finding the nearest of the clusters costs about as much as sixteen dimensions.
  const work = blocks * 8 * (padded + 16) * clusters
  const most = Math.max(1, Math.floor(PARTS_MOST_BYTES / (clusters * padded * 8)))
  return Math.min(most, blocks, Math.max(1, Math.ceil(work / WORK_PER_SLICE)))
}

export function workspace({ memory }: Kernel, packed: PackedPoints, clusters: number, threads: number): Workspace {
  const { padded, blocks, d, largestNorm } = packed
  const padding = (clusters + 3) & ~3
  const short = d >= SHORT_FROM_DIMENSIONS
  const bounds = blocks * 8 * clusters
  const parts = partsOf(packed, clusters)
  const scratchBytes = 384 + ((40 * (padding + 4) + 127) & ~127)
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
    parts: {
      count: parts,
      sums: memory.float64(parts * clusters * padded, 'the sums of the clusters'),
      counts: memory.int32(parts * clusters, 'the sizes of the clusters'),
      changes: memory.int32(parts, 'the sizes of the clusters')
    },
    scratch: memory.room(scratchBytes * threads, 1, 'the scratch of k-means'),
    scratchBytes,
    short: short
      ? {
          points: memory.int32((blocks * 8 * padded) / 2, 'the points of k-means'),
          centroids: memory.int32((padding * padded) / 2, 'the centroids'),
          starts: memory.int32(padding, 'the norms of the centroids'),
          lost: memory.float32(1, 'the scratch of k-means'),
          scale: largestNorm > 0 ? REACH / Math.sqrt(largestNorm) : 1
        }
      : null,
    bounds: bounded
      ? {
          lower: memory.float32(bounds, 'the bounds of k-means'),
          upper: memory.float32(blocks * 8, 'the bounds of k-means')
        }
      : null
  }
}

/** Rounds the points, in the order in which they lie. */
export function shortenPoints({ run }: Kernel, packed: PackedPoints, { points, scale, lost }: Short): void {
  run.kmeansShorten(packed.points.pointer, packed.padded, scale, 0, packed.blocks, points.pointer, lost.pointer)
}

/** What a pass over whole numbers needs to know of the scales. */
export interface Doubt {
  /** Two whole scores may be told apart if they differ by more. */
  scores: number
  /** Squared distance of one unit of a whole score. */
  unit: number
  /** How far a squared distance may be off. */
  squares: number
}

/** Rounds the centroids and bounds what is lost by it: |x.c - x'.c'| <= |x| |dc| + |c| |dx| + |dx| |dc|. */
export function shortenCentroids(
  { run, memory }: Kernel,
  packed: PackedPoints,
  space: Workspace,
  clusters: number
): Doubt {
  const { centroids, halves, short } = space
  const { scale, starts, lost } = short!
  let half = 0
  const norms = memory.viewFloat32(halves)
  for (let c = 0; c < clusters; c++) half = Math.max(half, norms[c])
  const longest = Math.sqrt(2 * half)
  const reach = Math.sqrt(packed.largestNorm) * scale
  // Centroids given by the caller may be longer than any point; then |c|^2 / 2 is what must stay below 2^31.
  const own = longest > 0 ? Math.min(REACH / longest, (2 * REACH * REACH) / (longest * longest * scale)) : 1
  const product = scale * own
  const k4 = (clusters + 3) & ~3
  const lostByCentroids = Math.sqrt(
    run.kmeansShortCentroids(
      ...([centroids.pointer, halves.pointer, clusters, k4, packed.padded, own, product] as const),
      ...([short!.centroids.pointer, starts.pointer] as const)
    )
  )
  const lostByPoints = Math.sqrt(memory.viewFloat32(lost)[0])
  const rounding = packed.d * 2e-7 * reach * longest * own + 2
  const off = 1.001 * (reach * lostByCentroids + (longest * own + lostByCentroids) * lostByPoints) + rounding
  return { scores: Math.ceil(2 * off), unit: 2 / product, squares: (2 * off) / product }
}
