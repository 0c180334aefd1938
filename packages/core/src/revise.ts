import type { DiscoverResult } from './discover.js'
import { InputError } from './errors.js'
import { newKernel } from './kernel/load.js'
import { drive, type WorkOptions } from './kernel/work.js'
import type { LogData } from './log/types.js'
import { describeProcesses, partsOfDescription } from './processes/describe-log.js'
import type { Description } from './processes/describe-processes.js'
import { applyEdits, type Edit, type EditedGrouping } from './processes/edits.js'
import { cosineSilhouettes } from './processes/silhouette-steps.js'
import type { Discovery, ProcessResult } from './processes/types.js'
import { meanOver, qualityOf } from './report/assemble.js'
import { makeModel } from './report/model.js'
import { modelVectors } from './report/parse-model.js'

/** A result after edits, and the edits that could not be made, with the reason. */
export interface Revised extends DiscoverResult {
  skipped: EditedGrouping['skipped']
}

/**
 * Makes a user's edits of a result: names, merged and split processes, hubs. What changed is counted anew from the log;
 * nothing is learned anew, so the map, the vectors and what was not touched stay. Given the result as it was found and
 * all edits in their order, it always gives the same. The model of the result carries the edits.
 *
 * @param log the log (as shaped) that `result` was found in; null where it is not at hand: only names can change then
 * @throws InputError BAD_OPTION where the log is another one, ABORTED
 */
export async function revise(
  log: LogData | null,
  result: DiscoverResult,
  edits: readonly Edit[],
  work: WorkOptions = {}
): Promise<Revised> {
  const { discovery, model } = result
  const names = discovery.activities.map((activity) => activity.name)
  if (log !== null && (log.activityNames.length !== names.length || log.activityNames.some((n, a) => n !== names[a]))) {
    throw new InputError('BAD_OPTION', 'The log is not the one of the result.', 'Give the log as it was shaped for it.')
  }
  const possible = log === null ? edits.filter((edit) => edit.kind === 'rename') : edits
  const labels = Int32Array.from(discovery.activities, (activity) => activity.process)
  const grouping = applyEdits({ labels, names: {} }, names, possible)
  const skipped = [
    ...edits
      .filter((edit) => !possible.includes(edit))
      .map((edit) => ({ edit, reason: 'The log is not at hand: only names can change.' })),
    ...grouping.skipped
  ]
  const unchanged = grouping.hubs === undefined && grouping.labels.every((label, a) => label === labels[a])
  const revised =
    log === null || unchanged ? renamed(discovery, grouping) : await regrouped(log, result, grouping, work)
  const embedding = {
    vectors: modelVectors(model),
    dimensions: model.dimensions,
    activities: names.length,
    solver: 'counts' as const,
    why: ''
  }
  // A result opened from a model file has these in it already.
  const carried = [...(model.edits ?? []), ...edits]
  return {
    discovery: revised,
    model: { ...makeModel(revised, embedding), ...(carried.length > 0 && { edits: carried }) },
    skipped
  }
}

function renamed(discovery: Discovery, { names }: EditedGrouping): Discovery {
  const processes = discovery.processes.map((process): ProcessResult => {
    const name = names[process.id]
    return name === undefined ? process : { ...process, name, named: 'user' }
  })
  return { ...discovery, processes }
}

async function regrouped(
  log: LogData,
  { discovery, model }: DiscoverResult,
  grouping: EditedGrouping,
  work: WorkOptions
): Promise<Discovery> {
  const { labels, hubs: made } = grouping
  const before = discovery.processes
  const hubs = Uint8Array.from(discovery.activities, ({ id, hub }) => (hub || made?.has(id) ? 1 : 0))
  // What was not made by an edit keeps its name: labels are the old ids, and those of new processes follow them.
  const names: Record<string, string> = {}
  labels.forEach((label, a) => {
    const name = grouping.names[label] ?? before[label]?.name
    if (label >= 0 && name !== undefined) names[log.activityNames[a]] = name
  })
  const terminal = discovery.options.terminal as string[] | undefined
  const vectors = modelVectors(model)
  const kernel = await newKernel()
  const described = await drive(
    'describing processes',
    describeProcesses(
      kernel,
      log,
      { labels, hubs },
      {
        timeZone: discovery.log.timeZone,
        names,
        ...(terminal && { terminal }),
        embedding: { vectors, dimensions: model.dimensions },
        ...(discovery.mixes && { mixBy: discovery.mixes.map(({ by }) => by) })
      },
      await partsOfDescription()
    ),
    work
  )
  const separation = await drive(
    'measuring',
    cosineSilhouettes(kernel, vectors, log.activityNames.length, model.dimensions, described.labels),
    work
  )
  const processes = described.processes.map((process): ProcessResult => {
    const label = described.previous[process.id]
    const old = before[label]
    // Stability was measured of a process with these activities; of others it is not known.
    const same = old !== undefined && sameMembers(discovery, old.id, described, process.id)
    return {
      ...process,
      named: grouping.names[label] !== undefined ? 'user' : (old?.named ?? process.named),
      stability: same ? old.stability : null,
      tentative: same && old.tentative,
      silhouette:
        separation.mean === null ? null : meanOver(process.steps.map((step) => separation.each[step.activity]))
    }
  })
  const activities = discovery.activities.map(({ serves: _, ...activity }) => ({
    ...activity,
    process: described.labels[activity.id],
    hub: hubs[activity.id] === 1,
    ...(hubs[activity.id] === 1 && { serves: described.serves.get(activity.id) ?? [] })
  }))
  return {
    ...discovery,
    quality: qualityOf(activities, processes, separation.mean, log.activity.length),
    activities,
    processes,
    families: described.families,
    handovers: described.handovers,
    sessionsByProcesses: described.sessionsByProcesses,
    mixes: described.mixes
  }
}

function sameMembers(discovery: Discovery, before: number, described: Description, now: number): boolean {
  return discovery.activities.every(({ id, process }) => (process === before) === (described.labels[id] === now))
}
