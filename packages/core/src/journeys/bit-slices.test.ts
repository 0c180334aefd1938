import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runNow } from '../kernel/work.js'
import { logFromTriples, type Triple } from '../log/memory-log.js'
import { type BitSlices, numberSlices, sampleOf, textSlices, verdictOnNumbers, verdictOnTexts } from './bit-slices.js'
import { CodeSet } from './code-set.js'
import { type FindQuery, find } from './find.js'
import { indexLogNow } from './index-log.js'

/** Which of `n` events a set of codes marks. */
function marked(slices: BitSlices, codes: Uint8Array, n: number): boolean[] {
  const words = Math.ceil(n / 32)
  const out = new Int32Array(512)
  new CodeSet(slices, codes).match(0, words, out)
  return Array.from({ length: n }, (_, event) => ((out[event >>> 5] >>> (event & 31)) & 1) === 1)
}

const bits = fc.integer({ min: 1, max: 6 })
const number = fc.oneof(
  fc.integer({ min: -3, max: 12 }),
  fc.double({ min: 0, max: 1e4, noNaN: true }),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)
)

describe('slices of a column', () => {
  it('say yes or no of numbers only where it is so', () => {
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 1, maxLength: 200 }),
        fc.array(fc.integer({ min: -2, max: 12 }), { maxLength: 6 }),
        bits,
        number,
        number,
        (numbers, marks, width, one, other) => {
          fc.pre(!Number.isNaN(one) && !Number.isNaN(other))
          const [min, max] = [Math.min(one, other), Math.max(one, other)]
          const values = Float64Array.from(numbers)
          const slices = runNow(numberSlices(values, sampleOf(values).sorted, marks, width))
          const verdict = verdictOnNumbers(slices, min, max)
          const [yes, maybe] = [
            marked(slices, verdict.yes, values.length),
            marked(slices, verdict.maybe, values.length)
          ]
          for (const [event, value] of values.entries()) {
            const fits = value >= min && value <= max
            if (yes[event]) expect(fits).toBe(true)
            if (fits) expect(yes[event] || maybe[event]).toBe(true)
            expect(yes[event] && maybe[event]).toBe(false)
          }
        }
      ),
      { numRuns: 500 }
    )
  })

  it('begin a bucket at a mark, so that no event has to be looked at', () => {
    const values = Float64Array.from({ length: 4000 }, (_, i) => (i * 7919) % 4001)
    const slices = runNow(numberSlices(values, sampleOf(values).sorted, [1000, 500], 3))
    expect(verdictOnNumbers(slices, 1000, Number.POSITIVE_INFINITY).maybe.includes(1)).toBe(false)
    expect(verdictOnNumbers(slices, 1234, Number.POSITIVE_INFINITY).maybe.includes(1)).toBe(true)
  })

  it('say yes or no of texts only where it is so', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 19 }), { minLength: 1, maxLength: 200 }),
        fc.uint8Array({ minLength: 20, maxLength: 20, max: 1 }),
        bits,
        (events, fits, width) => {
          const codes = Uint32Array.from(events)
          const sizes = new Uint32Array(20)
          for (const code of codes) sizes[code]++
          const slices = runNow(textSlices(codes, sizes, Uint32Array.from(sizes.keys()), width))
          const verdict = verdictOnTexts(slices, fits)
          const [yes, maybe] = [marked(slices, verdict.yes, codes.length), marked(slices, verdict.maybe, codes.length)]
          for (const [event, code] of codes.entries()) {
            if (yes[event]) expect(fits[code]).toBe(1)
            if (fits[code] === 1) expect(yes[event] || maybe[event]).toBe(true)
          }
        }
      ),
      { numRuns: 500 }
    )
  })

  it('leave the answers of find as a plain pass gives them', () => {
    const events = 70_000
    let state = 1
    const random = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return state / 2 ** 32
    }
    const starts = Array.from({ length: events / 20 }, () => Math.floor(random() * 1e9))
    const rows = Array.from({ length: events }, (_, i) => ({
      triple: [
        `u${Math.floor(i / 20)}`,
        `a${Math.floor(random() * random() * 300)}`,
        starts[Math.floor(i / 20)] + Math.floor(random() * 30_000)
      ] as Triple,
      status: random() < 0.05 ? 'error' : 'ok',
      channel: ['web', 'app', 'phone', ''][Math.floor(random() * 4)],
      wait: random() < 0.1 ? Number.NaN : Math.floor(-Math.log(random() + 1e-9) * 800),
      amount: random() < 0.3 ? Math.floor(random() * 5000) / 10 : Number.NaN
    }))
    const log = logFromTriples(
      rows.map(({ triple }) => triple),
      {
        categories: { status: rows.map(({ status }) => status), channel: rows.map(({ channel }) => channel) },
        numbers: { wait_ms: rows.map(({ wait }) => wait), amount: rows.map(({ amount }) => amount) },
        schema: { status: 'status', channel: 'channel', duration: 'wait_ms', amount: 'amount' }
      }
    )
    const index = indexLogNow(log)
    expect(index.slices.size).toBe(4)
    expect(index.bytes / events).toBeLessThanOrEqual(8)
    const whole = { from: 0, to: 2e9 }
    // Sessions that the ends of a range cut.
    const some = starts
      .slice(0, 30)
      .sort((a, b) => a - b)
      .filter((_, k) => k % 10 === 5)
    const asked: [FindQuery, (row: (typeof rows)[number]) => boolean][] = [
      [{ waitOver: 1000 }, ({ wait }) => wait > 1000],
      [{ waitOver: 731 }, ({ wait }) => wait > 731],
      [{ amount: { min: 100, max: 333.3 } }, ({ amount }) => amount >= 100 && amount <= 333.3],
      [{ activities: ['a17'] }, ({ triple }) => triple[1] === 'a17'],
      [{ activities: [/^a[1-4]/] }, ({ triple }) => /^a[1-4]/.test(triple[1])],
      [{ channel: 'web', errors: true }, ({ channel, status }) => channel === 'web' && status === 'error'],
      [
        { channel: 'app', waitOver: 200, activities: [/7/], amount: { min: 20 } },
        ({ channel, wait, triple, amount }) =>
          channel === 'app' && wait > 200 && triple[1].includes('7') && amount >= 20
      ],
      [{ attributes: { wait_ms: { min: 5, max: 9 } } }, ({ wait }) => wait >= 5 && wait <= 9]
    ]
    for (const range of [
      whole,
      { from: some[0] + 15_000, to: some[2] + 15_000 },
      { from: some[1], to: some[1] + 2e7 }
    ]) {
      for (const [query, fits] of asked) {
        const fitting = rows.filter((row) => row.triple[2] >= range.from && row.triple[2] < range.to && fits(row))
        const found = find(index, { ...query, ...range, sort: 'events', limit: 3 })
        const customers = new Map<string, number>()
        for (const { triple } of fitting) customers.set(triple[0], (customers.get(triple[0]) ?? 0) + 1)
        expect(found.total).toEqual({
          customers: customers.size,
          matches: fitting.length,
          errors: fitting.filter(({ status }) => status === 'error').length
        })
        for (const row of found.rows) expect(row.matches).toBe(customers.get(row.customer))
        expect(found.rows[0].matches).toBe(Math.max(...customers.values()))
      }
    }
  })
})
