import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LocalZone } from './local-zone.js'
import { readColumns } from './read.js'
import { TimeParser } from './timestamps.js'

function parse(text: string, zone = 'UTC'): string | null {
  const bytes = new TextEncoder().encode(text)
  const ms = new TimeParser(new LocalZone(zone)).parse(bytes, 0, bytes.length)
  return Number.isNaN(ms) ? null : new Date(ms).toISOString()
}

describe('one stamp', () => {
  it.each([
    ['2024-03-05', '2024-03-05T00:00:00.000Z'],
    ['2024-03-05T06', '2024-03-05T06:00:00.000Z'],
    ['2024-03-05T06:07', '2024-03-05T06:07:00.000Z'],
    ['2024-03-05 06:07:08', '2024-03-05T06:07:08.000Z'],
    ['2024-03-05T06:07:08Z', '2024-03-05T06:07:08.000Z'],
    ['2024-03-05t06:07:08.9z', '2024-03-05T06:07:08.900Z'],
    ['2024-03-05T06:07:08,25Z', '2024-03-05T06:07:08.250Z'],
    ['2024-03-05T06:07:08.123456Z', '2024-03-05T06:07:08.123Z'],
    ['2024-03-05T06:07:08.123+02:00', '2024-03-05T04:07:08.123Z'],
    ['2024-03-05T06:07:08-0530', '2024-03-05T11:37:08.000Z'],
    ['2024-03-05 06:07:08+02', '2024-03-05T04:07:08.000Z'],
    ['2024-03-05 06:07:08 +0200', '2024-03-05T04:07:08.000Z'],
    ['2024-03-05 06:07:08 UTC', '2024-03-05T06:07:08.000Z'],
    ['2024-03-05T06:07:08+01:00[Europe/Berlin]', '2024-03-05T05:07:08.000Z'],
    ['2024-07-05T06:07:08[Europe/Berlin]', '2024-07-05T04:07:08.000Z'],
    ['2024-07-05 06:07:08 America/New_York', '2024-07-05T10:07:08.000Z'],
    ['2024-03-05T24:00:00', '2024-03-06T00:00:00.000Z'],
    ['2024-03-05Z', '2024-03-05T00:00:00.000Z'],
    ['2024/3/5 6:07:08', '2024-03-05T06:07:08.000Z'],
    ['2014/10/22 11:15:41.000', '2014-10-22T11:15:41.000Z'],
    ['2024.03.05 06:07', '2024-03-05T06:07:00.000Z'],
    ['20240305', '2024-03-05T00:00:00.000Z'],
    ['20240305T060708Z', '2024-03-05T06:07:08.000Z'],
    ['20240305060708', '2024-03-05T06:07:08.000Z'],
    ['24/12/2024 11:30 PM', '2024-12-24T23:30:00.000Z'],
    ['24.12.2024 12:05:06 am', '2024-12-24T00:05:06.000Z'],
    ['24-12-99', '1999-12-24T00:00:00.000Z'],
    ['Tue, 10 Oct 2000 13:55:36 -0700', '2000-10-10T20:55:36.000Z'],
    ['10 Oct 2000 13:55:36 GMT', '2000-10-10T13:55:36.000Z'],
    ['Tue, 10 Oct 00 13:55 EST', '2000-10-10T18:55:00.000Z'],
    ['Tue Oct 10 13:55:36 2000', '2000-10-10T13:55:36.000Z'],
    ['Tue Oct 10 2000 13:55:36 GMT+0200 (CEST)', '2000-10-10T11:55:36.000Z'],
    ['24 October 2011', '2011-10-24T00:00:00.000Z'],
    ['24-Oct-2011 06:07:08', '2011-10-24T06:07:08.000Z'],
    ['Oct 10, 2000 1:55:36 PM', '2000-10-10T13:55:36.000Z'],
    ['October 10th 2000', '2000-10-10T00:00:00.000Z'],
    ['10/Oct/2000:13:55:36 -0700', '2000-10-10T20:55:36.000Z'],
    ['[10/Oct/2000:13:55:36 +0000]', '2000-10-10T13:55:36.000Z'],
    ['2000-02-29', '2000-02-29T00:00:00.000Z'],
    ['1969-07-20T20:17:40Z', '1969-07-20T20:17:40.000Z']
  ])('%s', (text, expected) => {
    expect(parse(text)).toBe(expected)
  })

  it.each([
    '',
    'yesterday',
    '2023-02-29',
    '2024-13-01',
    '2018-99-01',
    '2024-00-10',
    '2024-04-31',
    '2024-03-05T25:00:00',
    '2024-03-05T06:60:00',
    '2024-03-05T06:07:08 nowhere',
    '2024-03-05T06:07:08+99:00',
    '2024-03-05 6 7',
    '2024-03-05T06:07:08Zx',
    '2024-03',
    '32/01/2024',
    '1/2/3',
    '10 Foo 2000',
    '2024-03-05 13:00 PM',
    '1e5',
    '12:30:00'
  ])('%j is no stamp', (text) => {
    expect(parse(text)).toBeNull()
  })

  it('reads back every instant that JavaScript writes', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          expect(parse(date.toISOString())).toBe(date.toISOString())
          expect(parse(date.toISOString().replace('T', ' ').replace('Z', ''))).toBe(date.toISOString())
          if (date.getUTCFullYear() < 1000) return
          const seconds = new Date(Math.floor(date.getTime() / 1000) * 1000).toISOString()
          expect(parse(date.toUTCString())).toBe(seconds)
        }
      )
    )
  })
})

