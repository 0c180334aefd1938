import type { Kernel } from '../kernel/load.js'
import { stride, unpad } from '../kernel/memory.js'
import { inPlace, type Phases } from '../kernel/phases.js'
import type { Steps } from '../kernel/work.js'
import { expectedPairs } from './expected-pairs.js'
import type { PairCounts } from './pair-counts.js'
import { addGram, balance } from './skipgram-gauge.js'
import { dense, sparse, WHAT } from './skipgram-positives.js'
import { cheaperForm, DRAWN_PAIRS, HALVED_BEYOND, SAMPLED_COLUMNS } from './solver-costs.js'
import { keptShares, negativeWeights } from './vocabulary.js'

/** What the solver from counts needs to know; defaults live in embed.ts. */
export interface CountsSolverOptions {
  dimensions: number
  negative: number
  sample: number
  iterations: number
  seed: number
}

/** How the solver is run; for tests and tuning. `slice` does not change the result, the others do. */
export interface CountsSolverTuning {
  /** How the counts are held; by default the cheaper one (see solver-costs.ts). */
  form?: 'dense' | 'sparse'
  /** Columns that stand for all negatives of a half step, where the counts are sparse. */
  sampledColumns?: number
  /**
   * Where the counts are sparse: pairs below this share (one in so many) of their row's weight are drawn, so that about
   * so many stand for all of them in a half step. Infinity: every pair is used.
   */
  drawnPairs?: number
  /** Length of a Newton step. */
  rate?: number
  /** Added to A as this share of its mean diagonal. */
  ridge?: number
  /** Standard deviation of the random start. */
  start?: number
  /** Multiply-adds per kernel call. */
  slice?: number
}

// Ridge and start as in the design's prototype. The rate (.2 to .7) and the number of steps (3 to 12) were compared on the
// bank log, which the test against gensim uses too.
const RIDGE = 0.3
const RATE = 0.3
const START = 0.1

/**
 * Solves skip-gram with negative sampling from pair counts by block-Newton steps and balances the gauge of the result
 * (see skipgram_counts.ts of the kernels for the equations). Every activity of `counts` must occur.
 * Returns [activities x dimensions], not padded.
 */
export function solveFromCounts(
  kernel: Kernel,
  counts: PairCounts,
  options: CountsSolverOptions,
  tuning: CountsSolverTuning = {}
): Steps<Float32Array> {
  return inPlace(kernel, solveInPhases(kernel, counts, options, 1, tuning))
}

