import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { Outcome } from './measure.js'
import { CACHE } from './planted-log.js'

/** The input that a contender's process was started with. */
export function given<Input>(): Input {
  return JSON.parse(process.argv[2] ?? '{}') as Input
}

/** Threads that each contender may use: see measure.ts. */
export const THREADS = Number(process.env.OMP_NUM_THREADS ?? 1)

/** Loads a peer of benchmarks/peers. */
export async function peer<Module>(name: string): Promise<Module> {
  const find = createRequire(new URL('peers/package.json', CACHE))
  return (await import(pathToFileURL(find.resolve(name)).href)) as Module
}

/** Times `body` and prints the outcome; `check` turns its value into the result, untimed. */
export async function timed<Value>(
  body: () => Promise<Value> | Value,
  check: (value: Value) => Outcome['result'] | Promise<Outcome['result']>
): Promise<void> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  const value = await body()
  const ms = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  const peakBytes = peakMemory()
  report({ ms, cpuMs: (user + system) / 1000, peakBytes, result: await check(value) })
}

export function report(outcome: Outcome): void {
  process.stdout.write(`${JSON.stringify(outcome)}\n`)
}

/** Of this process alone: what getrusage says on Linux may stem from the process that started it. */
export function peakMemory(): number {
  try {
    const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))
    if (found) return Number(found[1]) * 1024
  } catch {
    // not Linux
  }
  return process.resourceUsage().maxRSS * 1024
}

/** Events, cases, activities, and sums that any other coding or other times would change. */
export function digest(
  cases: ArrayLike<number>,
  activities: ArrayLike<number>,
  timeMs: ArrayLike<number>
): Outcome['result'] {
  let seconds = 0
  for (let i = 0; i < timeMs.length; i++) seconds = (seconds + Math.imul(timeMs[i]! / 1000, (i % 997) + 1)) >>> 0
  return { events: timeMs.length, ...coded('cases', cases), ...coded('activities', activities), seconds }
}

// Codes are numbered anew by first appearance, so that any numbering gives the same sums.
function coded(name: string, codes: ArrayLike<number>): Outcome['result'] {
  const renumbered: number[] = []
  let distinct = 0
  let sum = 0
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!
    let fresh = renumbered[code]
    if (fresh === undefined) {
      fresh = distinct++
      renumbered[code] = fresh
    }
    sum = (sum + Math.imul(fresh, (i % 997) + 1)) >>> 0
  }
  return { [name]: distinct, [`${name}Sum`]: sum }
}
