import { describe, expect, it } from 'vitest'
import { logFromTriples, type Triple } from './log/memory-log.js'
import { renameActivities } from './log/rename.js'
import { type FoundProcesses, mix } from './mix.js'

/** 40 sessions on the phone, of which 30 pay; 40 on the desk, of which 10 do; the others move money. */
function log() {
  const triples: Triple[] = []
  const device: string[] = []
  for (let s = 0; s < 80; s++) {
    const phone = s < 40
    const pays = phone ? s < 30 : s < 50
    for (let step = 0; step < 3; step++) {
      triples.push([`c${s}`, `${pays ? 'pay' : 'move'}${step}`, s * 1e6 + step])
      device.push(phone ? 'phone' : 'desk')
    }
  }
  return logFromTriples(triples, { categories: { device } })
}

const found = {
  activities: ['pay0', 'pay1', 'pay2', 'move0', 'move1', 'move2'].map((name) => ({
    name,
    hub: false,
    process: name.startsWith('pay') ? 0 : 1
  })),
  processes: [0, 1].map((id) => ({
    id,
    subroutine: false,
    steps: [0, 1, 2].map((step) => ({ activity: id * 3 + step })),
    terminalSteps: [2]
  }))
} as unknown as FoundProcesses

describe('mix', () => {
  it('counts who starts over after completing twice, as a discovery does', () => {
    const triples = Array.from({ length: 20 }, (_, s) =>
      ['pay0', 'pay1', 'pay2', 'pay0', 'pay1', 'pay2'].map((name, i): [string, string, number] => [
        `c${s}`,
        name,
        s * 1e6 + i
      ])
    ).flat()
    const once = triples
      .filter((_, i) => i % 6 < 3)
      .map(([c, name, at]): [string, string, number] => [`d${c}`, name, at])
    const counted = mix(logFromTriples([...triples, ...once]), found, { by: 'month' })
    expect(counted.groups.reduce((sum, group) => sum + group.runs, 0)).toBe(60)
  })

  it('counts the runs of each process by a column, and compares two groups', () => {
    const counted = mix(log(), found, { by: 'device', compare: ['phone', 'desk'] })
    expect(counted.groups.map(({ name, shares }) => [name, shares.map(({ count, of }) => [count, of])])).toEqual([
      [
        'phone',
        [
          [30, 40],
          [10, 40]
        ]
      ],
      [
        'desk',
        [
          [10, 40],
          [30, 40]
        ]
      ]
    ])
    const [first] = counted.comparison!.differences
    expect(first.difference).toBeCloseTo(-0.5, 10)
    expect(first.significant).toBe(true)
    expect(first.adjustedP).toBeGreaterThanOrEqual(first.p)
  })

  it('takes activities that the processes do not have for none', () => {
    const other = renameActivities(log(), (name) => name.replace('pay', 'buy'))
    expect(mix(other, found, { by: 'device' }).all.shares.map(({ count }) => count)).toEqual([0, 40])
  })

  it('answers mistakes with the groups that there are', () => {
    expect(() => mix(log(), found, { by: 'device', compare: ['phone', 'desc'] })).toThrow(/no group 'desc'/)
    expect(() => mix(log(), found, { by: 'devise' })).toThrow(/no such column/)
  })
})
