// Runs every check and test, prints why anything was skipped, and closes with one line: N passed, N failed.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const requireAll = Boolean(process.env.DESIREPATH_REQUIRE_ALL)
const scratch = mkdtempSync(join(tmpdir(), 'desirepath-test-'))
const resultFile = join(scratch, 'vitest.json')
const totals = { passed: 0, failed: 0, skipped: 0 }

function check(name, command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' })
  const ok = status === 0 && !error
  totals[ok ? 'passed' : 'failed']++
  console.log(`${ok ? 'ok' : 'FAILED'}: ${name}`)
}

check('format and lint', 'biome', ['ci', '--reporter=summary', '.'])
check('types of the tests', 'tsc', ['--noEmit', '-p', 'tsconfig.tests.json'])

const vitest = spawnSync(
  'vitest',
  ['run', '--reporter=default', '--reporter=json', `--outputFile=${resultFile}`, ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit'
  }
)
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
if (vitest.status !== 0 && totals.failed === 0) totals.failed++
rmSync(scratch, { recursive: true, force: true })

if (totals.skipped > 0 && requireAll) {
  console.error(`${totals.skipped} tests were skipped although everything was required to run.`)
  totals.failed += totals.skipped
}
const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''
console.log(`${totals.passed} passed, ${totals.failed} failed${skipped}`)
process.exitCode = totals.failed > 0 ? 1 : 0
