import { stride } from '../kernel/memory.js'
import { DENSE_UP_TO, SAMPLED_COLUMNS } from './skipgram-counts.js'
import { keptShares } from './vocabulary.js'

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

// Measured on one core of a 3.5 GHz server under Node 20; only their ratios matter.
const COUNTED_TOKENS_PER_S = 4e7
const DENSE_FLOPS_PER_S = 3.5e10
/** Positives that are gathered one by one from rows all over memory. */
const SPARSE_FLOPS_PER_S = 1.2e10
const STOCHASTIC_FLOPS_PER_S = 3e10

/** Estimated seconds of the solver from counts, counting included. */
export function countsCost(task: Task): number {
  const { activities, occurrences, dimensions, window, iterations } = task
  const width = stride(dimensions)
  const tokens = occurrences.reduce((sum, count) => sum + count, 0)
  const counting = tokens / COUNTED_TOKENS_PER_S
  // A half step computes scores and gradients: 2 x 2 flops for each cell and dimension; two halves an iteration.
  if (activities <= DENSE_UP_TO) {
    return counting + (8 * activities * activities * width * iterations) / DENSE_FLOPS_PER_S
  }
  const pairs = Math.min(activities * activities, 2 * window * tokens)
  const columns = Math.min(activities, SAMPLED_COLUMNS)
  return (
    counting +
    (8 * activities * columns * width * iterations) / DENSE_FLOPS_PER_S +
    (8 * pairs * width * iterations) / SPARSE_FLOPS_PER_S
  )
}

/** Estimated seconds of the stochastic solver. */
export function stochasticCost(task: Task): number {
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
