import type { WordReader } from './run-store.js'

/** The readers of runs, that of the lowest number first; of equal numbers that of the first run. */
export class RunHeap {
  readonly #readers: readonly WordReader[]
  readonly #numbers: Float64Array
  readonly #heap: number[] = []

  constructor(readers: readonly WordReader[]) {
    this.#readers = readers
    this.#numbers = new Float64Array(readers.length)
    for (let run = 0; run < readers.length; run++) {
      if (readers[run].done) continue
      this.#look(run)
      this.#heap.push(run)
      for (let at = this.#heap.length - 1; at > 0; ) {
        const above = (at - 1) >> 1
        if (!this.#isBefore(this.#heap[at], this.#heap[above])) break
        this.#swap(at, above)
        at = above
      }
    }
  }

  get size(): number {
    return this.#heap.length
  }

  get reader(): WordReader {
    return this.#readers[this.#heap[0]]
  }

  get number(): number {
    return this.#numbers[this.#heap[0]]
  }

  /** The first reader has gone past its case. */
  advance(): void {
    const heap = this.#heap
    if (this.reader.done) {
      const last = heap.pop() as number
      if (heap.length === 0) return
      heap[0] = last
    } else this.#look(heap[0])
    for (let at = 0; ; ) {
      let least = at
      for (const below of [2 * at + 1, 2 * at + 2]) {
        if (below < heap.length && this.#isBefore(heap[below], heap[least])) least = below
      }
      if (least === at) return
      this.#swap(at, least)
      at = least
    }
  }

  #look(run: number): void {
    const { from, at } = this.#readers[run].peek(2)
    this.#numbers[run] = from.doubles[at]
  }

  #isBefore(a: number, b: number): boolean {
    const difference = this.#numbers[a] - this.#numbers[b]
    return difference < 0 || (difference === 0 && a < b)
  }

  #swap(a: number, b: number): void {
    const one = this.#heap[a]
    this.#heap[a] = this.#heap[b]
    this.#heap[b] = one
  }
}
