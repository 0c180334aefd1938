import type { LogData } from '../log/types.js'
import { grouping, type UnusualParts } from './mix-groups.js'
import type { Runs } from './runs.js'
import type { StoredMix } from './types.js'

/** What is counted of a group of runs; shares and intervals follow from it. */
export interface GroupCounts {
  runs: number
  sessions: number
  sessionsByProcesses: [number, number, number]
  /** [processes] runs of each */
  ofProcess: Uint32Array
}

/**
 * @param group [runs] the group of each, -1 for none
 */
export function countGroups(runs: Runs, group: Int32Array, groups: number): GroupCounts[] {
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

/** So many groups of a column stand by themselves in a {@link StoredMix}; the rest is "other". */
const MOST_STORED = 8

/**
 * The mix by one column, without what can be computed from it.
 *
 * @param processes their number
 * @param unusual may be null for a column of texts
 * @throws InputError as `mixBy`
 */
export function storeMix(
  log: LogData,
  runs: Runs,
  processes: number,
  by: string,
  timeZone: string | undefined,
  unusual: UnusualParts | null
): StoredMix {
  const { group, names, beyond } = grouping(log, runs, { by, timeZone, most: MOST_STORED }, unusual)
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
