import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainLog } from '../../test/plain-log.js'
import { bucketOf, calendarBuckets, countOverTime, timeRange, unitFor } from './timeline.js'

const starts = (first: string, last: string, zone: string, unit?: 'hour' | 'day' | 'week' | 'month') =>
  Array.from(calendarBuckets(Date.parse(first), Date.parse(last), zone, unit)?.borders ?? [], (at) =>
    new Date(at).toISOString()
  )

describe('calendarBuckets', () => {
  it('chooses the unit by the span', () => {
    const day = 86_400_000
    expect([2, 90, 400, 2000].map((days) => unitFor(days * day))).toEqual(['hour', 'day', 'week', 'month'])
  })

  it('cuts days at local midnight, also where the clock changes', () => {
    expect(starts('2024-03-30T12:00:00Z', '2024-03-31T22:30:00Z', 'Europe/Berlin', 'day')).toEqual([
      '2024-03-29T23:00:00.000Z',
      '2024-03-30T23:00:00.000Z',
      '2024-03-31T22:00:00.000Z',
      '2024-04-01T22:00:00.000Z'
    ])
    expect(starts('2024-11-03T05:00:00Z', '2024-11-04T04:59:00Z', 'America/New_York', 'day')).toEqual([
      '2024-11-03T04:00:00.000Z',
      '2024-11-04T05:00:00.000Z'
    ])
  })

  it('begins a day at the jump where midnight does not exist (Beirut, 2024-03-31)', () => {
    expect(starts('2024-03-30T12:00:00Z', '2024-03-31T12:00:00Z', 'Asia/Beirut', 'day')).toEqual([
      '2024-03-29T22:00:00.000Z',
      '2024-03-30T22:00:00.000Z',
      '2024-03-31T21:00:00.000Z'
    ])
  })

  it('begins weeks on Monday and months on the first', () => {
    expect(starts('2024-01-03T00:00:00Z', '2024-01-15T00:00:00Z', 'UTC', 'week')).toEqual([
      '2024-01-01T00:00:00.000Z',
      '2024-01-08T00:00:00.000Z',
      '2024-01-15T00:00:00.000Z',
      '2024-01-22T00:00:00.000Z'
    ])
    expect(starts('2023-12-31T23:30:00Z', '2024-01-31T22:00:00Z', 'Europe/Paris', 'month')).toEqual([
      '2023-12-31T23:00:00.000Z',
      '2024-01-31T23:00:00.000Z'
    ])
  })

  it('cuts hours of zones that are off by half an hour', () => {
    expect(starts('2024-01-01T00:10:00Z', '2024-01-01T01:00:00Z', 'Asia/Kolkata')).toEqual([
      '2023-12-31T23:30:00.000Z',
      '2024-01-01T00:30:00.000Z',
      '2024-01-01T01:30:00.000Z'
    ])
  })

  it('refuses an unknown zone and gives up on absurd spans', () => {
    expect(() => calendarBuckets(0, 1, 'Mars/Olympus')).toThrow(/Mars\/Olympus/)
    expect(calendarBuckets(0, 9e14)).toBeNull()
  })

  it('holds every time in just one bucket, and counts all events and sessions', () => {
    const time = fc.integer({ min: 1.6e12, max: 1.7e12 })
    const zone = fc.constantFrom('UTC', 'Europe/London', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Asia/Kathmandu')
    fc.assert(
      fc.property(
        fc.array(time, { minLength: 1, maxLength: 30 }),
        zone,
        fc.constantFrom('day', 'week', 'month'),
        (times, timeZone, unit) => {
          const log = plainLog(times.map((at, i) => ({ session: `s${i % 4}`, activity: 'a', time: at })))
          const range = timeRange(log)
          expect(range).toEqual({ first: Math.min(...times), last: Math.max(...times) })
          const buckets = calendarBuckets(Math.min(...times), Math.max(...times), timeZone, unit as 'day')
          if (buckets === null) throw new Error('no buckets')
          const { borders } = buckets
          for (let i = 1; i < borders.length; i++) expect(borders[i]).toBeGreaterThan(borders[i - 1])
          for (const at of times) {
            const b = bucketOf(buckets, at)
            expect(at >= borders[b] && at < borders[b + 1]).toBe(true)
          }
          const { events, sessions } = countOverTime(log, buckets)
          expect(events.reduce((sum, n) => sum + n, 0)).toBe(times.length)
          expect(sessions.reduce((sum, n) => sum + n, 0)).toBe(log.sessionCase.length)
        }
      ),
      { numRuns: 40 }
    )
  })
})
