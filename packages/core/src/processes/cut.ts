import type { Steps } from '../kernel/work.js'
import { type Lifetimes, sharedLives } from './lifetimes.js'
import { clustersAfter, leastSharedLife, type Merges } from './linkage.js'
import { type LinkMatrix, leastProbability } from './links.js'
import { type CutWeights, usualCut } from './links-weights-format.js'

/** Mean link strengths at which the tree is tried. */
export const thresholds = [0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8] as const

/** Above so many activities the silhouettes are taken over an even sample of this size. */
const SAMPLED = 1000

/** One way to cut the tree, and how it was judged. */
export interface Candidate {
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
 * @param cosines of PPMI vectors: one activity against all; the result is only read until the next call
 */
export function* cutTree(
  merges: Merges,
  links: LinkMatrix,
  lifetimes: Lifetimes,
  cosines: (activity: number) => Float32Array,
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
  const judged = yield* judgeLevels(levels, links, lifetimes, cosines, several)
  let pairsExpected = 0
  for (const probability of links.probabilities) pairsExpected += probability / 2
  // From six activities on, a result of one group and loners says too little.
  const fewest = n >= 6 ? 2 : 1
  const candidates: Candidate[] = []
  let best = -1
  levels.forEach(({ threshold, labels, count }, l) => {
    const { linkSilhouette, vectorSilhouette } = judged[l]
    const expected = expectedRand(links, labels, count, pairsExpected)
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
function expectedRand(links: LinkMatrix, labels: Int32Array, count: number, expected: number): number {
  const n = links.activities
  const size = new Float64Array(count)
  let right = 0
  for (let i = 0; i < n; i++) {
    size[labels[i]]++
    for (let p = links.offsets[i], end = links.offsets[i + 1]; p < end; p++) {
      if (labels[links.columns[p]] === labels[i]) right += links.probabilities[p] / 2
    }
  }
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

/**
 * Both silhouettes at every level. Clusters of coarser levels are unions of the finest ones, so each activity's sums of
 * distances are made once, by finest cluster, and folded.
 */
function* judgeLevels(
  levels: readonly Level[],
  links: LinkMatrix,
  lifetimes: Lifetimes,
  cosines: (activity: number) => Float32Array,
  several: boolean
): Steps<Judgement[]> {
  const n = links.activities
  const finest = levels[levels.length - 1]
  // fold[l]: cluster of level l + 1 -> cluster of level l; null where they are the same.
  const fold = levels.map(({ labels, count }, l) => {
    const finer = levels[l + 1] as Level | undefined
    if (!finer || finer.count === count) return null
    const up = new Int32Array(finer.count)
    for (let i = 0; i < n; i++) up[finer.labels[i]] = labels[i]
    return up
  })
  const sizes = levels.map(({ labels, count }) => {
    const size = new Uint32Array(count)
    for (const label of labels) size[label]++
    return size
  })
  const sums = levels.map(() => ({ linkSilhouette: 0, vectorSilhouette: 0 }))
  const room = () => new Float64Array(finest.count)
  const at = { life: room(), vector: room(), link: room(), shared: new Float64Array(n) }
  const taken = Math.min(n, n > 1.5 * SAMPLED ? SAMPLED : n)
  let work = 0
  for (let t = 0; t < taken; t++) {
    const i = Math.floor((t * n) / taken)
    sumDistances(i, finest.labels, links, lifetimes, cosines(i), at)
    let link = 0
    let vector = 0
    for (let l = levels.length - 1; l >= 0; l--) {
      const { labels, count } = levels[l]
      const up = fold[l]
      if (up) {
        foldSums(at.life, up)
        foldSums(at.vector, up)
        foldSums(at.link, up)
      }
      const own = labels[i]
      if (sizes[l][own] > 1 && (up || l === levels.length - 1)) {
        link = silhouetteOf(at.link, at.life, sizes[l], own, count, several)
        vector = silhouetteOf(at.vector, at.life, sizes[l], own, count, several)
      }
      sums[l].linkSilhouette += link
      sums[l].vectorSilhouette += vector
    }
    work += 4 * n + finest.count * levels.length
    if (work > 500_000) {
      work = 0
      yield t / taken
    }
  }
  return sums.map(({ linkSilhouette, vectorSilhouette }) => ({
    linkSilhouette: linkSilhouette / taken,
    vectorSilhouette: vectorSilhouette / taken
  }))
}

interface Sums {
  life: Float64Array
  vector: Float64Array
  link: Float64Array
  /** [activities] life shared with each. */
  shared: Float64Array
}

/** Sums of shared life, and of distances weighted by it, from activity i to every finest cluster. */
function sumDistances(
  i: number,
  labels: Int32Array,
  links: LinkMatrix,
  lifetimes: Lifetimes,
  cosine: Float32Array,
  { life, vector, link, shared }: Sums
): void {
  const n = links.activities
  life.fill(0)
  vector.fill(0)
  sharedLives(lifetimes, i, shared)
  // Not with itself.
  shared[i] = 0
  for (let j = 0; j < n; j++) {
    const cluster = labels[j]
    const weight = shared[j]
    life[cluster] += weight
    vector[cluster] += weight * (1 - cosine[j])
  }
  for (let c = 0; c < link.length; c++) link[c] = (1 - leastProbability) * life[c]
  for (let p = links.offsets[i], end = links.offsets[i + 1]; p < end; p++) {
    const j = links.columns[p]
    link[labels[j]] -= (links.probabilities[p] - leastProbability) * shared[j]
  }
}

/** Sums by finer cluster become sums by coarser cluster, in place: both are numbered by first appearance, so up[c] <= c. */
function foldSums(sums: Float64Array, up: Int32Array): void {
  for (let c = 0; c < up.length; c++) {
    const value = sums[c]
    sums[c] = 0
    sums[up[c]] += value
  }
}

/**
 * Silhouette of one activity from its sums of distances (weighted by shared life) to every cluster. Towards other
 * clusters, life that was not shared (below the least) counts as distance 1.
 */
function silhouetteOf(
  distance: Float64Array,
  life: Float64Array,
  size: Uint32Array,
  own: number,
  count: number,
  several: boolean
): number {
  // Where there are other components, nothing in them is nearer than 1.
  let nearest = several ? 1 : Number.POSITIVE_INFINITY
  for (let c = 0; c < count; c++) {
    if (c === own) continue
    const shared = Math.max(life[c], leastSharedLife * Math.max(size[c], 1))
    nearest = Math.min(nearest, (distance[c] + (shared - life[c])) / shared)
  }
  if (nearest === Number.POSITIVE_INFINITY) return 0
  const inside = distance[own] / Math.max(life[own], leastSharedLife * Math.max(size[own] - 1, 1))
  return (nearest - inside) / Math.max(inside, nearest, 1e-12)
}
