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
 * The q-quantile (0 to 1, by thousandths) of ascending values, linearly interpolated between the two nearest (type 7 of
 * Hyndman and Fan 1996: the default of numpy and R). NaN where there are none.
 *
 * @param count so many of them, from the first one on
 */
export function quantile(ascending: ArrayLike<number>, q: number, count = ascending.length): number {
  if (count === 0) return Number.NaN
  const place = Math.round(1000 * q) * (count - 1)
  const below = Math.floor(place / 1000)
  const thousandths = place % 1000
  return thousandths === 0 ? ascending[below] : between(ascending[below], ascending[below + 1], thousandths)
}

/**
 * So many thousandths of the way from one value to a larger one. All is whole until the division, so that of times in
 * whole milliseconds comes 430899.9 and not 430899.9999999992, as of a share of .95 and its product.
 */
export function between(low: number, high: number, thousandths: number): number {
  const value = (low * (1000 - thousandths) + high * thousandths) / 1000
  return Math.min(high, Math.max(low, value))
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
