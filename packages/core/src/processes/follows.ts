import type { FigureKernel } from '../kernel/figures.js'
import type { Block } from '../kernel/memory.js'
import type { LogData } from '../log/types.js'
import { quantilesRoom } from './quantiles.js'

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
    const room = begins[last] - begins[first]
    if (!gather(log, begins, first, last, counter.room(room, false))) {
      gather(log, begins, first, last, counter.room(room, true))
    }
    for (let a = first; a < last; a++) counter.count(a, begins[a] - begins[first], begins[a + 1] - begins[first])
  }
  return counter.lists()
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

/** Sessions that are gone through at a call: V8 compiles a function that is called often sooner than one long loop. */
const SESSIONS_AT_ONCE = 1 << 10

/**
 * Puts what follows the activities from `first` up to `last` together by activity, and the time to it. False where there
 * is no room for such a time.
 */
function gather(log: FollowsInput, begins: Uint32Array, first: number, last: number, steps: Steps): boolean {
  const base = begins[first]
  const cursor = begins.map((at) => at - base)
  const sessions = log.sessionCase.length
  for (let s = 0; s < sessions; s += SESSIONS_AT_ONCE) {
    if (!gatherSome(log, s, Math.min(sessions, s + SESSIONS_AT_ONCE), cursor, first, last, steps)) return false
  }
  return true
}

function gatherSome(
  { activity, time, sessionOffsets }: FollowsInput,
  session: number,
  sessions: number,
  cursor: Uint32Array,
  first: number,
  last: number,
  { wide, words, gaps }: Steps
): boolean {
  let isExact = true
  for (let s = session; s < sessions; s++) {
    const end = sessionOffsets[s + 1]
    let i = sessionOffsets[s]
    let from = activity[i]
    let since = time[i]
    while (++i < end) {
      const to = activity[i]
      const now = time[i]
      if (from >= first && from < last) {
        const at = cursor[from]++
        words[at << wide] = to
        if (wide > 0) {
          const gap = gaps === null ? now - since : at
          const word = gap >>> 0
          if (word !== gap) isExact = false
          words[(at << wide) + 1] = word
          if (gaps !== null) gaps[at] = now - since
        }
      }
      from = to
      since = now
    }
  }
  return isExact
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

  /** Room for so many steps. @param isExact room for times that are no whole numbers of 32 bits, too */
  room(steps: number, isExact: boolean): Steps {
    const { memory } = this.#kernel
    const wide = this.#timeLists.length > 0 ? 1 : 0
    memory.release(this.#start)
    this.#words = memory.scratch(steps << wide, 4, WHAT)
    this.#gaps = isExact ? memory.scratch(steps, 8, WHAT) : NOTHING
    return { wide, words: memory.viewUint32(this.#words), gaps: isExact ? memory.viewFloat64(this.#gaps) : null }
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
