/** Where the values of a sample lie. */
export interface Spread {
  min: number
  p25: number
  median: number
  mean: number
  p75: number
  p95: number
  max: number
}

/**
 * The q-quantile (0 to 1) of ascending values, linearly interpolated between the two nearest (type 7 of Hyndman and
 * Fan 1996: the default of numpy and R). NaN where there are none.
 */
export function quantile(ascending: ArrayLike<number>, q: number): number {
  if (ascending.length === 0) return Number.NaN
  const place = q * (ascending.length - 1)
  const below = Math.floor(place)
  const above = Math.ceil(place)
  return ascending[below] + (ascending[above] - ascending[below]) * (place - below)
}

/** Quantiles and mean; null where there are no values. Sorts `values` in place. */
export function spreadOf(values: Float64Array | Uint32Array): Spread | null {
  if (values.length === 0) return null
  values.sort()
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]
  return {
    min: values[0],
    p25: quantile(values, 0.25),
    median: quantile(values, 0.5),
    mean: sum / values.length,
    p75: quantile(values, 0.75),
    p95: quantile(values, 0.95),
    max: values[values.length - 1]
  }
}
