import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeLog } from './describe.js'
import { parseDuration } from './duration.js'
import { EventLog } from './event-log.js'
import { dropActivities, filterEvents, segmentSessions } from './filter.js'
import { logFromTriples, type Triple } from './memory-log.js'
import { renameActivities } from './rename.js'
import { sampleCases } from './sample.js'
import { collapseRepeats, keepSessions, splitSessions, truncateSessions } from './sessions.js'
import { shapeLog } from './shape.js'
import { outcomeOf } from './status.js'
import { casesPerActivity } from './tally.js'

const MINUTE = 60_000
const smallLog = fc
  .array(
    fc.tuple(fc.constantFrom('u1', 'u2', 'u3'), fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 0, max: 60 })),
    {
      minLength: 1,
      maxLength: 120
    }
  )
  .map((triples) => logFromTriples(triples))

/** Each session as `case: a b c`. */
const sessions = (log: EventLog): string[] =>
  Array.from(log.sessionCase, (id, s) => {
    const steps = log.activity.subarray(log.sessionOffsets[s], log.sessionOffsets[s + 1])
    return `${log.caseNames[id]}: ${Array.from(steps, (a) => log.activityNames[a]).join(' ')}`
  })

/** What `LogData` promises: dense ids, no empty session, parallel columns. */
function expectSound(log: EventLog): void {
  expect(log.sessionOffsets[0]).toBe(0)
  expect(log.sessionOffsets.at(-1)).toBe(log.activity.length)
  expect(log.time.length).toBe(log.activity.length)
  expect(log.sessionCase.length).toBe(log.sessionOffsets.length - 1)
  for (let s = 0; s < log.sessionCase.length; s++) {
    expect(log.sessionOffsets[s + 1]).toBeGreaterThan(log.sessionOffsets[s])
    if (s > 0) expect(log.sessionCase[s]).toBeGreaterThanOrEqual(log.sessionCase[s - 1])
  }
  expect(new Set(log.activity).size).toBe(log.activityNames.length)
  expect(new Set(log.sessionCase).size).toBe(log.caseNames.length)
  for (const column of log.attributes.values()) {
    expect(column.kind === 'number' ? column.values.length : column.codes.length).toBe(log.activity.length)
  }
}

const codeOf = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    return (error as { code: string }).code
  }
  return 'no error'
}

describe('parseDuration', () => {
  it.each([
    ['30m', 1_800_000],
    ['1h30m', 5_400_000],
    ['45s', 45_000],
    ['2d', 172_800_000],
    ['500ms', 500],
    ['1.5 h', 5_400_000],
    [1234, 1234]
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })

  it.each(['', '30', 'm', '30 parsecs', '-5m', '0s', '1h x'])('refuses %j', (text) => {
    expect(codeOf(() => parseDuration(text, 'timeout'))).toBe('BAD_OPTION')
  })
})

