import type { Kernel } from '../kernel/load.js'
import type { Phases } from '../kernel/phases.js'
import { learnedLinksInPhases } from './learned-links.js'
import type { LinksResult } from './links-result.js'
import type { LinksWeights } from './links-weights-format.js'
import type { SequencedLog } from './sequenced-log.js'
import type { Embedding, Method } from './types.js'
import type { EmbedSettings } from './vectors.js'

/** How processes are found; every field is resolved, none is optional, so that a worker needs no defaults of its own. */
export interface FindOptions {
  method: Method
  /** k-means: how many; null = chosen by `clustersBy`. */
  clusters: number | null
  clustersBy: 'silhouette' | 'elbow'
  /** DBSCAN: neighbourhood radius, in the units of what it runs on. */
  eps: number
  /** DBSCAN and HDBSCAN: points that make a dense place. */
  minPoints: number
  /** DBSCAN: the vectors (of unit length), or the map (t-SNE units, as the reference method does). */
  on: 'vectors' | 'map'
  /** Leiden: null = chosen among several by silhouette. */
  resolution: number | null
  perplexity: number | null
  mapIterations: number
  embedding: EmbedSettings
  seed: number
}

/** The processes of a log as labels, before anything is named or described. */
export interface Found {
  /** [activities] process, or -1 for hubs and noise. */
  labels: Int32Array
  clusters: number
  /** [activities] 1 for a hub. */
  hubs: Uint8Array
  /** [activities] component (a channel, usually), or null where the method has none. */
  components: Int32Array | null
  /** [clusters] 1 for a shared subroutine; null where the method does not tell. */
  subroutines: Uint8Array | null
  /** The vectors that the method trained, or null where it needs none (`auto`). */
  embedding: Embedding | null
  chosen: string[]
  warnings: string[]
}

/** Who takes part, and what a finder tells before it has found anything. */
export interface FindHooks {
  /** Threads that phases are handed out to; default 1. */
  threads?: number
  /** The components of {@link Found}, as soon as they are known: the map can be drawn then. */
  onComponents?(components: Int32Array): void
}

/** A work that cannot be finished without what is fetched for it. */
export interface Unfinished {
  rest(): Promise<Phases<Found>>
}

/** Finds the processes of a log by one method. */
export type Finder = (
  kernel: Kernel,
  log: SequencedLog,
  options: FindOptions,
  hooks?: FindHooks
) => Phases<Found | Unfinished>

/**
 * The finder of a method. All but the usual one are loaded where they are asked for: a page need not carry them. What is
 * packed already, as the weights are, packs badly amid code: so they are loaded by themselves.
 */
export async function finderOf(method: Method): Promise<Finder> {
  if (method !== 'auto') return (await import('./find-clusters.js')).findByClusters
  const weights = (await import('./links-weights.js')).shippedWeights
  return (kernel, log, _, hooks) => findByLinks(kernel, log, weights, hooks)
}

/** Finds them to the end. @param driven runs a part; only the first of them reports its progress, as the last is short */
export async function findAll(
  phases: Phases<Found | Unfinished>,
  driven: <Result>(phases: Phases<Result>, isFirst: boolean) => Promise<Result>
): Promise<Found> {
  const found = await driven(phases, true)
  return 'rest' in found ? driven(await found.rest(), false) : found
}

function* findByLinks(
  kernel: Kernel,
  log: SequencedLog,
  weights: LinksWeights,
  hooks: FindHooks = {}
): Phases<Found | Unfinished> {
  const { onComponents, threads = 1 } = hooks
  const found = yield* learnedLinksInPhases(
    kernel,
    log,
    onComponents ? { weights, onComponents } : { weights },
    threads
  )
  if ('labels' in found) return foundBy(found)
  const rest = async () => ofLinks(found.rest((await import('./many.js')).accidentParts))
  return { rest }
}

function* ofLinks(phases: Phases<LinksResult>): Phases<Found> {
  return foundBy(yield* phases)
}

function foundBy(links: LinksResult): Found {
  return {
    labels: links.labels,
    clusters: links.clusters,
    hubs: links.hubs,
    components: links.components,
    subroutines: links.subroutines,
    embedding: null,
    chosen: links.chosen,
    warnings: links.warnings
  }
}
