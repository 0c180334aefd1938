import { describe, expect, it } from 'vitest'
import { ordersOf } from '../../test/orders-of.js'
import { plainLog } from '../../test/plain-log.js'

/** The usual order of a log of one process; activities are letters, each text a session (times its number). */
function orderOf(sessions: Record<string, number>): string {
  const events = Object.entries(sessions).flatMap(([text, times]) =>
    Array.from({ length: times }, (_, k) => [...text].map((activity) => ({ session: `${text} ${k}`, activity }))).flat()
  )
  const log = plainLog(events)
  const { order, place } = ordersOf(log).first
  order.forEach((a, i) => {
    expect(place[a]).toBe(i)
  })
  return Array.from(order, (a) => log.activityNames[a]).join('')
}

describe('backbones', () => {
  it('follows precedence, not the alphabet and not frequency', () => {
    expect(orderOf({ zyxw: 5, zw: 20, xw: 2 })).toBe('zyxw')
  })

  it('places optional steps between those around them, whatever the runs that stop early', () => {
    expect(orderOf({ ab: 30, abc: 10, abcde: 8, aBbcde: 3, cde: 2 })).toBe('aBbcde')
  })

  it('is not misled by loops and steps back', () => {
    expect(orderOf({ abcd: 10, abcbcd: 6, abcabcd: 4, ababcd: 3 })).toBe('abcd')
  })

  it('lets the majority decide each pair', () => {
    expect(orderOf({ abcd: 7, acbd: 4 })).toBe('abcd')
    expect(orderOf({ abcd: 4, acbd: 7 })).toBe('acbd')
  })

  it('puts the branches of a choice one after the other', () => {
    const order = orderOf({ 'axyz!': 10, 'apqr!': 10 })
    expect(order[0]).toBe('a')
    expect(order[7]).toBe('!')
    expect(order).toMatch(/xyz/)
    expect(order).toMatch(/pqr/)
  })

  it('puts what was in no run last', () => {
    expect(orderOf({ q: 3, ab: 2 })).toBe('abq')
  })

  it('orders two hundred steps from overlapping parts of the way', () => {
    const events = []
    for (let k = 0; k < 400; k++) {
      const start = (k * 37) % 190
      for (let i = start; i < Math.min(200, start + 12); i += 1 + (k % 2)) {
        events.push({ session: `s${k}`, activity: `step ${(i * 73) % 200}`, place: i })
      }
    }
    const log = plainLog(events)
    const { order } = ordersOf(log).first
    const truth = Array.from(order, (a) => Number(log.activityNames[a].slice(5))).map((x) => {
      for (let i = 0; i < 200; i++) if ((i * 73) % 200 === x) return i
      return -1
    })
    expect(truth).toEqual([...truth].sort((a, b) => a - b))
  })
})
