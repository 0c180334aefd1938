import type { LogData } from '../log/types.js'
import { medianAndP95 } from './statistics.js'

/** The columns that are read. */
export type FollowsInput = Pick<LogData, 'activity' | 'time' | 'sessionOffsets' | 'sessionCase' | 'activityNames'>

/** Directly-follows edges in order of (from, to). */
export interface Follows {
  /** [edges] activity ids */
  from: Uint32Array
  to: Uint32Array
  /** [edges] */
  counts: Uint32Array
  /** The time that passed on each; null where not asked for. */
  times: EdgeTimes | null
}

/** [edges] ms (or the log's unit) between the two events of each occurrence. */
export interface EdgeTimes {
  medianMs: Float64Array
  meanMs: Float64Array
  p95Ms: Float64Array
}

/** Steps that are put together at a time: 8 bytes each. */
const MOST_STEPS = 1 << 25

/**
 * Counts how often one activity comes directly after another in a session. Steps are first put together by the activity
 * that they begin at (a counting sort); the few that may follow it are then counted in one small array, which stays in
 * the nearest cache. 4 bytes a step, 8 with times (16 where these are no whole numbers); of more than 33 million steps
 * those of some activities at a time, so that no more memory is taken.
 *
 * @param events [activities] how often each occurs
 * @param mostSteps for tests: another limit of steps at a time changes nothing
 */
export function follows(log: FollowsInput, events: Uint32Array, times: boolean, mostSteps = MOST_STEPS): Follows {
  const { activity, sessionOffsets } = log
  const activities = log.activityNames.length
  const begins = new Uint32Array(activities + 1)
  begins.set(events, 1)
  // Nothing follows the last.
  for (let s = 0; s < log.sessionCase.length; s++) begins[activity[sessionOffsets[s + 1] - 1] + 1]--
  for (let a = 0; a < activities; a++) begins[a + 1] += begins[a]
  const edges = new EdgeList(times)
  const scratch = new Scratch(activities)
  const wide = times ? 1 : 0
  let steps: Steps = { wide, words: new Uint32Array(0), gaps: null }
  for (let first = 0, last = 0; first < activities; first = last) {
    last = first + 1
    while (last < activities && begins[last + 1] - begins[first] <= mostSteps) last++
    const count = begins[last] - begins[first]
    if (steps.words.length < count << wide) steps = { ...steps, words: new Uint32Array(count << wide) }
    if (steps.gaps !== null || !gather(log, begins, first, last, steps)) {
      steps = { ...steps, gaps: new Float64Array(count) }
      gather(log, begins, first, last, steps)
    }
    for (let a = first; a < last; a++) {
      scratch.count(a, steps, begins[a] - begins[first], begins[a + 1] - begins[first], edges)
    }
  }
  return edges.lists()
}

/** Steps, put together by the activity that they begin at. */
interface Steps {
  /** 1 where a step has two words, else 0. */
  wide: number
  /** Of each step the activity that follows, then the time to it, side by side, so that they are written to one place. */
  words: Uint32Array
  /** Such times where one is no whole number of 32 bits: then the second word is the place of it here. */
  gaps: Float64Array | null
}

/**
 * Puts what follows the activities from `first` up to `last` together by activity, and the time to it. False where there
 * is no room for such a time.
 */
function gather(
  { activity, time, sessionOffsets, sessionCase }: FollowsInput,
  begins: Uint32Array,
  first: number,
  last: number,
  { wide, words, gaps }: Steps
): boolean {
  const base = begins[first]
  const cursor = begins.map((at) => at - base)
  const timed = wide > 0
  for (let s = 0; s < sessionCase.length; s++) {
    const end = sessionOffsets[s + 1]
    let i = sessionOffsets[s]
    let from = activity[i]
    let since = timed ? time[i] : 0
    while (++i < end) {
      const to = activity[i]
      const now = timed ? time[i] : 0
      if (from >= first && from < last) {
        const at = cursor[from]++
        words[at << wide] = to
        if (timed) {
          const gap = gaps === null ? now - since : at
          const word = gap >>> 0
          if (word !== gap) return false
          words[(at << wide) + 1] = word
          if (gaps !== null) gaps[at] = now - since
        }
      }
      from = to
      since = now
    }
  }
  return true
}

