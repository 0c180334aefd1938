import { describe, expect, it } from 'vitest'
import { sharedBytes, sharedFile } from '../../../../tools/testing/shared.js'
import { EventLog, readLog } from '../index.js'
import { find } from './find.js'
import { indexLogNow } from './index-log.js'
import { journey } from './journey.js'
import type { JourneyProcesses } from './processes.js'

type Row = Record<string, unknown>
const at = (seconds: number) => new Date(Date.UTC(2024, 2, 1, 9, 0, 0) + seconds * 1000).toISOString()
const index = async (rows: Row[], processes?: (log: EventLog) => JourneyProcesses) => {
  const log = await EventLog.fromRows(rows, { attributes: ['*'] })
  return indexLogNow(log, processes === undefined ? {} : { processes: processes(log) })
}
const clicks = (names: string, user = 'u1'): Row[] =>
  names.split(' ').map((action, k) => ({ user, action, time: at(10 * k) }))

describe('trees of events', () => {
  const row = (event_id: string, parent_id: string, second: number): Row => ({
    user: 'u1',
    action: `do ${event_id}`,
    time: at(second),
    event_id,
    parent_id
  })

  it('shows an event whose parent is not there as a root, and says so', async () => {
    const { steps, notes } = journey(await index([row('a', '', 0), row('b', 'a', 1), row('c', 'nowhere', 2)]), 'u1')
    expect(steps.map(({ parent, depth }) => [parent, depth])).toEqual([
      [-1, 0],
      [0, 1],
      [-1, 0]
    ])
    expect(notes.join()).toContain('1 event names a parent that is not in the log')
  })

  it('cuts loops, also of one event, and says so', async () => {
    const { steps, tree, notes } = journey(
      await index([row('a', 'c', 0), row('b', 'a', 1), row('c', 'b', 2), row('d', 'd', 3)]),
      'u1'
    )
    expect(steps.map(({ depth }) => depth)).toEqual([0, 1, 2, 0])
    expect([...tree].sort()).toEqual([0, 1, 2, 3])
    expect(notes.join()).toContain('2 loops of parents')
  })

  it('tells clocks that run backwards', async () => {
    const { notes, steps } = journey(await index([row('b', 'a', 0), row('a', '', 1.5)]), 'u1')
    expect(steps.map(({ name, depth }) => `${name} ${depth}`)).toEqual(['do b 1', 'do a 0'])
    expect(notes.join()).toContain('comes before the event that caused it, by up to 1500 ms')
  })
})

