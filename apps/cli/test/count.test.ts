import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { desirepath, scratchFolder, smallLog } from './run.js'

const folder = scratchFolder()
const log = join(folder, 'small.csv')
writeFileSync(log, smallLog())

/** The lines of the small log whose customer's number leaves this remainder when divided by 2. */
const half = (rest: number) => {
  const [header, ...lines] = smallLog().trim().split('\n')
  const path = join(folder, `half${rest}.csv`)
  writeFileSync(
    path,
    `${[header, ...lines.filter((line) => Number(/^u(\d+)/.exec(line)?.[1]) % 2 === rest)].join('\n')}\n`
  )
  return path
}

describe('count', () => {
  it('writes counts of two halves that add up to those of the whole, packed or not', async () => {
    const [zero, one, whole] = ['zero.json', 'one.json.gz', 'whole.json'].map((name) => join(folder, name))
    const ended = await Promise.all([
      desirepath(['count', half(0), '--out', zero]),
      desirepath(['count', half(1), '--out', one]),
      desirepath(['count', log, '--out', whole])
    ])
    expect(ended.map(({ code, stdout }) => [code, stdout])).toEqual(ended.map(() => [0, '']))
    expect(ended[2].stderr).toContain('Counted 336 events, 60 sessions, 60 cases, 9 activities.')
    expect(ended[2].stderr).toContain('1 row not used: missing case')
    const sum = join(folder, 'sum.json.gz')
    await desirepath(['count', one, zero, '--out', sum])
    expect(gunzipSync(readFileSync(sum)).toString()).toBe(readFileSync(whole, 'utf8'))
    expect(readFileSync(whole, 'utf8')).not.toContain('u17')

    const [table, json, csv] = await Promise.all([
      desirepath(['count', sum]),
      desirepath(['count', sum, '--json', '--quiet']),
      desirepath(['count', half(0), one, '--format', 'csv', '--quiet'])
    ])
    const { processes, activities, log: counted } = JSON.parse(json.stdout)
    expect(counted).toMatchObject({ events: 336, sessions: 60, activities: 9 })
    const discovered = await desirepath(['discover', log, '--json', '--quiet', '--no-stability'])
    const names = (list: { name: string }[]) => list.map(({ name }) => name)
    expect(names(processes)).toEqual(names(JSON.parse(discovered.stdout).processes))
    for (const name of names(processes)) expect(table.stdout).toContain(name)
    expect(table.stderr).toContain('the links are those of the log itself')
    expect(activities).toContainEqual(expect.objectContaining({ name: 'home', events: 60, starts: 60, ends: 0 }))
    expect(csv.stdout.trim().split('\n').length).toBe(1 + processes.length)
  })

  it('reads stdin, and ends with what to do where a long log is not grouped by case', async () => {
    const [header, ...lines] = smallLog().trim().split('\n')
    const rows = Array.from({ length: 40 }, () => lines).flat()
    const input = `${[header, ...rows].join('\n')}\n`
    const refused = await desirepath(['count', '-', '--hold', '1000'], { input })
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toContain('not grouped by case')
    expect(refused.stderr).toContain("sort -s -t ',' -k 1,1")
    expect(refused.stderr).toContain('--hold')
    const counted = await desirepath(['count', '-', '--json', '--quiet'], { input })
    expect(JSON.parse(counted.stdout).log).toMatchObject({ events: 40 * 336, cases: 60 })
    const again = await desirepath(['count', '-', '--hold', '1000', '--count-again', '--json'], { input })
    expect(JSON.parse(again.stdout).log.cases).toBeGreaterThan(60)
    expect(again.stderr).toMatch(/\d+ cases of - came again/)
  })

  it('refuses a file that holds no counts', async () => {
    const path = join(folder, 'other.json')
    writeFileSync(path, '{"format":"desirepath/model"}')
    expect(await desirepath(['count', path])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("have the format 'desirepath/model'")
    })
    expect((await desirepath(['count'])).code).toBe(2)
  })
})
