/**
 * Speed against other libraries, stage by stage. Usage (after a build):
 * `node benchmarks/run-all.mjs speed [--stage reading|skipgram|kmeans|map|pipeline|journeys|scoring] [--size 1m|10m|100m|10m20k] [--rounds 5]`
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { journeyComparisons } from './journeys.js'
import { kmeansComparisons } from './kmeans.js'
import { mapComparisons } from './map.js'
import { type Comparison, compare, type Measured } from './measure.js'
import { peerVersions } from './peers.js'
import { pipelineComparisons } from './pipeline.js'
import { type LogSize, SIZES } from './planted-log.js'
import { readingComparisons } from './reading.js'
import { scoringComparisons } from './scoring.js'
import { skipgramComparisons } from './skipgram.js'
import { markdown, type Stored } from './table.js'

const STAGES: Readonly<Record<string, (size: LogSize, threads: number) => Comparison[] | Promise<Comparison[]>>> = {
  reading: readingComparisons,
  skipgram: skipgramComparisons,
  kmeans: kmeansComparisons,
  map: mapComparisons,
  pipeline: pipelineComparisons,
  journeys: journeyComparisons,
  scoring: scoringComparisons
}
const RESULTS = new URL('../../results/speed.json', import.meta.url)
const README = new URL('../../README.md', import.meta.url)

export async function runSpeed(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      stage: { type: 'string' },
      size: { type: 'string', default: '1m' },
      rounds: { type: 'string', default: '5' },
      threads: { type: 'string', default: '1' },
      case: { type: 'string' },
      store: { type: 'boolean', default: true }
    },
    allowNegative: true
  })
  const stages = values.stage ? [pick('stage', STAGES, values.stage)] : Object.values(STAGES)
  const size = pick('size', SIZES, values.size)
  const rounds = Number(values.rounds)
  const threads = Number(values.threads)
  if (!(Number.isInteger(rounds) && rounds > 0 && Number.isInteger(threads) && threads > 0)) {
    throw new Error(`--rounds and --threads take whole numbers from 1, got '${values.rounds}' and '${values.threads}'.`)
  }
  const stored = values.store ? load() : []
  for (const stage of stages) {
    for (const comparison of await stage(size, threads)) {
      if (values.case && !comparison.name.includes(values.case)) continue
      const measured = compare(comparison, rounds, threads)
      process.stdout.write(`${text(comparison, measured)}\n`)
      const entry = entryOf(comparison, measured, { size: size.name, rounds, threads })
      const before = stored.findIndex(({ key }) => key === entry.key)
      if (before < 0) stored.push(entry)
      else stored[before] = entry
      if (values.store) save(stored)
    }
  }
}

function pick<Value>(what: string, all: Readonly<Record<string, Value>>, name: string): Value {
  if (Object.hasOwn(all, name)) return all[name]!
  throw new Error(`Unknown ${what} '${name}'. Known: ${Object.keys(all).join(', ')}.`)
}

function entryOf(
  { stage, name, amount, targets = {} }: Comparison,
  measured: Measured[],
  settings: Stored['settings']
): Stored {
  return {
    key: [stage, name, settings.threads].join(' | '),
    stage,
    name,
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB`,
    settings,
    load: loadavg()[0] ?? 0,
    versions: peerVersions(),
    ...(amount ? { amount } : {}),
    targets,
    measured
  }
}

function load(): Stored[] {
  try {
    return JSON.parse(readFileSync(RESULTS, 'utf8')) as Stored[]
  } catch {
    return []
  }
}

function save(stored: Stored[]): void {
  stored.sort((a, b) => (a.key < b.key ? -1 : 1))
  mkdirSync(new URL('.', RESULTS), { recursive: true })
  writeFileSync(RESULTS, `${JSON.stringify(stored, null, 1)}\n`)
  writeFileSync(README, markdown(stored))
}

function text(comparison: Comparison, measured: Measured[]): string {
  const lines = measured.map((one) => {
    if (one.missing) return `  ${one.contender.padEnd(28)} absent: ${one.missing}`
    const rate = comparison.amount
      ? ` ${(comparison.amount.count / (one.medianMs / 1000)).toFixed(1)} ${comparison.amount.unit}/s`
      : ''
    const ratio = one.ours ? '' : ` ${one.ratio.toFixed(2)}x (CPU ${one.cpuRatio.toFixed(2)}x)`
    const target = comparison.targets?.[one.contender]
    const verdict =
      target === undefined ? '' : one.ratio >= target ? `, target ${target}x met` : `, target ${target}x MISSED`
    return `  ${one.contender.padEnd(28)} ${one.medianMs.toFixed(1)} ms ±${(one.spread * 100).toFixed(0)} %, CPU ${one.medianCpuMs.toFixed(0)} ms, ${(one.peakBytes / 1e6).toFixed(0)} MB${rate}${ratio}${verdict} ${JSON.stringify(one.result)}`
  })
  return `${comparison.stage}: ${comparison.name}\n${lines.join('\n')}`
}
