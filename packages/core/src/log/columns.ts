import { shareableFloat64, shareableUint32 } from './shared.js'

const FIRST_BLOCK = 1 << 10
const LARGEST_BLOCK = 1 << 18
/** A column that was expected is handed out as it is where this share of it was used. */
const ENOUGH = 0.9

/**
 * A column of unsigned integers that grows block by block: nothing is copied until the end, so that reading needs
 * little more than the finished column.
 */
export class GrowingUint32 {
  length = 0
  #block: Uint32Array = new Uint32Array(FIRST_BLOCK)
  #fill = 0
  readonly #full: Uint32Array[] = []

  /** In memory that threads share, if it is large: such a column cannot be handed over to a thread. */
  readonly #shared: boolean

  constructor(shared = false) {
    this.#shared = shared
  }

  #room(count: number): Uint32Array {
    return this.#shared ? shareableUint32(count) : new Uint32Array(count)
  }

  /** Says that about `count` values are to come: where that is right, `finish` copies nothing. */
  expect(count: number): void {
    if (this.#fill > 0) this.#full.push(this.#block.subarray(0, this.#fill))
    this.#block = this.#room(count)
    this.#fill = 0
  }

  /** The first values go here, instead of memory of its own. */
  use(block: Uint32Array): void {
    this.#block = block
  }

  push(value: number): void {
    if (this.#fill === this.#block.length) this.#next()
    this.#block[this.#fill++] = value
    this.length++
  }

  /** Adds many values at once. */
  append(values: Uint32Array): void {
    let from = 0
    while (from < values.length) {
      if (this.#fill === this.#block.length) this.#next()
      const count = Math.min(values.length - from, this.#block.length - this.#fill)
      this.#block.set(values.subarray(from, from + count), this.#fill)
      this.#fill += count
      from += count
    }
    this.length += values.length
  }

  /** Adds numbers[value] for many values. */
  appendBy(values: Uint32Array, numbers: Uint32Array): void {
    for (let from = 0; from < values.length; ) {
      if (this.#fill === this.#block.length) this.#next()
      const count = Math.min(values.length - from, this.#block.length - this.#fill)
      const block = this.#block
      const shift = this.#fill - from
      const to = from + count
      for (; from < to; from++) block[from + shift] = numbers[values[from]]
      this.#fill += count
    }
    this.length += values.length
  }

  #next(): void {
    this.#full.push(this.#block)
    this.#block = new Uint32Array(Math.min(LARGEST_BLOCK, this.#block.length * 2))
    this.#fill = 0
  }

  /** The whole column as one array (it may be the beginning of a larger buffer); the blocks are given up. */
  finish(): Uint32Array {
    if (this.#full.length === 0 && this.#fill > this.#block.length * ENOUGH) {
      // The rest was never touched, so that it takes no memory.
      const whole = this.#block.subarray(0, this.#fill)
      this.#clear()
      return whole
    }
    const all = this.#room(this.length)
    let at = 0
    for (;;) {
      const block = this.#full.shift()
      if (block === undefined) break
      all.set(block, at)
      at += block.length
    }
    all.set(this.#block.subarray(0, this.#fill), at)
    this.#clear()
    return all
  }

  #clear(): void {
    this.#block = new Uint32Array(1)
    this.#fill = 0
    this.length = 0
  }
}

/** The same for floating-point numbers. A class of its own, so that each keeps one kind of array. */
export class GrowingFloat64 {
  length = 0
  #block: Float64Array = new Float64Array(FIRST_BLOCK)
  #fill = 0
  readonly #full: Float64Array[] = []

  /** See {@link GrowingUint32}. */
  readonly #shared: boolean

  constructor(shared = false) {
    this.#shared = shared
  }

  #room(count: number): Float64Array {
    return this.#shared ? shareableFloat64(count) : new Float64Array(count)
  }

  /** Says that about `count` values are to come: where that is right, `finish` copies nothing. */
  expect(count: number): void {
    if (this.#fill > 0) this.#full.push(this.#block.subarray(0, this.#fill))
    this.#block = this.#room(count)
    this.#fill = 0
  }

  /** The first values go here, instead of memory of its own. */
  use(block: Float64Array): void {
    this.#block = block
  }

  push(value: number): void {
    if (this.#fill === this.#block.length) this.#next()
    this.#block[this.#fill++] = value
    this.length++
  }

  /** Adds many values at once. */
  append(values: Float64Array): void {
    let from = 0
    while (from < values.length) {
      if (this.#fill === this.#block.length) this.#next()
      const count = Math.min(values.length - from, this.#block.length - this.#fill)
      this.#block.set(values.subarray(from, from + count), this.#fill)
      this.#fill += count
      from += count
    }
    this.length += values.length
  }

  #next(): void {
    this.#full.push(this.#block)
    this.#block = new Float64Array(Math.min(LARGEST_BLOCK, this.#block.length * 2))
    this.#fill = 0
  }

  /** A second column with the same values so far. */
  copy(): GrowingFloat64 {
    const other = new GrowingFloat64(this.#shared)
    for (const block of this.#full) other.#full.push(block.slice())
    other.#block = this.#block.slice()
    other.#fill = this.#fill
    other.length = this.length
    return other
  }

  finish(): Float64Array {
    if (this.#full.length === 0 && this.#fill > this.#block.length * ENOUGH) {
      // The rest was never touched, so that it takes no memory.
      const whole = this.#block.subarray(0, this.#fill)
      this.#clear()
      return whole
    }
    const all = this.#room(this.length)
    let at = 0
    for (;;) {
      const block = this.#full.shift()
      if (block === undefined) break
      all.set(block, at)
      at += block.length
    }
    all.set(this.#block.subarray(0, this.#fill), at)
    this.#clear()
    return all
  }

  #clear(): void {
    this.#block = new Float64Array(1)
    this.#fill = 0
    this.length = 0
  }
}
