import { between, quantilePlace } from '../log/quantile.js'
import { exp, ln } from './arithmetic.js'

/**
 * Median and 95th percentile of the values from `from` up to `to` (default: all), which are put in another order in
 * place; nulls where there are none.
 */
export function medianAndP95(
  values: Float64Array,
  from = 0,
  to = values.length
): { median: number | null; p95: number | null } {
  if (to <= from) return { median: null, p95: null }
  if (to - from < LEAST_BINNED) {
    return { median: quantileOf(values, 0.5, from, to), p95: quantileOf(values, 0.95, from, to) }
  }
  const [median, p95] = binnedQuantiles(values, [0.5, 0.95], from, to)
  return { median, p95 }
}

/**
 * The quantile of log/quantile.ts for values in any order, none of them NaN: those from `from` up to `to` (default: all),
 * which are reordered in place, in linear time. Several of the same values come cheaper by {@link medianAndP95}.
 */
export function quantileOf(values: Float64Array, q: number, from = 0, to = values.length): number {
  if (to <= from) return Number.NaN
  if (to - from >= LEAST_BINNED) return binnedQuantiles(values, [q], from, to)[0]
  const { below, thousandths } = quantilePlace(to - from, q)
  return selectBetween(values, below, thousandths, from, to)
}

// From so many values on it pays to count them by size first,
const LEAST_BINNED = 64
// by the binary exponent and 16 parts of it, from 1 to 2 to the power of 36 (two years in ms); the ends hold the rest.
const BINS = 36 * 16
const BIN_OF_ONE = 0x3ff0
const counts = new Uint32Array(BINS)

/** The bin of a number by the upper half of its bits: a larger number is in no lower one. */
function binOf(upper: number): number {
  const bin = (upper >> 16) - BIN_OF_ONE
  return bin < 0 ? 0 : bin < BINS ? bin : BINS - 1
}

/** @param shares ascending */
function binnedQuantiles(values: Float64Array, shares: readonly number[], from: number, to: number): number[] {
  const count = to - from
  const halves = new Int32Array(values.buffer, values.byteOffset + 8 * from, 2 * count) // little-endian, as all memory here
  counts.fill(0)
  for (let i = 1; i < 2 * count; i += 2) counts[binOf(halves[i])]++
  let first = 0
  let before = 0
  return shares.map((q) => {
    const { below, thousandths } = quantilePlace(count, q)
    while (before + counts[first] <= below) before += counts[first++]
    let last = first
    for (let known = before + counts[last]; thousandths > 0 && known <= below + 1; ) known += counts[++last]
    return selectBetween(values, below - before, thousandths, from, toFront(values, halves, from, first, last))
  })
}

// What is in these bins: few values are left to select from. Returns where they end.
function toFront(values: Float64Array, halves: Int32Array, from: number, first: number, last: number): number {
  let end = from
  for (let i = 1, at = from; i < halves.length; i += 2, at++) {
    const bin = binOf(halves[i])
    if (bin < first || bin > last) continue
    const value = values[at]
    values[at] = values[end]
    values[end++] = value
  }
  return end
}

// So many thousandths of the way from the value of rank `below` to the next one.
function selectBetween(values: Float64Array, below: number, thousandths: number, from: number, to: number): number {
  const low = select(values, from + below, from, to - 1)
  if (thousandths === 0) return low
  let high = Number.POSITIVE_INFINITY // the least of those behind it
  for (let i = from + below + 1; i < to; i++) if (values[i] < high) high = values[i]
  return between(low, high, thousandths)
}

// Rounds of a selection that halve the values as expected come to the logarithm of their number.
const MOST_ROUNDS = 80
const FEW = 16

// Quickselect (Hoare 1961), median of three: the value of rank k, with none larger before it and none smaller after.
// Values that defeat the choice of pivots are sorted.
function select(values: Float64Array, k: number, low: number, high: number): number {
  for (let round = 0; low < high; round++) {
    if (high - low < FEW) {
      sortFew(values, low, high)
      break
    }
    if (round === MOST_ROUNDS) {
      values.subarray(low, high + 1).sort()
      break
    }
    const a = values[low]
    const b = values[(low + high) >>> 1]
    const c = values[high]
    const pivot = a < b ? (b < c ? b : Math.max(a, c)) : a < c ? a : Math.max(b, c)
    let i = low
    let j = high
    while (i <= j) {
      while (values[i] < pivot) i++
      while (values[j] > pivot) j--
      if (i > j) break
      const swap = values[i]
      values[i++] = values[j]
      values[j--] = swap
    }
    if (k <= j) high = j
    else if (k >= i) low = i
    else break
  }
  return values[k]
}

// By insertion: what is in order already costs one look at each.
function sortFew(values: Float64Array, low: number, high: number): void {
  for (let i = low + 1; i <= high; i++) {
    const value = values[i]
    let j = i - 1
    for (; j >= low && values[j] > value; j--) values[j + 1] = values[j]
    values[j + 1] = value
  }
}

const DIGIT = 1 << 16

/**
 * The indices of `counts` from the largest to the smallest; equal counts by index (a radix sort by digits of 16 bits).
 */
export function byCount(counts: Uint32Array): Uint32Array {
  let most = 0
  for (let i = 0; i < counts.length; i++) if (counts[i] > most) most = counts[i]
  let order = new Uint32Array(counts.length)
  for (let i = 0; i < order.length; i++) order[i] = i
  for (let shift = 0; shift === 0 || (shift < 32 && most >>> shift > 0); shift += 16) {
    const starts = new Uint32Array(DIGIT + 1) // of each digit, largest first
    for (let i = 0; i < counts.length; i++) starts[DIGIT - ((counts[i] >>> shift) & (DIGIT - 1))]++
    for (let d = 0; d < DIGIT; d++) starts[d + 1] += starts[d]
    const sorted = new Uint32Array(counts.length)
    for (let k = 0; k < order.length; k++) {
      const i = order[k]
      sorted[starts[DIGIT - 1 - ((counts[i] >>> shift) & (DIGIT - 1))]++] = i
    }
    order = sorted
  }
  return order
}

