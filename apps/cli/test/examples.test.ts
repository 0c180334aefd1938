import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { readTable } from '@desirepath/core'
import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { buildProgram } from '../src/program.js'
import { bin, type Ended, ended, scratchFolder } from './run.js'

const folder = scratchFolder()
const programs = join(folder, '.programs')

/** What the examples speak of, in a bank that is also a shop. */
const PROCESSES = [
  ['pay bill start', 'pay bill payee', 'pay bill amount', '/pay/confirm', 'pay bill done'],
  [
    'apply mortgage start',
    'apply mortgage income',
    'apply mortgage offer',
    'apply mortgage sign',
    'apply mortgage done'
  ],
  ['add payee start', 'add payee name', 'add payee check', 'add payee code', 'add payee saved'],
  ['shop list', 'shop item', 'checkout', '/checkout', 'shop receipt'],
  ['flow:transfer:start', 'flow:transfer:amount', 'flow:transfer:check', 'flow:transfer:code', 'flow:transfer:sent']
]
const PAY_BILL = 0
const ADD_PAYEE = 2
const TRANSFER = 4

interface Row {
  user: string
  page: string
  at: Date
  device: string
  platform: string
  country: string
  amount: string
  duration_ms: string
  status: string
}

/** 160 customers of a fortnight; each follows two or three processes, some of them not to their end. */
function clicks(): Row[] {
  const rows: Row[] = []
  for (let u = 0; u < 160; u++) {
    const known = u === 2 ? 'C101099' : u === 3 ? 'C10109' : u === 4 ? 'C2041' : undefined
    let at = Date.UTC(2024, 2, 1 + (known ? 2 : u % 14), 15, 30)
    const visit = (pages: readonly string[]) => {
      for (const page of pages) {
        at += 45_000
        rows.push({
          ...{ user: known ?? `C${200_000 + u}`, page, at: new Date(at) },
          ...{ device: u % 2 ? 'phone' : 'desk', platform: u % 3 ? 'mobile' : 'desktop', country: u % 4 ? 'CZ' : 'DE' },
          amount: page === '/checkout' ? String(400 + u) : '',
          duration_ms: page === 'checkout' ? '12000' : '300',
          status: /confirm|sent/.test(page) && u % 3 === 0 ? 'error' : 'ok'
        })
      }
    }
    visit(['/login', '/accounts', u % 9 ? '/static/help' : '/health'])
    const chosen = known ? [TRANSFER, PAY_BILL, ADD_PAYEE] : [u % 5, (u * 3 + 1) % 5]
    if (u % 4 === 0) chosen.push(PAY_BILL, ADD_PAYEE)
    for (const process of chosen) visit(PROCESSES[process].slice(0, u % 6 === 0 ? 3 : 5))
  }
  return rows
}

function csv(
  rows: readonly Row[],
  names: Record<string, keyof Row> = {},
  stamp = (at: Date) => at.toISOString()
): string {
  const columns: Record<string, keyof Row> = { user: 'user', page: 'page', time: 'at', ...names }
  for (const name of ['device', 'platform', 'country', 'amount', 'duration_ms', 'status'] as const) columns[name] = name
  const cell = (value: string | Date) => (value instanceof Date ? stamp(value) : value)
  const line = (row: Row) => Object.values(columns).map((name) => cell(row[name]))
  return [Object.keys(columns), ...rows.map(line)].map((cells) => `${cells.join(',')}\n`).join('')
}

/** 13/03/2024 15:30 */
const dayFirst = (at: Date): string =>
  `${at.toISOString().slice(0, 10).split('-').reverse().join('/')} ${at.toISOString().slice(11, 19)}`

/** The lines that `--help` gives to be typed. */
function examplesOf(command: Command): string[] {
  let help = ''
  command.configureOutput({
    writeOut: (text) => {
      help += text
    }
  })
  command.outputHelp()
  return [...help.matchAll(/^ {2}\$ (.*)$/gm)].map(([, line]) => line)
}

