import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PlainEvent, plainLog } from '../../test/plain-log.js'
import { discover } from '../discover.js'
import { mix } from '../mix.js'
import { linedJson } from '../report/lined-json.js'
import { revise } from '../revise.js'
import { compareMix } from './compare-mix.js'
import { cutRuns } from './cut-runs.js'
import { flow, nameFlow } from './flow.js'
import { mixBy, storedGroup } from './mix.js'
import { mixColumns } from './mix-columns.js'
import { storeMix } from './store-mix.js'
import * as unusual from './unusual.js'

const CHANNELS = ['web', 'app', 'phone']

/** Sessions of two processes, more of the second on the app; columns of every kind. */
function events(sessions: number): PlainEvent[] {
  return Array.from({ length: sessions }, (_, s) => {
    const channel = CHANNELS[s % 3]
    const first = s % 5 < (channel === 'app' ? 1 : 3)
    return (first ? ['order open', 'order pay', 'order done'] : ['claim open', 'claim file', 'claim sent']).map(
      (activity, i) => ({
        session: `s${s}`,
        activity,
        time: s * 3_600_000 + i * 60_000,
        channel,
        plan: s % 7 === 0 ? '' : `plan ${s % 2}`,
        visits: s % 4,
        ip: `10.0.0.${s}`,
        button: `b${i % 3}`,
        constant: 'x',
        rare: s === 3 ? 'yes' : ''
      })
    )
  }).flat()
}

const log = plainLog(events(120), { channel: 'channel' })
const labels = Int32Array.from(log.activityNames, (name) => (name.startsWith('order') ? 0 : 1))
const runs = cutRuns(log, labels, new Uint8Array(labels.length), 2)

describe('the mix that a discovery carries', () => {
  it('is by columns of few values that hardly change within a session, the channel first', () => {
    expect(mixColumns(log, runs)).toEqual(['channel', 'plan', 'visits'])
  })

  it('holds the counts of mixBy, from which shares, intervals and differences follow', () => {
    for (const by of ['channel', 'plan', 'visits', 'ip', 'week']) {
      const stored = storeMix(log, runs, 2, by, undefined, unusual)
      const full = mixBy(log, runs, 2, { by, most: 8 })
      expect(stored.groups.map(storedGroup)).toEqual(full.groups.map((group) => ({ ...group, start: null })))
      expect(stored.without).toEqual(full.without)
      const named = stored.groups.filter(({ name }) => name !== 'other').length
      expect(named + stored.otherValues).toBe(by === 'ip' ? 120 : full.groups.length)
    }
    const [web, app] = ['web', 'app'].map((name) =>
      storedGroup(storeMix(log, runs, 2, 'channel', undefined, null).groups.find((group) => group.name === name)!)
    )
    const { differences } = compareMix(web, app, [0, 1])
    const orders = differences.find(({ process }) => process === 0)
    expect(orders).toMatchObject({ a: { count: 24, of: 40 }, b: { count: 8, of: 40 }, significant: true })
    expect(orders?.difference).toBeCloseTo(-0.4, 10)
  })

  it('adds up for any sessions: runs of the groups and those without a value are all runs', () => {
    const session = fc.record({
      text: fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), minLength: 1, maxLength: 9 }),
      place: fc.constantFrom('', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y')
    })
    fc.assert(
      fc.property(fc.array(session, { minLength: 1, maxLength: 30 }), (sessions) => {
        const some = plainLog(
          sessions.flatMap(({ text, place }, s) => [...text].map((activity) => ({ session: `s${s}`, activity, place })))
        )
        const ofAll = Int32Array.from(some.activityNames, (name) => 'abcd'.indexOf(name) >> 1)
        const cut = cutRuns(some, ofAll, new Uint8Array(ofAll.length), 2)
        const stored = storeMix(some, cut, 2, 'place', undefined, null)
        const sum = (of: readonly number[]) => of.reduce((total, n) => total + n, 0)
        expect(sum(stored.groups.map((group) => group.runs)) + stored.without.runs).toBe(cut.count)
        for (const group of stored.groups) {
          expect(sum(group.ofProcess)).toBe(group.runs)
          expect(sum(group.sessionsByProcesses)).toBe(group.sessions)
        }
        expect(stored.groups.length).toBeLessThanOrEqual(9)
      })
    )
  })

  it('stands in the result, by chosen or by given columns, and is counted anew after edits', async () => {
    const { discovery } = await discover(log, { stability: 0 })
    expect(discovery.mixes?.map(({ by }) => by)).toEqual(['channel', 'plan', 'visits'])
    const counted = mix(log, discovery, { by: 'channel' })
    expect(discovery.mixes?.[0].groups.map(storedGroup)).toEqual(counted.groups)
    const given = await discover(log, { stability: 0, mixBy: ['ip'] })
    expect(given.discovery.mixes?.map(({ by, otherValues }) => [by, otherValues])).toEqual([['ip', 112]])
    expect(given.discovery.options.mixBy).toEqual(['ip'])
    const none = await discover(log, { stability: 0, mixBy: [] })
    expect(none.discovery.mixes).toEqual([])
    await expect(discover(log, { stability: 0, mixBy: ['plann'] })).rejects.toMatchObject({ code: 'UNKNOWN_COLUMN' })
    const edited = await revise(log, given, [{ kind: 'hub', activities: ['order open'] }])
    expect(edited.skipped).toEqual([])
    expect(edited.discovery.mixes).toEqual([
      expect.objectContaining({
        by: 'ip',
        groups: expect.arrayContaining([expect.objectContaining({ name: 'other' })])
      })
    ])
    const runsOf = (id: number) =>
      edited.discovery.mixes?.[0].groups.reduce((sum, group) => sum + group.ofProcess[id], 0)
    for (const { id, runs: all } of edited.discovery.processes) expect(runsOf(id)).toBe(all)
  })

  it('comes with the whole flow where that is asked for, the same as the one counted alone', async () => {
    const plain = await discover(log, { stability: 0 })
    const both = await discover(log, { stability: 0, wholeFlow: true })
    expect(plain.flow).toBeUndefined()
    expect(both.flow).toEqual(flow(log))
    expect(both.discovery).toEqual(plain.discovery)
    for (const threads of [1, 2]) {
      let text = ''
      const wholeFlow = (pieces: Uint8Array[]) => {
        text = pieces.map((piece) => new TextDecoder().decode(piece)).join('')
      }
      const written = await discover(log, { stability: 0, wholeFlow, threads })
      expect(text).toBe(linedJson(nameFlow(log, flow(log))))
      expect(written).toEqual(plain)
    }
  })

  it('fails where who takes the text of the whole flow does', async () => {
    const wholeFlow = () => {
      throw new Error('no room')
    }
    for (const threads of [1, 2])
      await expect(discover(log, { stability: 0, wholeFlow, threads })).rejects.toThrow('no room')
  })
})
