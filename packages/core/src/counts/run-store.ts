/**
 * Where a log that is not grouped by case is kept, sorted, while it is counted: a file of the disk, or of the browser's
 * private file system (a synchronous access handle has both verbs). Whoever makes it removes it in the end.
 */
export interface RunStore {
  /** Writes the bytes behind all that was written before. They may change after the call. */
  append(bytes: Uint8Array): void
  /** Fills `into` with what was written from byte `at` on. */
  read(at: number, into: Uint8Array): void
}

/** Eight bytes: everything in a store begins at a multiple of them. */
export const WORD = 8

/** Memory seen as numbers of different widths. */
export interface Words {
  readonly bytes: Uint8Array
  readonly doubles: Float64Array
  readonly integers: Uint32Array
  readonly units: Uint16Array
}

function words(count: number): Words {
  const buffer = new ArrayBuffer(count * WORD)
  return {
    bytes: new Uint8Array(buffer),
    doubles: new Float64Array(buffer),
    integers: new Uint32Array(buffer),
    units: new Uint16Array(buffer)
  }
}

const WRITTEN_WORDS = 1 << 17

/** Writes words into a store, a megabyte at a time. */
export class WordWriter {
  readonly #store: RunStore
  #words = words(WRITTEN_WORDS)
  #fill = 0
  /** Words in the store, those to be written with them. */
  length = 0

  constructor(store: RunStore) {
    this.#store = store
  }

  /** Memory for the next `count` words and the place of the first: what is put there is written. */
  next(count: number): { to: Words; at: number } {
    if (this.#fill + count > this.#words.doubles.length) {
      this.flush()
      if (count > this.#words.doubles.length) this.#words = words(count)
    }
    const at = this.#fill
    this.#fill += count
    this.length += count
    return { to: this.#words, at }
  }

  flush(): void {
    if (this.#fill > 0) this.#store.append(this.#words.bytes.subarray(0, this.#fill * WORD))
    this.#fill = 0
  }
}

/** Reads words of a store from `start` up to `end`, in the order in which they were written. */
export class WordReader {
  readonly #store: RunStore
  readonly #end: number
  #next: number
  #words: Words
  #at = 0
  #filled = 0

  /** @param room words that are read at a time, at least */
  constructor(store: RunStore, start: number, end: number, room: number) {
    this.#store = store
    this.#next = start
    this.#end = end
    this.#words = words(room)
  }

  get done(): boolean {
    return this.#at === this.#filled && this.#next === this.#end
  }

  /** The next `count` words, which stand at `at`: valid until the next call. `skip` goes past them. */
  peek(count: number): { from: Words; at: number } {
    if (this.#filled - this.#at < count) this.#refill(count)
    return { from: this.#words, at: this.#at }
  }

  skip(count: number): void {
    this.#at += count
  }

  #refill(count: number): void {
    const left = this.#filled - this.#at
    const before = this.#words
    if (count > before.doubles.length) {
      this.#words = words(count * 2)
      this.#words.doubles.set(before.doubles.subarray(this.#at, this.#filled))
    } else before.doubles.copyWithin(0, this.#at, this.#filled)
    const more = Math.min(this.#words.doubles.length - left, this.#end - this.#next)
    this.#store.read(this.#next * WORD, this.#words.bytes.subarray(left * WORD, (left + more) * WORD))
    this.#next += more
    this.#at = 0
    this.#filled = left + more
  }
}
