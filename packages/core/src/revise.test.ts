import { beforeAll, describe, expect, test } from 'vitest'
import { type DiscoverResult, discover } from './discover.js'
import { EventLog } from './log/event-log.js'
import { dropActivities } from './log/filter.js'
import type { Edit } from './processes/edits.js'
import type { Discovery } from './processes/types.js'
import { parseModel } from './report/parse-model.js'
import { revise } from './revise.js'

const paths = {
  pay: ['pay start', 'pay amount', 'pay confirm', 'pay done'],
  card: ['card order', 'card design', 'card address', 'card done']
}

async function twoProcesses(): Promise<EventLog> {
  const rows: { user: string; event: string; time: number }[] = []
  for (let u = 0; u < 80; u++) {
    const steps = ['home', ...paths[u % 2 ? 'pay' : 'card']].slice(0, 4 + (u % 2))
    steps.forEach((event, i) => {
      rows.push({ user: `u${u}`, event, time: 1.7e12 + u * 1e6 + i * 1000 })
    })
  }
  return EventLog.fromRows(rows)
}

const members = (discovery: Discovery, process: number) =>
  discovery.activities.filter((activity) => activity.process === process).map((activity) => activity.name)
const holding = (discovery: Discovery, name: string) =>
  discovery.processes[discovery.activities.find((activity) => activity.name === name)!.process]

describe('revise', () => {
  let log: EventLog
  let found: DiscoverResult

  beforeAll(async () => {
    log = await twoProcesses()
    found = await discover(log, { stability: 4 })
  })

  test('without edits, and with edits that cancel out, nothing changes', async () => {
    const { discovery, skipped } = await revise(log, found, [])
    expect(skipped).toEqual([])
    expect(JSON.stringify(discovery)).toBe(JSON.stringify(found.discovery))
  })

  test('a name of the user stays, with or without the log, and is in the model', async () => {
    const edits: Edit[] = [{ kind: 'rename', process: paths.pay, name: 'Paying' }]
    for (const given of [log, null]) {
      const { discovery, model } = await revise(given, found, edits)
      expect(holding(discovery, 'pay start')).toMatchObject({ name: 'Paying', named: 'user' })
      expect(holding(discovery, 'card order')).toEqual(holding(found.discovery, 'card order'))
      expect(parseModel(JSON.stringify(model)).edits).toEqual(edits)
      expect(model.vectors).toBe(found.model.vectors)
      expect(model.discovery).toEqual(discovery)
      // Opened from its file and named further, it carries both names.
      const more: Edit = { kind: 'rename', process: paths.card, name: 'Cards' }
      const opened = parseModel(JSON.stringify(model))
      const again = await revise(null, { discovery: opened.discovery!, model: opened }, [more])
      expect(again.discovery.processes.map(({ name }) => name).sort()).toEqual(['Cards', 'Paying'])
      expect(again.model.edits).toEqual([...edits, more])
    }
    expect(holding(found.discovery, 'pay start').named).not.toBe('user')
  })

  test('merged processes are counted as one; the others keep name and stability', async () => {
    const before = found.discovery
    const edits: Edit[] = [{ kind: 'merge', processes: [paths.pay, paths.card], name: 'All' }]
    const { discovery } = await revise(log, found, edits)
    expect(discovery.processes).toHaveLength(before.processes.length - 1)
    const one = holding(discovery, 'pay start')
    expect(one).toMatchObject({ name: 'All', named: 'user', stability: null, tentative: false })
    expect(members(discovery, one.id)).toEqual(expect.arrayContaining(['pay start', 'card order']))
    expect(one.runs).toBe(holding(before, 'pay start').runs + holding(before, 'card order').runs)
    expect(discovery.fingerprint).toBe(before.fingerprint)
  })

  test('a part split off has runs of its own; a hub is part of none', async () => {
    const { discovery } = await revise(log, found, [
      { kind: 'split', process: paths.pay, part: ['pay confirm', 'pay done'], name: 'End of paying' },
      { kind: 'hub', activities: ['card design'] }
    ])
    expect(members(discovery, holding(discovery, 'pay done').id)).toEqual(['pay confirm', 'pay done'])
    expect(holding(discovery, 'pay done').name).toBe('End of paying')
    expect(holding(discovery, 'pay start').name).toBe(holding(found.discovery, 'pay start').name)
    expect(discovery.activities.find((activity) => activity.name === 'card design')).toMatchObject({
      process: -1,
      hub: true
    })
    expect(discovery.quality.hubs.count).toBe(found.discovery.quality.hubs.count + 1)
  })

  test('edits that cannot be made are told', async () => {
    const gone: Edit = { kind: 'rename', process: ['x', 'y'], name: 'Gone' }
    const hub: Edit = { kind: 'hub', activities: ['card design'] }
    expect((await revise(log, found, [gone])).skipped).toMatchObject([{ edit: gone }])
    expect((await revise(null, found, [hub])).skipped).toEqual([
      { edit: hub, reason: 'The log is not at hand: only names can change.' }
    ])
    await expect(revise(dropActivities(log, ['home']), found, [])).rejects.toMatchObject({ code: 'BAD_OPTION' })
  })
})
