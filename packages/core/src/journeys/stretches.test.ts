import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { discover } from '../discover.js'
import { runsOfDiscovery } from '../explore/runs-of-discovery.js'
import { runNow } from '../kernel/work.js'
import { readLog } from '../log/read.js'
import { indexLog } from './index-log.js'
import { journey } from './journey.js'
import { processesOfDiscovery, processesOfModel } from './processes.js'

test('the stretches of all journeys are the runs that the discovery counted', async () => {
  const file = readFileSync(new URL('../../../../apps/cli/samples/bank.csv.gz', import.meta.url))
  const log = await readLog(file, { session: 'session_id', totalBytes: file.length })
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
