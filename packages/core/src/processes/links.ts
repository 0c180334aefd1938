import type { Kernel } from '../kernel/load.js'
import type { Block } from '../kernel/memory.js'
import type { Steps } from '../kernel/work.js'
import { exp } from './arithmetic.js'
import { contextNames, type PairContext } from './context.js'
import { featureNames, type KeptCosines, type PairStatistics } from './features.js'
import { type CutWeights, type LinksNets, type LinksWeights, usualCut } from './links-weights-format.js'

/** Probabilities below this are not stored: a pair that is not in the matrix has this one. */
export const leastProbability = 0.002

/** P(same process) of pairs of activities: symmetric, CSR, both triangles, partners ascending, diagonal left out. */
export interface LinkMatrix {
  activities: number
  /** [activities + 1] */
  offsets: Uint32Array
  columns: Uint32Array
  /** Between {@link leastProbability} and 1 minus it. */
  probabilities: Float32Array
}

/** Up to this many activities every pair is looked at; beyond, pairs with any evidence: of the others nothing is known. */
export const denseMost = 300

/** Nets as the kernel wants them: standardisation folded in, hidden units a multiple of four. */
class FoldedNets {
  readonly #picked: Uint32Array
  readonly #count: number
  readonly #hidden: number
  readonly #folded: Float32Array

  /** @param names of the features that will be given, in their order; the nets pick theirs */
  constructor({ features, mean, deviation, nets }: LinksNets, names: readonly string[]) {
    this.#picked = Uint32Array.from(features, (name) => names.indexOf(name))
    this.#count = nets.length
    const inputs = features.length
    const hidden = nets.reduce((most, net) => Math.max(most, net.hidden), 0)
    this.#hidden = (hidden + 3) & ~3
    const each = this.#hidden * (inputs + 2) + 1
    this.#folded = new Float32Array(nets.length * each)
    nets.forEach((net, t) => {
      for (let h = 0; h < net.hidden; h++) {
        const at = t * each + h * (inputs + 2)
        let bias = net.inputBias[h]
        for (let f = 0; f < inputs; f++) {
          const weight = net.inputWeights[f * net.hidden + h] / deviation[f]
          this.#folded[at + 1 + f] = weight
          bias -= weight * mean[f]
        }
        this.#folded[at] = bias
        this.#folded[at + inputs + 1] = net.outputWeights[h]
      }
      this.#folded[t * each + each - 1] = net.outputBias
    })
  }

