// The main job on two bundled logs, as a user would run it: a real log, and the bank sample, whose true processes are known.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const root = fileURLToPath(new URL('..', import.meta.url))
const samples = join(root, 'apps', 'cli', 'samples')
const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'desirepath-out') } } })

function discover(name, file, options) {
  const out = join(values.out, name)
  const args = ['discover', join(samples, file), ...options, '--out', out]
  console.log(`\n$ desirepath discover ${file} ${options.join(' ')}`)
  const { status } = spawnSync(process.execPath, [join(root, 'apps', 'cli', 'bin', 'desirepath.js'), ...args], {
    stdio: 'inherit'
  })
  if (status !== 0) process.exit(status ?? 1)
  return out
}

/** Rows of a CSV whose cells hold no quoted line breaks. */
function rows(path) {
  const [header, ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/)
  const columns = header.split(',')
  return lines.map((line) => {
    const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      (cell) => cell[1]?.replaceAll('""', '"') ?? cell[2]
    )
    return Object.fromEntries(columns.map((column, i) => [column, cells[i]]))
  })
}

/** Activities by group; a group is a true process of one channel, or a found process. */
function groups(list, keyOf, nameOf) {
  const found = new Map()
  for (const row of list) {
    const key = keyOf(row)
    if (key === null) continue
    if (!found.has(key)) found.set(key, new Set())
    found.get(key).add(nameOf(row))
  }
  return found
}

/** True processes that one found process matches: Jaccard overlap of their activities of at least 0.8. */
function recovered(truth, found) {
  let count = 0
  for (const steps of truth.values()) {
    for (const members of found.values()) {
      const shared = [...steps].filter((activity) => members.has(activity)).length
      if (shared / (steps.size + members.size - shared) >= 0.8) {
        count++
        break
      }
    }
  }
  return count
}

console.log('Desire Path finds the processes that people follow in an activity log.')
console.log('\n1. A real log: sepsis patients in a Dutch hospital (F. Mannhardt; MIT through eventdataR).')
const sepsis = discover('sepsis', 'sepsis.csv.gz', [
  '--case',
  'Case ID',
  '--activity',
  'Activity',
  '--timestamp',
  'Complete Timestamp'
])

console.log("\n2. A bank's web, app and telephone log, made with known processes, so that the result can be checked.")
const bank = discover('bank', 'bank.csv.gz', ['--case', 'customer_id', '--session', 'session_id'])
const truth = groups(
  rows(join(samples, 'bank-truth.csv')),
  (row) => (row.kind === 'process' ? `${row.process} ${row.channel}` : null),
  (row) => row.activity
)
const found = groups(
  rows(join(bank, 'activities.csv')),
  (row) => (row.process === '-1' ? null : row.process),
  (row) => row.activity
)
console.log(
  `\nRecovered ${recovered(truth, found)} of ${truth.size} true processes (overlap of activities 0.8 or more); ${found.size} were found.`
)
console.log('\nOpen the reports in a browser:')
for (const out of [sepsis, bank]) console.log(`  ${join(out, 'report.html')}`)
