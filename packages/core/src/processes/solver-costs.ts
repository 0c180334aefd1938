import { stride } from '../kernel/memory.js'
import { tableFits } from './count-table.js'
import { keptShares } from './vocabulary.js'

/** Pairs of logs of at most so many activities are all counted. */
const MANY_ACTIVITIES = 1000
/** Events for each activity: decision 0027. */
const ENOUGH_EACH = 250

/** Of so many sessions one stands for all, where the pairs of a log are counted. */
export function oneInSoMany(activities: number, tokens: number): number {
  return activities > MANY_ACTIVITIES ? Math.max(1, Math.floor(tokens / (ENOUGH_EACH * activities))) : 1
}

/** What is to be trained, as far as cost goes. */
export interface Task {
  activities: number
  /** [activities] */
  occurrences: Float64Array
  dimensions: number
  window: number
  negative: number
  epochs: number
  sample: number
  iterations: number
}

/**
 * Columns that stand for all negatives of a half step, where the counts are sparse. Neither 512 nor 1,024 gave another NMI
 * with the truth (5,000 planted activities: .959, .960 and .958).
 */
export const SAMPLED_COLUMNS = 256
/**
 * See `CountsSolverTuning.drawnPairs`: NMI with the truth as with all pairs (.943 and .946 over 24 seeds on 1,000 planted
 * activities, each within .02), a third of the time at 20,000 activities.
 */
export const DRAWN_PAIRS = 256
/**
 * With more activities than this, half of both: NMI of k-means at 5,000 activities .945 with all and with half, .936 with a
 * quarter; over four logs of 1,600 to 5,000, two seeds each, .969, .969 and .968.
 */
export const HALVED_BEYOND = 1000
/** A dense matrix of counts takes 4 bytes a cell: 400 MB here. */
const DENSE_UP_TO = 10_000

// Rough rates of one core under Node 20, for choosing only, from timings on a busy machine (1,000 to 20,000 activities).
// Dense (in whole numbers) and stochastic are counted as for the plain steps.
const TABLED_TOKENS_PER_S = 2.5e7
const INDEXED_TOKENS_PER_S = 9e6
const DENSE_FLOPS_PER_S = 4.5e10
/** Positives that are gathered one by one from rows all over memory. */
const SPARSE_FLOPS_PER_S = 1.6e10
/** Pairs that are looked at to draw some of them. */
const DRAWN_FROM_PER_S = 8e8
const MIRRORED_PAIRS_PER_S = 5e7
const STOCHASTIC_FLOPS_PER_S = 3.1e10

// A half step computes scores and gradients: 2 x 2 flops for each cell and dimension; two halves an iteration.
const FLOPS = 8

function denseSeconds(activities: number, width: number, iterations: number): number {
  return (FLOPS * activities * activities * width * iterations) / DENSE_FLOPS_PER_S
}

function sparseSeconds(activities: number, pairs: number, width: number, iterations: number): number {
  const columns = Math.min(activities, SAMPLED_COLUMNS)
  // Most of a row's weight lies on few pairs, which leave about half of the draws.
  const used = Math.min(pairs, (activities * DRAWN_PAIRS) / 2)
  return (
    (FLOPS * activities * columns * width * iterations) / DENSE_FLOPS_PER_S +
    (FLOPS * used * width * iterations) / SPARSE_FLOPS_PER_S +
    (2 * pairs * iterations) / DRAWN_FROM_PER_S +
    pairs / MIRRORED_PAIRS_PER_S
  )
}

/** How to hold the counts of `activities` with so many non-zero `pairs` (of both directions). */
export function cheaperForm(activities: number, pairs: number, width: number, iterations = 5): 'dense' | 'sparse' {
  if (activities > DENSE_UP_TO) return 'sparse'
  const cells = Math.min(pairs, activities * activities)
  return denseSeconds(activities, width, iterations) <= sparseSeconds(activities, cells, width, iterations)
    ? 'dense'
    : 'sparse'
}

/** Estimated seconds of the solver from counts, counting included; the pairs are bounded from above. */
function countsCost(task: Task): number {
  const { activities, occurrences, dimensions, window, iterations } = task
  const width = stride(dimensions)
  const all = occurrences.reduce((sum, count) => sum + count, 0)
  const tokens = all / oneInSoMany(activities, all)
  const pairs = Math.min(activities * activities, 2 * window * tokens)
  const solving =
    cheaperForm(activities, pairs, width, iterations) === 'dense'
      ? denseSeconds(activities, width, iterations)
      : sparseSeconds(activities, pairs, width, iterations)
  return tokens / (tableFits(activities, tokens) ? TABLED_TOKENS_PER_S : INDEXED_TOKENS_PER_S) + solving
}

/** Estimated seconds of the stochastic solver. */
function stochasticCost(task: Task): number {
  const { occurrences, dimensions, window, negative, epochs, sample } = task
  const shares = keptShares(occurrences, sample)
  const words = occurrences.reduce((sum, count, i) => sum + count * shares[i], 0)
  // window + 1 contexts on average, each against 1 + negative outputs: a dot product and two updates.
  return (epochs * words * (window + 1) * (negative + 1) * 6 * stride(dimensions)) / STOCHASTIC_FLOPS_PER_S
}

/** The cheaper solver, or the one asked for, with the reason as a person would want to read it. */
export function chooseSolver(
  task: Task,
  asked: 'auto' | 'counts' | 'stochastic'
): { solver: 'counts' | 'stochastic'; why: string } {
  const seconds = { counts: countsCost(task), stochastic: stochasticCost(task) }
  const solver = asked !== 'auto' ? asked : seconds.counts <= seconds.stochastic ? 'counts' : 'stochastic'
  const names = { counts: 'from pair counts', stochastic: 'stochastic over the sequences' }
  const other = solver === 'counts' ? 'stochastic' : 'counts'
  const estimate = `estimated ${round(seconds[solver])} s, against ${round(seconds[other])} s ${names[other]}`
  return { solver, why: `${names[solver]} (${asked === 'auto' ? estimate : 'as asked for'})` }
}

function round(seconds: number): string {
  return seconds < 0.01 ? 'under 0.01' : seconds.toPrecision(2)
}
