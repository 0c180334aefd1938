import { describe, expect, it } from 'vitest'
import { sharedBytes, sharedFile } from '../../../../tools/testing/shared.js'
import { newKernel } from '../kernel/load.js'
import { runNow } from '../kernel/work.js'
import type { ReadOptions } from '../log/read.js'
import { readLog } from '../log/read-log.js'
import { countEvidence } from './evidence.js'
import { explainPair } from './explain.js'
import { learnedLinks } from './learned-links-steps.js'
import { linksFromEvidence } from './links-from-evidence.js'
import { mergeEvidence } from './merge-evidence.js'
import { chronologicalSequences, type Sequences } from './sequences.js'

const kernel = await newKernel()

const logs: [name: string, path: string, options: ReadOptions][] = [
  ['sepsis', 'data/sepsis/sepsis.csv.gz', { case: 'Case ID', activity: 'Activity', timestamp: 'Complete Timestamp' }],
  ['hospital billing', 'data/sepsis/hospital_billing.csv.gz', {}],
  ['traffic fines', 'data/sepsis/traffic_fines.csv.gz', {}],
  ['web shop by user', 'data/rete_ecom/ecom.csv.gz', { case: 'user_id', activity: 'event' }],
  ['web shop by session', 'data/rete_ecom/ecom.csv.gz', { case: 'session_id', activity: 'event' }],
  ['municipality', 'data/pm4py_small/receipt.csv', {}],
  ['helpdesk', 'data/pm4py_small/helpdesk.xes.gz', {}],
  ['telephone claims', 'data/pm4py_small/02_teleclaims.xes.gz', {}],
  ['reviewing', 'data/pm4py_small/reviewing.csv', {}],
  ['road traffic', 'data/pm4py_small/roadtraffic100traces.csv', {}]
]

describe('real logs of 10 to 27 activities', () => {
  it.each(logs)('%s: two processes or more, and most activities in one', async (_, name, options) => {
    const path = sharedFile(name)
    if (path === null) return
    const log = await readLog(sharedBytes(path), options)
    const found = runNow(learnedLinks(await newKernel(), log))
    const n = log.activityNames.length
    expect(n).toBeGreaterThanOrEqual(10)
    expect(found.clusters).toBeGreaterThanOrEqual(2)
    // Neither noise nor hubs: at least two fifths stand in a process.
    expect(found.labels.filter((label) => label >= 0).length).toBeGreaterThanOrEqual(0.4 * n)
    const sizes = Array.from({ length: found.clusters }, (_, c) => found.labels.filter((label) => label === c).length)
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(2)
    expect(found.chosen.length).toBeGreaterThan(1)
  })

  it.skipIf(sharedFile('data/pm4py_small/running-example.csv') === null)(
    'running-example of 8 activities',
    async () => {
      const path = sharedFile('data/pm4py_small/running-example.csv')!
      const log = await readLog(sharedBytes(path), { case: 'case:concept:name', activity: 'concept:name' })
      const found = runNow(learnedLinks(await newKernel(), log))
      expect(found.clusters).toBeGreaterThanOrEqual(1)
      expect(found.warnings.join(' ')).toContain('Half of the activities occur in')
    }
  )
})

/** Sessions of four processes of six steps, some of which are left out, and a hub between them. */
function planned(sessions: number): Sequences & { names: string[] } {
  let state = 7
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const hub = 24
  const tokens: number[] = []
  const offsets = [0]
  for (let s = 0; s < sessions; s++) {
    for (const process of [Math.floor(random() * 4), Math.floor(random() * 4)]) {
      tokens.push(hub)
      for (let step = 0; step < 6; step++) if (random() < 0.85) tokens.push(process * 6 + step)
    }
    offsets.push(tokens.length)
  }
  return {
    tokens: Uint32Array.from(
      tokens.filter((token, at) => at === 0 || token !== tokens[at - 1] || offsets.includes(at))
    ),
    offsets: Uint32Array.from(offsets),
    activities: 25,
    times: Float64Array.from({ length: sessions }, (_, s) => s * 60_000),
    names: Array.from({ length: 25 }, (_, i) => `page ${i}`)
  }
}

describe('evidence that was added up from parts', () => {
  it('finds the same processes and hub as the sessions themselves', async () => {
    const plan = planned(600)
    const log = {
      activity: plan.tokens,
      time: Float64Array.from(plan.tokens, (_, at) => at),
      sessionOffsets: plan.offsets,
      activityNames: plan.names
    }
    const whole = runNow(learnedLinks(await newKernel(), log))
    expect(Array.from(whole.hubs)).toEqual(Array.from({ length: 25 }, (_, i) => (i === 24 ? 1 : 0)))
    expect(Array.from(whole.labels)).toEqual(Array.from({ length: 25 }, (_, i) => (i === 24 ? -1 : Math.floor(i / 6))))

    const all = chronologicalSequences(log)
    const parts = [0, 200, 400].map((from) => {
      const start = all.offsets[from]
      return runNow(
        countEvidence(
          kernel,
          {
            activities: 25,
            offsets: all.offsets.slice(from, from + 201).map((offset) => offset - start),
            tokens: all.tokens.slice(start, all.offsets[from + 200])
          },
          'all',
          all.times.slice(from, from + 200)
        )
      )
    })
    const merged = mergeEvidence(mergeEvidence(parts[2], parts[0]), parts[1])
    const found = runNow(linksFromEvidence(await newKernel(), merged, plan.names))
    expect(Array.from(found.labels)).toEqual(Array.from(whole.labels))
    expect(Array.from(found.hubs)).toEqual(Array.from(whole.hubs))
    expect(explainPair(found.explained, 0, 1).together).toBe(true)
    expect(() => runNow(linksFromEvidence({} as never, merged, ['one']))).toThrow(/25 activities, but 1 names/)
  })
})
