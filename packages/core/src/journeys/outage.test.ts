import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { sharedBytes, sharedFile } from '../../../../tools/testing/shared.js'
import { readLog } from '../index.js'
import { runNow } from '../kernel/work.js'
import { logFromTriples, type Triple } from '../log/memory-log.js'
import { beforeContact } from './before-contact.js'
import { chartsOverTime, topErrors, weekdayByHour } from './charts.js'
import { type IndexOptions, indexLogNow, type LogIndex } from './index-log.js'
import { othersAtTheTime } from './others.js'
import { findOutagesInSteps, type OutageOptions } from './outage.js'
import { binomialTail, chiSquaredTail } from './tails.js'

const outages = (index: LogIndex, options?: OutageOptions) => runNow(findOutagesInSteps(index, options))

/** A seeded stream of numbers in [0, 1). */
function stream(seed: number) {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

const START = Date.UTC(2024, 4, 6)
const HOUR = 3_600_000

/** 20,000 events of ten days at 2% errors; in one hour, `pay` fails or slows down as asked. */
function tenDays(seed: number, inTheHour: { failing?: number; slower?: number }, options: IndexOptions = {}) {
  const random = stream(seed)
  const [from, to] = [START + 100 * HOUR, START + 101 * HOUR]
  const triples: Triple[] = []
  const status: string[] = []
  const wait: number[] = []
  for (let i = 0; i < 20_000; i++) {
    const time = START + Math.floor(random() * 240 * HOUR)
    const action = ['home', 'search', 'pay', 'send'][Math.floor(random() * 4)]
    const hit = action === 'pay' && time >= from && time < to
    triples.push([`u${Math.floor(random() * 3000)}`, action, time])
    status.push(random() < (hit ? (inTheHour.failing ?? 0.02) : 0.02) ? 'error' : 'ok')
    wait.push(200 * (0.5 + random() + random() ** 8 * 4) * (hit ? (inTheHour.slower ?? 1) : 1))
  }
  const log = logFromTriples(triples, {
    categories: { status },
    numbers: { wait_ms: wait },
    schema: { status: 'status', duration: 'wait_ms' }
  })
  return { index: indexLogNow(log, options), from, to }
}

describe('tails', () => {
  it('agree with sums done by hand and with tables', () => {
    expect(binomialTail(2, 3, 0.5)).toBeCloseTo(0.5, 12)
    expect(binomialTail(0, 3, 0.5)).toBe(1)
    expect(binomialTail(3, 3, 0.1)).toBeCloseTo(0.001, 12)
    expect(binomialTail(1, 1000, 0.001)).toBeCloseTo(1 - 0.999 ** 1000, 10)
    expect(binomialTail(60, 100, 0.5)).toBeCloseTo(0.0284439668, 9)
    // 95th percentiles of chi-squared with 2, 10 and 100 degrees of freedom.
    expect(chiSquaredTail(5.991464547, 1)).toBeCloseTo(0.05, 8)
    expect(chiSquaredTail(18.30703805, 5)).toBeCloseTo(0.05, 8)
    expect(chiSquaredTail(124.3421134, 50)).toBeCloseTo(0.05, 8)
  })
})

describe('findOutages', () => {
  it('finds an hour in which a step fails, with its rate and its customers', () => {
    const { index, from, to } = tenDays(1, { failing: 0.6 })
    const [found, ...others] = outages(index)
    expect(others).toEqual([])
    expect(found).toMatchObject({ name: 'pay', by: 'errors' })
    expect(found.from).toBeGreaterThanOrEqual(from)
    expect(found.to).toBeLessThan(to)
    expect(found.rate!.low).toBeGreaterThan(0.2)
    expect(found.usualRate).toBeCloseTo(0.02, 2)
    expect(found.pAnywhere).toBeLessThan(0.01)
    expect(found.customers).toHaveLength(new Set(found.customers.map(({ customer }) => customer)).size)
    expect(found.affected.length).toBe(found.errors)
    expect(found.text).toMatch(/^pay, from .* of its events failed \(\d+ of \d+\), usually 2%.* customers met it\.$/)
  })

  it('finds an hour in which a step is slow', () => {
    const { index, from, to } = tenDays(2, { slower: 6 })
    const [found] = outages(index)
    expect(found).toMatchObject({ name: 'pay', by: 'waits' })
    expect(found.from).toBeGreaterThanOrEqual(from)
    expect(found.to).toBeLessThan(to)
    expect(found.slowdown).toBeGreaterThan(4)
  })

  it('finds nothing where nothing is', () => {
    const falseOnes = [3, 4, 5, 6, 7, 8, 9, 10].map((seed) => outages(tenDays(seed, {}).index).length)
    expect(falseOnes.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(1)
  })

  it('says nothing of a log without statuses and durations, or ordered by numbers', () => {
    expect(outages(indexLogNow(logFromTriples([['a', 'x', 1]])))).toEqual([])
    expect(outages(indexLogNow(logFromTriples([['a', 'x', 1]], { timeKind: 'number' })))).toEqual([])
  })

  it('tells many from one at the same time', () => {
    const { index, from, to } = tenDays(1, { failing: 0.6 })
    const { log } = index
    const failed = (inside: boolean) =>
      Array.from(log.activity.keys()).find(
        (i) =>
          log.activityNames[log.activity[i]] === 'pay' &&
          index.details.outcome(i) === 1 &&
          inside === (log.time[i] > from + HOUR / 4 && log.time[i] < to - HOUR / 4)
      )!
    expect(othersAtTheTime(index, failed(true))).toMatchObject({ verdict: 'many' })
    expect(othersAtTheTime(index, failed(false)).verdict).not.toBe('many')
  })
})

describe('charts', () => {
  const { index } = tenDays(1, { failing: 0.6 })

  it('add up to the log', () => {
    const sum = (values: number[]) => values.reduce((all, one) => all + one, 0)
    const charts = chartsOverTime(index, { by: 'activity', limit: 2 })
    expect(charts.series.map(({ name }) => name)).toHaveLength(3)
    expect(charts.series[2].name).toBe('other')
    expect(sum(charts.series.flatMap(({ events }) => events))).toBe(20_000)
    expect(sum(charts.series.flatMap(({ errors }) => errors ?? []))).toBe(index.errors)
    const week = weekdayByHour(index)
    expect(sum(week.events.flat())).toBe(20_000)
    expect(sum(week.errors!.flat())).toBe(index.errors)
    const { errors, other } = topErrors(index, { limit: 2 })
    expect(sum(errors.map((one) => one.errors)) + other.errors).toBe(index.errors)
    expect(errors[0].name).toBe('pay')
  })

  it('find the step that precedes contacts, and leave the others', () => {
    const random = stream(5)
    const triples: Triple[] = []
    for (let u = 0; u < 2000; u++) {
      const steps = ['home', random() < 0.3 ? 'error page' : 'list', 'end']
      if (random() < (steps[1] === 'error page' ? 0.3 : 0.05)) steps.push('chat')
      steps.forEach((step, k) => {
        triples.push([`u${u}`, step, u * 1e6 + k * 1000])
      })
    }
    const { steps, sessions, contacts } = beforeContact(indexLogNow(logFromTriples(triples)))
    expect(sessions).toBe(2000)
    expect(steps[0]).toMatchObject({ name: 'error page' })
    expect(steps[0].low).toBeGreaterThan(3)
    expect(steps[0].low).toBeLessThan(6)
    expect(steps[0].high).toBeGreaterThan(6)
    expect(steps[0].with.contacts + steps[0].without.contacts).toBe(contacts)
    expect(steps.find(({ name }) => name === 'list')!.high).toBeLessThan(1)
    expect(steps.find(({ name }) => name === 'chat')).toBeUndefined()
  })
})

const bank = sharedFile('data/bank_100k/events.csv.gz')
describe.skipIf(bank === null)('the bank log', () => {
  it('shows its planted outage, and nothing else', async () => {
    const truth = JSON.parse(readFileSync(sharedFile('data/bank_100k/truth.json')!, 'utf8')).outage
    const rows = readFileSync(sharedFile('data/bank_100k/truth.csv')!, 'utf8').trim().split('\n').slice(1)
    const processOf = new Map(
      rows.map((row) => row.split(',')).flatMap((row) => (row[4] === 'process' ? [[row[0], row[1]]] : [])) as [
        string,
        string
      ][]
    )
    const names = [...new Set(processOf.values())]
    const log = await readLog(sharedBytes(bank!), { session: 'session_id' })
    const none = new Uint8Array(log.activityNames.length)
    const index = indexLogNow(log, {
      processes: {
        labels: Int32Array.from(log.activityNames, (name) => names.indexOf(processOf.get(name) ?? '')),
        hubs: none,
        terminal: none,
        processes: names.map((name) => ({ name, family: '', steps: 0 }))
      }
    })
    const found = outages(index)
    expect(found).toHaveLength(1)
    const [{ from, to, name, events, errors, slowdown, customers, text, usualRate }] = found
    expect(name).toBe(truth.process)
    expect(from).toBeGreaterThanOrEqual(Date.parse(truth.start))
    expect(to).toBeLessThanOrEqual(Date.parse(truth.end))
    // The log holds two events of the process in the outage, both of one customer.
    expect([events, errors, customers.map(({ customer }) => customer)]).toEqual([2, 1, ['C101099']])
    expect(slowdown).toBeGreaterThan(truth.latency_factor)
    expect(usualRate).toBeLessThan(0.02)
    expect(text).toContain("Only 1 customer met it: that cannot tell an outage from one customer's trouble.")
  })
})
