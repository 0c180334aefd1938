import { checkOptionNames } from '../errors.js'
import type { LogData } from '../log/types.js'
import { grouping, type MixOptions } from './mix-groups.js'
import type { Runs } from './runs.js'
import { wilson } from './statistics.js'
import type { Share, StoredMix } from './types.js'

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
  const { group, names, starts } = grouping(log, runs, options)
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

/** What is counted of a group of runs; shares and intervals follow from it. */
interface GroupCounts {
  runs: number
  sessions: number
  sessionsByProcesses: [number, number, number]
  /** [processes] runs of each */
  ofProcess: Uint32Array
}

/**
 * @param group [runs] the group of each, -1 for none
 */
function countGroups(runs: Runs, group: Int32Array, groups: number): GroupCounts[] {
  const processes = runs.process.reduce((most, p) => Math.max(most, p + 1), 0)
  const counts = Array.from({ length: groups }, (): GroupCounts => {
    return { runs: 0, sessions: 0, sessionsByProcesses: [0, 0, 0], ofProcess: new Uint32Array(processes) }
  })
  const seen = new Int32Array(groups * processes).fill(-1) // the session that a process of a group was last seen in
  const different = new Uint32Array(groups) // processes of the session
  const touched: number[] = []
  for (let r = 0; r < runs.count; ) {
    const session = runs.session[r]
    for (; r < runs.count && runs.session[r] === session; r++) {
      const g = group[r]
      if (g < 0) continue
      const p = runs.process[r]
      counts[g].runs++
      counts[g].ofProcess[p]++
      if (seen[g * processes + p] === session) continue
      seen[g * processes + p] = session
      if (different[g]++ === 0) touched.push(g)
    }
    for (const g of touched) {
      counts[g].sessions++
      counts[g].sessionsByProcesses[Math.min(3, different[g]) - 1]++
      different[g] = 0
    }
    touched.length = 0
  }
  return counts
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

/** So many groups of a column stand by themselves in a {@link StoredMix}; the rest is "other". */
const MOST_STORED = 8

/**
 * The mix by one column, without what can be computed from it.
 *
 * @param processes their number
 * @throws InputError as {@link mixBy}
 */
export function storeMix(log: LogData, runs: Runs, processes: number, by: string, timeZone?: string): StoredMix {
  const { group, names, beyond } = grouping(log, runs, { by, timeZone, most: MOST_STORED })
  const counted = countGroups(runs, group, names.length)
  return {
    by,
    groups: names.map((name, g) => {
      const { runs, sessions, sessionsByProcesses, ofProcess } = counted[g]
      return {
        name,
        runs,
        sessions,
        sessionsByProcesses,
        ofProcess: Array.from({ length: processes }, (_, p) => ofProcess[p] ?? 0)
      }
    }),
    otherValues: beyond,
    without: { runs: group.reduce((sum, g) => sum + (g < 0 ? 1 : 0), 0) }
  }
}

/** A group of a {@link StoredMix} with its shares and their intervals, as `compareMix` takes it. */
export function storedGroup({ name, ...counts }: StoredMix['groups'][number]): MixGroup {
  return groupOf(counts, [...counts.ofProcess.keys()], name, null)
}
