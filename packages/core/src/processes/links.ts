import type { Kernel } from '../kernel/load.js'
import { inPlace, type Phases } from '../kernel/phases.js'
import type { Steps } from '../kernel/work.js'
import { contextNames, type PairContext } from './context.js'
import { featureNames, type KeptCosines, type PairStatistics } from './features.js'
import { FoldedNets, WHAT } from './folded-nets.js'
import { type LinkMatrix, leastProbability } from './link-matrix.js'
import { Look } from './links-look.js'
import { type CutWeights, type LinksWeights, usualCut } from './links-weights-format.js'

const most = 1 - leastProbability

/** The nets of both looks. */
export class LinkNets {
  readonly weights: LinksWeights
  readonly #first: FoldedNets
  readonly #second: FoldedNets | null

  constructor(weights: LinksWeights) {
    this.weights = weights
    this.#first = new FoldedNets(weights, featureNames)
    this.#second = weights.second ? new FoldedNets(weights.second, [...featureNames, ...contextNames]) : null
  }

  /** By what the tree of these links is cut. */
  get cut(): CutWeights {
    return this.weights.cut ?? usualCut
  }

  get looksTwice(): boolean {
    return this.#second !== null
  }

  /** Link probabilities of all pairs that have evidence (or of all pairs, where activities are few). */
  probabilities(kernel: Kernel, statistics: PairStatistics): Steps<LinkMatrix> {
    return inPlace(kernel, this.firstLook(kernel, statistics))
  }

  /** {@link probabilities} by the threads of the statistics. */
  *firstLook(kernel: Kernel, statistics: PairStatistics, kept?: KeptCosines): Phases<LinkMatrix> {
    const { memory } = kernel
    const mark = memory.mark()
    try {
      const look = new Look(kernel, statistics, this.#first)
      return yield* look.throughRows('linksLook', [leastProbability, most], statistics.plan.threads.length, kept)
    } finally {
      memory.release(mark)
    }
  }

  /** The second look, at the pairs that the first one did not rule out. */
  *secondLook(kernel: Kernel, statistics: PairStatistics, context: PairContext, kept: KeptCosines): Phases<LinkMatrix> {
    if (this.#second === null) throw new Error('These weights look only once.')
    const { memory } = kernel
    const mark = memory.mark()
    try {
      const look = new Look(kernel, statistics, this.#second)
      const { offsets, columns, probabilities } = context.linked
      look.setLinks([offsets, columns, probabilities, memory.put(kept.values, WHAT).pointer, featureNames.length])
      return yield* look.throughRows('linksLookAgain', [context.plan, leastProbability, most], 1)
    } finally {
      memory.release(mark)
    }
  }
}
