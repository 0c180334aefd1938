import type { Kernel } from '../kernel/load.js'
import type { Steps } from '../kernel/work.js'
import { type Lifetimes, stageLifetimes } from './lifetimes.js'
import type { LinkMatrix } from './link-matrix.js'

/** The least shared life that two clusters are taken to have, as a share of their pairs. */
export const leastSharedLife = 0.25

/** Merges in order: the clusters of activities `low[k]` < `high[k]` become one, of height `height[k]` (not decreasing). */
export interface Merges {
  low: Uint32Array
  high: Uint32Array
  /** 1 - mean link strength, 0 to 1. */
  height: Float64Array
}

const WHAT = 'The tree of learned links'
/** Bytes of a bond in `links_linkage.ts` of the kernels, and the slot in which it counts merges. */
const [BOND, MERGES] = [64, 19]

/**
 * Average linkage of the link strengths (log-odds clipped to [-4, 4], + 4, / 8), each pair weighted by the share of life that
 * its activities have in common. The strongest pair of clusters merges first; of equal ones the pair with the lowest
 * activities. Only pairs with a strength above 0 are held (sparse), so memory follows the links and not the square of the
 * activities; the sums of shared life of other pairs are computed when first needed, each underlying pair once.
 *
 * @param least stops where the strongest mean link is at most this
 */
export function* averageLinkage(kernel: Kernel, links: LinkMatrix, lifetimes: Lifetimes, least: number): Steps<Merges> {
  const { memory, run } = kernel
  const n = links.activities
  let leaves = 1
  while (leaves < n) leaves *= 2
  const mark = memory.mark()
  try {
    const room = (length: number, bytesEach: number) => memory.room(length, bytesEach, WHAT)
    const put = (values: Uint32Array | Float32Array | Float64Array) => memory.put(values, WHAT).pointer
    const bonds = memory.scratch((links.columns.length >> 1) + 1, BOND, WHAT).pointer
    const [low, high, height] = [room(n, 4), room(n, 4), room(n, 8)]
    const slots = [n, put(links.offsets), put(links.columns), put(links.probabilities)]
    slots.push(...stageLifetimes(memory, lifetimes, WHAT), bonds + BOND - (bonds % BOND))
    slots.push(
      ...[4, 4, 8, 4, 4, 4, 4].map((bytesEach) => room(n, bytesEach).pointer),
      room(2 * leaves, 4).pointer,
      leaves
    )
    slots.push(low.pointer, high.pointer, height.pointer, 0, put(Float64Array.of(least, leastSharedLife)))
    const plan = memory.put(Uint32Array.from(slots), WHAT)
    const merges = () => memory.viewUint32(plan)[MERGES]
    run.linkageBegin(plan.pointer)
    while (run.linkageMerge(plan.pointer)) yield merges() / n
    const count = merges()
    return {
      low: memory.viewUint32(low).slice(0, count),
      high: memory.viewUint32(high).slice(0, count),
      height: memory.viewFloat64(height).slice(0, count)
    }
  } finally {
    memory.release(mark)
  }
}

/** The clusters after the first `count` merges: [activities] label of each, numbered by first appearance. */
export function clustersAfter(
  merges: Merges,
  count: number,
  activities: number
): { labels: Int32Array; count: number } {
  const parent = new Int32Array(activities).fill(-1)
  // A merge names the lowest activity of both clusters: that has its label when it is asked for.
  for (let k = 0; k < count; k++) parent[merges.high[k]] = merges.low[k]
  const labels = new Int32Array(activities)
  let clusters = 0
  for (let i = 0; i < activities; i++) labels[i] = parent[i] < 0 ? clusters++ : labels[parent[i]]
  return { labels, count: clusters }
}
