import type { Kernel } from '../kernel/load.js'
import type { Block } from '../kernel/memory.js'
import type { Steps } from '../kernel/work.js'
import { type Lifetimes, stageLifetimes } from './lifetimes.js'
import { type LinkMatrix, leastProbability } from './link-matrix.js'
import { clustersAfter, leastSharedLife, type Merges } from './linkage.js'
import { type CutWeights, usualCut } from './links-weights-format.js'

/** Mean link strengths at which the tree is tried. */
const thresholds = [0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8] as const

/** Above so many activities the silhouettes are taken over an even sample of this size. */
const SAMPLED = 1000

/** One way to cut the tree, and how it was judged. */
interface Candidate {
  threshold: number
  clusters: number
  /** Silhouette over 1 - probability, and over 1 - cosine of the PPMI vectors. */
  linkSilhouette: number
  vectorSilhouette: number
  /** Expected adjusted Rand index of the clusters, if pairs belong together with their link probabilities. */
  expectedRand: number
  /** The weighted sum by which cuts are compared: see {@link CutWeights}. */
  score: number
}

export interface Cut {
  /** [activities] cluster of each, numbered by first appearance. */
  labels: Int32Array
  clusters: number
  /** Null where no threshold gave a usable cut and the tree was cut into a number of clusters by size instead. */
  threshold: number | null
  candidates: Candidate[]
}

/**
 * Cuts the tree where the clusters are most distinct and fit the link probabilities best: over all thresholds the
 * maximum of a weighted sum of the silhouettes of 1 - cosine and of 1 - p, of the expected Rand index, and of the
 * distance from the usual threshold. One cluster only is allowed where there are
 * `several` components; otherwise, and where every activity would stand alone, the tree is cut into one cluster for
 * every six activities.
 *
 * @param vectors PPMI vectors of unit length in the kernel's memory, a row of `stride` floats for each activity
 */
export function* cutTree(
  kernel: Kernel,
  merges: Merges,
  links: LinkMatrix,
  lifetimes: Lifetimes,
  vectors: { rows: Block; stride: number },
  several: boolean,
  weights: CutWeights = usualCut
): Steps<Cut> {
  const n = links.activities
  if (n < 3) return { labels: new Int32Array(n), clusters: Math.min(n, 1), threshold: null, candidates: [] }
  const levels = thresholds.map((threshold) => {
    let count = 0
    while (count < merges.height.length && merges.height[count] <= 1 - threshold) count++
    return { threshold, ...clustersAfter(merges, count, n) }
  })
  const { judged, within, pairsExpected } = yield* judgeLevels(kernel, levels, links, lifetimes, vectors, several)
  // From six activities on, a result of one group and loners says too little.
  const fewest = n >= 6 ? 2 : 1
  const candidates: Candidate[] = []
  let best = -1
  levels.forEach(({ threshold, labels, count }, l) => {
    const { linkSilhouette, vectorSilhouette } = judged[l]
    const expected = expectedRand(labels, count, within[l], pairsExpected)
    const score =
      weights.vectorSilhouette * vectorSilhouette +
      weights.linkSilhouette * linkSilhouette +
      weights.expectedRand * expected -
      weights.away * Math.abs(threshold - weights.around)
    candidates.push({ threshold, clusters: count, linkSilhouette, vectorSilhouette, expectedRand: expected, score })
    if (!several && groupsOf(labels, count) < fewest) return
    if (best < 0 || score > candidates[best].score + 1e-9) best = l
  })
  if (best < 0 || levels[best].count >= n) {
    const wanted = n >= 6 ? Math.max(2, Math.round(n / 6)) : 2
    const made = Math.min(merges.height.length, n - wanted)
    let cut = clustersAfter(merges, made, n)
    // Down the tree until there are two groups, if there ever are.
    for (let fewer = made - 1; fewer > 0 && groupsOf(cut.labels, cut.count) < fewest; fewer--) {
      const lower = clustersAfter(merges, fewer, n)
      if (groupsOf(lower.labels, lower.count) >= fewest) cut = lower
    }
    return { labels: cut.labels, clusters: cut.count, threshold: null, candidates }
  }
  return { labels: levels[best].labels, clusters: levels[best].count, threshold: levels[best].threshold, candidates }
}

/** Clusters of two or more. One cluster of everything does not count. */
function groupsOf(labels: Int32Array, count: number): number {
  if (count === 1) return 0
  const size = new Uint32Array(count)
  for (const label of labels) size[label]++
  return size.reduce((sum, one) => sum + (one > 1 ? 1 : 0), 0)
}

