import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blobs, labelledPoints, testRandom } from '../../../../tools/testing/clusterings.js'
import { newKernel } from '../kernel/load.js'
import { addMethodFunctions } from '../kernel/methods.js'
import { runNow } from '../kernel/work.js'
import { affinities, nearestNeighbours } from './affinities.js'
import { defaultPerplexity, type Layout, type LayoutOptions, layout } from './layout.js'
import { packPoints } from './packed-points.js'

const kernel = await newKernel()
const { run, memory } = kernel
addMethodFunctions(run, memory.whole)
const draw = (vectors: Float32Array, n: number, d: number, options?: LayoutOptions): Layout =>
  runNow(layout(kernel, vectors, n, d, options))

const squared = (points: ArrayLike<number>, d: number, a: number, b: number) => {
  let sum = 0
  for (let j = 0; j < d; j++) sum += (points[a * d + j] - points[b * d + j]) ** 2
  return sum
}

function sparse(points: Float32Array, n: number, d: number, k: number, perplexity: number, isRough = false) {
  return memory.scope(() => {
    const packed = runNow(packPoints(kernel, points, n, d, 1e6))
    const neighbours = runNow(nearestNeighbours(kernel, packed, k, 1e6, isRough))
    return {
      indices: memory.viewInt32(neighbours.indices).slice(),
      distances: memory.viewFloat32(neighbours.distances).slice(),
      scale: packed.scale,
      edges: runNow(affinities(kernel, n, neighbours, perplexity, 1e6))
    }
  })
}

/** Pull, push and the normalisation of the places of `n` points, straight from the kernels. */
function forces(places: Float32Array, n: number, edges: ReturnType<typeof sparse>['edges'] | null, theta: number) {
  return memory.scope(() => {
    const blocks = (n + 7) >> 3
    const place = memory.put(places, 'test').pointer
    const floats = (length: number) => memory.float32(length, 'test').pointer
    const [pull, push, mass, xs, ys] = [2 * n, 2 * n, n, blocks * 8, blocks * 8].map(floats)
    const [keys, spare, nodes, scratch] = [2 * n + 256, 2 * n + 256, 16 * n, 24].map(floats)
    const order = memory.put(
      Uint32Array.from({ length: n }, (_, i) => i),
      'test'
    ).pointer
    let count = 0
    if (theta > 0) {
      const side = run.layoutSort(place, n, keys, spare, order, xs, ys)
      count = run.layoutTree(keys, xs, ys, n, side, theta, nodes)
      run.layoutRepelFar(xs, ys, n, nodes, count, order, 0, blocks, scratch, push, mass)
    } else {
      run.layoutCopy(place, n, order, xs, ys)
      run.layoutRepel(xs, ys, n, order, 0, blocks, scratch, push, mass)
    }
    const total = run.layoutMass(mass, n)
    let divergence = 0
    if (edges) {
      const [offsets, targets] = [edges.offsets, edges.targets].map((values) => memory.put(values, 'test').pointer)
      const weights = memory.put(edges.weights, 'test').pointer
      run.layoutAttract(place, offsets, targets, weights, 0, n, pull)
      divergence = run.layoutDivergence(place, offsets, targets, weights, total, 0, n)
    }
    const view = (pointer: number) => memory.viewFloat32({ pointer, length: 2 * n }).slice()
    return { pull: view(pull), push: view(push), total, divergence, count }
  })
}

describe('nearest neighbours', () => {
  test.each([4, 7, 60])('of points rounded to whole numbers are nearly the same, %i dimensions', (d) => {
    const [n, k] = [301, 12]
    const points = blobs(n, d, 6, 1, 3)
    const exact = sparse(points, n, d, k, 4)
    const rough = sparse(points, n, d, k, 4, true)
    let same = 0
    for (let i = 0; i < n; i++) {
      const mine = rough.indices.subarray(i * k, (i + 1) * k)
      expect(new Set([...mine, i]).size).toBe(k + 1)
      same += mine.filter((j) => exact.indices.subarray(i * k, (i + 1) * k).includes(j)).length
    }
    expect(same / n / k).toBeGreaterThan(0.99)
    const unit = rough.distances[k - 1] / exact.distances[k - 1]
    rough.distances.forEach((distance, at) => {
      expect(distance / unit / exact.distances[at]).toBeCloseTo(1, 1)
    })
  })

  test('equal brute force, ties by index', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 70 }), fc.constantFrom(1, 2, 3, 6), fc.integer(), (n, d, seed) => {
        const random = testRandom(seed)
        // Few distinct numbers, so that there are many ties; exact in f32 also after centring on a mean of 0.
        const half = Float32Array.from({ length: n * d }, () => Math.floor(random() * 4))
        const points = Float32Array.from({ length: 2 * n * d }, (_, i) => (i < n * d ? half[i] : -half[i - n * d]))
        const k = Math.min(2 * n - 1, 9)
        const { indices, distances, scale } = sparse(points, 2 * n, d, k, 2)
        for (let i = 0; i < 2 * n; i++) {
          const wanted = Array.from({ length: 2 * n }, (_, j) => j)
            .filter((j) => j !== i)
            .sort((a, b) => squared(points, d, i, a) - squared(points, d, i, b) || a - b)
            .slice(0, k)
          expect([...indices.slice(i * k, i * k + k)]).toEqual(wanted)
          for (let e = 0; e < k; e++) {
            expect(distances[i * k + e] / scale / scale).toBeCloseTo(squared(points, d, i, wanted[e]), 4)
          }
        }
      }),
      { numRuns: 30 }
    )
  })
})