describe('time zones', () => {
  it.each([
    ['2024-01-15 12:00:00', 'Europe/Berlin', '2024-01-15T11:00:00.000Z'],
    ['2024-07-15 12:00:00', 'Europe/Berlin', '2024-07-15T10:00:00.000Z'],
    ['2024-03-31 01:59:59', 'Europe/Berlin', '2024-03-31T00:59:59.000Z'],
    ['2024-03-31 03:00:00', 'Europe/Berlin', '2024-03-31T01:00:00.000Z'],
    // Twice there: the first. Not there: as if the clock had not been set yet.
    ['2024-10-27 02:30:00', 'Europe/Berlin', '2024-10-27T00:30:00.000Z'],
    ['2024-10-27 03:00:00', 'Europe/Berlin', '2024-10-27T02:00:00.000Z'],
    ['2024-03-31 02:30:00', 'Europe/Berlin', '2024-03-31T01:30:00.000Z'],
    ['2024-11-03 01:30:00', 'America/New_York', '2024-11-03T05:30:00.000Z'],
    ['2024-06-01 12:00:00', 'Asia/Kolkata', '2024-06-01T06:30:00.000Z'],
    ['2024-10-06 02:15:00', 'Australia/Lord_Howe', '2024-10-05T15:45:00.000Z'],
    ['2024-06-01T12:00:00Z', 'Asia/Kolkata', '2024-06-01T12:00:00.000Z']
  ])('%s in %s', (text, zone, expected) => {
    expect(parse(text, zone)).toBe(expected)
  })

  it('agree with Intl at every instant', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1975-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }),
        fc.constantFrom('Europe/Berlin', 'America/Sao_Paulo', 'Pacific/Auckland', 'Africa/Casablanca'),
        (date, name) => {
          const zone = new LocalZone(name)
          const utc = Math.floor(date.getTime() / 1000) * 1000
          const local = utc + zone.offsetAt(utc)
          const back = zone.toUtc(local)
          // A local time that occurs twice comes back as the first.
          expect(back + zone.offsetAt(back)).toBe(local)
          expect(back <= utc).toBe(true)
        }
      )
    )
  })

  it('an unknown zone is an error', () => {
    expect(() => new LocalZone('Mars/Olympus')).toThrowError(/Mars\/Olympus/)
  })

  it('tells of stamps in the repeated and the missing hour', async () => {
    const { read } = await readColumns(
      'case,activity,time\na,x,2024-10-27 02:30:00\na,y,2024-03-31 02:30:00\na,z,2024-05-01 00:00:00\n',
      { timeZone: 'Europe/Berlin' }
    )
    expect(read.notes.join(' ')).toMatch(/1 stamp falls into the hour that Europe\/Berlin has twice/)
    expect(read.notes.join(' ')).toMatch(/1 stamp falls into an hour that Europe\/Berlin does not have/)
    expect(read.timeZone).toBe('Europe/Berlin')
  })
})

