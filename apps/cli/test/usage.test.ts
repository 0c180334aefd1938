import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bin, desirepath, samples, scratchFolder, smallLog } from './run.js'

const folder = scratchFolder()
const log = join(folder, 'small.csv')
writeFileSync(log, smallLog())
const found = await desirepath(['discover', log, '--out', join(folder, 'result'), '--quiet'])
if (found.code !== 0) throw new Error(found.stderr)

/** No stack trace, and nothing on stdout. */
function expectTold({ stdout, stderr }: { stdout: string; stderr: string }): void {
  expect(stdout).toBe('')
  expect(stderr).not.toMatch(/^\s+at /m)
}

describe.concurrent('wrong usage ends with 2 and says what to do', () => {
  it.each([
    [['descibe', log], /unknown command 'descibe'\n\(Did you mean describe\?\)/],
    [['describe', log, '--cas', 'user'], /unknown option '--cas'\n\(Did you mean --case\?\)/],
    [['describe'], /LOG is missing/],
    [['discover', log, '--method', 'magic'], /Allowed choices are auto, kmeans/],
    [['discover', log, '--clusters', 'many'], /whole number of at least 2/],
    [['discover', log, '--method', 'kmeans', '--clusters', '999'], /The option '--clusters' is 999/],
    [['discover', log, '--clusters', '3'], /--clusters is an option of the method kmeans; the method is auto/],
    [['why', log, 'cart'], /LOG is missing; got .*'cart'\.\nThe order is: ACTIVITY ACTIVITY LOG/],
    [['sample', 'ecom', '--json'], /A sample is written as CSV/],
    [['flow', join(folder, 'result')], /is the result of discover/],
    [['flow', log, '--session-timeout', 'soon'], /'soon' is invalid\. Write a number with a unit/],
    [['flow', log, '--drop', '('], /Unterminated group/],
    [['journey', log, 'u1', '--at', 'tomorrow'], /--at is 'tomorrow', which is not a moment/],
    [['journey', log, 'u1', '--at', '2019-01-01'], /--at '2019-01-01' lies outside the data/],
    [['flow', log, '--from', 'yesterday'], /--from is 'yesterday', which is not a moment/],
    [
      ['flow', log, '--from', '2024-03-09', '--to', '2024-03-05'],
      /--from is '2024-03-09', which is not before '2024-03-05'/
    ],
    [['discover', log, '--out', log], /is a file, not a folder/],
    [['discover', log, '--out', join(log, 'deep', 'er')], /small\.csv is a file, not a folder/],
    [['describe', ''], /The path of the log is empty/],
    [['sample', 'nothing'], /The samples are: ecom/],
    [['mix', log, '--by', 'device', '--compare', 'phone'], /Name two groups/],
    [['flow', log, '--drop', '^home$', '^card$'], /too many arguments.* write the option again/]
  ])('%j', async (args, message) => {
    const ended = await desirepath(args)
    expect(ended.code).toBe(2)
    expect(ended.stderr).toMatch(message)
    expectTold(ended)
  })
})

describe.concurrent('a run that fails ends with 1 and says why', () => {
  it.each([
    [['describe', join(folder, 'smal.csv')], undefined, /no file .*smal\.csv/],
    [['describe', folder], undefined, /is a folder/],
    [['describe', log, '--case', 'usr'], undefined, /no column 'usr' for case.*\n.*'user'/],
    [['find', log, '--wait-over', '10s'], undefined, /Read the log with --duration naming that column/],
    [['describe', log, '--strict'], undefined, /Line \d+: unreadable timestamp/],
    [['describe', '-'], '', /empty/i],
    [['flow', log, '--drop', '.'], undefined, /All \d+ activities match/],
    [['discover', log, '--name', 'nothing=Mine', '--threads', '2'], undefined, /Error: .*'nothing'.*\n.*\n$/],
    [['flow', log, '--min-steps', '99'], undefined, /Lower --min-steps/],
    [['score', log, log], undefined, /model file is no JSON/],
    [['describe', join(folder, 'result')], undefined, /is the result of discover, not a log\.\nGive the log itself/],
    [['describe', join(folder, 'result', 'model.json')], undefined, /is a model, not a log/],
    [['describe', '-'], 'a,b\n1,2\n3,4\n', /Name them by --timestamp --case --activity\./],
    [['process', '3', folder], undefined, /holds no processes\.json/],
    [['why', 'crat', 'card', log], undefined, /Did you mean 'cart'/],
    [['discover', '-'], 'case,activity,time\na,b,1\na,c,2\na,d,3\n', /at least 2 are needed/]
  ])('%j', async (args, input, message) => {
    const ended = await desirepath(args, input === undefined ? {} : { input })
    expect(ended.stderr).toMatch(message)
    expect(ended.code).toBe(1)
    expectTold(ended)
  })
})

