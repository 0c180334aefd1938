import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newFigureKernel } from '../kernel/figures.js'
import { quantile } from '../log/quantile.js'
import { Quantiles } from './quantiles.js'

function quantilesOf(groups: number[][]) {
  const quantiles = new Quantiles(newFigureKernel())
  quantiles.begin(Uint32Array.from(groups, ({ length }) => length)).set(groups.flat())
  return quantiles.end()
}

const sorted = (list: number[], q: number) => (list.length === 0 ? null : quantile(Float64Array.from(list).sort(), q))

describe('quantiles', () => {
  it('median and 95th percentile', () => {
    expect(quantilesOf([[4, 1, 3, 2], [], [7]])).toEqual([
      { median: 2.5, p95: 3.85 },
      { median: null, p95: null },
      { median: 7, p95: 7 }
    ])
    expect(quantilesOf([])).toEqual([])
  })

  it('of each group are those of the sorted numbers, whatever these are', () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, min: 0 }),
      fc.integer({ min: 0, max: 2 ** 40 }),
      fc.integer({ min: 0, max: 400 }),
      fc.constantFrom(0, 1, 2 ** 36, 60_000, Number.MIN_VALUE, Number.MAX_VALUE)
    )
    fc.assert(
      fc.property(fc.array(fc.array(number, { maxLength: 300 }), { maxLength: 4 }), (groups) => {
        expect(quantilesOf(groups)).toEqual(
          groups.map((list) => ({ median: sorted(list, 0.5), p95: sorted(list, 0.95) }))
        )
      })
    )
  })

  it('of many numbers, in order and in few bins', () => {
    const n = 100_000
    const pipe = Array.from({ length: n }, (_, i) => (i < n / 2 ? i : n - i))
    const one = Array.from({ length: n }, (_, i) => (i === 7 ? 1e300 : 5))
    const two = Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 1 : 1 + 2 ** -52))
    for (const list of [pipe, one, two]) {
      expect(quantilesOf([list, list])).toEqual(
        [list, list].map((numbers) => ({ median: sorted(numbers, 0.5), p95: sorted(numbers, 0.95) }))
      )
    }
  })

  it('of one group after another of other sizes', () => {
    const quantiles = new Quantiles(newFigureKernel())
    for (const size of [3, 200_000, 0, 40]) {
      quantiles.begin(Uint32Array.of(size)).set(Array.from({ length: size }, (_, i) => size - i))
      const list = Array.from({ length: size }, (_, i) => i + 1)
      expect(quantiles.end()).toEqual([{ median: sorted(list, 0.5), p95: sorted(list, 0.95) }])
    }
  })
})
