import { ln } from './arithmetic.js'
import type { Evidence } from './evidence.js'
import type { LinkMatrix } from './links.js'
import { NameEvidence } from './name-evidence.js'
import { type SparseRows, symmetricRows } from './sparse-rows.js'

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

interface Row {
  columns: Uint32Array
  values: Float32Array
}

/** The surroundings of pairs, row by row as in `PairStatistics`; the cost is that of the links that are there. */
export class PairContext {
  readonly #links: LinkMatrix
  readonly #rows: Row[]
  readonly #degree: Float64Array
  readonly #length: Float64Array
  readonly #around: Row[]
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
    this.#rows = strongLinks(links)
    this.#degree = Float64Array.from(this.#rows, ({ values }) => sum(values))
    this.#length = Float64Array.from(this.#rows, ({ values }) => Math.sqrt(1 + values.reduce((s, p) => s + p * p, 0)))
    this.#around = surroundings(symmetricRows(evidence.pairs), evidence.pairs.near, this.#rows)
    this.#aroundLength = Float64Array.from(this.#around, ({ values }) =>
      Math.sqrt(values.reduce((s, v) => s + v * v, 1e-12))
    )
    const having = evidence.documents.session.having
    const all = Math.max(1, sum(having))
    this.#share = Float64Array.from(having)
    this.#rows.forEach(({ columns, values }, i) => {
      for (let k = 0; k < columns.length; k++) this.#share[columns[k]] += values[k] * having[i]
    })
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
    const { columns, values } = this.#rows[i]
    for (let k = 0; k < columns.length; k++) {
      this.#own[columns[k]] = values[k]
      const other = this.#rows[columns[k]]
      for (let m = 0; m < other.columns.length; m++) this.#products[other.columns[m]] += values[k] * other.values[m]
    }
    const around = this.#around[i]
    for (let k = 0; k < around.columns.length; k++) this.#flows[around.columns[k]] = around.values[k]
    partners.forEach((j, k) => {
      const probability = Math.min(0.998, Math.max(0.002, probabilities[k]))
      const product = this.#products[j]
      const smaller = Math.min(this.#degree[i], this.#degree[j])
      const larger = Math.max(this.#degree[i], this.#degree[j])
      const theirs = this.#around[j]
      let flow = 0
      let back = 0
      for (let m = 0; m < theirs.columns.length; m++) {
        flow += theirs.values[m] * this.#flows[theirs.columns[m]]
        if (theirs.columns[m] === i) back = theirs.values[m]
      }
      const forth = (this.#flows[j] - this.#share[j]) / (1 - this.#share[j])
      back = (back - this.#share[i]) / (1 - this.#share[i])
      let at = first * capacity + k
      out[at] = Math.max(-4, Math.min(4, ln(probability / (1 - probability)))) / 4
      out[(at += capacity)] = (product + 2 * this.#own[j]) / (this.#length[i] * this.#length[j])
      out[(at += capacity)] = product / (smaller + 0.5)
      out[(at += capacity)] = flow / (this.#aroundLength[i] * this.#aroundLength[j])
      out[(at += capacity)] = Math.max(forth, back)
      out[(at += capacity)] = Math.min(forth, back)
      out[(at += capacity)] = ln(1 + smaller) / 4
      out[(at += capacity)] = ln(1 + larger) / 4
      out[at + capacity] = Math.max(-0.3, this.#names.of(i, j, probabilities[k]) / 6)
    })
    for (let k = 0; k < columns.length; k++) {
      this.#own[columns[k]] = 0
      for (const m of this.#rows[columns[k]].columns) this.#products[m] = 0
    }
    for (const j of around.columns) this.#flows[j] = 0
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

function strongLinks({ activities, offsets, columns, probabilities }: LinkMatrix): Row[] {
  return Array.from({ length: activities }, (_, i) => {
    const own = columns.subarray(offsets[i], offsets[i + 1])
    const values = probabilities.subarray(offsets[i], offsets[i + 1])
    return { columns: own.filter((_, k) => values[k] > LEAST_LINK), values: values.filter((p) => p > LEAST_LINK) }
  })
}

/** Rows of F = A Q: shares of the steps around an activity that belong with each activity. */
function surroundings({ offsets, columns, pair }: SparseRows, near: Uint32Array, rows: readonly Row[]): Row[] {
  const n = rows.length
  const sums = new Float64Array(n)
  const touched = new Uint32Array(n)
  const seen = new Uint8Array(n)
  return Array.from({ length: n }, (_, i) => {
    let count = 0
    const add = (j: number, value: number) => {
      if (!seen[j]) {
        seen[j] = 1
        touched[count++] = j
      }
      sums[j] += value
    }
    let all = 12
    for (let p = offsets[i]; p < offsets[i + 1]; p++) all += near[pair[p]]
    for (let p = offsets[i]; p < offsets[i + 1]; p++) {
      const share = near[pair[p]] / all
      if (share === 0) continue
      const k = columns[p]
      add(k, share)
      const { columns: linked, values } = rows[k]
      for (let m = 0; m < linked.length; m++) add(linked[m], share * values[m])
    }
    const kept = touched
      .slice(0, count)
      .sort()
      .filter((j) => sums[j] >= LEAST_SHARE)
    const values = Float32Array.from(kept, (j) => sums[j])
    for (let t = 0; t < count; t++) {
      sums[touched[t]] = 0
      seen[touched[t]] = 0
    }
    return { columns: kept, values }
  })
}

function sum(values: ArrayLike<number>): number {
  let total = 0
  for (let k = 0; k < values.length; k++) total += values[k]
  return total
}
