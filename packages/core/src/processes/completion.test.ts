import { describe, expect, it } from 'vitest'
import { ordersOf } from '../../test/orders-of.js'
import { type PlainEvent, plainLog } from '../../test/plain-log.js'

function endsOf(events: readonly PlainEvent[]): { terminal: string[]; entry: string[] } {
  const log = plainLog(events)
  const { terminal, entry } = ordersOf(log)
  const named = (flags: Uint8Array) => log.activityNames.filter((_, a) => flags[a]).sort()
  return { terminal: named(terminal), entry: named(entry) }
}

/** Sessions as text, each so many times; a minute between events, a long pause where there is a space. */
function texts(sessions: Record<string, number>): PlainEvent[] {
  return Object.entries(sessions).flatMap(([text, times]) =>
    Array.from({ length: times }, (_, k) => {
      let time = 0
      return [...text].flatMap((activity) => {
        time += activity === ' ' ? 30 * 86_400_000 : 60_000
        return activity === ' ' ? [] : [{ session: `${text} ${k}`, activity, time }]
      })
    }).flat()
  )
}

describe('learnEnds', () => {
  it('finds the last step of a process that few finish', () => {
    // 24 steps, of which each loses an eighth: 4 % arrive.
    const letters = 'abcdefghijklmnopqrstuvwx'
    const sessions: Record<string, number> = {}
    let left = 1000
    for (let i = 1; i < letters.length; i++) {
      const leaving = i === letters.length - 1 ? left : Math.round(left / 8)
      sessions[letters.slice(0, i + 1)] = leaving
      left -= leaving
    }
    expect(endsOf(texts(sessions))).toEqual({ terminal: ['x'], entry: ['a'] })
  })

  it('takes no step for terminal where half leave and the others go on', () => {
    expect(endsOf(texts({ abcdef: 40, abcd: 60, ab: 5 })).terminal).toEqual(['f'])
  })

  it('knows several ends, and a last step that a survey may follow', () => {
    expect(endsOf(texts({ abcdX: 30, abcdY: 25, ab: 20 })).terminal).toEqual(['X', 'Y'])
    expect(endsOf(texts({ abcde: 80, abcdeS: 12, abc: 10 })).terminal).toEqual(['S', 'e'])
  })

  it('takes a return after weeks for a new matter', () => {
    expect(endsOf(texts({ 'abcd r': 40, abcd: 60, ab: 10 })).terminal).toEqual(['d', 'r'])
    expect(endsOf(texts({ abcdr: 40, abcd: 60, ab: 10 })).terminal).toEqual(['r'])
  })

  it('knows the end of a branch of its own, however early, but no page that most leave at once', () => {
    expect(endsOf(texts({ abcd: 150, pqrstuvw: 60, ab: 8, pq: 5, bp: 2 })).terminal).toEqual(['d', 'w'])
    expect(endsOf(texts({ abcdefgh: 20, ab: 150, abc: 5 })).terminal).toEqual(['h'])
  })

  it('does not believe a single run', () => {
    expect(endsOf(texts({ abcdef: 50, abcdg: 1 })).terminal).toEqual(['f'])
  })

  it('finds an entry in the middle of the first third only', () => {
    expect(endsOf(texts({ abcdef: 30, bcdef: 10, ef: 12 })).entry).toEqual(['a', 'b'])
  })
})