/**
 * Adjusted Rand index (Hubert & Arabie 1985) in expectation: pairs in one cluster against pairs that belong together,
 * where each pair does so with its link probability. 0 where all activities stand alone.
 */
function expectedRand(labels: Int32Array, count: number, right: number, expected: number): number {
  const n = labels.length
  const size = sizesOf(labels, count)
  let joined = 0
  for (const s of size) joined += (s * (s - 1)) / 2
  const chance = (joined * expected) / ((n * (n - 1)) / 2)
  const most = (joined + expected) / 2
  return most > chance ? (right - chance) / (most - chance) : 0
}

interface Level {
  labels: Int32Array
  count: number
}

interface Judgement {
  linkSilhouette: number
  vectorSilhouette: number
}

function sizesOf(labels: Int32Array, count: number): Uint32Array {
  const size = new Uint32Array(count)
  for (let i = 0; i < labels.length; i++) size[labels[i]]++
  return size
}

interface Judgements {
  /** [levels] */
  judged: Judgement[]
  /** [levels] expected number of pairs that belong together and are in one cluster. */
  within: number[]
  /** Expected number of pairs that belong together. */
  pairsExpected: number
}

/** Samples that are judged before the work yields, times activities. */
const JUDGED_AT_ONCE = 150_000

/**
 * Both silhouettes at every level. Clusters of coarser levels are unions of the finest ones, so each activity's sums of
 * distances are made once, by finest cluster, and folded: see links_cut.ts of the kernels.
 */
function* judgeLevels(
  { memory, run }: Kernel,
  levels: readonly Level[],
  links: LinkMatrix,
  lifetimes: Lifetimes,
  vectors: { rows: Block; stride: number },
  several: boolean
): Steps<Judgements> {
  const what = 'The cut of learned links'
  const n = links.activities
  const finest = levels[levels.length - 1].count
  const mark = memory.mark()
  try {
    const labels = memory.room(levels.length * n, 4, what)
    const folds = memory.room(levels.length * finest, 4, what)
    const sizes = memory.room(levels.length * finest, 4, what)
    const judged = memory.float64(2 * levels.length, what)
    const plan = memory.put(
      Uint32Array.of(
        n,
        levels.length,
        finest,
        several ? 1 : 0,
        vectors.rows.pointer,
        vectors.stride,
        memory.float32(n, what).pointer,
        ...stageLifetimes(memory, lifetimes, what),
        memory.put(links.offsets, what).pointer,
        memory.put(links.columns, what).pointer,
        memory.put(links.probabilities, what).pointer,
        labels.pointer,
        memory.put(
          Uint32Array.from(levels, ({ count }) => count),
          what
        ).pointer,
        folds.pointer,
        sizes.pointer,
        memory.float64(3 * finest, what).pointer,
        memory.float64(n + 1, what).pointer,
        memory.put(Float64Array.of(leastProbability, leastSharedLife), what).pointer,
        judged.pointer
      ),
      what
    )
    const [allLabels, allFolds, allSizes] = [labels, folds, sizes].map((block) => memory.viewUint32(block))
    for (const [l, level] of levels.entries()) {
      allLabels.set(level.labels, l * n)
      allSizes.set(sizesOf(level.labels, level.count), l * finest)
      const finer = levels[l + 1]?.labels ?? level.labels
      for (let i = 0; i < n; i++) allFolds[l * finest + finer[i]] = level.labels[i]
    }
    const taken = Math.min(n, n > 1.5 * SAMPLED ? SAMPLED : n)
    const slice = Math.max(1, Math.floor(JUDGED_AT_ONCE / n))
    for (let t = 0; t < taken; t += slice) {
      run.linksJudge(plan.pointer, t, Math.min(taken, t + slice), taken)
      yield t / taken
    }
    const within: number[] = []
    for (let l = 0; l < levels.length; l++) {
      within.push(run.linksWithin(plan.pointer, l))
      yield 1
    }
    const sums = memory.viewFloat64(judged)
    return {
      judged: levels.map((_, l) => ({
        linkSilhouette: sums[2 * l] / taken,
        vectorSilhouette: sums[2 * l + 1] / taken
      })),
      within,
      pairsExpected: run.linksWithin(plan.pointer, -1)
    }
  } finally {
    memory.release(mark)
  }
}
