/** How many bits of a word are 1. */
export function bitsSet(word: number): number {
  let count = word - ((word >>> 1) & 0x55555555)
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333)
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** The place, 0 to 31, of the lowest bit of a word that is not 0. */
export const lowestBit = (word: number): number => 31 - Math.clz32(word & -word)

/** The bits [from, to) of the word that begins at bit `start`; at least one of them must lie in it. */
export function bitsWithin(start: number, from: number, to: number): number {
  let bits = -1
  if (from > start) bits &= -1 << (from - start)
  if (to < start + 32) bits &= (1 << (to - start)) - 1
  return bits
}

/** Sets the bits [from, to) to 1. */
export function setBits(bits: Int32Array, from: number, to: number): void {
  for (let word = from >>> 5; word * 32 < to; word++) bits[word] |= bitsWithin(word * 32, from, to)
}
