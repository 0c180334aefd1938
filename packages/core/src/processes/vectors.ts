import type { Kernel } from '../kernel/load.js'
import { type Phases, shareOf } from '../kernel/phases.js'
import { fetched } from '../kernel/work.js'
import type { Traces } from '../log/types.js'
import { discoverRefusals } from '../options.js'
import { countPhases, type SparseCounting, tableSuffices } from './count-phases.js'
import type { EmbedOptions } from './embed-options.js'
import { solveInPhases } from './skipgram-counts.js'
import type { trainInPhases } from './skipgram-stochastic.js'
import { chooseSolver, oneInSoMany, type Task } from './solver-costs.js'
import type { Embedding } from './types.js'
import { buildVocabulary, type Vocabulary } from './vocabulary.js'

/** Options that were checked, every one but `iterations` given. */
export type EmbedSettings = Required<Omit<EmbedOptions, 'iterations'>> & Pick<EmbedOptions, 'iterations'>

/** What is to be trained and how. What few logs need: the stochastic solver, and counting without a table of all pairs. */
export interface Training extends Planned {
  stochastic: typeof trainInPhases | null
  sparse: SparseCounting | null
}

interface Planned {
  /** Its traces are those whose pairs are counted, where the solver is the one from counts. */
  vocabulary: Vocabulary
  solver: 'counts' | 'stochastic'
  why: string
}

/** Newton steps, where nothing is said of them. */
export const ITERATIONS = 5

/** What is to be trained, of traces whose activities are not all left out. Of its sessions one in `every` stands for all. */
export function planTraining(source: Traces, options: EmbedSettings): Planned & { every: number } {
  const vocabulary = buildVocabulary(source, options.minCount)
  const { kept, occurrences, traces } = vocabulary
  const task: Task = { iterations: ITERATIONS, ...options, activities: kept.length, occurrences }
  const { solver, why } = chooseSolver(task, options.solver)
  return { vocabulary, solver, why, every: solver === 'counts' ? oneInSoMany(kept.length, traces.tokens.length) : 1 }
}

/** {@link planTraining}, with what it asks for loaded. */
export async function trainingOf(source: Traces, options: EmbedSettings): Promise<Training> {
  const { every, ...planned } = planTraining(source, options)
  if (every > 1) {
    const { thinTraces } = await import('./thin-traces.js')
    planned.vocabulary = thinTraces(planned.vocabulary, every)
  }
  const { kept, traces } = planned.vocabulary
  if (kept.length === 0) throw (await discoverRefusals()).noneKept(options.minCount)
  if (planned.solver !== 'counts') {
    return { ...planned, stochastic: (await import('./skipgram-stochastic.js')).trainInPhases, sparse: null }
  }
  const suffices = tableSuffices(kept.length, traces.tokens.length, options.window)
  return { ...planned, stochastic: null, sparse: suffices ? null : await import('./count-sparse.js') }
}

/** See `embed`; handed out to so many threads. The stochastic solver has work for two. */
export function* vectorsInPhases(
  kernel: Kernel,
  options: EmbedSettings,
  threads: number,
  { vocabulary, solver, why, stochastic, sparse }: Training
): Phases<Embedding> {
  const settings = { iterations: ITERATIONS, ...options }
  const { activities, kept, traces } = vocabulary
  if (solver === 'counts') {
    const counts = yield* shareOf(countPhases(kernel, traces, settings, threads, sparse), 0, 0.3)
    const rows = yield* shareOf(solveInPhases(kernel, counts, settings, threads), 0.3, 1)
    return embeddingOf(activities, kept, rows, { ...settings, solver, why })
  }
  const rows = yield* fetched(stochastic, 'skipgram-stochastic')(kernel, vocabulary, settings)
  return embeddingOf(activities, kept, rows, { ...settings, solver, why })
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
