import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { type DiscoverResult, discover } from '../discover.js'
import { runNow } from '../kernel/work.js'
import type { EventLog } from '../log/event-log.js'
import { readLog } from '../log/read-log.js'
import type { Discovery } from '../processes/types.js'
import { sessionPatterns } from './patterns.js'
import { refine } from './refine.js'
import { type LogRuns, runsOfDiscovery } from './runs-of-discovery.js'
import type { SessionFilter } from './session-filter.js'
import { type BehindFigure, sessionsBehind } from './sessions-behind.js'

describe('a discovery explored with its log', () => {
  let log: EventLog
  let found: DiscoverResult
  let whole: LogRuns
  let discovery: Discovery

  beforeAll(async () => {
    const file = readFileSync(new URL('../../../../apps/cli/samples/bank.csv.gz', import.meta.url))
    log = await readLog(file, { session: 'session_id', totalBytes: file.length })
    found = await discover(log, { stability: 0, method: 'leiden', mapIterations: 5 } as never)
    discovery = found.discovery
    whole = runNow(runsOfDiscovery(log, discovery))
  })

  const days = (from: number, to: number): SessionFilter => ({
    kind: 'time',
    from: discovery.timeline!.starts[from],
    to: discovery.timeline!.starts[to] ?? '2999-01-01T00:00:00Z'
  })

  test('the runs are those that the discovery counted', () => {
    const counts = discovery.processes.map(() => ({ runs: 0, completed: 0 }))
    for (let r = 0; r < whole.runs.count; r++) {
      counts[whole.runs.process[r]].runs++
      counts[whole.runs.process[r]].completed += whole.steps.completed[r]
    }
    expect(counts).toEqual(
      discovery.processes.map((process) => ({ runs: process.runs, completed: process.completed.count }))
    )
  })

  test('without filters nothing changes; with one that all sessions meet everything is counted the same', async () => {
    expect((await refine(whole, [])).refined.discovery).toBe(discovery)
    const all = discovery.activities.map((activity) => activity.id)
    const { refined } = await refine(whole, [{ kind: 'activities', activities: all }])
    expect(refined.sessions).toEqual({ count: discovery.log.sessions, of: discovery.log.sessions })
    expect(JSON.parse(JSON.stringify(refined.discovery))).toEqual(JSON.parse(JSON.stringify(discovery)))
  })

  test('of a log read without the columns of the mixes everything else is counted', async () => {
    expect(discovery.mixes!.length).toBeGreaterThan(0)
    const bare = runNow(runsOfDiscovery({ ...log, attributes: new Map() }, discovery))
    const { refined } = await refine(bare, [{ kind: 'processes', processes: [0] }])
    expect(refined.discovery.processes[0].runs).toBe(discovery.processes[0].runs)
    expect(refined.discovery.mixes).toEqual([])
  })

  test('the parts of the whole add up, and keep numbers, names and steps', async () => {
    const middle = Math.floor(discovery.timeline!.starts.length / 2)
    const parts = [
      (await refine(whole, [days(0, middle)])).refined,
      (await refine(whole, [days(middle, 9999)])).refined
    ]
    expect(parts[0].sessions.count + parts[1].sessions.count).toBe(discovery.log.sessions)
    expect(parts[0].sessions.count).toBe(
      discovery.timeline!.sessions.slice(0, middle).reduce((sum, sessions) => sum + sessions, 0)
    )
    discovery.processes.forEach((process, id) => {
      const [a, b] = parts.map((part) => part.discovery.processes[id])
      expect(a.name).toBe(process.name)
      expect(a.steps.map((step) => step.activity)).toEqual(process.steps.map((step) => step.activity))
      expect(a.runs + b.runs).toBe(process.runs)
      expect(a.completed.count + b.completed.count).toBe(process.completed.count)
      process.steps.forEach((step, i) => {
        expect(a.steps[i].reached + b.steps[i].reached).toBe(step.reached)
        expect((a.steps[i].errors ?? 0) + (b.steps[i].errors ?? 0)).toBe(step.errors ?? 0)
      })
    })
    const handovers = (one: Discovery) => one.handovers.reduce((sum, edge) => sum + edge.count, 0)
    expect(handovers(parts[0].discovery) + handovers(parts[1].discovery)).toBe(handovers(discovery))
  })

  test('filters by process, activity and value keep the sessions that hold them', async () => {
    const { refined, part } = await refine(whole, [{ kind: 'processes', processes: [3] }])
    expect(refined.sessions.count).toBe(discovery.processes[3].sessions)
    expect(refined.discovery.processes[3]).toMatchObject({
      runs: discovery.processes[3].runs,
      variants: discovery.processes[3].variants
    })
    expect(new Set(part.runs.session).size).toBe(refined.sessions.count)
    const without = await refine(whole, [{ kind: 'processes', processes: [3], not: true }])
    expect(without.refined.sessions.count).toBe(discovery.log.sessions - refined.sessions.count)
    expect(without.refined.discovery.processes[3].runs).toBe(0)
    const { activities } = discovery
    const one = activities.find((activity) => activity.sessions > 20 && activity.sessions < 200)!
    const byActivity = await refine(whole, [{ kind: 'activities', activities: [one.id] }])
    expect(byActivity.refined.sessions.count).toBe(one.sessions)
    const column = log.schema.channel!
    const values = [...new Set(activities.map((activity) => activity.channel))].filter((value) => value !== null)
    const counts = await Promise.all(
      values.map(async (value) => (await refine(whole, [{ kind: 'value', column, values: [value] }])).refined.sessions)
    )
    expect(counts.every(({ count }) => count > 0 && count < discovery.log.sessions)).toBe(true)
    await expect(refine(whole, [{ kind: 'value', column: 'nothing', values: [] }])).rejects.toMatchObject({
      code: 'UNKNOWN_COLUMN'
    })
    await expect(refine(whole, [{ kind: 'processes', processes: [9999] }])).rejects.toMatchObject({
      code: 'BAD_OPTION'
    })
  })

  test('where nothing is left, it says what each filter costs', async () => {
    const filters: SessionFilter[] = [
      { kind: 'processes', processes: [0] },
      { kind: 'processes', processes: [0], not: true },
      days(0, 5)
    ]
    const { refined } = await refine(whole, filters)
    expect(refined.sessions.count).toBe(0)
    expect(refined.discovery.processes.every((process) => process.runs === 0)).toBe(true)
    expect(refined.discovery.log).toMatchObject({ events: 0, cases: 0, first: null, last: null })
    expect(refined.without[2]).toBe(0)
    const [first] = (await refine(whole, filters.slice(1))).refined.without.map((_, i) => i)
    expect(first).toBe(0)
    expect(refined.without[0]).toBe((await refine(whole, filters.slice(1))).refined.sessions.count)
    expect(refined.without[1]).toBe((await refine(whole, [filters[0], filters[2]])).refined.sessions.count)
  })

  test('the sessions behind every number count up to it', () => {
    const behind = (figure: BehindFigure) => sessionsBehind(whole, figure, { most: 3 })
    for (const process of discovery.processes.filter((_, id) => id % 30 === 0)) {
      const { id } = process
      expect(behind({ kind: 'runs', process: id })).toMatchObject({ count: process.runs, sessions: process.sessions })
      expect(behind({ kind: 'runs', process: id, completed: true }).count).toBe(process.completed.count)
      expect(behind({ kind: 'runs', process: id, completed: false }).count).toBe(process.runs - process.completed.count)
      expect(behind({ kind: 'errors', process: id }).count).toBe(process.errors)
      process.steps.slice(0, 5).forEach((step) => {
        const of = (what: 'reached' | 'start' | 'leave' | 'error') =>
          behind({ kind: 'step', activity: step.activity, what }).count
        expect([of('reached'), of('start'), of('leave'), of('error')]).toEqual([
          step.reached,
          step.startHere,
          step.leaveAfter,
          step.errors
        ])
      })
      for (const { from, to, count } of process.flow.slice(0, 6))
        expect(behind({ kind: 'move', process: id, from, to }).count).toBe(count)
      expect(behind({ kind: 'move', process: id, from: -1, to: 0 }).count).toBe(process.steps[0].startHere)
      expect(behind({ kind: 'move', process: id, from: 0, to: -2 }).count).toBe(process.steps[0].endHere)
      for (const { path, runs } of process.variants)
        expect(behind({ kind: 'path', process: id, path }).count).toBe(runs)
      for (const { process: from, count } of process.before.filter((item) => item.process >= 0).slice(0, 4))
        expect(behind({ kind: 'handover', from, to: id }).count).toBe(count)
      for (const { process: to, count } of process.after.filter((item) => item.process >= 0).slice(0, 4))
        expect(behind({ kind: 'handover', from: id, to }).count).toBe(count)
    }
    for (const { from, to, count } of discovery.handovers.slice(0, 5))
      expect(behind({ kind: 'handover', from, to }).count).toBe(count)
    const { rows } = behind({ kind: 'activity', activity: 5 })
    for (const row of rows) expect(row.activities.length).toBe(Math.min(60, row.events))
    const pages = [
      sessionsBehind(whole, { kind: 'all' }, { most: 4 }),
      sessionsBehind(whole, { kind: 'all' }, { from: 2, most: 2 })
    ]
    expect(pages[0].sessions).toBe(discovery.log.sessions)
    expect(pages[0].rows.slice(2)).toEqual(pages[1].rows)
    expect(() => behind({ kind: 'runs', process: -1 })).toThrow('no process')
  })

  test('patterns and the rest are all sessions', () => {
    const { patterns, other } = sessionPatterns(whole)
    expect(patterns.reduce((sum, pattern) => sum + pattern.sessions, other.sessions)).toBe(discovery.log.sessions)
    expect(patterns.length).toBe(40)
    for (const { processes, sessions } of patterns.slice(0, 8))
      expect(sessionsBehind(whole, { kind: 'pattern', processes }).sessions).toBe(sessions)
  })
})
