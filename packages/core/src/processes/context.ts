import { ln } from './arithmetic.js'
import type { Evidence } from './evidence.js'
import type { LinkMatrix } from './links.js'
import { NameEvidence } from './name-evidence.js'
import { type NearRows, nearRows } from './near-rows.js'

/**
 * What the first look found around a pair, in the order in which {@link PairContext.write} gives it. P are the link
 * probabilities of the first look (those above {@link LEAST_LINK}), Q is P with a diagonal of ones:
 *
 * - `p1`: log-odds of the pair's own P, within [-4, 4], / 4
 * - `cosp`: cosine of the two rows of Q; `supp`: sum of P_ik P_kj over the third k / (smaller sum of P + .5)
 * - `flow`: cosine of the two rows of F = A Q, A the steps at most four apart as shares of all such steps of a row:
 *   into which processes the steps around an activity belong; where counts are few, those of a whole process are not
 * - `lmax`, `lmin`: the two lifts (F_ij - f_j) / (1 - f_j), f_j the share of all occurrences that Q gives to j
 * - `dmin`, `dmax`: ln(1 + sum of P) / 4 of the two
 * - `words`: log-odds that a word of both names adds, / 6, at least -.3 (see {@link NameEvidence})
 */
export const contextNames = ['p1', 'cosp', 'supp', 'flow', 'lmax', 'lmin', 'dmin', 'dmax', 'words'] as const

/** Links below this do not count as neighbours. */
const LEAST_LINK = 0.02
/** Shares of the surroundings below this are left out of F, which keeps it sparse. */
const LEAST_SHARE = 0.01

/** CSR, columns ascending. */
interface Rows {
  offsets: Uint32Array
  columns: Uint32Array
  values: Float32Array
}

/** The surroundings of pairs, row by row as in `PairStatistics`; the cost is that of the links that are there. */
export class PairContext {
  readonly #links: LinkMatrix
  readonly #rows: Rows
  readonly #degree: Float64Array
  readonly #length: Float64Array
  readonly #around: Rows
  readonly #aroundLength: Float64Array
  readonly #share: Float64Array
  readonly #names: NameEvidence
  // Scattered rows of the open activity.
  readonly #products: Float64Array
  readonly #own: Float64Array
  readonly #flows: Float64Array

  constructor(names: readonly string[], evidence: Evidence, links: LinkMatrix) {
    const n = links.activities
    this.#links = links
    const rows = strongLinks(links)
    this.#rows = rows
    this.#degree = new Float64Array(n)
    this.#length = new Float64Array(n)
    for (let i = 0; i < n; i++) {
      let squares = 0
      for (let p = rows.offsets[i]; p < rows.offsets[i + 1]; p++) {
        this.#degree[i] += rows.values[p]
        squares += rows.values[p] * rows.values[p]
      }
      this.#length[i] = Math.sqrt(1 + squares)
    }
    const around = surroundings(nearRows(evidence.pairs), rows)
    this.#around = around
    this.#aroundLength = new Float64Array(n)
    for (let i = 0; i < n; i++) {
      let squares = 1e-12
      for (let p = around.offsets[i]; p < around.offsets[i + 1]; p++) squares += around.values[p] * around.values[p]
      this.#aroundLength[i] = Math.sqrt(squares)
    }
    const having = evidence.documents.session.having
    const all = Math.max(1, sum(having))
    this.#share = Float64Array.from(having)
    for (let i = 0; i < n; i++) {
      for (let p = rows.offsets[i]; p < rows.offsets[i + 1]; p++) {
        this.#share[rows.columns[p]] += rows.values[p] * having[i]
      }
    }
    for (let j = 0; j < n; j++) this.#share[j] = Math.min(0.99, this.#share[j] / all)
    this.#names = new NameEvidence(names, links)
    this.#products = new Float64Array(n)
    this.#own = new Float64Array(n)
    this.#flows = new Float64Array(n)
  }

