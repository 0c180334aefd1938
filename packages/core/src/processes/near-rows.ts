import type { Kernel } from '../kernel/load.js'
import { type Block, evenPlace } from '../kernel/memory.js'
import type { Steps } from '../kernel/work.js'
import type { PairEvidence } from './evidence.js'

const WHAT = 'The neighbours of learned links'
/** Pairs that are staged in one go. */
const STAGED_AT_ONCE = 65_536
/** Slots of the plan in `links_near.ts` of the kernels that are written to later. */
const [STAGED_FROM, STAGED_TO, COLUMNS, VALUES] = [2, 3, 8, 9]

/** A sparse symmetric matrix in the kernel's memory: CSR, rows with ascending columns. */
export interface NearRows {
  size: number
  /** [activities + 1] */
  begins: Block
  columns: Block
  values: Block
}

/**
 * How often the activities stand near each other, in both triangles: goes through the pairs of evidence in the kernel, which
 * holds some of them at a time. The maker frees the memory (mark and release around it).
 */
export class NearPairs {
  /** See `links_near.ts` of the kernels. */
  readonly plan: number
  readonly #kernel: Kernel
  readonly #pairs: PairEvidence
  readonly #bytesEach: number
  readonly #room: number
  readonly #slots: Block
  readonly #partner: Block
  readonly #near: Block
  readonly #information: Block
  readonly #next: Block

  /** @param bytesEach of a value: 4 for counts, 8 for information, which then has room of its own */
  constructor(kernel: Kernel, pairs: PairEvidence, bytesEach: 4 | 8) {
    const { memory } = kernel
    const { offsets } = pairs
    const n = offsets.length - 1
    this.#kernel = kernel
    this.#pairs = pairs
    this.#bytesEach = bytesEach
    let room = Math.min(STAGED_AT_ONCE, offsets[n])
    for (let i = 0; i < n; i++) room = Math.max(room, offsets[i + 1] - offsets[i])
    room = evenPlace(room + 2)
    this.#room = room
    this.#partner = memory.room(room, 4, WHAT)
    this.#near = memory.room(room, 4, WHAT)
    this.#information = memory.float64(bytesEach === 8 ? room : 0, WHAT)
    this.#next = memory.room(n + 1, 4, WHAT)
    const starts = memory.put(offsets, WHAT).pointer
    const slots = [n, starts, 0, 0, this.#partner.pointer, this.#near.pointer, this.#information.pointer]
    slots.push(this.#next.pointer, 0, 0, memory.float64(n, WHAT).pointer, memory.float64(n, WHAT).pointer)
    slots.push(memory.float64(1, WHAT).pointer)
    this.#slots = memory.put(Uint32Array.from(slots), WHAT)
    this.plan = this.#slots.pointer
  }

  /** Counts the entries of all rows and makes room for them. */
  *count(): Steps<NearRows> {
    const { memory, run } = this.#kernel
    const n = this.#pairs.offsets.length - 1
    yield* this.pass(run.nearPut)
    const begins = memory.room(n + 1, 4, WHAT)
    const entries = run.linksBeginRows(this.#next.pointer, n)
    // `next` has where row i begins at i + 1.
    const next = memory.viewUint32(this.#next)
    memory.viewUint32(begins).set(next.subarray(1))
    memory.viewUint32(begins)[n] = entries
    const columns = memory.room(entries, 4, WHAT)
    const values = memory.room(entries, this.#bytesEach, WHAT)
    const slots = memory.viewUint32(this.#slots)
    slots[COLUMNS] = columns.pointer
    slots[VALUES] = values.pointer
    return { size: n, begins, columns, values }
  }

  /** Goes through all rows. @param information [pairs] of the evidence, taken out after each go where it is given */
  *pass(go: (plan: number, i: number) => number, information?: Float64Array): Steps<void> {
    const { memory } = this.#kernel
    const { offsets, partner, near } = this.#pairs
    const n = offsets.length - 1
    for (let i = 0; i < n; ) {
      const first = offsets[i]
      const from = evenPlace(first)
      const to = Math.min(partner.length, from + this.#room)
      memory.viewUint32(this.#partner).set(partner.subarray(from, to))
      memory.viewUint32(this.#near).set(near.subarray(from, to))
      const slots = memory.viewUint32(this.#slots)
      slots[STAGED_FROM] = from
      slots[STAGED_TO] = to
      i = go(this.plan, i)
      information?.set(memory.viewFloat64(this.#information).subarray(first - from, offsets[i] - from), first)
      yield i / n
    }
  }
}

/** The counts themselves. */
export function* nearRows(kernel: Kernel, pairs: PairEvidence): Steps<NearRows> {
  const near = new NearPairs(kernel, pairs, 4)
  const rows = yield* near.count()
  yield* near.pass(kernel.run.nearPut)
  return rows
}
