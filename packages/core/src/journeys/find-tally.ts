import type { FindQuery } from './find.js'
import { bitsSet, type LogIndex, sessionOf } from './index-log.js'

type Sort = NonNullable<FindQuery['sort']>

// Walking over the sessions of so many events is faster than looking a session up.
const NEAR = 256

// Memory of the size of all customers is not taken anew for each search.
const tallies = new WeakMap<LogIndex, Tally>()

/** The tally of an index, empty. */
export function tallyOf(index: LogIndex): Tally {
  const known = tallies.get(index)
  if (known !== undefined) {
    known.clear()
    return known
  }
  const tally = new Tally(index)
  tallies.set(index, tally)
  return tally
}

/**
 * Figures of the matching events by case: how many they are, and what tells of each case that is listed. Where few cases
 * can come to be listed, the second is looked up for them alone.
 */
export class Tally {
  readonly matches: Uint32Array
  readonly errors: Uint32Array
  readonly #last: Float64Array
  readonly #slowest: Float64Array
  /** [cases] the match to look at first, + 1 */
  readonly look: Uint32Array
  /** The cases with a match, `customers` of them, in the order in which they were met. */
  readonly #met: Uint32Array
  customers = 0
  total = 0
  totalErrors = 0
  /** Whether the events added are counted, and whether the rest is noted of them. */
  counts = true
  tells = true
  readonly #index: LogIndex

  constructor(index: LogIndex) {
    const cases = index.log.caseNames.length
    this.#index = index
    this.matches = new Uint32Array(cases)
    this.errors = new Uint32Array(cases)
    this.#last = new Float64Array(cases)
    this.#slowest = new Float64Array(cases)
    this.look = new Uint32Array(cases)
    this.#met = new Uint32Array(cases)
  }

  /** Forgets the search before; costs no more than the customers it found. */
  clear(): void {
    for (let k = 0; k < this.customers; k++) {
      const id = this.#met[k]
      this.matches[id] = 0
      this.errors[id] = 0
      this.#slowest[id] = 0
      this.look[id] = 0
    }
    this.customers = 0
    this.total = 0
    this.totalErrors = 0
    this.counts = true
    this.tells = true
  }

  /** Adds a block of matching events; `ascending` where they stand in the log's order, so that a session's are together. */
  add(events: Uint32Array, n: number, ascending: boolean): void {
    const { errorBits, log } = this.#index
    const { sessionOffsets, sessionCase } = log
    const { counts, tells } = this
    let session = n > 0 ? sessionOf(this.#index, events[0]) : 0
    for (let k = 0; k < n; ) {
      const event = events[k]
      // The next event is mostly in one of the next sessions.
      if (!ascending || event - sessionOffsets[session] > NEAR) session = sessionOf(this.#index, event)
      else while (sessionOffsets[session + 1] <= event) session++
      // In order of time the next event, whatever its place, may be another session's.
      const end = ascending ? sessionOffsets[session + 1] : 0
      const first = k
      let failed = 0
      do {
        const next = events[k++]
        failed += (errorBits[next >>> 5] >>> (next & 31)) & 1
      } while (k < n && events[k] < end)
      const id = sessionCase[session]
      if (counts) this.#meet(id, k - first, failed)
      if (tells) this.#tell(id, events, first, k)
    }
  }

  /** Of events of one session, in time order. */
  #tell(id: number, events: Uint32Array, from: number, to: number): void {
    const { log, details, errorBits } = this.#index
    const waits = details.columns.duration?.values ?? null
    const at = log.time[events[to - 1]]
    if (at > this.#last[id]) this.#last[id] = at
    let slowest = this.#slowest[id]
    let look = this.look[id] === 0 ? events[from] : this.look[id] - 1
    let failed = ((errorBits[look >>> 5] >>> (look & 31)) & 1) === 1
    for (let k = from; k < to; k++) {
      const event = events[k]
      if (!failed && ((errorBits[event >>> 5] >>> (event & 31)) & 1) === 1) {
        failed = true
        look = event
      }
      if (waits !== null && waits[event] > slowest) {
        slowest = waits[event]
        if (!failed) look = event
      }
    }
    this.#slowest[id] = slowest
    this.look[id] = look + 1
  }

  /** Adds all events [first, after) of a session. */
  addSlice(session: number, first: number, after: number): void {
    const { log, errorBits } = this.#index
    const id = log.sessionCase[session]
    if (this.counts) {
      let errors = 0
      for (let word = first >>> 5; word * 32 < after; word++) {
        let bits = errorBits[word]
        if (bits === 0) continue
        if (word * 32 < first) bits &= -1 << (first & 31)
        if (word * 32 + 32 > after) bits &= (1 << (after & 31)) - 1
        errors += bitsSet(bits)
      }
      this.#meet(id, after - first, errors)
    }
    if (!this.tells) return
    const events = Uint32Array.from({ length: after - first }, (_, k) => first + k)
    this.#tell(id, events, 0, events.length)
  }

  #meet(id: number, matches: number, errors: number): void {
    if (this.matches[id] === 0) {
      this.#met[this.customers++] = id
      this.#last[id] = Number.NEGATIVE_INFINITY
    }
    this.matches[id] += matches
    this.errors[id] += errors
    this.total += matches
    this.totalErrors += errors
  }

  /** The cases that can be among the first `limit`, as far as the counts tell; in the order in which they were met. */
  candidates(sort: Sort, limit: number): Uint32Array {
    const met = this.#met.subarray(0, this.customers)
    const key = sort === 'errors' ? this.errors : sort === 'events' ? this.matches : null
    if (key === null || met.length <= limit) return met
    let most = 0
    for (let k = 0; k < met.length; k++) if (key[met[k]] > most) most = key[met[k]]
    const having = new Uint32Array(most + 1)
    for (let k = 0; k < met.length; k++) having[key[met[k]]]++
    let least = most
    for (let above = having[most]; above < limit; ) above += having[--least]
    const among: number[] = []
    for (let k = 0; k < met.length; k++) if (key[met[k]] >= least) among.push(met[k])
    return Uint32Array.from(among)
  }

  /** The first `limit` of some cases by the order asked for (ties by case). */
  ranked(among: Uint32Array, sort: Sort, limit: number): number[] {
    const { errors, matches } = this
    const [last, slowest] = [this.#last, this.#slowest]
    const keys =
      sort === 'recent'
        ? [last]
        : sort === 'slowest'
          ? [slowest, last]
          : sort === 'events'
            ? [matches, last]
            : [errors, slowest, last]
    const before = (a: number, b: number): boolean => {
      for (const key of keys) if (key[a] !== key[b]) return key[a] > key[b]
      return a < b
    }
    const listed: number[] = []
    for (const id of among) {
      if (listed.length === limit && !before(id, listed[limit - 1])) continue
      let low = 0
      let high = listed.length
      while (low < high) {
        const middle = (low + high) >>> 1
        if (before(id, listed[middle])) high = middle
        else low = middle + 1
      }
      if (listed.length === limit) listed.pop()
      listed.splice(low, 0, id)
    }
    return listed
  }
}
