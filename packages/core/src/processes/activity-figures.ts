import { quantile } from '../log/quantile.js'
import { tallyActivities } from '../log/tally.js'
import type { LogData } from '../log/types.js'
import { channelColumn, errorsOf } from './measures.js'

/** Figures of every activity, one entry per activity id. */
export interface ActivityFigures {
  events: Uint32Array
  sessions: Uint32Array
  cases: Uint32Array
  /** Percentile rank of distinct cases (before short sessions were left out), average ties, x 100: pandas' rank(pct=True). */
  volumePercentile: Float64Array
  /** Events with an error; null where the log has no status. */
  errors: Uint32Array | null
  /** Most frequent value of the channel column; null where the log has none. */
  channel: (string | null)[]
  /** Own duration of its events, ms; null where the log has no durations. */
  waitMedianMs: (number | null)[]
  waitP95Ms: (number | null)[]
}

/**
 * Counts events, sessions and cases, errors, channels and waits of every activity.
 *
 * @param tally where it was counted already
 */
export function activityFigures(log: LogData, tally = tallyActivities(log)): ActivityFigures {
  const { events, sessions, cases } = tally
  return {
    events,
    sessions,
    cases,
    volumePercentile: percentileRank(log.casesBeforeShort ?? cases),
    errors: errorsOf(log),
    channel: channelsOf(log),
    ...waitsOf(log, events)
  }
}

/** Percentile rank with average ties: the share of values below, plus half of (ties + 1), x 100. */
function percentileRank(values: Uint32Array): Float64Array {
  const order = Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b])
  const rank = new Float64Array(values.length)
  for (let first = 0; first < order.length; ) {
    let end = first + 1
    while (end < order.length && values[order[end]] === values[order[first]]) end++
    for (let i = first; i < end; i++) rank[order[i]] = (((first + 1 + end) / 2) * 100) / order.length
    first = end
  }
  return rank
}

/** A column of more values than this is no channel: it would name single users or pages. */
const MOST_CHANNELS = 256

function channelsOf(log: LogData): (string | null)[] {
  const n = log.activityNames.length
  const column = channelColumn(log)
  const channel: (string | null)[] = new Array(n).fill(null)
  if (column === null || column.values.length > MOST_CHANNELS) return channel
  const values = column.values.length
  const counts = new Uint32Array(n * values)
  for (let i = 0; i < log.activity.length; i++) counts[log.activity[i] * values + column.codes[i]]++
  for (let a = 0; a < n; a++) {
    let best = 0
    for (let value = 1; value < values; value++) {
      if (counts[a * values + value] <= best) continue
      best = counts[a * values + value]
      channel[a] = column.values[value]
    }
  }
  return channel
}

function waitsOf(log: LogData, events: Uint32Array): Pick<ActivityFigures, 'waitMedianMs' | 'waitP95Ms'> {
  const n = log.activityNames.length
  const column = log.schema.duration === undefined ? undefined : log.attributes.get(log.schema.duration)
  const none = { waitMedianMs: new Array(n).fill(null), waitP95Ms: new Array(n).fill(null) }
  if (column?.kind !== 'number') return none
  const msEach = durationUnitMs(log.schema.duration as string)
  const offsets = new Uint32Array(n + 1)
  for (let a = 0; a < n; a++) offsets[a + 1] = offsets[a] + events[a]
  const at = offsets.slice(0, n)
  const waits = new Float64Array(log.activity.length)
  for (let i = 0; i < log.activity.length; i++) {
    const wait = column.values[i]
    if (!Number.isNaN(wait)) waits[at[log.activity[i]]++] = wait * msEach
  }
  for (let a = 0; a < n; a++) {
    const own = waits.subarray(offsets[a], at[a]).sort()
    if (own.length === 0) continue
    none.waitMedianMs[a] = quantile(own, 0.5)
    none.waitP95Ms[a] = quantile(own, 0.95)
  }
  return none
}

/** Milliseconds in the unit that a duration column's name ends in (`wait_s`, `duration_ms`, `minutes`); 1 if it says none. */
export function durationUnitMs(column: string): number {
  const unit =
    /(?:^|[^a-z])(us|µs|microseconds?|ms|millis(?:econds)?|s|sec|secs|seconds?|min|mins|minutes?|h|hours?)$/i.exec(
      column
    )?.[1]
  if (!unit) return 1
  const name = unit.toLowerCase()
  if (name.startsWith('us') || name.startsWith('µ') || name.startsWith('micro')) return 0.001
  if (name.startsWith('ms') || name.startsWith('milli')) return 1
  if (name.startsWith('s')) return 1000
  return name.startsWith('m') ? 60_000 : 3_600_000
}
