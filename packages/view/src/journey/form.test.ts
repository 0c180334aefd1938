import { describe, expect, test } from 'vitest'
import { chipsOf, emptyForm, fieldTime, queryOf, timeInForce } from './form.js'
import type { JourneyFacts } from './source.js'
import { plainDuration } from './told.js'

const facts: JourneyFacts = {
  events: 10,
  customers: 2,
  first: Date.UTC(2024, 2, 4, 19, 10),
  last: Date.UTC(2024, 2, 5, 15, 0),
  timeKind: 'timestamp',
  timeZone: 'Europe/Berlin',
  filtered: false,
  has: { channel: true, duration: true, status: true, message: true, amount: true, tree: false },
  activities: ['login', 'pay (1)', 'pay (2)'],
  channels: ['web'],
  columns: [
    { name: 'age', kind: 'number', values: [] },
    { name: 'plan', kind: 'category', values: ['gold'] }
  ],
  sources: [],
  notes: [],
  readMs: 0,
  indexMs: 0,
  indexBytes: 0
}

const query = (changed: Partial<typeof emptyForm>) => {
  const { sort: _, limit: __, ...rest } = queryOf({ ...emptyForm, ...changed }, facts)
  return rest
}

describe('the fields of the search', () => {
  test('ask for nothing by themselves, so that the last hour is looked at', () => {
    expect(query({})).toEqual({})
    expect(query({ time: '1h' })).toEqual({ last: '1h' })
    expect(query({ time: 'all' })).toEqual({ from: facts.first, to: facts.last + 1 })
  })

  test('ask for all of the data where the log is filtered, until a time is chosen', () => {
    const some = { ...facts, filtered: true }
    const whole = { from: facts.first, to: facts.last + 1 }
    expect(queryOf(emptyForm, some)).toMatchObject(whole)
    expect(queryOf({ ...emptyForm, time: '1h' }, some)).toMatchObject({ last: '1h' })
    expect([facts, some].map((known) => timeInForce(emptyForm, known))).toEqual(['1h', 'all'])
    expect(timeInForce({ ...emptyForm, customer: 'c1' }, facts)).toBe('all')
    expect(timeInForce({ ...emptyForm, time: '1d' }, some)).toBe('1d')
  })

  test('take times of the zone of the log; a day as the end means its end', () => {
    expect(query({ time: 'own', from: '2024-03-05 14:15', to: '2024-03-05' })).toEqual({
      from: Date.UTC(2024, 2, 5, 13, 15),
      to: Date.UTC(2024, 2, 5, 23)
    })
    // The clocks are set forward on the last Sunday of March.
    expect(query({ time: 'own', from: '2024-03-31 01:30', to: '2024-03-31 03:30:20' })).toEqual({
      from: Date.UTC(2024, 2, 31, 0, 30),
      to: Date.UTC(2024, 2, 31, 1, 30, 20)
    })
    expect(fieldTime(Date.UTC(2024, 2, 5, 13, 15), facts)).toBe('2024-03-05 14:15')
    expect(fieldTime(Date.UTC(2024, 2, 31, 1, 30, 20), facts)).toBe('2024-03-31 03:30:20')
  })

  test('leave what they cannot read to core, which says what it expects', () => {
    expect(query({ time: 'own', from: 'yesterday' })).toEqual({ from: 'yesterday' })
    expect(query({ activity: 'logout' })).toEqual({ activities: ['logout'] })
  })

  test('take exact names, else a part of them, never a pattern', () => {
    expect(query({ activity: 'login' })).toEqual({ activities: ['login'] })
    const [part] = query({ activity: 'PAY (' }).activities as RegExp[]
    expect(facts.activities.filter((name) => part.test(name))).toEqual(['pay (1)', 'pay (2)'])
  })

  test('read amounts, columns and waits as people write them', () => {
    expect(query({ amountFrom: '1,200.50' })).toEqual({ amount: { min: 1200.5 } })
    expect(query({ column: 'age', value: '30 to 40' })).toEqual({ attributes: { age: { min: 30, max: 40 } } })
    expect(query({ column: 'age', value: '..40' })).toEqual({ attributes: { age: { max: 40 } } })
    expect(query({ column: 'plan', value: 'gold' })).toEqual({ attributes: { plan: 'gold' } })
    expect(query({ waitOver: '1 minute and 30 seconds' })).toEqual({ waitOver: '1 min 30 s' })
    for (const [said, plain] of [
      ['20 minutes', '20 min'],
      ['1,5 hours', '1.5 h'],
      ['90 secs', '90 s'],
      ['250 milliseconds', '250 ms'],
      ['2 days', '2 d'],
      ['', '']
    ])
      expect(plainDuration(said)).toBe(plain)
  })

  test('show each condition with the way to drop it', () => {
    const form = { ...emptyForm, errors: true, process: 3, column: 'plan', value: 'gold' }
    const chips = chipsOf(form, (id) => `process ${id}`)
    expect(chips.map(({ label, value }) => `${label} ${value}`)).toEqual([
      'Errors only',
      'Process process 3',
      'plan gold'
    ])
    const rest = Object.assign({}, form, ...chips.map(({ drop }) => drop))
    expect(rest).toEqual(emptyForm)
  })
})
