import type { Steps } from '../kernel/work.js'
import { type Lifetimes, sharedLife } from './lifetimes.js'
import { clustersAfter, leastSharedLife, type Merges } from './linkage.js'
import { type LinkMatrix, leastProbability } from './links.js'

/** Mean link strengths at which the tree is tried. */
export const thresholds = [0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8] as const

/** Above so many activities the silhouettes are taken over an even sample of this size. */
const SAMPLED = 2000

/** One way to cut the tree, and how it was judged. */
export interface Candidate {
  threshold: number
  clusters: number
  /** Silhouette over 1 - probability, and over 1 - cosine of the PPMI vectors. */
  linkSilhouette: number
  vectorSilhouette: number
  /** .25 link + vector silhouette - .2 |threshold - .55| */
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
 * Cuts the tree where the clusters are most distinct: over all thresholds the maximum of
 * .25 silhouette(1 - p) + silhouette(1 - cosine) - .2 |threshold - .55|. One cluster only is allowed where there are
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
  several: boolean
): Steps<Cut> {
  const n = links.activities
  if (n < 3) return { labels: new Int32Array(n), clusters: Math.min(n, 1), threshold: null, candidates: [] }
  const levels = thresholds.map((threshold) => {
    let count = 0
    while (count < merges.height.length && merges.height[count] <= 1 - threshold) count++
    return { threshold, ...clustersAfter(merges, count, n) }
  })
  const judged = yield* judgeLevels(levels, links, lifetimes, cosines, several)
  const candidates: Candidate[] = []
  let best = -1
  levels.forEach(({ threshold, count }, l) => {
    const { linkSilhouette, vectorSilhouette } = judged[l]
    const score = 0.25 * linkSilhouette + vectorSilhouette - 0.2 * Math.abs(threshold - 0.55)
    candidates.push({ threshold, clusters: count, linkSilhouette, vectorSilhouette, score })
    if (count === 1 && !several) return
    if (best < 0 || score > candidates[best].score + 1e-9) best = l
  })
  if (best < 0 || levels[best].count >= n) {
    const wanted = n >= 6 ? Math.max(2, Math.round(n / 6)) : 2
    const { labels, count } = clustersAfter(merges, Math.min(merges.height.length, n - wanted), n)
    return { labels, clusters: count, threshold: null, candidates }
  }
  return { labels: levels[best].labels, clusters: levels[best].count, threshold: levels[best].threshold, candidates }
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
  const fold = levels.map(({ labels }) => {
    const up = new Int32Array(finest.count)
    for (let i = 0; i < n; i++) up[finest.labels[i]] = labels[i]
    return up
  })
  const sizes = levels.map(({ labels, count }) => {
    const size = new Uint32Array(count)
    for (const label of labels) size[label]++
    return size
  })
  const sums = levels.map(() => ({ linkSilhouette: 0, vectorSilhouette: 0 }))
  const room = () => new Float64Array(finest.count)
  const fineSums = { life: room(), vector: room(), link: room() }
  const upSums = { life: room(), vector: room(), link: room() }
  const taken = Math.min(n, n > 1.5 * SAMPLED ? SAMPLED : n)
  let work = 0
  for (let t = 0; t < taken; t++) {
    const i = Math.floor((t * n) / taken)
    sumDistances(i, finest.labels, links, lifetimes, cosines(i), fineSums)
    for (let l = 0; l < levels.length; l++) {
      const { labels, count } = levels[l]
      const own = labels[i]
      const size = sizes[l]
      if (size[own] === 1) continue
      for (const kind of ['life', 'vector', 'link'] as const) foldSums(fineSums[kind], fold[l], count, upSums[kind])
      sums[l].linkSilhouette += silhouetteOf(upSums.link, upSums.life, size, own, count, several)
      sums[l].vectorSilhouette += silhouetteOf(upSums.vector, upSums.life, size, own, count, several)
    }
    work += 4 * n + finest.count * levels.length
    if (work > 1_000_000) {
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
}

/** Sums of shared life, and of distances weighted by it, from activity i to every finest cluster. */
function sumDistances(
  i: number,
  labels: Int32Array,
  links: LinkMatrix,
  lifetimes: Lifetimes,
  cosine: Float32Array,
  { life, vector, link }: Sums
): void {
  const n = links.activities
  life.fill(0)
  vector.fill(0)
  for (let j = 0; j < n; j++) {
    if (j === i) continue
    const weight = sharedLife(lifetimes, i, j)
    life[labels[j]] += weight
    vector[labels[j]] += weight * (1 - cosine[j])
  }
  for (let c = 0; c < link.length; c++) link[c] = (1 - leastProbability) * life[c]
  for (let p = links.offsets[i]; p < links.offsets[i + 1]; p++) {
    const j = links.columns[p]
    link[labels[j]] -= (links.probabilities[p] - leastProbability) * sharedLife(lifetimes, i, j)
  }
}

function foldSums(fine: Float64Array, up: Int32Array, count: number, out: Float64Array): void {
  out.fill(0, 0, count)
  for (let c = 0; c < fine.length; c++) out[up[c]] += fine[c]
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
