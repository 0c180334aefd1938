import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { desirepath } from './run.js'

const story = fileURLToPath(new URL('../../../packages/core/test-data/story/', import.meta.url))
const logs = [
  'web.csv',
  '--with',
  'backend.jsonl',
  '--with',
  'database.csv',
  '--with',
  'chat.csv',
  '--id-map',
  'ids.json',
  '--clock',
  'chat=-90s'
]
const run = (...args: string[]) => desirepath(args, { cwd: story })

describe('find', () => {
  it('goes from a time to the customer', async () => {
    expect(existsSync(story)).toBe(true)
    const ended = await run(
      'find',
      ...logs,
      '--from',
      '2024-03-05T14:15',
      '--to',
      '2024-03-05T14:45',
      '--errors',
      '--wait-over',
      '100ms',
      '--json'
    )
    expect(ended.code).toBe(0)
    expect(ended.stderr).toContain('Joined web, backend, database, chat: 1,164 events of 91 customers.')
    const { rows, total } = JSON.parse(ended.stdout)
    expect(total.customers).toBe(3)
    expect(rows.find(({ customer }: { customer: string }) => customer === 'C2041')).toMatchObject({
      name: 'Mara Lind',
      errors: 2,
      unknownStatus: 1,
      slowest: { activity: 'chat:wait for agent', ms: 44_000 },
      look: { at: '2024-03-05T14:32:10.000Z', activity: 'withdraw:request' }
    })
  })

  it('looks at the last hour by default, and hides names where asked', async () => {
    const ended = await run('find', ...logs, '--quiet', '--pseudonyms')
    expect(ended.stderr).toBe('')
    expect(ended.stdout).toMatch(/^\d+ customers of \d+ active, .* \(the last hour of the data\)\.\n/)
    expect(ended.stdout).toContain('Customer 1')
    expect(ended.stdout).not.toMatch(/C2\d\d\d|Mara/)
  })

  it('tells the span of the data, the nearest name, and what outages need', async () => {
    const [outside, unknown, outages] = await Promise.all([
      run('find', ...logs, '--quiet', '--from', '2025-01-01'),
      run('journey', ...logs, '--quiet', 'C2014'),
      run('find', 'web.csv', '--outages')
    ])
    expect(outside).toMatchObject({ code: 2, stdout: '' })
    expect(outside.stderr).toContain('which run from 4 Mar 2024, 19:10:00 to 5 Mar 2024, 15:11')
    expect(unknown.code).toBe(1)
    expect(unknown.stderr).toContain("Did you mean 'C2041' (Mara Lind)")
    expect(outages.stdout).toBe('No time in which anything failed or was slow more than chance allows.\n')
    expect(outages.stderr).toContain('Without --model')
  })
})

describe('journey', () => {
  it('tells the story in three sentences and its steps', async () => {
    const ended = await run(
      'journey',
      ...logs,
      'C2041',
      '--quiet',
      '--claim',
      '20min',
      '--claim-step',
      'login',
      '--others'
    )
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    await expect(ended.stdout).toMatchFileSnapshot('./golden/journey.golden.txt')
  })

  it('gives one HTML file that asks the network for nothing, without names', async () => {
    const ended = await run('journey', ...logs, 'Mara Lind', '--quiet', '--pseudonyms', '--format', 'html')
    expect(ended.code).toBe(0)
    expect(ended.stdout).toContain("default-src 'none'; script-src 'sha256-")
    expect(ended.stdout).toContain("connect-src 'none'")
    expect(ended.stdout).not.toMatch(/C2041|Mara|mara\.lind/)
    // Also where scripts are off: the sentences lead to the steps.
    const plain = /<noscript>(.*)<\/noscript>/s.exec(ended.stdout)?.[1] ?? ''
    expect(plain).toMatch(
      /<a href="#s\d+"><bdi>900\.00 was asked for, but the checking balance was 250\.00\.<\/bdi><\/a>/
    )
    expect(plain).toMatch(/<tr id="s\d+">.*<td><bdi>error<\/bdi><\/td>/)
    const data = /id="desirepath-journey">(.*?)<\/script>/s.exec(ended.stdout)?.[1] ?? ''
    expect(JSON.parse(data).journey.format).toBe('desirepath/journey')
  })

  it('gives the same as data', async () => {
    const ended = await run('journey', ...logs, 'C2041', '--quiet', '--json')
    const { format, summary, steps } = JSON.parse(ended.stdout)
    expect(format).toBe('desirepath/journey')
    expect(steps).toHaveLength(18)
    for (const { clauses } of Object.values<{ clauses: { events: number[] }[] }>(summary)) {
      for (const { events } of clauses) expect(events.length).toBeGreaterThan(0)
    }
  })
})
