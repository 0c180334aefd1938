import type { Kernel } from '../kernel/load.js'
import { type Block, stride } from '../kernel/memory.js'
import { ln } from './arithmetic.js'
import { type Evidence, WORTH_THREADS } from './evidence.js'
import { PairPlan } from './pair-plan.js'
import type { PpmiVectors } from './ppmi.js'

/**
 * The statistics of a pair of activities, in the order of a row of {@link pairFeatures}. All lie in about [-1, 1.5]:
 *
 * - `Hs`, `H32`, `H16`, `H8`: Loevinger's H over sessions and windows, H = (N - r_a r_b / R) / (min r (1 - max r / R) + 1)
 * - `cHs`, `cH16`: cosine of the rows of H (sessions, above .1; windows of 16, above 0), which joins exclusive branches
 * - `adjmax`, `adjgeo`, `cA`: adjacency: the largest conditional probability, the geometric mean of the two, cosine of rows
 * - `svd`, `npmi`: cosine of the PPMI vectors; PPMI / 8
 * - `lmin`, `pmax`, `ov`, `lratio`, `mlen`: ln(1 + rarer) / 8, share of the commoner, overlap N / min r, ln ratio / 8,
 *   ln(mean distinct activities of a session) / 4
 * - `ord`: |before - after| / (before + after + 3); `tight`: mean 1 / distance of first occurrences, shrunk
 * - `oddsr`: ln((N + .5) R / (r_a r_b + .5 R)), clipped to [-3, 6], / 6
 *
 * How much the counts can be trusted, which decides where sessions are few:
 * - `gs`, `g8`, `gadj`: ln(1 + the root of the likelihood ratio G2 of the 2 x 2 table) / 4 where there is more than
 *   chance, over sessions, windows of 8, and adjacent steps (the better direction); `gneg`: the root of G2 over sessions
 *   where there is less than chance, at most 8, / 8 (Dunning 1993)
 * - `lN`, `exp`: ln(1 + sessions with both) / 8, ln(1 + r_a r_b / R) / 8
 * - `ovlo`: overlap (N + .5) / (min r + 1) less 1.3 standard errors
 * - `nact`, `nses`: ln(activities) / 6, ln(sessions) / 9
 */
export const featureNames = [
  'Hs',
  'H32',
  'H16',
  'H8',
  'cHs',
  'cH16',
  'adjmax',
  'adjgeo',
  'svd',
  'npmi',
  'lmin',
  'pmax',
  'ov',
  'lratio',
  'mlen',
  'ord',
  'tight',
  'cA',
  'oddsr',
  'gs',
  'gneg',
  'g8',
  'gadj',
  'lN',
  'exp',
  'nact',
  'nses',
  'ovlo'
] as const

/**
 * With more activities than this, an H over windows of at most {@link FAINT} counts as 0 in the cosines of its rows:
 * most pairs of a large log meet now and then by chance, and their sum costs most of the time and changes nothing.
 */
const EXACT_MOST = 200
const FAINT = 0.02
/** The same for rough evidence, in which every pair that ever met in a window would have more. */
const FAINT_ROUGHLY = 0.1

/** Places in {@link featureNames} of the cosines of rows, and of the vectors. */
export const COSINES = [featureNames.indexOf('cHs'), featureNames.indexOf('cH16'), featureNames.indexOf('cA')] as const
export const VECTORS = featureNames.indexOf('svd')

/** Cosines of the rows of pairs that the first look kept, in its order: the only features that are dear to make again. */
export class KeptCosines {
  #values = new Float32Array(0)
  #filled = 0

  /** @param cosines three of each pair */
  append(cosines: Float32Array): void {
    if (this.#filled + cosines.length > this.#values.length) {
      const larger = new Float32Array(2 * (this.#filled + cosines.length))
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values.set(cosines, this.#filled)
    this.#filled += cosines.length
  }

  /** A view of all. */
  get values(): Float32Array {
    return this.#values.subarray(0, this.#filled)
  }
}

/**
 * What the features of pairs are computed from, in the kernel's memory: by the kernel for all pairs, or row by row
 * ({@link PairRows}). The maker frees the memory (mark and release around it).
 */
export class PairStatistics {
  readonly activities: number
  /** Features of partner k of the present row at [f * capacity + k], in the kernel's memory. */
  readonly plan: PairPlan
  readonly #padded: number
  readonly #rows: Block

  /**
   * @param more room for so many more rows after those of the features
   * @param threads that look at rows of a large log
   * @param isRough the evidence is that of a part of the sessions
   */
  constructor(kernel: Kernel, evidence: Evidence, ppmi: PpmiVectors, more = 0, threads = 1, isRough = false) {
    const n = evidence.activities
    this.activities = n
    const { documents, pairs } = evidence
    const constants = [
      ln(Math.max(1, evidence.distinct / Math.max(1, evidence.sessions))) / 4,
      ln(Math.max(1, n)) / 6,
      ln(Math.max(1, documents.session.count)) / 9
    ] as const
    this.plan = new PairPlan(
      kernel,
      evidence,
      {
        logHaving: documents.session.having.map((value) => ln(1 + value)),
        constants,
        faint: isRough ? FAINT_ROUGHLY : n > EXACT_MOST ? FAINT : 0,
        information: ppmi.information
      },
      featureNames.length + more,
      pairs.partner.length >= WORTH_THREADS ? threads : 1
    )
    this.#padded = stride(ppmi.dimensions)
    const rows = new Float32Array(n * this.#padded)
    for (let i = 0; i < n; i++) {
      const from = i * ppmi.dimensions
      let square = 0
      for (let d = 0; d < ppmi.dimensions; d++) square += ppmi.vectors[from + d] * ppmi.vectors[from + d]
      const length = Math.max(Math.sqrt(square), 1e-12)
      for (let d = 0; d < ppmi.dimensions; d++) rows[i * this.#padded + d] = ppmi.vectors[from + d] / length
    }
    this.#rows = kernel.memory.put(rows, 'The vectors of learned links')
  }

  /** The PPMI vectors, of unit length, in the kernel's memory: a row of `stride` floats for each activity. */
  get vectors(): { rows: Block; stride: number } {
    return { rows: this.#rows, stride: this.#padded }
  }
}
