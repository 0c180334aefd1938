import { exp, ln } from './arithmetic.js'

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
