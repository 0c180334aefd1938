const NEAREST = 10

/** The share of the 10 nearest points on the map that belong to the same cluster; point i is in cluster i / cluster. */
export function sameCluster(x: ArrayLike<number>, y: ArrayLike<number>, cluster: number): number {
  const n = x.length
  let same = 0
  const distances = new Float64Array(NEAREST)
  const ids = new Int32Array(NEAREST)
  for (let i = 0; i < n; i++) {
    distances.fill(Number.POSITIVE_INFINITY)
    for (let j = 0; j < n; j++) {
      const distance = (x[i]! - x[j]!) ** 2 + (y[i]! - y[j]!) ** 2
      if (distance >= distances[NEAREST - 1]! || j === i) continue
      let at = NEAREST - 1
      for (; at > 0 && distances[at - 1]! > distance; at--) {
        distances[at] = distances[at - 1]!
        ids[at] = ids[at - 1]!
      }
      distances[at] = distance
      ids[at] = j
    }
    for (const id of ids) if (Math.floor(id / cluster) === Math.floor(i / cluster)) same++
  }
  return same / (n * NEAREST)
}
