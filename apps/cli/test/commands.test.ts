import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { desirepath, samples, scratchFolder, smallLog } from './run.js'

const folder = scratchFolder()
const log = join(folder, 'small.csv')
writeFileSync(log, smallLog())

const golden = (name: string) => `./golden/${name}.golden.txt`
const withoutFolder = (text: string) => text.replaceAll(folder, '<folder>')

describe('describe', () => {
  it('prints what it read on stdout and what it noticed on stderr', async () => {
    const ended = await desirepath(['describe', log])
    expect(ended.code).toBe(0)
    await expect(ended.stdout).toMatchFileSnapshot(golden('describe'))
    await expect(withoutFolder(ended.stderr)).toMatchFileSnapshot(golden('describe-stderr'))
  })

  it('reads stdin, and gives the same as data', async () => {
    const ended = await desirepath(['describe', '-', '--json', '--quiet', '--session-timeout', '90s'], {
      input: smallLog()
    })
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(ended.stdout)).toMatchObject({
      events: 336,
      badRows: 2,
      cases: 60,
      sessions: 60,
      activities: 9,
      first: '2024-03-01T09:00:00.000Z',
      last: '2024-03-20T09:05:59.000Z'
    })
  })
})

describe('flow', () => {
  it('prints tables', async () => {
    const ended = await desirepath(['flow', log, '--top', '3'])
    await expect(ended.stdout).toMatchFileSnapshot(golden('flow'))
    expect(ended.stderr).toMatch(/rarer edges with \d+ steps left out/)
  })

  it('gives the whole graph as JSON', async () => {
    const ended = await desirepath(['flow', log, '--json', '--collapse-repeats'])
    const { edges, start, end, variants, otherEdges } = JSON.parse(ended.stdout)
    expect(edges).toContainEqual(expect.objectContaining({ from: 'home', to: 'cart', count: 40 }))
    expect(edges.every(({ from, to }: { from: string; to: string }) => from !== to)).toBe(true)
    expect(start).toEqual({ home: 60 })
    expect(end).toEqual({ receipt: 32, sent: 16, address: 8, send: 4 })
    expect(variants[0]).toMatchObject({ path: ['home', 'cart', 'address', 'card', 'receipt'], sessions: 32 })
    expect(otherEdges).toEqual({ edges: 0, count: 0 })
  })

  it('gives CSV that a spreadsheet does not run, DOT and Mermaid', async () => {
    const [csv, dot, mermaid] = await Promise.all(
      ['csv', 'dot', 'mermaid'].map((format) =>
        desirepath(['flow', log, '--format', format, '--drop', '^home$', '--quiet'])
      )
    )
    expect(csv.stdout).toMatch(/^from,to,count,median_ms,mean_ms,p95_ms\n/)
    expect(csv.stdout).toContain("\n'=cmd,send,20,")
    expect(dot.stdout).toMatch(/^digraph flow \{/)
    expect(mermaid.stdout).toMatch(/^flowchart LR\n/)
    expect([csv.stderr, dot.stderr, mermaid.stderr]).toEqual(['', '', ''])
  })

  it('takes an option again for each value, before the log too, and warns of a pattern that matches nothing', async () => {
    const ended = await desirepath(['flow', '--drop', '^hom$', '--drop', '^receipt$', log])
    expect(ended.code).toBe(0)
    expect(ended.stderr).toContain("--drop '^hom$' matches none of the 9 activities")
    expect(ended.stdout).not.toContain('receipt')
  })
})

describe('sample', () => {
  it('writes a log to a file once, unless forced', async () => {
    const out = join(folder, 'ecom.csv')
    const args = ['sample', 'ecom', '--out', out, '--quiet']
    expect(await desirepath(args)).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(readFileSync(out).equals(gunzipSync(readFileSync(join(samples, 'ecom.csv.gz'))))).toBe(true)
    expect((await desirepath(args)).stderr).toMatch(/exists already.*\n.*--force/)
    expect((await desirepath([...args, '--force'])).code).toBe(0)
  })

  it('writes to stdout', async () => {
    const ended = await desirepath(['sample', 'bank-truth'])
    expect(ended.stdout).toBe(readFileSync(join(samples, 'bank-truth.csv'), 'utf8'))
  })
})

describe('discover', () => {
  const out = join(folder, 'made', 'result')
  let table = ''
  let notes = ''

  beforeAll(async () => {
    const ended = await desirepath(['discover', log, '--out', out, '--threads', '1'])
    expect(ended.code, ended.stderr).toBe(0)
    table = ended.stdout
    notes = ended.stderr
  })

  it('writes all results, whole', () => {
    expect(readdirSync(out).sort()).toEqual([
      'activities.csv',
      'flow.json',
      'model.json',
      'processes.json',
      'report.html'
    ])
    const [header, ...rows] = readFileSync(join(out, 'activities.csv'), 'utf8').trim().split('\n')
    expect(header).toMatch(/^activity,process,process_name,hub,x,y,volume_percentile,cases,events(,|$)/)
    expect(rows.length).toBe(9)
    expect(rows.every((row) => /^[^,]+,-?\d+,/.test(row))).toBe(true)
    expect(JSON.parse(readFileSync(join(out, 'processes.json'), 'utf8'))).toMatchObject({
      format: 'desirepath/discovery',
      source: { name: 'small.csv' }
    })
    expect(JSON.parse(readFileSync(join(out, 'flow.json'), 'utf8')).start).toEqual({ home: 60 })
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toMatch(/^<!doctype html>/i)
    expect(table).toMatch(/^#\s+process/)
    expect(notes).toMatch(/unreadable timestamp \(line 338: "never"\)/)
    expect(notes).toContain('missing case (line 339')
  })

  it('gives the same bytes for any number of threads', async () => {
    const again = join(folder, 'again')
    const args = ['discover', log, '--out', again, '--threads', '2', '--quiet']
    const { stderr } = await desirepath(args, { env: { NODE_DEBUG: 'worker' } })
    // A thread that cannot be started is done without, and nobody is told.
    expect(stderr).toMatch(/starts worker script .*entry\.node\.js/)
    expect(stderr).not.toContain('uncaught exception')
    for (const name of readdirSync(out)) {
      expect(readFileSync(join(again, name)).equals(readFileSync(join(out, name))), name).toBe(true)
    }
  })

  it('is read again by the other commands', async () => {
    const { processes } = JSON.parse(readFileSync(join(out, 'processes.json'), 'utf8'))
    const [list, one, flow] = await Promise.all([
      desirepath(['processes', out, '--json']),
      desirepath(['process', '0', out]),
      desirepath(['flow', out, '--process', '0', '--format', 'csv'])
    ])
    expect(JSON.parse(list.stdout).processes).toEqual(processes)
    expect(one.stdout).toContain(`0  ${processes[0].name}`)
    expect(one.stdout).toContain('Usual steps, by runs')
    expect(flow.stdout).toMatch(/^from,to,count,kind\n/)
  })

  it('is read from the model file, too, where that has its figures', async () => {
    const { discovery, ...lean } = JSON.parse(readFileSync(join(out, 'model.json'), 'utf8'))
    expect(discovery.processes).toEqual(JSON.parse(readFileSync(join(out, 'processes.json'), 'utf8')).processes)
    expect(discovery.source).toMatchObject({ name: 'small.csv', read: { badRows: 2 } })
    const without = join(folder, 'lean.json')
    writeFileSync(without, JSON.stringify(lean))
    const [whole, named, refused] = await Promise.all([
      desirepath(['processes', out]),
      desirepath(['processes', join(out, 'model.json')]),
      desirepath(['processes', without])
    ])
    expect(named.stdout).toBe(whole.stdout)
    expect(refused.code).toBe(1)
    expect(refused.stderr).toMatch(/lean\.json is a model without figures\.\n.*processes\.json/)
  })

  it('shows the process mix by columns that look like groups, or by those that are asked for', async () => {
    const mixes = (folder: string) => JSON.parse(readFileSync(join(folder, 'processes.json'), 'utf8')).mixes
    expect(mixes(out).map(({ by }: { by: string }) => by)).toEqual(['device'])
    const device = mixes(out)[0].groups.map(({ name, sessions }: { name: string; sessions: number }) => [
      name,
      sessions
    ])
    const [byWeek, none, fromStdin] = ['week', 'none', 'stdin'].map((name) => join(folder, name))
    const ended = await Promise.all([
      desirepath([
        'discover',
        log,
        '--out',
        byWeek,
        '--mix-by',
        'week',
        '--mix-by',
        'device',
        '-q',
        '--stability',
        '0'
      ]),
      desirepath(['discover', log, '--out', none, '--no-mix-by', '-q', '--stability', '0']),
      desirepath(['discover', '-', '--out', fromStdin, '-q', '--stability', '0'], { input: smallLog() }),
      desirepath(['discover', log, '--mix-by', 'devise', '-q', '--stability', '0'])
    ])
    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0, 1])
    expect(mixes(byWeek).map(({ by }: { by: string }) => by)).toEqual(['week', 'device'])
    expect(mixes(none)).toEqual([])
    expect(mixes(fromStdin)).toEqual(mixes(out))
    expect(device.map(([name]: [string]) => name).sort()).toEqual(['desk', 'phone'])
    expect(ended[3].stderr).toMatch(/devise.*\n?.*device/)
  })

  it('scores new sessions', async () => {
    const model = join(out, 'model.json')
    const fresh =
      'user,page,when\nn1,cart,2024-04-01T10:00:00Z\nn1,novelty,2024-04-01T10:01:00Z\nn1,card,2024-04-01T10:02:00Z\n'
    const [csv, json] = await Promise.all(
      ['csv', 'json'].map((format) => desirepath(['score', model, '-', '--format', format], { input: fresh }))
    )
    const rows = csv.stdout.trim().split('\n')
    expect(rows[0]).toBe('case,session,timestamp,activity,process,process_name,by')
    expect(rows.length).toBe(4)
    expect(rows[2]).toMatch(/^n1,1,2024-04-01T10:01:00.000Z,novelty,\d+,.*,context$/)
    expect(csv.stderr).toContain("does not know the activity 'novelty' (1 event)")
    const data = JSON.parse(json.stdout)
    expect(data.unknown).toEqual([{ activity: 'novelty', events: 1 }])
    expect(data.events.map(({ by }: { by: string }) => by)).toEqual(['activity', 'context', 'activity'])
    expect(data.covered).toEqual({ count: 3, of: 3 })
  })

  it('tells the mix of processes, and why two activities belong together', async () => {
    const [mix, why] = await Promise.all([
      desirepath(['mix', '--by', 'device', log, '--result', out, '--json', '-q']),
      desirepath(['why', log, 'cart', 'card', '--json', '-q'])
    ])
    expect(
      JSON.parse(mix.stdout)
        .groups.map(({ name }: { name: string }) => name)
        .sort()
    ).toEqual(['desk', 'phone'])
    expect(JSON.parse(why.stdout)).toMatchObject({ names: ['cart', 'card'], counts: { sessions: 32, ofRarer: 32 } })
  })

  it('tells before the work that --out stands below a file', async () => {
    const blocked = join(folder, 'blocked')
    writeFileSync(blocked, '')
    const ended = await desirepath(['discover', log, '--out', join(blocked, 'deep'), '--stability', '0', '--quiet'])
    expect(ended.code).toBe(2)
    expect(ended.stderr).toMatch(/blocked is a file, not a folder/)
    expect(existsSync(join(blocked, 'deep'))).toBe(false)
  })
})
