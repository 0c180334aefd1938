import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainLog } from '../../test/plain-log.js'
import { compareMix } from './compare-mix.js'
import { cutRuns } from './cut-runs.js'
import { mixBy } from './mix.js'

const DAY = 86_400_000

/** Sessions of a day and a channel, as text: each pair of equal capitals is a run. */
function mixture(sessions: readonly { day: number; channel: string; text: string; amount?: number }[]) {
  const log = plainLog(
    sessions.flatMap(({ day, channel, text, amount }, s) =>
      [...text].map((activity, i) => ({
        session: `s${s}`,
        activity,
        time: day * DAY + i * 1000,
        channel,
        amount: amount ?? s
      }))
    ),
    { channel: 'channel' }
  )
  const labels = Int32Array.from(log.activityNames, (name) => name.charCodeAt(0) - 65)
  return { log, runs: cutRuns(log, labels, new Uint8Array(labels.length), 3) }
}

const { log, runs } = mixture([
  { day: 0, channel: 'web', text: 'AABB' },
  { day: 0, channel: 'app', text: 'AA' },
  { day: 2, channel: 'web', text: 'BB' },
  { day: 2, channel: '', text: 'AABBCC' }
])

describe('mixBy', () => {
  it('gives counts, denominators and intervals by channel', () => {
    const mix = mixBy(log, runs, 3, { by: 'channel' })
    expect(mix.groups.map(({ name, runs: n, sessions }) => [name, n, sessions])).toEqual([
      ['web', 3, 2],
      ['app', 1, 1]
    ])
    expect(mix.groups[0].shares.map(({ count, of }) => [count, of])).toEqual([
      [1, 3],
      [2, 3],
      [0, 3]
    ])
    expect(mix.groups[0].shares[0].low).toBeCloseTo(0.0615, 4)
    expect(mix.groups[0].sessionsByProcesses).toEqual([1, 1, 0])
    expect(mix.without).toEqual({ runs: 3 })
    expect(mix.all.runs).toBe(4)
  })

  it('keeps empty days', () => {
    const mix = mixBy(log, runs, 3, { by: 'day' })
    expect(mix.groups.map(({ name, start, runs: n }) => [name, start, n])).toEqual([
      ['1970-01-01', '1970-01-01T00:00:00.000Z', 3],
      ['1970-01-02', '1970-01-02T00:00:00.000Z', 0],
      ['1970-01-03', '1970-01-03T00:00:00.000Z', 4]
    ])
    expect(mixBy(log, runs, 3, { by: 'day', timeZone: 'America/New_York' }).groups[0].name).toBe('1969-12-31')
    expect(mixBy(log, runs, 3, { by: 'week' }).groups[0].name).toBe('1969-12-29')
  })

  it('cuts a numeric column of many values into quarters, keeps few values in order', () => {
    const many = mixture(Array.from({ length: 40 }, (_, k) => ({ day: 0, channel: 'web', text: 'AA', amount: k })))
    const quarters = mixBy(many.log, many.runs, 1, { by: 'amount' }).groups
    expect(quarters.map(({ runs: n }) => n)).toEqual([10, 10, 10, 10])
    expect(quarters[0].name).toBe('up to 9.75')
    expect(mixBy(log, runs, 3, { by: 'amount' }).groups.map(({ name }) => name)).toEqual(['0', '1', '2', '3'])
  })

  it('sums small groups up as other', () => {
    const mix = mixBy(log, runs, 3, { by: 'channel', most: 1 })
    expect(mix.groups.map(({ name, runs: n }) => [name, n])).toEqual([
      ['web', 3],
      ['other', 1]
    ])
  })

  it('says which columns there are', () => {
    expect(() => mixBy(log, runs, 3, { by: 'chanel' })).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_COLUMN', hint: expect.stringContaining("'channel'") })
    )
    const numbered = { ...log, timeKind: 'number' as const }
    expect(() => mixBy(numbered, runs, 3, { by: 'day' })).toThrow(expect.objectContaining({ code: 'BAD_OPTION' }))
  })

  it('adds up to its denominators', () => {
    const session = fc.record({
      day: fc.integer({ min: 0, max: 20 }),
      channel: fc.constantFrom('web', 'app', ''),
      text: fc.string({ unit: fc.constantFrom('A', 'B', 'C'), minLength: 1, maxLength: 12 })
    })
    fc.assert(
      fc.property(
        fc.array(session, { minLength: 1, maxLength: 20 }),
        fc.constantFrom('day', 'week', 'channel', 'amount'),
        (sessions, by) => {
          const any = mixture(sessions)
          const mix = mixBy(any.log, any.runs, 3, { by })
          let total = mix.without.runs
          for (const group of mix.groups) {
            total += group.runs
            expect(group.shares.reduce((sum, { count }) => sum + count, 0)).toBe(group.runs)
            expect(group.sessionsByProcesses.reduce((sum, n) => sum + n, 0)).toBe(group.sessions)
            for (const { low, high, of } of group.shares) {
              expect(of).toBe(group.runs)
              expect(low <= high && low >= 0 && high <= 1).toBe(true)
            }
          }
          expect(total).toBe(any.runs.count)
        }
      )
    )
  })
})

describe('compareMix', () => {
  const many = (text: string, times: number, channel: string) =>
    Array.from({ length: times }, () => ({ day: 0, channel, text }))
  const big = mixture([
    ...many('AA', 60, 'web'),
    ...many('BB', 40, 'web'),
    ...many('AA', 30, 'app'),
    ...many('BB', 70, 'app')
  ])
  const mix = mixBy(big.log, big.runs, 3, { by: 'channel' })
  const [web, app] = mix.groups

  it('finds a difference, with its interval, and corrects for the number of processes', () => {
    const { differences, correction, notes } = compareMix(web, app, mix.processes)
    expect(correction).toBe('holm')
    expect(notes[0]).toContain('3 processes')
    expect(differences[0]).toMatchObject({ process: 0, difference: expect.closeTo(-0.3, 10), significant: true })
    expect(differences[0].high).toBeLessThan(0)
    expect(differences[0].adjustedP).toBeCloseTo(3 * differences[0].p, 12)
    expect(differences[2]).toMatchObject({ process: 2, difference: 0, p: 1, significant: false })
  })

  it('says so where another correction is asked for, and refuses an unknown one', () => {
    expect(compareMix(web, app, mix.processes, { correction: 'benjamini-hochberg' }).notes[0]).toContain('Benjamini')
    expect(() => compareMix(web, app, mix.processes, { correction: 'none' as 'holm' })).toThrow(/none/)
  })
})