describe('splitSessions', () => {
  it('keeps every event in order and cuts exactly where the gap is longer than the timeout', () => {
    fc.assert(
      fc.property(smallLog, fc.integer({ min: 1, max: 20 }), (log, timeout) => {
        const split = splitSessions(log, { timeout })
        expectSound(split)
        expect(split.activity).toEqual(log.activity)
        for (let s = 0; s < split.sessionCase.length; s++) {
          for (let i = split.sessionOffsets[s] + 1; i < split.sessionOffsets[s + 1]; i++) {
            expect(split.time[i] - split.time[i - 1]).toBeLessThanOrEqual(timeout)
          }
          const next = split.sessionOffsets[s + 1]
          if (split.sessionCase[s + 1] === split.sessionCase[s]) {
            expect(split.time[next] - split.time[next - 1]).toBeGreaterThan(timeout)
          }
        }
      })
    )
  })

  it('cuts before start activities and after end activities', () => {
    const log = logFromTriples('login a b login c logout d'.split(' ').map((name, i): Triple => ['u', name, i]))
    expect(sessions(splitSessions(log, { start: ['login'], end: [/^logout$/g] }))).toEqual([
      'u: login a b',
      'u: login c logout',
      'u: d'
    ])
    expect(codeOf(() => splitSessions(log, { start: ['logn'] }))).toBe('UNKNOWN_ACTIVITY')
    expect(codeOf(() => splitSessions(log, {}))).toBe('BAD_OPTION')
  })

  it('cuts by a column even where its values overlap in time', () => {
    const triples = 'a x b y'.split(' ').map((name, i): Triple => ['u', name, i])
    const log = logFromTriples(triples, { categories: { device: ['p', 'd', 'p', 'd'] }, numbers: { n: [1, 2, 3, 4] } })
    const split = splitSessions(log, { column: 'device' })
    expect(sessions(split)).toEqual(['u: a b', 'u: x y'])
    expect(split.attributes.get('n')).toEqual({ kind: 'number', values: Float64Array.of(1, 3, 2, 4) })
    expect(codeOf(() => splitSessions(log, { column: 'devise' }))).toBe('UNKNOWN_COLUMN')
  })

  it('takes a plain number where the log is ordered by numbers', () => {
    const log = logFromTriples(
      [
        ['u', 'a', 1],
        ['u', 'b', 2],
        ['u', 'c', 9]
      ],
      { timeKind: 'number' }
    )
    expect(sessions(splitSessions(log, { timeout: '5' }))).toEqual(['u: a b', 'u: c'])
    expect(codeOf(() => splitSessions(log, { timeout: '30m' }))).toBe('BAD_OPTION')
  })
})

describe('collapseRepeats', () => {
  it('leaves no repeat, loses nothing else, and changes nothing a second time', () => {
    fc.assert(
      fc.property(smallLog, (log) => {
        const once = collapseRepeats(log)
        expectSound(once)
        expect(sessions(once)).toEqual(sessions(log).map((text) => text.replace(/\b(\w)( \1)+\b/g, '$1')))
        expect(collapseRepeats(once).activity).toEqual(once.activity)
        expect(once.dropped.reduce((sum, { events }) => sum + events, 0)).toBe(
          log.activity.length - once.activity.length
        )
      })
    )
  })
})

describe('shapeLog', () => {
  it('drops, collapses, and only then measures length, as the reference method does', () => {
    const log = logFromTriples([
      ['u1', 'a', 1],
      ['u1', 'a', 2],
      ['u1', 'ping', 3],
      ['u2', 'a', 1],
      ['u2', 'ping', 2],
      ['u2', 'b', 3],
      ['u2', 'c', 4]
    ])
    const shaped = shapeLog(log, { drop: ['^ping$'], collapseRepeats: true, minSteps: 2 })
    expect(sessions(shaped)).toEqual(['u2: a b c'])
    expect(shaped.dropped).toEqual([
      { what: '1 activity matching /^ping$/', events: 2, sessions: 0 },
      { what: 'repeats of the same activity in a row', events: 1, sessions: 0 },
      { what: 'sessions shorter than 2 steps', events: 1, sessions: 1 }
    ])
    // Volumes count the customers of the short sessions too.
    expect([...casesPerActivity(shaped)]).toEqual([2, 1, 1])
  })

  it('keeps the log sound through any chain', () => {
    fc.assert(
      fc.property(
        smallLog,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 9 }),
        (log, minSteps, maxSteps) => {
          const before = JSON.stringify(sessions(log))
          try {
            expectSound(
              shapeLog(log, { drop: ['d'], collapseRepeats: true, split: { timeout: 5 }, minSteps, maxSteps })
            )
          } catch (error) {
            expect(error).toMatchObject({ name: 'InputError', code: 'ALL_DROPPED' })
          }
          expect(JSON.stringify(sessions(log))).toBe(before)
        }
      )
    )
  })
})

