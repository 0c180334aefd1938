import type { Kernel } from '../kernel/load.js'
import type { Block } from '../kernel/memory.js'
import type { Steps } from '../kernel/work.js'

/** Points as the kernels of assembly/points.ts want them: centred, scaled by a power of two, in blocks of 8 lanes. */
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
  /** Row at each position, or null for the input order; `place` holds it in the arena. */
  order: Int32Array | null
  /** [n] i32 */
  place: Block
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
    place: memory.int32(n, 'the order of the points'),
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
  if (order) memory.viewInt32(packed.place).set(order)
  packed.order = order
  for (let from = 0; from < blocks; from += slice) {
    const end = Math.min(blocks, from + slice)
    run.pointsPack(rows.pointer, orderOf(packed), n, d, padded, from, end, points.pointer, norms.pointer)
    yield 0
  }
}

/** Where the kernels find the row of each position: 0 for the input order. */
export function orderOf({ order, place }: PackedPoints): number {
  return order ? place.pointer : 0
}
