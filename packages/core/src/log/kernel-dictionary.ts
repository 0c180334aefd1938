import type { Kernel } from '../kernel/load.js'
import type { Block } from '../kernel/memory.js'
import { decodeText } from './cells.js'
import type { NameTable } from './columns.js'

const FIRST_SLOTS = 1 << 10
const SLOT_BYTES = 16
const FIRST_TEXTS = 1 << 16
const MOST_TEXTS = 1 << 24
const HEADER_FIELDS = 6
const SIZE = 2
const LIMIT = 3
const FILL = 4
const FILL_END = 5
const SCRATCH = 1 << 12
/** Longer strings are not made. */
const LONGEST_STRING = 1 << 28

/** The dictionary of assembly/scan.ts: byte strings numbered by first appearance, shared by the kernel and the host. */
export class KernelDictionary implements NameTable {
  readonly pointer: number
  readonly #kernel: Kernel
  readonly #what: string
  readonly #header: Block
  readonly #blocks: Block[] = []
  #scratch: Block
  #slots = FIRST_SLOTS
  #gathered: { bytes: Uint8Array; ends: Uint32Array } | null = null

  constructor(kernel: Kernel, what: string) {
    this.#kernel = kernel
    this.#what = what
    this.#header = kernel.memory.int32(HEADER_FIELDS, what)
    this.pointer = this.#header.pointer
    this.#scratch = kernel.memory.room(SCRATCH + 16, 1, what)
    this.#addSlots()
    this.#addRoom(FIRST_TEXTS)
  }

  get size(): number {
    return this.#field(SIZE)
  }

  #field(index: number): number {
    return this.#kernel.memory.viewInt32(this.#header)[index] >>> 0
  }

  /** The code of the text at [start, end) of the view. */
  code(view: DataView, start: number, end: number): number {
    const { run, memory } = this.#kernel
    const length = end - start
    if (length + 16 > this.#scratch.length) this.#scratch = memory.room(length * 2 + 16, 1, this.#what)
    memory.viewUint8(this.#scratch).set(new Uint8Array(view.buffer, view.byteOffset + start, length))
    let code = run.dictionaryCode(this.pointer, this.#scratch.pointer, length)
    while (code < 0) {
      this.grow(length)
      code = run.dictionaryCode(this.pointer, this.#scratch.pointer, length)
    }
    return code
  }

  /** Makes room after the kernel found it full: for more texts, or for a longer one (of `length` bytes at most). */
  grow(length: number): void {
    if (this.size >= this.#field(LIMIT)) this.#addSlots()
    const need = length + 32
    if (this.#field(FILL) + need > this.#field(FILL_END)) {
      const before = this.#blocks[this.#blocks.length - 1].length
      this.#addRoom(Math.max(need, Math.min(MOST_TEXTS, before * 2)))
    }
  }

  #addSlots(): void {
    const { run, memory } = this.#kernel
    if (this.#blocks.length > 0) this.#slots *= 2
    const slots = memory.room(this.#slots * SLOT_BYTES, 1, this.#what)
    run.dictionaryMove(this.pointer, slots.pointer, this.#slots)
  }

  #addRoom(bytes: number): void {
    const block = this.#kernel.memory.room(bytes, 1, this.#what)
    this.#kernel.run.dictionaryRoom(this.pointer, block.pointer, bytes)
    this.#blocks.push(block)
  }

  /** All texts one after the other, and where each of them ends. */
  #gather(): { bytes: Uint8Array; ends: Uint32Array } {
    if (this.#gathered?.ends.length === this.size) return this.#gathered
    const { memory } = this.#kernel
    const last = this.#blocks.length - 1
    const used = (index: number) =>
      index === last ? this.#field(FILL) - this.#blocks[index].pointer : this.#blocks[index].length
    const bytes = new Uint8Array(this.#blocks.reduce((sum, _, index) => sum + used(index), 0))
    const ends = new Uint32Array(this.size)
    let to = 0
    let code = 0
    for (let index = 0; index <= last; index++) {
      const words = memory.viewInt32({ pointer: this.#blocks[index].pointer, length: used(index) >> 2 })
      const from = memory.viewUint8(this.#blocks[index])
      for (let at = 0; at < words.length && words[at] >= 0; ) {
        const length = words[at]
        const start = at * 4 + 8
        for (let i = 0; i < length; i++) bytes[to + i] = from[start + i]
        to += length
        ends[code++] = to
        at += (8 + ((length + 7) & ~7)) >> 2
      }
    }
    this.#gathered = { bytes: bytes.subarray(0, to), ends }
    return this.#gathered
  }

  /** All texts, in the order of their codes. */
  names(): string[] {
    const { bytes, ends } = this.#gather()
    // Plain text is decoded as a whole and cut: as many places as bytes.
    const whole = bytes.length < LONGEST_STRING && isAscii(bytes) ? new TextDecoder().decode(bytes) : null
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

function isAscii(bytes: Uint8Array): boolean {
  let all = 0
  for (const byte of bytes) all |= byte
  return all < 0x80
}
