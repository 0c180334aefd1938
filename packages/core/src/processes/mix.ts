import { checkOptionNames, InputError, nearest } from '../errors.js'
import { quantile } from '../log/quantile.js'
import type { AttributeColumn, LogData } from '../log/types.js'
import type { Runs } from './runs.js'
import { benjaminiHochberg, holm, newcombe, twoShares, wilson } from './statistics.js'
import { BucketFinder, type Buckets, calendarBuckets, type TimeUnit, timeRange } from './timeline.js'
import type { Share, StoredMix } from './types.js'

export interface MixOptions {
  /** `hour`, `day`, `week`, `month`, `channel`, or the name of a column. A column of that name wins. */
  by: string
  /** IANA zone of day borders. Default UTC. */
  timeZone?: string
  /** Keep this many groups, the largest of a column (the rest becomes "other"); all for times. Default 20. */
  most?: number
}

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

/** A group of a {@link StoredMix} with its shares and their intervals, as {@link compareMix} takes it. */
export function storedGroup({ name, ...counts }: StoredMix['groups'][number]): MixGroup {
  return groupOf(counts, [...counts.ofProcess.keys()], name, null)
}

interface Grouping {
  /** [runs] index into `names`, -1 for none */
  group: Int32Array
  names: string[]
  starts: string[] | null
  /** Values of a column that have no group of their own. */
  beyond: number
}

const UNITS: readonly string[] = ['hour', 'day', 'week', 'month']

/** The column that runs are grouped by, if it is one. */
function columnOf({ attributes, schema }: LogData, by: string): AttributeColumn | undefined {
  return attributes.get(by) ?? (by === 'channel' ? attributes.get(schema.channel ?? '') : undefined)
}

/** Whether the log has what runs are to be grouped by. */
export const isGrouping = (log: LogData, by: string): boolean => columnOf(log, by) !== undefined || UNITS.includes(by)

function grouping(log: LogData, runs: Runs, options: MixOptions): Grouping {
  const column = columnOf(log, options.by)
  if (column !== undefined) return byColumn(runs, column, options.most ?? 20)
  if (UNITS.includes(options.by)) return byTime(log, runs, options)
  const known = [...(log.timeKind === 'timestamp' ? UNITS : []), ...log.attributes.keys()]
  const near = nearest(options.by, known)
  throw new InputError(
    'UNKNOWN_COLUMN',
    `mixBy cannot group by '${options.by}': the log has no such column.`,
    `${near.length > 0 ? `Did you mean ${near.map((n) => `'${n}'`).join(' or ')}? ` : ''}It can group by: ${known.join(', ')}.`
  )
}

function byTime(log: LogData, runs: Runs, { by, timeZone }: MixOptions): Grouping {
  const range = timeRange(log)
  const buckets: Buckets | null =
    range === null ? null : calendarBuckets(range.first, range.last, timeZone, by as TimeUnit)
  if (buckets === null) {
    throw new InputError(
      'BAD_OPTION',
      `mixBy cannot group by '${by}': the log has no usable timestamps.`,
      'Group by a column, or read the log with a column of timestamps.'
    )
  }
  const starts = Array.from(buckets.borders.subarray(0, -1), (at) => new Date(at).toISOString())
  const group = new Int32Array(runs.count)
  const finder = new BucketFinder(buckets)
  for (let r = 0; r < runs.count; r++) group[r] = finder.of(log.time[runs.events[runs.offsets[r]]])
  return { group, names: localNames(buckets, timeZone), starts, beyond: 0 }
}

// Buckets are named by their local start: 2024-01-01, 2024-01-01 13:00, 2024-01.
function localNames({ unit, borders }: Buckets, timeZone = 'UTC'): string[] {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23'
  })
  const length = { hour: 16, day: 10, week: 10, month: 7 }[unit]
  return Array.from(borders.subarray(0, -1), (at) => {
    const parts: Record<string, string> = {}
    for (const { type, value } of format.formatToParts(at)) parts[type] = value
    return `${parts.year}-${parts.month}-${parts.day} ${parts.hour}:${parts.minute}`.slice(0, length)
  })
}

function byColumn(runs: Runs, column: AttributeColumn, most: number): Grouping {
  const firsts = Uint32Array.from({ length: runs.count }, (_, r) => runs.events[runs.offsets[r]])
  const { codes, values } = column.kind === 'category' ? column : coded(column.values, firsts)
  const counts = new Map<number, number>()
  for (const i of firsts) if (codes[i] > 0) counts.set(codes[i], (counts.get(codes[i]) ?? 0) + 1)
  // Numbers keep their order, categories stand by size.
  const order = [...counts].sort((a, b) => (column.kind === 'number' ? a[0] - b[0] : b[1] - a[1] || a[0] - b[0]))
  const kept = order.slice(0, most)
  const index = new Map(kept.map(([code], g) => [code, g]))
  const names = kept.map(([code]) => values[code])
  if (order.length > most) names.push('other')
  const group = new Int32Array(runs.count)
  for (let r = 0; r < runs.count; r++) {
    const code = codes[firsts[r]]
    group[r] = code === 0 ? -1 : (index.get(code) ?? most)
  }
  return { group, names, starts: null, beyond: Math.max(0, order.length - most) }
}