/** Counts the steps of one activity after the other. */
class Scratch {
  readonly #counts: Uint32Array // of each target; then where its next time is put
  readonly #found: Uint32Array
  #sorted = new Float64Array(0)

  constructor(activities: number) {
    this.#counts = new Uint32Array(activities)
    this.#found = new Uint32Array(activities)
  }

  count(a: number, { wide, words, gaps }: Steps, start: number, end: number, edges: EdgeList): void {
    const counts = this.#counts
    const found = this.#found
    let different = 0
    for (let k = start; k < end; k++) {
      const target = words[k << wide]
      if (counts[target]++ === 0) found[different++] = target
    }
    found.subarray(0, different).sort()
    for (let i = 0, at = 0; i < different; i++) {
      const count = counts[found[i]]
      edges.add(a, found[i], count)
      counts[found[i]] = at
      at += count
    }
    if (wide > 0) {
      if (this.#sorted.length < end - start) this.#sorted = new Float64Array(end - start)
      const sorted = this.#sorted
      for (let k = start; k < end; k++) {
        const time = words[(k << wide) + 1]
        sorted[counts[words[k << wide]]++] = gaps === null ? time : gaps[time]
      }
      for (let i = 0, from = 0; i < different; i++) {
        const to = counts[found[i]]
        edges.addTimes(sorted, from, to)
        from = to
      }
    }
    for (let i = 0; i < different; i++) counts[found[i]] = 0
  }
}

/** Edges as they come, in lists that grow by doubling. */
class EdgeList {
  #from = new Uint32Array(1024)
  #to = new Uint32Array(1024)
  #counts = new Uint32Array(1024)
  #edges = 0
  readonly #times: EdgeTimes | null
  #timed = 0

  constructor(times: boolean) {
    this.#times = times
      ? { medianMs: new Float64Array(1024), meanMs: new Float64Array(1024), p95Ms: new Float64Array(1024) }
      : null
  }

  add(from: number, to: number, count: number): void {
    if (this.#edges === this.#from.length) {
      this.#from = doubled(this.#from)
      this.#to = doubled(this.#to)
      this.#counts = doubled(this.#counts)
    }
    this.#from[this.#edges] = from
    this.#to[this.#edges] = to
    this.#counts[this.#edges++] = count
  }

  /** Of the edge that is next without: its times are values[first, end), which are put in another order. */
  addTimes(values: Float64Array, first: number, end: number): void {
    const times = this.#times as EdgeTimes
    const edge = this.#timed++
    if (edge === times.meanMs.length) {
      for (const name of ['medianMs', 'meanMs', 'p95Ms'] as const) {
        const larger = new Float64Array(2 * edge)
        larger.set(times[name])
        times[name] = larger
      }
    }
    if (end === first + 1) {
      times.medianMs[edge] = times.meanMs[edge] = times.p95Ms[edge] = values[first]
      return
    }
    times.meanMs[edge] = sumOf(values, first, end) / (end - first)
    const { median, p95 } = medianAndP95(values, first, end)
    times.medianMs[edge] = median as number
    times.p95Ms[edge] = p95 as number
  }

  lists(): Follows {
    const edges = this.#edges
    const times = this.#times
    return {
      from: this.#from.subarray(0, edges),
      to: this.#to.subarray(0, edges),
      counts: this.#counts.subarray(0, edges),
      times: times && {
        medianMs: times.medianMs.subarray(0, edges),
        meanMs: times.meanMs.subarray(0, edges),
        p95Ms: times.p95Ms.subarray(0, edges)
      }
    }
  }
}

/** A function of its own: compiled while it loops, a longer one is left for the interpreter at the loop's end each time. */
function sumOf(values: Float64Array, first: number, end: number): number {
  let sum = 0
  for (let i = first; i < end; i++) sum += values[i]
  return sum
}

function doubled(values: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * values.length)
  larger.set(values)
  return larger
}
