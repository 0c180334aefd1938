import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runNow } from '../kernel/work.js'
import type { Traces } from '../log/types.js'
import { sessionsThatStay } from './thin-sequences.js'

function stay(sessions: readonly (readonly number[])[], activities: number): Uint32Array {
  const offsets = new Uint32Array(sessions.length + 1)
  const having = new Uint32Array(activities)
  sessions.forEach((session, s) => {
    offsets[s + 1] = offsets[s] + session.length
    for (const a of new Set(session)) having[a]++
  })
  const traces: Traces = { offsets, tokens: Uint32Array.from(sessions.flat()), activities }
  const order = Uint32Array.from(sessions.keys())
  return runNow(sessionsThatStay(traces, order, having, traces.tokens.length))
}

const eventsOf = (sessions: readonly (readonly number[])[], kept: Uint32Array) =>
  kept.reduce((sum, s) => sum + sessions[s].length, 0)

/** Share of the first half of the log. */
const early = (kept: Uint32Array, sessions: number) => kept.filter((s) => s < sessions / 2).length / kept.length

describe('sessionsThatStay', () => {
  it('leaves logs alone that are not large', () => {
    expect([...stay([[0, 1, 2], [1, 2], [0]], 3)]).toEqual([0, 1, 2])
  })

  it('thins a large log to what is enough, evenly over time, and keeps every session with a rare activity', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 1, max: 40 }), (steps, rare) => {
        const every = Math.floor(30_000 / rare)
        const sessions = Array.from({ length: 40_000 }, (_, s) => [
          ...Array.from({ length: steps }, (_, i) => (s + i) % 6),
          ...(s % every === 0 && s / every < rare ? [6] : [])
        ])
        const kept = stay(sessions, 7)
        expect(eventsOf(sessions, kept)).toBeLessThan(62_000 + rare * 6)
        expect(kept.filter((s) => sessions[s].includes(6)).length).toBe(rare)
        expect(kept).toEqual(kept.slice().sort())
        expect(early(kept, sessions.length)).toBeGreaterThan(0.45)
        expect(early(kept, sessions.length)).toBeLessThan(0.55)
      }),
      { numRuns: 3 }
    )
  })

  it('keeps less of a log of many activities, but of each as many sessions as tell enough, evenly over time', () => {
    const [common, seldom, rare] = [1200, 300, 20]
    const sessions = Array.from({ length: 20_000 }, (_, s) => {
      const steps = Array.from({ length: 20 }, (_, i) => (s * 20 + i * 37) % common)
      if (s % 2 === 0) steps.push(common + ((s / 2) % seldom)) // 33 of each
      if (s % 100 === 7) steps.push(common + seldom + (((s - 7) / 100) % rare)) // 10 of each
      return steps
    })
    const activities = common + seldom + rare
    const kept = stay(sessions, activities)
    const having = new Uint32Array(activities)
    for (const s of kept) for (const a of new Set(sessions[s])) having[a]++
    expect(Math.min(...having.subarray(0, common + seldom))).toBeGreaterThanOrEqual(20)
    expect([...having.subarray(common + seldom)]).toEqual(new Array(rare).fill(10))
    expect(Math.max(...having.subarray(common, common + seldom))).toBeLessThan(30)
    expect(eventsOf(sessions, kept) / activities).toBeLessThan(150)
    expect(early(kept, sessions.length)).toBeGreaterThan(0.45)
    expect(early(kept, sessions.length)).toBeLessThan(0.55)
  })

  it('takes every session once where nearly all are wanted', () => {
    const sessions = Array.from({ length: 1100 * 60 }, (_, s) => [s % 1100])
    const kept = stay(sessions, 1100)
    expect(kept.length).toBeLessThan(sessions.length)
    expect(new Set(kept).size).toBe(kept.length)
  })
})