const MOST_NUMBERS = 20

// A numeric column as codes: its distinct values where they are few, else quarters by the values at `events`.
function coded(values: Float64Array, events: Uint32Array): { codes: Uint32Array; values: string[] } {
  const sorted = Float64Array.from(events, (i) => values[i])
    .filter((x) => !Number.isNaN(x))
    .sort()
  const distinct = [...new Set(sorted)]
  const codes = new Uint32Array(values.length)
  if (distinct.length <= MOST_NUMBERS) {
    const code = new Map(distinct.map((value, k) => [value, k + 1]))
    for (const i of events) codes[i] = code.get(values[i]) ?? 0
    return { codes, values: ['', ...distinct.map(String)] }
  }
  const borders = [...new Set([0.25, 0.5, 0.75].map((q) => quantile(sorted, q)))]
  const last = sorted[sorted.length - 1]
  for (const i of events)
    if (!Number.isNaN(values[i])) codes[i] = 1 + borders.filter((border) => values[i] > border).length
  const names = borders.map((border, k) => (k === 0 ? `up to ${border}` : `above ${borders[k - 1]} to ${border}`))
  return { codes, values: ['', ...names, `above ${borders[borders.length - 1]} to ${last}`] }
}

export interface CompareOptions {
  /** Which errors are held at 5 %: any at all (Holm, default), or the share of false ones (Benjamini and Hochberg). */
  correction?: 'holm' | 'benjamini-hochberg'
}

export interface MixDifference {
  process: number
  a: Share
  b: Share
  /** Share in b minus share in a, with Newcombe's 95 % interval (not corrected). */
  difference: number
  low: number
  high: number
  test: 'chi-squared' | 'Fisher'
  p: number
  /** Corrected for the number of processes compared. */
  adjustedP: number
  /** `adjustedP` below .05. */
  significant: boolean
}

export interface MixComparison {
  a: string
  b: string
  differences: MixDifference[]
  correction: 'holm' | 'benjamini-hochberg'
  /** Sentences: how it was tested, and what to mind. */
  notes: string[]
}

/**
 * Compares the process mix of two groups: for each process the difference of its shares, with Newcombe's interval, and
 * the p-value of the N - 1 chi-squared test (or Fisher's, where counts are small) corrected for many comparisons.
 * Largest difference first.
 *
 * @throws InputError UNKNOWN_OPTION, BAD_OPTION
 */
export function compareMix(
  a: MixGroup,
  b: MixGroup,
  processes: readonly number[],
  options: CompareOptions = {}
): MixComparison {
  checkOptionNames(options, ['correction'], 'compareMix')
  const correction = options.correction ?? 'holm'
  if (correction !== 'holm' && correction !== 'benjamini-hochberg') {
    throw new InputError(
      'BAD_OPTION',
      `compareMix got the correction '${correction}'.`,
      "Use 'holm' or 'benjamini-hochberg'."
    )
  }
  const tests = processes.map((_, i) => twoShares(a.shares[i], b.shares[i]))
  const p = tests.map((test) => test.p)
  const adjusted = correction === 'holm' ? holm(p) : benjaminiHochberg(p)
  const differences = processes.map((process, i) => ({
    process,
    a: { count: a.shares[i].count, of: a.runs },
    b: { count: b.shares[i].count, of: b.runs },
    ...newcombe(a.shares[i], b.shares[i]),
    test: tests[i].test,
    p: p[i],
    adjustedP: adjusted[i],
    significant: adjusted[i] < 0.05
  }))
  differences.sort((x, y) => Math.abs(y.difference) - Math.abs(x.difference) || x.process - y.process)
  const few = Math.min(a.runs, b.runs)
  return {
    a: a.name,
    b: b.name,
    differences,
    correction,
    notes: [
      `${processes.length} processes were compared; p-values are corrected by ${
        correction === 'holm'
          ? "Holm's method (any false finding: 5 %)"
          : 'Benjamini and Hochberg (false findings: 5 % of all)'
      }, intervals are not.`,
      'Runs are taken as independent; where few customers make many runs the true uncertainty is larger.',
      ...(few < 50 ? [`The smaller group has ${few} runs: only large differences can be seen.`] : [])
    ]
  }
}
