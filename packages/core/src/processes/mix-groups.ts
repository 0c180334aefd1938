import { InputError, nearest } from '../errors.js'
import { quantile } from '../log/quantile.js'
import type { AttributeColumn, LogData } from '../log/types.js'
import type { Runs } from './runs.js'
import { BucketFinder, type Buckets, calendarBuckets, type TimeUnit, timeRange } from './timeline.js'

export interface MixOptions {
  /** `hour`, `day`, `week`, `month`, `channel`, or the name of a column. A column of that name wins. */
  by: string
  /** IANA zone of day borders. Default UTC. */
  timeZone?: string
  /** Keep this many groups, the largest of a column (the rest becomes "other"); all for times. Default 20. */
  most?: number
}

/** Which group each run is in. */
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

/** @throws InputError UNKNOWN_COLUMN, BAD_OPTION (times asked of a log without them) */
export function grouping(log: LogData, runs: Runs, options: MixOptions): Grouping {
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
