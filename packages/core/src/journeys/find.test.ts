import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runNow } from '../kernel/work.js'
import { logFromTriples, type Triple } from '../log/memory-log.js'
import { find } from './find.js'
import { caseOf, eventsBetween, indexLogNow } from './index-log.js'
import { Likeness } from './likeness.js'
import { sortByTime } from './time-order.js'
import { findCustomers } from './who.js'

const event = fc.record({
  user: fc.integer({ min: 0, max: 5 }),
  action: fc.integer({ min: 0, max: 3 }),
  time: fc.integer({ min: 0, max: 5000 }),
  status: fc.constantFrom('', 'ok', 'error'),
  channel: fc.constantFrom('web', 'app'),
  wait: fc.oneof(fc.constant(Number.NaN), fc.integer({ min: 0, max: 9 })),
  amount: fc.oneof(fc.constant(Number.NaN), fc.integer({ min: 0, max: 9 }))
})

describe('sortByTime', () => {
  it('orders any doubles stably', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: -3, max: 3 }))), (values) => {
        const time = Float64Array.from(values, (value) => value + 0)
        const expected = Array.from(time.keys()).sort((a, b) => time[a] - time[b] || a - b)
        expect(Array.from(runNow(sortByTime(time)))).toEqual(expected)
      })
    )
  })
})

