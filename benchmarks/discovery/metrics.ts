/** How well labels agree with the truth. Activities whose truth is below 0 (hubs, nothing but noise) are left out. */
export interface Agreement {
  /** Adjusted Rand index (Hubert & Arabie 1985), every noise point a cluster of its own. */
  ari: number
  /** Normalised mutual information, arithmetic mean (Strehl & Ghosh 2002); noise points as above. It flatters. */
  nmi: number
  /** Clusters found, noise not counted, and processes in truth. */
  clusters: number
  processes: number
  /** Share of the activities that are neither a hub in truth nor labelled by the method. */
  noise: number
}

const pairs = (count: number) => (count * (count - 1)) / 2

export function agreement(truth: Int32Array, labels: Int32Array): Agreement {
  const known: number[] = []
  for (let i = 0; i < truth.length; i++) if (truth[i]! >= 0) known.push(i)
  let singleton = 0
  for (const label of labels) singleton = Math.max(singleton, label + 1)
  let noise = 0
  const rows = new Map<number, number>()
  const columns = new Map<number, number>()
  const cells = new Map<string, number>()
  for (const i of known) {
    if (labels[i]! < 0) noise++
    const column = labels[i]! < 0 ? singleton++ : labels[i]!
    rows.set(truth[i]!, (rows.get(truth[i]!) ?? 0) + 1)
    columns.set(column, (columns.get(column) ?? 0) + 1)
    const key = `${truth[i]},${column}`
    cells.set(key, (cells.get(key) ?? 0) + 1)
  }
  const total = known.length
  const sumPairs = (counts: Iterable<number>) => [...counts].reduce((sum, count) => sum + pairs(count), 0)
  const together = sumPairs(cells.values())
  const inTruth = sumPairs(rows.values())
  const inLabels = sumPairs(columns.values())
  const chance = total > 1 ? (inTruth * inLabels) / pairs(total) : 0
  const most = (inTruth + inLabels) / 2
  const ari = most === chance ? 1 : (together - chance) / (most - chance)
  const entropy = (counts: Iterable<number>) =>
    [...counts].reduce((sum, count) => sum - (count / total) * Math.log(count / total), 0)
  let mutual = 0
  for (const [key, count] of cells) {
    const [row, column] = key.split(',').map(Number) as [number, number]
    mutual += (count / total) * Math.log((count * total) / (rows.get(row)! * columns.get(column)!))
  }
  const mean = (entropy(rows.values()) + entropy(columns.values())) / 2
  return {
    ari,
    nmi: mean === 0 ? 1 : mutual / mean,
    clusters: columns.size - noise,
    processes: rows.size,
    noise: total === 0 ? 0 : noise / total
  }
}
