import type { FigureKernel } from '../kernel/figures.js'
import { RUNS_AT_ONCE } from './runs.js'
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
 * @param range the runs of the process, by their places
 * @param completed [runs] 1 where the run reached a terminal step
 * @param hash [runs] equal for equal paths
 */
export function countVariants(
  kernel: FigureKernel,
  runs: RunActivities,
  range: { from: number; to: number },
  { completed, hash }: Pick<StepCounts['inOrder'], 'completed' | 'hash'>,
  most = 12
): Variants {
  const paths = countPaths(kernel, runs, range, hash)
  const variants = paths.length / 2
  const example = (v: number) => paths[2 * v]
  const count = (v: number) => paths[2 * v + 1]
  const kept = firstOf(runs, paths, most)
  return {
    variants: kept.map((v) => ({
      path: pathOf(runs, example(v)),
      runs: count(v),
      completed: completed[example(v)] === 1
    })),
    otherVariants: {
      variants: variants - kept.length,
      runs: range.to - range.from - kept.reduce((sum, v) => sum + count(v), 0)
    }
  }
}

/** Of each path a run that took it, and how many did. */
function countPaths(
  { memory, run }: FigureKernel,
  { starts, ends, activities }: RunActivities,
  { from, to }: { from: number; to: number },
  hash: Int32Array
): Uint32Array {
  if (from === to) return new Uint32Array(0)
  let capacity = 4
  while (capacity < 2 * (to - from)) capacity *= 2
  return memory.scope(() => {
    const tables = [
      memory.putPart(starts, from, to, WHAT),
      memory.putPart(ends, from, to, WHAT),
      memory.putPart(activities, starts[from], ends[to - 1], WHAT)
    ] as const
    const hashes = memory.put(hash.subarray(from, to), WHAT).pointer - 4 * from
    const slots = memory.room(capacity, 4, WHAT).pointer
    const paths = memory.scratch(2 * (to - from), 4, WHAT)
    let known = 0
    for (let k = from; k < to; k += RUNS_AT_ONCE) {
      const last = Math.min(to, k + RUNS_AT_ONCE)
      known = run.countPaths(...tables, k, last, hashes, slots, capacity - 1, paths.pointer, known)
    }
    return memory.viewUint32({ ...paths, length: 2 * known }).slice()
  })
}

const WHAT = 'Paths of runs'
// Of paths taken once so many are listed at most.
const MOST_RARE = 3

/** The first `most` paths, most frequent first; those taken once only among the first three. */
function firstOf(runs: RunActivities, paths: Uint32Array, most: number): number[] {
  const often: number[] = []
  addOften(paths, often)
  // Most are taken once, and to tell which of these comes first takes long.
  const listed = often.length >= MOST_RARE ? often : Array.from({ length: paths.length / 2 }, (_, v) => v)
  const first: number[] = []
  for (const v of listed) addSorted(runs, paths, v, first, most)
  return first.filter((v, rank) => paths[2 * v + 1] > 1 || rank < MOST_RARE)
}

// Functions of their own, not closures: code for a loop, or for one closure, is thrown away where others follow.

function addOften(paths: Uint32Array, often: number[]): void {
  for (let v = 0; 2 * v < paths.length; v++) if (paths[2 * v + 1] > 1) often.push(v)
}

function addSorted(runs: RunActivities, paths: Uint32Array, v: number, first: number[], most: number): void {
  let at = first.length
  while (at > 0 && isBefore(runs, paths, v, first[at - 1])) at--
  if (at === most) return
  first.splice(at, 0, v)
  if (first.length > most) first.pop()
}

function isBefore(runs: RunActivities, paths: Uint32Array, v: number, than: number): boolean {
  const more = paths[2 * v + 1] - paths[2 * than + 1]
  if (more !== 0) return more > 0
  const longer = lengthOf(runs, paths[2 * v]) - lengthOf(runs, paths[2 * than])
  return longer < 0 || (longer === 0 && v < than)
}

function lengthOf({ starts, ends, activities }: RunActivities, run: number): number {
  let length = 0
  for (let i = starts[run]; i < ends[run]; i++) {
    if (i === starts[run] || activities[i] !== activities[i - 1]) length++
  }
  return length
}

function pathOf({ starts, ends, activities }: RunActivities, run: number): number[] {
  const path: number[] = []
  for (let i = starts[run]; i < ends[run]; i++) {
    const step = activities[i]
    if (path[path.length - 1] !== step) path.push(step)
  }
  return path
}
