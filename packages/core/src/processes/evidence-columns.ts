import type { PairCount, PairEvidence } from './evidence.js'

type Counts = Omit<Record<PairCount, Uint32Array>, 'tight'> & { tight: Float64Array }
type Column = Uint32Array | Float64Array

const names: readonly PairCount[] = [
  'session',
  'window32',
  'window16',
  'window8',
  'follows',
  'precedes',
  'near',
  'before',
  'after',
  'tight'
]

/**
 * Collects counts of pairs row by row: the caller adds to `row[count][j]` for partners j of the present row i and
 * `touch`es each of them once; `endRow(i)` stores the touched ones, ascending, and clears them.
 */
export class PairColumns {
  /** [activities] per count: the present row. */
  readonly row: Counts
  readonly #offsets: Uint32Array
  readonly #touched: Uint32Array
  #touchedCount = 0
  #length = 0
  #partner: Uint32Array
  readonly #columns: Record<PairCount, Column>

  constructor(activities: number) {
    const room = Math.min((activities * (activities - 1)) / 2, 400_000)
    const row = {} as Record<PairCount, Column>
    const columns = {} as Record<PairCount, Column>
    for (const name of names) {
      row[name] = name === 'tight' ? new Float64Array(activities) : new Uint32Array(activities)
      columns[name] = name === 'tight' ? new Float64Array(room) : new Uint32Array(room)
    }
    this.row = row as Counts
    this.#columns = columns
    this.#partner = new Uint32Array(room)
    this.#offsets = new Uint32Array(activities + 1)
    this.#touched = new Uint32Array(activities)
  }

  /** Names a partner of the present row; at most once a row. */
  touch(j: number): void {
    this.#touched[this.#touchedCount++] = j
  }

  /** The partners of the present row so far. */
  get touched(): Uint32Array {
    return this.#touched.subarray(0, this.#touchedCount)
  }

  /** Rows must end in ascending order, each once. */
  endRow(i: number): void {
    const partners = this.#touched.subarray(0, this.#touchedCount).sort()
    this.#reserve(this.#length + partners.length)
    const from = this.#length
    this.#partner.set(partners, from)
    for (const name of names) {
      const row = this.row[name]
      const column = this.#columns[name]
      for (let k = 0; k < partners.length; k++) {
        column[from + k] = row[partners[k]]
        row[partners[k]] = 0
      }
    }
    this.#length += partners.length
    this.#offsets[i + 1] = this.#length
    this.#touchedCount = 0
  }

  finish(): PairEvidence {
    const pairs = { offsets: this.#offsets, partner: this.#cut(this.#partner) } as PairEvidence
    for (const name of names) Object.assign(pairs, { [name]: this.#cut(this.#columns[name]) })
    return pairs
  }

  // Plain arrays of their own size, so that copying the evidence copies nothing else.
  #cut<Any extends Column>(column: Any): Any {
    return (column.length === this.#length ? column : column.slice(0, this.#length)) as Any
  }

  #reserve(length: number): void {
    if (length <= this.#partner.length) return
    const room = Math.max(length, this.#partner.length * 2)
    const partner = new Uint32Array(room)
    partner.set(this.#partner)
    this.#partner = partner
    for (const name of names) {
      const larger = name === 'tight' ? new Float64Array(room) : new Uint32Array(room)
      larger.set(this.#columns[name])
      this.#columns[name] = larger
    }
  }
}