describe('streams', () => {
  it('tells help on stdout with examples, and the version', async () => {
    const help = await desirepath(['discover', '--help'])
    expect(help).toMatchObject({ code: 0, stderr: '' })
    expect(help.stdout).toMatch(/Examples:\n {2}\$ desirepath discover/)
    expect(await desirepath(['--version'])).toEqual({ code: 0, stdout: '0.1.0\n', stderr: '' })
  })

  it('is not disturbed by a reader that has seen enough', async () => {
    const ended = await desirepath(['flow', join(samples, 'ecom.csv.gz'), '--format', 'json', '--quiet'], {
      meddle: (child) => child.stdout.once('data', () => child.stdout.destroy())
    })
    expect(ended.code).toBe(0)
    expect(ended.stderr).toBe('')
  })

  it.runIf(existsSync('/dev/full'))('says where its output cannot be written', () => {
    const full = openSync('/dev/full', 'w')
    const { status, stderr } = spawnSync(process.execPath, [bin, 'sample', 'ecom'], { stdio: ['ignore', full, 'pipe'] })
    closeSync(full)
    expect([status, String(stderr)]).toEqual([1, 'Error: The output could not be written: the disk is full.\n'])
  })

  // Node makes folders for ever where the system lets nobody make any.
  it.runIf(existsSync('/proc/self'))('ends where a folder cannot be made', async () => {
    const ended = await desirepath(['sample', 'ecom', '--out', '/proc/no/folder'])
    expect(ended.code).toBe(1)
    expect(ended.stderr).toMatch(/Could not write into \/proc\/no: .*Nothing was written/)
  })

  it('ends with 130 on Ctrl-C while it waits for stdin', async () => {
    const ended = await desirepath(['describe', '-'], {
      // More than a pipe holds: when it is written, the command is reading and waits for the rest.
      meddle: (child) => {
        child.stdin.on('error', () => {})
        child.stdin.write('user,page,time\n' + 'u,home,2024-01-01T09:00:00Z\n'.repeat(40_000), () =>
          child.kill('SIGINT')
        )
      }
    })
    expect(ended).toEqual({ code: 130, stdout: '', stderr: '' })
  })

  it('leaves nothing behind on Ctrl-C', async () => {
    const out = join(folder, 'stopped')
    mkdirSync(out)
    const ended = await desirepath(['discover', join(samples, 'bank.csv.gz'), '--out', out], {
      // What was read is told before the processes are looked for.
      meddle: (child) => child.stderr.once('data', () => child.kill('SIGINT'))
    })
    expect(ended.code).toBe(130)
    expect(ended.stdout).toBe('')
    expect(readdirSync(out)).toEqual([])
  })

  it('colours only where it may', async () => {
    const [plain, forced, refused] = await Promise.all([
      desirepath(['sample']),
      desirepath(['sample'], { env: { FORCE_COLOR: '1' } }),
      desirepath(['sample'], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } })
    ])
    expect(plain.stdout).not.toContain('\x1b')
    expect(forced.stdout).toContain('\x1b[1m')
    expect(refused.stdout).toBe(plain.stdout)
  })
})
