import type { RunActivities } from './runs-by-process.js'
import type { StepCounts } from './step-counts.js'
import type { Variant } from './types.js'

/** Frequent paths of one process, and what is left: variants + other = all variants, and so for the runs. */
export interface Variants {
  variants: Variant[]
  otherVariants: { variants: number; runs: number }
}

/**
 * Counts the exact paths of the runs of one process. A path is the sequence of steps with repeats in a row taken once.
 * The most frequent `most` are kept (ties: shorter first, then seen first), those seen once only where they are among
 * the first three.
 *
 * @param runs their steps
 * @param completed [runs of the process] 1 where the run reached a terminal step
 * @param hash [runs of the process] equal for equal paths
 */
export function countVariants(
  runs: RunActivities,
  { completed, hash }: Pick<StepCounts['inOrder'], 'completed' | 'hash'>,
  most = 12
): Variants {
  const count = runs.starts.length
  let capacity = 4
  while (capacity < 2 * count) capacity *= 2
  const slots = new Int32Array(capacity).fill(-1) // open addressing: the variant, -1 = free
  const example = new Uint32Array(count) // a run of each variant
  const counts = new Uint32Array(count)
  let variants = 0
  for (let run = 0; run < count; run++) {
    let slot = hash[run] & (capacity - 1)
    for (let v = slots[slot]; v >= 0; v = slots[slot]) {
      if (hash[example[v]] === hash[run] && samePath(runs, example[v], run)) break
      slot = (slot + 1) & (capacity - 1)
    }
    if (slots[slot] < 0) {
      slots[slot] = variants
      example[variants++] = run
    }
    counts[slots[slot]]++
  }
  const before = (a: number, b: number) =>
    counts[b] - counts[a] || lengthOf(runs, example[a]) - lengthOf(runs, example[b]) || a - b
  const kept = firstOf(variants, most, before).filter((v, rank) => counts[v] > 1 || rank < 3)
  const keptRuns = kept.reduce((sum, v) => sum + counts[v], 0)
  return {
    variants: kept.map((v) => ({
      path: pathOf(runs, example[v]),
      runs: counts[v],
      completed: completed[example[v]] === 1
    })),
    otherVariants: { variants: variants - kept.length, runs: count - keptRuns }
  }
}

// The first `most` of 0 .. count - 1 in an order without ties.
function firstOf(count: number, most: number, before: (a: number, b: number) => number): number[] {
  const first: number[] = []
  for (let v = 0; v < count; v++) {
    if (first.length >= most && (most === 0 || before(v, first[most - 1]) > 0)) continue
    let at = first.length
    while (at > 0 && before(v, first[at - 1]) < 0) at--
    first.splice(at, 0, v)
    if (first.length > most) first.pop()
  }
  return first
}

function lengthOf({ starts, ends, activities }: RunActivities, run: number): number {
  let length = 0
  for (let i = starts[run]; i < ends[run]; i++) {
    if (i === starts[run] || activities[i] !== activities[i - 1]) length++
  }
  return length
}

function samePath({ starts, ends, activities }: RunActivities, x: number, y: number): boolean {
  let i = starts[x]
  let j = starts[y]
  while (i < ends[x] && j < ends[y]) {
    const a = activities[i]
    if (a !== activities[j]) return false
    while (i < ends[x] && activities[i] === a) i++
    while (j < ends[y] && activities[j] === a) j++
  }
  return i === ends[x] && j === ends[y]
}

function pathOf({ starts, ends, activities }: RunActivities, run: number): number[] {
  const path: number[] = []
  for (let i = starts[run]; i < ends[run]; i++) {
    const step = activities[i]
    if (path[path.length - 1] !== step) path.push(step)
  }
  return path
}
