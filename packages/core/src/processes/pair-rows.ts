import type { Kernel } from '../kernel/load.js'
import type { Steps } from '../kernel/work.js'
import type { Evidence } from './evidence.js'
import { COSINES, featureNames, PairStatistics, VECTORS } from './features.js'
import { EVERY, WITH_ANY } from './pair-plan.js'
import { type PpmiVectors, ppmiVectors } from './ppmi.js'

/** Features of a list of pairs. */
export interface PairFeatures {
  names: typeof featureNames
  /** [pairs] first[k] < second[k], ascending. */
  first: Uint32Array
  second: Uint32Array
  /** [pairs x names.length] row-major, clipped to [-1, 1.5]. */
  values: Float32Array
}

/**
 * Features of all pairs of activities, for training and for looking at them: quadratic, so for up to a few thousand
 * activities.
 *
 * Training uses it thus: sequences of a generated log with truth -> `chronologicalSequences` (or arrays of that shape)
 * -> `withoutBots(sequences, botLimits(measureLengths(sequences)))` -> `firstHubs` (ids that stay) ->
 * `restrictSequences(sequences, ids)` -> `runNow(countEvidence(...))` -> `runNow(pairFeatures(kernel, evidence))`; the
 * target of a pair is 1 where both activities belong to one process of the truth. Standardise with mean and deviation
 * over the pairs, fit the nets, and write them as `LinksWeights` (links-weights-format.ts), which
 * `learnedLinks(kernel, log, { weights })` takes as it is.
 */
export function* pairFeatures(kernel: Kernel, evidence: Evidence): Steps<PairFeatures> {
  const n = evidence.activities
  const pairs = (n * (n - 1)) / 2
  const first = new Uint32Array(pairs)
  const second = new Uint32Array(pairs)
  const values = new Float32Array(pairs * featureNames.length)
  const mark = kernel.memory.mark()
  try {
    const statistics = new PairRows(kernel, evidence, yield* ppmiVectors(kernel, evidence))
    const block = new Float32Array(featureNames.length * n)
    let at = 0
    for (let i = 0; i < n; i++) {
      const partners = statistics.openRow(i, true)
      statistics.write(partners, block, n)
      for (let k = 0; k < partners.length; k++, at++) {
        first[at] = i
        second[at] = partners[k]
        for (let f = 0; f < featureNames.length; f++) {
          values[at * featureNames.length + f] = Math.max(-1, Math.min(1.5, block[f * n + k]))
        }
      }
      if (i % 16 === 15) yield i / n
    }
  } finally {
    kernel.memory.release(mark)
  }
  return { names: featureNames, first, second, values }
}

/** Partners with which an activity shares no session are still compared where a cosine exceeds this (sparse form). */
const WORTH_A_LOOK = 0.15

/** Computes the features of pairs row by row: `openRow(i, ...)` gives the partners j > i, `write` their features. */
export class PairRows extends PairStatistics {
  readonly #kernel: Kernel
  #open = -1
  /** Partners of the open row whose counts are staged. */
  #known = 0
  #features: Float32Array = new Float32Array(0)
  #listed: Uint32Array = new Uint32Array(0)

  constructor(kernel: Kernel, evidence: Evidence, ppmi: PpmiVectors) {
    super(kernel, evidence, ppmi)
    this.#kernel = kernel
  }

  /** Opens row i: `write` then gives its features with any partners j > i. */
  open(i: number): void {
    const { run } = this.#kernel
    const { pointer } = this.plan
    this.#open = i
    run.linksUnstage(pointer, this.#known)
    this.plan.stageFrom(i)
    this.#known = run.linksStage(pointer, i)
    run.linksOpenRow(pointer, i)
  }

  /** Opens row i. Returns the partners j > i, ascending: all of them, or those with any evidence. */
  openRow(i: number, all: boolean): Uint32Array {
    return this.#ids(this.list(i, all)).slice()
  }

  /** As `openRow`, with the partners left in the kernel's memory; returns how many. */
  list(i: number, all: boolean): number {
    this.open(i)
    return this.listed(i, all ? EVERY : WITH_ANY, WORTH_A_LOOK)
  }

  /** Lists partners j > i of the open row: all, or those with any or some evidence, or a cosine above `least`. */
  listed(i: number, which: number, least: number): number {
    return this.#kernel.run.linksPartners(this.plan.pointer, i, this.#known, which, least)
  }

  /** Computes the features of the open row i and the partners that were listed. */
  fill(i: number, count: number): void {
    this.#kernel.run.linksCosines(this.plan.pointer, count, ...COSINES)
    this.#fillOthers(i, count)
  }

  /** Writes the features of the open row's partners: feature f of partner k goes to out[f * capacity + k]. Not clipped. */
  write(partners: Uint32Array, out: Float32Array, capacity: number): void {
    this.#ids(partners.length).set(partners)
    this.fill(this.#open, partners.length)
    const features = this.features()
    for (let f = 0; f < featureNames.length; f++) {
      const from = f * this.plan.capacity
      out.set(features.subarray(from, from + partners.length), f * capacity)
    }
  }

  /** [rows x capacity] of the plan: a view, valid until memory is allocated. */
  features(): Float32Array {
    // Growing memory detaches views; making one for every row costs as much as a dozen pairs.
    if (this.#features.length === 0) this.#features = this.#kernel.memory.viewFloat32(this.plan.out)
    return this.#features
  }

  /** The first `count` partners that were listed: a view. */
  partners(count: number): Uint32Array {
    return this.#ids(count)
  }

  #ids(count: number): Uint32Array {
    if (this.#listed.length === 0) this.#listed = this.#kernel.memory.viewUint32(this.plan.ids)
    return this.#listed.subarray(0, count)
  }

  #fillOthers(i: number, count: number): void {
    const { ids, out, capacity, pointer } = this.plan
    const { rows, stride } = this.vectors
    const row = out.pointer + VECTORS * capacity * 4
    this.#kernel.run.linksDotsOf(rows.pointer, stride, i, ids.pointer, count, row)
    this.#kernel.run.linksFeatures(pointer, i, count)
  }
}