/** {@link solveFromCounts}, handed out to so many threads. */
export function* solveInPhases(
  kernel: Kernel,
  counts: PairCounts,
  options: CountsSolverOptions,
  threads: number,
  tuning: CountsSolverTuning = {}
): Phases<Float32Array> {
  const { run, memory } = kernel
  const { dimensions, iterations } = options
  const slice = tuning.slice ?? 3e7
  const n = counts.activities
  const width = stride(dimensions)
  const rows = roundUp(n, 32)
  const mark = memory.mark()
  try {
    const state = memory.room(1, 8, WHAT)
    run.seedStream(state.pointer, options.seed, 1)
    const sides = [memory.float32(rows * width, WHAT), memory.float32(rows * width, WHAT)]
    for (const side of sides) {
      // Even numbers of the same deviation as normal ones do as well, at a tenth of the cost.
      const reach = (tuning.start ?? START) * Math.sqrt(3)
      for (let at = 0; at < n; at += 256) {
        const first = side.pointer + at * width * 4
        run.fillUniform(first, Math.min(256, n - at), dimensions, width, reach, state.pointer)
      }
    }

    const expected = expectedPairs(counts, keptShares(counts.occurrences, options.sample))
    const form = tuning.form ?? cheaperForm(n, 2 * counts.columns.length, width, iterations)
    const positives = yield* form === 'dense'
      ? dense(kernel, expected, n, rows, slice)
      : sparse(kernel, expected, n, rows, slice)
    const { sums } = expected
    const total = sum(sums)
    const negatives = negativeWeights(counts.occurrences)
    const negativeTotal = sum(negatives)
    const chance = negatives.map((weight) => weight / negativeTotal)
    // Of U (centres h): negatives k n_h, weights p_c. Of V (outputs c) the same product read the other way.
    const scaled = [sums.map((value) => options.negative * value), chance.map((p) => options.negative * p)]
    const plain = [chance, sums]
    const rate = tuning.rate ?? RATE
    const float = (values: Float64Array) => memory.put(padFloats(values, rows), WHAT)
    const rates = float(sums.map((value) => (value > 0 ? rate / value : 0)))
    const shares = float(sums.map((value) => (total > 0 ? value / total : 0)))
    const multipliers = scaled.map(float)
    // Of a row of the usual length no pair is drawn; 0: each is used as it is.
    const drawn = tuning.drawnPairs ?? DRAWN_PAIRS / (n > HALVED_BEYOND ? 2 : 1)
    const least = float(sums.map((value) => (positives.longest > drawn ? value / drawn : 0)))

    const stands = tuning.sampledColumns ?? SAMPLED_COLUMNS / (n > HALVED_BEYOND ? 2 : 1)
    const sampled = form === 'sparse' && stands < n
    const most = sampled ? roundUp(stands, 32) : rows
    // Whole numbers of 16 bits, and what they mean.
    const picked = memory.int32((most * width) / 2, WHAT)
    const lanes = memory.int32((most * width) / 2, WHAT)
    const units = memory.float32(2 * most, WHAT)
    const weights = memory.float32(most, WHAT)
    const ids = memory.int32(most, WHAT)
    const gram = memory.float64(width * width, WHAT)
    const small = memory.float64(width * width, WHAT)
    const inverse = memory.float32(width * width, WHAT)
    const gramScratch = memory.room(run.gramScratch(width), 1, WHAT)
    const scratchBytes = (run.stepScratch(width, positives.longest) + 63) & ~63
    const scratch = memory.room(scratchBytes * threads, 1, WHAT)
    const rowCost = (most + Math.min(positives.longest, 4 * Math.min(drawn, n))) * width

    for (let half = 0; half < 2 * iterations; half++) {
      const own = sides[half & 1]
      const other = sides[1 - (half & 1)]
      memory.viewFloat64(gram).fill(0)
      yield* addGram(kernel, other, shares.pointer, n, width, gram, gramScratch, slice, half / (2 * iterations))
      run.invertWithRidge(gram.pointer, width, dimensions, tuning.ridge ?? RIDGE, small.pointer, inverse.pointer)

      let columns = n
      memory.viewFloat32(weights).fill(0)
      if (sampled) {
        const sample = stratified(plain[half & 1], most, fraction((half + 1) * GOLDEN + options.seed * SILVER))
        columns = sample.ids.length
        memory.viewUint32(ids).set(sample.ids)
        memory.viewFloat32(weights).set(sample.weights)
        memory.viewInt32(picked).fill(0)
        memory.viewInt32(lanes).fill(0)
        memory.viewFloat32(units).fill(0)
      } else {
        memory.viewFloat32(weights).set(plain[half & 1])
      }
      const tiles = roundUp(columns, 32)
      const packAtOnce = Math.max(1, Math.floor(slice / (8 * width)))
      for (let at = 0; at < columns; at += packAtOnce) {
        run.packColumns(
          other.pointer,
          sampled ? ids.pointer : 0,
          at,
          Math.min(at + packAtOnce, columns),
          width,
          tiles,
          picked.pointer,
          lanes.pointer,
          units.pointer
        )
      }
      const rowsAtOnce = Math.max(1, Math.floor(slice / (2 * rowCost * 32))) * 32
      const calls: number[][] = []
      for (let at = 0; at < rows; at += rowsAtOnce) {
        calls.push([
          ...[own.pointer, at, Math.min(at + rowsAtOnce, rows), width],
          ...[picked.pointer, lanes.pointer, units.pointer, tiles, multipliers[half & 1].pointer, weights.pointer],
          ...[positives.dense, positives.offsets, positives.columns, positives.values, positives.longest],
          ...[least.pointer, (half + 1) * GOLDEN + options.seed * SILVER],
          ...[other.pointer, inverse.pointer, rates.pointer]
        ])
      }
      yield { run: 'stepRows', calls, scratch: scratch.pointer, scratchBytes, done: (half + 1) / (2 * iterations) }
    }
    yield* balance(kernel, sides[0], sides[1], n, rows, width, gramScratch, slice)
    return unpad(memory.viewFloat32(sides[0]), n, dimensions, width)
  } finally {
    memory.release(mark)
  }
}

// Irrational steps spread the offsets of successive samples evenly over [0, 1).
const GOLDEN = 0.6180339887498949
const SILVER = 0.41421356237309503

function fraction(value: number): number {
  return value - Math.floor(value)
}

/**
 * `most` systematic draws with probability proportional to `weights`: one in each of `most` equal strata of the summed
 * weights. Returns the distinct ids and the weight that each stands for (they sum to the whole).
 */
function stratified(weights: Float64Array, most: number, offset: number): { ids: number[]; weights: number[] } {
  const step = sum(weights) / most
  const ids: number[] = []
  const drawn: number[] = []
  let reached = 0
  let draws = 0
  for (let id = 0; id < weights.length; id++) {
    reached += weights[id]
    let times = 0
    while (draws < most && (draws + offset) * step < reached) {
      draws++
      times++
    }
    if (times === 0) continue
    ids.push(id)
    drawn.push(times * step)
  }
  return { ids, weights: drawn }
}

function sum(values: Float64Array): number {
  let total = 0
  for (const value of values) total += value
  return total
}

function padFloats(values: Float64Array, length: number): Float32Array {
  const padded = new Float32Array(length)
  padded.set(values)
  return padded
}

function roundUp(value: number, to: number): number {
  return Math.ceil(value / to) * to
}
