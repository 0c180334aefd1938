import type { Steps } from '../kernel/work.js'

const SLICE = 1 << 17
const DIGITS = 1 << 16

/**
 * Indices of `time` in ascending order, ties by index: a radix sort of the doubles' bits in four digits of 16, where a
 * digit that all values share is skipped (three passes for a season in milliseconds).
 */
export function* sortByTime(time: Float64Array): Steps<Uint32Array> {
  const n = time.length
  let order = new Uint32Array(n)
  for (let i = 0; i < n; i++) order[i] = i
  let sorted = true
  for (let i = 1; i < n && sorted; i++) sorted = !(time[i] < time[i - 1])
  if (sorted) return order
  const words = new Uint32Array(time.buffer, time.byteOffset, 2 * n)
  const counts = [0, 1, 2, 3].map(() => new Uint32Array(DIGITS))
  for (let i = 0; i < n; i++) {
    const [low, high] = [words[2 * i], words[2 * i + 1]]
    // Negative numbers have all bits turned, others the sign only: then the bits order as the numbers do.
    const flip = -(high >>> 31)
    const lowKey = (low ^ flip) >>> 0
    const highKey = (high ^ (flip | 0x80000000)) >>> 0
    counts[0][lowKey & 0xffff]++
    counts[1][lowKey >>> 16]++
    counts[2][highKey & 0xffff]++
    counts[3][highKey >>> 16]++
    if (i % SLICE === 0) yield (0.2 * i) / n
  }
  let other = new Uint32Array(n)
  for (let digit = 0; digit < 4; digit++) {
    const count = counts[digit]
    if (count.includes(n)) continue
    let start = 0
    for (let d = 0; d < DIGITS; d++) {
      const size = count[d]
      count[d] = start
      start += size
    }
    const word = digit >> 1
    const shift = 16 * (digit & 1)
    const sign = word === 1 ? 0x80000000 : 0
    for (let k = 0; k < n; k++) {
      const i = order[k]
      const flip = -(words[2 * i + 1] >>> 31)
      const key = ((words[2 * i + word] ^ (flip | sign)) >>> shift) & 0xffff
      other[count[key]++] = i
      if (k % SLICE === 0) yield 0.2 * (digit + 1) + (0.2 * k) / n
    }
    const swap = order
    order = other
    other = swap
  }
  return order
}