describe('journey', () => {
  it('keeps what is unknown unknown', async () => {
    const rows = [
      { user: 'u1', action: 'pay', time: at(0), duration_ms: '', status: '', amount: '' },
      { user: 'u1', action: 'look', time: at(9), duration_ms: -5, status: 'purple', amount: 0 },
      { user: 'u2', action: 'pay', time: at(1), duration_ms: 5, status: 'ok', amount: 3 }
    ]
    const ix = await index(rows)
    const { steps, summary, shown } = journey(ix, 'u1')
    expect(steps.map(({ durationMs, status, amount }) => [durationMs, status, amount])).toEqual([
      [null, 'unknown', null],
      [null, 'unknown', 0]
    ])
    expect(shown).toMatchObject({ errors: 0, unknownStatus: 2 })
    expect(summary.cause.text).toContain('No step is known to have failed; 2 of 2 have no known status.')
    expect(summary.waits.text).toBe('How long these steps took is unknown.')
    expect(find(ix, { customer: 'u1' }).rows[0]).toMatchObject({ errors: 0, unknownStatus: 2, slowest: null })
  })

  it('says nothing of errors and waits where the log has none of it', async () => {
    const found = journey(await index(clicks('home cart pay')), 'u1')
    expect(found.whole.errors).toBeNull()
    expect(found.summary.cause.text).toBe('The log does not say whether steps failed. It went from home to pay.')
    expect(find(await index(clicks('home cart')), {}).total.errors).toBeNull()
    const cart = await index(clicks('home cart'))
    expect(() => find(cart, { errors: true })).toThrow(/no column of the log says ok or error/)
  })

  it('counts exact duplicates once and says so', async () => {
    const rows = [...clicks('home cart'), ...clicks('home cart')]
    const { steps, notes, friction } = journey(await index(rows), 'u1')
    expect(steps.filter(({ duplicate }) => duplicate)).toHaveLength(2)
    expect(notes.join()).toContain('2 events are the same as another')
    expect(friction).toEqual([])
  })

  it('folds repeats and loops but counts them', async () => {
    const { folds, steps, friction } = journey(
      await index(clicks('home list list list item back item back item back end')),
      'u1'
    )
    expect(folds.map(({ kind, shown, hidden, times }) => [kind, shown, hidden, times])).toEqual([
      ['repeat', [1], [2, 3], 3],
      ['loop', [4, 5], [6, 7, 8, 9], 3]
    ])
    expect(steps.filter(({ fold }) => fold !== null).map(({ name }) => name)).toHaveLength(6)
    const count = (kind: string) => friction.filter((one) => one.kind === kind).length
    expect([count('repeat'), count('back'), count('loop')]).toEqual([2, 2, 1])
  })

  it('never folds a failure away', async () => {
    const rows = clicks('pay pay pay').map((row, k) => ({ ...row, status: k === 2 ? 'error' : 'ok' }))
    expect(journey(await index(rows), 'u1').folds[0]).toMatchObject({ shown: [0], hidden: [1], times: 3 })
  })

  it('follows a failure to its success in another channel of the same family', async () => {
    const rows = [
      { user: 'u1', action: 'app pay', time: at(0), channel: 'app', status: 'ok' },
      { user: 'u1', action: 'app pay', time: at(20), channel: 'app', status: 'error' },
      { user: 'u1', action: 'phone menu', time: at(80_000), channel: 'ivr', status: 'ok' },
      { user: 'u1', action: 'phone paid', time: at(80_020), channel: 'ivr', status: 'ok' }
    ]
    const pay = { family: 'Pay', steps: 3 }
    const { summary, friction } = journey(
      await index(rows, ({ activityNames }) => ({
        labels: Int32Array.from(activityNames, (name) => (name.startsWith('app') ? 0 : 1)),
        hubs: new Uint8Array(3),
        terminal: Uint8Array.from(activityNames, (name) => (name === 'phone paid' ? 1 : 0)),
        processes: [
          { name: 'Pay by app', ...pay },
          { name: 'Pay by phone', ...pay }
        ]
      })),
      'u1'
    )
    expect(summary.cause.text).toBe(
      'app pay (Pay by app) in app failed at 09:00:20 on 1 Mar 2024. 22 h 13 min later the customer turned to phone menu in ivr. ' +
        '22 h 13 min later phone paid (Pay by phone) in ivr succeeded.'
    )
    expect(summary.effort.text).toContain('22 h 13 min from failure to success')
    expect(friction.map(({ kind }) => kind)).toEqual(['error', 'repeat', 'contact'])
  })

  it('shows the days around a moment, or the nearest visit', async () => {
    const rows = [0, 2, 9].flatMap((day) =>
      clicks('home list item cart pay').map((row, k) => ({ ...row, time: at(day * 86_400 + k) }))
    )
    const ix = await index(rows)
    expect(journey(ix, 'u1', { at: '2024-03-03T12:00' }).shown.events).toBe(5)
    const nearest = journey(ix, 'u1', { at: '2024-03-06' })
    expect(nearest.steps[0].time).toBe(Date.parse(at(2 * 86_400)))
    expect(nearest.notes[0]).toBe(
      'Nothing of this customer is in that time: the visit before ended at 09:00:04 on 3 Mar 2024, the next began at 09:00:00 on 10 Mar 2024. The nearest is shown.'
    )
    expect(() => journey(ix, 'u1', { at: '2025-01-01' })).toThrow(
      /outside the data, which run from 1 Mar 2024, 09:00:00 to 10 Mar 2024, 09:00:04 UTC/
    )
    expect(() => find(ix, { from: '2019-01-01', to: '2019-02-01' })).toThrow(/outside the data/)
  })

  it('offers the nearest names for an unknown customer', async () => {
    const ix = await index([...clicks('home pay', 'C1001'), ...clicks('home pay', 'C1002')])
    const hint = (run: () => unknown) => {
      try {
        run()
      } catch (error) {
        return [(error as Error).message, (error as { hint: string }).hint]
      }
      return null
    }
    expect(hint(() => journey(ix, 'C1009'))).toEqual([
      "The log has no customer 'C1009'.",
      "Did you mean 'C1001', 'C1002'?"
    ])
    expect(hint(() => journey(ix, 'zzzzzz'))).toEqual([
      "The log has no customer 'zzzzzz'.",
      "Customers look like: 'C1001', 'C1002'."
    ])
    expect(() => journey(ix, 'C1001', { att: 1 } as object)).toThrow("unknown option 'att'")
  })

  it('reads logs that are ordered by numbers', async () => {
    const log = await EventLog.fromRows([1, 2, 3].map((order) => ({ user: 'u1', action: `a${order}`, order })))
    const found = journey(indexLogNow(log), 'u1')
    expect(found.steps.map(({ gapMs }) => gapMs)).toEqual([null, null, null])
    expect(found.summary.effort.text).toBe('3 steps in 1 visit.')
    expect(find(indexLogNow(log), { last: 1 }).total.matches).toBe(1)
  })
})

