import { InputError } from '../errors.js'
import type { Kernel } from '../kernel/load.js'
import { inPlace, type Phases, shareOf } from '../kernel/phases.js'
import type { Steps } from '../kernel/work.js'
import { checkOptionNames } from '../suggest.js'
import { ln } from './arithmetic.js'
import { type KmeansResult, kmeansInPhases } from './kmeans.js'
import { checkPoints, checkWhole } from './points.js'
import { silhouette } from './silhouette.js'

export interface ChooseOptions {
  /** Default 'silhouette'. */
  by?: 'silhouette' | 'elbow'
  /** Fewest and most clusters to try. Default 2 (elbow: 1) to min(n - 1, max(10, n / 4)). */
  least?: number
  most?: number
  /** Starts for each number that is tried. Default 5; the chosen one is run again with k-means' own default. */
  starts?: number
  /** Of the silhouette. Default 'euclidean'. */
  metric?: 'euclidean' | 'cosine'
  seed?: number
  /** Multiply-adds between two pauses. Never changes the result. */
  workPerSlice?: number
}

interface Tried {
  clusters: number
  inertia: number
  /** Null where it was not measured (by elbow) or does not exist. */
  silhouette: number | null
}

export interface ChooseResult extends KmeansResult {
  /** Every number of clusters that was tried, ascending. */
  tried: Tried[]
}

const OPTIONS = ['by', 'least', 'most', 'starts', 'metric', 'seed', 'workPerSlice']
/** Up to so many candidates every number is tried; above, a geometric grid first and then the numbers around its best. */
const ALL_UP_TO = 24
const GRID_RATIO = 1.25

/**
 * k-means with the number of clusters chosen by the data.
 * - `silhouette`: the number with the largest mean silhouette (the smaller of equals).
 * - `elbow`: the number at which the curve of the logarithm of inertia lies farthest below the straight line between its
 *   ends, both axes scaled to [0, 1] (Satopaa et al. 2011, "Kneedle", for a falling convex curve without smoothing; of
 *   the logarithm, so that the last true split counts as much as the first, however little inertia is then left).
 *
 * Throws BAD_OPTION for fewer than three points, and as {@link kmeans} does.
 */
export function chooseClusters(
  kernel: Kernel,
  points: Float32Array,
  n: number,
  d: number,
  options: ChooseOptions = {}
): Steps<ChooseResult> {
  return inPlace(kernel, chooseInPhases(kernel, points, n, d, options, 1))
}

/** {@link chooseClusters}, handed out to so many threads. */
export function* chooseInPhases(
  kernel: Kernel,
  points: Float32Array,
  n: number,
  d: number,
  options: ChooseOptions,
  threads: number
): Phases<ChooseResult> {
  checkOptionNames(options, OPTIONS, 'chooseClusters')
  const { by = 'silhouette', starts = 5, metric = 'euclidean', seed = 1, workPerSlice } = options
  if (by !== 'silhouette' && by !== 'elbow') {
    throw new InputError('BAD_OPTION', `chooseClusters got by: '${by}'.`, "Choose 'silhouette' or 'elbow'.")
  }
  yield* checkPoints(points, n, d, 'chooseClusters')
  if (n < 3) {
    throw new InputError(
      'BAD_OPTION',
      `chooseClusters got ${n} points; there is nothing to choose below 3.`,
      'Give the number of clusters yourself.'
    )
  }
  const { least = by === 'elbow' ? 1 : 2, most = Math.min(n - 1, Math.max(10, Math.floor(n / 4))) } = options
  checkWhole(least, 'least', by === 'elbow' ? 1 : 2, n)
  checkWhole(most, 'most', least, n)
  const slices = workPerSlice === undefined ? {} : { workPerSlice }

  const tried = new Map<number, Tried>()
  function* attempt(clusters: number, done: number): Phases<void> {
    if (tried.has(clusters)) return
    const found = yield* at(done, kmeansInPhases(kernel, points, n, d, { clusters, starts, seed, ...slices }, threads))
    const measured =
      by === 'silhouette'
        ? yield* at(done, silhouette(kernel, points, n, d, found.labels, { metric, ...slices }))
        : null
    tried.set(clusters, { clusters, inertia: found.inertia, silhouette: measured?.mean ?? null })
  }
  const ascending = () => [...tried.values()].sort((a, b) => a.clusters - b.clusters)
  const pick = () => (by === 'silhouette' ? bySilhouette(ascending()) : byElbow(ascending()))

  const grid = candidates(least, most)
  for (let i = 0; i < grid.length; i++) yield* attempt(grid[i], (0.6 * i) / grid.length)
  // Around the best of a coarse grid every number counts, if need be again around the next best.
  for (let round = 0; round < 3 && grid.length < most - least + 1; round++) {
    const best = pick()
    const near = neighbours(best, least, most).filter((clusters) => !tried.has(clusters))
    for (let i = 0; i < near.length; i++) yield* attempt(near[i], 0.6 + 0.1 * (round + i / near.length))
  }

  const clusters = pick()
  const result = yield* at(0.9, kmeansInPhases(kernel, points, n, d, { clusters, seed, ...slices }, threads))
  const { mean } = yield* at(0.97, silhouette(kernel, points, n, d, result.labels, { metric, ...slices }))
  const tests = ascending()
  const among = `${tests.length} numbers from ${least} to ${most}`
  const why =
    by === 'silhouette'
      ? `${clusters} clusters have the largest mean silhouette (${mean?.toFixed(3) ?? 'none'}) of ${among}.`
      : `${clusters} clusters stand at the elbow of the inertia over ${among}.`
  return { ...result, silhouette: mean, chosen: [why, ...result.chosen], tried: tests }
}

// Progress of a part, reported as a fixed share of the whole.
function at<Result>(done: number, phases: Phases<Result>): Phases<Result> {
  return shareOf(phases, done, done)
}

function candidates(least: number, most: number): number[] {
  if (most - least < ALL_UP_TO) return Array.from({ length: most - least + 1 }, (_, i) => least + i)
  const grid: number[] = []
  for (let k = least; k < most; k = Math.max(k + 1, Math.round(k * GRID_RATIO))) grid.push(k)
  return [...grid, most]
}

function neighbours(best: number, least: number, most: number): number[] {
  const reach = Math.max(1, Math.ceil(best * (GRID_RATIO - 1)))
  const step = Math.max(1, Math.floor(reach / 6))
  const near: number[] = []
  for (let k = Math.max(least, best - reach); k <= Math.min(most, best + reach); k += step) near.push(k)
  return near
}

function bySilhouette(tried: Tried[]): number {
  let best = tried[0]
  for (const one of tried) if ((one.silhouette ?? -2) > (best.silhouette ?? -2)) best = one
  return best.clusters
}

function byElbow(tried: Tried[]): number {
  const first = tried[0]
  const last = tried[tried.length - 1]
  const width = last.clusters - first.clusters
  const scale = (inertia: number) => ln(Math.max(inertia, 1e-9 * first.inertia))
  const low = scale(last.inertia)
  const height = scale(first.inertia) - low
  let best = first
  let farthest = 0
  for (const one of tried) {
    const below = 1 - (one.clusters - first.clusters) / width - (scale(one.inertia) - low) / height
    if (below > farthest) {
      farthest = below
      best = one
    }
  }
  return best.clusters
}
