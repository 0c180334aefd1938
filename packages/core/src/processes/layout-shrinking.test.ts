import { expect, test } from 'vitest'
import { testRandom } from '../../../../tools/testing/clusterings.js'
import { newKernel } from '../kernel/load.js'
import { runNow } from '../kernel/work.js'
import { layout } from './layout.js'

const CLUSTERS = 100
const EACH = 15
const DIMENSIONS = 100

/** Unit vectors in many clusters far smaller than the perplexity, so that most neighbours are of other clusters. */
function manySmallClusters(): Float32Array {
  const random = testRandom(7)
  const normal = () => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6)
  const points = new Float32Array(CLUSTERS * EACH * DIMENSIONS)
  for (let c = 0; c < CLUSTERS; c++) {
    const centre = Array.from({ length: DIMENSIONS }, normal)
    for (let i = 0; i < EACH; i++) {
      const row = points.subarray((c * EACH + i) * DIMENSIONS, (c * EACH + i + 1) * DIMENSIONS)
      row.set(centre.map((value) => value + 1.3 * normal()))
      const length = Math.hypot(...row)
      row.forEach((value, j) => {
        row[j] = value / length
      })
    }
  }
  return points
}

test('many small clusters do not fall into one point', async () => {
  const n = CLUSTERS * EACH
  const { x, y } = runNow(layout(await newKernel(), manySmallClusters(), n, DIMENSIONS, { iterations: 1000 }))
  const squared = (a: number, b: number) => (x[a] - x[b]) ** 2 + (y[a] - y[b]) ** 2
  let own = 0
  for (let a = 0; a < n; a += 10) {
    const others = Array.from({ length: n }, (_, b) => b).filter((b) => b !== a)
    const nearest = others.reduce((best, b) => (squared(a, b) < squared(a, best) ? b : best))
    if (Math.floor(nearest / EACH) === Math.floor(a / EACH)) own++
  }
  expect(own / (n / 10)).toBeGreaterThan(0.95)
  expect(Math.max(...x)).toBeGreaterThan(1)
})
