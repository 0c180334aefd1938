import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ABSENT, type SequencedLog } from './sequenced-log.js'
import { assessStability, resampleCases } from './stability.js'

describe('assessStability', () => {
  test('is 1 where every resample finds the same processes under other numbers', () => {
    const labels = Int32Array.of(0, 0, 1, 1, -1)
    const swapped = Int32Array.of(1, 1, 0, 0, -1)
    const result = assessStability(labels, 2, [labels, swapped])
    expect([...result.ofProcess]).toEqual([1, 1])
    expect([...result.ofActivity]).toEqual([1, 1, 1, 1, Number.NaN])
  })

  test('is the mean Jaccard overlap over the activities that occur', () => {
    const labels = Int32Array.of(0, 0, 0, 0)
    const half = Int32Array.of(0, 0, 1, 1) // best overlap 2 of 4
    const absent = Int32Array.of(0, 0, ABSENT, ABSENT) // 2 of 2
    expect(assessStability(labels, 1, [half, absent]).ofProcess[0]).toBeCloseTo(0.75)
  })
})

describe('resampleCases', () => {
  const anyLog: fc.Arbitrary<SequencedLog> = fc
    .array(fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 12 })
    .map((sessions) => ({
      activity: Uint32Array.from(sessions.flat()),
      time: Float64Array.from(sessions.flat(), (_, i) => i),
      sessionOffsets: Uint32Array.from([0, ...sessions.map((_, i) => sessions.slice(0, i + 1).flat().length)]),
      sessionCase: Uint32Array.from(sessions, (_, i) => Math.floor(i / 2)),
      cases: Math.ceil(sessions.length / 2),
      activityNames: ['a', 'b', 'c', 'd', 'e', 'f', 'g']
    }))

  test('draws whole cases, as many as there are, with dense ids', () => {
    fc.assert(
      fc.property(anyLog, fc.nat(), (log, seed) => {
        const { log: drawn, activityOf } = resampleCases(log, seed)
        expect(drawn.cases).toBe(log.cases)
        expect(drawn.sessionOffsets.at(-1)).toBe(drawn.activity.length)
        expect(new Set(drawn.activity).size).toBe(activityOf.length)
        const sessionsOf = (one: SequencedLog, name: (id: number) => number) =>
          Array.from(one.sessionCase, (_, s) =>
            [...one.activity.subarray(one.sessionOffsets[s], one.sessionOffsets[s + 1])].map(name).join()
          )
        const known = new Set(sessionsOf(log, (id) => id))
        for (const session of sessionsOf(drawn, (id) => activityOf[id])) expect(known.has(session)).toBe(true)
      })
    )
  })
})
