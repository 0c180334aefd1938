import { type DiscoverOptions, discover, type EventLog } from '@desirepath/core'

/** A way to find processes. `options` may know the true number of processes, where the contender is told it. */
export interface Contender {
  name: string
  /** What is special about it, for the notes under the table. */
  note: string
  options(processes: number): DiscoverOptions
}

// Stability and a well drawn map cost time that says nothing about the labels.
const LABELS_ONLY: DiscoverOptions = { stability: 0, mapIterations: 50 }

export const CONTENDERS: readonly Contender[] = [
  { name: 'ours', note: "method 'auto', no parameter", options: () => LABELS_ONLY },
  {
    name: 'reference',
    note: 'stochastic skip-gram of 100 dimensions, t-SNE of perplexity 2, DBSCAN with eps 5 and 3 points on the map',
    options: () => ({
      stability: 0,
      method: 'dbscan',
      on: 'map',
      solver: 'stochastic',
      perplexity: 2,
      mapIterations: 1000,
      eps: 5,
      minPoints: 3
    })
  },
  {
    name: 'k-means, true k',
    note: 'told the number of processes',
    options: (clusters) => ({ ...LABELS_ONLY, method: 'kmeans', clusters })
  },
  { name: 'k-means', note: 'k by silhouette', options: () => ({ ...LABELS_ONLY, method: 'kmeans' }) },
  { name: 'HDBSCAN', note: 'on unit vectors, 3 points', options: () => ({ ...LABELS_ONLY, method: 'hdbscan' }) },
  {
    name: 'Leiden',
    note: 'graph of adjacent steps, resolution by silhouette',
    options: () => ({ ...LABELS_ONLY, method: 'leiden' })
  }
]

export interface Run {
  labels: Int32Array
  hubs: Uint8Array
  /** [activities] 1 = a hub, or a step of a shared subroutine. */
  shared: Uint8Array
  milliseconds: number
}

/** Runs a contender: labels and hubs by activity id of the log. */
export async function run(contender: Contender, log: EventLog, processes: number): Promise<Run> {
  const start = performance.now()
  const { discovery } = await discover(log, contender.options(processes))
  const milliseconds = performance.now() - start
  const n = log.activityNames.length
  const labels = new Int32Array(n).fill(-1)
  const hubs = new Uint8Array(n)
  const shared = new Uint8Array(n)
  for (const activity of discovery.activities) {
    labels[activity.id] = activity.process
    hubs[activity.id] = activity.hub ? 1 : 0
    const subroutine = activity.process >= 0 && discovery.processes[activity.process]?.subroutine
    shared[activity.id] = activity.hub || subroutine ? 1 : 0
  }
  return { labels, hubs, shared, milliseconds }
}
