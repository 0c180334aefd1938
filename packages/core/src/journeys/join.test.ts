import { describe, expect, it } from 'vitest'
import { EventLog } from '../index.js'
import { indexLogNow } from './index-log.js'
import { joinLogs } from './join.js'
import { journey } from './journey.js'

const web = await EventLog.fromRows(
  [
    { device: 'd1', page: 'home', time: '2024-03-01T10:00:00Z', took_s: 2, is_error: false },
    { device: 'd1', page: 'home', time: '2024-03-02T10:00:00Z', took_s: 3, is_error: true }
  ],
  { case: 'device', duration: 'took_s', status: 'is_error' }
)
const app = await EventLog.fromRows([
  { user: 'u9', screen: 'start', time: '2024-03-02T09:00:00Z', duration_ms: 500, status: 'ok' },
  { user: 'u9', screen: 'end', time: '2024-03-02T10:00:10Z', duration_ms: '', status: '' }
])
const idMap = [
  { source: 'web', id: 'd1', customer: 'Ann', to: '2024-03-02T00:00:00Z' },
  { source: 'web', id: 'd1', customer: 'Bob', from: '2024-03-02T00:00:00Z' },
  { source: 'app', id: 'u9', customer: 'Bob' }
]
const options = { names: ['web', 'app'], idMap }

describe('joinLogs', () => {
  it('gives an id to whom it belonged at the time, in one unit, with what is unknown left unknown', () => {
    const log = joinLogs([web, app], options)
    expect([...log.caseNames].sort()).toEqual(['Ann', 'Bob'])
    const { steps } = journey(indexLogNow(log), 'Bob')
    expect(
      steps.map(({ name, source, channel, durationMs, status, attributes }) => [
        name,
        source,
        channel,
        durationMs,
        status,
        attributes.source_id
      ])
    ).toEqual([
      ['start', 'app', 'app', 500, 'ok', 'u9'],
      ['home', 'web', 'web', 3000, 'error', 'd1'],
      ['end', 'app', 'app', null, 'unknown', 'u9']
    ])
  })

  it('moves clocks', () => {
    const log = joinLogs([web, app], { ...options, offsetsMs: [0, -20_000] })
    expect(journey(indexLogNow(log), 'Bob').steps.map(({ name }) => name)).toEqual(['start', 'end', 'home'])
    expect(log.read.notes).toContain("The clock of 'app' was moved by −20 s.")
  })

  it('takes a link back: the id stands for itself again, and it is told', () => {
    const log = joinLogs([web, app], { ...options, idMap: idMap.slice(0, 2) })
    expect([...log.caseNames].sort()).toEqual(['Ann', 'Bob', 'u9'])
    expect(log.read.notes.join()).toContain("2 of 2 events of 'app' have no link")
  })

  it('refuses links that would mix customers up, and what does not fit', () => {
    const join = (more: object) => () => joinLogs([web, app], { ...options, ...more })
    expect(join({ idMap: [...idMap, { id: 'd1', customer: 'Eve' }] })).toThrow(
      /to 'Ann' and 'Eve'|to 'Eve' and 'Ann'|at the same time/
    )
    expect(join({ idMap: [{ source: 'webb', id: 'd1', customer: 'Eve' }] })).toThrow('no log is called so')
    expect(join({ idMap: [{ id: 'x', customer: 'Eve', from: '2024-03-02', to: '2024-02-01' }] })).toThrow('ends before')
    expect(join({ offsetsMs: [1] })).toThrow('offsetsMs')
    expect(join({ names: ['a', 'a'] })).toThrow("Two logs are called 'a'")
    expect(join({ idmap: [] })).toThrow("unknown option 'idmap'")
    expect(() => joinLogs([])).toThrow('no logs')
  })
})
