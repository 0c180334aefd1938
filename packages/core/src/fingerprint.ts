/** Texts that are put in at a time. */
const SOME = 256
const encoder = new TextEncoder()

/**
 * A 128-bit hash of columns and options: four lanes of 32-bit multiply-xorshift mixing (after MurmurHash3's finaliser,
 * A. Appleby), which take the numbers in turn: one depends on the lane's last, not on its neighbour, so that a processor
 * works on four at a time. It names a run; it is no protection against forgery.
 */
export class Fingerprint {
  readonly #lanes: Uint32Array

  /** @param state what `state()` gave, to go on from there */
  constructor(state: Uint32Array = Uint32Array.of(0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x6a09e667)) {
    this.#lanes = state.slice()
  }

  /** What was put in so far: another thread may go on from it. */
  state(): Uint32Array<ArrayBuffer> {
    return this.#lanes.slice()
  }

  numbers(values: Uint32Array): this {
    const lanes = this.#lanes
    const { length } = values
    let a = lanes[0] | 0
    let b = lanes[1] | 0
    let c = lanes[2] | 0
    let d = lanes[3] | 0
    const fours = length - (length % 4)
    for (let i = 0; i < fours; i += 4) {
      a = Math.imul(a ^ values[i], 0x85ebca6b)
      b = Math.imul(b ^ values[i + 1], 0xc2b2ae35)
      c = Math.imul(c ^ values[i + 2], 0x27d4eb2f)
      d = Math.imul(d ^ values[i + 3], 0x9e3779b1)
      a ^= a >>> 15
      b ^= b >>> 13
      c ^= c >>> 16
      d ^= d >>> 14
    }
    // The rest and how many there were; then each lane takes up the one before, so that all of them tell of all.
    for (let i = fours; i < length; i++) a = mixed(a, values[i])
    a = mixed(a, length)
    b = mixed(b, a)
    c = mixed(c, b)
    d = mixed(d, c)
    lanes[0] = mixed(a, d)
    lanes[1] = b
    lanes[2] = c
    lanes[3] = d
    return this
  }

  decimals(values: Float64Array): this {
    return this.numbers(new Uint32Array(values.buffer, values.byteOffset, values.length * 2))
  }

  text(value: string): this {
    return this.texts([value])
  }

  /** As UTF-8, with their lengths before them. */
  texts(values: readonly string[]): this {
    for (let from = 0; from < values.length; from += SOME) this.#some(values.slice(from, from + SOME))
    return this.numbers(Uint32Array.of(values.length))
  }

  #some(values: string[]): void {
    const lengths = new Uint32Array(values.length)
    for (let i = 0; i < values.length; i++) lengths[i] = values[i].length
    const bytes = encoder.encode(`${values.join('')}\0\0\0`)
    this.numbers(lengths).numbers(new Uint32Array(bytes.buffer, 0, bytes.length >>> 2))
  }

  /** 32 hexadecimal digits. */
  digest(): string {
    // Once more round the lanes: each tells of all.
    this.numbers(new Uint32Array(0))
    return [...this.#lanes].map((lane) => lane.toString(16).padStart(8, '0')).join('')
  }
}

function mixed(lane: number, value: number): number {
  const product = Math.imul(lane ^ value, 0x85ebca6b)
  return product ^ (product >>> 15)
}
