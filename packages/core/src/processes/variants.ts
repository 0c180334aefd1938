import type { LogData } from '../log/types.js'
import type { Runs } from './runs.js'
import type { Variant } from './types.js'

/** Frequent paths of one process, and what is left: variants + other = all variants, and so for the runs. */
export interface Variants {
  variants: Variant[]
  otherVariants: { variants: number; runs: number }
}

/**
 * Counts the exact paths of `list` (runs of one process). A path is the sequence of steps with repeats in a row taken
 * once. The most frequent `most` are kept (ties: shorter first, then seen first), those seen once only where they are
 * among the first three.
 *
 * @param place [activities] index of the step
 * @param completed [runs] 1 where the run reached a terminal step
 */
export function countVariants(
  log: LogData,
  runs: Runs,
  list: Uint32Array,
  place: Int32Array,
  completed: Uint8Array,
  most = 12
): Variants {
  let capacity = 4
  while (capacity < 2 * list.length) capacity *= 2
  const slots = new Int32Array(capacity).fill(-1) // open addressing: the variant, -1 = free
  const example: number[] = [] // a run of each variant
  const counts: number[] = []
  const lengths: number[] = []
  for (const run of list) {
    const { hash, length } = hashOf(log, runs, run)
    let slot = hash & (capacity - 1)
    while (slots[slot] >= 0 && !samePath(log, runs, example[slots[slot]], run)) slot = (slot + 1) & (capacity - 1)
    if (slots[slot] < 0) {
      slots[slot] = example.length
      example.push(run)
      counts.push(0)
      lengths.push(length)
    }
    counts[slots[slot]]++
  }
  const order = counts.map((_, v) => v).sort((a, b) => counts[b] - counts[a] || lengths[a] - lengths[b] || a - b)
  const kept = order.slice(0, most).filter((v, rank) => counts[v] > 1 || rank < 3)
  const keptRuns = kept.reduce((sum, v) => sum + counts[v], 0)
  return {
    variants: kept.map((v) => ({
      path: pathOf(log, runs, example[v], place),
      runs: counts[v],
      completed: completed[example[v]] === 1
    })),
    otherVariants: { variants: counts.length - kept.length, runs: list.length - keptRuns }
  }
}

// FNV-1a over the activities, repeats in a row taken once, with a last mix so that the low bits are good.
function hashOf(log: LogData, runs: Runs, run: number): { hash: number; length: number } {
  let hash = 0x811c9dc5
  let length = 0
  let previous = -1
  for (let i = runs.offsets[run]; i < runs.offsets[run + 1]; i++) {
    const a = log.activity[runs.events[i]]
    if (a === previous) continue
    previous = a
    length++
    hash = Math.imul(hash ^ a, 0x01000193)
    hash ^= hash >>> 15
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return { hash: (hash ^ (hash >>> 13)) >>> 0, length }
}

function samePath(log: LogData, runs: Runs, x: number, y: number): boolean {
  const { offsets, events } = runs
  let i = offsets[x]
  let j = offsets[y]
  while (i < offsets[x + 1] && j < offsets[y + 1]) {
    const a = log.activity[events[i]]
    if (a !== log.activity[events[j]]) return false
    while (i < offsets[x + 1] && log.activity[events[i]] === a) i++
    while (j < offsets[y + 1] && log.activity[events[j]] === a) j++
  }
  return i === offsets[x + 1] && j === offsets[y + 1]
}

function pathOf(log: LogData, runs: Runs, run: number, place: Int32Array): number[] {
  const path: number[] = []
  for (let i = runs.offsets[run]; i < runs.offsets[run + 1]; i++) {
    const step = place[log.activity[runs.events[i]]]
    if (path[path.length - 1] !== step) path.push(step)
  }
  return path
}
