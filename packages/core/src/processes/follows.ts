import type { FigureKernel } from '../kernel/figures.js'
import { type Block, evenPlace } from '../kernel/memory.js'
import type { LogData } from '../log/types.js'
import { quantilesRoom } from './quantiles.js'
import { sliceEnd } from './runs.js'

/** The columns that are read. */
export type FollowsInput = Pick<LogData, 'activity' | 'time' | 'sessionOffsets' | 'sessionCase' | 'activityNames'>

/** Directly-follows edges in order of (from, to). */
export interface Follows {
  /** How many there are, with those that were left out. */
  edges: number
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
/** Edges of larger counts are told together. */
const LARGEST = 0xffff

/** From, to, counts, means, medians and 95th percentiles. */
type Columns = [Uint32Array, Uint32Array, Uint32Array, Float64Array, Float64Array, Float64Array]

/** How steps are written: the activity that follows in the lowest bits, and the time to it. */
interface Form {
  bytes: 4 | 8
  bits: number
  /** Whether times stand beside. */
  gaps: boolean
}

/**
 * Counts how often one activity comes directly after another in a session. Steps are first put together by the activity
 * that they begin at (a counting sort); the few that may follow it are then counted in one small array, which stays in
 * the nearest cache. 4 bytes a step, 8 with times that are no whole seconds (16 where these are no whole numbers); of more
 * than 33 million steps those of some activities at a time, so that no more memory is taken.
 *
 * @param events [activities] how often each occurs
 * @param options.most edges that are less frequent than so many may be left out
 * @param options.mostSteps for tests: another limit of steps at a time changes nothing
 */
export function follows(
  kernel: FigureKernel,
  log: FollowsInput,
  events: Uint32Array,
  times: boolean,
  { most = Number.POSITIVE_INFINITY, mostSteps = MOST_STEPS }: { most?: number; mostSteps?: number } = {}
): Follows {
  const { activity, sessionOffsets } = log
  const activities = log.activityNames.length
  const begins = new Uint32Array(activities + 1)
  begins.set(events, 1)
  // Nothing follows the last.
  for (let s = 0; s < log.sessionCase.length; s++) begins[activity[sessionOffsets[s + 1] - 1] + 1]--
  const largest = begins.reduce((most, steps) => Math.max(most, steps), 0)
  for (let a = 0; a < activities; a++) begins[a + 1] += begins[a]
  const counter = new EdgeCounter(kernel, activities, times ? largest : null)
  const parts: Columns[] = []
  for (let first = 0, last = 0; first < activities; first = last) {
    last = first + 1
    while (last < activities && begins[last + 1] - begins[first] <= mostSteps) last++
    counter.gather(log, begins, first, last)
    parts.push(counter.count(begins, first, last, last - first < activities ? Number.POSITIVE_INFINITY : most))
  }
  const [from, to, counts, meanMs, medianMs, p95Ms] = parts[0].map((column, c) => {
    const whole = new (column.constructor as Float64ArrayConstructor)(
      parts.reduce((sum, part) => sum + part[c].length, 0)
    )
    let at = 0
    for (const part of parts) {
      whole.set(part[c], at)
      at += part[c].length
    }
    return whole
  }) as Columns
  return { edges: counter.edges, from, to, counts, times: times ? { medianMs, meanMs, p95Ms } : null }
}

/** Counts the steps of one activity after the other, in the kernel's memory. */
class EdgeCounter {
  /** That were counted. */
  edges = 0
  readonly #kernel: FigureKernel
  readonly #counts: Block
  readonly #marks: Block
  readonly #heads: number
  readonly #sizes: Block
  readonly #values: Block
  readonly #start: number
  /** The first one is in use; it goes where a time does not fit. */
  readonly #forms: Form[]
  #steps = NOTHING
  #gaps = NOTHING

