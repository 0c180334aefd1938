import { Clock, type Journey } from '@desirepath/core'
import { afterEach, describe, expect, test } from 'vitest'
import { setLocale } from '../format.js'
import { dayAndTime, extentText, momentText, shortTime, timeText } from './facts.js'

const stamps = { timeKind: 'timestamp', timeZone: 'Europe/Berlin' } as const
const numbers = { timeKind: 'number', timeZone: '' } as const
const at = Date.UTC(2024, 2, 5, 13, 15, 8)

afterEach(() => setLocale(null))

describe('moments of a journey', () => {
  test('are told in the zone of the log, long and short', () => {
    const clock = new Clock(stamps.timeKind, stamps.timeZone)
    expect(timeText(clock, at)).toBe('14:15:08')
    expect(shortTime(clock, at)).toBe('14:15')
    expect(momentText(at, stamps)).toBe('5 Mar 2024, 14:15:08')
    expect(dayAndTime(clock, at, stamps)).toBe('5 Mar 14:15')
  })

  test('are as the reader writes days', () => {
    setLocale('de-DE')
    expect(momentText(at, stamps)).toBe('5. März 2024, 14:15:08')
    expect(dayAndTime(new Clock(stamps.timeKind, stamps.timeZone), at, stamps)).toBe('5. März 14:15')
  })

  test('are the numbers themselves, uncut, where the log is ordered by numbers', () => {
    const clock = new Clock(numbers.timeKind, 'UTC')
    expect([timeText(clock, 785), shortTime(clock, 785), dayAndTime(clock, 785, numbers)]).toEqual([
      '785',
      '785',
      '785'
    ])
    expect(momentText(2412, numbers)).toBe('2,412')
  })

  test('name the day once where a journey is of one day', () => {
    const part = { events: 4, visits: 1, errors: 2, first: at, last: at + 200_000 }
    const journey = {
      ...stamps,
      whole: { ...part, events: 1123, visits: 68, first: at - 86_400_000 },
      shown: { events: 4, from: at, to: at + 200_000 }
    } as unknown as Journey
    expect(extentText(journey)).toBe(
      '1,123 events in 68 visits, 2 errors. Shown: 5 Mar 2024, 14:15:08 to 14:18:28 Europe/Berlin'
    )
    expect(extentText({ ...journey, shown: { ...journey.shown, events: 1123 } })).toBe(
      '1,123 events in 68 visits, 2 errors. 4 Mar 2024, 14:15:08 to 5 Mar 2024, 14:18:28 Europe/Berlin'
    )
    expect(extentText({ ...journey, ...numbers, whole: { ...journey.whole, errors: null } })).toMatch(
      /errors unknown\. .* to [\d,]+$/
    )
  })
})
