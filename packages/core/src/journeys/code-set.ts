import type { BitSlices } from './bit-slices.js'

/** Whether a code is in a set depends on one of its bits, then on the others. */
interface Choice {
  bit: number
  zero: Answer
  one: Answer
}
type Answer = boolean | Choice

/** Words that are matched at once: what a few arrays of them hold stays in the processor's cache. */
export const MATCHED_WORDS = 512

/** A set of codes, as what to do with their bits: some operations for 32 events. */
export class CodeSet {
  readonly #planes: readonly Int32Array[]
  readonly #answer: Answer
  readonly #spare: Int32Array[]
  /** Passes over the planes that matching takes. */
  readonly steps: number

  /** `within`: [codes] 1 for those of the set. */
  constructor({ planes }: BitSlices, within: Uint8Array) {
    this.#planes = planes
    this.#answer = answerOf(within, planes.length)
    this.#spare = planes.map(() => new Int32Array(MATCHED_WORDS))
    this.steps = stepsOf(this.#answer)
  }

  /** Whether no code is in it. */
  get none(): boolean {
    return this.#answer === false
  }

  /** Whether all are. */
  get all(): boolean {
    return this.#answer === true
  }

  /** Marks the events whose code is in it: the words [from, from + n) become the first n of `out`. */
  match(from: number, n: number, out: Int32Array): void {
    this.#match(this.#answer, from, n, out)
  }

  #match(answer: Answer, from: number, n: number, out: Int32Array): void {
    if (typeof answer === 'boolean') {
      out.fill(answer ? -1 : 0, 0, n)
      return
    }
    const { bit, zero, one } = answer
    const plane = this.#planes[bit]
    if (typeof zero === 'boolean') {
      this.#match(one, from, n, out)
      if (zero) for (let k = 0; k < n; k++) out[k] |= ~plane[from + k]
      else for (let k = 0; k < n; k++) out[k] &= plane[from + k]
      return
    }
    this.#match(zero, from, n, out)
    if (one === true) for (let k = 0; k < n; k++) out[k] |= plane[from + k]
    else if (one === false) for (let k = 0; k < n; k++) out[k] &= ~plane[from + k]
    else {
      const other = this.#spare[bit]
      this.#match(one, from, n, other)
      for (let k = 0; k < n; k++) out[k] ^= (out[k] ^ other[k]) & plane[from + k]
    }
  }
}

function answerOf(within: Uint8Array, bits: number): Answer {
  if (!within.includes(0)) return true
  if (!within.includes(1)) return false
  const half = within.length / 2
  const [zero, one] = [within.subarray(0, half), within.subarray(half)]
  const bit = bits - 1
  if (zero.every((is, code) => is === one[code])) return answerOf(zero, bit)
  return { bit, zero: answerOf(zero, bit), one: answerOf(one, bit) }
}

function stepsOf(answer: Answer): number {
  return typeof answer === 'boolean' ? 1 : 1 + stepsOf(answer.zero) + stepsOf(answer.one)
}