describe('find', () => {
  it('finds what a plain pass over all events finds', () => {
    fc.assert(
      fc.property(
        fc.array(event, { minLength: 1, maxLength: 400 }),
        fc.record({
          range: fc.option(fc.tuple(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 1, max: 5000 })), {
            nil: undefined
          }),
          errors: fc.boolean(),
          action: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
          waitOver: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
          min: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
          channel: fc.option(fc.constantFrom('web', 'app'), { nil: undefined })
        }),
        (events, asked) => {
          const triples = events.map(({ user, action, time }): Triple => [`u${user}`, `a${action}`, time])
          const log = logFromTriples(triples, {
            categories: { status: events.map(({ status }) => status), channel: events.map(({ channel }) => channel) },
            numbers: { wait: events.map(({ wait }) => wait), amount: events.map(({ amount }) => amount) },
            schema: { status: 'status', channel: 'channel', duration: 'wait', amount: 'amount' }
          })
          const index = indexLogNow(log)
          const times = events.map(({ time }) => time)
          const last = Math.max(...times)
          const from = Math.min(asked.range?.[0] ?? Math.min(...times), last)
          const to = from + (asked.range?.[1] ?? 10_000)
          fc.pre(to > Math.min(...times))
          fc.pre(asked.action === undefined || events.some(({ action }) => action === asked.action))
          fc.pre(asked.channel === undefined || events.some(({ channel }) => channel === asked.channel))
          const fits = events.filter(
            (one) =>
              one.time >= from &&
              one.time < to &&
              (!asked.errors || one.status === 'error') &&
              (asked.action === undefined || one.action === asked.action) &&
              (asked.waitOver === undefined || one.wait > asked.waitOver) &&
              (asked.min === undefined || one.amount >= asked.min) &&
              (asked.channel === undefined || one.channel === asked.channel)
          )
          const found = find(index, {
            from,
            to,
            errors: asked.errors,
            limit: 2,
            ...(asked.action !== undefined && { activities: [`a${asked.action}`] }),
            ...(asked.waitOver !== undefined && { waitOver: asked.waitOver }),
            ...(asked.min !== undefined && { amount: { min: asked.min } }),
            ...(asked.channel !== undefined && { channel: asked.channel })
          })
          const users = new Set(fits.map(({ user }) => user))
          const errors = fits.filter(({ status }) => status === 'error').length
          expect(found.total).toEqual({ customers: users.size, matches: fits.length, errors })
          const listed = found.rows.reduce((sum, { matches }) => sum + matches, 0)
          expect(listed + found.other.matches).toBe(fits.length)
          expect(found.rows.length + found.other.customers).toBe(users.size)
          for (const row of found.rows) {
            const own = fits.filter(({ user }) => `u${user}` === row.customer)
            expect(row.matches).toBe(own.length)
            expect(log.caseNames[caseOf(index, row.look)]).toBe(row.customer)
            const all = events.filter(({ user, time }) => `u${user}` === row.customer && time >= from && time < to)
            expect(row.events).toBe(all.length)
            expect(row.errors).toBe(all.filter(({ status }) => status === 'error').length)
            expect(row.unknownStatus).toBe(all.filter(({ status }) => status === '').length)
            expect(row.lastSeen).toBe(Math.max(...all.map(({ time }) => time)))
          }
          const active = new Set(events.filter(({ time }) => time >= from && time < to).map(({ user }) => user))
          expect(found.active).toBe(active.size)
        }
      ),
      { numRuns: 300 }
    )
  })

  it('looks at the last hour of the data where nothing else is asked', () => {
    const hour = 3_600_000
    const log = logFromTriples([
      ['a', 'x', 0],
      ['b', 'x', 5 * hour],
      ['c', 'x', 5.5 * hour]
    ])
    const found = find(indexLogNow(log))
    expect(found.rows.map(({ customer }) => customer)).toEqual(['c', 'b'])
    expect(found.range).toMatchObject({ byDefault: true, to: 5.5 * hour + 1 })
    expect(find(indexLogNow(log), { last: '20m' }).total.customers).toBe(1)
    expect(find(indexLogNow(log), { customer: 'a' }).total.matches).toBe(1)
  })

  it('counts each customer of a short time, however the log stands', () => {
    // Later customers come first in time: in order of time the events go backwards through the log.
    const triples = Array.from({ length: 300 }, (_, u): Triple => [`u${u}`, 'a', (300 - u) * 10])
    const log = logFromTriples(triples, {
      categories: { status: triples.map((_, u) => (u % 2 === 0 ? 'error' : 'ok')) },
      schema: { status: 'status' }
    })
    const found = find(indexLogNow(log), { from: 1000, to: 1040 })
    expect(found.total).toEqual({ customers: 4, matches: 4, errors: 2 })
    expect(found.rows.map(({ customer, matches, events }) => [customer, matches, events])).toEqual([
      ['u198', 1, 1],
      ['u200', 1, 1],
      ['u197', 1, 1],
      ['u199', 1, 1]
    ])
  })

  it('costs at most 8 bytes an event', () => {
    const log = logFromTriples(
      Array.from({ length: 20_000 }, (_, i): Triple => [`u${i >> 3}`, `a${i % 7}`, (i * 7919) % 1e6])
    )
    const index = indexLogNow(log)
    expect(index.bytes / 20_000).toBeLessThan(8)
    expect(Array.from(eventsBetween(index, 100, 5000), (i) => log.time[i])).toEqual(
      Array.from(log.time)
        .filter((time) => time >= 100 && time < 5000)
        .sort((a, b) => a - b)
    )
  })

  it('tells what is wrong with a question', () => {
    const index = indexLogNow(
      logFromTriples([
        ['a', 'x', 0],
        ['b', 'y', 9]
      ])
    )
    expect(() => find(index, { activities: ['z'] })).toThrow(/z/)
    expect(() => find(index, { waitOver: '1s' })).toThrow(/duration|how long/)
    expect(() => find(index, { process: 'pay' })).toThrow('No processes are known')
    expect(() => find(index, { from: 5, to: 5 })).toThrow('not before')
    expect(() => find(index, { last: '1h', from: 3 })).toThrow('Both last')
    expect(() => find(index, { limit: 0 })).toThrow('limit')
    expect(() => find(index, { attributes: { colour: 'red' } })).toThrow("no column 'colour'")
    expect(() => find(index, { error: true } as object)).toThrow("unknown option 'error'")
    expect(() => find(index, { customer: 'nobody at all' })).toThrow('nor one like it')
  })
})

