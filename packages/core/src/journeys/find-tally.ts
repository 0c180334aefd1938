import type { FindQuery } from './find.js'
import { type LogIndex, sessionOf } from './index-log.js'

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

/** Figures of the matching events by case. */
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
  }

  /** Adds a block of matching events; `ascending` where they stand in the log's order, so that a session's are together. */
  add(events: Uint32Array, n: number, ascending: boolean): void {
    const index = this.#index
    const { sessionOffsets, sessionCase, time } = index.log
    const { errorBits } = index
    const waits = index.details.columns.duration?.values ?? null
    this.total += n
    let session = n > 0 ? sessionOf(index, events[0]) : 0
    for (let k = 0; k < n; ) {
      const event = events[k]
      // The next event is mostly in one of the next sessions.
      if (!ascending || event - sessionOffsets[session] > NEAR) session = sessionOf(index, event)
      else while (sessionOffsets[session + 1] <= event) session++
      const id = this.#meet(sessionCase[session])
      const end = ascending ? sessionOffsets[session + 1] : 0
      const first = k
      let last = this.#last[id]
      let slowest = this.#slowest[id]
      let errors = this.errors[id]
      let look = this.look[id] === 0 ? event + 1 : this.look[id]
      do {
        const next = events[k]
        const at = time[next]
        if (at > last) last = at
        if (((errorBits[next >>> 5] >>> (next & 31)) & 1) === 1) {
          if (errors++ === 0) look = next + 1
          this.totalErrors++
        }
        if (waits !== null && waits[next] > slowest) {
          slowest = waits[next]
          if (errors === 0) look = next + 1
        }
        k++
      } while (k < n && events[k] < end)
      this.matches[id] += k - first
      this.#last[id] = last
      this.#slowest[id] = slowest
      this.errors[id] = errors
      this.look[id] = look
    }
  }

  /** Adds all events [first, after) of a session. */
  addSlice(session: number, first: number, after: number): void {
    const { log, details, errorBits } = this.#index
    const waits = details.columns.duration?.values ?? null
    const id = this.#meet(log.sessionCase[session])
    this.total += after - first
    this.matches[id] += after - first
    const last = log.time[after - 1]
    if (last > this.#last[id]) this.#last[id] = last
    if (this.look[id] === 0) this.look[id] = first + 1
    for (let word = first >>> 5; word * 32 < after; word++) {
      for (let bits = errorBits[word]; bits !== 0; bits &= bits - 1) {
        const event = word * 32 + 31 - Math.clz32(bits & -bits)
        if (event < first || event >= after) continue
        if (this.errors[id]++ === 0) this.look[id] = event + 1
        this.totalErrors++
      }
    }
    if (waits === null) return
    let slowest = this.#slowest[id]
    let at = -1
    for (let event = first; event < after; event++) {
      if (waits[event] > slowest) {
        slowest = waits[event]
        at = event
      }
    }
    if (at < 0) return
    this.#slowest[id] = slowest
    if (this.errors[id] === 0) this.look[id] = at + 1
  }

  /** Notes that a case has a match. */
  #meet(id: number): number {
    if (this.matches[id] === 0) {
      this.#met[this.customers++] = id
      this.#last[id] = Number.NEGATIVE_INFINITY
    }
    return id
  }

  /** The first `limit` cases with a match by the order asked for (ties by case). */
  ranked(sort: NonNullable<FindQuery['sort']>, limit: number): number[] {
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
    for (let k = 0; k < this.customers; k++) {
      const id = this.#met[k]
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
