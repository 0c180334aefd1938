import { exp, ln } from '../processes/arithmetic.js'

// Stirling's series; exact sums below 32 (error below 1e-10).
function lnFactorial(n: number): number {
  if (n < 32) {
    let sum = 0
    for (let i = 2; i <= n; i++) sum += ln(i)
    return sum
  }
  return (n + 0.5) * ln(n) - n + 0.9189385332046727 + 1 / (12 * n) - 1 / (360 * n * n * n)
}

/** P(X >= k) of the binomial with n trials and chance p: exact, summed from the side with fewer terms left. */
export function binomialTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1
  if (k > n || p <= 0) return 0
  if (p >= 1) return 1
  const term = (x: number) =>
    exp(lnFactorial(n) - lnFactorial(x) - lnFactorial(n - x) + x * ln(p) + (n - x) * ln(1 - p))
  const odds = p / (1 - p)
  const mean = n * p
  let at = term(k > mean ? k : k - 1)
  let sum = 0
  if (k > mean) {
    for (let x = k; x <= n && at > 0; x++) {
      sum += at
      if (at < sum * 1e-17) break
      at *= ((n - x) / (x + 1)) * odds
    }
    return Math.min(1, sum)
  }
  for (let x = k - 1; x >= 0 && at > 0; x--) {
    sum += at
    if (at < sum * 1e-17) break
    at *= x / (n - x + 1) / odds
  }
  return Math.max(0, 1 - sum)
}

/**
 * P(X >= x) of the chi-squared distribution with 2k degrees of freedom, for Fisher's way to join k independent p-values
 * (x = -2 times the sum of their logarithms; Fisher 1932).
 */
export function chiSquaredTail(x: number, k: number): number {
  const half = x / 2
  if (half <= 0) return 1
  // Terms half^i / i! from the largest of those that count, so that none overflows.
  const last = k - 1
  const top = Math.min(last, Math.floor(half))
  const peak = exp(top * ln(half) - half - lnFactorial(top))
  let sum = peak
  let term = peak
  for (let i = top; i > 0 && term > sum * 1e-17; i--) {
    term *= i / half
    sum += term
  }
  term = peak
  for (let i = top + 1; i <= last && term > sum * 1e-17; i++) {
    term *= half / i
    sum += term
  }
  return Math.min(1, sum)
}

/** Its logarithm, which does not underflow where the chance does: the largest term of the sum, at most ln k too small. */
export function lnChiSquaredTail(x: number, k: number): number {
  const half = x / 2
  if (half <= 0) return 0
  const top = Math.min(k - 1, Math.floor(half))
  return Math.min(0, top * ln(half) - half - lnFactorial(top) + ln(Math.min(k, 2)))
}
