import { describe, expect, test } from 'vitest'
import { adjustedRand, blobs, clusteringReference, labelledPoints } from '../../../../tools/testing/clusterings.js'
import { newKernel } from '../kernel/load.js'
import { runNow } from '../kernel/work.js'
import { type ChooseOptions, chooseClusters } from './choose-clusters.js'

const kernel = await newKernel()
const choose = (points: Float32Array, n: number, d: number, options?: ChooseOptions) =>
  runNow(chooseClusters(kernel, points, n, d, options))

/** Clusters on the corners of a grid, so that none lies between others. */
function corners(n: number, clusters: number, spread: number): Float32Array {
  const noise = blobs(n, 2, 1, spread, 3)
  return noise.map((value, i) => {
    const cluster = Math.floor(i / 2) % clusters
    return value + (i % 2 === 0 ? cluster % 7 : Math.floor(cluster / 7)) * 4
  })
}

describe('chooseClusters', () => {
  test.each([
    ['silhouette', 5],
    ['silhouette', 12],
    ['elbow', 4],
    ['elbow', 9]
  ] as const)('by %s finds %i separate clusters', (by, clusters) => {
    const n = 40 * clusters
    const found = choose(corners(n, clusters, 0.5), n, 2, { by, most: 20 })
    expect(found.clusters).toBe(clusters)
    const truth = Array.from({ length: n }, (_, i) => i % clusters)
    expect(adjustedRand(found.labels, truth)).toBe(1)
    expect(found.chosen[0]).toContain(`${clusters} clusters`)
  })

  test('refines a coarse grid around its best, and tells all it tried', () => {
    const clusters = 37
    const n = 15 * clusters
    const found = choose(corners(n, clusters, 0.5), n, 2)
    expect(found.clusters).toBe(clusters)
    expect(found.tried.map((one) => one.clusters)).toContain(2)
    expect(found.tried.length).toBeLessThan(70)
    const best = Math.max(...found.tried.map((one) => one.silhouette ?? -1))
    expect(found.tried.find((one) => one.clusters === clusters)?.silhouette).toBe(best)
    const ascending = found.tried.map((one) => one.clusters)
    expect(ascending).toEqual([...new Set(ascending)].sort((a, b) => a - b))
  })

  const iris = labelledPoints('iris')
  test.skipIf(iris === null)(
    'of iris chooses two by silhouette, as the reference figures do, and three by elbow',
    () => {
      const { points, n, d } = iris!
      const reference: { k: number; silhouette: number }[] = clusteringReference().iris
      const found = choose(points, n, d, { most: 10 })
      expect(found.clusters).toBe(reference.reduce((a, b) => (b.silhouette > a.silhouette ? b : a)).k)
      expect(found.silhouette).toBeCloseTo(0.68105, 4)
      expect(choose(points, n, d, { by: 'elbow', most: 10 }).clusters).toBe(3)
    }
  )

  test('gives the same bits for any slice size', () => {
    const points = blobs(90, 3, 4, 0.7, 8)
    expect(choose(points, 90, 3, { most: 8, workPerSlice: 999 })).toEqual(choose(points, 90, 3, { most: 8 }))
  })

  test('copes with few and with equal points, and refuses fewer than three', () => {
    const same = choose(new Float32Array(20), 10, 2)
    expect(same.clusters).toBe(1)
    expect(same.silhouette).toBeNull()
    expect(choose(Float32Array.of(0, 1, 9), 3, 1).clusters).toBe(2)
    expect(choose(new Float32Array(20), 10, 2, { by: 'elbow' }).clusters).toBe(1)
    expect(() => choose(new Float32Array(4), 2, 2)).toThrow(/nothing to choose/)
    expect(() => choose(new Float32Array(20), 10, 2, { least: 9, most: 5 })).toThrow(/from 9 to 10/)
    expect(() => choose(new Float32Array(20), 10, 2, { by: 'gap' as 'elbow' })).toThrow(/by: 'gap'/)
  })
})
