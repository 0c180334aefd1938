import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runNow } from '../kernel/work.js'
import { linkSequences } from './link-sequences.js'
import { botLimits, chronologicalSequences, measureLengths, type Sequences, withoutBots } from './sequences.js'
import { sessionsThatStay } from './thin-sequences.js'

type Session = { start: number; steps: number[] }

function logOf(sessions: readonly Session[], activities: number) {
  const sessionOffsets = new Uint32Array(sessions.length + 1)
  sessions.forEach(({ steps }, s) => {
    sessionOffsets[s + 1] = sessionOffsets[s] + steps.length
  })
  return {
    activity: Uint32Array.from(sessions.flatMap(({ steps }) => steps)),
    time: Float64Array.from(sessions.flatMap(({ start, steps }) => steps.map((_, i) => start + i))),
    sessionOffsets,
    activityNames: Array.from({ length: activities }, (_, a) => `a${a}`)
  }
}

function told(log: ReturnType<typeof logOf>) {
  const found = linkSequences(log)
  return { ...found, repeats: found.repeats() }
}

/** Those of the sessions that stay. */
function thinned(sequences: Sequences): Sequences {
  const { activities, offsets, tokens, times } = sequences
  const sessions = Array.from(times, (_, s) => tokens.subarray(offsets[s], offsets[s + 1]))
  const having = new Uint32Array(activities)
  for (const session of sessions) for (const a of new Set(session)) having[a]++
  const stay = runNow(sessionsThatStay(sequences, Uint32Array.from(times.keys()), having, tokens.length))
  const kept = Array.from(stay, (s) => sessions[s])
  let end = 0
  return {
    activities,
    offsets: Uint32Array.of(0, ...kept.map((session) => (end += session.length))),
    tokens: Uint32Array.from(kept.flatMap((session) => [...session])),
    times: Float64Array.from(stay, (s) => times[s])
  }
}

/** One stage after the other, each with its sequences. */
function inStages(log: ReturnType<typeof logOf>) {
  const read = chronologicalSequences(log)
  const { sequences: people, left: bots } = withoutBots(read, botLimits(measureLengths(read)))
  const sequences = thinned(people)
  const repeats = Float64Array.from(log.activityNames, (_, a) => {
    const all = log.activity.filter((step) => step === a).length
    return all > 0 ? 1 - read.tokens.filter((step) => step === a).length / all : 0
  })
  return { sequences, bots, people: people.times.length, peopleSteps: people.tokens.length, repeats }
}

describe('linkSequences', () => {
  it('is what the stages give one after the other, with ties, repeats and bots', () => {
    const session = fc.record({
      start: fc.integer({ min: -3, max: 3 }),
      steps: fc.array(fc.nat(4), { minLength: 1, maxLength: 8 })
    })
    const bot = fc.record({
      start: fc.nat(5),
      steps: fc.array(fc.nat(30), { minLength: 200, maxLength: 400, size: 'max' })
    })
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 9, arbitrary: session }, bot), { minLength: 1 }), (sessions) => {
        const log = logOf(sessions, 31)
        expect(told(log)).toEqual(inStages(log))
      })
    )
  })

  it('thins a large log to the same sessions, rare activities and bots among them', () => {
    for (const [rare, activities] of [
      [0, 11],
      [3, 11],
      [60, 11],
      [60, 1001]
    ]) {
      const sessions = Array.from({ length: 30_000 }, (_, s): Session => {
        const steps = Array.from({ length: 2 + (s % 5) }, (_, i) => (s * 7 + i * i) % 9)
        if (rare > 0 && s % Math.floor(30_000 / rare) === 5) steps.push(9)
        if (s % 9000 === 17) for (let i = 0; i < 600; i++) steps.push(i % 11)
        return { start: (s * 7919) % 20_011, steps }
      })
      const log = logOf(sessions, activities)
      const found = told(log)
      expect(found).toEqual(inStages(log))
      expect(found.bots).toBe(4)
      expect(found.sequences.times.length).toBeLessThan(found.people)
    }
  })
})
