import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { adjustedRand, blobs, labelledPoints, testRandom } from '../../../../tools/testing/clusterings.js'
import { newKernel } from '../kernel/load.js'
import { runNow } from '../kernel/work.js'
import { selectClusters } from './condensed-tree.js'
import { type HdbscanOptions, hdbscan, spanningTree } from './hdbscan.js'

const kernel = await newKernel()
const cluster = (points: Float32Array, n: number, d: number, options?: HdbscanOptions) =>
  runNow(hdbscan(kernel, points, n, d, options))

/** Mutual reachability distances by the definition, in f64. */
function reachability(points: Float32Array, n: number, d: number, minPoints: number): number[][] {
  const distance = Array.from({ length: n }, (_, a) =>
    Array.from({ length: n }, (_, b) => {
      let sum = 0
      for (let j = 0; j < d; j++) sum += (points[a * d + j] - points[b * d + j]) ** 2
      return Math.sqrt(sum)
    })
  )
  const core = distance.map((row) => [...row].sort((a, b) => a - b)[Math.min(minPoints, n) - 1])
  return distance.map((row, a) => row.map((value, b) => Math.max(value, core[a], core[b])))
}

/**
 * The hierarchy by the definition: components of the graph of pairs nearer than a falling threshold. Where a set falls
 * into two or more parts of `least` points, each is a cluster; smaller parts leave. Returns the labels of the choice of
 * largest excess of mass.
 */
function plain(reach: number[][], least: number): Int32Array {
  const n = reach.length
  const components = (members: number[], threshold: number) => {
    const left = new Set(members)
    const parts: number[][] = []
    for (const start of members) {
      if (!left.delete(start)) continue
      const part = [start]
      for (let i = 0; i < part.length; i++) {
        for (const other of left) {
          if (reach[part[i]][other] >= threshold) continue
          left.delete(other)
          part.push(other)
        }
      }
      parts.push(part)
    }
    return parts
  }
  const grow = (members: number[], birth: number): { mass: number; chosen: number[][]; best: number } => {
    let mass = 0
    let rest = members
    const thresholds = [...new Set(members.flatMap((a) => members.filter((b) => a !== b).map((b) => reach[a][b])))]
    for (const threshold of thresholds.sort((a, b) => b - a)) {
      const parts = components(rest, threshold)
      if (parts.length === 1) continue
      const large = parts.filter((part) => part.length >= least)
      const stay = large.length === 1 ? large[0] : []
      mass += (rest.length - stay.length) * (1 / threshold - birth)
      rest = stay
      if (large.length > 1) {
        const children = large.map((part) => grow(part, 1 / threshold))
        const best = children.reduce((sum, child) => sum + child.best, 0)
        if (best > mass) return { mass, best, chosen: children.flatMap((child) => child.chosen) }
      }
      if (rest.length === 0) break
    }
    return { mass, best: mass, chosen: [members] }
  }
  const all = Array.from({ length: n }, (_, i) => i)
  const labels = new Int32Array(n).fill(-1)
  const { chosen } = grow(all, 0)
  // The root is never a cluster: its children are chosen even where they have less mass.
  const clusters = chosen.length === 1 && chosen[0].length === n ? forced(all) : chosen
  function forced(members: number[]): number[][] {
    let rest = members
    const thresholds = [...new Set(reach.flat())].sort((a, b) => b - a)
    for (const threshold of thresholds) {
      const large = components(rest, threshold).filter((part) => part.length >= least)
      if (large.length > 1) return large.flatMap((part) => grow(part, 1 / threshold).chosen)
      rest = large[0] ?? []
    }
    return []
  }
  clusters.forEach((members, label) => {
    for (const i of members) labels[i] = label
  })
  return labels
}

