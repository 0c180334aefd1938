import { sharedBytes, sharedFile } from './shared.js'

/** Labelled points of the reference material; null where it is absent. */
export interface LabelledPoints {
  points: Float32Array
  exact: Float64Array
  n: number
  d: number
  labels: Int32Array
}

/** Reads `reference/<name>.csv.gz`: columns x0, x1, ..., label. */
export function labelledPoints(name: string): LabelledPoints | null {
  const path = sharedFile(`reference/${name}.csv.gz`)
  if (path === null) return null
  const [header, ...lines] = new TextDecoder().decode(sharedBytes(path)).trim().split(/\r?\n/)
  const d = header.split(',').length - 1
  const table = lines.map((line) => line.split(',').map(Number))
  const exact = Float64Array.from(table.flatMap((row) => row.slice(0, d)))
  return {
    ...{ n: table.length, d, exact },
    points: Float32Array.from(exact),
    labels: Int32Array.from(table, (row) => row[d])
  }
}

/** `reference/clustering.json`, or null where it is absent. */
export function clusteringReference() {
  const path = sharedFile('reference/clustering.json')
  return path === null ? null : JSON.parse(new TextDecoder().decode(sharedBytes(path)))
}

/** Adjusted Rand index (Hubert & Arabie 1985) of two labellings; every label is a cluster, -1 too. */
export function adjustedRand(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const pairs = (n: number) => (n * (n - 1)) / 2
  const both = new Map<string, number>()
  const left = new Map<number, number>()
  const right = new Map<number, number>()
  for (let i = 0; i < a.length; i++) {
    const key = `${a[i]} ${b[i]}`
    both.set(key, (both.get(key) ?? 0) + 1)
    left.set(a[i], (left.get(a[i]) ?? 0) + 1)
    right.set(b[i], (right.get(b[i]) ?? 0) + 1)
  }
  const sum = (counts: Iterable<number>) => [...counts].reduce((total, n) => total + pairs(n), 0)
  const together = sum(both.values())
  const inA = sum(left.values())
  const inB = sum(right.values())
  const expected = (inA * inB) / pairs(a.length)
  const most = (inA + inB) / 2
  return most === expected ? 1 : (together - expected) / (most - expected)
}

/** Sizes of clusters (noise left out), ascending. */
export function sizes(labels: ArrayLike<number>): number[] {
  const counts: number[] = []
  for (let i = 0; i < labels.length; i++) if (labels[i] >= 0) counts[labels[i]] = (counts[labels[i]] ?? 0) + 1
  return counts.sort((x, y) => x - y)
}

/** A seeded stream in [0, 1) for tests (mulberry32). */
export function testRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let z = Math.imul(state ^ (state >>> 15), 1 | state)
    z = (z + Math.imul(z ^ (z >>> 7), 61 | z)) ^ z
    return ((z ^ (z >>> 14)) >>> 0) / 4294967296
  }
}

/** `n` points of `d` dimensions around `centres` seeded centres; a point's cluster is its index modulo `centres`. */
export function blobs(n: number, d: number, centres: number, spread: number, seed: number): Float32Array {
  const random = testRandom(seed)
  const middle = Float64Array.from({ length: centres * d }, () => random() * 2 - 1)
  // The sum of three uniform numbers is near enough to a bell.
  return Float32Array.from({ length: n * d }, (_, i) => {
    const centre = (Math.floor(i / d) % centres) * d + (i % d)
    return middle[centre] + spread * (random() + random() + random() - 1.5)
  })
}
