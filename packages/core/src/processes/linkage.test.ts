import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newKernel } from '../kernel/load.js'
import { runNow } from '../kernel/work.js'
import { ln } from './arithmetic.js'
import { type Lifetimes, sharedLife } from './lifetimes.js'
import type { LinkMatrix } from './link-matrix.js'
import { averageLinkage, clustersAfter, leastSharedLife } from './linkage.js'

const kernel = await newKernel()

/** The log-odds clipped to [-4, 4], + 4, / 8. */
function linkStrength(probability: number): number {
  return (Math.max(-4, Math.min(4, ln(probability / (1 - probability)))) + 4) / 8
}

function linksOf(n: number, probability: (i: number, j: number) => number): LinkMatrix {
  const offsets = [0]
  const columns: number[] = []
  const probabilities: number[] = []
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      if (j === i) continue
      const p = probability(Math.min(i, j), Math.max(i, j))
      if (p <= 0.002) continue
      columns.push(j)
      probabilities.push(p)
    }
    offsets.push(columns.length)
  }
  return {
    activities: n,
    offsets: Uint32Array.from(offsets),
    columns: Uint32Array.from(columns),
    probabilities: Float32Array.from(probabilities)
  }
}

const always = (n: number): Lifetimes => ({
  from: new Float64Array(n),
  to: new Float64Array(n).fill(1),
  known: new Uint8Array(n).fill(1)
})

const linked = (probability: number) => (probability < 0.4 ? 0 : Math.fround(probability))

/** All pairs of clusters, from their activities, before every merge. */
function byDefinition(n: number, p: readonly number[], lives: Lifetimes, least: number) {
  const clusters = Array.from({ length: n }, (_, i) => [i])
  const merges = { low: [] as number[], high: [] as number[], height: [] as number[] }
  for (;;) {
    let best = { mean: least, a: -1, b: -1 }
    for (let a = 0; a < clusters.length; a++) {
      for (let b = a + 1; b < clusters.length; b++) {
        let [strength, life] = [0, 0]
        for (const x of clusters[a]) {
          for (const y of clusters[b]) {
            const shared = sharedLife(lives, x, y)
            const probability = linked(p[Math.min(x, y) * n + Math.max(x, y)])
            life += shared
            strength += probability > 0 ? shared * linkStrength(probability) : 0
          }
        }
        const mean = strength / Math.max(life, leastSharedLife * clusters[a].length * clusters[b].length)
        // Sums of another order may differ in the last bits, which must not decide.
        if (mean > best.mean + (best.a < 0 ? 0 : 1e-12)) best = { mean, a, b }
      }
    }
    if (best.a < 0) return merges
    const [gone] = clusters.splice(best.b, 1)
    merges.low.push(clusters[best.a][0])
    merges.high.push(gone[0])
    merges.height.push(Math.max(1 - best.mean, merges.height.at(-1) ?? 0))
    clusters[best.a].push(...gone)
  }
}

describe('average linkage', () => {
  it('joins the strongest first, at 1 - the mean strength', () => {
    const p = [
      [0, 0.9, 0.5, 0.002],
      [0, 0, 0.7, 0.002],
      [0, 0, 0, 0.002]
    ]
    const merges = runNow(
      averageLinkage(
        kernel,
        linksOf(4, (i, j) => p[i][j]),
        always(4),
        0
      )
    )
    expect(Array.from(merges.low)).toEqual([0, 0])
    expect(Array.from(merges.high)).toEqual([1, 2])
    expect(merges.height[0]).toBeCloseTo(1 - linkStrength(0.9), 6)
    expect(merges.height[1]).toBeCloseTo(1 - (linkStrength(0.5) + linkStrength(0.7)) / 2, 6)
    expect(clustersAfter(merges, 2, 4)).toEqual({ labels: Int32Array.of(0, 0, 0, 1), count: 2 })
  })

  it('does not count pairs that never lived together against a merge', () => {
    // 2 replaced 1 half way: both go with 0, and have no session in common.
    const p = (i: number, j: number) => (i === 1 && j === 2 ? 0.002 : 0.9)
    const redesign: Lifetimes = {
      from: Float64Array.of(0, 0, 0.5),
      to: Float64Array.of(1, 0.5, 1),
      known: Uint8Array.of(1, 1, 1)
    }
    const [alive, replaced] = [always(3), redesign].map((lives) =>
      runNow(averageLinkage(kernel, linksOf(3, p), lives, 0))
    )
    expect(alive.height[1]).toBeCloseTo(1 - linkStrength(0.9) / 2, 6)
    expect(replaced.height[1]).toBeLessThan(1 - linkStrength(0.9) / 1.3)
  })

  it('is what its definition says, every mean made anew', () => {
    const anyCase = fc.integer({ min: 2, max: 14 }).chain((n) =>
      fc.record({
        n: fc.constant(n),
        p: fc.array(fc.double({ min: 0, max: 0.998, noNaN: true }), { minLength: n * n, maxLength: n * n }),
        // Eighths add up exactly, so that the order of summation cannot show.
        from: fc.array(fc.nat(4), { minLength: n, maxLength: n }),
        length: fc.array(fc.constantFrom(1, 2, 4), { minLength: n, maxLength: n })
      })
    )
    fc.assert(
      fc.property(anyCase, ({ n, p, from, length }) => {
        const links = linksOf(n, (i, j) => linked(p[i * n + j]))
        const lives: Lifetimes = {
          from: Float64Array.from(from, (value) => value / 8),
          to: Float64Array.from(from, (value, i) => (value + length[i]) / 8),
          known: new Uint8Array(n).fill(1)
        }
        const sparse = runNow(averageLinkage(kernel, links, lives, 0.1))
        const dense = byDefinition(n, p, lives, 0.1)
        expect(Array.from(sparse.low)).toEqual(dense.low)
        expect(Array.from(sparse.high)).toEqual(dense.high)
        sparse.height.forEach((height, k) => {
          expect(height).toBeCloseTo(dense.height[k], 10)
        })
      }),
      { numRuns: 150 }
    )
  })

  it('breaks ties by the lowest activities', () => {
    const merges = runNow(
      averageLinkage(
        kernel,
        linksOf(4, (i, j) => (i >> 1 === j >> 1 ? 0.9 : 0.1)),
        always(4),
        0
      )
    )
    expect([Array.from(merges.low), Array.from(merges.high)]).toEqual([
      [0, 2, 0],
      [1, 3, 2]
    ])
  })
})
