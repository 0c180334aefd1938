import { describe, expect, test } from 'vitest'
import { fixture } from '../test/fixture.js'
import { findings } from './findings.js'
import { buildModel } from './model.js'

/** The fixture with `most` runs a day of its first process before a day and `few` from it on; the others stay even. */
function changed(most: number, few: number, day: number) {
  const discovery = structuredClone(fixture())
  const { starts } = discovery.timeline!
  discovery.processes.forEach((process, id) => {
    process.runsOverTime = starts.map((_, at) => (id > 0 ? 6 + ((at * 7 + id * 3) % 5) : at < day ? most : few))
    process.runs = process.runsOverTime.reduce((a, b) => a + b, 0)
  })
  return { discovery, found: findings(buildModel(discovery)).filter(({ at }) => at !== undefined) }
}

describe('a change', () => {
  test('is dated to the day from which the share of a process is another one', () => {
    const { discovery, found } = changed(30, 4, 17)
    const before = discovery.processes[0].runsOverTime.slice(0, 17).reduce((a, b) => a + b, 0)
    expect(found).toMatchObject([{ at: 17, processes: [0] }])
    expect(found[0].rest).toMatch(/^ shrank on \d+ \w+$/)
    expect(found[0].body).toContain(`before (${before})`)
    expect(changed(4, 30, 17).found[0].rest).toMatch(/^ grew on/)
  })

  test('is not told of a log that only varies by chance', () => {
    expect(changed(8, 8, 17).found).toEqual([])
  })
})
