import { errorMask } from '../log/status.js'
import type { LogData } from '../log/types.js'
import { medianAndP95 } from './statistics.js'

/** Values by group: `values.subarray(offsets[g], offsets[g + 1])`, in the order in which they came. */
export interface Grouped {
  offsets: Uint32Array
  values: Float64Array
}

/** Sorts `values` by group (counting sort); a group below 0 and a NaN are left out. */
export function groupValues(group: ArrayLike<number>, values: ArrayLike<number>, groups: number): Grouped {
  const offsets = new Uint32Array(groups + 1)
  for (let i = 0; i < values.length; i++) if (group[i] >= 0 && !Number.isNaN(values[i])) offsets[group[i] + 1]++
  for (let g = 0; g < groups; g++) offsets[g + 1] += offsets[g]
  const sorted = new Float64Array(offsets[groups])
  const fill = offsets.slice()
  for (let i = 0; i < values.length; i++) {
    if (group[i] >= 0 && !Number.isNaN(values[i])) sorted[fill[group[i]]++] = values[i]
  }
  return { offsets, values: sorted }
}

/** Median and 95th percentile of each group; the values of a group are put in another order in place. */
export function quantilesOf({ offsets, values }: Grouped): { median: number | null; p95: number | null }[] {
  return Array.from({ length: offsets.length - 1 }, (_, g) => medianAndP95(values.subarray(offsets[g], offsets[g + 1])))
}

/** The channel column of a log: a code per event and the values (code 0 is missing), or null. */
export function channelColumn(log: LogData): { codes: Uint32Array; values: readonly string[] } | null {
  const column = log.schema.channel === undefined ? undefined : log.attributes.get(log.schema.channel)
  return column?.kind === 'category' ? column : null
}

/**
 * How often each group has each value of a coded column, most frequent first (ties: lower code), missing values left
 * out.
 */
export function valueCounts(
  group: (event: number) => number,
  groups: number,
  column: { codes: Uint32Array; values: readonly string[] },
  events: ArrayLike<number>
): { value: string; count: number }[][] {
  const counts: Map<number, number>[] = Array.from({ length: groups }, () => new Map())
  for (let k = 0; k < events.length; k++) {
    const code = column.codes[events[k]]
    const g = group(k)
    if (code > 0 && g >= 0) counts[g].set(code, (counts[g].get(code) ?? 0) + 1)
  }
  return counts.map((map) =>
    [...map].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([code, count]) => ({ value: column.values[code], count }))
  )
}

/** [activities] events that are errors; null where no column is the status. */
export function errorsOf(log: LogData): Uint32Array | null {
  const mask = errorMask(log)
  if (!mask) return null
  const errors = new Uint32Array(log.activityNames.length)
  for (let i = 0; i < mask.length; i++) if (mask[i] === 1) errors[log.activity[i]]++
  return errors
}
