import { expect, test } from 'vitest'
import { type Kernel, newKernel } from '../kernel/load.js'
import { addMethodFunctions } from '../kernel/methods.js'
import { runNow } from '../kernel/work.js'
import { placeOnMap, stepsOfMap } from './map.js'
import { seeded } from './seeded.js'

const CLUSTER = 20
const DIMENSIONS = 12

/** Points in clusters of 20, around centres of any direction. */
function clusters(n: number): Float32Array {
  const random = seeded(3)
  const normal = () => random() + random() + random() - 1.5
  const centre = new Float64Array(DIMENSIONS)
  return Float32Array.from({ length: n * DIMENSIONS }, (_, at) => {
    const [i, j] = [Math.floor(at / DIMENSIONS), at % DIMENSIONS]
    if (i % CLUSTER === 0) centre[j] = normal()
    return centre[j] + 0.2 * normal()
  })
}

/** Share of the five nearest on the map that are of the same cluster. */
function together(x: Float32Array, y: Float32Array): number {
  let same = 0
  for (let i = 0; i < x.length; i += 11) {
    const others = Array.from(x, (_, j) => ({ j, distance: (x[i] - x[j]) ** 2 + (y[i] - y[j]) ** 2 }))
    const nearest = others.sort((a, b) => a.distance - b.distance).slice(1, 6)
    same += nearest.filter(({ j }) => Math.floor(j / CLUSTER) === Math.floor(i / CLUSTER)).length
  }
  return same / (5 * Math.ceil(x.length / 11))
}

async function kernelForMaps(): Promise<Kernel> {
  const kernel = await newKernel()
  addMethodFunctions(kernel.run, kernel.memory.whole)
  return kernel
}

// From 2000 on it is drawn in fewer, larger steps.
test.each([500, 2200])('a map of %d activities keeps together what belongs together', async (n) => {
  const input = { vectors: clusters(n), dimensions: DIMENSIONS, parts: null, perplexity: undefined, seed: 1 }
  const { x, y } = runNow(placeOnMap(await kernelForMaps(), { ...input, iterations: stepsOfMap(n, 300) }))
  // Measured .97 and more.
  expect(together(x, y)).toBeGreaterThan(0.9)
  for (const places of [x, y]) {
    expect(Math.min(...places)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...places)).toBeLessThanOrEqual(1)
  }
})

test('parts of a large map are drawn alike, side by side', async () => {
  const n = 2200
  const parts = Int32Array.from({ length: n }, (_, i) => (i < 300 ? 1 : 0))
  const input = { vectors: clusters(n), dimensions: DIMENSIONS, parts, perplexity: undefined, iterations: 150, seed: 1 }
  const { x, y } = runNow(placeOnMap(await kernelForMaps(), input))
  expect(Math.max(...x.subarray(300))).toBeLessThan(Math.min(...x.subarray(0, 300)))
  expect(together(x.subarray(0, 300), y.subarray(0, 300))).toBeGreaterThan(0.9)
})
