import type { Kernel } from '../kernel/load.js'
import type { Block } from '../kernel/memory.js'
import { inPlace, type Phases } from '../kernel/phases.js'
import type { Steps } from '../kernel/work.js'
import { exp } from './arithmetic.js'
import { contextNames, type PairContext } from './context.js'
import { COSINES, featureNames, type KeptCosines, type PairStatistics, VECTORS } from './features.js'
import { type CutWeights, type LinksNets, type LinksWeights, usualCut } from './links-weights-format.js'
import { CALLS_AT_ONCE } from './pair-plan.js'
import { type RoughNets, roughNets } from './rough-nets.js'

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
const denseMost = 300

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

  /**
   * Memory for what the nets make of the features of `statistics`, freed by the caller's release: for each thread, the slots
   * of `links_look.ts` of the kernels.
   */
  open({ memory }: Kernel, { plan }: PairStatistics): number[][] {
    const inputs = this.#picked.length
    const weights = memory.put(this.#folded, WHAT)
    const picked = memory.put(this.#picked, WHAT)
    return plan.threads.map(() => {
      const scratch = memory.float32(inputs * 8 + 8, WHAT)
      const output = memory.float32(plan.capacity, WHAT)
      return [picked.pointer, inputs, this.#count, this.#hidden, weights.pointer, scratch.pointer, output.pointer]
    })
  }

  /** The same nets, rounded: see {@link roughNets}. */
  rough(constants: ReadonlyMap<number, number>): RoughNets {
    const nets = { inputs: this.#picked.length, hidden: this.#hidden, nets: this.#count, weights: this.#folded }
    return roughNets(nets, this.#picked, constants)
  }

  /** The features that the nets want, and `others`. */
  with(others: readonly number[]): Uint32Array {
    return Uint32Array.from(new Set([...this.#picked, ...others]))
  }
}

const WHAT = 'The probabilities of learned links'
/** Pairs that one call looks at: some milliseconds of work. A row costs as much as some pairs. */
const LOOKED_AT_ONCE = 16_000
const COST_OF_ROW = 100
/** Room for linked pairs of one call, most of which is never touched. */
const LINKED_AT_ONCE = 1 << 18
const most = 1 - leastProbability

/** Where in the plan of a look some groups of slots begin: see `links_look.ts` of the kernels. */
const SLOTS = { ROUGH: 18, OUT: 23, LINKS: 28, ALL: 33 } as const

/** The plans of a look in the kernel's memory, one for each thread, and the way of its results out of it. */
class Look {
  readonly #kernel: Kernel
  readonly #statistics: PairStatistics
  readonly #plans: Block
  readonly #out: Block[]
  /** Linked pairs that a call has room for. */
  readonly #room: number

  /** @param rough picked features and weights of the rough nets, and the features that are carried on from them */
  constructor(kernel: Kernel, statistics: PairStatistics, nets: FoldedNets, rough: readonly Uint32Array[]) {
    const { memory } = kernel
    const { activities: n, plan, vectors } = statistics
    this.#kernel = kernel
    this.#statistics = statistics
    this.#plans = memory.room(plan.threads.length * SLOTS.ALL, 4, WHAT)
    this.#room = Math.max(n, LINKED_AT_ONCE)
    const all = this.#room * (plan.threads.length > 1 ? CALLS_AT_ONCE : 1)
    this.#out = [all, all, 3 * all, n].map((length) => memory.scratch(length, 4, WHAT))
    const put = rough.map((values) => memory.put(values, WHAT).pointer)
    const ofNets = nets.open(kernel, statistics)
    for (const [thread, { pointer, ids, out }] of plan.threads.entries()) {
      const places = [vectors.rows.pointer, vectors.stride, n, out.pointer, plan.capacity, ids.pointer, VECTORS]
      this.#set(thread, 0, [...places, ...COSINES, n <= denseMost ? 1 : 0, ...ofNets[thread]])
      if (rough.length > 0) {
        this.#set(thread, SLOTS.ROUGH, [put[0], rough[0].length, put[1], put[2], rough[2].length])
      }
      this.#set(thread, SLOTS.OUT, [pointer, ...this.#out.map(({ pointer }) => pointer)])
    }
  }

  #set(thread: number, from: number, values: readonly number[]): void {
    this.#kernel.memory.viewUint32(this.#plans).set(values, thread * SLOTS.ALL + from)
  }

  /** Of the first thread. */
  setLinks(values: readonly number[]): void {
    this.#set(0, SLOTS.LINKS, values)
  }

  /** @param more arguments of the calls, behind the rows and the place of their results */
  *throughRows(
    run: 'linksLook' | 'linksLookAgain',
    more: readonly number[],
    mostThreads: number,
    kept?: KeptCosines
  ): Phases<LinkMatrix> {
    const { memory } = this.#kernel
    const { activities: n, plan } = this.#statistics
    const [ids, probabilities, cosines, counts] = this.#out
    const together = mostThreads > 1 && plan.threads.length > 1 ? CALLS_AT_ONCE : 1
    const upper = new UpperRows(n)
    for (let i = 0; i < n; ) {
      plan.stageFrom(i)
      const calls: number[][] = []
      while (i < n && calls.length < together && plan.isStaged(i)) {
        const begin = i
        // Always the same places, so that no more memory is touched than the links of some calls take.
        const from = calls.length * this.#room
        let most = 0
        for (let cost = 0; i < n && plan.isStaged(i) && cost < LOOKED_AT_ONCE && most + n <= this.#room; i++) {
          cost += (n <= denseMost ? n - i : plan.known(i)) + COST_OF_ROW
          most += n - i - 1
        }
        calls.push([begin, i, from, ...more])
      }
      yield {
        ...{ run, calls, scratch: this.#plans.pointer, scratchBytes: 4 * SLOTS.ALL },
        ...{ mostThreads: Math.min(mostThreads, plan.threads.length), done: i / n }
      }
      const found = memory.viewUint32(counts)
      for (const [begin, end, from] of calls) {
        const to = found.subarray(begin, end).reduce((sum, count) => sum + count, from)
        upper.append(memory.viewUint32(ids).subarray(from, to), memory.viewFloat32(probabilities).subarray(from, to))
        kept?.append(memory.viewFloat32(cosines).subarray(3 * from, 3 * to))
      }
    }
    return upper.finish(memory.viewUint32(counts))
  }
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
  probabilities(kernel: Kernel, statistics: PairStatistics): Steps<LinkMatrix> {
    return inPlace(kernel, this.firstLook(kernel, statistics))
  }

  /** {@link probabilities} by the threads of the statistics. */
  *firstLook(kernel: Kernel, statistics: PairStatistics, kept?: KeptCosines): Phases<LinkMatrix> {
    const { memory } = kernel
    const mark = memory.mark()
    try {
      const rough = this.#first.rough(statistics.constants)
      const look = new Look(kernel, statistics, this.#first, [rough.picked, rough.weights, this.#first.with(COSINES)])
      const surely = leastProbability / rough.factor
      return yield* look.throughRows(
        'linksLook',
        [leastProbability, most, surely],
        statistics.plan.threads.length,
        kept
      )
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
      const look = new Look(kernel, statistics, this.#second, [])
      const { offsets, columns, probabilities } = context.linked
      look.setLinks([offsets, columns, probabilities, memory.put(kept.values, WHAT).pointer, featureNames.length])
      return yield* look.throughRows('linksLookAgain', [context.plan, leastProbability, most], 1)
    } finally {
      memory.release(mark)
    }
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

  /** Pairs of one row or of several that all are links, probabilities at most 1 - {@link leastProbability}. */
  append(partners: Uint32Array, probabilities: Float32Array): void {
    this.#reserve(partners.length)
    this.#columns.set(partners, this.#length)
    this.#values.set(probabilities, this.#length)
    this.#length += partners.length
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#columns.length) return
    const room = Math.max(this.#length + more, 2 * this.#columns.length)
    const columns = new Uint32Array(room)
    const values = new Float32Array(room)
    columns.set(this.#columns)
    values.set(this.#values)
    this.#columns = columns
    this.#values = values
  }

  /** @param counts [rows] how many of the pairs that were appended belong to each */
  finish(counts: Uint32Array): LinkMatrix {
    const n = this.#n
    for (let i = 0; i < n; i++) this.#offsets[i + 1] = this.#offsets[i] + counts[i]
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
