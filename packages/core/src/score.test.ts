import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainLog } from '../test/plain-log.js'
import type { DiscoveryModel } from './report/model.js'
import { liveScorer, SCORED_BY, score } from './score.js'

const activity = (name: string, process: number) => ({ name, process, hub: process < 0, events: 1 })

const model: DiscoveryModel = {
  format: 'desirepath/model',
  version: 1,
  fingerprint: 'test',
  activities: [activity('a', 0), activity('b', 0), activity('c', 1), activity('d', 2), activity('home', -1)],
  processes: ['A', 'C', 'D'].map((name, id) => {
    return { id, name, family: name, channel: null, steps: [], terminalSteps: [] }
  }),
  dimensions: 1,
  vectors: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA='
}

describe('liveScorer', () => {
  it('says at once what is known, and corrects what was before a step', () => {
    const session = liveScorer(model)()
    expect(['home', 'a', 'home', 'new', 'c', 'home'].map((name) => session.add(name))).toEqual([
      { process: -1, by: 'none', before: 0 },
      { process: 0, by: 'activity', before: 1 },
      { process: 0, by: 'context', before: 0 },
      { process: 0, by: 'context', before: 0 },
      { process: 1, by: 'activity', before: 2 },
      { process: 1, by: 'context', before: 0 }
    ])
  })

  it('ends with what score says of the whole session, for any sessions', () => {
    const begin = liveScorer(model)
    const session = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'home', 'new'), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(fc.array(session, { minLength: 1, maxLength: 6 }), (sessions) => {
        const log = plainLog(
          sessions.flatMap((names, s) => names.map((name) => ({ session: `s${s}`, activity: name })))
        )
        const whole = score(model, log)
        const live = sessions.flatMap((names) => {
          const going = begin()
          const said: { process: number; by: string }[] = []
          for (const name of names) {
            const { process, by, before } = going.add(name)
            for (let i = said.length - before; i < said.length; i++) said[i] = { process, by: 'context' }
            said.push({ process, by })
          }
          return said
        })
        expect(live).toEqual(Array.from(whole.process, (process, i) => ({ process, by: SCORED_BY[whole.by[i]] })))
      })
    )
  })
})