  /** @param most steps from one activity, where their times are asked for */
  constructor(kernel: FigureKernel, activities: number, most: number | null) {
    const { memory } = kernel
    this.#kernel = kernel
    this.#heads = Math.ceil(activities / 4096)
    this.#counts = memory.int32(activities, WHAT)
    this.#marks = memory.float64(65 * this.#heads, WHAT)
    this.#sizes = memory.scratch(LARGEST + 1, 4, WHAT)
    this.#values = most === null ? NOTHING : memory.scratch(quantilesRoom(most), 8, WHAT)
    this.#start = memory.mark()
    this.#forms =
      most === null
        ? [{ bytes: 4, bits: 32, gaps: false }]
        : [
            { bytes: 4, bits: Math.max(1, 32 - Math.clz32(activities - 1)), gaps: false },
            { bytes: 8, bits: 32, gaps: false },
            { bytes: 8, bits: 32, gaps: true }
          ]
  }

  /** Puts what follows the activities from `first` up to `last` together by activity, and the time to it. */
  gather(log: FollowsInput, begins: Uint32Array, first: number, last: number): void {
    while (!this.#gathered(log, begins, first, last)) this.#forms.shift()
  }

  #gathered(log: FollowsInput, begins: Uint32Array, first: number, last: number): boolean {
    const { activity, time, sessionOffsets } = log
    const { memory, run } = this.#kernel
    const [{ bytes, bits, gaps }] = this.#forms
    const steps = begins[last] - begins[first]
    memory.release(this.#start)
    this.#steps = memory.scratch(steps, bytes, WHAT)
    this.#gaps = gaps ? memory.scratch(steps, 8, WHAT) : NOTHING
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
      const times = this.#values.length > 0 ? memory.put(time.subarray(from, to), WHAT).pointer : 0
      const into = [cursor.pointer, this.#steps.pointer, bits, this.#gaps.pointer] as const
      if (!run.placeSteps(activities, times, from, offsets, end - s, first, last, ...into)) return false
    }
    return true
  }

  /** Counts the steps that were gathered, and lists the edges that are as frequent as the `most` most frequent ones. */
  count(begins: Uint32Array, first: number, last: number, most: number): Columns {
    const { memory, run } = this.#kernel
    const [{ bytes, bits }] = this.#forms
    const counts = this.#counts.pointer
    const steps = (a: number): [number, number] => [
      this.#steps.pointer + bytes * (begins[a] - begins[first]),
      begins[a + 1] - begins[a]
    ]
    const room = Math.min(begins[last] - begins[first], (last - first) * (begins.length - 1))
    const found = memory.scratch(2 * room, 4, WHAT).pointer
    const sizes = memory.viewUint32(this.#sizes).fill(0)
    const ends = new Uint32Array(last - first + 1)
    let edges = 0
    for (let a = first; a < last; a++) {
      const into = [found + 4 * edges, found + 4 * (room + edges), this.#sizes.pointer] as const
      edges += run.edges(...steps(a), bytes, bits, counts, this.#marks.pointer, this.#heads, ...into)
      ends[a - first + 1] = edges
    }
    this.edges += edges
    let least = LARGEST
    for (let left = most - sizes[least]; left > 0 && least > 1; ) left -= sizes[--least]

    const isTimed = this.#values.length > 0
    const out = isTimed ? memory.scratch(3 * edges, 8, WHAT).pointer : 0
    const from = new Uint32Array(edges)
    let length = 0
    for (let a = first; a < last; a++) {
      const begin = ends[a - first]
      const different = ends[a - first + 1] - begin
      const into = [length, least, this.#values.pointer, out, edges] as const
      const listed = run.listEdges(
        ...steps(a),
        bits,
        this.#gaps.pointer,
        counts,
        found,
        room,
        begin,
        different,
        ...into
      )
      from.fill(a, length, length + listed)
      length += listed
    }
    const codes = (pointer: number) => memory.viewUint32({ pointer, length }).slice()
    const times = (which: number) => memory.viewFloat64({ pointer: out + 8 * which * edges, length }).slice()
    return [
      from.subarray(0, length),
      codes(found),
      codes(found + 4 * room),
      ...(isTimed ? [times(0), times(1), times(2)] : [])
    ] as Columns
  }
}

const WHAT = 'Steps from one activity to the next'
const NOTHING: Block = { pointer: 0, length: 0 }
