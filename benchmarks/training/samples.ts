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
import { answersOf } from './answers.js'
import type { Part } from './parts.js'

/** Pairs of activities with their features, for training. */
export interface Samples {
  names: readonly string[]
  count: number
  /** [count x names] row-major, clipped to [-1, 1.5]. */
  values: Float32Array
  /** [count] 1: both belong to one process; between 0 and 1 where nets learn from the answers of others. */
  target: Float32Array
  /** [count] a part's sum to the share of its log's activities that it has, so that each log weighs about the same. */
  weight: Float32Array
}

/** Most pairs taken of one part: of one process, of two processes, with a hub. */
const MOST = { same: 1200, apart: 2400, hub: 800 }
/** A hub that was not found belongs to no process; but whom it is joined to costs little. */
const HUB_WEIGHT = 0.7

/** Of a pair that a first look ruled out, where another asks about it: the least that core tells apart from none. */
const RULED_OUT = 0.002

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

/** Nets whose answers others learn instead of the bare truth, as far as `share` says. */
export interface Teacher {
  weights: LinksWeights
  /** Of a target; the truth has the rest. */
  share: number
}

/**
 * Pairs for the first look, or with `firstLook` (the weights to look with) those that it leaves for the second. A teacher
 * answers for the same pairs, in the second look by what its own first look found around them.
 */
export async function samplePairs(
  parts: readonly Part[],
  firstLook: ((part: Part) => LinksWeights) | null,
  teacher?: Teacher
): Promise<Samples> {
  const names = firstLook ? [...featureNames, ...contextNames] : [...featureNames]
  const width = names.length
  const blocks: { values: Float32Array; target: Float32Array; weight: Float32Array }[] = []
  for (const part of parts) {
    const kernel = await newKernel()
    const random = new Random(part.seed, 52)
    const n = part.evidence.activities
    const statistics = new PairRows(kernel, part.evidence, part.vectors)
    const lookWith = (weights: LinksWeights): PairContext => {
      const links = runNow(new LinkNets(weights).probabilities(kernel, statistics))
      return runNow(pairContext(kernel, part.names, part.evidence, links))
    }
    const context = firstLook ? lookWith(firstLook(part)) : null
    const asked = context && teacher ? lookWith(teacher.weights) : null
    const drawn = drawPairs(random, part.truth, context ? linkedPairs(context, n) : allPairs(n))
    const count = [...drawn.values()].reduce((sum, row) => sum + row.size, 0)
    const block = {
      values: new Float32Array(count * width),
      target: new Float32Array(count),
      weight: new Float32Array(count)
    }
    const row = new Float32Array(width * n)
    let at = 0
    let total = 0
    for (const i of [...drawn.keys()].sort((a, b) => a - b)) {
      const weights = drawn.get(i)!
      const partners = Uint32Array.from(weights.keys()).sort()
      const clipped = (around: PairContext | null) => {
        if (around) writeContext(around, i, partners, probabilitiesOf(around, i, partners), row, featureNames.length, n)
        const values = new Float32Array(partners.length * width)
        for (let k = 0; k < partners.length; k++)
          for (let f = 0; f < width; f++) values[k * width + f] = Math.max(-1, Math.min(1.5, row[f * n + k]!))
        return values
      }
      statistics.openRow(i, true)
      statistics.write(partners, row, n)
      block.values.set(clipped(context), at * width)
      const answers = teacher && answersOf(firstLook ? teacher.weights.second! : teacher.weights, clipped(asked))
      partners.forEach((j, k) => {
        const truth = part.truth[i]! >= 0 && part.truth[i] === part.truth[j] ? 1 : 0
        block.target[at] = answers ? teacher.share * answers[k]! + (1 - teacher.share) * truth : truth
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
    target: new Float32Array(count),
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
  return Float32Array.from(wanted, (j) => of.get(j) ?? RULED_OUT)
}
