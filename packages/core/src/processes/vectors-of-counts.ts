import { InputError } from '../errors.js'
import type { Kernel } from '../kernel/load.js'
import type { Phases } from '../kernel/phases.js'
import { checkKept, type EmbedOptions, resolveEmbedding } from './embed-options.js'
import { type PairCounts, restrictPairCounts } from './pair-counts.js'
import { solveInPhases } from './skipgram-counts.js'
import type { Embedding } from './types.js'
import { embeddingOf } from './vectors.js'
import { keepFrequent } from './vocabulary.js'

/** Vectors from pair counts alone; see `embed`. */
export function* vectorsOfCounts(
  kernel: Kernel,
  counts: PairCounts,
  options: EmbedOptions,
  threads: number
): Phases<Embedding> {
  const settings = resolveEmbedding(options)
  if (settings.solver === 'stochastic') {
    throw new InputError(
      'BAD_OPTION',
      "embed got pair counts and the solver 'stochastic', which needs the sequences.",
      "Give traces, or use the solver 'counts'."
    )
  }
  if (options.window !== undefined && options.window !== counts.window) {
    throw new InputError(
      'BAD_OPTION',
      `embed got window ${options.window}, but the pairs were counted with window ${counts.window}.`,
      'Leave the window out, or count the pairs again.'
    )
  }
  const { kept, renumbered } = keepFrequent(counts.occurrences, settings.minCount)
  checkKept(kept, settings.minCount)
  const rows = yield* solveInPhases(kernel, restrictPairCounts(counts, kept, renumbered), settings, threads)
  const why = 'from counts: they are all that was given'
  return embeddingOf(counts.activities, kept, rows, { ...settings, solver: 'counts', why })
}
