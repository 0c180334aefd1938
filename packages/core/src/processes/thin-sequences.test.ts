import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Sequences } from './sequences.js'
import { thinSequences } from './thin-sequences.js'

function sequencesOf(sessions: readonly (readonly number[])[], activities: number): Sequences {
  const offsets = new Uint32Array(sessions.length + 1)
  sessions.forEach((session, s) => {
    offsets[s + 1] = offsets[s] + session.length
  })
  return {
    activities,
    offsets,
    tokens: Uint32Array.from(sessions.flat()),
    times: Float64Array.from(sessions, (_, s) => s * 1000)
  }
}

describe('thinSequences', () => {
  it('leaves logs alone that are not large', () => {
    const log = sequencesOf(
      [
        [0, 1, 2],
        [1, 2]
      ],
      3
    )
    expect(thinSequences(log)).toEqual({ sequences: log, left: 0 })
  })

  it('thins a large log to what is enough, evenly over time, and keeps every session with a rare activity', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 1, max: 40 }), (steps, rare) => {
        const every = Math.floor(30_000 / rare)
        const sessions = Array.from({ length: 40_000 }, (_, s) => [
          ...Array.from({ length: steps }, (_, i) => (s + i) % 6),
          ...(s % every === 0 && s / every < rare ? [6] : [])
        ])
        const { sequences, left } = thinSequences(sequencesOf(sessions, 7))
        const kept = sequences.times.length
        expect(left).toBe(40_000 - kept)
        expect(sequences.offsets[kept]).toBe(sequences.tokens.length)
        expect(sequences.tokens.length).toBeLessThan(62_000 + rare * 6)
        expect(sequences.tokens.filter((token) => token === 6).length).toBe(rare)
        for (let k = 0; k < kept; k++) {
          const session = sequences.tokens.subarray(sequences.offsets[k], sequences.offsets[k + 1])
          expect([...session]).toEqual(sessions[sequences.times[k] / 1000])
        }
        const half = sequences.times.filter((time) => time < 20_000_000).length / kept
        expect(half).toBeGreaterThan(0.45)
        expect(half).toBeLessThan(0.55)
      }),
      { numRuns: 3 }
    )
  })
})