/** The normal quantile of a two-sided 95 % interval. */
export const Z95 = 1.959963984540054

/** Wilson's score interval for `count` of `of` (Wilson 1927); [0, 1] where `of` is 0. */
export function wilson(count: number, of: number, z = Z95): { low: number; high: number } {
  if (of === 0) return { low: 0, high: 1 }
  const p = count / of
  const z2 = z * z
  const middle = p + z2 / (2 * of)
  const spread = z * Math.sqrt((p * (1 - p) + z2 / (4 * of)) / of)
  const scale = 1 + z2 / of
  return {
    low: count === 0 ? 0 : Math.max(0, (middle - spread) / scale),
    high: count === of ? 1 : Math.min(1, (middle + spread) / scale)
  }
}

/**
 * Interval for the difference of two independent shares, b - a: Newcombe's hybrid score interval (Newcombe 1998,
 * method 10), built from the two Wilson intervals.
 */
export function newcombe(
  a: { count: number; of: number },
  b: { count: number; of: number },
  z = Z95
): { difference: number; low: number; high: number } {
  const pa = a.of === 0 ? 0 : a.count / a.of
  const pb = b.of === 0 ? 0 : b.count / b.of
  const wa = wilson(a.count, a.of, z)
  const wb = wilson(b.count, b.of, z)
  const difference = pb - pa
  return {
    difference,
    low: Math.max(-1, difference - Math.sqrt((pb - wb.low) ** 2 + (wa.high - pa) ** 2)),
    high: Math.min(1, difference + Math.sqrt((wb.high - pb) ** 2 + (pa - wa.low) ** 2))
  }
}

/**
 * Two-sided p-value that two independent shares are equal, and the test that gave it: the N - 1 chi-squared test where
 * all expected counts are at least 1, else Fisher's exact test (Campbell 2007).
 */
export function twoShares(
  a: { count: number; of: number },
  b: { count: number; of: number }
): { p: number; test: 'chi-squared' | 'Fisher' } {
  const n = a.of + b.of
  const hits = a.count + b.count
  if (a.of === 0 || b.of === 0 || hits === 0 || hits === n) return { p: 1, test: 'Fisher' }
  const least = (Math.min(a.of, b.of) * Math.min(hits, n - hits)) / n
  if (least < 1) return { p: fisher(a.count, a.of, hits, n), test: 'Fisher' }
  const cross = a.count * (b.of - b.count) - b.count * (a.of - a.count)
  const chi = ((n - 1) * cross * cross) / (a.of * b.of * hits * (n - hits))
  return { p: Math.min(1, 2 * normalTail(Math.sqrt(chi))), test: 'chi-squared' }
}

// Sum of the hypergeometric probabilities not above that of the table seen (with room for rounding).
function fisher(count: number, of: number, hits: number, n: number): number {
  const lowest = Math.max(0, hits - (n - of))
  const highest = Math.min(of, hits)
  const base = logChoose(n, hits)
  const at = (x: number) => exp(logChoose(of, x) + logChoose(n - of, hits - x) - base)
  const seen = at(count) * (1 + 1e-7)
  let p = 0
  for (let x = lowest; x <= highest; x++) {
    const probability = at(x)
    if (probability <= seen) p += probability
  }
  return Math.min(1, p)
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k)
}

// Exact sums below 32, Stirling's series above (error below 1e-10 there).
function logFactorial(n: number): number {
  if (n < 32) {
    let sum = 0
    for (let i = 2; i <= n; i++) sum += ln(i)
    return sum
  }
  return (n + 0.5) * ln(n) - n + 0.9189385332046727 + 1 / (12 * n) - 1 / (360 * n * n * n)
}

/** P(Z > z) of the standard normal for z >= 0; relative error below 1.2e-7 (the rational fit of Numerical Recipes). */
export function normalTail(z: number): number {
  const x = z / Math.SQRT2
  const t = 1 / (1 + 0.5 * x)
  const fit = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
    0.17087277
  ]
  let power = 0
  for (let i = fit.length - 1; i >= 0; i--) power = power * t + fit[i]
  return 0.5 * t * exp(-x * x + power)
}

/** Holm's step-down adjustment of p-values (family-wise error; Holm 1979). Same order as the input. */
export function holm(p: readonly number[]): number[] {
  const order = ascending(p)
  const adjusted = new Array<number>(p.length)
  let most = 0
  order.forEach((at, rank) => {
    most = Math.max(most, Math.min(1, (p.length - rank) * p[at]))
    adjusted[at] = most
  })
  return adjusted
}

/** Benjamini and Hochberg's step-up adjustment (false discovery rate, 1995). Same order as the input. */
export function benjaminiHochberg(p: readonly number[]): number[] {
  const order = ascending(p)
  const adjusted = new Array<number>(p.length)
  let least = 1
  for (let rank = p.length - 1; rank >= 0; rank--) {
    least = Math.min(least, (p.length / (rank + 1)) * p[order[rank]])
    adjusted[order[rank]] = least
  }
  return adjusted
}

function ascending(p: readonly number[]): number[] {
  return p.map((_, i) => i).sort((a, b) => p[a] - p[b] || a - b)
}
