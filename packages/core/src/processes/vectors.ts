import type { Kernel } from '../kernel/load.js'
import { type Phases, shareOf } from '../kernel/phases.js'
import { fetched } from '../kernel/work.js'
import type { Traces } from '../log/types.js'
import { discoverRefusals } from '../options.js'
import { countPhases, type SparseCounting, tableSuffices } from './count-phases.js'
import type { EmbedOptions } from './embed-options.js'
import { solveInPhases } from './skipgram-counts.js'
import type { trainInPhases } from './skipgram-stochastic.js'
import { chooseSolver, type Task } from './solver-costs.js'
import type { Embedding } from './types.js'
import { buildVocabulary, countKept } from './vocabulary.js'

/** Options that were checked, every one but `iterations` given. */
export type EmbedSettings = Required<Omit<EmbedOptions, 'iterations'>> & Pick<EmbedOptions, 'iterations'>

/** What few logs need: the stochastic solver, and counting without a table of all pairs. */
export interface Solvers {
  stochastic: typeof trainInPhases | null
  sparse: SparseCounting | null
}

/** Newton steps, where nothing is said of them. */
export const ITERATIONS = 5

/** Loads what the options or the log ask for. */
export async function solversFor(source: Traces, options: EmbedSettings): Promise<Solvers> {
  const settings = { iterations: ITERATIONS, ...options }
  const { kept, occurrences } = countKept(source, settings.minCount)
  if (kept.length === 0) throw (await discoverRefusals()).noneKept(settings.minCount)
  const { solver } = chooseSolver({ ...settings, activities: kept.length, occurrences }, settings.solver)
  if (solver !== 'counts') return { stochastic: (await import('./skipgram-stochastic.js')).trainInPhases, sparse: null }
  const tokens = occurrences.reduce((sum, count) => sum + count, 0)
  const suffices = tableSuffices(kept.length, tokens, settings.window)
  return { stochastic: null, sparse: suffices ? null : await import('./count-sparse.js') }
}

/**
 * See `embed`; handed out to so many threads. The stochastic solver has work for two.
 *
 * @param solvers as {@link solversFor} gives them
 */
export function* vectorsInPhases(
  kernel: Kernel,
  source: Traces,
  options: EmbedSettings,
  threads: number,
  { stochastic, sparse }: Solvers
): Phases<Embedding> {
  const settings = { iterations: ITERATIONS, ...options }
  const vocabulary = buildVocabulary(source, settings.minCount)
  const { kept } = vocabulary
  const task: Task = { ...settings, activities: kept.length, occurrences: vocabulary.occurrences }
  const { solver, why } = chooseSolver(task, settings.solver)
  if (solver === 'counts') {
    const counts = yield* shareOf(countPhases(kernel, vocabulary.traces, settings, threads, sparse), 0, 0.3)
    const rows = yield* shareOf(solveInPhases(kernel, counts, settings, threads), 0.3, 1)
    return embeddingOf(source.activities, kept, rows, { ...settings, solver, why })
  }
  const rows = yield* fetched(stochastic, 'skipgram-stochastic')(kernel, vocabulary, settings)
  return embeddingOf(source.activities, kept, rows, { ...settings, solver, why })
}

/** The vectors of the kept activities among zeros for the others. */
export function embeddingOf(
  activities: number,
  kept: Uint32Array,
  rows: Float32Array,
  { dimensions, solver, why }: Pick<Embedding, 'dimensions' | 'solver' | 'why'>
): Embedding {
  const vectors = new Float32Array(activities * dimensions)
  for (let i = 0; i < kept.length; i++) {
    vectors.set(rows.subarray(i * dimensions, (i + 1) * dimensions), kept[i] * dimensions)
  }
  return { vectors, dimensions, activities, solver, why }
}
