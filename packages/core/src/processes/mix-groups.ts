import { fetched } from '../kernel/work.js'
import type { AttributeColumn, LogData } from '../log/types.js'
import type { Runs } from './runs.js'

export interface MixOptions {
  /** `hour`, `day`, `week`, `month`, `channel`, or the name of a column. A column of that name wins. */
  by: string
  /** IANA zone of day borders. Default UTC. */
  timeZone?: string
  /** Keep this many groups, the largest of a column (the rest becomes "other"); all for times. Default 20. */
  most?: number
}

/** What few descriptions need: names that the user gave, and mixes by times and by numbers. */
export type UnusualParts = Pick<typeof import('./unusual.js'), 'codeNumbers' | 'givenNames' | 'groupByTime'>

export const givenParts = (unusual: UnusualParts | null) => fetched(unusual, 'unusual')

/** Which group each run is in. */
export interface Grouping {
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

/** Whether {@link grouping} needs no unusual part: it is by a column of texts. */
export const isByTexts = (log: LogData, by: string): boolean => columnOf(log, by)?.kind === 'category'

/**
 * @param unusual may be null where {@link isByTexts}
 * @throws InputError UNKNOWN_COLUMN, BAD_OPTION (times asked of a log without them)
 */
export function grouping(log: LogData, runs: Runs, options: MixOptions, unusual: UnusualParts | null): Grouping {
  const column = columnOf(log, options.by)
  if (column === undefined) return givenParts(unusual).groupByTime(log, runs, options, UNITS)
  return byColumn(runs, column, options.most ?? 20, unusual)
}

function byColumn(runs: Runs, column: AttributeColumn, most: number, unusual: UnusualParts | null): Grouping {
  const firsts = Uint32Array.from({ length: runs.count }, (_, r) => runs.events[runs.offsets[r]])
  const { codes, values } = column.kind === 'category' ? column : givenParts(unusual).codeNumbers(column.values, firsts)
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
