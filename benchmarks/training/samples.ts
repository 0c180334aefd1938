import {
  contextNames,
  featureNames,
  LinkNets,
  type LinksWeights,
  linkedPartners,
  newKernel,
  type PairContext,
  PairRows,
  pairContext,
  runNow,
  writeContext
} from '@desirepath/core/training'
import { Random } from '../datasets/random.js'
import { ONLY_NOISE } from '../datasets/types.js'
import type { Part } from './parts.js'

/** Pairs of activities with their features, for training. */
export interface Samples {
  names: readonly string[]
  count: number
  /** [count x names] row-major, clipped to [-1, 1.5]. */
  values: Float32Array
  /** [count] 1: both belong to one process. */
  target: Uint8Array
  /** [count] a part's sum to the share of its log's activities that it has, so that each log weighs about the same. */
  weight: Float32Array
}

/** Most pairs taken of one part: of one process, of two processes, with a hub. */
const MOST = { same: 1200, apart: 2400, hub: 800 }
/** A hub that was not found belongs to no process; but whom it is joined to costs little. */
const HUB_WEIGHT = 0.7

type Kind = keyof typeof MOST

/** Pairs i < j of a part, evenly drawn of each kind, each with the number of pairs that it stands for. */
function drawPairs(
  random: Random,
  truth: Int32Array,
  pairs: Iterable<readonly [number, number]>
): Map<number, Map<number, number>> {
  const pools: Record<Kind, [number, number][]> = { same: [], apart: [], hub: [] }
  const seen: Record<Kind, number> = { same: 0, apart: 0, hub: 0 }
  for (const [i, j] of pairs) {
    if (truth[i] === ONLY_NOISE || truth[j] === ONLY_NOISE) continue
    const kind: Kind = truth[i]! < 0 || truth[j]! < 0 ? 'hub' : truth[i] === truth[j] ? 'same' : 'apart'
    const pool = pools[kind]
    seen[kind]++
    if (pool.length < MOST[kind]) pool.push([i, j])
    else {
      const place = random.below(seen[kind])
      if (place < MOST[kind]) pool[place] = [i, j]
    }
  }
  const drawn = new Map<number, Map<number, number>>()
  for (const kind of ['same', 'apart', 'hub'] as const) {
    const each = (seen[kind] / Math.max(1, pools[kind].length)) * (kind === 'hub' ? HUB_WEIGHT : 1)
    for (const [i, j] of pools[kind]) {
      const row = drawn.get(i) ?? new Map<number, number>()
      row.set(j, each)
      drawn.set(i, row)
    }
  }
  return drawn
}

function* allPairs(n: number): Generator<readonly [number, number]> {
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) yield [i, j]
}

/** Pairs for the first look, or with `firstLook` (the weights to look with) those that it leaves for the second. */
export async function samplePairs(
  parts: readonly Part[],
  firstLook: ((part: Part) => LinksWeights) | null
): Promise<Samples> {
  const names = firstLook ? [...featureNames, ...contextNames] : [...featureNames]
  const width = names.length
  const blocks: { values: Float32Array; target: Uint8Array; weight: Float32Array }[] = []
  for (const part of parts) {
    const kernel = await newKernel()
    const random = new Random(part.seed, 52)
    const n = part.evidence.activities
    const statistics = new PairRows(kernel, part.evidence, part.vectors)
    const context = firstLook
      ? runNow(
          pairContext(
            kernel,
            part.names,
            part.evidence,
            runNow(new LinkNets(firstLook(part)).probabilities(kernel, statistics))
          )
        )
      : null
    const drawn = drawPairs(random, part.truth, context ? linkedPairs(context, n) : allPairs(n))
    const count = [...drawn.values()].reduce((sum, row) => sum + row.size, 0)
    const block = {
      values: new Float32Array(count * width),
      target: new Uint8Array(count),
      weight: new Float32Array(count)
    }
    const row = new Float32Array(width * n)
    let at = 0
    let total = 0
    for (const i of [...drawn.keys()].sort((a, b) => a - b)) {
      const weights = drawn.get(i)!
      const partners = Uint32Array.from(weights.keys()).sort()
      statistics.openRow(i, true)
      statistics.write(partners, row, n)
      if (context)
        writeContext(context, i, partners, probabilitiesOf(context, i, partners), row, featureNames.length, n)
      partners.forEach((j, k) => {
        for (let f = 0; f < width; f++) block.values[at * width + f] = Math.max(-1, Math.min(1.5, row[f * n + k]!))
        block.target[at] = part.truth[i]! >= 0 && part.truth[i] === part.truth[j] ? 1 : 0
        block.weight[at] = weights.get(j)!
        total += weights.get(j)!
        at++
      })
    }
    for (let k = 0; k < count; k++) block.weight[k]! *= part.share / Math.max(1, total)
    blocks.push(block)
  }
  const count = blocks.reduce((sum, block) => sum + block.target.length, 0)
  const samples: Samples = {
    names,
    count,
    values: new Float32Array(count * width),
    target: new Uint8Array(count),
    weight: new Float32Array(count)
  }
  let at = 0
  for (const block of blocks) {
    samples.values.set(block.values, at * width)
    samples.target.set(block.target, at)
    samples.weight.set(block.weight, at)
    at += block.target.length
  }
  return samples
}

function* linkedPairs(context: PairContext, n: number): Generator<readonly [number, number]> {
  for (let i = 0; i < n; i++) for (const j of linkedPartners(context, i).partners) yield [i, j]
}

function probabilitiesOf(context: PairContext, i: number, wanted: Uint32Array): Float32Array {
  const { partners, probabilities } = linkedPartners(context, i)
  const of = new Map(Array.from(partners, (j, k) => [j, probabilities[k]!]))
  return Float32Array.from(wanted, (j) => of.get(j)!)
}
