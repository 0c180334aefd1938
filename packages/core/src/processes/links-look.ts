import type { Kernel } from '../kernel/load.js'
import type { Block } from '../kernel/memory.js'
import type { Phases } from '../kernel/phases.js'
import { COSINES, type KeptCosines, type PairStatistics, VECTORS } from './features.js'
import { type FoldedNets, WHAT } from './folded-nets.js'
import { type LinkMatrix, UpperRows } from './link-matrix.js'
import { CALLS_AT_ONCE, EVERY, WITH_ANY, WITH_SOME } from './pair-plan.js'

/** Up to this many activities every pair is looked at; beyond, pairs with evidence: of the others nothing is known. */
const denseMost = 300
/** Beyond this many, most pairs with evidence met by chance: nearly all of the work, and no links (decision 0019). */
export const CHANCE_MOST = 1000

/** Pairs that one call looks at: some milliseconds of work. A row costs as much as some pairs. */
const LOOKED_AT_ONCE = 16_000
const COST_OF_ROW = 100
/** Room for linked pairs of one call, most of which is never touched. */
const LINKED_AT_ONCE = 1 << 18

/** Where in the plan of a look some groups of slots begin: see `links_look.ts` of the kernels. */
const SLOTS = { OUT: 18, LINKS: 23, ALL: 28 } as const

/** The plans of a look in the kernel's memory, one for each thread, and the way of its results out of it. */
export class Look {
  readonly #kernel: Kernel
  readonly #statistics: PairStatistics
  readonly #plans: Block
  readonly #out: Block[]
  /** Linked pairs that a call has room for. */
  readonly #room: number

  constructor(kernel: Kernel, statistics: PairStatistics, nets: FoldedNets) {
    const { memory } = kernel
    const { activities: n, plan, vectors } = statistics
    this.#kernel = kernel
    this.#statistics = statistics
    this.#plans = memory.room(plan.threads.length * SLOTS.ALL, 4, WHAT)
    this.#room = Math.max(n, LINKED_AT_ONCE)
    const all = this.#room * (plan.threads.length > 1 ? CALLS_AT_ONCE : 1)
    this.#out = [all, all, 3 * all, n].map((length) => memory.scratch(length, 4, WHAT))
    const which = n <= denseMost ? EVERY : n <= CHANCE_MOST ? WITH_ANY : WITH_SOME
    const ofNets = nets.open(kernel, statistics)
    for (const [thread, { pointer, ids, out }] of plan.threads.entries()) {
      const places = [vectors.rows.pointer, vectors.stride, n, out.pointer, plan.capacity, ids.pointer, VECTORS]
      this.#set(thread, 0, [...places, ...COSINES, which, ...ofNets[thread]])
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
    return upper.finish(this.#kernel, memory.viewUint32(counts).slice())
  }
}