describe('columns of events', () => {
  it('takes ids of events only where something names a parent', async () => {
    const row = { user_id: 'u1', action: 'a', time: at(0), event_id: 'e1', customer_name: 'Ann' }
    expect((await EventLog.fromRows([row])).schema).not.toHaveProperty('eventId')
    expect((await EventLog.fromRows([{ ...row, parent_id: '' }])).schema).toMatchObject({
      customerName: 'customer_name',
      eventId: 'event_id',
      parent: 'parent_id'
    })
  })
})

const sepsis = sharedFile('data/sepsis/sepsis.csv.gz')
describe.skipIf(sepsis === null)('the sepsis log', () => {
  it('tells a stay by its steps and its longest wait', async () => {
    const log = await readLog(sharedBytes(sepsis!))
    const { summary, visits } = journey(indexLogNow(log), 'A')
    expect(visits).toHaveLength(1)
    expect([summary.cause.text, summary.waits.text]).toEqual([
      'The log does not say whether steps failed. It went from ER Registration to Release A.',
      '2 h 30 min between ER Sepsis Triage and IV Liquid, usually 9 min 38 s: 16 times the median and longer than 95% of 999.'
    ])
    expect(summary.effort.text).toMatch(/^22 steps in 1 visit, .*11 d 4 h from the first to the last\.$/)
  })
})

describe('long waits', () => {
  /** 40 logins a day, of some 10 s on one day and some 0.5 s on another; and those asked for. */
  const days = (extra: Row[]) => {
    const usual = (day: number, ms: number): Row[] =>
      Array.from({ length: 40 }, (_, k) => ({
        user: `d${day}u${k}`,
        action: 'login',
        time: at(day * 86_400 + 30 * k),
        duration_ms: ms + k
      }))
    return index([...usual(0, 10_000), ...usual(1, 500), ...extra])
  }

  it('are held against that day, where it says enough', async () => {
    const extra = { user: 'me', action: 'login', time: at(86_400 + 99), duration_ms: 4000 }
    const { steps, friction, summary } = journey(await days([extra]), 'me')
    expect(steps[0].usual).toMatchObject({ n: 81 })
    expect(steps[0].usualThatDay).toMatchObject({ n: 41, median: 520, max: 4000 })
    expect(friction.map(({ text }) => text)).toEqual(['login took 4 s, usually 0.52 s that day.'])
    expect(summary.waits.text).toBe('4 s at login, usually 0.52 s that day: the slowest of 41 that day.')
  })

  it('are long also where everybody waited that day, and say so', async () => {
    const slow = Array.from({ length: 30 }, (_, k) => ({
      user: `d2u${k}`,
      action: 'login',
      time: at(2 * 86_400 + k),
      duration_ms: 60_000 + 100 * k
    }))
    const more = Array.from({ length: 900 }, (_, k) => ({
      user: `m${k}`,
      action: 'login',
      time: at(3 * 86_400 + k),
      duration_ms: 500 + k
    }))
    const { friction, summary } = journey(await days([...slow, ...more]), 'd2u3')
    expect(friction.map(({ kind }) => kind)).toEqual(['wait'])
    expect(summary.waits.text).toMatch(
      /^1 min at login, usually 0\.9\d s: .* That day it was slow for everybody: median 1 min 1\.?\d* s of 30\.$/
    )
  })
})

it('knows contacts and balances in other languages', async () => {
  const rows = [
    { user: 'u1', action: 'Überweisung', time: at(0), status: 'error', amount: 900, kontostand: 250, konto: 'Giro' },
    { user: 'u1', action: 'Rückruf anfordern', time: at(60), status: 'ok', amount: '', kontostand: '', konto: '' },
    { user: 'u2', action: 'Réclamation', time: at(0), status: 'ok', amount: '', kontostand: '', konto: '' },
    { user: 'u3', action: 'Hilfe', time: at(0), status: 'ok', amount: '', kontostand: '', konto: '' }
  ]
  const some = await index(rows)
  const kinds = (user: string) => journey(some, user).friction.map(({ kind }) => kind)
  expect(kinds('u1')).toEqual(['error', 'contact'])
  expect(kinds('u2')).toEqual(['contact'])
  expect(kinds('u3')).toEqual(['help'])
  expect(journey(some, 'u1').summary.cause.text).toContain('900.00 was asked for, but the Giro balance was 250.00.')
})
