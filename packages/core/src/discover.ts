import { InputError } from './errors.js'
import { Fingerprint } from './fingerprint.js'
import { newKernel } from './kernel/load.js'
import { drive, type WorkOptions } from './kernel/work.js'
import type { LogData } from './log/types.js'
import { type DiscoverOptions, type ResolvedOptions, resolveOptions } from './options.js'
import { activityFigures } from './processes/activity-figures.js'
import { type Description, describeProcessesInSteps } from './processes/describe-processes.js'
import { embed } from './processes/embed.js'
import { type Found, findProcesses } from './processes/find.js'
import { flow } from './processes/flow.js'
import { sequenced } from './processes/resample.js'
import { silhouette } from './processes/silhouette.js'
import { assessStability, type Stability } from './processes/stability.js'
import type { ActivityResult, Discovery, Embedding, FlowEdge } from './processes/types.js'
import { type DiscoveryModel, makeModel } from './report/model.js'
import { VERSION } from './version.js'
import { createPool, type Pool } from './worker/pool.js'

/** Below this stability a process is marked tentative (Hennig 2007 calls clusters below .6 not to be trusted). */
const TENTATIVE_BELOW = 0.6
/** The most frequent edges of the activity flow that a discovery carries; the rest is one remainder. */
const MOST_FLOW_EDGES = 2000

/** What one run gives: the discovery (for people and views), and the model (for scoring new sessions). */
export interface DiscoverResult {
  discovery: Discovery
  model: DiscoveryModel
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
  const found = await drive('finding processes', findProcesses(kernel, input, resolved.find), work)
  const embedding = found.embedding ?? (await train(log, resolved, work))
  const resamples = Array.from({ length: resolved.stability }, (_, i) =>
    pool.run(
      'resample',
      { log: input, options: resolved.find, seed: resolved.find.seed + i + 1 },
      { signal: work.signal }
    )
  )
  const map = pool.run(
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
  )
  const described = await drive(
    'describing processes',
    describeProcessesInSteps(log, found, {
      timeZone: options.timeZone ?? log.read.timeZone,
      names: options.names,
      terminal: options.terminal
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
  const checked = countDone('checking stability', resamples, work)
  const [{ x, y }, relabelled] = await Promise.all([map, checked])
  const stability =
    relabelled.length > 0 ? assessStability(described.labels, described.processes.length, relabelled) : null
  const discovery = assemble(log, options, resolved, found, embedding, described, { x, y }, separation, stability)
  return { discovery, model: makeModel(discovery, embedding) }
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

function assemble(
  log: LogData,
  options: DiscoverOptions,
  resolved: ResolvedOptions,
  found: Found,
  embedding: Embedding,
  described: Description,
  map: { x: Float32Array; y: Float32Array },
  separation: { mean: number | null; each: Float64Array },
  stability: Stability | null
): Discovery {
  const figures = activityFigures(log)
  const orNull = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? null : value)
  const activities: ActivityResult[] = log.activityNames.map((name, id) => ({
    id,
    name,
    process: described.labels[id],
    hub: found.hubs[id] === 1,
    ...(found.hubs[id] === 1 ? { serves: described.serves.get(id) ?? [] } : {}),
    events: figures.events[id],
    sessions: figures.sessions[id],
    cases: figures.cases[id],
    volumePercentile: figures.volumePercentile[id],
    x: map.x[id],
    y: map.y[id],
    channel: figures.channel[id],
    certainty: orNull(stability?.ofActivity[id]),
    errors: figures.errors ? figures.errors[id] : null,
    waitMedianMs: figures.waitMedianMs[id],
    waitP95Ms: figures.waitP95Ms[id]
  }))
  const processes = described.processes.map((process) => {
    const stable = orNull(stability?.ofProcess[process.id])
    return {
      ...process,
      stability: stable,
      tentative: stable !== null && stable < TENTATIVE_BELOW,
      silhouette:
        separation.mean === null ? null : meanOver(process.steps.map((step) => separation.each[step.activity]))
    }
  })
  const noise = activities.filter((activity) => activity.process < 0 && !activity.hub).length
  const covered = activities.reduce((sum, activity) => sum + (activity.process >= 0 ? activity.events : 0), 0)
  const stable = processes.flatMap((process) => (process.stability === null ? [] : [process.stability]))
  return {
    format: 'desirepath/discovery',
    version: 1,
    fingerprint: fingerprint(log, resolved, options),
    source: { name: log.read.name ?? null, read: log.read },
    log: span(log, options.timeZone ?? log.read.timeZone),
    dropped: [...log.dropped],
    options: reported(resolved, options),
    method: {
      name: resolved.find.method,
      chosen: [...found.chosen, `Vectors for the map and the model: ${embedding.why}`],
      warnings: [...found.warnings, ...thinData(log)]
    },
    quality: {
      silhouette: separation.mean,
      stability: stable.length > 0 ? meanOver(stable) : null,
      noise: { count: noise, of: activities.length },
      hubs: { count: activities.filter((activity) => activity.hub).length, of: activities.length },
      coverage: { count: covered, of: log.activity.length }
    },
    activities,
    processes,
    families: described.families,
    flow: activityFlow(log),
    handovers: described.handovers,
    sessionsByProcesses: described.sessionsByProcesses,
    timeline: described.timeline
  }
}

function meanOver(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function activityFlow(log: LogData): Discovery['flow'] {
  const whole = flow(log, { mostEdges: MOST_FLOW_EDGES, mostVariants: 0 })
  const plain = ({ from, to, count }: FlowEdge) => ({ from, to, count })
  return {
    edges: whole.edges.map(plain),
    otherEdges: { edges: whole.otherEdges.edges, count: whole.otherEdges.count },
    start: whole.start,
    end: whole.end
  }
}

function span(log: LogData, timeZone: string): Discovery['log'] {
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (let i = 0; i < log.time.length; i++) {
    if (log.time[i] < first) first = log.time[i]
    if (log.time[i] > last) last = log.time[i]
  }
  const text = (time: number) => (log.timeKind === 'timestamp' ? new Date(time).toISOString() : String(time))
  return {
    events: log.activity.length,
    cases: log.caseNames.length,
    sessions: log.sessionCase.length,
    activities: log.activityNames.length,
    first: text(first),
    last: text(last),
    timeKind: log.timeKind,
    timeZone
  }
}

/** A log is thin where an activity is seen in few sessions: what is said of it rests on little. */
function thinData(log: LogData): string[] {
  const perActivity = log.activity.length / log.activityNames.length
  return perActivity < 30
    ? [
        `The data is thin: ${perActivity.toFixed(1)} events an activity (30 or more are good). Rare processes may be merged with related ones.`
      ]
    : []
}

/** The options as used, without what cannot change the result (threads) or cannot be written (callbacks). */
function reported(resolved: ResolvedOptions, options: DiscoverOptions): Record<string, unknown> {
  const { embedding, ...find } = resolved.find
  return {
    ...find,
    ...embedding,
    stability: resolved.stability,
    ...(options.names ? { names: options.names } : {}),
    ...(options.terminal ? { terminal: options.terminal } : {})
  }
}

function fingerprint(log: LogData, resolved: ResolvedOptions, options: DiscoverOptions): string {
  return new Fingerprint()
    .text(VERSION)
    .text(JSON.stringify(reported(resolved, options)))
    .texts(log.activityNames)
    .texts(log.caseNames)
    .numbers(log.activity)
    .decimals(log.time)
    .numbers(log.sessionOffsets)
    .numbers(log.sessionCase)
    .digest()
}
