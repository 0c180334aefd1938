import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import type { Contender } from './measure.js'
import { CACHE } from './planted-log.js'

// Debian's packages belong to Debian's interpreter, which need not be the first one on PATH.
const PYTHON = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3'
const SOURCES = new URL('../../speed/contenders/', import.meta.url)

export function node(name: string, file: string, extra: Partial<Contender> = {}): Contender {
  return {
    name,
    command: [process.execPath, new URL(`contenders/${file}.js`, import.meta.url).pathname],
    absent: null,
    ...extra
  }
}

/** A contender that loads a package of benchmarks/peers. */
export function npmPeer(name: string, file: string, packageName: string, extra: Partial<Contender> = {}): Contender {
  return node(name, file, { absent: npmAbsent(packageName), ...extra })
}

/** A contender that imports `modules` of the system's Python. */
export function python(
  name: string,
  file: string,
  modules: readonly string[],
  extra: Partial<Contender> = {}
): Contender {
  return { name, command: [PYTHON, new URL(`${file}.py`, SOURCES).pathname], absent: pythonAbsent(modules), ...extra }
}

let installed: string | null | undefined

/** Installs benchmarks/peers into the cache, once; returns why it failed, or null. */
function install(): string | null {
  if (installed !== undefined) return installed
  const wanted = new URL('../../peers/package.json', import.meta.url)
  const folder = new URL('peers/', CACHE)
  mkdirSync(folder, { recursive: true })
  const here = new URL('package.json', folder)
  const same = existsSync(here) && readFileSync(here, 'utf8') === readFileSync(wanted, 'utf8')
  if (same && existsSync(new URL('node_modules/', folder))) return (installed = null)
  process.stderr.write('Installing the peers from npm (once)...\n')
  copyFileSync(wanted, here)
  const done = spawnSync('npm', ['install', '--no-package-lock', '--no-audit', '--no-fund'], {
    cwd: folder,
    encoding: 'utf8'
  })
  installed = done.status === 0 ? null : `npm install failed: ${done.stderr.trimEnd().split('\n').at(-1)}`
  return installed
}

function npmAbsent(packageName: string): string | null {
  const failed = install()
  if (failed) return failed
  return existsSync(new URL(`peers/node_modules/${packageName}/package.json`, CACHE))
    ? null
    : `${packageName} is not installed`
}

function pythonAbsent(modules: readonly string[]): string | null {
  for (const name of modules) {
    try {
      execFileSync(PYTHON, ['-c', `import ${name}`], { stdio: 'ignore' })
    } catch {
      return `Python's ${name} is not installed (Debian: python3-${name === 'sklearn' ? 'sklearn' : name})`
    }
  }
  return null
}

/** Why a program is absent, or null. */
export function programAbsent(program: string, debianPackage: string): string | null {
  const asked = spawnSync(program, ['-h'], { stdio: 'ignore' })
  return asked.error ? `the program ${program} is not installed (Debian: ${debianPackage})` : null
}

/** Versions of the peers, for the table. */
export function peerVersions(): Record<string, string> {
  const versions: Record<string, string> = { node: process.version }
  const wanted = JSON.parse(readFileSync(new URL('../../peers/package.json', import.meta.url), 'utf8')) as {
    dependencies: Record<string, string>
  }
  if (install() === null) Object.assign(versions, wanted.dependencies)
  for (const name of ['gensim', 'sklearn', 'pandas', 'faiss']) {
    const asked = spawnSync(PYTHON, ['-c', `import ${name}; print(${name}.__version__)`], { encoding: 'utf8' })
    if (asked.status === 0) versions[name] = asked.stdout.trim()
  }
  return versions
}
