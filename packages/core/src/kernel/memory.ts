import { InputError } from '../errors.js'

/** The part of the kernel's exports that the arena needs. */
interface ArenaExports {
  alloc(bytes: number): number
  allocZeros(bytes: number): number
  mark(): number
  release(to: number): void
}

/** A place in wasm memory: a byte address and a number of elements. Views are made per use: growth detaches them. */
export interface Block {
  readonly pointer: number
  readonly length: number
}

/**
 * The arena of one kernel instance, seen from the host. The host decides lifetimes: `scope` frees everything that was
 * allocated inside it, so survivors are copied out first (`copyOut…`).
 */
export class Memory {
  readonly #memory: WebAssembly.Memory
  readonly #arena: ArenaExports

  constructor(memory: WebAssembly.Memory, arena: ArenaExports) {
    this.#memory = memory
    this.#arena = arena
  }

  /** The memory itself, for kernels that share it. */
  get whole(): WebAssembly.Memory {
    return this.#memory
  }

  /** Runs `body`, then frees all that it allocated, also when it throws. For generators, mark and release by hand. */
  scope<Result>(body: () => Result): Result {
    const to = this.#arena.mark()
    try {
      return body()
    } finally {
      this.#arena.release(to)
    }
  }

  mark(): number {
    return this.#arena.mark()
  }

  release(to: number): void {
    this.#arena.release(to)
  }

  /** Room for `length` elements of `bytesEach`, cleared to zero. Throws OUT_OF_MEMORY, naming `what` and the bytes asked. */
  room(length: number, bytesEach: number, what: string): Block {
    return this.#reserve(length, bytesEach, what, 'allocZeros')
  }

  /** Room that is written before it is read: not cleared, so that memory that is never touched costs nothing. */
  scratch(length: number, bytesEach: number, what: string): Block {
    return this.#reserve(length, bytesEach, what)
  }

  /**
   * Cleared room for so many u32 that are added to in no order. Each page is written at once: one that is read before it
   * is written costs the system two faults and word to all cores (100 MB: .4 s of processor time instead of .06).
   */
  tallies(length: number, what: string): Block {
    const block = this.scratch(length, 4, what)
    this.viewUint32(block).fill(0)
    return block
  }

  #reserve(length: number, bytesEach: number, what: string, how: 'alloc' | 'allocZeros' = 'alloc'): Block {
    const bytes = length * bytesEach
    // The kernel's memory ends at 4 GiB: a larger number would wrap around on its way in.
    const pointer = bytes < 0xffff0000 ? this.#arena[how](bytes) >>> 0 : 0
    if (pointer === 0) {
      throw new InputError(
        'OUT_OF_MEMORY',
        `${what} needs ${(bytes / 2 ** 20).toFixed(0)} MiB more than the 4 GiB that the kernels can hold.`,
        'Use fewer activities (minCount, drop), fewer dimensions, or a smaller window.'
      )
    }
    return { pointer, length }
  }

  float32(length: number, what: string): Block {
    return this.room(length, 4, what)
  }

  float64(length: number, what: string): Block {
    return this.room(length, 8, what)
  }

  int32(length: number, what: string): Block {
    return this.room(length, 4, what)
  }

  /** Copies `values` into a fresh block. */
  put(values: Float32Array | Float64Array | Uint32Array | Int32Array | Uint8Array, what: string): Block {
    const block = this.#reserve(values.length, values.BYTES_PER_ELEMENT, what)
    new Uint8Array(this.#memory.buffer, block.pointer, values.byteLength).set(
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    )
    return block
  }

  /** The address that the first of `values` would have: those from `first` up to `end` are copied into a fresh block. */
  putPart(values: Float64Array | Uint32Array, first: number, end: number, what: string): number {
    const even = evenPlace(first)
    return this.put(values.subarray(even, end), what).pointer - even * values.BYTES_PER_ELEMENT
  }

  // Views: valid until the next allocation.
  viewUint8(block: Block): Uint8Array {
    return new Uint8Array(this.#memory.buffer, block.pointer, block.length)
  }
  viewFloat32(block: Block): Float32Array {
    return new Float32Array(this.#memory.buffer, block.pointer, block.length)
  }
  viewFloat64(block: Block): Float64Array {
    return new Float64Array(this.#memory.buffer, block.pointer, block.length)
  }
  viewUint32(block: Block): Uint32Array {
    return new Uint32Array(this.#memory.buffer, block.pointer, block.length)
  }
  viewInt32(block: Block): Int32Array {
    return new Int32Array(this.#memory.buffer, block.pointer, block.length)
  }
}

/**
 * The last even place up to this one. Copies of 4-byte numbers between shared memory and other memory should begin there
 * on both sides: where these lie differently within 8 bytes, V8 copies byte by byte, 8 to 40 times as slowly.
 */
export function evenPlace(place: number): number {
  return place - (place % 2)
}

/** Rows are padded to a multiple of 8 floats, so that kernels read whole lanes; the padding is zero. */
export function stride(dimensions: number): number {
  return (dimensions + 7) & ~7
}

/** Copies rows out of their padding. */
export function unpad(rows: Float32Array, count: number, dimensions: number, padded: number): Float32Array {
  const plain = new Float32Array(count * dimensions)
  for (let i = 0; i < count; i++) {
    plain.set(rows.subarray(i * padded, i * padded + dimensions), i * dimensions)
  }
  return plain
}