  /** Context f of partner k of activity i goes to out[(first + f) * capacity + k]. */
  write(
    i: number,
    partners: Uint32Array,
    probabilities: ArrayLike<number>,
    out: Float32Array,
    first: number,
    capacity: number
  ): void {
    const { offsets, columns, values } = this.#rows
    const products = this.#products
    const own = this.#own
    for (let p = offsets[i], end = offsets[i + 1]; p < end; p++) {
      const k = columns[p]
      const weight = values[p]
      own[k] = weight
      for (let q = offsets[k], stop = offsets[k + 1]; q < stop; q++) products[columns[q]] += weight * values[q]
    }
    const { offsets: starts, columns: around, values: shares } = this.#around
    const flows = this.#flows
    for (let p = starts[i], end = starts[i + 1]; p < end; p++) flows[around[p]] = shares[p]
    const [degree, length, aroundLength, share] = [this.#degree, this.#length, this.#aroundLength, this.#share]
    for (let k = 0; k < partners.length; k++) {
      const j = partners[k]
      const probability = Math.min(0.998, Math.max(0.002, probabilities[k]))
      const product = products[j]
      const smaller = Math.min(degree[i], degree[j])
      const larger = Math.max(degree[i], degree[j])
      let flow = 0
      let back = 0
      for (let q = starts[j], end = starts[j + 1]; q < end; q++) {
        flow += shares[q] * flows[around[q]]
        if (around[q] === i) back = shares[q]
      }
      const forth = (flows[j] - share[j]) / (1 - share[j])
      back = (back - share[i]) / (1 - share[i])
      let at = first * capacity + k
      out[at] = Math.max(-4, Math.min(4, ln(probability / (1 - probability)))) / 4
      out[(at += capacity)] = (product + 2 * own[j]) / (length[i] * length[j])
      out[(at += capacity)] = product / (smaller + 0.5)
      out[(at += capacity)] = flow / (aroundLength[i] * aroundLength[j])
      out[(at += capacity)] = Math.max(forth, back)
      out[(at += capacity)] = Math.min(forth, back)
      out[(at += capacity)] = ln(1 + smaller) / 4
      out[(at += capacity)] = ln(1 + larger) / 4
      out[at + capacity] = Math.max(-0.3, this.#names.of(i, j, probabilities[k]) / 6)
    }
    for (let p = offsets[i], end = offsets[i + 1]; p < end; p++) {
      const k = columns[p]
      own[k] = 0
      for (let q = offsets[k], stop = offsets[k + 1]; q < stop; q++) products[columns[q]] = 0
    }
    for (let p = starts[i], end = starts[i + 1]; p < end; p++) flows[around[p]] = 0
  }

  /** Partners j > i that the first look did not rule out, and their probabilities. */
  partners(i: number): { partners: Uint32Array; probabilities: Float32Array } {
    const { offsets, columns, probabilities } = this.#links
    let from = offsets[i]
    while (from < offsets[i + 1] && columns[from] < i) from++
    return {
      partners: columns.subarray(from, offsets[i + 1]),
      probabilities: probabilities.subarray(from, offsets[i + 1])
    }
  }
}

function strongLinks({ activities, offsets, columns, probabilities }: LinkMatrix): Rows {
  const rows: Rows = {
    offsets: new Uint32Array(activities + 1),
    columns: new Uint32Array(columns.length),
    values: new Float32Array(columns.length)
  }
  let filled = 0
  for (let i = 0; i < activities; i++) {
    for (let p = offsets[i]; p < offsets[i + 1]; p++) {
      if (!(probabilities[p] > LEAST_LINK)) continue
      rows.columns[filled] = columns[p]
      rows.values[filled++] = probabilities[p]
    }
    rows.offsets[i + 1] = filled
  }
  return rows
}

/** Rows of F = A Q: shares of the steps around an activity that belong with each activity. */
function surroundings(near: NearRows, links: Rows): Rows {
  const n = links.offsets.length - 1
  const sums = new Float64Array(n)
  const touched = new Uint32Array(n)
  const found = { offsets: new Uint32Array(n + 1), columns: new Uint32Array(4096), values: new Float32Array(4096) }
  let filled = 0
  for (let i = 0; i < n; i++) {
    const count = addSurroundings(i, near, links, sums, touched)
    let kept = 0
    for (let t = 0; t < count; t++) {
      const j = touched[t]
      if (sums[j] >= LEAST_SHARE) touched[kept++] = j
      else sums[j] = 0
    }
    if (filled + kept > found.columns.length) {
      const room = 2 * (filled + kept)
      const { columns: shorter, values } = found
      found.columns = new Uint32Array(room)
      found.columns.set(shorter)
      found.values = new Float32Array(room)
      found.values.set(values)
    }
    const ascending = touched.subarray(0, kept).sort()
    for (let t = 0; t < kept; t++) {
      found.columns[filled] = ascending[t]
      found.values[filled++] = sums[ascending[t]]
      sums[ascending[t]] = 0
    }
    found.offsets[i + 1] = filled
  }
  return found
}

/** Row i of F into `sums`; returns how many activities it touches, which stand in `touched`. All sums are positive. */
function addSurroundings(
  i: number,
  { offsets, columns, near }: NearRows,
  links: Rows,
  sums: Float64Array,
  touched: Uint32Array
): number {
  let count = 0
  let all = 12
  const end = offsets[i + 1]
  for (let p = offsets[i]; p < end; p++) all += near[p]
  for (let p = offsets[i]; p < end; p++) {
    const share = near[p] / all
    const k = columns[p]
    if (sums[k] === 0) touched[count++] = k
    sums[k] += share
    for (let q = links.offsets[k], stop = links.offsets[k + 1]; q < stop; q++) {
      const j = links.columns[q]
      if (sums[j] === 0) touched[count++] = j
      sums[j] += share * links.values[q]
    }
  }
  return count
}

function sum(values: ArrayLike<number>): number {
  let total = 0
  for (let k = 0; k < values.length; k++) total += values[k]
  return total
}
