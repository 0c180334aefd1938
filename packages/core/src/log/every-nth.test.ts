import { expect, test } from 'vitest'
import { readLog } from './read-log.js'

const lines = (from: number, to: number) => {
  const rows: string[] = []
  for (let c = from; c < to; c++) {
    for (let e = 0; e < 1 + (c % 3); e++) rows.push(`c${c},step ${e},2024-03-01T10:${String(e).padStart(2, '0')}:00Z`)
  }
  return rows
}
const csv = (rows: string[]) => `case,activity,timestamp\n${rows.join('\n')}\n`

test('every fourth case is read whole, the same in every extract and format', async () => {
  const rows = lines(0, 2000)
  const all = await readLog(csv(rows))
  const part = await readLog(csv(rows), { everyNth: 4 })
  expect(part.caseNames.length).toBeGreaterThan(400)
  expect(part.caseNames.length).toBeLessThan(600)
  const events = (log: typeof all, name: string) => {
    const c = log.caseNames.indexOf(name)
    return log.sessionOffsets[c + 1] - log.sessionOffsets[c]
  }
  for (const name of part.caseNames.slice(0, 50)) expect(events(part, name)).toBe(events(all, name))
  expect(part.read.rows).toBe(part.activity.length)
  expect(part.read.notes.join()).toContain(`Every 4th case was read`)
  expect(part.read.notes.join()).toContain(`${rows.length - part.activity.length} rows of others were left out`)

  const half = await readLog(csv(lines(1000, 3000)), { everyNth: 4 })
  const shared = (log: typeof all) =>
    log.caseNames.filter((name) => Number(name.slice(1)) >= 1000 && Number(name.slice(1)) < 2000)
  expect(shared(half)).toEqual(shared(part))
  const json = rows.map((row) => {
    const [who, what, when] = row.split(',')
    return JSON.stringify({ case: who, activity: what, timestamp: when })
  })
  expect((await readLog(`${json.join('\n')}\n`, { everyNth: 4 })).caseNames).toEqual(part.caseNames)
  expect((await readLog(csv(rows), { everyNth: 1 })).caseNames).toEqual(all.caseNames)
})

test('a wrong number is refused', async () => {
  await expect(readLog(csv(lines(0, 20)), { everyNth: 0 })).rejects.toMatchObject({ code: 'BAD_OPTION' })
})
