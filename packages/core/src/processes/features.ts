import type { Kernel } from '../kernel/load.js'
import { type Block, stride } from '../kernel/memory.js'
import type { Steps } from '../kernel/work.js'
import { ln } from './arithmetic.js'
import { type Documents, type Evidence, tightUnit } from './evidence.js'
import { type PpmiVectors, ppmiVectors } from './ppmi.js'
import { CosineRows, flowRows, type SparseRows, symmetricRows } from './sparse-rows.js'

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
export type FeatureName = (typeof featureNames)[number]

/** Partners with which an activity shares no session are still compared where a cosine exceeds this (sparse form). */
const WORTH_A_LOOK = 0.15

/**
 * With more activities than this, an H over windows of at most {@link FAINT} counts as 0 in the cosines of its rows:
 * most pairs of a large log meet now and then by chance, and their sum costs most of the time and changes nothing.
 */
const EXACT_MOST = 200
const FAINT = 0.02

/** Features of a list of pairs. */
export interface PairFeatures {
  names: readonly FeatureName[]
  /** [pairs] first[k] < second[k], ascending. */
  first: Uint32Array
  second: Uint32Array
  /** [pairs x names.length] row-major, clipped to [-1, 1.5]. */
  values: Float32Array
}

/**
 * Features of all pairs of activities, for training and for looking at them: quadratic, so for up to a few thousand
 * activities.
 *
 * Training uses it thus: sequences of a generated log with truth -> `chronologicalSequences` (or arrays of that shape)
 * -> `withoutBots(sequences, botLimits(measureLengths(sequences)))` -> `firstHubs` (ids that stay) ->
 * `restrictSequences(sequences, ids)` -> `runNow(countEvidence(...))` -> `runNow(pairFeatures(kernel, evidence))`; the
 * target of a pair is 1 where both activities belong to one process of the truth. Standardise with mean and deviation
 * over the pairs, fit the nets, and write them as `LinksWeights` (links-weights-format.ts), which
 * `learnedLinks(kernel, log, { weights })` takes as it is.
 */
export function* pairFeatures(kernel: Kernel, evidence: Evidence): Steps<PairFeatures> {
  const n = evidence.activities
  const pairs = (n * (n - 1)) / 2
  const first = new Uint32Array(pairs)
  const second = new Uint32Array(pairs)
  const values = new Float32Array(pairs * featureNames.length)
  const mark = kernel.memory.mark()
  try {
    const statistics = new PairStatistics(kernel, evidence, yield* ppmiVectors(kernel, evidence))
    const block = new Float32Array(featureNames.length * n)
    let at = 0
    for (let i = 0; i < n; i++) {
      const partners = statistics.openRow(i, true)
      statistics.write(partners, block, n)
      for (let k = 0; k < partners.length; k++, at++) {
        first[at] = i
        second[at] = partners[k]
        for (let f = 0; f < featureNames.length; f++) {
          values[at * featureNames.length + f] = Math.max(-1, Math.min(1.5, block[f * n + k]))
        }
      }
      if (i % 16 === 15) yield i / n
    }
  } finally {
    kernel.memory.release(mark)
  }
  return { names: featureNames, first, second, values }
}

/**
 * Computes the features of pairs row by row from evidence: `openRow(i, ...)` gives the partners j > i, `write` their
 * features. Holds wasm memory for the vectors, which the maker frees (mark and release around it).
 */
export class PairStatistics {
  readonly activities: number
  /** [activities x dimensions] PPMI vectors of unit length (or zero), row-major. */
  readonly unit: Float32Array
  readonly dimensions: number
  readonly #kernel: Kernel
  readonly #evidence: Evidence
  readonly #information: Float64Array
  readonly #all: SparseRows
  readonly #sessionRows: CosineRows
  readonly #windowRows: CosineRows
  readonly #flow: CosineRows
  readonly #flowsOut: Float64Array
  readonly #flowsIn: Float64Array
  readonly #logOfHaving: Float64Array
  readonly #mlen: number
  readonly #nact: number
  readonly #nses: number
  readonly #steps: number
  readonly #rows: Block
  readonly #dots: Block
  readonly #ids: Block
  // The open row: index of the pair with each partner, -1 where they share no session; then cosines.
  #open = -1
  readonly #pairOf: Int32Array
  readonly #partners: Uint32Array
  readonly #listed: Uint8Array