/** Types a line into a shell that knows `desirepath`. */
function typed(line: string): Promise<Ended> {
  return ended(
    spawn('bash', ['-o', 'pipefail', '-c', line], {
      cwd: folder,
      env: { ...process.env, PATH: `${programs}:${process.env.PATH}` },
      stdio: ['ignore', 'pipe', 'pipe']
    })
  )
}

const read = (path: string): string => {
  const bytes = readFileSync(path)
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()
}

/** What was written or printed is what the line asked for. */
async function expectFormat(line: string, text: string, path: string): Promise<void> {
  expect(text).not.toBe('')
  if (/--json|format json/.test(line) || /\.json(\.gz)?$/.test(path)) JSON.parse(text)
  else if (/format csv/.test(line) || path.endsWith('.csv')) {
    const { columns, rows } = await readTable(text, { format: 'csv' })
    expect(columns.length).toBeGreaterThan(1)
    for (const row of rows) expect(row).toHaveLength(columns.length)
  } else if (path.endsWith('.svg') || /format dot/.test(line)) expect(text).toMatch(/^digraph|<svg/)
  else if (/-f html/.test(line)) expect(text).toMatch(/^<!doctype html>/i)
  else if (/format mermaid/.test(line)) expect(text).toMatch(/^(flowchart|graph) /)
}

function setUp(): void {
  mkdirSync(programs)
  const program = (name: string, does: string) => {
    writeFileSync(join(programs, name), `#!/bin/sh\n${does}\n`)
    chmodSync(join(programs, name), 0o755)
  }
  program('desirepath', `exec '${process.execPath}' '${bin}' "$@"`)
  // Graphviz may not be there: what it would get is kept as it is.
  program('dot', 'exec cat')
  const rows = clicks()
  const put = (name: string, text: string) =>
    writeFileSync(join(folder, name), name.endsWith('.gz') ? gzipSync(text) : text)
  for (const name of ['clicks.csv', 'new.csv', 'today.csv', 'web.csv', 'monday.csv', 'huge.csv.gz'])
    put(name, csv(rows))
  put('tuesday.csv', csv(rows.map((row) => ({ ...row, user: `${row.user}t`, at: new Date(row.at.getTime() + 864e5) }))))
  put('calls.csv.gz', csv(rows, { caller: 'user', activity: 'page', began: 'at' }, dayFirst))
  const other = (prefix: string) => rows.map((row) => ({ ...row, user: `${prefix}${row.user}` }))
  put('app.csv', csv(other('a-')))
  put('chat.csv', csv(other('w-')))
  put(
    'chat.jsonl',
    other('w-')
      .map((row) => `${JSON.stringify({ user: row.user, page: row.page, time: row.at })}\n`)
      .join('')
  )
  put('ids.json', JSON.stringify([{ source: 'chat', id: 'w-C2041', customer: 'C2041' }]))
}

describe.runIf(process.platform !== 'win32')('what --help gives as examples runs as it stands', () => {
  setUp()
  const program = buildProgram()
  const examples = new Set([program, ...program.commands].flatMap(examplesOf))

  // One after another: some read what others have written.
  it.each([...examples].map((line) => [line]))('%s', async (line) => {
    const out = /(?:--out|>) (\S+)/.exec(line)?.[1] ?? ''
    const path = join(folder, out)
    if (out !== '' && existsSync(path) && statSync(path).isFile()) rmSync(path)
    if (line.includes('tuesday.json.gz')) await typed('desirepath count tuesday.csv --out tuesday.json.gz')
    const { code, stdout, stderr } = await typed(line)
    expect(stderr).not.toMatch(/^Error|^\s+at /m)
    expect(code).toBe(0)
    if (out === '') await expectFormat(line, stdout, '')
    else if (statSync(path).isFile()) await expectFormat(line, read(path), out)
    else expect(existsSync(join(path, 'report.html'))).toBe(true)
  })
})