describe('leaving out', () => {
  const log = logFromTriples(
    [
      ['u1', 'home', 0],
      ['u1', 'pay', MINUTE],
      ['u2', 'home', 2 * MINUTE],
      ['u2', 'help', 3 * MINUTE],
      ['u3', 'pay', 4 * MINUTE]
    ],
    {
      categories: { device: ['phone', 'phone', '', 'desk', 'desk'] },
      numbers: { amount: [1, 20, 3, Number.NaN, 50] }
    }
  )

  it('filters by what, who, when, value and condition', () => {
    expect(sessions(filterEvents(log, { activities: ['home', /^pa/] }))).toEqual([
      'u1: home pay',
      'u2: home',
      'u3: pay'
    ])
    expect(sessions(filterEvents(log, { cases: ['u2'] }))).toEqual(['u2: home help'])
    expect(sessions(filterEvents(log, { from: '1970-01-01T00:01', to: '1970-01-01 00:03:00+00:00' }))).toEqual([
      'u1: pay',
      'u2: home'
    ])
    expect(sessions(filterEvents(log, { to: '1970-01-01' }))).toEqual(sessions(log))
    expect(sessions(filterEvents(log, { attributes: { device: 'phone', amount: { min: 10 } } }))).toEqual(['u1: pay'])
    expect(
      sessions(filterEvents(log, { where: (event) => event.case === 'u2' && event.attribute('amount') === undefined }))
    ).toEqual(['u2: help'])
    expect(filterEvents(log, { cases: ['u1'], from: '1971-01-01' }).activity.length).toBe(0)
  })

  it('answers mistakes with what it knows', () => {
    expect(codeOf(() => filterEvents(log, { activities: ['hom'] }))).toBe('UNKNOWN_ACTIVITY')
    expect(codeOf(() => filterEvents(log, { cases: ['u9'] }))).toBe('UNKNOWN_CASE')
    expect(codeOf(() => filterEvents(log, { from: 'yesterday' }))).toBe('BAD_OPTION')
    expect(codeOf(() => filterEvents(log, { activity: ['home'] } as object))).toBe('UNKNOWN_OPTION')
    expect(codeOf(() => filterEvents(log, { attributes: { device: { min: 3 } } }))).toBe('BAD_OPTION')
    expect(codeOf(() => dropActivities(log, ['h(']))).toBe('BAD_OPTION')
    expect(codeOf(() => dropActivities(log, [/./]))).toBe('ALL_DROPPED')
    expect(() => dropActivities(log, [/./])).toThrow(/All 3 activities/)
    expect(codeOf(() => keepSessions(log, { minSteps: 9 }))).toBe('ALL_DROPPED')
    expect(codeOf(() => truncateSessions(log, 0))).toBe('BAD_OPTION')
    expect(codeOf(() => sampleCases(log, 2))).toBe('BAD_OPTION')
  })

  it('truncates, counting what was cut', () => {
    const cut = truncateSessions(log, 1)
    expect(sessions(cut)).toEqual(['u1: home', 'u2: home', 'u3: pay'])
    expect(cut.dropped).toEqual([{ what: 'events after step 1 of 2 very long sessions', events: 2, sessions: 0 }])
  })

  it('takes whole sessions by the first known value of a column', () => {
    expect(sessions(segmentSessions(log, { device: 'desk' }))).toEqual(['u2: home help', 'u3: pay'])
    expect(sessions(segmentSessions(log, { device: 'desk', amount: { max: 10 } }))).toEqual(['u2: home help'])
  })

  it('samples whole cases, the same ones for the same seed', () => {
    const many = logFromTriples(Array.from({ length: 3000 }, (_, i): Triple => [`c${i % 1000}`, `a${i % 7}`, i]))
    const tenth = sampleCases(many, 0.1, 7)
    expect(tenth.caseNames.length).toBe(100)
    expect(tenth.activity.length).toBe(300)
    expect(sampleCases(many, 0.1, 7).caseNames).toEqual(tenth.caseNames)
    expect(sampleCases(many, 0.1, 8).caseNames).not.toEqual(tenth.caseNames)
    const half = new Set(sampleCases(many, 0.5, 7).caseNames)
    expect(tenth.caseNames.every((name) => half.has(name))).toBe(true)
  })
})

