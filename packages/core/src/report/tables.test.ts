import { beforeAll, describe, expect, test } from 'vitest'
import { discover } from '../discover.js'
import { readLog } from '../log/read-log.js'
import { toCsv } from '../processes/flow-export.js'
import type { Discovery } from '../processes/types.js'
import { activityTable, handoverTable, processTable } from './tables.js'

describe('tables of a discovery', () => {
  let discovery: Discovery

  beforeAll(async () => {
    const rows = Array.from({ length: 60 }, (_, u) => {
      const steps = u % 3 === 0 ? ['send', 'check', 'sent'] : ['cart', 'card', 'receipt']
      const both = u % 6 === 0 ? [...steps, 'cart', 'card', 'receipt'] : steps
      return both.map((page, minute) => `u${u},${page},2024-03-01T09:${10 + minute}\n`).join('')
    })
    discovery = (await discover(await readLog(`user,page,time\n${rows.join('')}`), { stability: 0 })).discovery
  })

  test('say what the discovery says, a row each, as wide as the header', () => {
    expect(discovery.processes.length).toBe(2)
    for (const table of [activityTable, processTable, handoverTable]) {
      const { header, rows } = table(discovery)
      expect(rows.every((row) => row.length === header.length)).toBe(true)
      expect(table(discovery, new Set([0, 1])).rows).toEqual(rows)
    }
    const { header, rows } = processTable(discovery)
    const column = (name: string) => rows.map((row) => row[header.indexOf(name)])
    expect(column('runs')).toEqual(discovery.processes.map(({ runs }) => runs))
    expect(column('p95_ms')).toEqual(discovery.processes.map(({ p95Ms }) => p95Ms))
    expect(column('errors')).toEqual([null, null])
    expect(activityTable(discovery).rows.map(([name]) => name)).toEqual(discovery.activities.map(({ name }) => name))
    expect(handoverTable(discovery).rows).toHaveLength(discovery.handovers.length)
    expect(discovery.handovers.length).toBeGreaterThan(0)
  })

  test('of a part list its processes, their activities and the hand-overs between them', () => {
    const shown = new Set([1])
    expect(processTable(discovery, shown).rows.map(([id]) => id)).toEqual([1])
    const own = discovery.processes[1].steps.map(({ activity }) => discovery.activities[activity].name)
    expect(activityTable(discovery, shown).rows.map(([name]) => name)).toEqual(expect.arrayContaining(own))
    expect(activityTable(discovery, shown).rows).toHaveLength(own.length)
    expect(handoverTable(discovery, shown).rows.every(([from, to]) => from === to)).toBe(true)
  })

  test('leave what is not known empty in CSV', () => {
    const { header, rows } = processTable(discovery)
    const [first, line] = toCsv(header, rows).split('\n')
    expect(line.split(',')[first.split(',').indexOf('errors')]).toBe('')
  })
})
