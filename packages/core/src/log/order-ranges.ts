import { type Arrival, isInTime, isSorted } from './order.js'
import type { RawColumns } from './types.js'

/** The events of a log from one to another: a thread looks at them, or puts them in their places. */
export interface EventRange extends Pick<RawColumns, 'case' | 'activity' | 'time'> {
  from: number
  to: number
  cases: number
  /** Where they are put in time order; null where they are only looked at. */
  places: {
    /** [cases] of the next event of each; it is counted on. */
    next: Uint32Array
    activity: Uint32Array
    time: Float64Array
  } | null
}

/** How the events of a range come, with the one before them. */
export interface RangeArrival extends Omit<Arrival, 'offsets'> {
  /** [cases] */
  events: Uint32Array
}

/** What a thread does with a range; what is put in its places twice stands there as it did. */
export function takeRange(range: EventRange): RangeArrival | null {
  if (range.places === null) return lookAt(range)
  scatter(range, range.places)
  return null
}

function lookAt({ case: codes, time, from, to, cases }: EventRange): RangeArrival {
  const events = new Uint32Array(cases)
  for (let i = from; i < to; i++) events[codes[i]]++
  const first = Math.max(1, from)
  return { events, sorted: isSorted(codes, time, first, to), inTime: isInTime(time, first, to) }
}

function scatter(
  { case: codes, activity, time, from, to }: EventRange,
  { next, activity: activities, time: times }: NonNullable<EventRange['places']>
): void {
  for (let i = from; i < to; i++) {
    const place = next[codes[i]]++
    activities[place] = activity[i]
    times[place] = time[i]
  }
}
