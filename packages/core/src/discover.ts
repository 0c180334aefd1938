import { InputError } from './errors.js'
import { newKernel } from './kernel/load.js'
import { drive, type WorkOptions } from './kernel/work.js'
import type { LogData } from './log/types.js'
import { type DiscoverOptions, type ResolvedOptions, resolveOptions } from './options.js'
import { describeProcessesInSteps } from './processes/describe-processes.js'
import { embed } from './processes/embed.js'
import { finderOf } from './processes/find.js'
import { type Flow, flow } from './processes/flow.js'
import { sequenced } from './processes/resample.js'
import { silhouette } from './processes/silhouette.js'
import { assessStability } from './processes/stability.js'
import type { Discovery, Embedding } from './processes/types.js'
import { assembleDiscovery } from './report/assemble.js'
import { type DiscoveryModel, makeModel } from './report/model.js'
import { createPool, type Pool } from './worker/pool.js'

/** What one run gives: the discovery (for people and views), and the model (for scoring new sessions). */
export interface DiscoverResult {
  discovery: Discovery
  model: DiscoveryModel
  /** Where {@link DiscoverOptions.wholeFlow} asked for it. */
  flow?: Flow
}

/**
 * Finds the processes of a log: trains vectors of its activities, groups them, names and measures the groups.
 * The same log, options and seed give the same bytes for any number of threads, in Node and in browsers.
 *
 * @throws InputError TOO_FEW_SESSIONS with fewer than two sessions, TOO_FEW_ACTIVITIES with fewer than three
 *   activities, UNKNOWN_OPTION, BAD_OPTION, OUT_OF_MEMORY, ABORTED
 */
export async function discover(log: LogData, options: DiscoverOptions = {}): Promise<DiscoverResult> {
  const resolved = resolveOptions(options, log.activity.length, log.activityNames.length)
  checkSize(log)
  const work = { signal: options.signal, onProgress: options.onProgress }
  const pool = createPool(resolved.threads)
  try {
    return await discoverWith(pool, log, options, resolved, work)
  } finally {
    pool.close()
  }
}

async function discoverWith(
  pool: Pool,
  log: LogData,
  options: DiscoverOptions,
  resolved: ResolvedOptions,
  work: WorkOptions
): Promise<DiscoverResult> {
  const input = sequenced(log)
  const kernel = await newKernel()
  const find = await finderOf(resolved.find.method)
  const found = await drive('finding processes', find(kernel, input, resolved.find), work)
  const embedding = found.embedding ?? (await train(log, resolved, work))
  const startBackground = () => ({
    map: pool.run(
      'map',
      {
        vectors: embedding.vectors,
        dimensions: embedding.dimensions,
        parts: found.components,
        perplexity: resolved.find.perplexity ?? undefined,
        iterations: resolved.find.mapIterations,
        seed: resolved.find.seed
      },
      work
    ),
    resamples: Array.from({ length: resolved.stability }, (_, i) =>
      pool.run(
        'resample',
        { log: input, options: resolved.find, seed: resolved.find.seed + i + 1 },
        { signal: work.signal }
      )
    )
  })
  // With worker threads these run while this thread describes; with one thread, one after another.
  let background = pool.threads > 1 ? startBackground() : undefined
  const described = await drive(
    'describing processes',
    describeProcessesInSteps(log, found, {
      timeZone: options.timeZone ?? log.read.timeZone,
      names: options.names,
      terminal: options.terminal,
      embedding,
      mixBy: options.mixBy
    }),
    work
  )
  const separation = await drive(
    'measuring',
    silhouette(kernel, embedding.vectors, embedding.activities, embedding.dimensions, described.labels, {
      metric: 'cosine'
    }),
    work
  )
  background ??= startBackground()
  const wholeFlow = options.wholeFlow === true ? flow(log) : undefined
  const [map, relabelled] = await Promise.all([
    background.map,
    countDone('checking stability', background.resamples, work)
  ])
  const stability =
    relabelled.length > 0 ? assessStability(described.labels, described.processes.length, relabelled) : null
  const discovery = assembleDiscovery(log, options, resolved, {
    wholeFlow,
    found,
    embedding,
    described,
    map,
    separation,
    stability
  })
  return { discovery, model: makeModel(discovery, embedding), ...(wholeFlow && { flow: wholeFlow }) }
}

async function train(log: LogData, resolved: ResolvedOptions, work: WorkOptions): Promise<Embedding> {
  const traces = { offsets: log.sessionOffsets, tokens: log.activity, activities: log.activityNames.length }
  return drive('training vectors', embed(await newKernel(), traces, resolved.find.embedding), work)
}

async function countDone<Result>(stage: string, works: Promise<Result>[], options: WorkOptions): Promise<Result[]> {
  let done = 0
  return Promise.all(
    works.map((one) =>
      one.then((result) => {
        options.onProgress?.({ stage, done: ++done / works.length })
        return result
      })
    )
  )
}

function checkSize(log: LogData): void {
  if (log.sessionCase.length < 2) {
    throw new InputError(
      'TOO_FEW_SESSIONS',
      `The log has ${log.sessionCase.length} session${log.sessionCase.length === 1 ? '' : 's'}; at least 2 are needed to see what happens together.`,
      'Check which column is the case, or cut cases into sessions (for example by a timeout of 30m).'
    )
  }
  if (log.activityNames.length < 3) {
    throw new InputError(
      'TOO_FEW_ACTIVITIES',
      `The log has ${log.activityNames.length} distinct activities (${log.activityNames.join(', ')}); at least 3 are needed.`,
      'Check which column is the activity, and what was dropped.'
    )
  }
}
