import type { Steps } from '../kernel/work.js'
import { quantile } from '../log/quantile.js'
import type { LogData } from '../log/types.js'
import type { Details } from './details.js'
import { UsualDays } from './usual-days.js'
import { type Usual, usualOf } from './usual-of.js'

/** What is usual for each activity over the whole log; null where nothing is known. */
export interface UsualTimes {
  /** [activities] how long the event itself took. */
  readonly duration: (Usual | null)[]
  /** The same on single days; null where the log has no durations or no dates. */
  readonly durationOn: UsualDays | null
  /** [activities] time until the next event of the session. */
  readonly gap: (Usual | null)[]
  /** Third quartile of the gaps within sessions that are not 0, ms; 0 where there are none. */
  readonly gapP75: number
}

const SLICE = 1 << 18

/** Sorts and sums up every activity's durations and gaps: exact quantiles, up to 12 bytes an event while it runs. */
export function* usualTimes(log: LogData, details: Details, first: number, last: number): Steps<UsualTimes> {
  const n = log.activityNames.length
  const { activity, time, sessionOffsets } = log
  const sizes = new Uint32Array(n + 1)
  for (let i = 0; i < activity.length; i++) sizes[activity[i] + 1]++
  for (let a = 0; a < n; a++) sizes[a + 1] += sizes[a]
  const values = new Float64Array(activity.length)
  const fill = sizes.slice(0, n)
  const { duration } = details.columns
  const onDays = duration === null || log.timeKind === 'number' ? null : new UsualDays(first, last)
  const days = new Uint32Array(onDays === null ? 0 : activity.length)
  if (duration !== null) {
    for (let i = 0; i < activity.length; i++) {
      const ms = duration.values[i] * duration.unitMs
      if (ms >= 0 && ms < Number.POSITIVE_INFINITY) {
        const place = fill[activity[i]]++
        values[place] = ms
        if (onDays !== null) days[place] = onDays.dayOf(time[i])
      }
      if (i % SLICE === 0) yield (0.15 * i) / activity.length
    }
  }
  const durations = yield* summed(values, sizes, fill, 0.15, (a, from, to) =>
    onDays?.add(a, values.subarray(from, to), days.subarray(from, to))
  )
  fill.set(sizes.subarray(0, n))
  // Of all gaps, a spread-out share is enough for their quartile.
  const every = Math.max(1, Math.floor(activity.length / 100_000))
  const some: number[] = []
  for (let s = 0, next = SLICE; s + 1 < sessionOffsets.length; s++) {
    for (let i = sessionOffsets[s]; i + 1 < sessionOffsets[s + 1]; i++) {
      const gap = time[i + 1] - time[i]
      values[fill[activity[i]]++] = gap
      if (i % every === 0 && gap > 0) some.push(gap)
    }
    if (sessionOffsets[s + 1] < next) continue
    next += SLICE
    yield 0.5 + (0.15 * sessionOffsets[s + 1]) / activity.length
  }
  const gap = yield* summed(values, sizes, fill, 0.65, () => {})
  const spread = Float64Array.from(some).sort()
  return { duration: durations, durationOn: onDays, gap, gapP75: spread.length === 0 ? 0 : quantile(spread, 0.75) }
}

function* summed(
  values: Float64Array,
  starts: Uint32Array,
  ends: Uint32Array,
  done: number,
  before: (activity: number, from: number, to: number) => void
): Steps<(Usual | null)[]> {
  const found: (Usual | null)[] = []
  let sorted = 0
  for (let a = 0; a < ends.length; a++) {
    before(a, starts[a], ends[a])
    found.push(usualOf(values.subarray(starts[a], ends[a])))
    sorted += ends[a] - starts[a]
    if (sorted < SLICE) continue
    sorted = 0
    yield done + (0.35 * ends[a]) / values.length
  }
  return found
}
