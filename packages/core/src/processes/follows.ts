import type { FigureKernel } from '../kernel/figures.js'
import { type Block, evenPlace } from '../kernel/memory.js'
import type { LogData } from '../log/types.js'
import { quantilesRoom } from './quantiles.js'
import { sliceEnd } from './runs.js'

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
export function follows(
  kernel: FigureKernel,
  log: FollowsInput,
  events: Uint32Array,
  times: boolean,
  mostSteps = MOST_STEPS
): Follows {
  const { activity, sessionOffsets } = log
  const activities = log.activityNames.length
  const begins = new Uint32Array(activities + 1)
  begins.set(events, 1)
  // Nothing follows the last.
  for (let s = 0; s < log.sessionCase.length; s++) begins[activity[sessionOffsets[s + 1] - 1] + 1]--
  const most = begins.reduce((most, steps) => Math.max(most, steps), 0)
  for (let a = 0; a < activities; a++) begins[a + 1] += begins[a]
  const counter = new EdgeCounter(kernel, activities, times ? most : null)
  for (let first = 0, last = 0; first < activities; first = last) {
    last = first + 1
    while (last < activities && begins[last + 1] - begins[first] <= mostSteps) last++
    // First as if all times were whole numbers of 32 bits.
    if (!counter.gather(log, begins, first, last, false)) counter.gather(log, begins, first, last, true)
    for (let a = first; a < last; a++) counter.count(a, begins[a] - begins[first], begins[a + 1] - begins[first])
  }
  return counter.lists()
}

/** Counts the steps of one activity after the other, in the kernel's memory. */
class EdgeCounter {
  readonly #kernel: FigureKernel
  readonly #counts: Block
  readonly #bits: Block
  readonly #heads: number
  readonly #found: Block
  readonly #amounts: Block
  readonly #times: Block
  readonly #values: Block
  readonly #start: number
  #words = NOTHING
  #gaps = NOTHING
  /** Edges as they come, in lists that grow: from, to, counts, */
  readonly #lists = [new Uint32Array(0), new Uint32Array(0), new Uint32Array(0)]
  /** and means, medians and 95th percentiles. */
  readonly #timeLists: Float64Array[]
  #edges = 0

  /** @param most steps from one activity, where their times are asked for */
  constructor(kernel: FigureKernel, activities: number, most: number | null) {
    const { memory } = kernel
    this.#kernel = kernel
    const isTimed = most !== null
    this.#heads = Math.ceil(activities / 4096)
    this.#counts = memory.int32(activities, WHAT)
    this.#bits = memory.float64(65 * this.#heads, WHAT)
    this.#found = memory.scratch(activities, 4, WHAT)
    this.#amounts = memory.scratch(activities, 4, WHAT)
    this.#times = isTimed ? memory.scratch(3 * activities, 8, WHAT) : NOTHING
    this.#values = isTimed ? memory.scratch(quantilesRoom(most), 8, WHAT) : NOTHING
    this.#timeLists = isTimed ? [new Float64Array(0), new Float64Array(0), new Float64Array(0)] : []
    this.#start = memory.mark()
  }

  /**
   * Puts what follows the activities from `first` up to `last` together by activity, and the time to it. False where such a
   * time is no whole number of 32 bits, unless there is room for any.
   */
  gather(log: FollowsInput, begins: Uint32Array, first: number, last: number, anyTimes: boolean): boolean {
    const { activity, time, sessionOffsets } = log
    const { memory, run } = this.#kernel
    const isTimed = this.#timeLists.length > 0
    const steps = begins[last] - begins[first]
    memory.release(this.#start)
    this.#words = memory.scratch(steps, isTimed ? 8 : 4, WHAT)
    this.#gaps = anyTimes ? memory.scratch(steps, 8, WHAT) : NOTHING
    const cursor = memory.put(
      begins.map((at) => at - begins[first]),
      WHAT
    )
    const start = memory.mark()
    for (let s = 0, end = 0; s < sessionOffsets.length - 1; s = end) {
      end = sliceEnd(sessionOffsets, s)
      const from = evenPlace(sessionOffsets[s])
      const to = sessionOffsets[end]
      memory.release(start)
      const offsets = memory.put(sessionOffsets.subarray(evenPlace(s), end + 1), WHAT).pointer + 4 * (s % 2)
      const activities = memory.put(activity.subarray(from, to), WHAT).pointer
      const times = isTimed ? memory.put(time.subarray(from, to), WHAT).pointer : 0
      const { pointer } = this.#words
      const gaps = this.#gaps.pointer
      if (!run.placeSteps(activities, times, from, offsets, end - s, first, last, cursor.pointer, pointer, gaps)) {
        return false
      }
    }
    return true
  }

  /** Counts the steps of an activity: those that were written from `start` up to `end`. */
  count(from: number, start: number, end: number): void {
    const { memory, run } = this.#kernel
    const isTimed = this.#timeLists.length > 0
    const first = this.#edges
    const different = run.edges(
      this.#words.pointer + (isTimed ? 8 : 4) * start,
      end - start,
      this.#gaps.pointer,
      this.#counts.pointer,
      this.#bits.pointer,
      this.#heads,
      this.#found.pointer,
      this.#amounts.pointer,
      this.#values.pointer
    )
    const next = first + different
    this.#edges = next
    if (next > this.#lists[0].length) {
      this.#lists.forEach((list, i) => {
        this.#lists[i] = new Uint32Array(2 * next)
        this.#lists[i].set(list)
      })
      this.#timeLists.forEach((list, i) => {
        this.#timeLists[i] = new Float64Array(2 * next)
        this.#timeLists[i].set(list)
      })
    }
    this.#lists[0].fill(from, first, next)
    this.#lists[1].set(memory.viewUint32({ ...this.#found, length: different }), first)
    this.#lists[2].set(memory.viewUint32({ ...this.#amounts, length: different }), first)
    if (!isTimed) return
    run.quantiles(this.#values.pointer, end - start, this.#amounts.pointer, different, this.#times.pointer)
    const times = memory.viewFloat64(this.#times)
    this.#timeLists.forEach((list, i) => {
      list.set(times.subarray(i * different, (i + 1) * different), first)
    })
  }

  lists(): Follows {
    const [from, to, counts] = this.#lists.map((list) => list.subarray(0, this.#edges))
    const [meanMs, medianMs, p95Ms] = this.#timeLists.map((list) => list.subarray(0, this.#edges))
    return { from, to, counts, times: meanMs ? { medianMs, meanMs, p95Ms } : null }
  }
}

const WHAT = 'Steps from one activity to the next'
const NOTHING: Block = { pointer: 0, length: 0 }
