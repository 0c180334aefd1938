import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blobs, clusteringReference, labelledPoints } from '../../../../tools/testing/clusterings.js'
import { newKernel } from '../kernel/load.js'
import { runNow } from '../kernel/work.js'
import { kmeans } from './kmeans.js'
import { type SilhouetteOptions, silhouette } from './silhouette.js'

const kernel = await newKernel()
const measure = (points: Float32Array, n: number, d: number, labels: ArrayLike<number>, options?: SilhouetteOptions) =>
  runNow(silhouette(kernel, points, n, d, labels, options))

/** The definition, in f64. */
function plain(n: number, labels: ArrayLike<number>, distance: (a: number, b: number) => number): number[] {
  const all = Array.from({ length: n }, (_, i) => i)
  const clusters = [...new Set(Array.from(labels))].filter((label) => label >= 0)
  return all.map((i) => {
    const mean = (cluster: number) => {
      const others = all.filter((k) => k !== i && labels[k] === cluster)
      return others.reduce((sum, k) => sum + distance(i, k), 0) / others.length
    }
    if (labels[i] < 0 || clusters.length < 2) return Number.NaN
    const a = mean(labels[i])
    const b = Math.min(...clusters.filter((cluster) => cluster !== labels[i]).map(mean))
    return Number.isNaN(a) || Math.max(a, b) === 0 ? 0 : (b - a) / Math.max(a, b)
  })
}

describe.each(['iris', 'digits'] as const)('silhouette on %s', (name) => {
  const data = labelledPoints(name)
  const cases: { k: number; silhouette: number; inertia: number }[] = clusteringReference()?.[name] ?? [
    { k: 0, silhouette: 0, inertia: 0 }
  ]
  test.skipIf(data === null).each(cases)("equals scikit-learn's for $k clusters", (wanted) => {
    const { points, n, d } = data!
    const { labels, inertia } = runNow(kmeans(kernel, points, n, d, { clusters: wanted.k, tolerance: 0 }))
    const { mean, each } = measure(points, n, d, labels)
    expect(each.reduce((sum, value) => sum + value, 0) / n).toBeCloseTo(mean!, 12)
    // Another optimum of nearly or just the same inertia has a slightly other silhouette. Where ours is the reference's
    // within .002 % the figures agree to .002; where it is a better one they need not.
    if (Math.abs(inertia / wanted.inertia - 1) < 2e-5) expect(Math.abs(mean! - wanted.silhouette)).toBeLessThan(0.002)
    else expect(inertia).toBeLessThan(wanted.inertia * 1.0005)
    expect(Math.abs(mean! - wanted.silhouette)).toBeLessThan(0.03)
  })
})

describe('silhouette', () => {
  test('equals the definition', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom(1, 2, 3, 5, 9, 33),
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        fc.integer(),
        (n, d, clusters, cosine, seed) => {
          const points = blobs(n, d, 3, 0.8, seed)
          const labels = Array.from({ length: n }, (_, i) => ((i * i + seed) % (clusters + 1)) - 1)
          const sum = (a: number, b: number, of: (x: number, y: number) => number) => {
            let total = 0
            for (let j = 0; j < d; j++) total += of(points[a * d + j], points[b * d + j])
            return total
          }
          const euclidean = (a: number, b: number) => Math.sqrt(sum(a, b, (x, y) => (x - y) ** 2))
          const dot = (a: number, b: number) => sum(a, b, (x, y) => x * y)
          const angle = (a: number, b: number) => 1 - dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
          const wanted = plain(n, labels, cosine ? angle : euclidean)
          const { mean, each } = measure(points, n, d, labels, { metric: cosine ? 'cosine' : 'euclidean' })
          for (let i = 0; i < n; i++) {
            expect(Number.isNaN(each[i])).toBe(Number.isNaN(wanted[i]))
            // Cosine distances of near-parallel vectors lose digits in f32 (and in one dimension are 0 or 2).
            if (!Number.isNaN(wanted[i]) && !(cosine && d === 1)) expect(each[i]).toBeCloseTo(wanted[i], 3)
          }
          const counted = wanted.filter((value) => !Number.isNaN(value))
          if (counted.length === 0) expect(mean).toBeNull()
        }
      ),
      { numRuns: 60 }
    )
  })

  test('gives the same bits for any slice size', () => {
    const [n, d] = [301, 7]
    const points = blobs(n, d, 5, 1, 2)
    const labels = Array.from({ length: n }, (_, i) => (i % 6) - 1)
    const whole = measure(points, n, d, labels)
    for (const workPerSlice of [1, 5000, 77_777]) {
      expect(measure(points, n, d, labels, { workPerSlice })).toEqual(whole)
    }
  })

  test('knows its borders', () => {
    expect(measure(new Float32Array(0), 0, 2, []).mean).toBeNull()
    expect(measure(new Float32Array(2), 1, 2, [0]).mean).toBeNull()
    expect(measure(new Float32Array(4), 2, 2, [0, 0]).mean).toBeNull()
    expect(measure(new Float32Array(4), 2, 2, [0, 1])).toEqual({ mean: 0, each: new Float64Array(2) })
    expect(() => measure(new Float32Array(4), 2, 2, [0])).toThrow(/1 labels for 2 points/)
    expect(() => measure(Float32Array.of(1, Number.POSITIVE_INFINITY), 1, 2, [0])).toThrow(/must be finite/)
  })
})
