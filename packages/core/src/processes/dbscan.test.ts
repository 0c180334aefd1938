import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blobs, clusteringReference, labelledPoints, sizes } from '../../../../tools/testing/clusterings.js'
import { runNow } from '../kernel/work.js'
import { type DbscanOptions, dbscan } from './dbscan.js'
import { renumber } from './renumber.js'

const cluster = (points: Float32Array | Float64Array, n: number, d: number, options?: DbscanOptions) =>
  runNow(dbscan(points, n, d, options))

/** scikit-learn's algorithm: neighbours by brute force, then clusters grown from core points in order of index. */
function plain(points: ArrayLike<number>, n: number, d: number, eps: number, minPoints: number): Int32Array {
  const near = (a: number, b: number) => {
    let sum = 0
    for (let j = 0; j < d; j++) sum += (points[a * d + j] - points[b * d + j]) ** 2
    return sum <= eps * eps
  }
  const all = Array.from({ length: n }, (_, i) => i)
  const neighbours = all.map((i) => all.filter((k) => near(i, k)))
  const isCore = neighbours.map((list) => list.length >= minPoints)
  const labels = new Int32Array(n).fill(-1)
  let clusters = 0
  for (let i = 0; i < n; i++) {
    if (labels[i] !== -1 || !isCore[i]) continue
    const stack = [i]
    labels[i] = clusters
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (!isCore[at]) continue
      for (const k of neighbours[at]) {
        if (labels[k] !== -1) continue
        labels[k] = clusters
        stack.push(k)
      }
    }
    clusters++
  }
  renumber(labels)
  return labels
}

describe('DBSCAN', () => {
  const iris = labelledPoints('iris')
  const reference = clusteringReference()
  const listed = Object.keys(reference ?? {}).filter((key) => key.startsWith('dbscan_iris'))
  test.skipIf(iris === null).each(listed)("finds scikit-learn's clusters: %s", (key) => {
    const [, eps, minPoints] = /eps([\d.]+)_ms(\d+)/.exec(key)!.map(Number)
    // In f64: some distances in iris are eps to the last digit.
    const found = cluster(iris!.exact, iris!.n, iris!.d, { eps, minPoints })
    expect(found.clusters).toBe(reference[key].clusters)
    expect(found.labels.filter((label) => label < 0).length).toBe(reference[key].noise)
    expect(sizes(found.labels)).toEqual([...reference[key].sizes].sort((a: number, b: number) => a - b))
  })

  test('equals the definition, border points too', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 90 }),
        fc.constantFrom(1, 2, 3, 6),
        fc.double({ min: 0.01, max: 1.5, noNaN: true }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer(),
        (n, d, eps, minPoints, seed) => {
          const points = blobs(n, d, 5, 0.5, seed)
          const found = cluster(points, n, d, { eps, minPoints })
          expect(found.labels).toEqual(plain(points, n, d, eps, minPoints))
          expect(found.clusters).toBe(Math.max(-1, ...found.labels) + 1)
          expect(cluster(points, n, d, { eps, minPoints, workPerSlice: 1 })).toEqual(found)
        }
      ),
      { numRuns: 150 }
    )
  })

  test('equals the definition on a lattice, where every distance is a tie', () => {
    for (const eps of [0.5, 1, Math.SQRT2, 2]) {
      const points = Float64Array.from({ length: 2 * 64 }, (_, i) => (i % 2 ? (i >> 1) % 8 : i >> 4))
      for (const minPoints of [2, 4, 5, 6, 9]) {
        expect(cluster(points, 64, 2, { eps, minPoints }).labels).toEqual(plain(points, 64, 2, eps, minPoints))
      }
    }
  })

  test('takes a point that two clusters reach into the one with the lowest core point', () => {
    // The point at 0 has two neighbours and is not core; the cluster at the right comes first by index.
    const points = Float64Array.of(1, 1.4, 1.8, 0, -1, -1.4, -1.8)
    expect([...cluster(points, 7, 1, { eps: 1, minPoints: 4 }).labels]).toEqual([...plain(points, 7, 1, 1, 4)])
    expect([...cluster(points, 7, 1, { eps: 1, minPoints: 3 }).labels]).toEqual([0, 0, 0, 0, 0, 0, 0])
  })

  test('runs 20,000 points of a map without a quadratic pass', () => {
    const n = 20_000
    const points = Float32Array.from({ length: 2 * n }, (_, i) => Math.floor(i / 2) % (i % 2 ? 211 : 97))
    let slices = 0
    const work = dbscan(points, n, 2, { eps: 0.5, minPoints: 1, workPerSlice: 10_000 })
    let step = work.next()
    for (; !step.done; step = work.next()) slices++
    expect(slices).toBeLessThan(100) // of 10,000 distances each: a quadratic pass would need 60,000
    expect(step.value.clusters).toBe(Math.min(n, 97 * 211))
  })

  test('refuses what it cannot cluster', () => {
    expect(() => cluster(Float32Array.of(1, Number.NaN), 1, 2)).toThrow(/NaN/)
    expect(() => cluster(new Float32Array(4), 2, 2, { eps: 0 })).toThrow(/eps is 0, but must be more than 0/)
    expect(() => cluster(new Float32Array(4), 2, 2, { minPoints: 0 })).toThrow(/minPoints/)
    expect(cluster(new Float32Array(0), 0, 2).clusters).toBe(0)
    expect([...cluster(new Float32Array(2), 1, 2).labels]).toEqual([-1])
  })
})
