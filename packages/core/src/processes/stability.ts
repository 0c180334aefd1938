import { ABSENT } from './sequenced-log.js'

export { resampleCases } from './resample.js'

/** How well the processes of the full log are found again in bootstrap resamples of its cases. */
export interface Stability {
  resamples: number
  /** [processes] mean over resamples of the largest Jaccard overlap with a cluster of the resample, 0 to 1. */
  ofProcess: Float64Array
  /** [activities] share of resamples in which the activity falls into the cluster that matches its process; NaN for none. */
  ofActivity: Float64Array
}

/** One resample's clustering, in the ids of the full log: ABSENT where the activity does not occur in the resample. */
export type ResampleLabels = Int32Array

/**
 * Clusterwise stability by bootstrap (C. Hennig, "Cluster-wise assessment of cluster stability", 2007): for each
 * resample and each process, the largest Jaccard similarity |P and C| / |P or C| over the resample's clusters C, both
 * restricted to the activities that occur in the resample; then the mean. Below 0.6 a cluster is not to be trusted.
 */
export function assessStability(
  labels: Int32Array,
  processes: number,
  resamples: readonly ResampleLabels[]
): Stability {
  const sums = new Float64Array(processes)
  const counted = new Uint32Array(processes)
  const hits = new Float64Array(labels.length)
  const chances = new Uint32Array(labels.length)

  for (const other of resamples) {
    const clusters = other.reduce((most, label) => Math.max(most, label), -1) + 1
    const size = new Uint32Array(processes)
    const clusterSize = new Uint32Array(clusters)
    const both = new Map<number, number>()
    for (let a = 0; a < labels.length; a++) {
      if (other[a] === ABSENT) continue
      if (labels[a] >= 0) size[labels[a]]++
      if (other[a] >= 0) clusterSize[other[a]]++
      if (labels[a] >= 0 && other[a] >= 0) {
        const key = labels[a] * clusters + other[a]
        both.set(key, (both.get(key) ?? 0) + 1)
      }
    }
    const best = new Float64Array(processes)
    const match = new Int32Array(processes).fill(-1)
    for (const [key, shared] of both) {
      const p = Math.floor(key / clusters)
      const c = key % clusters
      const jaccard = shared / (size[p] + clusterSize[c] - shared)
      if (jaccard > best[p] || (jaccard === best[p] && c < match[p])) {
        best[p] = jaccard
        match[p] = c
      }
    }
    for (let p = 0; p < processes; p++) {
      if (size[p] === 0) continue
      sums[p] += best[p]
      counted[p]++
    }
    for (let a = 0; a < labels.length; a++) {
      if (labels[a] < 0 || other[a] === ABSENT) continue
      chances[a]++
      if (other[a] >= 0 && other[a] === match[labels[a]]) hits[a]++
    }
  }
  return {
    resamples: resamples.length,
    ofProcess: sums.map((sum, p) => (counted[p] > 0 ? sum / counted[p] : Number.NaN)),
    ofActivity: hits.map((hit, a) => (chances[a] > 0 ? hit / chances[a] : Number.NaN))
  }
}