  constructor(kernel: Kernel, evidence: Evidence, ppmi: PpmiVectors) {
    const n = evidence.activities
    this.activities = n
    this.#kernel = kernel
    this.#evidence = evidence
    this.#information = ppmi.information
    this.#all = symmetricRows(evidence.pairs)
    const { documents, pairs } = evidence
    const overSessions = new Float32Array(pairs.partner.length)
    const overWindows = new Float32Array(pairs.partner.length)
    const faint = n > EXACT_MOST ? FAINT : 0
    for (let i = 0; i < n; i++) {
      for (let p = pairs.offsets[i]; p < pairs.offsets[i + 1]; p++) {
        const h = loevinger(documents.session, i, pairs.partner[p], pairs.session[p])
        overSessions[p] = h > 0.1 ? Math.min(h, 1) : 0
        const near = loevinger(documents.window16, i, pairs.partner[p], pairs.window16[p])
        overWindows[p] = near > faint ? Math.min(near, 1) : 0
      }
    }
    this.#sessionRows = new CosineRows(this.#all, overSessions, overSessions, true)
    this.#windowRows = new CosineRows(this.#all, overWindows, overWindows, true)
    this.#flowsOut = new Float64Array(n)
    this.#flowsIn = new Float64Array(n)
    this.#flow = flowRows(this.#all, pairs, this.#flowsOut, this.#flowsIn)
    this.#logOfHaving = documents.session.having.map((value) => ln(1 + value))
    this.#mlen = ln(Math.max(1, evidence.distinct / Math.max(1, evidence.sessions))) / 4
    this.#nact = ln(Math.max(1, n)) / 6
    this.#nses = ln(Math.max(1, documents.session.count)) / 9
    this.#steps = this.#flowsOut.reduce((sum, flow) => sum + flow, 0)
    this.#pairOf = new Int32Array(n).fill(-1)
    this.#partners = new Uint32Array(n)
    this.#listed = new Uint8Array(n)

    this.dimensions = ppmi.dimensions
    const padded = stride(ppmi.dimensions)
    this.unit = new Float32Array(ppmi.vectors.length)
    const rows = new Float32Array(n * padded)
    for (let i = 0; i < n; i++) {
      const vector = ppmi.vectors.subarray(i * ppmi.dimensions, (i + 1) * ppmi.dimensions)
      let square = 0
      for (const value of vector) square += value * value
      const length = Math.max(Math.sqrt(square), 1e-12)
      for (let d = 0; d < vector.length; d++) {
        this.unit[i * ppmi.dimensions + d] = vector[d] / length
        rows[i * padded + d] = vector[d] / length
      }
    }
    this.#rows = kernel.memory.put(rows, 'The vectors of learned links')
    this.#dots = kernel.memory.float32(n, 'The cosines of learned links')
    this.#ids = kernel.memory.room(n, 4, 'The cosines of learned links')
  }

  /** Cosines of the PPMI vectors of activity i with `from` .. `to` - 1. A view: valid until the next call. */
  vectorCosines(i: number, from = 0, to = this.activities): Float32Array {
    const padded = this.#rows.length / Math.max(1, this.activities)
    this.#kernel.run.linksDots(this.#rows.pointer, padded, i, from, to, this.#dots.pointer)
    return this.#kernel.memory.viewFloat32(this.#dots)
  }

