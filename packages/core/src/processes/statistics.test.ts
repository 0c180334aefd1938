import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quantile } from '../log/quantile.js'
import { benjaminiHochberg, byCount, holm, newcombe, normalTail, twoShares, wilson } from './statistics.js'

describe('statistics against published figures', () => {
  it('Wilson interval (Newcombe 1998: 81 of 263, 15 of 148, 0 of 20)', () => {
    expect(wilson(81, 263).low).toBeCloseTo(0.2553, 4)
    expect(wilson(81, 263).high).toBeCloseTo(0.3662, 4)
    expect(wilson(15, 148).low).toBeCloseTo(0.0624, 4)
    expect(wilson(15, 148).high).toBeCloseTo(0.1605, 4)
    expect(wilson(0, 20)).toEqual({ low: 0, high: expect.closeTo(0.1611, 4) })
  })

  it('difference of shares (Newcombe 1998, method 10: 56/70 against 48/80, 9/10 against 3/10, 10/10 against 0/10)', () => {
    const first = newcombe({ count: 48, of: 80 }, { count: 56, of: 70 })
    expect(first.difference).toBeCloseTo(0.2, 10)
    expect(first.low).toBeCloseTo(0.0524, 4)
    expect(first.high).toBeCloseTo(0.3339, 4)
    const second = newcombe({ count: 3, of: 10 }, { count: 9, of: 10 })
    expect([second.low, second.high]).toEqual([expect.closeTo(0.1705, 4), expect.closeTo(0.809, 4)])
    const third = newcombe({ count: 0, of: 10 }, { count: 10, of: 10 })
    expect([third.low, third.high]).toEqual([expect.closeTo(0.6075, 4), 1])
  })

  it('Fisher where an expected count is below 1', () => {
    const few = twoShares({ count: 0, of: 4 }, { count: 1, of: 4 })
    expect(few).toEqual({ p: expect.closeTo(1, 6), test: 'Fisher' })
    expect(twoShares({ count: 5, of: 5 }, { count: 0, of: 1 })).toEqual({ p: expect.closeTo(1 / 6, 6), test: 'Fisher' })
  })

  it('N - 1 chi-squared: (N - 1)(ad - bc)^2 / mnrs', () => {
    // 15 of 40 against 5 of 40: 79 x (15 x 35 - 5 x 25)^2 / (40 x 40 x 20 x 60) = 6.5833, p = .0103.
    const { p, test } = twoShares({ count: 15, of: 40 }, { count: 5, of: 40 })
    expect(test).toBe('chi-squared')
    expect(p).toBeCloseTo(0.0103, 4)
  })

  it('normal tail', () => {
    expect(normalTail(0)).toBeCloseTo(0.5, 7)
    expect(normalTail(1.959963984540054)).toBeCloseTo(0.025, 7)
    expect(normalTail(3)).toBeCloseTo(0.0013498980316, 9)
  })

  it('Holm, and Benjamini and Hochberg', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005]).map((p) => +p.toFixed(4))).toEqual([0.03, 0.06, 0.06, 0.02])
    expect(benjaminiHochberg([0.01, 0.04, 0.03, 0.005]).map((p) => +p.toFixed(4))).toEqual([0.02, 0.04, 0.04, 0.02])
  })
})

describe('statistics of any counts', () => {
  const share = fc
    .integer({ min: 0, max: 500 })
    .chain((of) => fc.record({ count: fc.integer({ min: 0, max: of }), of: fc.constant(of) }))

  it('intervals hold the estimate and stay in bounds', () => {
    fc.assert(
      fc.property(share, share, (a, b) => {
        const interval = wilson(a.count, a.of)
        expect(interval.low).toBeGreaterThanOrEqual(0)
        expect(interval.high).toBeLessThanOrEqual(1)
        if (a.of > 0) {
          expect(interval.low).toBeLessThanOrEqual(a.count / a.of)
          expect(interval.high).toBeGreaterThanOrEqual(a.count / a.of)
        }
        const { difference, low, high } = newcombe(a, b)
        expect(low).toBeLessThanOrEqual(difference + 1e-12)
        expect(high).toBeGreaterThanOrEqual(difference - 1e-12)
        const { p } = twoShares(a, b)
        expect(p).toBeGreaterThanOrEqual(0)
        expect(p).toBeLessThanOrEqual(1)
        expect(twoShares(b, a).p).toBeCloseTo(p, 9)
      }),
      {
        examples: [
          [
            { count: 1, of: 2 },
            { count: 1, of: 2 }
          ]
        ]
      }
    )
  })

  it('corrections only raise p-values and keep their order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }), (p) => {
        for (const adjusted of [holm(p), benjaminiHochberg(p)]) {
          adjusted.forEach((value, i) => {
            expect(value).toBeGreaterThanOrEqual(p[i] - 1e-12)
            expect(value).toBeLessThanOrEqual(1)
            p.forEach((other, j) => {
              if (p[i] < other) expect(value).toBeLessThanOrEqual(adjusted[j] + 1e-12)
            })
          })
        }
      })
    )
  })
})

describe('orders', () => {
  it('quantile of whole numbers is the double next to the exact one, without noise of its own', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2 ** 40), { minLength: 1, maxLength: 300 }), fc.nat(1000), (list, thousandths) => {
        const sorted = Float64Array.from(list).sort()
        const place = thousandths * (list.length - 1)
        const [below, rest] = [Math.floor(place / 1000), BigInt(place % 1000)]
        const [low, high] = [BigInt(sorted[below]), BigInt(sorted[below + 1] ?? 0)]
        const exact = low * (1000n - rest) + high * rest
        const digits = `${exact / 1000n}.${String(exact % 1000n).padStart(3, '0')}`
        expect(quantile(sorted, thousandths / 1000)).toBe(Number(digits))
      })
    )
  })

  it('byCount puts the largest first, equal ones by index', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.nat(3), fc.integer({ min: 0, max: 2 ** 32 - 1 })), { maxLength: 60 }),
        (list) => {
          const counts = Uint32Array.from(list)
          expect([...byCount(counts)]).toEqual([...list.keys()].sort((a, b) => list[b] - list[a] || a - b))
        }
      ),
      { numRuns: 40 }
    )
  })
})
