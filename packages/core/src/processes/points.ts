import { InputError } from '../errors.js'
import type { Steps } from '../kernel/work.js'

/**
 * Checks at a door that takes points: `points` holds `n` rows of `d` numbers, row-major, not padded, and every number is
 * finite. Throws BAD_OPTION naming `where` and the first offending row.
 */
export function* checkPoints(points: Float32Array | Float64Array, n: number, d: number, where: string): Steps<void> {
  checkShape(points, n, d, where)
  for (let start = 0; start < points.length; start += NUMBERS_PER_SLICE) {
    const end = Math.min(points.length, start + NUMBERS_PER_SLICE)
    // x - x is 0 for finite numbers alone; a sum of them needs no branch.
    let sum = 0
    for (let i = start; i < end; i++) sum += points[i] - points[i]
    for (let i = start; sum !== 0 && i < end; i++) {
      if (!Number.isFinite(points[i])) {
        throw new InputError(
          'BAD_OPTION',
          `${where} got ${points[i]} in dimension ${i % d} of point ${Math.floor(i / d)}; every number must be finite.`,
          'Leave such points out, or put a number in their place.'
        )
      }
    }
    if (end < points.length) yield 0
  }
}

/** The first half of {@link checkPoints}: `points` holds `n` rows of `d` numbers. */
export function checkShape(points: Float32Array | Float64Array, n: number, d: number, where: string): void {
  if (!Number.isInteger(n) || !Number.isInteger(d) || n < 0 || d < 1 || points.length !== n * d) {
    throw new InputError(
      'BAD_OPTION',
      `${where} got ${points.length} numbers for ${n} points of ${d} dimensions.`,
      `Give ${n} x ${d} numbers, row by row.`
    )
  }
}

const NUMBERS_PER_SLICE = 2 ** 21

/** Throws BAD_OPTION unless `value` is a whole number of at least `least` (and at most `most`). */
export function checkWhole(value: number, name: string, least: number, most = Number.MAX_SAFE_INTEGER): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`
  throw new InputError('BAD_OPTION', `${name} is ${value}, not a whole number ${range}.`, `Choose ${name} ${range}.`)
}

/** Throws BAD_OPTION unless `value` is finite and at least `least` (more than it, with `open`). */
export function checkNumber(value: number, name: string, least: number, open = false): void {
  if (Number.isFinite(value) && (open ? value > least : value >= least)) return
  const range = open ? `more than ${least}` : `at least ${least}`
  throw new InputError('BAD_OPTION', `${name} is ${value}, but must be ${range}.`, `Choose ${name} ${range}.`)
}
