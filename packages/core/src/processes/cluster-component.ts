import type { Kernel } from '../kernel/load.js'
import { type Phases, shareOf } from '../kernel/phases.js'
import { contextNames, pairContext } from './context.js'
import { type Cut, cutTree } from './cut.js'
import type { Evidence } from './evidence.js'
import { KeptCosines, PairStatistics } from './features.js'
import { type Lifetimes, pickLifetimes } from './lifetimes.js'
import { averageLinkage, clustersAfter } from './linkage.js'
import type { LinkNets } from './links.js'
import type { LinksPartSource } from './links-source.js'
import { joinLoners } from './loners.js'
import { type Counted, countedOnce, type PpmiVectors, ppmiVectors } from './ppmi.js'

/** What was found in one component: labels, hubs and scores by its activities. */
interface ComponentClusters {
  labels: Int32Array
  clusters: number
  hubs: Uint8Array
  scores: Float64Array
  cut: Cut | null
  /** From what: of the activities that are no hubs. */
  counted: (() => Counted) | null
}

/** Dimensions of the vectors of a rough look. */
const ROUGH_DIMENSIONS = 25

/**
 * Clusters one component: hubs are found from the clusters, and what is left is clustered again. In a large log the first
 * hubs are found from rough clusters (decision 0021).
 */
export function* clusterComponent(
  kernel: Kernel,
  nets: LinkNets,
  names: readonly string[],
  part: LinksPartSource,
  several: boolean,
  rounds: number,
  threads: number
): Phases<ComponentClusters> {
  const n = part.activities
  const scores = new Float64Array(n).fill(1)
  if (n < 3)
    return { labels: new Int32Array(n), clusters: 1, hubs: new Uint8Array(n), scores, cut: null, counted: null }
  yield 0
  let hubs = part.firstHubs()
  yield 0
  const rough = part.isLong && rounds > 1 ? 1 : 0
  for (let round = -rough; ; round++) {
    const isRough = round < 0
    const ids = idsWhere(n, (i) => hubs[i] === 0)
    const from = (round + rough) / (rounds + rough)
    const to = (round + rough + 1) / (rounds + rough)
    const middle = (from + to) / 2
    const evidence = yield* shareOf(part.evidence(ids, isRough ? 'rough' : 'telling'), from, middle)
    yield middle
    const vectors = yield* shareOf(
      ppmiVectors(kernel, evidence, isRough ? ROUGH_DIMENSIONS : undefined),
      middle,
      middle
    )
    const cut = yield* shareOf(
      clusterOnce(
        kernel,
        nets,
        Array.from(ids, (id) => names[id]),
        evidence,
        vectors,
        pickLifetimes(part.lifetimes, ids),
        several,
        threads,
        isRough
      ),
      middle,
      to
    )
    const labels = new Int32Array(n).fill(-1)
    ids.forEach((id, k) => {
      labels[id] = cut.labels[k]
    })
    const result = () => {
      const joined = joinLoners(evidence, cut.labels, cut.clusters)
      ids.forEach((id, k) => {
        labels[id] = joined[k]
      })
      const counted = countedOnce(kernel, () => part.evidence(ids, 'all'))
      return { labels, clusters: cut.clusters, hubs, scores, cut, counted }
    }
    if (round === rounds - 1) return result()
    // A hub stands in a cluster of its own once it is not a hub any more.
    const asNeighbours = labels.map((label, i) => (label < 0 ? cut.clusters + i : label))
    let next = hubs
    yield to
    for (let look = 0; look < 2; look++) {
      const found = part.findHubs(asNeighbours, next)
      const isAsBefore = isSame(found.hubs, next)
      next = found.hubs
      scores.set(found.score)
      if (isAsBefore) break // another look would see the same
    }
    const staying = next.reduce((sum, hub) => sum + (hub ? 0 : 1), 0)
    const tooMany = staying < Math.max(5, 0.5 * n)
    if (!isRough && (tooMany || isSame(next, hubs))) return result()
    if (!tooMany) hubs = next
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.every((hub, i) => hub === b[i])
}

/** One round: features, links, linkage, cut. A rough one looks once, and cuts where trees are usually cut. */
function* clusterOnce(
  kernel: Kernel,
  nets: LinkNets,
  names: readonly string[],
  evidence: Evidence,
  vectors: PpmiVectors,
  lifetimes: Lifetimes,
  several: boolean,
  threads: number,
  isRough: boolean
): Phases<Cut> {
  const mark = kernel.memory.mark()
  try {
    yield 0
    const statistics = new PairStatistics(kernel, evidence, vectors, contextNames.length, threads, isRough)
    yield 0
    const kept = new KeptCosines()
    const first = yield* shareOf(nets.firstLook(kernel, statistics, kept), 0, 0.25)
    let links = first
    if (nets.looksTwice && !isRough) {
      const context = yield* shareOf(pairContext(kernel, names, evidence, first), 0.25, 0.25)
      links = yield* shareOf(nets.secondLook(kernel, statistics, context, kept), 0.25, 0.4)
    }
    // The fallback of the cut wants the whole tree; it only serves small logs.
    const least = isRough ? nets.cut.around : evidence.activities <= 500 ? 0 : 0.2
    const merges = yield* shareOf(averageLinkage(kernel, links, lifetimes, least), 0.4, 0.7)
    if (isRough) {
      const { labels, count } = clustersAfter(merges, merges.height.length, evidence.activities)
      return { labels, clusters: count, threshold: least, candidates: [] }
    }
    return yield* shareOf(cutTree(kernel, merges, links, lifetimes, statistics.vectors, several, nets.cut), 0.7, 1)
  } finally {
    kernel.memory.release(mark)
  }
}

/** The numbers below n that `keep` wants, ascending. */
export function idsWhere(n: number, keep: (i: number) => boolean): Uint32Array {
  const ids = new Uint32Array(n)
  let kept = 0
  for (let i = 0; i < n; i++) if (keep(i)) ids[kept++] = i
  return ids.slice(0, kept)
}
