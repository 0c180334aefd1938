import { InputError } from '../errors.js'
import { quantile } from '../log/quantile.js'
import type { LogData } from '../log/types.js'
import { nearest } from '../suggest.js'
import type { NamesInput } from './describe-names.js'
import type { Grouping, MixOptions } from './mix-groups.js'
import type { ProcessName } from './name.js'
import type { Runs } from './runs.js'
import { BucketFinder, type Buckets, calendarBuckets, type TimeUnit, timeRange } from './timeline.js'

/**
 * The user's names by process, null where none was given.
 *
 * @param own the names without the user's
 * @throws InputError UNKNOWN_PROCESS
 */
export function givenNames({ naming, labels, names }: NamesInput, own: readonly ProcessName[]): (string | null)[] {
  const given = new Array<string | null>(own.length).fill(null)
  for (const key of Object.keys(names)) {
    const a = naming.activityNames.indexOf(key)
    const p = a >= 0 && labels[a] >= 0 ? labels[a] : own.findIndex(({ name }) => name === key)
    if (p < 0) throw unknownProcess(key, own, a >= 0)
    given[p] = names[key]
  }
  return given
}

function unknownProcess(key: string, names: readonly ProcessName[], isActivity: boolean): InputError {
  const near = nearest(
    key,
    names.map(({ name }) => name)
  )
  return new InputError(
    'UNKNOWN_PROCESS',
    isActivity
      ? `The activity '${key}' was given as part of a process, but it belongs to none.`
      : `There is no process '${key}', and no activity of that name.`,
    near.length > 0
      ? `Did you mean ${near.map((n) => `'${n}'`).join(' or ')}?`
      : 'Name a process by any of its activities, or by the name that it has without yours.'
  )
}

/** Runs by the hour, day, week or month that they begin in. @throws InputError BAD_OPTION, UNKNOWN_COLUMN */
export function groupByTime(log: LogData, runs: Runs, options: MixOptions, units: readonly string[]): Grouping {
  if (units.includes(options.by)) return byTime(log, runs, options)
  const known = [...(log.timeKind === 'timestamp' ? units : []), ...log.attributes.keys()]
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

const MOST_NUMBERS = 20

/** A numeric column as codes: its distinct values where they are few, else quarters by the values at `events`. */
export function codeNumbers(values: Float64Array, events: Uint32Array): { codes: Uint32Array; values: string[] } {
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
