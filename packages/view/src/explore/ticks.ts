/** About `most` evenly spaced bucket indices, the first always among them. */
export function tickIndices(buckets: number, most: number): number[] {
  if (buckets <= 0) return []
  const step = Math.max(1, Math.ceil(buckets / most))
  // Steps that a calendar knows are easier to read.
  const nice = [1, 2, 7, 14, 28, 56, 91, 182, 364, 728].find((candidate) => candidate >= step) ?? step
  const out: number[] = []
  for (let i = 0; i < buckets; i += nice) out.push(i)
  return out
}