  /** Memory for the features of `statistics` and what the nets make of them; freed by the caller's release. */
  open({ memory, run }: Kernel, { plan }: PairStatistics): RowOfNets {
    const inputs = this.#picked.length
    const weights = memory.put(this.#folded, 'The weights of learned links')
    const picked = memory.put(this.#picked, 'The weights of learned links')
    const scratch = memory.float32(inputs * 8, 'The features of learned links')
    const output = memory.float32(plan.capacity, 'The probabilities of learned links')
    return {
      output,
      run: (pairs) =>
        run.linksNet(
          plan.out.pointer,
          plan.capacity,
          (pairs + 7) & ~7,
          picked.pointer,
          inputs,
          this.#count,
          this.#hidden,
          weights.pointer,
          scratch.pointer,
          output.pointer
        )
    }
  }
}

interface RowOfNets {
  /** Link probabilities of the pairs of the present row. */
  output: Block
  /** Makes them from its features. */
  run(pairs: number): void
}

/** The nets of both looks. */
export class LinkNets {
  readonly #weights: LinksWeights
  readonly #picked: Int32Array
  readonly #first: FoldedNets
  readonly #second: FoldedNets | null

  constructor(weights: LinksWeights) {
    this.#weights = weights
    this.#picked = Int32Array.from(weights.features, (name) =>
      featureNames.indexOf(name as (typeof featureNames)[number])
    )
    this.#first = new FoldedNets(weights, featureNames)
    this.#second = weights.second ? new FoldedNets(weights.second, [...featureNames, ...contextNames]) : null
  }

  /** By what the tree of these links is cut. */
  get cut(): CutWeights {
    return this.#weights.cut ?? usualCut
  }

  get looksTwice(): boolean {
    return this.#second !== null
  }

  /** Link probabilities of all pairs that have evidence (or of all pairs, up to {@link denseMost} activities). */
  *probabilities(kernel: Kernel, statistics: PairStatistics, kept?: KeptCosines): Steps<LinkMatrix> {
    const { memory } = kernel
    const n = statistics.activities
    const all = n <= denseMost
    const mark = memory.mark()
    const upper = new UpperRows(n)
    try {
      const nets = this.#first.open(kernel, statistics)
      let work = 0
      for (let i = 0; i < n; i++) {
        const pairs = statistics.list(i, all)
        statistics.fill(i, pairs)
        nets.run(pairs)
        const linked = statistics.select(pairs, nets.output, leastProbability, kept)
        upper.add(i, statistics.partners(linked), memory.viewFloat32(nets.output))
        work += pairs + 100
        if (work > 16_000) {
          work = 0
          yield i / n
        }
      }
    } finally {
      memory.release(mark)
    }
    return upper.finish()
  }

  /** The second look, at the pairs that the first one did not rule out. */
  *secondLook(kernel: Kernel, statistics: PairStatistics, context: PairContext, kept: KeptCosines): Steps<LinkMatrix> {
    if (this.#second === null) throw new Error('These weights look only once.')
    const { memory } = kernel
    const n = statistics.activities
    const mark = memory.mark()
    const upper = new UpperRows(n)
    try {
      const nets = this.#second.open(kernel, statistics)
      let work = 0
      for (let i = 0; i < n; i++) {
        const { partners, probabilities } = context.partners(i)
        const pairs = partners.length
        if (pairs > 0) {
          statistics.fillAgain(i, partners, kept)
          context.write(
            i,
            partners,
            probabilities,
            statistics.features(),
            featureNames.length,
            statistics.plan.capacity
          )
          nets.run(pairs)
        }
        upper.add(i, partners, memory.viewFloat32(nets.output))
        work += 2 * pairs + 100
        if (work > 8_000) {
          work = 0
          yield i / n
        }
      }
    } finally {
      memory.release(mark)
    }
    return upper.finish()
  }

  /** Mean log-odds of the nets for one row of all features, and what each input adds to it against its mean. */
  explain(row: Float32Array): {
    probability: number
    contributions: { feature: string; value: number; adds: number }[]
  } {
    const values = Array.from(this.#picked, (f) => Math.max(-1, Math.min(1.5, row[f])))
    const whole = this.#answer(values)
    return {
      probability: whole.probability,
      contributions: this.#weights.features.map((feature, k) => {
        const without = values.slice()
        without[k] = this.#weights.mean[k]
        return { feature, value: row[this.#picked[k]], adds: whole.logOdds - this.#answer(without).logOdds }
      })
    }
  }

  #answer(values: readonly number[]): { probability: number; logOdds: number } {
    const { mean, deviation, nets } = this.#weights
    let probability = 0
    let logOdds = 0
    for (const net of nets) {
      let answer = net.outputBias
      for (let h = 0; h < net.hidden; h++) {
        let sum = net.inputBias[h]
        values.forEach((value, f) => {
          sum += ((value - mean[f]) / deviation[f]) * net.inputWeights[f * net.hidden + h]
        })
        answer += Math.max(sum, 0) * net.outputWeights[h]
      }
      probability += 1 / (1 + exp(-answer)) / nets.length
      logOdds += answer / nets.length
    }
    return { probability, logOdds }
  }
}

/** Collects the upper triangle row by row, and mirrors it. */
class UpperRows {
  readonly #n: number
  readonly #offsets: Uint32Array
  #columns = new Uint32Array(4096)
  #values = new Float32Array(4096)
  #length = 0

  constructor(n: number) {
    this.#n = n
    this.#offsets = new Uint32Array(n + 1)
  }

  add(i: number, partners: Uint32Array, probabilities: Float32Array): void {
    if (this.#length + partners.length > this.#columns.length) {
      const room = Math.max(this.#length + partners.length, 2 * this.#columns.length)
      const columns = new Uint32Array(room)
      const values = new Float32Array(room)
      columns.set(this.#columns)
      values.set(this.#values)
      this.#columns = columns
      this.#values = values
    }
    for (let k = 0; k < partners.length; k++) {
      if (!(probabilities[k] > leastProbability)) continue
      this.#columns[this.#length] = partners[k]
      this.#values[this.#length++] = Math.min(probabilities[k], 1 - leastProbability)
    }
    this.#offsets[i + 1] = this.#length
  }

  finish(): LinkMatrix {
    const n = this.#n
    const offsets = new Uint32Array(n + 1)
    for (let i = 0; i < n; i++) {
      offsets[i + 1] += this.#offsets[i + 1] - this.#offsets[i]
      for (let p = this.#offsets[i]; p < this.#offsets[i + 1]; p++) offsets[this.#columns[p] + 1]++
    }
    for (let i = 0; i < n; i++) offsets[i + 1] += offsets[i]
    const next = offsets.slice(0, n)
    const columns = new Uint32Array(offsets[n])
    const probabilities = new Float32Array(offsets[n])
    const put = (row: number, column: number, value: number) => {
      columns[next[row]] = column
      probabilities[next[row]++] = value
    }
    for (let i = 0; i < n; i++) {
      for (let p = this.#offsets[i]; p < this.#offsets[i + 1]; p++) put(this.#columns[p], i, this.#values[p])
    }
    for (let i = 0; i < n; i++) {
      for (let p = this.#offsets[i]; p < this.#offsets[i + 1]; p++) put(i, this.#columns[p], this.#values[p])
    }
    return { activities: n, offsets, columns, probabilities }
  }
}
