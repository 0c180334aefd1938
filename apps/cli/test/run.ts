import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'

export const bin = fileURLToPath(new URL('../bin/desirepath.js', import.meta.url))
const built = fileURLToPath(new URL('../dist/main.js', import.meta.url))
export const samples = fileURLToPath(new URL('../samples/', import.meta.url))

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

interface Options {
  input?: string
  env?: Record<string, string>
  cwd?: string
  /** Does something with the running program: stops it, closes its output. */
  meddle?: (child: ReturnType<typeof start>) => void
}

function start(args: readonly string[], { env, cwd }: Options) {
  if (!existsSync(built)) throw new Error('The command line is not built. Run: npm run build')
  const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env
  return spawn(process.execPath, [bin, ...args], {
    cwd,
    env: { ...inherited, ...env },
    stdio: ['pipe', 'pipe', 'pipe']
  })
}

/** What a program printed, once it has ended. */
export function ended(child: ChildProcessByStdio<Writable | null, Readable, Readable>): Promise<Ended> {
  return new Promise((resolve, reject) => {
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk) => {
      stdout += chunk
    })
    child.stderr.on('data', (chunk) => {
      stderr += chunk
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

/** Runs the built program as a person would, and waits for its end. */
export function desirepath(args: readonly string[], options: Options = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = start(args, options)
    ended(child).then(resolve, reject)
    child.stdin.on('error', () => {
      // The program need not read all of its input.
    })
    if (options.input !== undefined) child.stdin.end(options.input)
    options.meddle?.(child)
  })
}

/** A folder of its own for the tests of one file. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'desirepath-cli-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** 60 customers in two processes of four steps, with a hub, a repeat, a hostile name and two bad rows. */
export function smallLog(): string {
  const lines = ['user,page,when,device']
  for (let u = 0; u < 60; u++) {
    const minutes = (step: number) => new Date(Date.UTC(2024, 2, 1 + (u % 20), 9, step, u)).toISOString()
    const steps = u % 3 === 0 ? ['=cmd', 'send', 'check', 'sent'] : ['cart', 'address', 'card', 'receipt']
    const path = ['home', steps[0], steps[0], ...steps.slice(1, u % 5 === 0 ? 2 : 4)]
    path.forEach((page, step) => {
      lines.push(`u${u},${page},${minutes(step)},${u % 2 === 0 ? 'phone' : 'desk'}`)
    })
  }
  lines.push('u1,cart,never,desk', ',cart,2024-03-01T10:00:00Z,desk')
  return `${lines.join('\n')}\n`
}
