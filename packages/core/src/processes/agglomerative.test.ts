import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { adjustedRand, blobs, clusteringReference, labelledPoints } from '../../../../tools/testing/clusterings.js'
import { runNow } from '../kernel/work.js'
import { type AgglomerativeOptions, agglomerative, type Linkage } from './agglomerative.js'

const cluster = (points: Float32Array | Float64Array, n: number, d: number, options: AgglomerativeOptions) =>
  runNow(agglomerative(points, n, d, options))

const linkages: Linkage[] = ['average', 'ward', 'complete', 'single']

/** Joins the two nearest clusters again and again, every distance by its definition from the points. */
function plain(points: Float32Array, n: number, d: number, linkage: Linkage) {
  let groups = Array.from({ length: n }, (_, i) => [i])
  const between = (a: number, b: number) => {
    let sum = 0
    for (let j = 0; j < d; j++) sum += (points[a * d + j] - points[b * d + j]) ** 2
    return Math.sqrt(sum)
  }
  const distance = (a: number[], b: number[]) => {
    const all = a.flatMap((i) => b.map((k) => between(i, k)))
    if (linkage === 'single') return Math.min(...all)
    if (linkage === 'complete') return Math.max(...all)
    if (linkage === 'average') return all.reduce((sum, one) => sum + one, 0) / all.length
    let sum = 0
    for (let j = 0; j < d; j++) {
      const mean = (group: number[]) => group.reduce((total, i) => total + points[i * d + j], 0) / group.length
      sum += (mean(a) - mean(b)) ** 2
    }
    return Math.sqrt((2 * sum * a.length * b.length) / (a.length + b.length))
  }
  const levels = [groups]
  const distances: number[] = []
  while (groups.length > 1) {
    let best = { a: groups[0], b: groups[0], distance: Number.POSITIVE_INFINITY }
    for (const a of groups) {
      for (const b of groups.slice(0, groups.indexOf(a))) {
        const one = distance(a, b)
        if (one < best.distance) best = { a, b, distance: one }
      }
    }
    distances.push(best.distance)
    groups = [...groups.filter((group) => group !== best.a && group !== best.b), [...best.a, ...best.b]]
    levels.unshift(groups)
  }
  return { levels, distances }
}

describe('agglomerative clustering', () => {
  const iris = labelledPoints('iris')
  test.skipIf(iris === null).each(linkages)("of iris equals scikit-learn's by %s linkage", (linkage) => {
    const { exact, n, d, labels } = iris!
    const found = cluster(exact, n, d, { clusters: 3, linkage })
    expect(adjustedRand(found.labels, labels)).toBeCloseTo(clusteringReference()[`agglo_iris_${linkage}_k3`].ARI, 4)
  })

  test('equals the definition at every number of clusters', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 22 }),
        fc.constantFrom(1, 2, 5),
        fc.constantFrom(...linkages),
        fc.integer(),
        (n, d, linkage, seed) => {
          const points = blobs(n, d, 3, 1, seed)
          const wanted = plain(points, n, d, linkage)
          for (let clusters = 1; clusters <= n; clusters++) {
            const { labels, merges } = cluster(points, n, d, { clusters, linkage, workPerSlice: seed % 7 ? 1e6 : 1 })
            const truth = new Int32Array(n)
            wanted.levels[clusters - 1].forEach((group, label) => {
              for (const i of group) truth[i] = label
            })
            const pairs = new Set(Array.from(labels, (label, i) => `${label} ${truth[i]}`))
            expect(pairs.size).toBe(clusters)
            merges.forEach(({ distance }, i) => {
              expect(distance).toBeCloseTo(wanted.distances[i], 5)
            })
          }
        }
      ),
      { numRuns: 40 }
    )
  })

  test('refuses what it cannot cluster', () => {
    expect(() => cluster(new Float32Array(4), 2, 2, { clusters: 3 })).toThrow(/from 1 to 2/)
    expect(() => cluster(new Float32Array(0), 0, 2, { clusters: 1 })).toThrow(/number of points/)
    expect(() => cluster(Float32Array.of(Number.NaN), 1, 1, { clusters: 1 })).toThrow(/finite/)
    expect(() => cluster(new Float32Array(4), 2, 2, { clusters: 1, linkage: 'median' as Linkage })).toThrow(/'median'/)
  })
})
