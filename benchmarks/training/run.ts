/**
 * Trains the weights of learned links from seeds, on generated logs only, and judges them on shapes left out.
 * `node benchmarks/run-all.mjs training [--share 1] [--folds 4] [--write | --out FILE]`; without either nothing is
 * changed; `--folds 0` leaves the cross-validation out. `--out` writes JSON; `--join FILE,FILE` trains nothing and writes
 * the nets of several such files as one: their mean errs less than each. `--distil FILE [--share 2]` trains small nets on
 * what the nets of such a file answer.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import {
  type LinksWeights,
  learnedLinks,
  newKernel,
  packWeights,
  runNow,
  unpackWeights
} from '@desirepath/core/training'
import { toEventLog } from '../datasets/to-event-log.js'
import { agreement } from '../discovery/metrics.js'
import { distil } from './distil.js'
import { joinWeights } from './join.js'
import { DISTILLED_AFTER, foldOf, trainedFamilies, trainedLogs, trainingLogs, validationLogs } from './logs.js'
import { trainNets } from './nets.js'
import { type Part, partsOf } from './parts.js'
import { samplePairs } from './samples.js'

const FIRST = { hidden: 12, nets: 3, epochs: 5, seed: 1 }
/** Fitted by hill climbing to the mean ARI of the validation logs, for links of these nets. */
const CUT = { vectorSilhouette: 1, linkSilhouette: 2, expectedRand: 0, away: 0.08, around: 0.55 }
const SECOND = { hidden: 12, nets: 5, epochs: 5, seed: 101 }

export async function runTraining(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      share: { type: 'string' },
      folds: { type: 'string', default: '4' },
      write: { type: 'boolean', default: false },
      join: { type: 'string' },
      distil: { type: 'string' },
      out: { type: 'string' }
    }
  })
  const path = values.out ?? shipped
  if (values.join) {
    write(joinWeights(values.join.split(',').map(read)), path)
    return
  }
  const share = Number(values.share ?? (values.distil ? 2 : 1))
  const folds = Number(values.folds)
  if (!(share > 0)) throw new Error(`--share is '${values.share}'. Give a number above 0.`)
  if (!(Number.isInteger(folds) && folds >= 0)) throw new Error(`--folds is '${values.folds}'. Give a whole number.`)
  const parts: Part[] = []
  for (const log of trainingLogs(trainedFamilies, share, values.distil ? DISTILLED_AFTER : 0))
    parts.push(...(await partsOf(log)))
  say(`${parts.length} parts of logs`)
  if (values.distil) {
    const weights = await distil(read(values.distil), parts)
    say('small nets trained')
    write(weights, path)
    return
  }
  if (folds > 0) await crossValidate(parts, folds, share)
  if (!values.write && !values.out) return
  const families = trainedFamilies.map((family) => `${family} ${trainedLogs(family, share)}`).join(', ')
  const provenance = `Trained on generated logs only (benchmarks/training; family and number of logs, seeds from 1: ${families}); nets seeded ${FIRST.seed} and ${SECOND.seed}; command: node benchmarks/run-all.mjs training --share ${share} --write.`
  const weights = await trainWeights(parts, provenance)
  write(weights, path)
}

/** Of the core that is built with these benchmarks. */
const shipped = new URL('../../../packages/core/src/processes/links-weights.ts', import.meta.url)

/** Weights as JSON, or as a source of the shipped ones: packed, or plain JSON as they were before. */
function read(file: string): LinksWeights {
  const text = readFileSync(file, 'utf8')
  const [, packed] = /unpackWeights\((\{.*\})\)/.exec(text) ?? []
  if (packed === undefined) return JSON.parse(text.replace(/^[\s\S]*?LinksWeights = /, ''))
  const [, provenance] = /written by the training\.\n \*\n \* (.*)/.exec(text) ?? []
  return { ...unpackWeights(JSON.parse(packed)), provenance: provenance ?? file }
}

/** The module that ships the weights. How they came about is told to its readers only: a page does not carry it. */
function sourceOf(weights: LinksWeights): string {
  const packed = packWeights({
    ...weights,
    provenance: 'Told where the weights stand: links-weights.ts of the sources.'
  })
  return `import type { LinksWeights } from './links-weights-format.js'
import { unpackWeights } from './links-weights-text.js'

/**
 * The shipped weights of learned links, written by the training.
 *
 * ${weights.provenance}
 */
// biome-ignore format: data
export const shippedWeights: LinksWeights = /* @__PURE__ */ unpackWeights(${JSON.stringify(packed)})
`
}

function write(weights: LinksWeights, path: string | URL): void {
  const text = path === shipped ? sourceOf(weights) : `${JSON.stringify(weights)}\n`
  writeFileSync(path, text)
  say(`written: ${text.length} bytes`)
}

/** Both looks. The second is trained on first looks by nets that never saw the log. */
async function trainWeights(parts: readonly Part[], provenance: string): Promise<LinksWeights> {
  const whole = (nets: ReturnType<typeof trainNets>): LinksWeights => ({
    format: 'desirepath/links-weights',
    version: 1,
    provenance,
    ...nets
  })
  const ofHalf = (half: number) => parts.filter((part) => part.seed % 2 === half)
  const halves: LinksWeights[] = []
  for (const half of [0, 1]) halves.push(whole(trainNets(await samplePairs(ofHalf(1 - half), null), FIRST)))
  say('first look of halves trained')
  const first = whole(trainNets(await samplePairs(parts, null), FIRST))
  say('first look trained')
  const seconds = await samplePairs(parts, (part) => halves[part.seed % 2]!)
  const second = trainNets(seconds, SECOND)
  say(`second look trained on ${seconds.count} pairs`)
  return { ...first, cut: CUT, second }
}

/** Prints the adjusted Rand index by shape, mean and worst, of weights that were trained on other shapes. */
async function crossValidate(parts: readonly Part[], folds: number, share: number): Promise<void> {
  const rows: { family: string; aris: number[] }[] = []
  for (let fold = 0; fold < folds; fold++) {
    const kept = parts.filter((part) => foldOf(part.family, folds) !== fold)
    const weights = await trainWeights(kept, 'cross-validation')
    const families = trainedFamilies.filter((family) => foldOf(family, folds) === fold)
    for (const log of validationLogs(families, Math.min(1, share))) {
      const found = runNow(learnedLinks(await newKernel(), toEventLog(log), { weights }))
      const { ari } = agreement(log.truth, found.labels)
      const row = rows.find((one) => one.family === log.family) ?? { family: log.family, aris: [] }
      if (row.aris.length === 0) rows.push(row)
      row.aris.push(ari)
    }
    say(`fold ${fold + 1} of ${folds}`)
  }
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const lines = rows.map(
    ({ family, aris }) =>
      `${family.padEnd(26)}${mean(aris).toFixed(3)}  ${Math.min(...aris).toFixed(3)}  ${aris.length}`
  )
  const means = rows.map(({ aris }) => mean(aris))
  process.stdout.write(
    `${'shape left out'.padEnd(26)}mean   worst  logs\n${lines.join('\n')}\n${'mean of shapes'.padEnd(26)}${mean(means).toFixed(3)}  ${Math.min(...means).toFixed(3)}\n`
  )
}

function say(text: string): void {
  process.stderr.write(`${process.uptime().toFixed(0)} s: ${text}\n`)
}
