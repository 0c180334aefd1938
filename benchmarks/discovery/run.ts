/**
 * The table of discovery: every contender on every family of logs with truth. Usage (after a build):
 * `node benchmarks/run-all.mjs discovery [--quick] [--families "bank web;phases"] [--seeds 3] [--contenders "ours;HDBSCAN"]`.
 * A run of all families and contenders is stored in `benchmarks/results/discovery.json`.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { toEventLog } from '../datasets/to-event-log.js'
import { CONTENDERS, run } from './contenders.js'
import { absentLogs, FAMILIES } from './families.js'
import { agreement } from './metrics.js'
import { type Row, tableText } from './table.js'

export async function runDiscovery(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      families: { type: 'string' },
      seeds: { type: 'string' },
      contenders: { type: 'string' }
    }
  })
  const families =
    choose('family', FAMILIES, values.families)?.slice() ?? FAMILIES.filter((family) => !values.quick || family.quick)
  const contenders = choose('contender', CONTENDERS, values.contenders) ?? CONTENDERS
  const seedsAsked = values.seeds === undefined ? null : Number(values.seeds)
  if (seedsAsked !== null && !(Number.isInteger(seedsAsked) && seedsAsked > 0)) {
    throw new Error(`--seeds is '${values.seeds}'. Give a whole number of at least 1.`)
  }
  const rows: Row[] = []
  for (const family of families) {
    const seeds = seedsAsked ?? (values.quick ? 2 : family.seeds)
    for (let seed = 0; seed < seeds; seed++) {
      const made = family.make(seed)
      if (made === null) {
        process.stderr.write(`${family.name}: left out. ${absentLogs()}\n`)
        break
      }
      const processes = new Set(made.truth.filter((process) => process >= 0)).size
      const log = toEventLog(made)
      for (const contender of contenders) {
        const { labels, hubs, shared, milliseconds } = await run(contender, log, processes)
        const agreed = agreement(made.truth, labels)
        rows.push({
          family: family.name,
          target: family.target,
          seed,
          contender: contender.name,
          ...agreed,
          ariWithNoise: agreement(made.madeFor, labels).ari,
          ...hubFigures(made.truth, hubs, shared),
          milliseconds,
          events: made.tokens.length,
          activities: made.names.length
        })
        process.stderr.write(
          `${family.name} ${seed} ${contender.name}: ARI ${agreed.ari.toFixed(3)}, ${agreed.clusters} of ${processes}, ${Math.round(milliseconds)} ms\n`
        )
      }
    }
  }
  process.stdout.write(`${tableText(rows, contenders)}\n${absentLogs()}\n`)
  // A part of the table does not take the place of the whole one.
  if (values.quick || values.families !== undefined || values.contenders !== undefined) return
  const directory = new URL('../../results/', import.meta.url)
  mkdirSync(directory, { recursive: true })
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length }
  const settings = {
    families: families.map((family) => family.name),
    contenders: contenders.map(({ name, note }) => ({ name, note }))
  }
  writeFileSync(new URL('discovery.json', directory), `${JSON.stringify({ machine, settings, rows }, null, 1)}\n`)
}

/** Hubs and shared steps found of those in truth (as hubs; as hubs or in a shared subroutine), and activities of a process that were taken for hubs, of all. */
function hubFigures(
  truth: Int32Array,
  hubs: Uint8Array,
  shared: Uint8Array
): { hubsFound: number | null; sharedFound: number | null; falseHubs: number } {
  let inTruth = 0
  let processes = 0
  let found = 0
  let foundShared = 0
  let wrong = 0
  for (let i = 0; i < truth.length; i++) {
    if (truth[i] === -1) {
      inTruth++
      found += hubs[i]!
      foundShared += shared[i]!
    } else if (truth[i]! >= 0) {
      processes++
      wrong += hubs[i]!
    }
  }
  const share = (count: number) => (inTruth > 0 ? count / inTruth : null)
  return { hubsFound: share(found), sharedFound: share(foundShared), falseHubs: wrong / Math.max(1, processes) }
}

function choose<Named extends { name: string }>(
  what: string,
  all: readonly Named[],
  wanted: string | undefined
): Named[] | null {
  if (wanted === undefined) return null
  return wanted.split(';').map((name) => {
    const found = all.find((one) => one.name === name.trim())
    if (!found) throw new Error(`Unknown ${what} '${name}'. Known: ${all.map((one) => one.name).join('; ')}.`)
    return found
  })
}
