import type { Kernel } from '../kernel/load.js'
import type { Block } from '../kernel/memory.js'
import { decodeText } from './cells.js'
import type { NameTable } from './dictionary.js'

const FIRST_SLOTS = 1 << 10
const SLOT_BYTES = 32
/** Of 8 slots, so many are taken at most, as assembly/dictionary.ts has it. */
const MOST_OF_8 = 7
const FIRST_TEXTS = 1 << 16
const MOST_TEXTS = 1 << 24
const HEADER_FIELDS = 12
const SIZE = 2
const LIMIT = 3
const FILL = 4
const FILL_END = 5
const ENDS = 6
/** Longer strings are not made. */
const LONGEST_STRING = 1 << 28

/** The dictionary of assembly/dictionary.ts: byte strings numbered by first appearance, shared by the kernel and the host. */
export class KernelDictionary implements NameTable {
  readonly pointer: number
  readonly kernel: Kernel
  /** What is numbered, for messages. */
  readonly what: string
  readonly #header: Block
  /** Blocks of texts; `used`: bytes of them, of all but the last. */
  readonly #blocks: { block: Block; used: number }[] = []
  #slots = FIRST_SLOTS
  #gathered: { bytes: Uint8Array; ends: Uint32Array } | null = null

  constructor(kernel: Kernel, what: string) {
    this.kernel = kernel
    this.what = what
    this.#header = kernel.memory.int32(HEADER_FIELDS, what)
    this.pointer = this.#header.pointer
    this.#addSlots()
    this.#addRoom(FIRST_TEXTS)
  }

  get size(): number {
    return this.#field(SIZE)
  }

  #field(index: number): number {
    return this.kernel.memory.viewInt32(this.#header)[index] >>> 0
  }

  /** Makes room after the kernel found it full: for more texts, or for a longer one (of `length` bytes at most). */
  grow(length: number): void {
    if (this.size >= this.#field(LIMIT)) this.#addSlots()
    const need = length + 16
    if (this.#field(FILL) + need > this.#field(FILL_END)) {
      const before = this.#blocks[this.#blocks.length - 1].block.length
      this.#addRoom(Math.max(need, Math.min(MOST_TEXTS, before * 2)))
    }
  }

  #addSlots(): void {
    const { run, memory } = this.kernel
    if (this.#blocks.length > 0) this.#slots *= 2
    const tags = memory.room(this.#slots, 1, this.what)
    const slots = memory.scratch(this.#slots, SLOT_BYTES, this.what)
    const ends = memory.scratch((this.#slots / 8) * MOST_OF_8, 4, this.what)
    run.dictionaryMove(this.pointer, tags.pointer, slots.pointer, this.#slots, ends.pointer)
  }

  #addRoom(bytes: number): void {
    const block = this.kernel.memory.scratch(bytes, 1, this.what)
    const last = this.#blocks[this.#blocks.length - 1]
    if (last !== undefined) last.used = this.#field(FILL) - last.block.pointer
    this.kernel.run.dictionaryRoom(this.pointer, block.pointer, bytes)
    this.#blocks.push({ block, used: 0 })
  }

  /** All texts one after the other, and where each of them ends. */
  #gather(): { bytes: Uint8Array; ends: Uint32Array } {
    if (this.#gathered?.ends.length === this.size) return this.#gathered
    this.#gathered = { bytes: this.textBytes(0), ends: this.ends().slice() }
    return this.#gathered
  }

  /** [texts] where each of them ends, one after the other; a view. */
  ends(): Uint32Array {
    return this.kernel.memory.viewUint32({ pointer: this.#field(ENDS), length: this.size })
  }

  /** The bytes of all texts but the first `skip`. */
  textBytes(skip: number): Uint8Array {
    const { memory } = this.kernel
    const last = this.#blocks[this.#blocks.length - 1]
    last.used = this.#field(FILL) - last.block.pointer
    const bytes = new Uint8Array(this.#blocks.reduce((sum, { used }) => sum + used, 0) - skip)
    let to = -skip
    for (const { block, used } of this.#blocks) {
      const cut = Math.min(used, Math.max(0, -to))
      if (cut < used) bytes.set(memory.viewUint8({ pointer: block.pointer + cut, length: used - cut }), to + cut)
      to += used
    }
    return bytes
  }

  /** All texts, in the order of their codes. */
  names(): string[] {
    const { bytes, ends } = this.#gather()
    const whole = plainText(bytes)
    const names: string[] = new Array(ends.length)
    let start = 0
    for (let code = 0; code < ends.length; code++) {
      names[code] = whole === null ? decodeText(bytes, start, ends[code]) : whole.slice(start, ends[code])
      start = ends[code]
    }
    return names
  }

  /** The distinct texts as bytes, for looking at their encoding. */
  bytes(): Uint8Array {
    return this.#gather().bytes
  }
}

/** The bytes as one string with as many places as bytes, where all of them are ASCII; else null. */
function plainText(bytes: Uint8Array): string | null {
  if (bytes.length >= LONGEST_STRING) return null
  try {
    // Of valid UTF-8 the length stays the same only where all is ASCII.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return text.length === bytes.length ? text : null
  } catch {
    return null
  }
}
