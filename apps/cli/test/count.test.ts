import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
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

  describe('of a long log that is not grouped by case', () => {
    const [header, ...lines] = smallLog().trim().split('\n')
    const input = `${[header, ...Array.from({ length: 40 }, () => lines).flat()].join('\n')}\n`
    const long = join(folder, 'long.csv')
    writeFileSync(long, input)
    const temp = join(folder, 'temp')
    mkdirSync(temp)

    it('sorts it on disk, from a file or stdin, with the same counts to the byte, and leaves nothing there', async () => {
      const [whole, file, piped] = ['all.json', 'file.json', 'piped.json'].map((name) => join(folder, name))
      const some = ['--hold', '1000', '--temp', temp]
      const [inMemory, ofFile, ofStdin] = await Promise.all([
        desirepath(['count', '-', '--out', whole], { input }),
        desirepath(['count', long, ...some, '--out', file]),
        desirepath(['count', '-', ...some, '--out', piped], { input })
      ])
      expect([inMemory.code, ofFile.code, ofStdin.code]).toEqual([0, 0, 0])
      expect(readFileSync(file, 'utf8')).toBe(readFileSync(whole, 'utf8'))
      expect(readFileSync(piped, 'utf8')).toBe(readFileSync(whole, 'utf8'))
      expect(ofFile.stderr).toContain(`is not grouped by case: it is sorted on disk, in ${temp}.`)
      expect(inMemory.stderr).not.toContain('sorted on disk')
      expect(readdirSync(temp)).toEqual([])
    })

    it('leaves nothing there on Ctrl-C and on errors', async () => {
      const stopped = await desirepath(['count', '-', '--hold', '1000', '--temp', temp], {
        // More than a pipe holds, so that runs were written when it is stopped; the rest never comes.
        meddle: (child) => {
          child.stdin.on('error', () => {})
          child.stdin.write(`${header}\n${`${lines.join('\n')}\n`.repeat(60)}`, () => child.kill('SIGINT'))
        }
      })
      expect(stopped.code).toBe(130)
      const bad = `${input}${'a row that is bad\n'.repeat(14_000)}`
      const failed = await desirepath(['count', '-', '--hold', '1000', '--temp', temp, '--strict'], { input: bad })
      expect(failed.code).toBe(1)
      expect(readdirSync(temp)).toEqual([])
    })

    it('counts cases anew where that is asked for, and refuses a folder that is not there', async () => {
      const again = await desirepath(['count', '-', '--hold', '1000', '--count-again', '--json'], { input })
      expect(JSON.parse(again.stdout).log.cases).toBeGreaterThan(60)
      expect(again.stderr).toMatch(/\d+ cases of - came again/)
      const gone = await desirepath(['count', long, '--temp', join(folder, 'gone')])
      expect(gone).toMatchObject({ code: 2, stderr: expect.stringContaining('is not a folder') })
      const odd = await desirepath(['count', long, '--memory', 'much'])
      expect(odd).toMatchObject({ code: 2, stderr: expect.stringContaining('512MB') })
    })
  })

  it('refuses a file that holds no counts', async () => {
    const path = join(folder, 'other.json')
    writeFileSync(path, '{"format":"desirepath/model"}')
    expect(await desirepath(['count', path])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is a model, not a log')
    })
    expect((await desirepath(['count'])).code).toBe(2)
  })
})
