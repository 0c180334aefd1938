import { errorMask } from '../log/status.js'
import type { LogData } from '../log/types.js'

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
