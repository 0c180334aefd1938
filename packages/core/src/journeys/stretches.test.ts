import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { discover } from '../discover.js'
import { runsOfDiscovery } from '../explore/runs-of-discovery.js'
import { runNow } from '../kernel/work.js'
import { readLog } from '../log/read-log.js'
import { indexLog } from './index-log.js'
import { journey } from './journey.js'
import { processesOfDiscovery, processesOfModel } from './processes.js'

const bank = readFileSync(new URL('../../../../apps/cli/samples/bank.csv.gz', import.meta.url))

test('the stretches of all journeys are the runs that the discovery counted', async () => {
  const log = await readLog(bank, { session: 'session_id', totalBytes: bank.length })
  const { discovery, model } = await discover(log, { stability: 0, method: 'leiden', mapIterations: 5 })
  const { runs, steps } = runNow(runsOfDiscovery(log, discovery))
  const wanted = new Set<string>()
  for (let r = 0; r < runs.count; r++) {
    const events = [...runs.events.subarray(runs.offsets[r], runs.offsets[r + 1])]
    wanted.add(JSON.stringify([runs.process[r], steps.completed[r] === 1, events]))
  }
  for (const processes of [processesOfDiscovery(discovery, log), processesOfModel(model, log)]) {
    const index = await indexLog(log, { processes })
    const told = log.caseNames.flatMap((customer) => {
      const { stretches, steps } = journey(index, customer)
      return stretches.map((one) =>
        JSON.stringify([one.process, one.completed === true, one.steps.map((k) => steps[k].event)])
      )
    })
    expect(told.length).toBe(runs.count)
    expect(told.filter((one) => !wanted.has(one))).toEqual([])
  }
})

test('where customers have one session each, pauses end visits and no runs, and a part of a run says so', async () => {
  const lines = ['user,page,time']
  for (let u = 0; u < 30; u++) {
    const steps = u % 2 === 0 ? ['cart', 'address', 'card', 'receipt'] : ['send', 'check', 'code', 'sent']
    // The second half on the next day.
    steps.forEach((page, k) => {
      lines.push(`u${u},${page},${new Date(Date.UTC(2024, 2, 1 + (k >> 1), 9, k, u)).toISOString()}`)
    })
  }
  const log = await readLog(`${lines.join('\n')}\n`)
  const processes = {
    labels: Int32Array.from(log.activityNames, (name) => (/^(cart|address|card|receipt)$/.test(name) ? 0 : 1)),
    hubs: new Uint8Array(8),
    terminal: Uint8Array.from(log.activityNames, (name) => (/^(receipt|sent)$/.test(name) ? 1 : 0)),
    processes: ['buy', 'pay'].map((name) => ({ name, family: name, steps: 4 }))
  }
  const index = await indexLog(log, { processes })
  const visitGapMs = 1_800_000
  const whole = journey(index, 'u0', { visitGapMs })
  expect(whole.visits.map(({ processes }) => processes)).toEqual([[0], [0]])
  const run = { process: 0, name: 'buy', events: 4, completed: true }
  expect(whole.stretches).toEqual([{ ...run, steps: [0, 1, 2, 3], goesOn: false }])
  expect(whole.summary.cause.text).toContain('Completed: buy.')
  const first = journey(index, 'u0', { to: '2024-03-01', visitGapMs })
  expect(first.stretches).toEqual([{ ...run, steps: [0, 1], goesOn: true }])
  expect(first.summary.cause.text).not.toContain('Completed')
  expect(first.friction.filter(({ kind }) => kind === 'abandoned')).toEqual([])
  const last = journey(index, 'u0', { from: '2024-03-02', visitGapMs })
  expect(last.stretches).toEqual([{ ...run, steps: [0, 1], goesOn: false }])
  expect(last.summary.cause.text).toContain('Completed: buy.')
})
