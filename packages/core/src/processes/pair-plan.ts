import type { Kernel } from '../kernel/load.js'
import { type Block, evenPlace } from '../kernel/memory.js'
import type { Documents, Evidence, PairEvidence } from './evidence.js'

/** Slots of the plan that `links_pairs_plan.ts` of the kernels describes, in its order; 8 bytes each. */
const slots = [
  'activities',
  'room',
  'staged',
  'stagedExact',
  'place',
  'having',
  'documents',
  'flows',
  'steps',
  'logHaving',
  'constants',
  'ids',
  'out',
  'capacity',
  'bits',
  'faint',
  'shift',
  'opened',
  'shares',
  'starts',
  'stagedFrom',
  'stagedTo'
] as const
const matrixSlots = ['offsets', 'entries', 'norms', 'sums', 'touched', 'cursors'] as const
type Slot = (typeof slots)[number]
type MatrixSlot = (typeof matrixSlots)[number]

/** Sessions, windows of 16, directly-follows counts. */
const MATRICES = 3
const FLOW = 2

/** Counts of a pair that are staged, in this order: first whole numbers, then the others. */
const stagedCounts = [
  'partner',
  'session',
  'window32',
  'window16',
  'window8',
  'follows',
  'precedes',
  'before',
  'after'
] as const satisfies (keyof PairEvidence)[]

/** Those of which the sparse rows are made. */
const entryCounts: ReadonlySet<string> = new Set(['partner', 'session', 'window16', 'follows', 'precedes'])

/** Slots behind those of the matrices, in which features are made. */
const SCRATCH_SLOTS = 12

/** Counts of so many pairs are staged in one go for each call: each go costs as much as some hundred pairs. */
const STAGED_AT_ONCE = 8192
/** Calls that are handed out to several threads at a time. */
export const CALLS_AT_ONCE = 64
/** No row: its cursors are placed anew. */
const NOWHERE = 0xffffffff

/** Which partners of a row are looked at: those that share a session, all, or those that share more than a few. */
export const [WITH_ANY, EVERY, WITH_SOME] = [0, 1, 2]

/** What a thread has for itself: its plan, and what the rows that it makes are written to. */
export interface ThreadPlan {
  pointer: number
  ids: Block
  /** [features x capacity] */
  out: Block
}

/** What is said of all activities besides the pairs. */
export interface PairFacts {
  /** [activities] ln(1 + sessions with it). */
  logHaving: Float64Array
  /** Features that are the same for all pairs: mlen, nact, nses. */
  constants: readonly [number, number, number]
  /** An H over windows of at most this counts as 0 in the cosines of its rows. */
  faint: number
  /** [pairs] PPMI. */
  information: Float64Array
}

/**
 * The kernel's side of the statistics of pairs: lays out its memory, hands it the counts of some rows at a time (so that
 * the evidence is not held twice), and builds the sparse rows whose cosines are features. The maker frees the memory
 * (mark and release around it).
 */
export class PairPlan {
  readonly capacity: number
  readonly pointer: number
  readonly ids: Block
  /** [features x capacity] */
  readonly out: Block
  /** Of each thread, this one first. */
  readonly threads: readonly ThreadPlan[]
  readonly #kernel: Kernel
  readonly #pairs: PairEvidence
  readonly #information: Float64Array
  readonly #room: number
  readonly #staged: Block
  readonly #exact: Block
  /** The pairs whose counts are staged. */
  #from = 0
  #to = 0

