import type { Kernel } from '../kernel/load.js'
import type { Block } from '../kernel/memory.js'
import { decodeText } from './cells.js'
import type { NameTable } from './columns.js'

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
const SCRATCH = 1 << 12
const MOST_TEXTS_AT_ONCE = 1 << 12
const MOST_BYTES_AT_ONCE = 1 << 17
/** Longer strings are not made. */
const LONGEST_STRING = 1 << 28

/** The dictionary of assembly/dictionary.ts: byte strings numbered by first appearance, shared by the kernel and the host. */
export class KernelDictionary implements NameTable {
  readonly pointer: number
  readonly #kernel: Kernel
  readonly #what: string
  readonly #header: Block
  /** Blocks of texts; `used`: bytes of them, of all but the last. */
  readonly #blocks: { block: Block; used: number }[] = []
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

  /**
   * The codes of texts from <= text < to of a list, to `codes`.
   *
   * @param bytes the texts one after the other
   * @param ends [texts] where each of them ends
   */
  codeMany(bytes: Uint8Array, ends: Uint32Array, from: number, to: number, codes: Uint32Array): void {
    const { run, memory } = this.#kernel
    for (let text = from; text < to; ) {
      const start = text === 0 ? 0 : ends[text - 1]
      // As many as the scratch memory holds, with their ends and codes; a text that is longer than that by itself.
      let last = text
      while (
        last < to &&
        last - text < MOST_TEXTS_AT_ONCE &&
        (last === text || ends[last] - start <= MOST_BYTES_AT_ONCE)
      ) {
        last++
      }
      const count = last - text
      const length = ends[last - 1] - start
      const need = length + 32 + count * 8
      if (need > this.#scratch.length) this.#scratch = memory.room(need * 2, 1, this.#what)
      const { pointer } = this.#scratch
      const ends32 = (pointer + length + 15) & ~15
      memory.viewUint8(this.#scratch).set(bytes.subarray(start, start + length))
      const placed = memory.viewUint32({ pointer: ends32, length: count })
      for (let i = 0; i < count; i++) placed[i] = ends[text + i] - start
      for (let done = 0; ; ) {
        done = run.dictionaryCodes(this.pointer, pointer, ends32, done, count, ends32 + count * 4)
        if (done === count) break
        this.grow(placedLength(ends, text + done))
      }
      codes.set(memory.viewUint32({ pointer: ends32 + count * 4, length: count }), text)
      text = last
    }
  }

  /** The texts from code `from` on, one after the other, and where each ends. Copies. */
  texts(from: number): { bytes: Uint8Array; ends: Uint32Array } {
    const { memory } = this.#kernel
    const ends = memory.viewUint32({ pointer: this.#field(ENDS), length: this.size }).slice(Math.max(0, from - 1))
    const before = from === 0 ? 0 : ends[0]
    return { bytes: this.#textBytes(before), ends: (from === 0 ? ends : ends.subarray(1)).map((end) => end - before) }
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
    const { run, memory } = this.#kernel
    if (this.#blocks.length > 0) this.#slots *= 2
    const tags = memory.room(this.#slots, 1, this.#what)
    const slots = memory.scratch(this.#slots, SLOT_BYTES, this.#what)
    const ends = memory.scratch((this.#slots / 8) * MOST_OF_8, 4, this.#what)
    run.dictionaryMove(this.pointer, tags.pointer, slots.pointer, this.#slots, ends.pointer)
  }

  #addRoom(bytes: number): void {
    const block = this.#kernel.memory.scratch(bytes, 1, this.#what)
    const last = this.#blocks[this.#blocks.length - 1]
    if (last !== undefined) last.used = this.#field(FILL) - last.block.pointer
    this.#kernel.run.dictionaryRoom(this.pointer, block.pointer, bytes)
    this.#blocks.push({ block, used: 0 })
  }

  /** All texts one after the other, and where each of them ends. */
  #gather(): { bytes: Uint8Array; ends: Uint32Array } {
    if (this.#gathered?.ends.length === this.size) return this.#gathered
    const { memory } = this.#kernel
    const bytes = this.#textBytes(0)
    const ends = memory.viewUint32({ pointer: this.#field(ENDS), length: this.size }).slice()
    this.#gathered = { bytes, ends }
    return this.#gathered
  }

  /** The bytes of all texts but the first `skip`. */
  #textBytes(skip: number): Uint8Array {
    const { memory } = this.#kernel
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

function placedLength(ends: Uint32Array, text: number): number {
  return ends[text] - (text === 0 ? 0 : ends[text - 1])
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