describe('HDBSCAN', () => {
  test('spans the points with the least total distance', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 60 }),
        fc.constantFrom(1, 2, 5, 9),
        fc.integer({ min: 1, max: 6 }),
        fc.integer(),
        (n, d, minPoints, seed) => {
          const points = blobs(n, d, 3, 0.7, seed)
          const reach = reachability(points, n, d, minPoints)
          // Kruskal, over all pairs.
          const pairs = reach.flatMap((row, a) => row.slice(0, a).map((distance, b) => ({ a, b, distance })))
          const part = Array.from({ length: n }, (_, i) => i)
          let least = 0
          for (const { a, b, distance } of pairs.sort((x, y) => x.distance - y.distance)) {
            if (part[a] === part[b]) continue
            const [keep, join] = [part[a], part[b]]
            for (let i = 0; i < n; i++) if (part[i] === join) part[i] = keep
            least += distance
          }
          const tree = runNow(spanningTree(kernel, points, n, d, minPoints, 1e6))
          const total = tree.distance.reduce((sum, distance) => sum + distance, 0)
          expect(total).toBeCloseTo(least, 3)
          expect(new Set([0, ...tree.to]).size).toBe(n)
          tree.from.forEach((a, i) => {
            expect(tree.distance[i]).toBeCloseTo(reach[a][tree.to[i]], 4)
          })
        }
      ),
      { numRuns: 50 }
    )
  })

  test('chooses the clusters of the definition', () => {
    let compared = 0
    fc.assert(
      fc.property(
        fc.integer({ min: 6, max: 45 }),
        fc.integer({ min: 2, max: 5 }),
        fc.integer({ min: 2, max: 6 }),
        fc.integer(),
        (n, centres, minClusterSize, seed) => {
          // minPoints 1: core distances are 0 and no two pairs are equally far, so that the hierarchy is unambiguous.
          const points = blobs(n, 2, centres, 0.25, seed)
          const wanted = plain(reachability(points, n, 2, 1), minClusterSize)
          const found = cluster(points, n, 2, { minPoints: 1, minClusterSize })
          expect(Array.from(found.labels, (label) => label < 0)).toEqual(Array.from(wanted, (label) => label < 0))
          expect(adjustedRand(found.labels, wanted)).toBe(1)
          compared += found.clusters
        }
      ),
      { numRuns: 60 }
    )
    expect(compared).toBeGreaterThan(60)
  })

  test('finds groups of different density, and noise', () => {
    const random = testRandom(4)
    const groups = [
      { x: 0, y: 0, radius: 0.2, size: 40 },
      { x: 3, y: 0, radius: 1, size: 40 },
      { x: 0, y: 9, radius: 2, size: 40 }
    ]
    const points: number[] = []
    for (const { x, y, radius, size } of groups) {
      for (let i = 0; i < size; i++) {
        points.push(x + radius * (random() + random() - 1), y + radius * (random() + random() - 1))
      }
    }
    points.push(40, 40, -30, 20)
    const { labels, clusters } = cluster(Float32Array.from(points), 122, 2, { minPoints: 5, minClusterSize: 10 })
    expect(clusters).toBe(3)
    expect([labels[120], labels[121]]).toEqual([-1, -1])
    const truth = Array.from({ length: 120 }, (_, i) => Math.floor(i / 40))
    const inside = truth.map((_, i) => i).filter((i) => labels[i] >= 0)
    expect(inside.length).toBeGreaterThan(100)
    expect(inside.every((i) => labels[i] === truth[i])).toBe(true)
  })

  const digits = labelledPoints('digits')
  test.skipIf(digits === null)('finds digits without being told how many', () => {
    const { points, n, d, labels } = digits!
    const found = cluster(points, n, d, { minPoints: 5, minClusterSize: 20 })
    const inside = [...labels.keys()].filter((i) => found.labels[i] >= 0)
    const truth = inside.map((i) => labels[i])
    // Measured: .92 over the 71 % of the points that it takes into clusters.
    expect(
      adjustedRand(
        inside.map((i) => found.labels[i]),
        truth
      )
    ).toBeGreaterThan(0.85)
    expect(inside.length).toBeGreaterThan(n * 0.6)
  })

  test('is the same to the bit for any slice size, and numbers by first appearance', () => {
    const points = blobs(150, 5, 4, 0.3, 11)
    const whole = cluster(points, 150, 5)
    for (const workPerSlice of [1, 3000]) expect(cluster(points, 150, 5, { workPerSlice })).toEqual(whole)
    const firsts = Array.from({ length: whole.clusters }, (_, label) => whole.labels.indexOf(label))
    expect(firsts).toEqual([...firsts].sort((a, b) => a - b))
  })

  test('knows its borders', () => {
    for (const n of [0, 1, 2, 3]) {
      const { labels, clusters } = cluster(new Float32Array(n * 2), n, 2)
      expect(clusters).toBe(0)
      expect([...labels]).toEqual(new Array(n).fill(-1))
    }
    // Two places, ten points each: equal points are dense, but not infinitely so.
    const places = Float32Array.from({ length: 20 }, (_, i) => i % 2)
    expect([...cluster(places, 20, 1).labels]).toEqual(Array.from(places))
    expect([
      ...selectClusters(2, { from: Int32Array.of(0), to: Int32Array.of(1), distance: Float64Array.of(1) }, 2)
    ]).toEqual([-1, -1])
    expect(() => cluster(Float32Array.of(Number.NaN), 1, 1)).toThrow(/finite/)
    expect(() => cluster(new Float32Array(4), 2, 2, { minClusterSize: 1 })).toThrow(/minClusterSize/)
  })
})