  constructor(kernel: Kernel, evidence: Evidence, facts: PairFacts, rows: number, threads: number) {
    const { memory, run } = kernel
    const { pairs, documents, activities: n } = evidence
    const what = 'The statistics of pairs'
    this.#kernel = kernel
    this.#pairs = pairs
    this.#information = facts.information
    let room = STAGED_AT_ONCE * (threads > 1 ? CALLS_AT_ONCE : 1)
    for (let i = 0; i < n; i++) room = Math.max(room, pairs.offsets[i + 1] - pairs.offsets[i])
    room = evenPlace(room + 2)
    this.#room = room
    this.capacity = Math.max(8, (n + 7) & ~7)
    this.#staged = memory.room(stagedCounts.length * room, 4, what)
    this.#exact = memory.float64(2 * room, what)
    this.ids = memory.room(this.capacity, 4, what)
    this.out = memory.float32(rows * this.capacity, what)
    const kinds: Documents[] = [documents.session, documents.window32, documents.window16, documents.window8]
    const having = new Float64Array(kinds.length * n)
    for (const [k, kind] of kinds.entries()) having.set(kind.having, k * n)

    const plan = memory.room(slots.length + MATRICES * matrixSlots.length + SCRATCH_SLOTS, 8, what)
    this.pointer = plan.pointer
    const all: ThreadPlan[] = [this]
    this.threads = all
    const put = (values: Float64Array | Float32Array) => memory.put(values, what).pointer
    const ownParts = (ids: Block, out: Block) => ({
      ids: ids.pointer,
      out: out.pointer,
      place: memory.int32(n, what).pointer,
      bits: memory.float64((n >> 6) + 1, what).pointer
    })
    const setSlots = (pointer: number, values: Partial<Record<Slot, number>>) => {
      const view = memory.viewUint32({ pointer, length: 2 * plan.length })
      for (const [name, value] of Object.entries(values)) view[2 * slots.indexOf(name as Slot)] = value
    }
    setSlots(plan.pointer, {
      ...ownParts(this.ids, this.out),
      activities: n,
      room,
      staged: this.#staged.pointer,
      stagedExact: this.#exact.pointer,
      having: put(having),
      documents: put(Float64Array.from(kinds, ({ count }) => Math.max(1, count))),
      flows: memory.float64(2 * n, what).pointer,
      logHaving: put(facts.logHaving),
      constants: put(Float32Array.from(facts.constants)),
      capacity: this.capacity,
      shares: memory.float64(kinds.length * n, what).pointer,
      starts: memory.put(pairs.offsets, what).pointer
    })
    const setMatrix = (pointer: number, matrix: number, name: MatrixSlot, value: number) => {
      memory.viewUint32({ pointer, length: 2 * plan.length })[
        2 * (slots.length + matrix * matrixSlots.length + matrixSlots.indexOf(name))
      ] = value
    }
    const setOwnMatrix = (pointer: number, m: number) => {
      setMatrix(pointer, m, 'sums', memory.float64(m === FLOW ? 2 * n : n, what).pointer)
      setMatrix(pointer, m, 'touched', memory.room(n + 2, 4, what).pointer)
      setMatrix(pointer, m, 'cursors', memory.room(n, 4, what).pointer)
    }
    memory.viewFloat64(plan)[slots.indexOf('faint')] = facts.faint

    const offsets: Block[] = []
    for (let m = 0; m < MATRICES; m++) {
      offsets.push(memory.room(n + 1, 4, what))
      setMatrix(plan.pointer, m, 'offsets', offsets[m].pointer)
      setMatrix(plan.pointer, m, 'norms', memory.float64(n, what).pointer)
      setOwnMatrix(plan.pointer, m)
    }
    for (let i = 0; i < n; ) {
      this.#put(i, entryCounts)
      i = run.linksPutEntries(plan.pointer, i)
    }
    for (let m = 0; m < MATRICES; m++) {
      const filled = run.linksBeginRows(offsets[m].pointer, n)
      setMatrix(plan.pointer, m, 'entries', memory.room(filled, m === FLOW ? 12 : 8, what).pointer)
    }
    for (let i = 0; i < n; ) {
      this.#put(i, entryCounts)
      i = run.linksPutEntries(plan.pointer, i)
    }
    this.#from = Number.POSITIVE_INFINITY // what is staged lacks some counts
    run.linksNorms(plan.pointer)

    while (all.length < threads) {
      const ids = memory.room(this.capacity, 4, what)
      const out = memory.room(rows * this.capacity, 4, what)
      const own = { ...ownParts(ids, out), opened: NOWHERE }
      const copy = memory.room(plan.length, 8, what)
      memory
        .viewUint32({ ...copy, length: 2 * plan.length })
        .set(memory.viewUint32({ ...plan, length: 2 * plan.length }))
      setSlots(copy.pointer, own)
      for (let m = 0; m < MATRICES; m++) setOwnMatrix(copy.pointer, m)
      all.push({ pointer: copy.pointer, ids, out })
    }
  }

  /** Stages the counts of row i and of what follows, as far as there is room, for kernels that go through rows by themselves. */
  stageFrom(i: number): void {
    this.#put(i)
  }

  /** Whether the counts of row i are staged. */
  isStaged(i: number): boolean {
    return this.#pairs.offsets[i + 1] <= this.#to
  }

  /** Partners j > i of row i that share a session with it. */
  known(i: number): number {
    return this.#pairs.offsets[i + 1] - this.#pairs.offsets[i]
  }

  /** Sees to it that the counts of row i are staged: all, or those that are given. */
  #put(i: number, some?: ReadonlySet<string>): void {
    const { offsets, partner, tight } = this.#pairs
    if (offsets[i] >= this.#from && offsets[i + 1] <= this.#to) return
    const from = evenPlace(offsets[i])
    const { memory } = this.#kernel
    const room = this.#room
    const to = Math.min(partner.length, from + room)
    const staged = memory.viewUint32(this.#staged)
    for (const [c, name] of stagedCounts.entries()) {
      if (!some || some.has(name)) staged.set(this.#pairs[name].subarray(from, to), c * room)
    }
    if (!some) {
      const exact = memory.viewFloat64(this.#exact)
      exact.set(tight.subarray(from, to))
      exact.set(this.#information.subarray(from, to), room)
    }
    for (const { pointer } of this.threads) {
      const view = memory.viewUint32({ pointer, length: 2 * slots.length })
      view[2 * slots.indexOf('stagedFrom')] = from
      view[2 * slots.indexOf('stagedTo')] = to
    }
    this.#from = from
    this.#to = to
  }
}
