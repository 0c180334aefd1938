import { decodeText } from './cells.js'
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

/** Byte strings numbered by first appearance. */
export interface NameTable {
  readonly size: number
  /** All texts, in the order of their codes. */
  names(): string[]
  /** The distinct texts as bytes, for looking at their encoding. */
  bytes(): Uint8Array
}

/**
 * Numbers byte strings by first appearance: an open-addressing table over their hashes; each distinct text is kept once.
 * Texts are read as words of four bytes, so a text's bytes must be followed by at least three more in its buffer.
 */
export class Dictionary implements NameTable {
  size = 0
  /** Pairs [hash, code + 1] (0 = free): what a look-up needs lies together. */
  #slots = new Int32Array(1 << 11)
  /** Pairs [first word, length in bytes] by code. */
  #places = new Int32Array(1 << 9)
  #words = new Int32Array(1 << 11) // each text zero-padded to whole words
  #wordCount = 0
  #last = 0

  /** The code of the text at [start, end) of the view. */
  code(view: DataView, start: number, end: number): number {
    // Logs repeat themselves: the same case, channel and status as in the row before.
    const last = this.#last
    if (last < this.size && this.#equals(last, view, start, end)) return last
    let hash = end - start
    let i = start
    for (const whole = end - 3; i < whole; i += 4) {
      hash = Math.imul(hash ^ view.getInt32(i, true), 0x9e3779b1)
      hash ^= hash >>> 15
    }
    if (i < end) {
      hash = Math.imul(hash ^ (view.getInt32(i, true) & TAIL[end - i]), 0x9e3779b1)
      hash ^= hash >>> 15
    }
    hash = Math.imul(hash, 0x85ebca6b)
    hash ^= hash >>> 13
    const slots = this.#slots
    const mask = slots.length - 2
    let slot = (hash << 1) & mask
    for (;;) {
      const code = slots[slot + 1] - 1
      if (code < 0) return this.#add(view, start, end, hash, slot)
      if (slots[slot] === hash && this.#equals(code, view, start, end)) {
        this.#last = code
        return code
      }
      slot = (slot + 2) & mask
    }
  }

  #equals(code: number, view: DataView, start: number, end: number): boolean {
    if (this.#places[2 * code + 1] !== end - start) return false
    const words = this.#words
    let at = this.#places[2 * code]
    let i = start
    for (const whole = end - 3; i < whole; i += 4, at++) if (words[at] !== view.getInt32(i, true)) return false
    return i >= end || words[at] === (view.getInt32(i, true) & TAIL[end - i])
  }

  #add(view: DataView, start: number, end: number, hash: number, slot: number): number {
    const code = this.size++
    if (2 * code === this.#places.length) {
      const places = new Int32Array(code * 4)
      places.set(this.#places)
      this.#places = places
    }
    const from = this.#wordCount
    const to = from + ((end - start + 3) >>> 2)
    if (to > this.#words.length) {
      const grown = new Int32Array(Math.max(to, this.#words.length * 2))
      grown.set(this.#words)
      this.#words = grown
    }
    let at = from
    let i = start
    for (; i + 3 < end; i += 4) this.#words[at++] = view.getInt32(i, true)
    if (i < end) this.#words[at] = view.getInt32(i, true) & TAIL[end - i]
    this.#wordCount = to
    this.#places[2 * code] = from
    this.#places[2 * code + 1] = end - start
    this.#slots[slot] = hash
    this.#slots[slot + 1] = code + 1
    this.#last = code
    // At most five eighths full.
    if (this.size * 16 > this.#slots.length * 5) this.#rehash()
    return code
  }

  #rehash(): void {
    const old = this.#slots
    const slots = new Int32Array(old.length * 2)
    const mask = slots.length - 2
    for (let from = 0; from < old.length; from += 2) {
      if (old[from + 1] === 0) continue
      let slot = (old[from] << 1) & mask
      while (slots[slot + 1] !== 0) slot = (slot + 2) & mask
      slots[slot] = old[from]
      slots[slot + 1] = old[from + 1]
    }
    this.#slots = slots
  }

  /** All texts, in the order of their codes. */
  names(): string[] {
    const bytes = this.bytes()
    return Array.from({ length: this.size }, (_, code) => {
      const start = this.#places[2 * code] * 4
      return decodeText(bytes, start, start + this.#places[2 * code + 1])
    })
  }

  /** The distinct texts as bytes, each padded with zeros to whole words. */
  bytes(): Uint8Array {
    return new Uint8Array(this.#words.buffer, 0, this.#wordCount * 4)
  }
}

/** Masks of the bytes of a last, partial word (every platform that runs this is little-endian). */
const TAIL = new Int32Array([0, 0xff, 0xffff, 0xffffff])
