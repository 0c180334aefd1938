import { InputError } from '../errors.js'
import type { Steps } from '../kernel/work.js'
import { checkOptionNames } from '../suggest.js'
import { checkPoints, checkWhole } from './points.js'
import { renumber } from './renumber.js'
import type { Clustering } from './types.js'

export type Linkage = 'average' | 'ward' | 'complete' | 'single'

export interface AgglomerativeOptions {
  /** 1 to n. */
  clusters: number
  /** Default 'average'. */
  linkage?: Linkage
  /** Distances between two pauses. Never changes the result. */
  workPerSlice?: number
}

export interface AgglomerativeResult extends Clustering {
  /** The n - 1 merges, nearest first; cluster n + i is the i-th merge, below n are the points. */
  merges: { a: number; b: number; distance: number; size: number }[]
}

const LINKAGES: readonly Linkage[] = ['average', 'ward', 'complete', 'single']
/** Distances are held for all pairs: 4 bytes for each two points, 800 MB for so many. */
const MOST_POINTS = 20_000

/**
 * Agglomerative clustering of `points` [n x d], euclidean, by the nearest-neighbour chain with the Lance-Williams
 * formula, cut at the number of clusters: O(n^2) time and memory. Distances of Ward's linkage are as scipy's: sqrt of
 * twice the inertia added. Throws BAD_OPTION for points that are not finite, more clusters than points, and more than
 * 20,000 points.
 *
 * Sources: Murtagh 1983 (chain); Müllner 2011.
 */
export function* agglomerative(
  points: Float32Array | Float64Array,
  n: number,
  d: number,
  options: AgglomerativeOptions
): Steps<AgglomerativeResult> {
  checkOptionNames(options, ['clusters', 'linkage', 'workPerSlice'], 'agglomerative')
  const { clusters, linkage = 'average', workPerSlice = 1e6 } = options
  yield* checkPoints(points, n, d, 'agglomerative')
  if (!LINKAGES.includes(linkage)) {
    throw new InputError('BAD_OPTION', `agglomerative got the linkage '${linkage}'.`, `Choose ${LINKAGES.join(', ')}.`)
  }
  checkWhole(n, 'the number of points', 1, MOST_POINTS)
  checkWhole(clusters, 'clusters', 1, n)
  const distances = yield* pairDistances(points, n, d, linkage === 'ward', workPerSlice)
  const merges = yield* chain(distances, n, linkage, workPerSlice)
  const labels = cut(merges, n, clusters)
  renumber(labels)
  return { labels, clusters, silhouette: null, chosen: [], merges }
}

/** [n (n - 1) / 2] the distance of a and b < a at a (a - 1) / 2 + b; squared with `squared`. */
function* pairDistances(
  points: Float32Array | Float64Array,
  n: number,
  d: number,
  squared: boolean,
  perSlice: number
): Steps<Float32Array | Float64Array> {
  const pairs = (n * (n - 1)) / 2
  // Ties are told apart in f64; above some thousand points memory counts for more.
  const distances = pairs > 2 ** 23 ? new Float32Array(pairs) : new Float64Array(pairs)
  for (let a = 1, at = 0, work = 0; a < n; a++) {
    for (let b = 0; b < a; b++) {
      let sum = 0
      for (let j = 0; j < d; j++) sum += (points[a * d + j] - points[b * d + j]) ** 2
      distances[at++] = squared ? sum : Math.sqrt(sum)
    }
    work += a * d
    if (work < perSlice) continue
    work = 0
    yield (0.5 * at) / pairs
  }
  return distances
}

// Merges with the slots (lowest free rows) they joined, sorted by distance; ids given by union in that order.
function* chain(
  distances: Float32Array | Float64Array,
  n: number,
  linkage: Linkage,
  perSlice: number
): Steps<AgglomerativeResult['merges']> {
  const size = new Int32Array(n).fill(1)
  const index = (a: number, b: number) => (a > b ? (a * (a - 1)) / 2 + b : (b * (b - 1)) / 2 + a)
  const joined: { a: number; b: number; distance: number }[] = []
  const path: number[] = []
  let first = 0
  let work = 0
  while (joined.length < n - 1) {
    if (path.length === 0) {
      while (size[first] === 0) first++
      path.push(first)
    }
    // Along the chain to ever nearer clusters, until two are each other's nearest; the one before wins ties.
    let a = path[path.length - 1]
    let b = path.length > 1 ? path[path.length - 2] : -1
    let least = b >= 0 ? distances[index(a, b)] : Number.POSITIVE_INFINITY
    for (let c = 0; c < n; c++) {
      if (size[c] === 0 || c === a) continue
      const distance = distances[index(a, c)]
      if (distance < least) {
        least = distance
        b = c
      }
    }
    work += n
    if (path.length < 2 || b !== path[path.length - 2]) path.push(b)
    else {
      path.length -= 2
      if (a > b) [a, b] = [b, a]
      joined.push({ a, b, distance: linkage === 'ward' ? Math.sqrt(least) : least })
      for (let c = 0; c < n; c++) {
        if (size[c] === 0 || c === a || c === b) continue
        const toA = distances[index(a, c)]
        const toB = distances[index(b, c)]
        distances[index(b, c)] = update(linkage, toA, toB, least, size[a], size[b], size[c])
      }
      size[b] += size[a]
      size[a] = 0
      work += n
    }
    if (work < perSlice) continue
    work = 0
    yield 0.5 + (0.5 * joined.length) / n
  }
  return numbered(joined, n)
}

/** Lance & Williams 1967: the distance of the union of a and b to c. */
function update(linkage: Linkage, toA: number, toB: number, ab: number, a: number, b: number, c: number): number {
  if (linkage === 'single') return Math.min(toA, toB)
  if (linkage === 'complete') return Math.max(toA, toB)
  if (linkage === 'average') return (a * toA + b * toB) / (a + b)
  return ((a + c) * toA + (b + c) * toB - c * ab) / (a + b + c)
}

function numbered(joined: { a: number; b: number; distance: number }[], n: number): AgglomerativeResult['merges'] {
  const order = joined.map((_, i) => i).sort((x, y) => joined[x].distance - joined[y].distance || x - y)
  const parent = Int32Array.from({ length: 2 * n - 1 }, (_, i) => i)
  const size = new Int32Array(2 * n - 1).fill(1)
  const root = (i: number) => {
    while (parent[i] !== i) {
      parent[i] = parent[parent[i]]
      i = parent[i]
    }
    return i
  }
  return order.map((at, i) => {
    const a = root(joined[at].a)
    const b = root(joined[at].b)
    parent[a] = parent[b] = n + i
    size[n + i] = size[a] + size[b]
    return { a: Math.min(a, b), b: Math.max(a, b), distance: joined[at].distance, size: size[n + i] }
  })
}

function cut(merges: AgglomerativeResult['merges'], n: number, clusters: number): Int32Array {
  const owner = Int32Array.from({ length: n + merges.length }, (_, i) => i)
  // From the last merge that is made down to the points: each part takes the label of its union.
  for (let i = n - clusters - 1; i >= 0; i--) {
    owner[merges[i].a] = owner[n + i]
    owner[merges[i].b] = owner[n + i]
  }
  return owner.slice(0, n)
}
