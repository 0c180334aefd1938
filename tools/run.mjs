// Bootstrap behind `npm run demo` and `npm test`: needs Node 20 and npm only, and has no dependency of its own.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const stampFile = join(root, 'node_modules', '.desirepath-stamp')
const env = {
  ...process.env,
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
  PATH: join(root, 'node_modules', '.bin') + delimiter + process.env.PATH
}

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, env, stdio: 'inherit', ...options })
  if (result.error) throw result.error
  return result.status ?? 1
}

function must(command, args, options) {
  const status = run(command, args, options)
  if (status !== 0) process.exit(status)
}

function stamp() {
  const hash = createHash('sha256').update(process.version)
  for (const file of ['pnpm-lock.yaml', 'package.json']) hash.update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

function install() {
  const wanted = stamp()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return
  process.stderr.write('Installing dependencies (first start only)...\n')
  must('npx', ['--yes', '--prefer-offline', 'pnpm@10.34.9', 'install', '--frozen-lockfile', '--prefer-offline'], {
    stdio: ['ignore', 2, 2]
  })
  writeFileSync(stampFile, wanted)
}

function build() {
  must('turbo', ['run', 'build', '--output-logs=errors-only', '--no-update-notifier'], { stdio: ['ignore', 2, 2] })
}

const [task, ...rest] = process.argv.slice(2)
const tasks = {
  build: () => build(),
  demo: () => {
    build()
    must('node', [join(root, 'tools', 'demo.mjs'), ...rest])
  },
  test: () => {
    build()
    must('node', [join(root, 'tools', 'test.mjs'), ...rest])
  },
  docs: () => {
    build()
    must('typedoc', [])
  },
  bench: () => {
    build()
    must('node', [join(root, 'benchmarks', 'run-all.mjs'), ...rest])
  }
}

if (!Object.hasOwn(tasks, task)) {
  process.stderr.write(`Unknown task '${task ?? ''}'. Valid tasks: ${Object.keys(tasks).join(', ')}.\n`)
  process.exit(2)
}
const nodeMajor = Number(process.versions.node.split('.')[0])
if (nodeMajor < 20) {
  process.stderr.write(`Node ${process.version} is too old: Desire Path needs Node 20 or newer.\n`)
  process.exit(1)
}
install()
tasks[task]()