describe('renameActivities', () => {
  it('merges activities that get one name', () => {
    const log = logFromTriples([
      ['u', 'Home', 1],
      ['u', 'x', 2],
      ['u', 'home', 3]
    ])
    const renamed = renameActivities(log, (name) => name.toLowerCase())
    expect(renamed.activityNames).toEqual(['home', 'x'])
    expect([...renamed.activity]).toEqual([0, 1, 0])
    expect(sessions(renameActivities(log, new Map([['x', 'y']])))).toEqual(['u: Home y home'])
    expect(codeOf(() => renameActivities(log, () => ''))).toBe('BAD_OPTION')
  })

  it.each([
    ['https://Shop.example/Order/4711/?utm=1#top', 'https://shop.example/order/{id}'],
    ['/a/550e8400-e29b-41d4-a716-446655440000/b', '/a/{uuid}/b'],
    ['/file/9f86d081884c7d65.html', '/file/{hex}.html'],
    ['/api/v2/step3', '/api/v2/step3'],
    ['/item-20417-red', '/item-{id}-red'],
    ['/w/dQ4w9WgXcQ1aB', '/w/{id}'],
    ['/decade/beef', '/decade/beef'],
    ['/', '/'],
    ['/?page=2', '/'],
    ['https://x.org/', 'https://x.org'],
    ['Add to Cart 12345', 'Add to Cart 12345']
  ])('tidies %s', (url, tidy) => {
    expect(logFromTriples([['u', url, 1]]).pipe(renameActivities, { urls: true }).activityNames).toEqual([tidy])
  })

  it('lets each rule be switched off', () => {
    const log = logFromTriples([['u', '/Order/12/?a=1', 1]])
    const rules = { query: false, ids: false, lowerCase: false, trailingSlash: false }
    expect(renameActivities(log, { urls: rules }).activityNames).toEqual(['/Order/12/?a=1'])
  })
})

describe('errorMask', () => {
  it.each([
    ['ok', 0],
    ['SUCCESS', 0],
    ['200', 0],
    [302, 0],
    ['HTTP 204', 0],
    ['true', 0],
    ['no error', 0],
    ['2xx', 0],
    ['error', 1],
    ['Timed out', 1],
    ['404', 1],
    [503, 1],
    ['500 Internal Server Error', 1],
    ['false', 1],
    ['payment_declined', 1],
    ['not found', 1],
    ['unsuccessful', 1],
    ['', 2],
    ['pending', 2]
  ])('reads %j as %i', (value, outcome) => {
    expect(outcomeOf(value)).toBe(outcome)
  })

  it('reads true and 1 as an error in a column that is named after errors', () => {
    expect([
      outcomeOf('true', 'is_error'),
      outcomeOf(1, 'hasFailed'),
      outcomeOf('false', 'error'),
      outcomeOf(0, 'exit_code')
    ]).toEqual([1, 1, 0, 0])
  })

  it('covers every event of the status column', () => {
    const log = logFromTriples(
      [
        ['u', 'a', 2],
        ['u', 'b', 1],
        ['u', 'c', 3]
      ],
      {
        categories: { outcome: ['ok', 'failed', ''] },
        schema: { status: 'outcome' }
      }
    )
    expect(log.errorMask()).toEqual(Uint8Array.of(1, 0, 2))
    expect(logFromTriples([['u', 'a', 2]]).errorMask()).toBe(null)
  })
})

