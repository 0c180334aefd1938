import type { PairEvidence } from './evidence.js'

/** Both triangles of the pairs of {@link PairEvidence}: row i lists every partner, ascending, with the pair's index. */
export interface SparseRows {
  /** [activities + 1] */
  offsets: Uint32Array
  columns: Uint32Array
  pair: Uint32Array
}

export function symmetricRows({ offsets, partner }: PairEvidence): SparseRows {
  const n = offsets.length - 1
  const starts = new Uint32Array(n + 1)
  for (let i = 0; i < n; i++) {
    starts[i + 1] += offsets[i + 1] - offsets[i]
    for (let p = offsets[i]; p < offsets[i + 1]; p++) starts[partner[p] + 1]++
  }
  for (let i = 0; i < n; i++) starts[i + 1] += starts[i]
  const next = starts.slice(0, n)
  const columns = new Uint32Array(starts[n])
  const pair = new Uint32Array(starts[n])
  // By ascending i every row gets its lower partners in order before its upper ones.
  for (let i = 0; i < n; i++) {
    for (let p = offsets[i]; p < offsets[i + 1]; p++) {
      const j = partner[p]
      columns[next[j]] = i
      pair[next[j]++] = p
    }
  }
  for (let i = 0; i < n; i++) {
    for (let p = offsets[i]; p < offsets[i + 1]; p++) {
      columns[next[i]] = partner[p]
      pair[next[i]++] = p
    }
  }
  return { offsets: starts, columns, pair }
}

/**
 * Cosines between the rows of a sparse matrix X (or of [X / rows, X^T / columns] for directed ones), one row against
 * all others at a time, at the cost of the entries that are there.
 */
export class CosineRows {
  /** [rows] cosines of the open row; 0 where nothing is shared. */
  readonly cosine: Float64Array
  /** The rows with a cosine, in no order: the first `touchedCount` entries. */
  readonly touched: Uint32Array
  touchedCount = 0
  readonly #offsets: Uint32Array
  readonly #columns: Uint32Array
  /** X[row][column] and X[column][row] at every entry. */
  readonly #forth: Float32Array
  readonly #back: Float32Array
  readonly #symmetric: boolean
  readonly #scaleForth: Float64Array
  readonly #scaleBack: Float64Array
  readonly #norm: Float64Array
  readonly #sumBack: Float64Array

  /**
   * @param rows both triangles
   * @param upward [pairs] X[i][j] of the pair i < j
   * @param downward [pairs] X[j][i]; the same array for a symmetric matrix, whose diagonal then counts as 1
   * @param scales for a directed matrix: what row i of X, and column i of X, are divided by
   */
  constructor(
    rows: SparseRows,
    upward: ArrayLike<number>,
    downward: ArrayLike<number>,
    symmetric: boolean,
    scales?: { forth: Float64Array; back: Float64Array }
  ) {
    const n = rows.offsets.length - 1
    const offsets = new Uint32Array(n + 1)
    let filled = 0
    for (let i = 0; i < n; i++) {
      for (let p = rows.offsets[i]; p < rows.offsets[i + 1]; p++) {
        if (upward[rows.pair[p]] !== 0 || downward[rows.pair[p]] !== 0) filled++
      }
      offsets[i + 1] = filled
    }
    const columns = new Uint32Array(filled)
    const forth = new Float32Array(filled)
    const back = symmetric ? forth : new Float32Array(filled)
    filled = 0
    for (let i = 0; i < n; i++) {
      for (let p = rows.offsets[i]; p < rows.offsets[i + 1]; p++) {
        const pair = rows.pair[p]
        if (upward[pair] === 0 && downward[pair] === 0) continue
        const above = rows.columns[p] > i
        columns[filled] = rows.columns[p]
        forth[filled] = above ? upward[pair] : downward[pair]
        if (!symmetric) back[filled] = above ? downward[pair] : upward[pair]
        filled++
      }
    }
    this.cosine = new Float64Array(n)
    this.touched = new Uint32Array(n)
    this.#offsets = offsets
    this.#columns = columns
    this.#forth = forth
    this.#back = back
    this.#symmetric = symmetric
    this.#scaleForth = new Float64Array(n).fill(1)
    this.#scaleBack = new Float64Array(n).fill(1)
    if (scales) {
      this.#scaleForth.set(scales.forth)
      this.#scaleBack.set(scales.back)
    }
    this.#norm = new Float64Array(n)
    for (let i = 0; i < n; i++) {
      let squareForth = symmetric ? 1 : 0
      let squareBack = 0
      for (let p = offsets[i]; p < offsets[i + 1]; p++) {
        squareForth += forth[p] * forth[p]
        if (!symmetric) squareBack += back[p] * back[p]
      }
      this.#norm[i] = Math.sqrt(squareForth / this.#scaleForth[i] ** 2 + squareBack / this.#scaleBack[i] ** 2)
    }
    this.#sumBack = new Float64Array(symmetric ? 0 : n)
  }

