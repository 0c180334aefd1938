import { quantile } from '../log/quantile.js'

/** Where the known values of something lie. */
export interface Usual {
  /** Known values. */
  n: number
  median: number
  p95: number
  max: number
}

/** Sorts `values` in place. */
export function usualOf(values: Float64Array): Usual | null {
  if (values.length === 0) return null
  values.sort()
  return {
    n: values.length,
    median: quantile(values, 0.5),
    p95: quantile(values, 0.95),
    max: values[values.length - 1]
  }
}
