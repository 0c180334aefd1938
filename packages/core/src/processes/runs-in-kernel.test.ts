import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newKernel } from '../kernel/load.js'
import { runNow } from '../kernel/work.js'
import { RUNS_AT_ONCE } from './runs.js'
import { runsInKernel } from './runs-in-kernel.js'

const kernel = await newKernel()
const { run, memory } = kernel

/** Runs as the kernels are given them: those of a process lie somewhere among others. */
function inMemory(runs: readonly (readonly number[])[], before: number) {
  const all = [...Array.from({ length: before }, () => [7]), ...runs]
  const ends = new Uint32Array(all.length)
  all.forEach((steps, k) => {
    ends[k] = (k > 0 ? ends[k - 1] : 0) + steps.length
  })
  const starts = Uint32Array.from(all, (steps, k) => ends[k] - steps.length)
  return { starts, ends, activities: Uint32Array.from(all.flat()), times: null }
}

/** What `countPlaces` leaves, by the letter. */
function placesOf(runs: readonly (readonly number[])[], size: number) {
  const sum = new Array<number>(size).fill(0)
  const reached = new Array<number>(size).fill(0)
  const pairs = new Array<number>(2 * size * size).fill(0)
  const next = new Array<number>(size * size).fill(0)
  for (const steps of runs) {
    const firsts = [...new Set(steps)]
    firsts.forEach((later, j) => {
      sum[later] += firsts.length === 1 ? 0.5 : j / (firsts.length - 1)
      reached[later]++
      firsts.slice(0, j).forEach((earlier, i) => {
        if (j - i > 48) return
        pairs[2 * (later * size + earlier)] += Math.min(8, j - i)
        pairs[2 * (later * size + earlier) + 1]++
        if (j - i === 1) next[later * size + earlier]++
      })
    })
  }
  return { sum, reached, pairs: [...pairs, ...next] }
}

/** What `countEnds` leaves. */
function endsOf(runs: readonly (readonly number[])[], place: readonly number[]) {
  const tables = Array.from({ length: 4 }, () => place.map(() => 0))
  for (const steps of runs) {
    const places = steps.map((step) => place[step])
    tables[0][places[0]]++
    tables[1][places[places.length - 1]]++
    for (const at of new Set(places)) {
      if (places.slice(places.lastIndexOf(at)).every((later) => later <= at)) tables[2][at]++
    }
    tables[3][Math.max(...places)]++
  }
  return tables.flat()
}

const SIZE = 70
const runsOfSteps = fc.array(
  fc.oneof(
    fc.array(fc.nat(SIZE - 1), { minLength: 2, maxLength: 12 }),
    fc.shuffledSubarray(
      Array.from({ length: SIZE }, (_, i) => i),
      { minLength: 45 }
    )
  ),
  { minLength: 1, maxLength: 20 }
)

describe('countPlaces', () => {
  it('counts first visits, their pairs and their distances', () => {
    fc.assert(
      fc.property(runsOfSteps, fc.nat(3), fc.boolean(), (runs, before, square) => {
        const told = placesOf(runs, SIZE)
        memory.scope(() => {
          const tables = memory.room(5 * SIZE, 4, 'test')
          const pairs = memory.room(3 * SIZE * SIZE, 4, 'test')
          const given = inMemory(runs, before)
          runNow(
            runsInKernel(kernel, given, before, given.starts.length, (...where) =>
              run.countPlaces(...where, SIZE, tables.pointer, square ? pairs.pointer : 0)
            )
          )
          expect(Array.from(memory.viewFloat64({ ...tables, length: SIZE }))).toEqual(told.sum)
          expect(Array.from(memory.viewUint32(tables).subarray(2 * SIZE, 3 * SIZE))).toEqual(told.reached)
          expect(Array.from(memory.viewUint32(pairs))).toEqual(square ? told.pairs : told.pairs.map(() => 0))
        })
      }),
      { numRuns: 60 }
    )
  })

  it('is given runs by the thousand', () => {
    const runs = Array.from({ length: 2 * RUNS_AT_ONCE + 3 }, (_, k) => [k % 3, 3, (k * 7) % 5])
    const told = placesOf(runs, 5)
    memory.scope(() => {
      const tables = memory.room(25, 4, 'test')
      const pairs = memory.room(75, 4, 'test')
      const given = inMemory(runs, 1)
      const shares = [
        ...runsInKernel(kernel, given, 1, given.starts.length, (...where) =>
          run.countPlaces(...where, 5, tables.pointer, pairs.pointer)
        )
      ]
      expect(shares.length).toBe(3)
      expect(Array.from(memory.viewUint32(pairs))).toEqual(told.pairs)
    })
  })
})

