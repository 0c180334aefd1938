// The command `desirepath discover`, from file to report, in a process of its own that is watched from here. Its
// stability is left out, as the other side has none.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readTable } from '@desirepath/core'
import { agreement } from '../../discovery/metrics.js'
import { given, report } from '../contender.js'

const { path, truth: truthPath } = given<{ path: string; truth: string }>()
const threads = process.env.OMP_NUM_THREADS ?? '1'
const command = new URL('../../../../apps/cli/bin/desirepath.js', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'desirepath-bench-'))
try {
  const start = performance.now()
  const options = ['--quiet', '--no-stability', '--threads', threads, '--out', folder]
  const child = spawn(process.execPath, [command, 'discover', path, ...options], {
    stdio: ['ignore', 'ignore', 'inherit']
  })
  let peakBytes = 0
  let cpuMs = 0
  const watch = setInterval(() => {
    try {
      const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))
      // A process that is ending tells none.
      peakBytes = Math.max(peakBytes, Number(peak?.[1] ?? 0) * 1024)
      // Fields 14 and 15 of stat, in hundredths of a second: what user and system spent.
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
      cpuMs = (Number(fields[11]) + Number(fields[12])) * 10
    } catch {
      // It has ended.
    }
  }, 20)
  const status = await new Promise((resolve) => child.on('exit', resolve))
  const ms = performance.now() - start
  clearInterval(watch)
  if (status !== 0) throw new Error(`the command ended with ${status}`)
  const { columns, rows } = await readTable(readFileSync(join(folder, 'activities.csv')))
  const truth = JSON.parse(readFileSync(truthPath, 'utf8')) as { process: Record<string, number> }
  const [name, found] = [columns.indexOf('activity'), columns.indexOf('process')]
  const labels = new Map<string, number>()
  const of = (text: string) => {
    if (text === '' || text === '-1') return -1
    if (!labels.has(text)) labels.set(text, labels.size)
    return labels.get(text)!
  }
  const { nmi } = agreement(
    Int32Array.from(rows, (row) => truth.process[row[name]!]!),
    Int32Array.from(rows, (row) => of(row[found]!))
  )
  report({ ms, cpuMs, peakBytes, result: { nmi, processes: labels.size } })
} finally {
  rmSync(folder, { recursive: true })
}
