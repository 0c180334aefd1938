// k-means by ml-kmeans from given centroids: the first k points.
import { readFileSync } from 'node:fs'
import { given, peer, timed } from '../contender.js'

interface MlKmeans {
  kmeans(
    data: number[][],
    k: number,
    options: { initialization: number[][]; maxIterations: number; tolerance: number }
  ): { clusters: number[]; centroids: number[][]; iterations: number }
}

const { path, n, d, k, iterations } = given<Record<'n' | 'd' | 'k' | 'iterations', number> & { path: string }>()
const { kmeans } = await peer<MlKmeans>('ml-kmeans')
const bytes = readFileSync(path)
const flat = new Float32Array(bytes.buffer, bytes.byteOffset, n * d)
const points = Array.from({ length: n }, (_, i) => Array.from(flat.subarray(i * d, (i + 1) * d)))
const initialization = points.slice(0, k)
await timed(
  () => kmeans(points, k, { initialization, maxIterations: iterations, tolerance: 1e-6 }),
  ({ clusters, centroids, iterations: run }) => {
    let inertia = 0
    points.forEach((point, i) => {
      const centroid = centroids[clusters[i]!]!
      for (let j = 0; j < d; j++) inertia += (point[j]! - centroid[j]!) ** 2
    })
    return { inertia, iterations: run }
  }
)
