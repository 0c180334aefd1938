import type { Kernel } from '../kernel/load.js'
import type { Block } from '../kernel/memory.js'
import type { Steps } from '../kernel/work.js'
import type { RunResult } from './kmeans-run.js'
import type { Workspace } from './kmeans-space.js'
import { itemsPerSlice, type PackedPoints } from './packed-points.js'

/** A finished run: where its centroids stand ([found][padded], packed units) and the labels by row. */
export interface Placement {
  run: RunResult
  found: number
  labels: Int32Array
  centroids: Float32Array
}

/** Memory of a search for good starting points. */
interface Search {
  /** [blocks * 8] squared distance of each point to the nearest centroid so far; 0 at padding. */
  closest: Block
  /** [tried][blocks * 8] the same with each candidate added. */
  better: Block
  group: Block
  sums: Block
  tried: number
}

function search({ memory }: Kernel, { n, blocks, padded }: PackedPoints, clusters: number): Search {
  // scikit-learn tries 2 + ln k candidates; the kernel measures four at the cost of one.
  const tried = clusters > 20 ? 8 : 4
  const result = {
    closest: memory.float32(blocks * 8, 'the distances of k-means++'),
    better: memory.float32(blocks * 8 * tried, 'the distances of k-means++'),
    group: memory.float32(padded * 4, 'the candidates of k-means++'),
    sums: memory.float64(tried * 4, 'the sums of k-means++'),
    tried
  }
  // Larger than any squared distance of packed points. The padding stays 0 and so weighs nothing.
  memory.viewFloat32({ pointer: result.closest.pointer, length: n }).fill(3e38)
  return result
}

/**
 * Greedy k-means++ (Arthur & Vassilvitskii 2007): the first centroid is a point drawn evenly; each next one is the best
 * of several points drawn in proportion to their squared distance to the nearest centroid so far. Writes the rows of
 * `space.centroids` and returns how many distinct ones were found.
 */
export function* seedCentroids(
  kernel: Kernel,
  packed: PackedPoints,
  space: Workspace,
  random: () => number,
  perSlice: number
): Steps<number> {
  const to = kernel.memory.mark()
  const state = search(kernel, packed, space.clusters)
  let total = yield* addBest(kernel, packed, space, state, 0, [Math.floor(random() * packed.n)], perSlice)
  let found = 1
  for (; found < space.clusters && total > 0; found++) {
    total = yield* addBest(kernel, packed, space, state, found, draw(kernel, packed, state, total, random), perSlice)
  }
  kernel.memory.release(to)
  return found
}

/**
 * Another start from a finished run: the centroid that is missed least (least inertia added when its cluster joins
 * another: Ward 1963) is taken out, and one is put where it helps most of several drawn points. Lloyd's iterations
 * cannot move a centroid from a crowded place to a thin one; this can. `rank` chooses the rank-th least missed one.
 */
export function* swapOne(
  kernel: Kernel,
  packed: PackedPoints,
  space: Workspace,
  from: Placement,
  rank: number,
  random: () => number,
  perSlice: number
): Steps<number> {
  const { run, memory } = kernel
  const { padded, blocks, points } = packed
  const { found } = from
  const rows = from.centroids.slice()
  const { victim, partner, sizes } = leastMissed(from, padded, rank)
  const both = sizes[victim] + sizes[partner]
  for (let j = 0; j < padded; j++) {
    const sum = sizes[partner] * rows[partner * padded + j] + sizes[victim] * rows[victim * padded + j]
    rows[partner * padded + j] = sum / both
  }
  rows.copyWithin(victim * padded, (found - 1) * padded, found * padded)
  memory.viewFloat32(space.centroids).set(rows)

  const to = memory.mark()
  const state = search(kernel, packed, found)
  const slice = itemsPerSlice(padded * 32, perSlice)
  for (let first = 0; first < found - 1; first += 4) {
    for (let slot = 0; slot < 4; slot++) {
      const row = space.centroids.pointer + Math.min(first + slot, found - 2) * padded * 4
      run.kmeansCandidate(row, padded, state.group.pointer, slot)
    }
    for (let start = 0; start < blocks; start += slice) {
      const end = Math.min(blocks, start + slice)
      const closest = state.closest.pointer
      run.kmeansSeed(points.pointer, padded, state.group.pointer, closest, 0, 0, state.sums.pointer, start, end)
      yield 0
    }
  }
  const total = memory.viewFloat32(state.closest).reduce((sum, distance) => sum + distance, 0)
  yield* addBest(kernel, packed, space, state, found - 1, draw(kernel, packed, state, total, random), perSlice)
  memory.release(to)
  return found
}

function leastMissed({ centroids, labels, found }: Placement, padded: number, rank: number) {
  const sizes = new Int32Array(found)
  for (const label of labels) sizes[label]++
  const costs = Array.from({ length: found }, (_, victim) => {
    let cost = Number.POSITIVE_INFINITY
    let partner = -1
    for (let other = 0; other < found; other++) {
      if (other === victim) continue
      let distance = 0
      for (let j = 0; j < padded; j++) {
        const difference = centroids[victim * padded + j] - centroids[other * padded + j]
        distance += difference * difference
      }
      const joined = (distance * sizes[victim] * sizes[other]) / Math.max(1, sizes[victim] + sizes[other])
      if (joined < cost) {
        cost = joined
        partner = other
      }
    }
    return { victim, partner, cost }
  })
  costs.sort((a, b) => a.cost - b.cost || a.victim - b.victim)
  return { ...costs[rank % found], sizes }
}

function draw({ run }: Kernel, { n }: PackedPoints, state: Search, total: number, random: () => number): number[] {
  return Array.from({ length: state.tried }, () => run.kmeansPick(state.closest.pointer, n, random() * total))
}

// Puts the best of the candidates (positions) into row `at` of the centroids. Returns what the distances then sum up to.
function* addBest(
  { run, memory }: Kernel,
  { blocks, padded, points }: PackedPoints,
  { centroids }: Workspace,
  { closest, better, group, sums }: Search,
  at: number,
  candidates: number[],
  perSlice: number
): Steps<number> {
  const length = blocks * 8
  const row = centroids.pointer + at * padded * 4
  const slice = itemsPerSlice(padded * 32, perSlice)
  memory.viewFloat64(sums).fill(0)
  for (let first = 0; first < candidates.length; first += 4) {
    for (let slot = 0; slot < 4; slot++) {
      run.kmeansCopyPoint(points.pointer, padded, candidates[Math.min(first + slot, candidates.length - 1)], row)
      run.kmeansCandidate(row, padded, group.pointer, slot)
    }
    const out = better.pointer + first * length * 4
    const sum = sums.pointer + first * 32
    for (let start = 0; start < blocks; start += slice) {
      const end = Math.min(blocks, start + slice)
      run.kmeansSeed(points.pointer, padded, group.pointer, closest.pointer, out, length, sum, start, end)
      yield 0
    }
  }
  const lanes = memory.viewFloat64(sums)
  let chosen = 0
  let total = Number.POSITIVE_INFINITY
  for (let c = 0; c < candidates.length; c++) {
    const sum = lanes[c * 4] + lanes[c * 4 + 1] + lanes[c * 4 + 2] + lanes[c * 4 + 3]
    if (sum < total) {
      total = sum
      chosen = c
    }
  }
  run.kmeansCopyPoint(points.pointer, padded, candidates[chosen], row)
  memory.viewFloat32(closest).set(memory.viewFloat32({ pointer: better.pointer + chosen * length * 4, length }))
  return total
}
