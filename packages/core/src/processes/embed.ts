import type { Kernel } from '../kernel/load.js'
import { inPlace, type Phases } from '../kernel/phases.js'
import type { Steps } from '../kernel/work.js'
import type { Traces } from '../log/types.js'
import * as sparse from './count-sparse.js'
import { checkKept, checkTokens, type EmbedOptions, resolveEmbedding } from './embed-options.js'
import type { PairCounts } from './pair-counts.js'
import { trainInPhases } from './skipgram-stochastic.js'
import { thinTraces } from './thin-traces.js'
import type { Embedding } from './types.js'
import { planTraining, vectorsInPhases } from './vectors.js'
import { vectorsOfCounts } from './vectors-of-counts.js'

export type { EmbedOptions }

/**
 * Trains skip-gram vectors with negative sampling from traces, or from pair counts alone (then only by the solver from
 * counts; of large traces of more than 1,000 activities it counts some of the sessions). Row i of the result belongs to
 * activity i, also where activities below `minCount` are left out (their rows are zero). The same input, options and seed
 * give the same bits.
 * @throws InputError BAD_OPTION, UNKNOWN_OPTION; TOO_FEW_ACTIVITIES when `minCount` leaves none.
 */
export function embed(kernel: Kernel, source: Traces | PairCounts, options: EmbedOptions = {}): Steps<Embedding> {
  return inPlace(kernel, embedInPhases(kernel, source, options, 1))
}

/** {@link embed}, handed out to so many threads. */
export function embedInPhases(
  kernel: Kernel,
  source: Traces | PairCounts,
  options: EmbedOptions,
  threads: number
): Phases<Embedding> {
  return isTraces(source)
    ? vectorsOfTraces(kernel, source, options, threads)
    : vectorsOfCounts(kernel, source, options, threads)
}

function* vectorsOfTraces(kernel: Kernel, traces: Traces, options: EmbedOptions, threads: number): Phases<Embedding> {
  const settings = resolveEmbedding(options)
  checkTokens(traces)
  const { every, ...planned } = planTraining(traces, settings)
  checkKept(planned.vocabulary.kept, settings.minCount)
  const vocabulary = thinTraces(planned.vocabulary, every)
  return yield* vectorsInPhases(kernel, settings, threads, {
    ...planned,
    vocabulary,
    stochastic: trainInPhases,
    sparse
  })
}

function isTraces(source: Traces | PairCounts): source is Traces {
  return typeof source.tokens !== 'number'
}