describe('countEnds', () => {
  it('counts where runs begin, end, and go no further', () => {
    const places = fc.shuffledSubarray(
      Array.from({ length: SIZE }, (_, i) => i),
      { minLength: SIZE }
    )
    fc.assert(
      fc.property(runsOfSteps, places, fc.nat(3), (runs, place, before) => {
        memory.scope(() => {
          const at = memory.put(Uint32Array.from(place), 'test')
          const tables = memory.room(4 * SIZE, 4, 'test')
          const given = inMemory(runs, before)
          runNow(
            runsInKernel(kernel, given, before, given.starts.length, (...where) =>
              run.countEnds(...where, SIZE, at.pointer, tables.pointer)
            )
          )
          expect(Array.from(memory.viewUint32(tables))).toEqual(endsOf(runs, place))
        })
      }),
      { numRuns: 60 }
    )
  })
})

describe('weighPairs', () => {
  it('places steps by least squares and weighs each pair, to the bit', () => {
    const size = 12
    const steps = fc.array(fc.nat(size - 3), { minLength: 2, maxLength: 9 })
    fc.assert(
      fc.property(fc.array(steps, { minLength: 1, maxLength: 60 }), (runs) => {
        const { sum, reached, pairs } = placesOf(runs, size)
        const mean = sum.map((all, i) => (reached[i] > 0 ? all / reached[i] : 2))
        const known = mean.map((_, i) => i).filter((i) => reached[i] > 0)
        const count = known.length
        const runsOf = (earlier: number, later: number) => pairs[2 * (later * size + earlier) + 1]
        const apart = (earlier: number, later: number) => pairs[2 * (later * size + earlier)]
        const gain = new Array<number>(size * size).fill(0)
        for (const i of known) {
          for (const j of known) {
            const both = runsOf(i, j) + runsOf(j, i)
            if (both < 0.1 * Math.min(reached[i], reached[j])) continue
            gain[i * size + j] = (runsOf(i, j) - runsOf(j, i)) / Math.sqrt(both + 3)
          }
        }
        const position = known.map((i) => mean[i] * count)
        for (let sweep = 0; sweep < 40; sweep++) {
          known.forEach((i, x) => {
            let weights = 1e-3
            let sum = 1e-3 * mean[i] * count
            known.forEach((j, y) => {
              const both = runsOf(i, j) + runsOf(j, i)
              if (both === 0) return
              weights += both / (both + 3)
              sum += (both / (both + 3)) * (position[y] + (apart(j, i) - apart(i, j)) / both)
            })
            position[x] = sum / weights
          })
        }
        memory.scope(() => {
          const given = memory.put(Uint32Array.from(known), 'test')
          const tables = memory.room(5 * size, 4, 'test')
          memory.viewFloat64({ ...tables, length: size }).set(mean)
          memory.viewUint32(tables).set(reached, 2 * size)
          const counted = memory.put(Uint32Array.from(pairs), 'test')
          const out = memory.room(count + size * size + 2 * count * count, 8, 'test')
          run.weighPairs(given.pointer, count, size, tables.pointer, counted.pointer, out.pointer)
          const all = Array.from(memory.viewFloat64(out))
          expect(all.slice(0, count)).toEqual(position)
          expect(all.slice(count, count + size * size)).toEqual(gain)
        })
      }),
      { numRuns: 100 }
    )
  })
})
