import type { Block } from '../kernel/memory.js'
import { Dictionary, type NameTable } from './dictionary.js'
import type { KernelDictionary } from './kernel-dictionary.js'

const SCRATCH = 1 << 12
const MOST_TEXTS_AT_ONCE = 1 << 12
const MOST_BYTES_AT_ONCE = 1 << 17

/** Codes texts that the kernel does not meet in ordinary rows, in a dictionary of its. */
export class TextCoder {
  readonly #dictionary: KernelDictionary
  #scratch: Block

  constructor(dictionary: KernelDictionary) {
    this.#dictionary = dictionary
    this.#scratch = dictionary.kernel.memory.room(SCRATCH + 16, 1, dictionary.what)
  }

  /** The code of the text at [start, end) of the view. */
  code(view: DataView, start: number, end: number): number {
    const dictionary = this.#dictionary
    const { run, memory } = dictionary.kernel
    const length = end - start
    if (length + 16 > this.#scratch.length) this.#scratch = memory.room(length * 2 + 16, 1, dictionary.what)
    memory.viewUint8(this.#scratch).set(new Uint8Array(view.buffer, view.byteOffset + start, length))
    let code = run.dictionaryCode(dictionary.pointer, this.#scratch.pointer, length)
    while (code < 0) {
      dictionary.grow(length)
      code = run.dictionaryCode(dictionary.pointer, this.#scratch.pointer, length)
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
    const dictionary = this.#dictionary
    const { run, memory } = dictionary.kernel
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
      if (need > this.#scratch.length) this.#scratch = memory.room(need * 2, 1, dictionary.what)
      const { pointer } = this.#scratch
      const ends32 = (pointer + length + 15) & ~15
      memory.viewUint8(this.#scratch).set(bytes.subarray(start, start + length))
      const placed = memory.viewUint32({ pointer: ends32, length: count })
      for (let i = 0; i < count; i++) placed[i] = ends[text + i] - start
      for (let done = 0; ; ) {
        done = run.dictionaryCodes(dictionary.pointer, pointer, ends32, done, count, ends32 + count * 4)
        if (done === count) break
        const full = text + done
        dictionary.grow(ends[full] - (full === 0 ? 0 : ends[full - 1]))
      }
      codes.set(memory.viewUint32({ pointer: ends32 + count * 4, length: count }), text)
      text = last
    }
  }
}

const coders = new WeakMap<KernelDictionary, TextCoder>()

/** What codes texts in a table, by one scratch memory for each dictionary of the kernel. */
export function coderOf<Table extends NameTable>(
  table: Table
): Table extends KernelDictionary ? TextCoder : Pick<TextCoder, 'code'>
export function coderOf(table: NameTable): Pick<TextCoder, 'code'> {
  if (table instanceof Dictionary) return table
  const dictionary = table as KernelDictionary
  let coder = coders.get(dictionary)
  if (coder === undefined) {
    coder = new TextCoder(dictionary)
    coders.set(dictionary, coder)
  }
  return coder
}
