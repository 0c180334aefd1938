import type { Kernel } from '../kernel/load.js'
import type { Steps } from '../kernel/work.js'
import { leadingEigenpairs } from './eigen.js'

export interface PrincipalComponents {
  components: number
  /** [n x components] the centred points along each component. */
  scores: Float64Array
  /** [components x d] unit vectors, the entry of largest magnitude positive. */
  axes: Float64Array
  /** [components] of the scores, divided by n - 1. */
  variances: Float64Array
  /** [components] share of the whole variance; 0 where the points do not differ. */
  explained: Float64Array
  /** [d] */
  means: Float64Array
}

const WORK_PER_SLICE = 4e6
/** Rows whose products are added to a covariance while it is at hand. */
const ROWS_AT_ONCE = 4

/**
 * Principal components of `points` [n x d] by the eigenvectors of their covariance, largest variance first; in f64.
 * The points are finite numbers.
 *
 * @param components at most d
 *
 * Source: Jolliffe, Principal Component Analysis, 2002.
 */
export function* principalComponents(
  kernel: Kernel,
  points: Float32Array | Float64Array,
  n: number,
  d: number,
  components = Math.min(2, d)
): Steps<PrincipalComponents> {
  const means = new Float64Array(d)
  // What is done for each row is a function of its own, which is compiled early and once.
  const addRow = (i: number) => {
    for (let j = 0; j < d; j++) means[j] += points[i * d + j]
  }
  const rows = new Float64Array(ROWS_AT_ONCE * d)
  const centre = (i: number, row: number) => {
    for (let j = 0; j < d; j++) rows[row * d + j] = points[i * d + j] - means[j]
  }
  for (let i = 0; i < n; i++) addRow(i)
  for (let j = 0; j < d; j++) means[j] /= Math.max(1, n)

  const covariance = new Float64Array(d * d)
  for (let i = 0, work = 0; i < n; i += ROWS_AT_ONCE) {
    // Behind the last point rows are 0, which adds nothing.
    rows.fill(0)
    for (let r = 0; r < ROWS_AT_ONCE && i + r < n; r++) centre(i + r, r)
    addProducts(rows, d, covariance)
    work += ROWS_AT_ONCE * d * d
    if (work < WORK_PER_SLICE) continue
    work = 0
    yield (0.5 * i) / n
  }
  let whole = 0
  for (let j = 0; j < d; j++) {
    for (let k = 0; k <= j; k++) {
      covariance[j * d + k] /= Math.max(1, n - 1)
      covariance[k * d + j] = covariance[j * d + k]
    }
    whole += covariance[j * d + j]
  }
  const offsets = Uint32Array.from({ length: d + 1 }, (_, j) => j * d)
  const columns = Uint32Array.from({ length: d * d }, (_, at) => at % d)
  const eigen = yield* leadingEigenpairs(kernel, { size: d, offsets, columns, values: covariance }, components)

  const axes = Float64Array.from(
    { length: components * d },
    (_, at) => eigen.vectors[(at % d) * components + Math.floor(at / d)]
  )
  const along = (c: number) => {
    let sum = 0
    for (let j = 0; j < d; j++) sum += rows[j] * axes[c * d + j]
    return sum
  }
  const scores = new Float64Array(n * components)
  for (let i = 0, work = 0; i < n; i++) {
    centre(i, 0)
    for (let c = 0; c < components; c++) scores[i * components + c] = along(c)
    work += components * d
    if (work < WORK_PER_SLICE) continue
    work = 0
    yield 0.6 + (0.4 * i) / n
  }
  const variances = eigen.values.map((value) => Math.max(0, value))
  const explained = variances.map((value) => (whole > 0 ? value / whole : 0))
  return { components, scores, axes, variances, explained, means }
}

/** Adds the products of all pairs of columns of {@link ROWS_AT_ONCE} rows, row by row: sums of any order would differ. */
function addProducts(rows: Float64Array, d: number, sums: Float64Array): void {
  for (let j = 0; j < d; j++) {
    const a = rows[j]
    const b = rows[d + j]
    const c = rows[2 * d + j]
    const e = rows[3 * d + j]
    for (let k = 0; k <= j; k++) {
      const at = j * d + k
      sums[at] = sums[at] + a * rows[k] + b * rows[d + k] + c * rows[2 * d + k] + e * rows[3 * d + k]
    }
  }
}
