import type { WorkOptions } from './kernel/work.js'
import type { FindOptions } from './processes/find.js'
import type { Method } from './processes/types.js'

export const METHODS: readonly Method[] = ['auto', 'kmeans', 'hdbscan', 'dbscan', 'leiden']

/** What a caller may say to `discover`; everything has a default that needs no thought. */
export interface DiscoverOptions extends WorkOptions {
  /**
   * How processes are found. `auto` (default) is learned links: it needs no number of processes and no radius.
   * The others cluster the skip-gram vectors: `kmeans`, `hdbscan`, `dbscan`, or the graph of adjacent steps: `leiden`.
   */
  method?: Method
  /** k-means: number of clusters. Default: chosen by `clustersBy`. */
  clusters?: number
  /** k-means without `clusters`: `silhouette` (default) or `elbow`. */
  clustersBy?: 'silhouette' | 'elbow'
  /** DBSCAN: radius; default 5 on the map, 0.5 on unit vectors. */
  eps?: number
  /** DBSCAN and HDBSCAN: default 3. */
  minPoints?: number
  /** DBSCAN: `map` (default, as the reference method) or `vectors`. */
  on?: 'vectors' | 'map'
  /** Leiden: default chosen by silhouette. */
  resolution?: number
  /** Length of the vectors; default 100. */
  dimensions?: number
  /** Steps to each side that count as context; default 4. */
  window?: number
  /** Passes over the log of the stochastic solver; default 5. */
  epochs?: number
  /** Negative samples for each positive pair; default 5. */
  negative?: number
  /** Activities with fewer events get no vector of their own; default 0. */
  minCount?: number
  /** Subsampling threshold of frequent activities; default 0.001, 0 = off. */
  sample?: number
  /** Start of the stochastic solver's learning rate; default 0.025, falling linearly to 0.0001. */
  learningRate?: number
  /** `auto` (default) takes the solver of lower estimated cost. */
  solver?: 'auto' | 'counts' | 'stochastic'
  /** t-SNE perplexity of the map; default by the number of activities. */
  perplexity?: number
  /**
   * t-SNE iterations of the map; default 1000, from 2,000 activities on 375 larger ones, from 5,000 on 250. A map that
   * DBSCAN runs on takes twice as many usual ones.
   */
  mapIterations?: number
  /**
   * Bootstrap resamples for stability; 0 = off. Default: 10 up to a million events, else 0.
   */
  stability?: number
  /** Default 1. Same input, options and seed: same bytes. */
  seed?: number
  /** Worker threads; default 1. Changes the time only, never the result. */
  threads?: number
  /** IANA zone of day borders and shown times; default: the zone the log was read with. */
  timeZone?: string
  /** Names given by the user: activity name of any step -> name of the process that holds it. */
  names?: Record<string, string>
  /** Activities that complete the process they belong to; default: learned. */
  terminal?: string[]
  /**
   * Columns (or `channel`) that the process mix is shown by; [] for none. Default: the channel and kept columns of few
   * values that hardly change within a session, at most six.
   */
  mixBy?: string[]
  /**
   * Whether the result carries the whole directly-follows graph, as `flow(log)` gives it: counted once for both. A
   * function: is given the JSON text of `nameFlow(log, flow(log, { mostEdges: MOST_WRITTEN_EDGES }))`, UTF-8 in pieces, as
   * soon as it is there; with threads a worker makes it while the processes are still looked for. Default false.
   */
  wholeFlow?: boolean | ((text: Uint8Array[]) => void)
}

const NAMES: readonly (keyof DiscoverOptions)[] = [
  'method',
  'clusters',
  'clustersBy',
  'eps',
  'minPoints',
  'on',
  'resolution',
  'dimensions',
  'window',
  'epochs',
  'negative',
  'minCount',
  'sample',
  'learningRate',
  'solver',
  'perplexity',
  'mapIterations',
  'stability',
  'seed',
  'threads',
  'timeZone',
  'names',
  'terminal',
  'mixBy',
  'wholeFlow',
  'signal',
  'onProgress'
]

