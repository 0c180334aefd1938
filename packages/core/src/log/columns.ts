import { decodeText } from './cells.js'

const FIRST_BLOCK = 1 << 10
const LARGEST_BLOCK = 1 << 18

/**
 * A column of unsigned integers that grows block by block: nothing is copied until the end, so that reading needs
 * little more than the finished column.
 */
export class GrowingUint32 {
  length = 0
  #block = new Uint32Array(FIRST_BLOCK)
  #fill = 0
  readonly #full: Uint32Array[] = []

  push(value: number): void {
    if (this.#fill === this.#block.length) {
      this.#full.push(this.#block)
      this.#block = new Uint32Array(Math.min(LARGEST_BLOCK, this.#block.length * 2))
      this.#fill = 0
    }
    this.#block[this.#fill++] = value
    this.length++
  }

  /** The whole column as one array; the blocks are given up. */
  finish(): Uint32Array {
    const all = new Uint32Array(this.length)
    let at = 0
    for (;;) {
      const block = this.#full.shift()
      if (block === undefined) break
      all.set(block, at)
      at += block.length
    }
    all.set(this.#block.subarray(0, this.#fill), at)
    this.#block = new Uint32Array(1)
    this.#fill = 0
    this.length = 0
    return all
  }
}

/** The same for floating-point numbers. A class of its own, so that each keeps one kind of array. */
export class GrowingFloat64 {
  length = 0
  #block = new Float64Array(FIRST_BLOCK)
  #fill = 0
  readonly #full: Float64Array[] = []

  push(value: number): void {
    if (this.#fill === this.#block.length) {
      this.#full.push(this.#block)
      this.#block = new Float64Array(Math.min(LARGEST_BLOCK, this.#block.length * 2))
      this.#fill = 0
    }
    this.#block[this.#fill++] = value
    this.length++
  }

  /** A second column with the same values so far. */
  copy(): GrowingFloat64 {
    const other = new GrowingFloat64()
    for (const block of this.#full) other.#full.push(block.slice())
    other.#block = this.#block.slice()
    other.#fill = this.#fill
    other.length = this.length
    return other
  }

  finish(): Float64Array {
    const all = new Float64Array(this.length)
    let at = 0
    for (;;) {
      const block = this.#full.shift()
      if (block === undefined) break
      all.set(block, at)
      at += block.length
    }
    all.set(this.#block.subarray(0, this.#fill), at)
    this.#block = new Float64Array(1)
    this.#fill = 0
    this.length = 0
    return all
  }
}

/**
 * Numbers byte strings by first appearance: an open-addressing table over their hashes; each distinct text is kept once.
 */
export class Dictionary {
  size = 0
  #slots = new Int32Array(1 << 10) // code + 1, 0 = free
  #hashes = new Int32Array(1 << 9)
  #offsets = new Uint32Array((1 << 9) + 1)
  #bytes = new Uint8Array(1 << 13)

  /** The code of the text in bytes[start, end). */
  code(bytes: Uint8Array, start: number, end: number): number {
    let hash = end - start
    let i = start
    for (const whole = end - 3; i < whole; i += 4) {
      hash = Math.imul(
        hash ^ (bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24)),
        0x9e3779b1
      )
      hash ^= hash >>> 15
    }
    for (; i < end; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193)
    hash ^= hash >>> 16
    hash = Math.imul(hash, 0x85ebca6b)
    hash ^= hash >>> 13
    const slots = this.#slots
    const mask = slots.length - 1
    let slot = hash & mask
    for (;;) {
      const code = slots[slot] - 1
      if (code < 0) return this.#add(bytes, start, end, hash, slot)
      if (this.#hashes[code] === hash && this.#equals(code, bytes, start, end)) return code
      slot = (slot + 1) & mask
    }
  }

  #equals(code: number, bytes: Uint8Array, start: number, end: number): boolean {
    const mine = this.#bytes
    let at = this.#offsets[code]
    if (this.#offsets[code + 1] - at !== end - start) return false
    for (let i = start; i < end; i++, at++) if (mine[at] !== bytes[i]) return false
    return true
  }

  #add(bytes: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    const code = this.size++
    if (code === this.#hashes.length) {
      const hashes = new Int32Array(code * 2)
      hashes.set(this.#hashes)
      this.#hashes = hashes
      const offsets = new Uint32Array(code * 2 + 1)
      offsets.set(this.#offsets)
      this.#offsets = offsets
    }
    const from = this.#offsets[code]
    const to = from + end - start
    if (to > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(to, this.#bytes.length * 2))
      grown.set(this.#bytes)
      this.#bytes = grown
    }
    this.#bytes.set(bytes.subarray(start, end), from)
    this.#offsets[code + 1] = to
    this.#hashes[code] = hash
    this.#slots[slot] = code + 1
    if (this.size * 2 > this.#slots.length) this.#rehash()
    return code
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 4)
    const mask = slots.length - 1
    for (let code = 0; code < this.size; code++) {
      let slot = this.#hashes[code] & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = code + 1
    }
    this.#slots = slots
  }

  /** The text of one code. */
  name(code: number): string {
    return decodeText(this.#bytes, this.#offsets[code], this.#offsets[code + 1])
  }

  /** All texts, in the order of their codes. */
  names(): string[] {
    return Array.from({ length: this.size }, (_, code) => this.name(code))
  }

  /** The distinct texts as bytes, for looking at their encoding. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#offsets[this.size])
  }
}
