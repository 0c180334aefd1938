import { InputError } from './errors.js'
import type { LogRuns } from './explore/runs-of-discovery.js'
import { runNow } from './kernel/work.js'
import type { LogData } from './log/types.js'
import { type CompareOptions, compareMix, type MixComparison } from './processes/compare-mix.js'
import { type Mix, mixBy } from './processes/mix.js'
import type { MixOptions } from './processes/mix-groups.js'
import { recutRuns } from './processes/recut.js'
import type { Runs } from './processes/runs.js'
import type { Discovery } from './processes/types.js'
import { nearest } from './suggest.js'

/** What a discovery says of activities and processes; a saved one will do. */
export type FoundProcesses = Pick<Discovery, 'activities' | 'processes'>

/** A mix, and the difference of two of its groups where that was asked for. */
export interface MixResult extends Mix {
  comparison: MixComparison | null
}

/** How a mix is grouped, and which two of its groups are compared. */
export interface MixRequest extends MixOptions, CompareOptions {
  compare?: readonly [a: string, b: string]
}

/**
 * The process mix: the share of each process in the runs of each day, channel, or value of any column, with intervals.
 * The log may be another one than the processes were found in; activities are matched by name.
 *
 * `compare` names two groups whose shares are compared, with a correction for many comparisons.
 *
 * @throws InputError UNKNOWN_COLUMN, BAD_OPTION, UNKNOWN_OPTION
 */
export function mix(log: LogData, found: FoundProcesses, request: MixRequest): MixResult {
  const known = new Map(found.activities.map((activity) => [activity.name, activity]))
  const labels = Int32Array.from(log.activityNames, (name) => known.get(name)?.process ?? -1)
  const hubs = Uint8Array.from(log.activityNames, (name) => (known.get(name)?.hub ? 1 : 0))
  const ids = new Map(log.activityNames.map((name, id) => [name, id]))
  const inLog = Int32Array.from(found.activities, ({ name }) => ids.get(name) ?? -1)
  const { runs } = runNow(recutRuns(log, found.processes, labels, hubs, inLog))
  return counted(log, runs, found.processes.length, request)
}

/**
 * {@link mix} of runs that are cut already: of the part of a log that {@link refine} leaves.
 *
 * @throws InputError UNKNOWN_COLUMN, BAD_OPTION, UNKNOWN_OPTION
 */
export function mixOfRuns({ log, runs, discovery }: LogRuns, request: MixRequest): MixResult {
  return counted(log, runs, discovery.processes.length, request)
}

function counted(log: LogData, runs: Runs, processes: number, request: MixRequest): MixResult {
  const { compare, correction, ...options } = request
  const found = mixBy(log, runs, processes, options)
  if (compare === undefined) return { ...found, comparison: null }
  const [a, b] = compare.map((name) => groupOf(found, name))
  return { ...found, comparison: compareMix(a, b, found.processes, correction === undefined ? {} : { correction }) }
}

function groupOf(mix: Mix, name: string) {
  const group = mix.groups.find((one) => one.name === name)
  if (group !== undefined) return group
  const names = mix.groups.map((one) => one.name)
  const near = nearest(name, names)
  throw new InputError(
    'BAD_OPTION',
    `There is no group '${name}' by '${mix.by}'.`,
    `${near.length > 0 ? `Did you mean '${near[0]}'? ` : ''}The groups are: ${names.slice(0, 20).join(', ')}${names.length > 20 ? ` and ${names.length - 20} more` : ''}.`
  )
}
