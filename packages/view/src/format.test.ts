import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import {
  countOf,
  formatBucket,
  formatDay,
  formatDuration,
  formatDurationShort,
  formatInstant,
  formatNumber,
  formatShare,
  formatSpan,
  listOf,
  setLocale,
  weekday
} from './format.js'
import { formatChange, formatShareOf, formatShort, inPlainEnglish } from './format-further.js'

describe('numbers', () => {
  test.each([
    [100022, 0, '100,022'],
    [-1234.5, 1, '\u22121,234.5'],
    [-0.2, 0, '0'],
    [0, 0, '0'],
    [999, 0, '999'],
    [1e9, 0, '1,000,000,000']
  ])('%f with %i decimals', (value, decimals, text) => expect(formatNumber(value, decimals)).toBe(text))

  test('any whole number is read back', () => {
    fc.assert(
      fc.property(fc.integer(), (value) => {
        expect(Number(formatNumber(value).replaceAll(',', '').replace('\u2212', '-'))).toBe(value)
      })
    )
  })

  test('axes shorten', () => {
    expect(formatShort(1_200_000)).toBe('1.2 M')
    expect(formatShort(48_000)).toBe('48 k')
    expect(formatShort(9_999)).toBe('9,999')
  })
})

describe('shares carry their denominator and never claim none or all', () => {
  test.each([
    [55, 114, '48%'],
    [1, 6472, '<1%'],
    [0, 10, '0%'],
    [1242, 1243, '>99%'],
    [10, 10, '100%'],
    [0, 0, '']
  ])('%i of %i', (count, of, text) => expect(formatShare(count, of)).toBe(text))

  test('with the denominator', () => {
    expect(formatShareOf(55, 114)).toBe('48%, 55 of 114')
    expect(formatShareOf(0, 0)).toBe('none')
    expect(formatChange(-0.1)).toBe('\u221210%')
    expect(formatChange(0.034)).toBe('+3%')
    expect(formatChange(0.001)).toBe('0%')
  })
})

describe('durations', () => {
  test.each([
    [66, '66 ms'],
    [260, '0.26 s'],
    [30_724, '30.7 s'],
    [12_000, '12 s'],
    [59_960, '1 min'],
    [137_000, '2 min 17 s'],
    [66_660_000, '18 h 31 min'],
    [86_400_000, '1 d'],
    [273_600_000, '3 d 4 h'],
    [3_599_600, '1 h']
  ])('%i ms', (ms, text) => expect(formatDuration(ms)).toBe(text))

  test('the unit never runs over: no 60 s, no 60 min, no 24 h', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e12, noNaN: true }), (ms) => {
        for (const text of [formatDuration(ms), formatDurationShort(ms)])
          expect(text).not.toMatch(/\b(60 s|60 min|24 h)\b/)
      })
    )
  })
})

describe('dates', () => {
  test('in the zone of the log', () => {
    expect(formatInstant('2024-03-03T15:41:08.000Z', 'UTC')).toBe('3 Mar 2024, 15:41:08')
    expect(formatInstant('2024-07-01T22:30:00.000Z', 'Europe/Berlin')).toBe('2 Jul 2024, 00:30:00')
    expect(formatInstant('2024-07-01T22:30:00.000Z', 'Nowhere/Land')).toBe('1 Jul 2024, 22:30:00')
    expect(formatDay('2024-01-01', 'America/New_York')).toBe('1 Jan 2024')
    expect(formatDay('17', 'UTC')).not.toContain('NaN')
    expect(weekday('2024-03-03', 'UTC')).toBe(0)
  })

  test('spans name the year once', () => {
    expect(formatSpan('2024-01-01T00:00:00Z', '2024-03-30T10:00:00Z', 'UTC')).toBe('1 Jan to 30 Mar 2024')
    expect(formatSpan('2010-10-02T00:00:00Z', '2012-01-23T10:00:00Z', 'UTC')).toBe('2 Oct 2010 to 23 Jan 2012')
    expect(formatSpan('2024-03-30T00:00:00Z', '2024-03-30T10:00:00Z', 'UTC')).toBe('30 Mar 2024')
  })

  test('buckets', () => {
    expect(formatBucket('2024-03-03T15:00:00Z', 'hour', 'UTC')).toBe('3 Mar, 15:00')
    expect(formatBucket('2024-03-01T00:00:00Z', 'month', 'UTC')).toBe('Mar 2024')
    expect(formatBucket('2024-03-04T00:00:00Z', 'week', 'UTC', true)).toBe('4 Mar 2024')
  })
})