describe('findCustomers', () => {
  const index = indexLogNow(logFromTriples(['C1001', 'C1002', 'c2001', 'Zoe'].map((id, k): Triple => [id, 'x', k])))
  const ids = (text: string) => findCustomers(index, text).map(({ id, by }) => `${id} ${by}`)

  it('prefers exact to case, to a part, to likeness', () => {
    expect(ids('C1001')).toEqual(['C1001 id'])
    expect(ids('C2001')).toEqual(['c2001 id'])
    expect(ids('100')).toEqual(['C1001 part', 'C1002 part'])
    expect(ids('C1010')).toEqual(['C1001 likeness'])
    expect(ids('C1009')).toEqual(['C1001 likeness', 'C1002 likeness'])
    expect(ids('Zeo')).toEqual(['Zoe likeness'])
    expect(ids('nobody like this')).toEqual([])
  })

  it('finds names, words of them and odd letters', () => {
    const people = ['Anna Meier', 'ANNA MEIER', 'Zoë Straße', 'tab\there', '', 'O’Neil']
    const log = logFromTriples(
      people.map((_, k): Triple => [`C${k}`, 'x', k]),
      { categories: { called: people }, schema: { customerName: 'called' } }
    )
    const named = indexLogNow(log)
    const found = (text: string) => findCustomers(named, text).map(({ id, name, by }) => `${id} ${name} ${by}`)
    expect(found('anna meier')).toEqual(['C0 Anna Meier name', 'C1 ANNA MEIER name'])
    expect(found('eie')).toEqual(['C0 Anna Meier part', 'C1 ANNA MEIER part'])
    expect(found('Meyer')).toEqual(['C0 Anna Meier likeness', 'C1 ANNA MEIER likeness'])
    expect(found('zoë')).toEqual(['C2 Zoë Straße part'])
    expect(found('straßse')).toEqual(['C2 Zoë Straße likeness'])
    expect(found('tab\there')).toEqual(['C3 tab\there name'])
    expect(found('c4')).toEqual(['C4 null id'])
    expect(found('\n')).toEqual([])
  })

  it('finds by likeness what comparing with each would find', () => {
    const id = fc.array(fc.constantFrom('a', 'b', '1', '2'), { minLength: 1, maxLength: 7 }).map((all) => all.join(''))
    fc.assert(
      fc.property(fc.uniqueArray(id, { minLength: 1, maxLength: 30 }), id, (all, sought) => {
        const some = indexLogNow(logFromTriples(all.map((one, k): Triple => [one, 'x', k])))
        const limit = Math.max(1, Math.min(3, Math.floor(sought.length / 3)))
        const parts = all.filter((one) => one.includes(sought))
        const likeness = new Likeness(sought)
        const near = all
          .map((one) => ({ one, edits: likeness.distance(one, 0, one.length) }))
          .filter(({ edits }) => edits <= limit)
          .sort((a, b) => a.edits - b.edits)
          .map(({ one }) => one)
        const expected = all.includes(sought) ? [sought] : parts.length > 0 ? parts : near
        expect(findCustomers(some, sought, 30).map(({ id }) => id)).toEqual(expected)
      })
    )
  })

  it('finds by the words of a name what comparing with each name would find', () => {
    const word = fc.constantFrom('ana', 'anna', 'hanna', 'meier', 'meyer', 'o', 'de', '', 'bo-de')
    const name = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '))
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 20 }), name, (all, text) => {
        const sought = text.trim()
        fc.pre(sought !== '')
        const log = logFromTriples(
          all.map((_, k): Triple => [`#${k}`, 'x', k]),
          { categories: { called: all }, schema: { customerName: 'called' } }
        )
        const limit = Math.max(1, Math.min(3, Math.floor(sought.length / 3)))
        const likeness = new Likeness(sought)
        const edits = (other: string) =>
          Math.abs(other.length - sought.length) > limit ? limit + 1 : likeness.distance(other, 0, other.length)
        const near = all.map((one, k) => ({
          id: `#${k}`,
          // A name of nothing is unknown, so that only the id is compared.
          edits: Math.min(edits(`#${k}`), ...(one === '' ? [] : [edits(one), ...one.split(' ').map(edits)]))
        }))
        const ids = (fits: (one: string) => boolean) => all.flatMap((one, k) => (fits(one) ? [`#${k}`] : []))
        const [whole, parts] = [ids((one) => one === sought), ids((one) => one.includes(sought))]
        const nearest = [0, 1, 2, 3].flatMap((most) =>
          near.filter((one) => one.edits === most && most <= limit).map(({ id }) => id)
        )
        const expected = whole.length > 0 ? whole : parts.length > 0 ? parts : nearest
        expect(findCustomers(indexLogNow(log), sought, 30).map(({ id }) => id)).toEqual(expected)
      }),
      { numRuns: 500 }
    )
  })
})