describe('describe', () => {
  it('counts what a log holds', () => {
    const log = logFromTriples(
      [
        ['u1', 'a', 0],
        ['u1', 'b', MINUTE],
        ['u2', 'a', 2 * MINUTE],
        ['u2', 'c', 3 * MINUTE],
        ['u2', 'a', 4 * MINUTE]
      ],
      { categories: { device: ['phone', '', 'desk', 'desk', 'desk'] } }
    )
    expect(describeLog(log, { top: 1 })).toMatchObject({
      rows: 5,
      badRows: 0,
      events: 5,
      cases: 2,
      sessions: 2,
      activities: 3,
      first: '1970-01-01T00:00:00.000Z',
      last: '1970-01-01T00:04:00.000Z',
      span: 4 * MINUTE,
      eventsPerSession: { min: 2, median: 2.5, mean: 2.5, max: 3 },
      topActivities: [{ activity: 'a', events: 3, sessions: 2, cases: 2, share: { count: 3, of: 5 } }],
      otherActivities: { activities: 2, events: 2 },
      columns: [
        { name: 'case', role: 'case' },
        { name: 'activity', role: 'activity' },
        { name: 'timestamp', role: 'timestamp' },
        { name: 'device', role: 'attribute', kind: 'category', distinct: 2, missing: 1 }
      ]
    })
  })

  it('says null for an empty log', () => {
    const empty = logFromTriples([['u', 'a', 0]]).pipe(filterEvents, { from: '1971-01-01' })
    expect(describeLog(empty)).toMatchObject({ events: 0, first: null, last: null, span: null, eventsPerSession: null })
  })
})

describe('EventLog.fromRows', () => {
  it('guesses usual keys and reads Dates, text and numbers', async () => {
    const log = await EventLog.fromRows([
      { user_id: 7, event: 'a', time: '2024-03-01T10:00:00+01:00' },
      { user_id: 7, event: 'b', time: new Date('2024-03-01T08:00Z') }
    ])
    expect(sessions(log)).toEqual(['7: b a'])
    expect(log.read.guessed).toEqual(['case', 'activity', 'timestamp'])
    const seconds = await EventLog.fromRows([{ case: 'x', activity: 'a', ts: 1_700_000_000 }])
    expect(describeLog(seconds).first).toBe('2023-11-14T22:13:20.000Z')
    expect((await EventLog.fromRows([{ case: 'x', activity: 'a', occurrence: 3 }])).timeKind).toBe('number')
  })

  it('counts rows it cannot use and refuses a log that is mostly such', async () => {
    const good = { case: 'x', activity: 'a', time: '2024-03-01' }
    const rows = [good, { ...good, case: null }, good, { ...good, time: 'soon' }, good]
    const log = await EventLog.fromRows(rows)
    expect(log.read).toMatchObject({ rows: 5, badRows: 2 })
    expect(log.read.bad.map(({ reason, lines }) => [reason, lines])).toEqual([
      ['missing case', [2]],
      ['unreadable timestamp', [4]]
    ])
    await expect(EventLog.fromRows([{ ...good, activity: '' }])).rejects.toMatchObject({ code: 'BAD_ROWS' })
    await expect(EventLog.fromRows([])).rejects.toMatchObject({ code: 'EMPTY_LOG' })
    await expect(EventLog.fromRows([{ foo: 1 }])).rejects.toMatchObject({ code: 'MISSING_COLUMN' })
    await expect(EventLog.fromRows([good], { case: 'kase' })).rejects.toMatchObject({ code: 'MISSING_COLUMN' })
    await expect(EventLog.fromRows([good], { kase: 'x' } as object)).rejects.toMatchObject({ code: 'UNKNOWN_OPTION' })
  })

  it('keeps sessions, roles and attributes', async () => {
    const log = await EventLog.fromRows(
      [
        { case: 'x', activity: 'a', time: 1, visit: 'v1', status: 'ok', price: 2 },
        { case: 'x', activity: 'b', time: 2, visit: 'v2', status: 'error', price: null }
      ],
      { session: 'visit', status: 'status', attributes: ['price'] }
    )
    expect(sessions(log)).toEqual(['x: a', 'x: b'])
    expect(log.errorMask()).toEqual(Uint8Array.of(0, 1))
    expect(log.attributes.get('price')).toEqual({ kind: 'number', values: Float64Array.of(2, Number.NaN) })
  })
})