test('words', () => {
  expect(countOf(1, 'process', 'processes')).toBe('1 process')
  expect(countOf(1200, 'run')).toBe('1,200 runs')
  expect(listOf(['a', 'b', 'c'])).toBe('a, b and c')
  expect(listOf([])).toBe('')
})

describe("in the reader's locale", () => {
  afterEach(() => setLocale(null))

  // Spaces that do not break are as good as others here.
  const plain = (text: string) => text.replace(/[\u00a0\u2009\u202f]/g, ' ')

  test('German', () => {
    setLocale('de-DE')
    expect(formatNumber(100022)).toBe('100.022')
    expect(formatNumber(-1234.5, 1)).toBe('\u22121.234,5')
    expect(formatShort(1_200_000)).toBe('1,2 M')
    expect(plain(formatShare(55, 114))).toBe('48 %')
    expect(plain(formatShare(1, 6472))).toBe('<1 %')
    expect(plain(formatChange(-0.1))).toBe('\u221210 %')
    expect([66, 260, 30_700, 137_000].map(formatDuration)).toEqual(['66 ms', '0,26 s', '30,7 s', '2 min 17 s'])
    expect(formatDay('2024-03-03', 'UTC')).toBe('3. März 2024')
    expect(formatInstant('2024-03-03T15:41:08Z', 'Europe/Berlin')).toBe('3. März 2024, 16:41:08')
    expect(formatBucket('2024-03-01', 'month', 'UTC')).toBe('März 2024')
    expect(plain(formatSpan('2024-01-01', '2024-03-30', 'UTC'))).toBe('1. Jan. – 30. März 2024')
    expect(formatSpan('2024-01-01', '2024-01-01', 'UTC')).toBe('1. Jan. 2024')
  })

  test('American English and French', () => {
    setLocale('en-US')
    expect(formatNumber(100022)).toBe('100,022')
    expect(formatDay('2024-03-03', 'UTC')).toBe('Mar 3, 2024')
    expect(formatDay('2024-03-03', 'UTC', false)).toBe('Mar 3')
    expect(formatInstant('2024-03-03T15:41:08Z', 'America/New_York')).toBe('Mar 3, 2024, 10:41:08')
    setLocale('fr-FR')
    expect(plain(formatNumber(100022.25, 2))).toBe('100 022,25')
    expect(formatDay('2024-12-24', 'UTC')).toBe('24 déc. 2024')
  })

  test('an unknown locale is none; what stands in files is plain English for every reader', () => {
    setLocale('not a tag')
    expect(formatNumber(100022)).toBe('100,022')
    setLocale('de-DE')
    expect(inPlainEnglish(() => [formatNumber(100022), formatDay('2024-03-03', 'UTC')])).toEqual([
      '100,022',
      '3 Mar 2024'
    ])
    expect(formatNumber(100022)).toBe('100.022')
  })
})

test('dates that run from right to left keep their order within the text around them', () => {
  setLocale('ar')
  const texts = [
    formatDay('2024-03-05', 'UTC'),
    formatSpan('2024-01-01', '2024-03-30', 'UTC'),
    formatBucket('2024-03-05', 'month', 'UTC')
  ]
  setLocale('de-DE')
  const german = formatDay('2024-03-05', 'UTC')
  setLocale(null)
  for (const text of texts) expect(text).toMatch(/^\u2068[^\u2068\u2069]+\u2069$/)
  expect(german).toBe('5. März 2024')
})