describe('affinities', () => {
  test('equal the plain definition at the asked perplexity', () => {
    const [n, d, perplexity] = [40, 5, 7]
    const points = blobs(n, d, 3, 0.6, 4)
    const { edges } = sparse(points, n, d, n - 1, perplexity)
    // Row by row: beta by bisection in f64 until the entropy is ln(perplexity).
    const rows = Array.from({ length: n }, (_, i) => {
      let [low, high] = [0, 1e6]
      let row: number[] = []
      for (let step = 0; step < 200; step++) {
        const beta = (low + high) / 2
        row = Array.from({ length: n }, (_, j) => (i === j ? 0 : Math.exp(-beta * squared(points, d, i, j))))
        const sum = row.reduce((a, b) => a + b, 0)
        row = row.map((p) => p / sum)
        const entropy = -row.reduce((total, p) => total + (p > 0 ? p * Math.log(p) : 0), 0)
        if (entropy > Math.log(perplexity) || sum === 0) low = sum === 0 ? low : beta
        else high = beta
        if (sum === 0) high = beta
      }
      return row
    })
    let total = 0
    for (let i = 0; i < n; i++) {
      expect(edges.offsets[i + 1] - edges.offsets[i]).toBe(n - 1)
      for (let e = edges.offsets[i]; e < edges.offsets[i + 1]; e++) {
        const j = edges.targets[e]
        expect(edges.weights[e]).toBeCloseTo((rows[i][j] + rows[j][i]) / (2 * n), 6)
        total += edges.weights[e]
      }
    }
    expect(total).toBeCloseTo(1, 5)
  })

  test('are symmetric over few neighbours, each pair once', () => {
    const n = 90
    const { edges } = sparse(blobs(n, 3, 5, 0.5, 1), n, 3, 6, 2)
    const weight = new Map<string, number>()
    for (let i = 0; i < n; i++) {
      for (let e = edges.offsets[i]; e < edges.offsets[i + 1]; e++)
        weight.set(`${i} ${edges.targets[e]}`, edges.weights[e])
    }
    expect(weight.size).toBe(edges.targets.length)
    for (const [pair, value] of weight) expect(weight.get(pair.split(' ').reverse().join(' '))).toBeCloseTo(value, 8)
  })
})

describe('the gradient', () => {
  const n = 30
  const { edges } = sparse(blobs(n, 4, 3, 0.6, 2), n, 4, 9, 3)
  const random = testRandom(5)
  const places = Float32Array.from({ length: 2 * n }, () => 4 * random() - 2)

  test('is the derivative of the divergence', () => {
    const divergenceAt = (at: number, shift: number) => {
      const y = Float64Array.from(places)
      y[at] += shift
      const near = (a: number, b: number) => 1 / (1 + squared(y, 2, a, b))
      let total = 0
      for (let a = 0; a < n; a++) for (let b = 0; b < n; b++) if (a !== b) total += near(a, b)
      let sum = 0
      for (let i = 0; i < n; i++) {
        for (let e = edges.offsets[i]; e < edges.offsets[i + 1]; e++) {
          const p = edges.weights[e]
          sum += p * Math.log(p / (near(i, edges.targets[e]) / total))
        }
      }
      return sum
    }
    const { pull, push, total, divergence } = forces(places, n, edges, 0)
    expect(divergence).toBeCloseTo(divergenceAt(0, 0), 5)
    for (let at = 0; at < 2 * n; at++) {
      const slope = (divergenceAt(at, 1e-4) - divergenceAt(at, -1e-4)) / 2e-4
      expect(4 * (pull[at] - push[at] / total)).toBeCloseTo(slope, 5)
    }
  })

  test.each([0.2, 0.5])('by Barnes-Hut at theta %d is near the exact one', (theta) => {
    const many = 3000
    const spread = blobs(many, 2, 12, 0.4, 6).map((value) => value * 40)
    const exact = forces(spread, many, null, 0)
    const tree = forces(spread, many, null, theta)
    expect(tree.count).toBeGreaterThan(many / 8)
    expect(tree.count).toBeLessThanOrEqual(2 * many)
    // Measured: the sum off by .05 % at theta .2 and .6 % at .5, the forces by .06 % and 1.1 %.
    expect(Math.abs(tree.total / exact.total - 1)).toBeLessThan(theta === 0.2 ? 0.002 : 0.01)
    let [off, size] = [0, 0]
    for (let at = 0; at < 2 * many; at++) {
      off += (tree.push[at] - exact.push[at]) ** 2
      size += exact.push[at] ** 2
    }
    expect(Math.sqrt(off / size)).toBeLessThan(theta === 0.2 ? 0.002 : 0.02)
  })

  test('at theta near 0 by the tree is the exact one, also for equal places', () => {
    const twice = Float32Array.from({ length: 400 }, (_, i) => Math.floor(i / 40) + (i % 2))
    const exact = forces(twice, 200, null, 0)
    const tree = forces(twice, 200, null, 1e-6)
    expect(tree.total).toBeCloseTo(exact.total, 1)
    for (let at = 0; at < 400; at++) expect(tree.push[at]).toBeCloseTo(exact.push[at], 3)
  })
})