  /** Cosines of the PPMI vectors of activity i with each of `partners`, in their order. A view. */
  #cosinesWith(i: number, partners: Uint32Array): Float32Array {
    const padded = this.#rows.length / Math.max(1, this.activities)
    this.#kernel.memory.viewUint32(this.#ids).set(partners)
    const { pointer } = this.#dots
    this.#kernel.run.linksDotsOf(this.#rows.pointer, padded, i, this.#ids.pointer, partners.length, pointer)
    return this.#kernel.memory.viewFloat32(this.#dots)
  }

  /** Opens row i: `write` then gives its features with any partners j > i. */
  open(i: number): void {
    this.#close()
    this.#open = i
    const { offsets, columns, pair } = this.#all
    for (let p = offsets[i]; p < offsets[i + 1]; p++) this.#pairOf[columns[p]] = pair[p]
    for (const rows of [this.#sessionRows, this.#windowRows, this.#flow]) rows.open(i, i + 1)
  }

  /** Opens row i. Returns the partners j > i, ascending: all of them, or those with any evidence. */
  openRow(i: number, all: boolean): Uint32Array {
    this.open(i)
    const n = this.activities
    if (all) return Uint32Array.from({ length: Math.max(0, n - 1 - i) }, (_, k) => i + 1 + k)
    const partners = this.#partners
    const listed = this.#listed
    let count = 0
    const { offsets, columns } = this.#all
    for (let p = offsets[i]; p < offsets[i + 1]; p++) {
      if (columns[p] <= i) continue
      listed[columns[p]] = 1
      partners[count++] = columns[p]
    }
    for (const { cosine, touched, touchedCount } of [this.#sessionRows, this.#windowRows, this.#flow]) {
      for (let t = 0; t < touchedCount; t++) {
        const j = touched[t]
        if (cosine[j] <= WORTH_A_LOOK || listed[j] === 1) continue
        listed[j] = 1
        partners[count++] = j
      }
    }
    const found = partners.slice(0, count).sort()
    for (const j of found) listed[j] = 0
    return found
  }

  #close(): void {
    const i = this.#open
    if (i < 0) return
    const { offsets, columns } = this.#all
    for (let p = offsets[i]; p < offsets[i + 1]; p++) this.#pairOf[columns[p]] = -1
  }

  /** Writes the features of the open row's partners: feature f of partner k goes to out[f * capacity + k]. Not clipped. */
  write(partners: Uint32Array, out: Float32Array, capacity: number): void {
    const i = this.#open
    const { documents, pairs } = this.#evidence
    const { session, window32, window16, window8 } = documents
    const having = session.having
    const sessions = Math.max(1, session.count)
    const cosines = this.#cosinesWith(i, partners)
    const inSessions = this.#sessionRows.cosine
    const inWindows = this.#windowRows.cosine
    const inFlow = this.#flow.cosine
    for (let k = 0; k < partners.length; k++) {
      const j = partners[k]
      const p = this.#pairOf[j]
      const known = p >= 0
      const both = known ? pairs.session[p] : 0
      const iIsRarer = having[i] <= having[j]
      const rare = iIsRarer ? having[i] : having[j]
      const common = iIsRarer ? having[j] : having[i]
      const logRare = this.#logOfHaving[iIsRarer ? i : j]
      const logCommon = this.#logOfHaving[iIsRarer ? j : i]
      let at = k
      out[at] = loevinger(session, i, j, both)
      out[(at += capacity)] = loevinger(window32, i, j, known ? pairs.window32[p] : 0)
      out[(at += capacity)] = loevinger(window16, i, j, known ? pairs.window16[p] : 0)
      out[(at += capacity)] = loevinger(window8, i, j, known ? pairs.window8[p] : 0)
      out[(at += capacity)] = inSessions[j]
      out[(at += capacity)] = inWindows[j]
      let largest = 0
      let mean = 0
      const forth = known ? pairs.follows[p] : 0
      const back = known ? pairs.precedes[p] : 0
      if (forth + back > 0) {
        const outI = this.#flowsOut[i] + 1
        const outJ = this.#flowsOut[j] + 1
        const inI = this.#flowsIn[i] + 1
        const inJ = this.#flowsIn[j] + 1
        largest = Math.max(forth / Math.min(outI, inJ), back / Math.min(outJ, inI))
        mean = Math.max(forth / Math.sqrt(outI * inJ), back / Math.sqrt(outJ * inI))
      }
      out[(at += capacity)] = largest
      out[(at += capacity)] = mean
      out[(at += capacity)] = cosines[k]
      out[(at += capacity)] = known ? this.#information[p] / 8 : 0
      out[(at += capacity)] = logRare / 8
      out[(at += capacity)] = common / sessions
      out[(at += capacity)] = both / Math.max(rare, 1)
      out[(at += capacity)] = (logCommon - logRare) / 8
      out[(at += capacity)] = this.#mlen
      const before = known ? pairs.before[p] : 0
      const after = known ? pairs.after[p] : 0
      out[(at += capacity)] = Math.abs(before - after) / (before + after + 3)
      out[(at += capacity)] = known ? pairs.tight[p] / tightUnit / (before + after + 2) : 0
      out[(at += capacity)] = inFlow[j]
      const odds = ((both + 0.5) * sessions) / (rare * common + 0.5 * sessions)
      out[(at += capacity)] = Math.max(-3, Math.min(6, ln(odds))) / 6
      const surprise = signedRoot(both, having[i], having[j], sessions)
      out[(at += capacity)] = ln(1 + Math.max(0, surprise)) / 4
      out[(at += capacity)] = Math.min(8, Math.max(0, -surprise)) / 8
      const near = known && pairs.window8[p] > 0
      const nearby = near ? signedRoot(pairs.window8[p], window8.having[i], window8.having[j], window8.count) : 0
      out[(at += capacity)] = ln(1 + Math.max(0, nearby)) / 4
      let adjacent = 0
      if (forth > 0) adjacent = signedRoot(forth, this.#flowsOut[i], this.#flowsIn[j], this.#steps)
      if (back > 0) adjacent = Math.max(adjacent, signedRoot(back, this.#flowsOut[j], this.#flowsIn[i], this.#steps))
      out[(at += capacity)] = ln(1 + Math.max(0, adjacent)) / 4
      out[(at += capacity)] = ln(1 + both) / 8
      out[(at += capacity)] = ln(1 + (rare * common) / sessions) / 8
      out[(at += capacity)] = this.#nact
      out[(at += capacity)] = this.#nses
      const share = (both + 0.5) / (rare + 1)
      out[at + capacity] = Math.max(0, share - 1.3 * Math.sqrt((share * (1 - share)) / (rare + 1)))
    }
  }
}

/**
 * The root of the log-likelihood ratio G2 = 2 sum O ln(O / E) of a 2 x 2 table (Dunning 1993), negative where the two
 * are together less often than by chance.
 *
 * @param both of `all`, how many have a and b; `a` and `b`: how many have each
 */
function signedRoot(both: number, a: number, b: number, all: number): number {
  const onlyA = Math.max(0, a - both)
  const onlyB = Math.max(0, b - both)
  const neither = Math.max(0, all - a - b + both)
  const part = (observed: number, expected: number) =>
    observed > 0 && expected > 0 ? observed * ln(observed / expected) : 0
  const sum =
    part(both, (a * b) / all) +
    part(onlyA, (a * (all - b)) / all) +
    part(onlyB, ((all - a) * b) / all) +
    part(neither, ((all - a) * (all - b)) / all)
  const root = Math.sqrt(Math.max(0, 2 * sum))
  return both * all >= a * b ? root : -root
}

/** Loevinger's H of two activities that share `both` documents, shrunk by one document. */
function loevinger({ count, having }: Documents, i: number, j: number, both: number): number {
  const all = Math.max(1, count)
  const rare = Math.min(having[i], having[j])
  const common = Math.max(having[i], having[j])
  return (both - (rare * common) / all) / (rare * (1 - common / all) + 1)
}
