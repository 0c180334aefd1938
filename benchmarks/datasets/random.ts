/**
 * Seeded stream of integers (xoshiro128**, Blackman & Vigna 2018), the same on every engine. Everything drawn from it
 * uses integers and plain arithmetic only: `Math.exp` and `Math.pow` may differ in the last bit between engines.
 */
export class Random {
  private readonly state = new Uint32Array(4)

  /** Streams of the same seed are independent of one another. */
  constructor(seed: number, stream = 0) {
    let z = (Math.imul(seed ^ (seed / 0x100000000), 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b)) >>> 0
    for (let i = 0; i < 4; i++) {
      z = (z + 0x9e3779b9) >>> 0
      let x = z
      x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
      x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
      this.state[i] = (x ^ (x >>> 15)) >>> 0
    }
    for (let i = 0; i < 8; i++) this.next()
  }

  /** 32 random bits, unsigned. */
  next(): number {
    const s = this.state
    const s0 = s[0]!
    const s1 = s[1]!
    const s2 = s[2]! ^ s0
    const s3 = s[3]! ^ s1
    const product = Math.imul(s1, 5)
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0
    s[1] = s1 ^ s2
    s[0] = s0 ^ s3
    s[2] = s2 ^ (s1 << 9)
    s[3] = (s3 << 11) | (s3 >>> 21)
    return result
  }

  /** In [0, 1). */
  unit(): number {
    return this.next() / 0x100000000
  }

  chance(probability: number): boolean {
    return this.unit() < probability
  }

  /** An integer in [0, limit). */
  below(limit: number): number {
    return Math.floor(this.unit() * limit)
  }

  /** An integer in [low, high]. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1)
  }

  uniform(low: number, high: number): number {
    return low + this.unit() * (high - low)
  }

  /** Evenly spread over the magnitudes from `low` to `high`, both positive. */
  logUniform(low: number, high: number): number {
    let value = low
    let ratio = high / low
    // Halving the exponent bit by bit needs square roots only, which are exact by IEEE 754.
    const bits = this.next()
    for (let bit = 31; bit >= 12; bit--) {
      ratio = Math.sqrt(ratio)
      if ((bits >>> bit) & 1) value *= ratio
    }
    return value
  }

  /** Near normal, mean 0 and deviation 1 (Irwin-Hall). */
  normal(): number {
    let sum = -6
    for (let i = 0; i < 12; i++) sum += this.unit()
    return sum
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!
  }

  /** An index, with chances in proportion to `weights`. */
  weighted(weights: readonly number[]): number {
    let total = 0
    for (const weight of weights) total += weight
    let left = this.unit() * total
    for (let i = 0; i < weights.length; i++) {
      left -= weights[i]!
      if (left < 0) return i
    }
    return weights.length - 1
  }

  shuffle<Item>(items: Item[]): Item[] {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.below(i + 1)
      const kept = items[i]!
      items[i] = items[j]!
      items[j] = kept
    }
    return items
  }
}

/** `base` to the power of `exponent` (in steps of 1/64) by square roots: the same bits on every engine. */
export function power(base: number, exponent: number): number {
  const whole = Math.floor(exponent)
  let result = 1
  for (let i = 0; i < whole; i++) result *= base
  let root = base
  let rest = exponent - whole
  for (let i = 0; i < 6; i++) {
    root = Math.sqrt(root)
    rest *= 2
    if (rest >= 1) {
      result *= root
      rest -= 1
    }
  }
  return result
}