  /** Computes `cosine[j]` of rows i and j for all j >= from; all others are 0. Clears what the last call left. */
  open(i: number, from: number): void {
    const { cosine, touched } = this
    for (let t = 0; t < this.touchedCount; t++) cosine[touched[t]] = 0
    this.touchedCount = this.#symmetric ? this.#addSymmetric(i, from) : this.#addDirected(i, from)
  }

  // Entries are positive, so a sum of 0 tells that a column was not touched yet.

  #addSymmetric(i: number, from: number): number {
    const { cosine, touched } = this
    const columns = this.#columns
    const values = this.#forth
    let count = 0
    // The diagonal counts as 1: row i itself comes in with weight 1, and each column k with its own entry.
    for (let p = this.#offsets[i] - 1; p < this.#offsets[i + 1]; p++) {
      const k = p < this.#offsets[i] ? i : columns[p]
      const weight = k === i ? 1 : values[p]
      if (k >= from) {
        if (cosine[k] === 0) touched[count++] = k
        cosine[k] += weight
      }
      const end = this.#offsets[k + 1]
      for (let q = this.#start(k, from); q < end; q++) {
        const j = columns[q]
        if (cosine[j] === 0) touched[count++] = j
        cosine[j] += weight * values[q]
      }
    }
    for (let t = 0; t < count; t++) cosine[touched[t]] /= this.#norm[i] * this.#norm[touched[t]]
    return count
  }

  #addDirected(i: number, from: number): number {
    const { cosine, touched } = this
    const columns = this.#columns
    const before = this.#sumBack
    let count = 0
    for (let p = this.#offsets[i]; p < this.#offsets[i + 1]; p++) {
      const k = columns[p]
      const forth = this.#forth[p]
      const back = this.#back[p]
      const end = this.#offsets[k + 1]
      for (let q = this.#start(k, from); q < end; q++) {
        const j = columns[q]
        // X[i][k] X[j][k] for what follows, X[k][i] X[k][j] for what precedes.
        const after = forth * this.#back[q]
        const earlier = back * this.#forth[q]
        if (after + earlier === 0) continue
        if (cosine[j] === 0 && before[j] === 0) touched[count++] = j
        cosine[j] += after
        before[j] += earlier
      }
    }
    for (let t = 0; t < count; t++) {
      const j = touched[t]
      const sum =
        cosine[j] / (this.#scaleForth[i] * this.#scaleForth[j]) + before[j] / (this.#scaleBack[i] * this.#scaleBack[j])
      cosine[j] = sum / Math.max(this.#norm[i] * this.#norm[j], 1e-24)
      before[j] = 0
    }
    return count
  }

  /** The first entry of row k whose column is at least `from`. */
  #start(k: number, from: number): number {
    let low = this.#offsets[k]
    let high = this.#offsets[k + 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#columns[middle] < from) low = middle + 1
      else high = middle
    }
    return low
  }
}

/**
 * Rows of directly-follows shares, [A[i][.] / (out of i + 1), A[.][i] / (into i + 1)], after filling `out` and `into`
 * with the sums of A by row and by column.
 */
export function flowRows(rows: SparseRows, pairs: PairEvidence, out: Float64Array, into: Float64Array): CosineRows {
  const n = out.length
  for (let i = 0; i < n; i++) {
    for (let p = pairs.offsets[i]; p < pairs.offsets[i + 1]; p++) {
      const j = pairs.partner[p]
      out[i] += pairs.follows[p]
      into[j] += pairs.follows[p]
      out[j] += pairs.precedes[p]
      into[i] += pairs.precedes[p]
    }
  }
  const plusOne = (values: Float64Array) => values.map((value) => value + 1)
  return new CosineRows(rows, pairs.follows, pairs.precedes, false, { forth: plusOne(out), back: plusOne(into) })
}