/** Options with every default filled in, as a run uses and reports them. */
export interface ResolvedOptions {
  find: FindOptions
  stability: number
  threads: number
}

/** An option whose value cannot be used, and what could be. */
export type WrongOption = { name: string; value: unknown } & (
  | { choices: readonly string[] }
  | { least: number; most: number; isWhole: boolean }
)

/** Words of what `discover` refuses, fetched with the first of them. */
export const discoverRefusals = () => import('./discover-refusals.js')

/** Checks names, types and ranges, and fills in defaults. Throws UNKNOWN_OPTION or BAD_OPTION. */
export async function resolveOptions(
  options: DiscoverOptions,
  events: number,
  activities: number
): Promise<ResolvedOptions> {
  const unknown = Object.keys(options).find((name) => !NAMES.includes(name as keyof DiscoverOptions))
  if (unknown !== undefined) throw (await discoverRefusals()).unknownOption(unknown, NAMES, 'discover')
  let wrong: WrongOption | undefined
  const oneOf = <Choice extends string>(
    name: keyof DiscoverOptions,
    choices: readonly Choice[],
    fallback: Choice
  ): Choice => {
    const value = (options[name] ?? fallback) as Choice
    if (!choices.includes(value)) wrong ??= { name, value, choices }
    return value
  }
  const number = (name: keyof DiscoverOptions, fallback: number, least: number, most: number, isWhole = false) => {
    const value = (options[name] ?? fallback) as number
    const fits = typeof value === 'number' && value >= least && value <= most && (!isWhole || Number.isInteger(value))
    if (!fits) wrong ??= { name, value, least, most, isWhole }
    return value
  }
  const whole = (name: keyof DiscoverOptions, fallback: number, least: number, most: number) =>
    number(name, fallback, least, most, true)
  const seed = whole('seed', 1, 0, 2 ** 32 - 1)
  const method = oneOf('method', METHODS, 'auto')
  const on = oneOf('on', ['vectors', 'map'] as const, 'map')
  const dimensions = whole('dimensions', 100, 2, 2048)
  const resolved = {
    find: {
      method,
      clusters: options.clusters === undefined ? null : whole('clusters', 0, 2, activities),
      clustersBy: oneOf('clustersBy', ['silhouette', 'elbow'] as const, 'silhouette'),
      eps: number('eps', on === 'map' ? 5 : 0.5, 1e-12, 1e12),
      minPoints: whole('minPoints', 3, 1, 1e6),
      on,
      resolution: options.resolution === undefined ? null : number('resolution', 1, 1e-6, 1e6),
      perplexity: options.perplexity === undefined ? null : number('perplexity', 30, 1, 1e4),
      mapIterations: whole('mapIterations', mapIterations(activities), 1, 1e5),
      embedding: {
        dimensions,
        window: whole('window', 4, 1, 1000),
        epochs: whole('epochs', 5, 1, 10_000),
        negative: whole('negative', 5, 1, 100),
        minCount: whole('minCount', 0, 0, 2 ** 31),
        sample: number('sample', 1e-3, 0, 1),
        learningRate: number('learningRate', 0.025, 1e-9, 10),
        solver: oneOf('solver', ['auto', 'counts', 'stochastic'] as const, 'auto'),
        seed
      },
      seed
    },
    stability: whole('stability', events <= 1_000_000 ? 10 : 0, 0, 1000),
    threads: whole('threads', 1, 1, 256)
  }
  if (wrong !== undefined) throw (await discoverRefusals()).badOption(wrong)
  return resolved
}

/**
 * Each takes longer the more activities there are, and adds less: at 5,000 the divergence is .398 after 1000, .414 after
 * 750 and .458 after 500, and the neighbours on the map are the same.
 */
function mapIterations(activities: number): number {
  if (activities < 2000) return 1000
  return activities < 5000 ? 750 : 500
}
