import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventLog } from './event-log.js'
import { logFromTriples, type Triple } from './memory-log.js'
import { traces } from './traces.js'

const smallLog = fc.array(
  fc.tuple(
    fc.constantFrom('u1', 'u2', 'u3', 'u4'),
    fc.constantFrom('a', 'b', 'c', 'd'),
    fc.integer({ min: 0, max: 40 })
  ),
  { maxLength: 200 }
)

/** What a log says, by names: each case's events in order. */
function byCase(log: EventLog): Record<string, [string, number][]> {
  const out: Record<string, [string, number][]> = {}
  for (let s = 0; s < log.sessionCase.length; s++) {
    const events = (out[log.caseNames[log.sessionCase[s]]] ??= [])
    for (let i = log.sessionOffsets[s]; i < log.sessionOffsets[s + 1]; i++) {
      events.push([log.activityNames[log.activity[i]], log.time[i]])
    }
  }
  return out
}

/** The same by plain JavaScript: the oracle. */
function expected(triples: readonly Triple[]): Record<string, [string, number][]> {
  const out: Record<string, [string, number][]> = {}
  for (const [caseName, activity, time] of triples) (out[caseName] ??= []).push([activity, time])
  for (const events of Object.values(out)) events.sort((a, b) => a[1] - b[1])
  return out
}

describe('EventLog.fromColumns', () => {
  it('orders by case, time and input order', () => {
    fc.assert(
      fc.property(smallLog, (triples) => {
        const log = logFromTriples(triples)
        expect(byCase(log)).toEqual(expected(triples))
        expect(log.caseNames).toEqual([...new Set(triples.map(([name]) => name))])
        expect(log.activityNames).toEqual([...new Set(triples.map(([, name]) => name))])
      })
    )
  })

  it('orders long cases whatever their disorder', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 25, maxLength: 1500 }), (times) => {
        const triples = times.map((time, i): Triple => ['one', `a${i}`, time])
        expect(byCase(logFromTriples(triples))).toEqual(expected(triples))
      }),
      { numRuns: 50 }
    )
  })

  it('gives the same log for any order of rows whose times differ', () => {
    fc.assert(
      fc.property(
        smallLog.chain((triples) => {
          const distinct = triples.map(([c, a], i): Triple => [c, a, i])
          return fc.tuple(fc.constant(distinct), fc.shuffledSubarray(distinct, { minLength: distinct.length }))
        }),
        ([triples, shuffled]) => {
          expect(byCase(logFromTriples(shuffled))).toEqual(byCase(logFromTriples(triples)))
        }
      )
    )
  })

  it('does not copy columns that stand in order already', () => {
    const log = logFromTriples([
      ['x', 'a', 1],
      ['x', 'b', 1],
      ['y', 'a', 0]
    ])
    expect(traces(log)).toEqual({ offsets: Uint32Array.of(0, 2, 3), tokens: Uint32Array.of(0, 1, 0), activities: 2 })
    expect(traces(log).tokens).toBe(log.activity)
  })

  it('keeps overlapping sessions of one case apart', () => {
    const triples: Triple[] = [
      ['u', 'a', 1],
      ['u', 'x', 2],
      ['u', 'b', 3],
      ['u', 'y', 4],
      ['v', 'a', 5]
    ]
    const log = logFromTriples(triples, {
      session: ['s1', 's2', 's1', 's2', 's1'],
      categories: { device: ['phone', 'desk', 'phone', 'desk', 'tv'] }
    })
    expect([...log.sessionOffsets]).toEqual([0, 2, 4, 5])
    expect([...log.sessionCase]).toEqual([0, 0, 1])
    expect(Array.from(log.activity, (id) => log.activityNames[id])).toEqual(['a', 'b', 'x', 'y', 'a'])
    const device = log.attributes.get('device')
    expect(device?.kind === 'category' && Array.from(device.codes, (code) => device.values[code])).toEqual([
      'phone',
      'phone',
      'desk',
      'desk',
      'tv'
    ])
  })

  it('orders a million shuffled events', () => {
    const n = 1_000_000
    const triples: Triple[] = []
    let state = 1
    for (let i = 0; i < n; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      triples.push([`c${state % 20_000}`, `a${(state >>> 8) % 500}`, state])
    }
    const log = logFromTriples(triples)
    for (let s = 0; s < log.sessionCase.length; s++) {
      for (let i = log.sessionOffsets[s] + 1; i < log.sessionOffsets[s + 1]; i++) {
        if (log.time[i] < log.time[i - 1]) throw new Error('out of order')
      }
    }
    expect(log.sessionOffsets.at(-1)).toBe(n)
  })
})
