import type { LogData } from '../log/types.js'
import { checkOptionNames } from '../suggest.js'
import { grouping, type MixOptions } from './mix-groups.js'
import type { Runs } from './runs.js'
import { wilson } from './statistics.js'
import { countGroups, type GroupCounts } from './store-mix.js'
import type { Share, StoredMix } from './types.js'
import * as unusual from './unusual.js'

/** The share of a process in a group of runs, with Wilson's 95 % interval. */
export interface MixShare extends Share {
  low: number
  high: number
}

export interface MixGroup {
  name: string
  /** Start of the bucket, ISO 8601 UTC; null where the groups are no times. */
  start: string | null
  /** All runs of the group: the denominator of its shares. */
  runs: number
  /** Distinct sessions with a run in it. */
  sessions: number
  /** Sessions of the group by distinct processes run: [one, two, three or more]. */
  sessionsByProcesses: [number, number, number]
  /** [processes] runs of each process, of `runs` */
  shares: MixShare[]
}

/** Process mix: what share of the runs of each group each process has. */
export interface Mix {
  by: string
  /** Ids of the processes, the columns of every group. */
  processes: number[]
  groups: MixGroup[]
  /** Shares over all groups. */
  all: MixGroup
  /** Runs in no group: the value is missing, or the time. */
  without: { runs: number }
}

/**
 * Counts the runs of each process by time or by the value of a column, at the run's first event. A numeric column with
 * more than 20 distinct values is cut into quarters of equal size.
 *
 * @param processes ids to report, or the number of processes
 * @throws InputError UNKNOWN_COLUMN, BAD_OPTION (times asked of a log without them), UNKNOWN_OPTION
 */
export function mixBy(log: LogData, runs: Runs, processes: number | readonly number[], options: MixOptions): Mix {
  checkOptionNames(options, ['by', 'timeZone', 'most'], 'mixBy')
  const ids = typeof processes === 'number' ? Array.from({ length: processes }, (_, p) => p) : [...processes]
  const { group, names, starts } = grouping(log, runs, options, unusual)
  const counted = countGroups(runs, group, names.length)
  const all = countGroups(
    runs,
    group.map((g) => (g < 0 ? -1 : 0)),
    1
  )
  return {
    by: options.by,
    processes: ids,
    groups: names.map((name, g) => groupOf(counted[g], ids, name, starts?.[g] ?? null)),
    all: groupOf(all[0], ids, 'all', null),
    without: { runs: runs.count - all[0].runs }
  }
}

function groupOf(
  { runs, sessions, sessionsByProcesses, ofProcess }: Omit<GroupCounts, 'ofProcess'> & { ofProcess: ArrayLike<number> },
  ids: readonly number[],
  name: string,
  start: string | null
): MixGroup {
  const shares = ids.map((p) => {
    const count = ofProcess[p] ?? 0
    return { count, of: runs, ...wilson(count, runs) }
  })
  return { name, start, runs, sessions, sessionsByProcesses, shares }
}

/** A group of a {@link StoredMix} with its shares and their intervals, as `compareMix` takes it. */
export function storedGroup({ name, ...counts }: StoredMix['groups'][number]): MixGroup {
  return groupOf(counts, [...counts.ofProcess.keys()], name, null)
}
