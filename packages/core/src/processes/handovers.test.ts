import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countHandovers } from './handovers.js'
import type { Runs } from './runs.js'

/** Runs of sessions given as lists of processes; the runs' events do not matter here. */
function runsOf(sessions: readonly (readonly number[])[]): Runs {
  const process = Int32Array.from(sessions.flat())
  const session = Uint32Array.from(sessions.flatMap((list, s) => list.map(() => s)))
  return {
    count: process.length,
    process,
    session,
    offsets: new Uint32Array(process.length + 1),
    events: new Uint32Array(0)
  }
}

const none = new Uint8Array(4)

describe('countHandovers', () => {
  it('counts what follows what in a session', () => {
    const { edges, neighbours } = countHandovers(runsOf([[0, 1], [0, 1], [1, 0, 0], [2]]), 3, none)
    expect(edges).toEqual([
      { from: 0, to: 1, count: 2 },
      { from: 0, to: 0, count: 1 },
      { from: 1, to: 0, count: 1 }
    ])
    expect(neighbours[1]).toEqual({
      before: [
        { process: 0, count: 2 },
        { process: -1, count: 1 }
      ],
      after: [
        { process: -1, count: 2 },
        { process: 0, count: 1 }
      ]
    })
  })

  it('looks through subroutines', () => {
    const { edges, neighbours } = countHandovers(
      runsOf([
        [0, 3, 1],
        [3, 3, 2]
      ]),
      4,
      Uint8Array.of(0, 0, 0, 1)
    )
    expect(edges).toEqual([{ from: 0, to: 1, count: 1 }])
    expect(neighbours[3].before).toEqual([
      { process: -1, count: 2 },
      { process: 0, count: 1 }
    ])
    expect(neighbours[3].after).toEqual([
      { process: 2, count: 2 },
      { process: 1, count: 1 }
    ])
  })

  it('accounts for every run on both sides', () => {
    const session = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 8 })
    fc.assert(
      fc.property(fc.array(session, { maxLength: 12 }), fc.boolean(), (sessions, subroutine) => {
        const runs = runsOf(sessions)
        const { neighbours } = countHandovers(runs, 4, Uint8Array.of(0, 0, 0, subroutine ? 1 : 0))
        for (let p = 0; p < 4; p++) {
          const count = runs.process.filter((q) => q === p).length
          for (const side of [neighbours[p].before, neighbours[p].after]) {
            expect(side.reduce((sum, { count: n }) => sum + n, 0)).toBe(count)
          }
        }
      })
    )
  })
})
