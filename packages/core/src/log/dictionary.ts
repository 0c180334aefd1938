import { decodeText } from './cells.js'

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
