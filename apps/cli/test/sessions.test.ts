import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { desirepath, scratchFolder, smallLog } from './run.js'

const folder = scratchFolder()
const log = join(folder, 'small.csv')
writeFileSync(log, smallLog())
const result = join(folder, 'result')
/** The process of an activity of {@link smallLog}, by its number. */
let of: (activity: string) => { id: number; runs: number; completed: { count: number } }

const sessions = async (...words: string[]) => {
  const ended = await desirepath(['sessions', log, '--result', result, '--quiet', ...words])
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  return ended.stdout
}
const counted = async (...words: string[]) => JSON.parse(await sessions(...words, '--json', '--limit', '3'))

describe('sessions', () => {
  beforeAll(async () => {
    await desirepath(['discover', log, '--out', result, '--quiet'])
    const { stdout } = await desirepath(['processes', result, '--json'])
    const { processes } = JSON.parse(stdout)
    const activities = JSON.parse((await desirepath(['process', '0', result, '--json'])).stdout).steps
    const first = activities.map(({ name }: { name: string }) => name).includes('cart') ? 0 : 1
    of = (activity) => processes[['cart', 'receipt'].includes(activity) ? first : 1 - first]
  })

  it('count what the other commands count, and list their sessions', async () => {
    const cart = of('cart')
    const all = await counted('--process', String(cart.id))
    expect(all).toMatchObject({ count: cart.runs, sessions: 40, skipped: 0 })
    expect(all.rows).toHaveLength(3)
    expect(all.rows[0]).toMatchObject({ events: expect.any(Number), start: expect.stringMatching(/^2024-03-/) })
    expect(all.rows[0].runs.map(({ process }: { process: number }) => process)).toContain(cart.id)
    const [completed, abandoned] = await Promise.all(
      ['completed', 'abandoned'].map((outcome) => counted('--process', String(cart.id), '--outcome', outcome))
    )
    expect(completed.count).toBe(cart.completed.count)
    expect(completed.count + abandoned.count).toBe(cart.runs)
    expect((await counted('--step', 'receipt')).count).toBe(32)
    expect((await counted()).sessions).toBe(60)
    expect((await counted('--skip', '58')).rows).toHaveLength(2)
  })

  it('are filtered, and so are processes', async () => {
    const cart = of('cart')
    const phone = await counted('--process', String(cart.id), '--where', 'device=phone')
    const desk = await counted('--process', String(cart.id), '--where', 'device=desk')
    expect(phone.count + desk.count).toBe(cart.runs)
    expect((await counted('--with-activity', 'receipt', '--without-activity', 'cart')).sessions).toBe(0)
    expect((await counted('--begin-before', '2024-03-02')).sessions).toBe(3)
    const ended = await desirepath(['processes', log, '--with-process', 'cart', '--json'])
    const listed = JSON.parse(ended.stdout)
    expect(listed.filtered).toEqual({ filters: ['with process: cart'], sessions: 40, of: 60 })
    expect(listed.processes.map(({ runs }: { runs: number }) => runs)).toEqual([cart.runs])
    expect(ended.stderr).toContain('67% (40 of 60) sessions left: with process: cart.')
  })

  it('are filtered in the same words for mix and flow', async () => {
    const cart = of('cart')
    const asked = ['--result', result, '--with-process', String(cart.id), '--json']
    const mixed = JSON.parse((await desirepath(['mix', log, '--by', 'device', ...asked])).stdout)
    expect(mixed.all.runs).toBe(cart.runs)
    expect(mixed.groups.map(({ runs }: { runs: number }) => runs)).toEqual([20, 20])
    const flowing = await desirepath(['flow', log, ...asked])
    expect(JSON.parse(flowing.stdout).sessions).toBe(40)
    expect(flowing.stderr).toContain('67% (40 of 60) sessions left')
    const phone = ['flow', log, '--process', 'cart', '--result', result, '--where', 'device=phone', '--json']
    expect(JSON.parse((await desirepath(phone)).stdout).runs).toBe(20)
    // The log may stand behind any option.
    const last = ['--with-activity', 'cart', '--with-activity', 'send', '--where', 'device=phone', log]
    expect(JSON.parse((await desirepath(['flow', '--result', result, '--json', ...last])).stdout).sessions).toBe(30)
  })

  it("of a log read without the columns of the result's mixes are counted all the same", async () => {
    const mixed = join(folder, 'mixed')
    await desirepath(['discover', log, '--out', mixed, '--mix-by', 'device', '--quiet'])
    const ended = await desirepath(['sessions', log, '--result', mixed, '--begin-before', '2024-03-02', '--json'])
    expect(ended.code).toBe(0)
    expect(JSON.parse(ended.stdout).sessions).toBe(3)
  })

  it('their patterns add up to all of them, as table, CSV and JSON', async () => {
    const { patterns, other, sessions: all } = JSON.parse(await sessions('--patterns', '--json'))
    const sum = patterns.reduce((count: number, one: { sessions: number }) => count + one.sessions, other.sessions)
    expect([sum, all]).toEqual([60, 60])
    const csv = (await sessions('--patterns', '--format', 'csv')).split('\n')
    expect(csv[0]).toBe('processes,sessions,share')
    expect(csv).toHaveLength(patterns.length + 2)
    expect(await sessions('--patterns')).toContain('Processes in order')
    const rows = await sessions('--format', 'csv', '--limit', '60')
    expect(rows.split('\n')).toHaveLength(62)
    // A name that a spreadsheet would run stays text.
    expect(rows).not.toMatch(/(^|,)=cmd/m)
  })

  it('say what cannot be asked, and what to do', async () => {
    const refused = async (...words: string[]) => {
      const ended = await desirepath(['sessions', log, '--result', result, ...words])
      expect(ended.code).not.toBe(0)
      expect(ended.stdout).toBe('')
      return ended.stderr
    }
    expect(await refused('--outcome', 'completed')).toContain('--outcome and --path need --process')
    expect(await refused('--process', '0', '--step', 'cart')).toContain('Give one of them')
    expect(await refused('--step', 'recei')).toContain("Perhaps 'receipt'")
    expect(await refused('--handover', '0')).toContain('--handover got 1')
    expect(await refused('--where', 'device')).toContain('column=value')
    expect(await refused('--process', '0', '--path', '1,99')).toContain('--path names step 99')
    expect(await refused('--drop', '^home$')).toMatch(
      /not the one of the result: it has \d+ activities, the result \d+/
    )
    // What is counted otherwise than in the result is told.
    const cut = await desirepath(['sessions', log, '--result', result, '--session-timeout', '30s'])
    expect(cut.stderr).toMatch(/The log has \d+ sessions as it is read now, the result 60/)
    const ended = await desirepath(['processes', result, '--with-process', '0'])
    expect(ended.code).toBe(2)
    expect(ended.stderr).toContain('A saved result has no sessions')
  })
})
