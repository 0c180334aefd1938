import type { FigureKernel } from '../kernel/figures.js'
import type { Block } from '../kernel/memory.js'

/** Of so many numbers: what the kernel needs for them. */
export const quantilesRoom = (numbers: number): number => 2 * numbers + 256

/** Medians and 95th percentiles of groups of numbers, none of them negative. */
export class Quantiles {
  readonly #kernel: FigureKernel
  #start = 0
  #count = 0
  #sizes = NOTHING
  #values = NOTHING

  constructor(kernel: FigureKernel) {
    this.#kernel = kernel
  }

  /**
   * Room for the numbers, one group after the other, until they were counted.
   *
   * @param sizes [groups] how many numbers each has
   */
  begin(sizes: Uint32Array): Float64Array {
    const { memory } = this.#kernel
    this.#count = sizes.reduce((sum, size) => sum + size, 0)
    this.#start = memory.mark()
    this.#sizes = memory.put(sizes, WHAT)
    this.#values = memory.scratch(quantilesRoom(this.#count), 8, WHAT)
    return memory.viewFloat64({ ...this.#values, length: this.#count })
  }

  /** Where they are in the kernel's memory. */
  get pointer(): number {
    return this.#values.pointer
  }

  /** [groups] of the numbers that were put there; null of empty groups. */
  end(): { median: number | null; p95: number | null }[] {
    const { memory, run } = this.#kernel
    const { pointer, length } = this.#sizes
    const out = memory.scratch(3 * length, 8, WHAT)
    run.quantiles(this.#values.pointer, this.#count, pointer, length, out.pointer, length)
    const found = memory.viewFloat64(out)
    const at = (i: number) => (Number.isNaN(found[i]) ? null : found[i])
    const all = Array.from({ length }, (_, g) => ({ median: at(length + g), p95: at(2 * length + g) }))
    memory.release(this.#start)
    return all
  }
}

const WHAT = 'Times within runs'
const NOTHING: Block = { pointer: 0, length: 0 }
