import type { Kernel } from '../kernel/load.js'

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

const WHAT = 'The links'

/** Collects the upper triangle row by row, and mirrors it. */
export class UpperRows {
  readonly #n: number
  #columns = new Uint32Array(4096)
  #values = new Float32Array(4096)
  #length = 0

  constructor(n: number) {
    this.#n = n
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
  finish({ memory, run }: Kernel, counts: Uint32Array): LinkMatrix {
    const n = this.#n
    const length = 2 * this.#length
    return memory.scope(() => {
      const upper = [counts, this.#columns.subarray(0, this.#length), this.#values.subarray(0, this.#length)]
      const staged = upper.map((values) => memory.put(values, WHAT).pointer)
      const [offsets, next] = [n + 1, n].map((cells) => memory.room(cells, 4, WHAT))
      const [columns, probabilities] = [length, length].map((cells) => memory.scratch(cells, 4, WHAT))
      const [a, b, c] = staged
      run.linksMirror(n, a, b, c, offsets.pointer, next.pointer, columns.pointer, probabilities.pointer)
      return {
        activities: n,
        offsets: memory.viewUint32(offsets).slice(),
        columns: memory.viewUint32(columns).slice(),
        probabilities: memory.viewFloat32(probabilities).slice()
      }
    })
  }
}
