import { InputError } from './errors.js'
import { drive, type WorkOptions } from './kernel/work.js'
import { canShare, isCheapToGive } from './log/shared.js'
import type { LogData, Traces } from './log/types.js'
import { type DiscoverOptions, discoverRefusals, type ResolvedOptions, resolveOptions } from './options.js'
import { describeInSteps } from './processes/describe-processes.js'
import { MOST_FAMILIES } from './processes/families.js'
import { type Found, findAll, finderOf } from './processes/find.js'
import { type Flow, listFlow } from './processes/flow-columns.js'
import { oneByOne } from './processes/hand-out.js'
import { stepsOfMap } from './processes/map.js'
import { perhapsGrouping } from './processes/mix-columns.js'
import { isByTexts } from './processes/mix-groups.js'
import { sequenced } from './processes/sequenced-log.js'
import { separation } from './processes/silhouette-steps.js'
import type { Discovery, Embedding } from './processes/types.js'
import { trainingOf, vectorsInPhases } from './processes/vectors.js'
import { assembleDiscovery, beginFingerprint } from './report/assemble.js'
import { type FiguresInput, figuresOf, type LogFigures } from './report/log-figures.js'
import { type DiscoveryModel, makeModel } from './report/model.js'
import { inPlace } from './worker/one-thread.js'
import type { Pool, TaskOptions } from './worker/pool.js'
import { resampling } from './worker/tasks.js'
import { crewOf } from './worker/team.js'

/** What one run gives: the discovery (for people and views), and the model (for scoring new sessions). */
export interface DiscoverResult {
  discovery: Discovery
  model: DiscoveryModel
  /** Where {@link DiscoverOptions.wholeFlow} asked for it. */
  flow?: Flow
  /** What happened on the way and changed nothing of what was found: a worker thread that ended. */
  notes?: string[]
}

interface OneWork extends WorkOptions {
  /** Whether the text of the flow was told, though the work be done once more. */
  told?: boolean
}

/** Parts of the description of fewer events are not worth handing out. */
const MANY_EVENTS = 1 << 18
/** Of more, a worker would hold columns for longer than they are needed: .35 GB at 100 million events. */
const TOO_MANY_EVENTS = 1 << 26

/**
 * Finds the processes of a log: trains vectors of its activities, groups them, names and measures the groups.
 * The same log, options and seed give the same bytes for any number of threads, in Node and in browsers.
 *
 * @throws InputError TOO_FEW_SESSIONS with fewer than two sessions, TOO_FEW_ACTIVITIES with fewer than three
 *   activities, UNKNOWN_OPTION, BAD_OPTION, OUT_OF_MEMORY, ABORTED
 */
export async function discover(log: LogData, options: DiscoverOptions = {}): Promise<DiscoverResult> {
  const resolved = await resolveOptions(options, log.activity.length, log.activityNames.length)
  if (log.sessionCase.length < 2) throw (await discoverRefusals()).tooFewSessions(log)
  if (log.activityNames.length < 3) throw (await discoverRefusals()).tooFewActivities(log)
  const work: OneWork = { signal: options.signal, onProgress: options.onProgress }
  const pool = resolved.threads > 1 ? (await import('./worker/threads.js')).createPool(resolved.threads) : inPlace()
  try {
    return await discoverWith(pool, log, options, resolved, work)
  } catch (error) {
    if (!(error instanceof InputError) || error.code !== 'WORKER_LOST') throw error
    pool.close()
    // Nobody knows how far its thread came with what it wrote into shared memory: all of it once more.
    const alone = await discoverWith(inPlace(), log, options, resolved, work)
    return { ...alone, notes: [`${error.message} The work was done once more by one thread.`] }
  } finally {
    pool.close()
  }
}

