import type { RunActivities } from './runs.js'
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
 * @param place [activities] index of the step
 * @param completed [runs of the process] 1 where the run reached a terminal step
 */
export function countVariants(runs: RunActivities, place: Int32Array, completed: Uint8Array, most = 12): Variants {
  const count = runs.offsets.length - 1
  let capacity = 4
  while (capacity < 2 * count) capacity *= 2
  const slots = new Int32Array(capacity).fill(-1) // open addressing: the variant, -1 = free
  const example = new Uint32Array(count) // a run of each variant
  const counts = new Uint32Array(count)
  const lengths = new Uint32Array(count)
  const hashes = new Int32Array(count)
  let variants = 0
  for (let run = 0; run < count; run++) {
    const hash = hashOf(runs, run)
    let slot = hash & (capacity - 1)
    for (let v = slots[slot]; v >= 0; v = slots[slot]) {
      if (hashes[v] === hash && samePath(runs, example[v], run)) break
      slot = (slot + 1) & (capacity - 1)
    }
    if (slots[slot] < 0) {
      slots[slot] = variants
      example[variants] = run
      lengths[variants] = lengthOf(runs, run)
      hashes[variants++] = hash
    }
    counts[slots[slot]]++
  }
  const before = (a: number, b: number) => counts[b] - counts[a] || lengths[a] - lengths[b] || a - b
  const kept = firstOf(variants, most, before).filter((v, rank) => counts[v] > 1 || rank < 3)
  const keptRuns = kept.reduce((sum, v) => sum + counts[v], 0)
  return {
    variants: kept.map((v) => ({
      path: pathOf(runs, example[v], place),
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

// FNV-1a over the activities, repeats in a row taken once, with a last mix so that the low bits are good.
function hashOf({ offsets, activities }: RunActivities, run: number): number {
  const end = offsets[run + 1]
  let hash = 0x811c9dc5
  let previous = -1
  for (let i = offsets[run]; i < end; i++) {
    const a = activities[i]
    if (a === previous) continue
    previous = a
    hash = Math.imul(hash ^ a, 0x01000193)
    hash ^= hash >>> 15
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return hash ^ (hash >>> 13)
}

function lengthOf({ offsets, activities }: RunActivities, run: number): number {
  let length = 0
  for (let i = offsets[run]; i < offsets[run + 1]; i++) {
    if (i === offsets[run] || activities[i] !== activities[i - 1]) length++
  }
  return length
}

function samePath({ offsets, activities }: RunActivities, x: number, y: number): boolean {
  let i = offsets[x]
  let j = offsets[y]
  while (i < offsets[x + 1] && j < offsets[y + 1]) {
    const a = activities[i]
    if (a !== activities[j]) return false
    while (i < offsets[x + 1] && activities[i] === a) i++
    while (j < offsets[y + 1] && activities[j] === a) j++
  }
  return i === offsets[x + 1] && j === offsets[y + 1]
}

function pathOf({ offsets, activities }: RunActivities, run: number, place: Int32Array): number[] {
  const path: number[] = []
  for (let i = offsets[run]; i < offsets[run + 1]; i++) {
    const step = place[activities[i]]
    if (path[path.length - 1] !== step) path.push(step)
  }
  return path
}
