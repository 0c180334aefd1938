import type { PairEvidence } from './evidence.js'

/** How often the activities stand near each other, both triangles: row i lists every partner, ascending. */
export interface NearRows {
  /** [activities + 1] */
  offsets: Uint32Array
  columns: Uint32Array
  near: Uint32Array
}

export function nearRows({ offsets, partner, near }: PairEvidence): NearRows {
  const n = offsets.length - 1
  const starts = new Uint32Array(n + 1)
  for (let i = 0; i < n; i++) {
    for (let p = offsets[i], end = offsets[i + 1]; p < end; p++) {
      if (near[p] === 0) continue
      starts[i + 1]++
      starts[partner[p] + 1]++
    }
  }
  for (let i = 0; i < n; i++) starts[i + 1] += starts[i]
  const next = starts.slice(0, n)
  const rows = { offsets: starts, columns: new Uint32Array(starts[n]), near: new Uint32Array(starts[n]) }
  // By ascending i every row gets its lower partners in order before its upper ones.
  for (let i = 0; i < n; i++) {
    for (let p = offsets[i], end = offsets[i + 1]; p < end; p++) {
      if (near[p] === 0) continue
      const j = partner[p]
      rows.columns[next[j]] = i
      rows.near[next[j]++] = near[p]
      rows.columns[next[i]] = j
      rows.near[next[i]++] = near[p]
    }
  }
  return rows
}
