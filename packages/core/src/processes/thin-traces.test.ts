import { describe, expect, it } from 'vitest'
import type { Traces } from '../log/types.js'
import { oneInSoMany } from './solver-costs.js'
import { thinTraces } from './thin-traces.js'
import type { Vocabulary } from './vocabulary.js'

/** 40,000 sessions of 20 steps; activities from `common` on are in every hundredth, some of them seldom. */
function sessionsOf(common: number): Vocabulary {
  const activities = common + 10
  const sessions = Array.from({ length: 40_000 }, (_, s) => {
    const steps = Array.from({ length: 20 }, (_, i) => (s * 20 + i * 37) % common)
    if (s % 100 === 7) steps.push(common + ((s - 7) / 100 < 200 ? 0 : 1 + (((s - 7) / 100) % 9)))
    return steps
  })
  const offsets = new Uint32Array(sessions.length + 1)
  sessions.forEach((session, s) => {
    offsets[s + 1] = offsets[s] + session.length
  })
  const traces = { offsets, tokens: Uint32Array.from(sessions.flat()), activities }
  return {
    activities,
    kept: Uint32Array.from({ length: activities }, (_, id) => id),
    traces,
    occurrences: count(traces)
  }
}

function thinned(all: Vocabulary): Traces {
  return thinTraces(all, oneInSoMany(all.kept.length, all.traces.tokens.length)).traces
}

function count({ tokens, activities }: Traces): Float64Array {
  const times = new Float64Array(activities)
  for (const token of tokens) times[token]++
  return times
}

describe('thinTraces', () => {
  it('leaves logs of up to a thousand activities, and those that are not large, alone', () => {
    const few = sessionsOf(500)
    expect(thinned(few)).toBe(few.traces)
    const many = sessionsOf(2000)
    expect(thinned(many)).toBe(many.traces)
  })

  it('takes one in so many sessions, and of every activity as many as tell enough', () => {
    const all = sessionsOf(1200)
    const { traces, occurrences } = all
    const thin = thinned(all)
    expect(thin.tokens.length / traces.activities).toBeGreaterThan(250)
    expect(thin.tokens.length / traces.activities).toBeLessThan(500)
    const left = count(thin)
    occurrences.forEach((times, a) => {
      expect(left[a]).toBeGreaterThanOrEqual(Math.min(times, 100))
    })
    expect(left[1200]).toBeLessThan(130) // of 200
    expect([...left.subarray(1201)]).toEqual([...occurrences.subarray(1201)])
  })

  it('takes whole sessions, in their order', () => {
    const all = sessionsOf(1200)
    const thin = thinned(all)
    const texts = ({ offsets, tokens }: Traces) =>
      Array.from({ length: offsets.length - 1 }, (_, s) => tokens.subarray(offsets[s], offsets[s + 1]).join())
    const sessions = texts(all.traces)
    let from = 0
    for (const session of texts(thin)) {
      from = sessions.indexOf(session, from) + 1
      expect(from).toBeGreaterThan(0)
    }
    expect(thin.offsets.at(-1)).toBe(thin.tokens.length)
  })
})
