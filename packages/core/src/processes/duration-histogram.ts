// 10 to the power of j / 8: eight bins per factor of ten, the same on every machine.
const EIGHTHS = [1, 1.333521, 1.778279, 2.371374, 3.162278, 4.216965, 5.623413, 7.498942]

/**
 * Durations of completed and other runs in bins of equal width on a log scale (eight per factor of ten), from the bin of
 * the shortest duration above 0 to that of the longest. A duration of 0 counts in the first bin. Null for no durations.
 *
 * @param completed [durations] 1 where the run was completed
 */
export function durationHistogram(
  durations: ArrayLike<number>,
  completed: ArrayLike<number>
): { edgesMs: number[]; completed: number[]; abandoned: number[] } | null {
  const { shortest, longest } = extremes(durations)
  if (longest === 0) return null
  const edge = (k: number) => Math.round(EIGHTHS[((k % 8) + 8) % 8] * 10 ** Math.floor(k / 8) * 1e6) / 1e6
  let k = 0
  while (edge(k) > shortest) k--
  while (edge(k + 1) <= shortest) k++
  const edgesMs = [edge(k)]
  while (edgesMs[edgesMs.length - 1] <= longest) edgesMs.push(edge(++k))
  const bins = edgesMs.length - 1
  const counts = [new Uint32Array(bins), new Uint32Array(bins)] as const // of others, of completed ones
  countDurations(durations, completed, Float64Array.from(edgesMs), counts)
  return { edgesMs, completed: [...counts[1]], abandoned: [...counts[0]] }
}

// Functions of their own: V8 would compile all of the one above anew where each of its loops ends.

/** The shortest one above 0, and the longest. */
function extremes(durations: ArrayLike<number>): { shortest: number; longest: number } {
  let shortest = Number.POSITIVE_INFINITY
  let longest = 0
  for (let i = 0; i < durations.length; i++) {
    const ms = durations[i]
    if (ms > 0 && ms < shortest) shortest = ms
    if (ms > longest) longest = ms
  }
  return { shortest, longest }
}

function countDurations(
  durations: ArrayLike<number>,
  completed: ArrayLike<number>,
  edges: Float64Array,
  counts: readonly [Uint32Array, Uint32Array]
): void {
  for (let i = 0; i < durations.length; i++) {
    const ms = durations[i]
    if (!(ms >= 0)) continue
    // The last bin that begins at `ms` or before; the first one for what is shorter.
    let bin = 0
    for (let above = edges.length - 1; above - bin > 1; ) {
      const middle = (bin + above) >> 1
      if (edges[middle] <= ms) bin = middle
      else above = middle
    }
    counts[completed[i] ? 1 : 0][bin]++
  }
}
