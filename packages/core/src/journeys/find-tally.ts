import { bitsSet, bitsWithin, lowestBit } from './bits.js'
import type { FindQuery } from './find.js'
import { nextMarked } from './find-scan.js'
import { caseOf, eventsOfCase, isError, type LogIndex } from './index-log.js'

type Sort = NonNullable<FindQuery['sort']>

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

/** The matching events, and figures of them by case. It holds 4 bytes for 32 events and 28 bytes a case. */
export class Tally {
  /** [events / 32] one bit an event: 1 where it matches */
  readonly marked: Int32Array
  readonly matches: Uint32Array
  readonly errors: Uint32Array
  readonly #last: Float64Array
  readonly #slowest: Float64Array
  /** The cases with a match, `customers` of them, in the order of the log. */
  readonly #met: Uint32Array
  customers = 0
  total = 0
  totalErrors = 0
  readonly #index: LogIndex

  constructor(index: LogIndex) {
    const cases = index.log.caseNames.length
    this.#index = index
    this.marked = new Int32Array(Math.ceil(index.log.time.length / 32))
    this.matches = new Uint32Array(cases)
    this.errors = new Uint32Array(cases)
    this.#last = new Float64Array(cases)
    this.#slowest = new Float64Array(cases)
    this.#met = new Uint32Array(cases)
  }

  /** Forgets the search before. */
  clear(): void {
    this.marked.fill(0)
    for (let k = 0; k < this.customers; k++) {
      this.matches[this.#met[k]] = 0
      this.errors[this.#met[k]] = 0
    }
    this.customers = 0
    this.total = 0
    this.totalErrors = 0
  }

  /** Counts the marked events by case. */
  count(): void {
    const { marked, matches, errors } = this
    const met = this.#met
    const { log, caseSessions, errorBits } = this.#index
    const { sessionOffsets } = log
    const cases = caseSessions.length - 1
    let [customers, total, totalErrors] = [0, 0, 0]
    for (let event = nextMarked(marked, 0); event >= 0; ) {
      // Where a case has matches, the next one is tried as well: no place is looked up where most have some.
      let id = caseOf(this.#index, event)
      for (let end = event; id < cases; id++) {
        const from = end
        end = sessionOffsets[caseSessions[id + 1]]
        let [found, failed] = [0, 0]
        for (let word = from >>> 5; word * 32 < end; word++) {
          const bits = marked[word] & bitsWithin(word * 32, from, end)
          if (bits === 0) continue
          found += bitsSet(bits)
          failed += bitsSet(bits & errorBits[word])
        }
        event = end
        if (found === 0) break
        met[customers++] = id
        matches[id] = found
        errors[id] = failed
        total += found
        totalErrors += failed
      }
      event = nextMarked(marked, event)
    }
    this.customers = customers
    this.total = total
    this.totalErrors = totalErrors
  }

  /** The cases that can be among the first `limit`, as far as the counts tell; in the order of the log. */
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
    const [last, slowest] = [this.#last, this.#slowest]
    const bySlowest = sort === 'errors' || sort === 'slowest'
    for (const id of among) {
      last[id] = this.#lastOf(id)
      if (bySlowest) slowest[id] = this.#slowestOf(id)
    }
    const keys =
      sort === 'recent'
        ? [last]
        : sort === 'slowest'
          ? [slowest, last]
          : sort === 'events'
            ? [this.matches, last]
            : [this.errors, slowest, last]
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

  /** The match of a case to look at first: its first error, else the slowest, else the first. */
  look(id: number): number {
    const { from, to } = eventsOfCase(this.#index, id)
    const waits = this.#index.details.columns.duration?.values ?? null
    const first = nextMarked(this.marked, from)
    let [look, slowest] = [first, 0]
    for (let event = first; event >= 0 && event < to; event = nextMarked(this.marked, event + 1)) {
      if (isError(this.#index, event)) return event
      if (waits === null || !(waits[event] > slowest)) continue
      slowest = waits[event]
      look = event
    }
    return look
  }

  /** Time of the last match of a case: each session stands in time order. */
  #lastOf(id: number): number {
    const { marked } = this
    const { log, caseSessions } = this.#index
    let last = Number.NEGATIVE_INFINITY
    for (let session = caseSessions[id]; session < caseSessions[id + 1]; session++) {
      const [from, to] = [log.sessionOffsets[session], log.sessionOffsets[session + 1]]
      for (let word = (to - 1) >>> 5; word * 32 + 31 >= from; word--) {
        const bits = marked[word] & bitsWithin(word * 32, from, to)
        if (bits === 0) continue
        const at = log.time[word * 32 + 31 - Math.clz32(bits)]
        if (at > last) last = at
        break
      }
    }
    return last
  }

  /** Longest known duration among the matches of a case, in the log's unit; 0 where none is known. */
  #slowestOf(id: number): number {
    const waits = this.#index.details.columns.duration?.values ?? null
    if (waits === null) return 0
    const { marked } = this
    const { from, to } = eventsOfCase(this.#index, id)
    let slowest = 0
    for (let word = from >>> 5; word * 32 < to; word++) {
      for (let bits = marked[word] & bitsWithin(word * 32, from, to); bits !== 0; bits &= bits - 1) {
        const wait = waits[word * 32 + lowestBit(bits)]
        if (wait > slowest) slowest = wait
      }
    }
    return slowest
  }
}
