import { InputError } from '../errors.js'
import type { Traces } from '../log/types.js'
import { checkOptionNames } from '../suggest.js'
import { WIDEST_WINDOW } from './count-phases.js'
import { noneKept } from './none-kept.js'
import { ITERATIONS } from './vectors.js'

/** How activities become vectors. The names follow word2vec's in full words; the defaults are behavior_mapper's. */
export interface EmbedOptions {
  /** Length of a vector; default 100, at least 2. */
  dimensions?: number
  /** Tokens on either side that count as context; default 4. Pair counts bring their own. */
  window?: number
  /** Negative samples per window; default 5. */
  negative?: number
  /** Passes over the sequences of the stochastic solver; default 5. */
  epochs?: number
  /** Subsampling of frequent activities, as a share of all tokens; 0 = none; default 1e-3. */
  sample?: number
  /** Activities that occur less often get a zero vector; default 0. */
  minCount?: number
  /** Of the stochastic solver: falls linearly to 1e-4; default 0.025. */
  learningRate?: number
  /** 'auto' takes the one with the lower estimated cost; default 'auto'. */
  solver?: 'auto' | 'counts' | 'stochastic'
  /** Newton steps of the solver from counts, on each side; default 5. More of them overfit. */
  iterations?: number
  /** A whole number from 0 to 2^32 - 1; default 1. */
  seed?: number
}

const DEFAULTS: Required<EmbedOptions> = {
  dimensions: 100,
  window: 4,
  negative: 5,
  epochs: 5,
  sample: 1e-3,
  minCount: 0,
  learningRate: 0.025,
  solver: 'auto',
  iterations: ITERATIONS,
  seed: 1
}

/** All options of an embedding. @throws InputError BAD_OPTION, UNKNOWN_OPTION */
export function resolveEmbedding(options: EmbedOptions): Required<EmbedOptions> {
  checkOptionNames(options, Object.keys(DEFAULTS), 'embed')
  const settings = { ...DEFAULTS }
  for (const [name, value] of Object.entries(options))
    if (value !== undefined) Object.assign(settings, { [name]: value })
  const { dimensions, window, negative, epochs, sample, minCount, learningRate, solver, iterations, seed } = settings
  const whole = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most
  require(whole(dimensions, 2, 4096), 'dimensions', dimensions, 'a whole number from 2 to 4096')
  require(whole(window, 1, WIDEST_WINDOW), 'window', window, `a whole number from 1 to ${WIDEST_WINDOW}`)
  require(whole(negative, 1, 4096), 'negative', negative, 'a whole number from 1 to 4096')
  require(whole(epochs, 1, 2 ** 31), 'epochs', epochs, 'a whole number, at least 1')
  require(sample >= 0 && sample <= 1, 'sample', sample, 'a share from 0 (none) to 1')
  require(minCount >= 0, 'minCount', minCount, 'a number of occurrences, at least 0')
  require(learningRate > 0 && learningRate <= 10, 'learningRate', learningRate, 'a number above 0, 0.025 for example')
  require(['auto', 'counts', 'stochastic'].includes(solver), 'solver', solver, "'auto', 'counts' or 'stochastic'")
  require(whole(iterations, 1, 1000), 'iterations', iterations, 'a whole number from 1 to 1000')
  require(whole(seed, 0, 2 ** 32 - 1), 'seed', seed, 'a whole number from 0 to 4294967295')
  return settings
}

function require(holds: boolean, name: string, got: unknown, expected: string): void {
  if (holds) return
  throw new InputError('BAD_OPTION', `embed got ${name} ${String(got)}.`, `Give ${expected}.`)
}

/** Kernels trust their input: a token out of range would write where it must not. @throws InputError UNKNOWN_ACTIVITY */
export function checkTokens({ tokens, activities }: Traces): void {
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i] < activities) continue
    throw new InputError(
      'UNKNOWN_ACTIVITY',
      `The traces hold activity ${tokens[i]}, but say that there are ${activities} activities.`,
      'Activities are numbered 0 to activities - 1: give traces whose tokens are below their activity count.'
    )
  }
}

/** @throws InputError TOO_FEW_ACTIVITIES */
export function checkKept(kept: Uint32Array, minCount: number): void {
  if (kept.length === 0) throw noneKept(minCount)
}
