import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newKernel } from '../kernel/load.js'
import { runNow } from '../kernel/work.js'
import type { Traces } from '../log/types.js'
import {
  countFollows,
  countPairs,
  mergeFollowCounts,
  mergePairCounts,
  type PairCounts,
  type SparseCounts
} from './counts.js'

const kernel = await newKernel()

function toTraces(sequences: number[][], activities: number): Traces {
  const offsets = [0]
  for (const sequence of sequences) offsets.push(offsets[offsets.length - 1] + sequence.length)
  return { tokens: Uint32Array.from(sequences.flat()), offsets: Uint32Array.from(offsets), activities }
}

/** The definition, written as plainly as possible. */
function plainPairs(sequences: number[][], window: number): Record<string, number> {
  const sum: Record<string, number> = {}
  for (const sequence of sequences) {
    for (let i = 0; i < sequence.length; i++) {
      for (let lag = 1; lag <= window && i + lag < sequence.length; lag++) {
        const key = `${sequence[i]},${sequence[i + lag]}`
        sum[key] = (sum[key] ?? 0) + window - lag + 1
      }
    }
  }
  return sum
}

function asRecord(counts: SparseCounts): Record<string, number> {
  const cells: Record<string, number> = {}
  for (let row = 0; row + 1 < counts.offsets.length; row++) {
    for (let i = counts.offsets[row]; i < counts.offsets[row + 1]; i++) {
      cells[`${row},${counts.columns[i]}`] = counts.weights[i]
    }
  }
  return cells
}

function columnsAscend(counts: SparseCounts): boolean {
  for (let row = 0; row + 1 < counts.offsets.length; row++) {
    for (let i = counts.offsets[row] + 1; i < counts.offsets[row + 1]; i++) {
      if (counts.columns[i] <= counts.columns[i - 1]) return false
    }
  }
  return true
}

const log = fc.integer({ min: 1, max: 12 }).chain((activities) =>
  fc.record({
    activities: fc.constant(activities),
    sequences: fc.array(fc.array(fc.integer({ min: 0, max: activities - 1 }), { maxLength: 25 }), { maxLength: 12 }),
    window: fc.integer({ min: 1, max: 9 })
  })
)

describe('countPairs', () => {
  it('equals the definition, row by row in column order', () => {
    fc.assert(
      fc.property(log, ({ activities, sequences, window }) => {
        const counts = runNow(countPairs(kernel, toTraces(sequences, activities), { window }))
        expect(asRecord(counts)).toEqual(plainPairs(sequences, window))
        expect(columnsAscend(counts)).toBe(true)
        expect(counts.tokens).toBe(sequences.flat().length)
        expect(counts.sequences).toBe(sequences.length)
        expect([...counts.occurrences]).toEqual(
          Array.from({ length: activities }, (_, a) => sequences.flat().filter((token) => token === a).length)
        )
      })
    )
  })

  it('gives the same counts whatever the chunks and slices', () => {
    const cut = fc.record({
      form: fc.constantFrom('table' as const, 'index' as const),
      chunk: fc.integer({ min: 1, max: 60 }),
      slice: fc.integer({ min: 1, max: 40 }),
      emitted: fc.integer({ min: 1, max: 20 })
    })
    fc.assert(
      fc.property(log, cut, ({ activities, sequences, window }, slices) => {
        const traces = toTraces(sequences, activities)
        expect(runNow(countPairs(kernel, traces, { window }, slices))).toEqual(
          runNow(countPairs(kernel, traces, { window }))
        )
      })
    )
  })

  it('adds up: any split of the sequences into parts, merged in any order, gives the same counts', () => {
    fc.assert(
      fc.property(
        log,
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 12, maxLength: 12 }),
        fc.boolean(),
        ({ activities, sequences, window }, part, backwards) => {
          const parts = [0, 1, 2, 3].map((p) => sequences.filter((_, i) => part[i] === p))
          const counted = parts.map((p) => runNow(countPairs(kernel, toTraces(p, activities), { window })))
          if (backwards) counted.reverse()
          const whole = runNow(countPairs(kernel, toTraces(sequences, activities), { window }))
          expect(counted.reduce(mergePairCounts)).toEqual(whole)
        }
      )
    )
  })

  it('counts a vocabulary far larger than any table of all pairs could hold', () => {
    const activities = 300_000
    const sequences = [[0, activities - 1, 5, activities - 2]]
    const counts = runNow(countPairs(kernel, toTraces(sequences, activities), { window: 2 }))
    expect(asRecord(counts)).toEqual(plainPairs(sequences, 2))
  })

  it('widens the weights where they no longer fit 32 bits, and only there', () => {
    const one = runNow(countPairs(kernel, toTraces([[0, 1]], 2), { window: 1 }))
    const big: PairCounts = { ...one, weights: Uint32Array.from([0xffffffff]) }
    const sum = mergePairCounts(big, one)
    expect(sum.weights).toBeInstanceOf(Float64Array)
    expect(sum.weights[0]).toBe(2 ** 32)
    expect(mergePairCounts(one, one).weights).toBeInstanceOf(Uint32Array)
  })

  it('merges counts of a vocabulary that grew', () => {
    const before = runNow(countPairs(kernel, toTraces([[0, 1]], 2), { window: 2 }))
    const after = runNow(countPairs(kernel, toTraces([[1, 2, 0]], 3), { window: 2 }))
    const sum = mergePairCounts(before, after)
    expect(asRecord(sum)).toEqual(
      plainPairs(
        [
          [0, 1],
          [1, 2, 0]
        ],
        2
      )
    )
    expect(mergePairCounts(after, before)).toEqual(sum)
  })

  it('survives structured cloning', () => {
    const counts = runNow(countPairs(kernel, toTraces([[0, 1, 0]], 2)))
    expect(structuredClone(counts)).toEqual(counts)
  })

  it('refuses what it cannot count', () => {
    expect(() => runNow(countPairs(kernel, toTraces([[0]], 1), { window: 0 }))).toThrow('window 0')
    expect(() => runNow(countPairs(kernel, toTraces([[0, 7]], 3)))).toThrow('activity 7')
    const one = runNow(countPairs(kernel, toTraces([[0]], 1), { window: 1 }))
    const two = runNow(countPairs(kernel, toTraces([[0]], 1), { window: 2 }))
    expect(() => mergePairCounts(one, two)).toThrow('windows 1 and 2')
  })
})

describe('countFollows', () => {
  it('equals the directly-follows graph, its starts and ends, and adds up', () => {
    fc.assert(
      fc.property(log, ({ activities, sequences }) => {
        const follows = runNow(countFollows(kernel, toTraces(sequences, activities)))
        expect(asRecord(follows)).toEqual(plainPairs(sequences, 1))
        for (let a = 0; a < activities; a++) {
          expect(follows.starts[a]).toBe(sequences.filter((sequence) => sequence[0] === a).length)
          expect(follows.ends[a]).toBe(sequences.filter((sequence) => sequence.at(-1) === a).length)
        }
        const half = Math.floor(sequences.length / 2)
        const parts = [sequences.slice(0, half), sequences.slice(half)]
        const [left, right] = parts.map((part) => runNow(countFollows(kernel, toTraces(part, activities))))
        expect(mergeFollowCounts(left, right)).toEqual(follows)
      })
    )
  })
})