describe('the map', () => {
  const digits = labelledPoints('digits')
  test.skipIf(digits === null)('of digits keeps neighbours together', { timeout: 120_000 }, () => {
    const { points, n, d, labels } = digits!
    const { x, y, perplexity, divergence } = draw(points, n, d, { iterations: 600 })
    expect(perplexity).toBe(30)
    let same = 0
    for (let i = 0; i < n; i++) {
      const nearest = Array.from({ length: n }, (_, j) => j)
        .filter((j) => j !== i)
        .map((j) => ({ j, distance: (x[i] - x[j]) ** 2 + (y[i] - y[j]) ** 2 }))
        .sort((a, b) => a.distance - b.distance)
      for (const { j } of nearest.slice(0, 5)) same += labels[i] === labels[j] ? 1 : 0
    }
    // Measured .98 for exact and Barnes-Hut alike (of the 64 dimensions themselves: .98), divergence .75.
    expect(same / n / 5).toBeGreaterThan(0.965)
    expect(divergence).toBeLessThan(0.85)
  })

  test('parts separate groups', () => {
    const n = 120
    const { x, y } = draw(blobs(n, 20, 4, 0.3, 3), n, 20, { iterations: 400 })
    for (let i = 0; i < n; i++) {
      const nearest = Array.from({ length: n }, (_, j) => j)
        .filter((j) => j !== i)
        .reduce((a, b) => (Math.hypot(x[i] - x[b], y[i] - y[b]) < Math.hypot(x[i] - x[a], y[i] - y[a]) ? b : a))
      expect(nearest % 4).toBe(i % 4)
    }
  })

  test('is the same to the bit for any slice size', () => {
    for (const [n, theta] of [
      [61, 0],
      [300, 0.5]
    ]) {
      const points = blobs(n, 6, 4, 0.5, n)
      const whole = draw(points, n, 6, { iterations: 60, theta })
      for (const workPerSlice of [1, 12_345]) {
        expect(draw(points, n, 6, { iterations: 60, theta, workPerSlice })).toEqual(whole)
      }
    }
  })

  test('is drawn for very few, equal and collinear points', () => {
    expect(draw(new Float32Array(0), 0, 2).x).toHaveLength(0)
    expect([...draw(Float32Array.of(3, 4), 1, 2).x]).toEqual([0])
    for (const n of [2, 3, 4, 10]) {
      for (const points of [new Float32Array(n), Float32Array.from({ length: n }, (_, i) => i)]) {
        const { x, y } = draw(points, n, 1)
        expect([...x, ...y].every(Number.isFinite)).toBe(true)
        expect(new Set(Array.from(x, (value, i) => `${value} ${y[i]}`)).size).toBe(n)
      }
    }
  })

  test('chooses a perplexity for the number of points, and lowers one that is too large', () => {
    expect([1, 2, 4, 13, 91, 5000].map(defaultPerplexity)).toEqual([1, 1, 1, 4, 30, 30])
    expect(draw(blobs(13, 3, 2, 1, 1), 13, 3, { iterations: 5 }).perplexity).toBe(4)
    expect(draw(blobs(13, 3, 2, 1, 1), 13, 3, { iterations: 5, perplexity: 2 }).perplexity).toBe(2)
    expect(draw(blobs(13, 3, 2, 1, 1), 13, 3, { iterations: 5, perplexity: 50 }).perplexity).toBe(6)
  })

  test('refuses bad input', () => {
    expect(() => draw(Float32Array.of(1, Number.NaN), 2, 1)).toThrow(/finite/)
    expect(() => draw(new Float32Array(4), 2, 2, { perplexity: 0.5 })).toThrow(/perplexity/)
    expect(() => draw(new Float32Array(4), 2, 2, { iterations: 0 })).toThrow(/iterations/)
  })
})
