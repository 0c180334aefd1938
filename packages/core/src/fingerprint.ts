/** Texts that are taken at a time: a loop over all of them would run in the interpreter for long. */
const SOME = 256

/**
 * A 128-bit hash of columns and options (four lanes of 32-bit multiply-xorshift mixing, after MurmurHash3's finaliser,
 * A. Appleby). It names a run; it is no protection against forgery.
 */
export class Fingerprint {
  readonly #lanes: Uint32Array
  readonly #decimal = new Float64Array(1)

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
    let a = lanes[0]
    let b = lanes[1]
    let c = lanes[2]
    let d = lanes[3]
    for (let i = 0; i < length; i++) {
      a = Math.imul(a ^ values[i], 0x85ebca6b)
      a ^= a >>> 15
      b = Math.imul(b ^ a, 0xc2b2ae35)
      b ^= b >>> 13
      c = (c + b) | 0
      d = Math.imul(d ^ c, 0x27d4eb2f)
      d ^= d >>> 16
    }
    lanes[0] = a ^ d
    lanes[1] = b ^ length
    lanes[2] = c ^ a
    lanes[3] = d
    return this
  }

  decimals(values: Float64Array): this {
    return this.numbers(new Uint32Array(values.buffer, values.byteOffset, values.length * 2))
  }

  decimal(value: number): this {
    this.#decimal[0] = value
    return this.decimals(this.#decimal)
  }

  /** Its code units as {@link numbers}, in a loop of its own: to write them down first takes as long again. */
  text(value: string): this {
    const lanes = this.#lanes
    const { length } = value
    let a = lanes[0]
    let b = lanes[1]
    let c = lanes[2]
    let d = lanes[3]
    for (let i = 0; i < length; i++) {
      a = Math.imul(a ^ value.charCodeAt(i), 0x85ebca6b)
      a ^= a >>> 15
      b = Math.imul(b ^ a, 0xc2b2ae35)
      b ^= b >>> 13
      c = (c + b) | 0
      d = Math.imul(d ^ c, 0x27d4eb2f)
      d ^= d >>> 16
    }
    lanes[0] = a ^ d
    lanes[1] = b ^ length
    lanes[2] = c ^ a
    lanes[3] = d
    return this
  }

  texts(values: readonly string[]): this {
    this.decimal(values.length)
    for (let from = 0; from < values.length; from += SOME) this.#some(values, from)
    return this
  }

  #some(values: readonly string[], from: number): void {
    for (const to = Math.min(values.length, from + SOME); from < to; from++) this.text(values[from])
  }

  /** 32 hexadecimal digits. */
  digest(): string {
    this.numbers(this.#lanes.slice())
    return [...this.#lanes].map((lane) => lane.toString(16).padStart(8, '0')).join('')
  }
}
