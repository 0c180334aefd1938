import { Fingerprint } from '../fingerprint.js'
import type { LogData } from '../log/types.js'
import type { DiscoverOptions, ResolvedOptions } from '../options.js'
import { activityFigures } from '../processes/activity-figures.js'
import type { Description } from '../processes/describe-processes.js'
import type { Found } from '../processes/find.js'
import { type Flow, listFlow } from '../processes/flow-columns.js'
import type { SilhouetteResult } from '../processes/silhouette.js'
import type { Stability } from '../processes/stability.js'
import type { ActivityResult, Discovery, Embedding, FlowEdge, ProcessResult } from '../processes/types.js'
import { VERSION } from '../version.js'
import { type LogFigures, MOST_FLOW_EDGES } from './log-figures.js'

/** Below this stability a process is marked tentative (Hennig 2007 calls clusters below .6 not to be trusted). */
const TENTATIVE_BELOW = 0.6

/** What the stages of one run gave. */
export interface Stages {
  found: Found
  embedding: Embedding
  described: Description
  map: { x: Float32Array; y: Float32Array }
  separation: SilhouetteResult
  stability: Stability | null
  figures: LogFigures
}

/** Puts what the stages gave into one discovery: plain data, without a clock or anything that differs between runs. */
export function assembleDiscovery(
  log: LogData,
  options: DiscoverOptions,
  resolved: ResolvedOptions,
  { found, embedding, described, map, separation, stability, figures: logFigures }: Stages
): Discovery {
  const figures = activityFigures(log, logFigures.tally)
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
  return {
    format: 'desirepath/discovery',
    version: 1,
    fingerprint: logFigures.fingerprint,
    source: { name: log.read.name ?? null, read: log.read },
    log: span(log, logFigures, options.timeZone ?? log.read.timeZone),
    dropped: [...log.dropped],
    options: reported(resolved, options),
    method: {
      name: resolved.find.method,
      chosen: [...found.chosen, `Vectors for the map and the model: ${embedding.why}.`],
      warnings: [...found.warnings, ...thinData(log), ...described.notes]
    },
    quality: qualityOf(activities, processes, separation.mean, log.activity.length),
    activities,
    processes,
    families: described.families,
    flow: activityFlow(listFlow(logFigures.flow, { mostEdges: MOST_FLOW_EDGES })),
    handovers: described.handovers,
    sessionsByProcesses: described.sessionsByProcesses,
    mixes: described.mixes,
    timeline: described.timeline
  }
}

/** The figures that say how far to trust a discovery. */
export function qualityOf(
  activities: readonly ActivityResult[],
  processes: readonly ProcessResult[],
  silhouette: number | null,
  events: number
): Discovery['quality'] {
  const noise = activities.filter((activity) => activity.process < 0 && !activity.hub).length
  const covered = activities.reduce((sum, activity) => sum + (activity.process >= 0 ? activity.events : 0), 0)
  const stable = processes.flatMap((process) => (process.stability === null ? [] : [process.stability]))
  return {
    silhouette,
    stability: stable.length > 0 ? meanOver(stable) : null,
    noise: { count: noise, of: activities.length },
    hubs: { count: activities.filter((activity) => activity.hub).length, of: activities.length },
    coverage: { count: covered, of: events }
  }
}

/** Mean of a list that is not empty. */
export function meanOver(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** The flow of activities that a discovery carries: its most frequent edges, and the sum of the others. */
export function activityFlow(counted: Flow): Discovery['flow'] {
  return {
    edges: counted.edges.map(({ from, to, count }): FlowEdge => ({ from, to, count })),
    otherEdges: counted.otherEdges,
    start: counted.start,
    end: counted.end
  }
}

function span(log: LogData, { first, last }: LogFigures, timeZone: string): Discovery['log'] {
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

/** A log is thin where it has few events an activity: what is said of these rests on little. */
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
    ...(options.terminal ? { terminal: options.terminal } : {}),
    ...(options.mixBy ? { mixBy: options.mixBy } : {})
  }
}

/** The beginning of the fingerprint of a run: what is not in the columns of the log. {@link figuresOf} goes on. */
export function beginFingerprint(log: LogData, resolved: ResolvedOptions, options: DiscoverOptions): Uint32Array {
  return new Fingerprint()
    .text(VERSION)
    .text(JSON.stringify(reported(resolved, options)))
    .texts(log.activityNames)
    .texts(log.caseNames)
    .state()
}

/**
 * Names a log by what it holds, however it is cut into sessions and whatever is asked of it: the key under which edits
 * of its processes are kept.
 */
export function fingerprintLog(log: LogData): string {
  return new Fingerprint()
    .texts(log.activityNames)
    .texts(log.caseNames)
    .numbers(log.activity)
    .decimals(log.time)
    .digest()
}
