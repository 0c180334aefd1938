import type { Kernel } from '../kernel/load.js'
import type { Steps } from '../kernel/work.js'
import { ln } from './arithmetic.js'
import { leadingEigenpairs } from './eigen.js'
import type { Evidence, PairEvidence } from './evidence.js'

/** Vectors of activities from positive pointwise mutual information, and that information itself. */
export interface PpmiVectors {
  /** [activities x dimensions] row-major; not of unit length: sqrt(|eigenvalue|) times the eigenvector's entry. */
  vectors: Float32Array
  dimensions: number
  /** [pairs of the evidence] symmetrised PPMI, natural logarithm. */
  information: Float64Array
}

/**
 * Positive pointwise mutual information of steps at most four apart (weights 1 / lag), context distribution smoothed by
 * the power .75, symmetrised, and its best approximation of rank `most` (Levy & Goldberg 2014; Levy et al. 2015).
 */
export function* ppmiVectors(kernel: Kernel, evidence: Evidence, most = 50): Steps<PpmiVectors> {
  const n = evidence.activities
  const { offsets, columns, values, information } = informationRows(evidence.pairs)
  yield 0
  const dimensions = Math.min(most, Math.max(2, n >> 1), n)
  const pairs = yield* leadingEigenpairs(kernel, { size: n, offsets, columns, values }, dimensions)
  const vectors = new Float32Array(n * dimensions)
  for (let c = 0; c < dimensions; c++) {
    const scale = Math.sqrt(Math.abs(pairs.values[c]))
    for (let i = 0; i < n; i++) vectors[i * dimensions + c] = pairs.vectors[i * dimensions + c] * scale
  }
  return { vectors, dimensions, information }
}

/** The information of every pair, and where it is positive as a symmetric matrix (CSR, ascending columns). */
function informationRows({ offsets, partner, near }: PairEvidence) {
  const n = offsets.length - 1
  const total = new Float64Array(n)
  let together = 0
  for (let i = 0; i < n; i++) {
    for (let p = offsets[i], end = offsets[i + 1]; p < end; p++) {
      if (near[p] === 0) continue
      total[i] += near[p]
      total[partner[p]] += near[p]
      together++
    }
  }
  const smooth = total.map((value) => Math.sqrt(value * Math.sqrt(value)))
  let sum = 0
  for (const value of smooth) sum += value
  const information = new Float64Array(partner.length)
  // Most pairs that share a session never stand near each other: those that do are looked at again, by themselves.
  const first = new Uint32Array(together)
  const informed = new Uint32Array(together)
  const rows = new Uint32Array(n + 1)
  let filled = 0
  for (let i = 0; i < n; i++) {
    for (let p = offsets[i], end = offsets[i + 1]; p < end; p++) {
      if (near[p] === 0) continue
      const j = partner[p]
      const forth = Math.max(0, ln((near[p] * sum) / (total[i] * smooth[j])))
      const back = Math.max(0, ln((near[p] * sum) / (total[j] * smooth[i])))
      information[p] = (forth + back) / 2
      if (!(information[p] > 0)) continue
      rows[i + 1]++
      rows[j + 1]++
      first[filled] = i
      informed[filled++] = p
    }
  }
  for (let i = 0; i < n; i++) rows[i + 1] += rows[i]
  const next = rows.slice(0, n)
  const columns = new Uint32Array(rows[n])
  const values = new Float64Array(rows[n])
  for (let k = 0; k < filled; k++) {
    const i = first[k]
    const p = informed[k]
    const j = partner[p]
    columns[next[i]] = j
    values[next[i]++] = information[p]
    columns[next[j]] = i
    values[next[j]++] = information[p]
  }
  return { offsets: rows, columns, values, information }
}
