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

/** Collects the upper triangle row by row, and mirrors it. */
export class UpperRows {
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