async function discoverWith(
  pool: Pool,
  log: LogData,
  options: DiscoverOptions,
  resolved: ResolvedOptions,
  work: OneWork
): Promise<DiscoverResult> {
  const input = sequenced(log)
  const terminals = await namedActivities(log, options.terminal)
  const isUnusual =
    Object.keys(options.names ?? {}).length > 0 ||
    !(options.mixBy ?? perhapsGrouping(log)).every((by) => isByTexts(log, by))
  const unusual = isUnusual ? await import('./processes/unusual.js') : null
  const elsewhere = { signal: work.signal, elsewhere: true }
  const traces = { offsets: log.sessionOffsets, tokens: log.activity, activities: log.activityNames.length }
  // Worker threads train the vectors, count and draw the map while this one looks for the processes. With one thread, or
  // where a worker would need a copy of a large log, one comes after another.
  const besides = pool.threads > 1 && isCheapToGive(log.activity) && isCheapToGive(log.time)
  const drawMap = ({ vectors, dimensions }: Embedding, parts: Int32Array | null, taskOptions: TaskOptions) =>
    pool.run(
      'map',
      {
        vectors,
        dimensions,
        parts,
        perplexity: resolved.find.perplexity ?? undefined,
        iterations: options.mapIterations ?? stepsOfMap(traces.activities, resolved.find.mapIterations),
        seed: resolved.find.seed
      },
      taskOptions
    )
  const isLinks = resolved.find.method === 'auto'
  const trained =
    besides && isLinks ? pool.run('vectors', { traces, options: resolved.find.embedding }, elsewhere) : undefined
  const toCount = figuresInput(log, options, resolved)
  let figures: LogFigures | undefined
  const counted = (found: LogFigures): LogFigures => {
    const { text } = found
    found.text = null // Not held until the end: it is large.
    figures = found
    if (text && !work.told) {
      work.told = true
      ;(options.wholeFlow as (text: Uint8Array[]) => void)(text)
    }
    return found
  }
  const counting = besides ? pool.run('figures', toCount, elsewhere).then(counted) : undefined
  counting?.catch(() => {}) // As for the map.
  let map: ReturnType<typeof drawMap> | undefined
  const onComponents = (parts: Int32Array) => {
    map = trained?.then((embedding) => drawMap(embedding, parts, elsewhere))
    map?.catch(() => {}) // Looked at below, unless something else fails before.
  }

  const { kernel, ...crew } = await crewOf(pool)
  const find = await finderOf(resolved.find.method)
  const hooks = { onComponents, threads: crew.threads }
  const found = await findAll(find(kernel, input, resolved.find, hooks), (phases, isFirst) =>
    crew.drive('finding processes', phases, isFirst ? work : { signal: work.signal })
  )
  const embedding = found.embedding ?? (await (trained ?? train(pool, traces, resolved, work)))
  const startBackground = () => {
    map ??= drawMap(embedding, found.components, trained ? elsewhere : work)
    return Array.from({ length: resolved.stability }, (_, i) =>
      pool.run(
        'resample',
        { log: input, options: resolved.find, seed: resolved.find.seed + i + 1 },
        { signal: work.signal }
      )
    )
  }
  // With worker threads these run while this thread describes; with one thread, one after another.
  let resamples = pool.threads > 1 ? startBackground() : undefined
  // Before the description, which needs some of it.
  if (!counting) await drive('counting', await figuresOf(toCount), work).then(counted)
  const events = log.activity.length
  const isHandedOut = besides && canShare && events >= MANY_EVENTS && events < TOO_MANY_EVENTS
  const handOut = isHandedOut ? (await import('./worker/parts.js')).toWorkers(pool, work) : oneByOne
  const separated = handOut('separation', { embedding, labels: grouped(found) }, (input) => separation(kernel, input))
  const kin = found.clusters > MOST_FAMILIES ? (await import('./processes/many.js')).kin : undefined
  const described = await drive(
    'describing processes',
    describeInSteps(
      kernel,
      log,
      found,
      {
        timeZone: options.timeZone ?? log.read.timeZone,
        names: options.names,
        terminals,
        embedding,
        mixBy: options.mixBy,
        kin,
        counted: () => figures
      },
      unusual,
      handOut
    ),
    work
  )
  const measured = await drive('measuring', separated(), work)
  resamples ??= startBackground()
  const logFigures = figures ?? (await (counting as Promise<LogFigures>))
  const [places, relabelled] = await Promise.all([
    map as ReturnType<typeof drawMap>,
    countDone('checking stability', resamples, work)
  ])
  const stability =
    relabelled.length > 0
      ? (await resampling()).assessStability(described.labels, described.processes.length, relabelled)
      : null
  const discovery = assembleDiscovery(log, options, resolved, {
    found,
    embedding,
    described,
    map: places,
    separation: measured,
    stability,
    figures: logFigures
  })
  return {
    discovery,
    model: makeModel(discovery, embedding),
    ...(options.wholeFlow === true && { flow: listFlow(logFigures.flow) })
  }
}

/** [activities] process, or -1: the silhouettes are those of groups, however these are numbered. */
function grouped({ labels, hubs }: Found): Int32Array {
  return labels.map((label, a) => (hubs[a] ? -1 : label))
}

function figuresInput(log: LogData, options: DiscoverOptions, resolved: ResolvedOptions): FiguresInput {
  const { activity, time, timeKind, sessionOffsets, sessionCase, activityNames } = log
  return {
    log: { activity, time, timeKind, sessionOffsets, sessionCase, activityNames },
    cases: log.caseNames.length,
    fingerprint: beginFingerprint(log, resolved, options),
    flow: !options.wholeFlow ? 'counts' : options.wholeFlow === true ? 'whole' : 'text'
  }
}

async function train(pool: Pool, traces: Traces, resolved: ResolvedOptions, work: WorkOptions): Promise<Embedding> {
  const { kernel, threads, drive } = await crewOf(pool)
  const options = resolved.find.embedding
  const phases = vectorsInPhases(kernel, options, threads, await trainingOf(traces, options))
  return drive('training vectors', phases, work)
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

/** Ids of the activities that the user names. @throws InputError UNKNOWN_ACTIVITY */
async function namedActivities(log: LogData, names: readonly string[] = []): Promise<number[]> {
  const ids = names.map((name) => log.activityNames.indexOf(name))
  const unknown = names[ids.indexOf(-1)]
  if (unknown !== undefined) (await discoverRefusals()).activityId(log, unknown)
  return ids
}
