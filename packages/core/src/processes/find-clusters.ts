import type { Kernel } from '../kernel/load.js'
import type { Phases } from '../kernel/phases.js'
import type { Steps } from '../kernel/work.js'
import type { Traces } from '../log/types.js'
import { chooseInPhases } from './choose-clusters.js'
import { countFollows, type SparseCounts } from './counts.js'
import { dbscan } from './dbscan.js'
import { embedInPhases } from './embed.js'
import type { FindHooks, FindOptions, Found } from './find.js'
import { hdbscan } from './hdbscan.js'
import { kmeansInPhases } from './kmeans.js'
import { layout } from './layout.js'
import { leiden } from './leiden.js'
import type { SequencedLog } from './sequenced-log.js'
import { silhouette } from './silhouette.js'
import type { Clustering, Embedding } from './types.js'

const LEIDEN_RESOLUTIONS = [0.5, 1, 1.5, 2, 3, 4, 6]

/**
 * Every method but `auto`: vectors are trained, then clustered. The map that `dbscan` on the map draws is the reference
 * method's: t-SNE of raw vectors.
 */
export function* findByClusters(
  kernel: Kernel,
  log: SequencedLog,
  options: FindOptions,
  { threads = 1 }: FindHooks = {}
): Phases<Found> {
  const n = log.activityNames.length
  const traces = { offsets: log.sessionOffsets, tokens: log.activity, activities: n }
  const embedding = yield* embedInPhases(kernel, traces, options.embedding, threads)
  const clustering = yield* clusterVectors(kernel, traces, embedding, options, threads)
  return {
    labels: clustering.labels,
    clusters: clustering.clusters,
    hubs: new Uint8Array(n),
    components: null,
    subroutines: null,
    embedding,
    chosen: clustering.chosen,
    warnings: []
  }
}

function* clusterVectors(
  kernel: Kernel,
  traces: Traces,
  embedding: Embedding,
  options: FindOptions,
  threads: number
): Phases<Clustering> {
  const n = embedding.activities
  const d = embedding.dimensions
  const unit = unitLength(embedding.vectors, d)
  switch (options.method) {
    case 'kmeans': {
      if (options.clusters === null)
        return yield* chooseInPhases(kernel, unit, n, d, { by: options.clustersBy, seed: options.seed }, threads)
      const found = yield* kmeansInPhases(
        kernel,
        unit,
        n,
        d,
        { clusters: options.clusters, seed: options.seed },
        threads
      )
      return { ...found, chosen: [`k-means with the given k of ${options.clusters}.`] }
    }
    case 'hdbscan': {
      const found = yield* hdbscan(kernel, unit, n, d, {
        minPoints: options.minPoints,
        minClusterSize: options.minPoints
      })
      return { ...found, chosen: [`HDBSCAN on unit vectors, clusters of ${options.minPoints} activities or more.`] }
    }
    case 'dbscan': {
      if (options.on === 'vectors') {
        const found = yield* dbscan(unit, n, d, { eps: options.eps, minPoints: options.minPoints })
        return { ...found, chosen: [`DBSCAN on unit vectors, eps ${options.eps}, ${options.minPoints} points.`] }
      }
      const { x, y, perplexity } = yield* layout(kernel, embedding.vectors, n, d, {
        perplexity: options.perplexity ?? undefined,
        iterations: options.mapIterations,
        seed: options.seed
      })
      const points = new Float32Array(n * 2)
      for (let a = 0; a < n; a++) {
        points[2 * a] = x[a]
        points[2 * a + 1] = y[a]
      }
      const found = yield* dbscan(points, n, 2, { eps: options.eps, minPoints: options.minPoints })
      return {
        ...found,
        chosen: [`DBSCAN on the t-SNE map (perplexity ${perplexity}), eps ${options.eps}, ${options.minPoints} points.`]
      }
    }
    case 'leiden':
      return yield* leidenBySilhouette(kernel, traces, unit, options)
    default:
      throw new RangeError(`findByClusters cannot run '${options.method}'.`)
  }
}

/** Leiden on the graph of adjacent steps; without a given resolution, the one of highest cosine silhouette. */
function* leidenBySilhouette(
  kernel: Kernel,
  traces: Traces,
  unit: Float32Array,
  options: FindOptions
): Steps<Clustering> {
  const n = traces.activities
  const follows = yield* countFollows(kernel, traces)
  const graph = adjacencyGraph(follows, n)
  const resolutions = options.resolution === null ? LEIDEN_RESOLUTIONS : [options.resolution]
  let best: { clustering: Clustering; score: number; resolution: number } | undefined
  const tried: string[] = []
  for (const [i, resolution] of resolutions.entries()) {
    const clustering = yield* leiden(graph, { resolution, seed: options.seed })
    const { mean } = yield* silhouette(kernel, unit, n, unit.length / n, clustering.labels, { metric: 'cosine' })
    const score = mean ?? -1
    tried.push(`${resolution}: ${clustering.clusters} (${score.toFixed(3)})`)
    if (!best || score > best.score) best = { clustering, score, resolution }
    yield (i + 1) / resolutions.length
  }
  const { clustering, resolution } = best!
  return {
    ...clustering,
    chosen: [
      options.resolution === null
        ? `Leiden on adjacent steps, resolution ${resolution} by the highest silhouette of the vectors; tried (resolution: clusters, silhouette) ${tried.join(', ')}.`
        : `Leiden on adjacent steps, the given resolution ${resolution}.`
    ]
  }
}

function adjacencyGraph(follows: SparseCounts, nodes: number) {
  const from: number[] = []
  const to: number[] = []
  const weight: number[] = []
  for (let a = 0; a < nodes; a++) {
    for (let i = follows.offsets[a]; i < follows.offsets[a + 1]; i++) {
      if (follows.columns[i] === a) continue
      from.push(a)
      to.push(follows.columns[i])
      weight.push(follows.weights[i])
    }
  }
  return { nodes, from: Uint32Array.from(from), to: Uint32Array.from(to), weight: Float64Array.from(weight) }
}

/** The rows scaled to length 1; zero rows stay zero. */
function unitLength(vectors: Float32Array, dimensions: number): Float32Array {
  const unit = new Float32Array(vectors.length)
  for (let row = 0; row < vectors.length; row += dimensions) {
    let squares = 0
    for (let i = row; i < row + dimensions; i++) squares += vectors[i] * vectors[i]
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0
    for (let i = row; i < row + dimensions; i++) unit[i] = vectors[i] * scale
  }
  return unit
}
