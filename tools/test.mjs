// Runs every check and test, prints why anything was skipped, and closes with one line: N passed, N failed.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const requireAll = Boolean(process.env.DESIREPATH_REQUIRE_ALL)
const scratch = mkdtempSync(join(tmpdir(), 'desirepath-test-'))
const resultFile = join(scratch, 'vitest.json')
const totals = { passed: 0, failed: 0, skipped: 0 }

/** Runs a command beside the others and keeps what it prints, to be shown as one piece. */
function beside(name, command, args) {
  return new Promise((resolve) => {
    const chunks = []
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk))
    const end = (ok) => resolve({ name, ok, output: Buffer.concat(chunks).toString() })
    child.on('error', () => end(false))
    child.on('close', (status) => end(status === 0))
  })
}

const checks = [
  beside('format and lint', 'biome', ['ci', '--reporter=summary', '.']),
  beside('types of the tests', 'tsc', ['--noEmit', '-p', 'tsconfig.tests.json'])
]
const vitest = spawn(
  'vitest',
  ['run', '--reporter=default', '--reporter=json', `--outputFile=${resultFile}`, ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' }
)
const vitestStatus = await new Promise((resolve) => {
  vitest.on('error', () => resolve(1))
  vitest.on('close', (status) => resolve(status ?? 1))
})
for (const { name, ok, output } of await Promise.all(checks)) {
  totals[ok ? 'passed' : 'failed']++
  if (!ok) console.log(output)
  console.log(`${ok ? 'ok' : 'FAILED'}: ${name}`)
}
try {
  const result = JSON.parse(readFileSync(resultFile, 'utf8'))
  totals.passed += result.numPassedTests
  totals.failed += result.numFailedTests
  totals.skipped += result.numPendingTests + result.numTodoTests
  // A file that fails to load has no tests of its own to count.
  totals.failed += result.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed')
  ).length
} catch (error) {
  console.error(`The test runner left no result: ${error.message}`)
  totals.failed++
}
if (vitestStatus !== 0 && totals.failed === 0) totals.failed++
rmSync(scratch, { recursive: true, force: true })

if (totals.skipped > 0 && requireAll) {
  console.error(`${totals.skipped} tests were skipped although everything was required to run.`)
  totals.failed += totals.skipped
}
const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''
console.log(`${totals.passed} passed, ${totals.failed} failed${skipped}`)
process.exitCode = totals.failed > 0 ? 1 : 0
