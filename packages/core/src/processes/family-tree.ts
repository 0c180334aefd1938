import { runNow } from '../kernel/work.js'
import { agglomerative } from './agglomerative.js'

/** Where each process lies: the mean of the unit vectors of its activities. [processes x dimensions] */
export interface Centroids {
  values: Float32Array
  dimensions: number
}

/** A family in the making. */
export interface Group {
  name: string
  processes: number[]
}

/** The centroid of each process, from its activities' vectors scaled to unit length. */
export function centroidsOf(
  vectors: Float32Array,
  dimensions: number,
  labels: Int32Array,
  processes: number
): Centroids {
  const values = new Float32Array(processes * dimensions)
  const members = new Uint32Array(processes)
  for (const label of labels) if (label >= 0) members[label]++
  for (let a = 0; a < labels.length; a++) {
    if (labels[a] < 0) continue
    const row = vectors.subarray(a * dimensions, (a + 1) * dimensions)
    let squares = 0
    for (const value of row) squares += value * value
    if (squares === 0) continue
    const scale = 1 / (Math.sqrt(squares) * members[labels[a]])
    for (let i = 0; i < dimensions; i++) values[labels[a] * dimensions + i] += row[i] * scale
  }
  return { values, dimensions }
}

/**
 * Merges groups of processes to `wanted` by Ward's linkage of their centroids, which makes groups of similar size. A
 * merged group is named after its largest part, and says how many more it holds.
 */
export function mergeByCentroid(
  groups: readonly Group[],
  { values, dimensions }: Centroids,
  wanted: number,
  runsOf: (processes: readonly number[]) => number
): Group[] {
  if (groups.length <= wanted) return [...groups]
  const points = new Float32Array(groups.length * dimensions)
  groups.forEach(({ processes }, g) => {
    for (const p of processes) {
      for (let i = 0; i < dimensions; i++) points[g * dimensions + i] += values[p * dimensions + i] / processes.length
    }
  })
  // At unit length: the mean of unlike parts (the channels of one process) is short, and all short ones would be near.
  for (let g = 0; g < groups.length; g++) {
    const row = points.subarray(g * dimensions, (g + 1) * dimensions)
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0))
    if (length > 0) for (let i = 0; i < dimensions; i++) row[i] /= length
  }
  const { labels } = runNow(agglomerative(points, groups.length, dimensions, { clusters: wanted, linkage: 'ward' }))
  const merged = new Map<number, Group[]>()
  groups.forEach((group, g) => {
    const parts = merged.get(labels[g])
    if (parts) parts.push(group)
    else merged.set(labels[g], [group])
  })
  return [...merged.values()].map((parts) => {
    const ranked = [...parts].sort((a, b) => runsOf(b.processes) - runsOf(a.processes))
    const more = parts.length - 1
    return {
      name: more > 0 ? `${ranked[0].name} and ${more} more` : ranked[0].name,
      processes: parts.flatMap((part) => part.processes)
    }
  })
}