describe('a column of stamps', () => {
  const column = (stamps: (string | number)[], options = {}, name = 'timestamp') =>
    readColumns(
      `case\tactivity\t${name}\n${stamps.map((stamp, i) => `c${i % 2}\ta${i % 3}\t${stamp}`).join('\n')}\n`,
      options
    )
  const first = async (stamps: (string | number)[], options = {}, name = 'timestamp') => {
    const { time, timeKind, read } = await column(stamps, options, name)
    return [timeKind, read.timestampFormat, timeKind === 'timestamp' ? new Date(time[0]).toISOString() : time[0]]
  }

  it.each([
    ['epoch seconds', [1_700_000_000, 1_700_000_060], '2023-11-14T22:13:20.000Z'],
    ['epoch seconds', ['1700000000.25', '1700000060'], '2023-11-14T22:13:20.250Z'],
    ['epoch milliseconds', [1_700_000_000_123, 1_700_000_060_000], '2023-11-14T22:13:20.123Z'],
    ['epoch microseconds', ['1700000000123456', '1700000060000000'], '2023-11-14T22:13:20.123Z'],
    ['epoch nanoseconds', ['1700000000123456789', '1700000060000000000'], '2023-11-14T22:13:20.123Z'],
    ['Excel serial date', ['45292.5', '45293.25'], '2024-01-01T12:00:00.000Z'],
    ['compact ISO 8601 (YYYYMMDD)', ['20240305', '20240306'], '2024-03-05T00:00:00.000Z'],
    ['compact ISO 8601 (YYYYMMDD)', ['20240305060708', '20240305060709'], '2024-03-05T06:07:08.000Z']
  ])('%s', async (format, stamps, expected) => {
    expect(await first(stamps)).toEqual(['timestamp', format, expected])
  })

  it('plain numbers order the events', async () => {
    expect(await first([3, 1, 2], {}, 'occurrence')).toEqual(['number', 'number', 3])
    expect(await first([30_000, 30_001], {}, 'occurrence')).toEqual(['number', 'number', 30_000])
    expect(await first(['0.5', '1.5'])).toEqual(['number', 'number', 0.5])
  })

  it('Excel serials are local times', async () => {
    expect(await first(['45292.5', '45293.5'], { timeZone: 'Europe/Berlin' })).toEqual([
      'timestamp',
      'Excel serial date',
      '2024-01-01T11:00:00.000Z'
    ])
  })

  it('day or month first is decided by any row of the column, however late', async () => {
    const doubtful = Array.from({ length: 3000 }, () => '03/04/2024 10:00')
    expect(await first([...doubtful, '13/04/2024'])).toEqual([
      'timestamp',
      'day/month/year',
      '2024-04-03T10:00:00.000Z'
    ])
    expect(await first([...doubtful, '04/13/2024'])).toEqual([
      'timestamp',
      'month/day/year',
      '2024-03-04T10:00:00.000Z'
    ])
  })

  it('stays an error that asks where nothing decides', async () => {
    await expect(column(['03/04/2024', '05/06/2024'])).rejects.toMatchObject({
      code: 'AMBIGUOUS_DATE',
      message: expect.stringContaining('03/04/2024'),
      hint: expect.stringContaining('dateOrder')
    })
    expect(await first(['03/04/2024'], { dateOrder: 'month-first' })).toEqual([
      'timestamp',
      'month/day/year',
      '2024-03-04T00:00:00.000Z'
    ])
    expect(await first(['03/04/2024'], { dateOrder: 'day-first' })).toEqual([
      'timestamp',
      'day/month/year',
      '2024-04-03T00:00:00.000Z'
    ])
  })

  it('does not ask where it makes no difference, or where dots say it', async () => {
    expect((await first(['05/05/2024', '06/06/2024']))[2]).toBe('2024-05-05T00:00:00.000Z')
    expect((await first(['03.04.2024', '05.06.2024']))[2]).toBe('2024-04-03T00:00:00.000Z')
  })

  it('counts the rows that the decided order makes unreadable', async () => {
    const raw = await column(['13/04/2024', '03/04/2024', '14/04/2024', '04/15/2024', '16/04/2024'])
    expect(raw.time).toHaveLength(4)
    expect(raw.read.bad).toEqual([{ reason: 'unreadable timestamp', count: 1, lines: [5], sample: '04/15/2024' }])
    expect(raw.read.badRows).toBe(1)
    expect([...raw.case]).toEqual([0, 1, 0, 0])
    expect([...raw.activity].map((code) => raw.activityNames[code])).toEqual(['a0', 'a1', 'a2', 'a1'])
    await expect(column(['13/04/2024', '04/15/2024'])).rejects.toMatchObject({
      code: 'AMBIGUOUS_DATE',
      details: { unreadable: { 'day-first': 1, 'month-first': 1 } }
    })
  })

  it('mixes forms in one column, and says which', async () => {
    const raw = await column(['2024-03-05T06:07:08Z', '2024/03/05 06:07:09', '5 Mar 2024 06:07:10'])
    expect([...raw.time].map((ms) => ms - raw.time[0])).toEqual([0, 1000, 2000])
    expect(raw.read.timestampFormat).toBe('ISO 8601, year/month/day, month as a word')
    expect(raw.read.notes).toContain('2 of 3 stamps have no offset or zone of their own: read as UTC.')
  })

  it('tells of stamps that are no times', async () => {
    const raw = await column(['1970-01-01', '2024-01-01', '2024-01-02', '9999-12-31'])
    expect(raw.read.notes.join(' ')).toMatch(/1 stamps lie before 1971.*1 stamps lie after 2100/)
  })
})
