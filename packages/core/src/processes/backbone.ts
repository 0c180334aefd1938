import { runNow, type Steps } from '../kernel/work.js'
import type { LogData } from '../log/types.js'
import { RUNS_AT_ONCE, type Runs } from './runs.js'
import { activitiesByProcess, type ProcessRange, type RunActivities, type RunsByProcess } from './runs-by-process.js'

/** The typical order of the activities of every process. */
export interface Backbones {
  /** [processes + 1] slices of `order` */
  offsets: Uint32Array
  /** Activities of each process in typical order. */
  order: Uint32Array
  /** [activities] place in its process' order, -1 where it has none. */
  place: Int32Array
}

// Above this many activities in one process the pairs are not counted (32 bytes a pair) and the mean place decides.
const MOST_FOR_PAIRS = 1500
// First occurrences further apart than this are not compared: bounds the work at events x span.
const SPAN = 48
const MOST_PASSES = 30
// Two activities are alternatives where they share fewer than this share of the runs of the rarer one.
const ALTERNATIVES = 0.1

/**
 * Puts the activities of each process in their typical order. Each run gives the order of first occurrences. From
 * these: how often a came before b, and how far apart. A least-squares placement of the mean distances (HodgeRank:
 * Jiang, Lim, Yao and Ye 2011) gives the start; moving single activities while that raises the agreement with the
 * majority of each pair (the linear ordering problem) gives the order. Pairs that hardly ever share a run (alternatives)
 * have no say; where the order is open because of them, steps that follow one another directly are put together, so
 * that the branches of a choice stand one after the other. Ties go to the activity seen first in the log.
 *
 * @param labels [activities] process id or -1 (hubs: -1)
 * @param range only the processes in it; the others have no order then
 */
export function* backbonesInSteps(
  labels: Int32Array,
  byProcess: RunsByProcess,
  inRuns: RunActivities,
  { from, to }: ProcessRange = { from: 0, to: byProcess.offsets.length - 1 }
): Steps<Backbones> {
  const processes = byProcess.offsets.length - 1
  const activities = labels.length
  const offsets = new Uint32Array(processes + 1)
  for (let a = 0; a < activities; a++) if (labels[a] >= 0) offsets[labels[a] + 1]++
  for (let p = 0; p < processes; p++) offsets[p + 1] += offsets[p]
  const members = new Uint32Array(offsets[processes])
  const local = new Int32Array(activities).fill(-1) // index within the process
  const fill = offsets.slice()
  for (let a = 0; a < activities; a++) {
    if (labels[a] < 0) continue
    local[a] = fill[labels[a]] - offsets[labels[a]]
    members[fill[labels[a]]++] = a
  }
  const order = new Uint32Array(members.length)
  const place = new Int32Array(activities).fill(-1)
  const seenIn = new Int32Array(activities).fill(-1)
  const first = new Int32Array(offsets.reduce((most, end, p) => Math.max(most, p > 0 ? end - offsets[p - 1] : 0), 0))
  const firstRun = byProcess.offsets[from]
  const share = 1 / Math.max(1, byProcess.offsets[to] - firstRun)
  for (let p = from; p < to; p++) {
    const size = offsets[p + 1] - offsets[p]
    const pairs = size <= MOST_FOR_PAIRS ? new PairPlaces(size) : null
    const meanPlace = new Float64Array(size)
    const seen = new Uint32Array(size)
    const counts = { local, seenIn, first, meanPlace, seen, pairs }
    const last = byProcess.offsets[p + 1]
    for (let at = byProcess.offsets[p]; at < last; at += RUNS_AT_ONCE) {
      countPlaces(inRuns, at, Math.min(last, at + RUNS_AT_ONCE), counts)
      yield (at - firstRun) * share
    }
    // What was in no run stands at the end, as it is not known where it belongs.
    for (let i = 0; i < size; i++) meanPlace[i] = seen[i] > 0 ? meanPlace[i] / seen[i] : 2
    const sorted = pairs === null ? byValue(meanPlace) : pairs.order(meanPlace, seen)
    for (let i = 0; i < size; i++) {
      const a = members[offsets[p] + sorted[i]]
      order[offsets[p] + i] = a
      place[a] = i
    }
  }
  yield 1
  return { offsets, order, place }
}

// A function of its own, called slice by slice: V8 compiles it while a loop within a generator would long be interpreted.
// It is given what it uses: variables of a function around it would be looked up again at each event.
function countPlaces(
  { starts, ends, activities }: RunActivities,
  from: number,
  to: number,
  { local, seenIn, first, meanPlace, seen, pairs }: PlaceCounts
): void {
  for (let at = from; at < to; at++) {
    const end = ends[at]
    let different = 0
    for (let i = starts[at]; i < end; i++) {
      const a = activities[i]
      if (seenIn[a] === at) continue
      seenIn[a] = at
      first[different++] = local[a]
    }
    for (let i = 0; i < different; i++) {
      meanPlace[first[i]] += different === 1 ? 0.5 : i / (different - 1)
      seen[first[i]]++
    }
    pairs?.add(first, different)
  }
}

interface PlaceCounts {
  /** [activities] index within the process */
  local: Int32Array
  /** [activities] the run that each was last seen in */
  seenIn: Int32Array
  /** The activities of a run by first occurrence. */
  first: Int32Array
  meanPlace: Float64Array
  seen: Uint32Array
  pairs: PairPlaces | null
}

/** {@link backbonesInSteps} without pauses. */
export function backbones(log: LogData, labels: Int32Array, runs: Runs, byProcess: RunsByProcess): Backbones {
  return runNow(backbonesInSteps(labels, byProcess, activitiesByProcess(log, runs, byProcess)))
}

function byValue(values: Float64Array): number[] {
  return Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b] || a - b)
}

// Runs and the sum of their distances in one number, so that a pair costs one addition: both are exact as long as no
// more than MOST_PACKED runs are in it (distances are at most FARTHEST).
const PACKED_RUN = 1 << 16
const MOST_PACKED = 8191
const FARTHEST = 8

/** How often each activity of a process came before each other one, and at what distance. */
class PairPlaces {
  readonly #size: number
  readonly #packed: Int32Array // [size x size] of the runs that are not yet in `before` and `distance`
  #runs = 0
  readonly #before: Uint32Array // [size x size] runs in which row came before column
  readonly #next: Uint32Array // [size x size] runs in which column came right after row
  readonly #distance: Float64Array // [size x size] sum of the places between, row before column

  constructor(size: number) {
    this.#size = size
    this.#packed = new Int32Array(size * size)
    this.#before = new Uint32Array(size * size)
    this.#next = new Uint32Array(size * size)
    this.#distance = new Float64Array(size * size)
  }

  /** One run: the first `count` of `first` are its activities by first occurrence. */
  add(first: Int32Array, count: number): void {
    if (this.#runs++ === MOST_PACKED) this.#unpack()
    const packed = this.#packed
    const next = this.#next
    const size = this.#size
    for (let i = 0; i + 1 < count; i++) {
      const row = first[i] * size
      next[row + first[i + 1]]++
      const near = Math.min(count, i + FARTHEST)
      let j = i + 1
      // The bars keep these integers.
      for (let one = PACKED_RUN + 1; j < near; j++) {
        const pair = row + first[j]
        packed[pair] = (packed[pair] + one) | 0
        one = (one + 1) | 0
      }
      const end = Math.min(count, i + 1 + SPAN)
      for (; j < end; j++) {
        const pair = row + first[j]
        packed[pair] = (packed[pair] + PACKED_RUN + FARTHEST) | 0
      }
    }
  }

  #unpack(): void {
    const packed = this.#packed
    const before = this.#before
    const distance = this.#distance
    this.#runs = 1
    for (let k = 0; k < packed.length; k++) {
      before[k] += packed[k] >>> 16
      distance[k] += packed[k] & 0xffff
    }
    packed.fill(0)
  }

  order(meanPlace: Float64Array, seen: Uint32Array): number[] {
    this.#unpack()
    const size = this.#size
    const known = byValue(meanPlace).filter((i) => seen[i] > 0)
    const unknown = byValue(meanPlace).filter((i) => seen[i] === 0)
    const position = new Float64Array(size)
    this.#positions(meanPlace, known).forEach((at, x) => {
      position[known[x]] = at
    })
    known.sort((a, b) => position[a] - position[b] || a - b)
    const gain = new Float64Array(size * size) // what it is worth that row stands before column
    for (const i of known) {
      for (const j of known) {
        const forward = this.#before[i * size + j]
        const back = this.#before[j * size + i]
        if (forward + back < ALTERNATIVES * Math.min(seen[i], seen[j])) continue
        // The margin in standard deviations: many runs count for more, but not as much as their number.
        gain[i * size + j] = (forward - back) / Math.sqrt(forward + back + 3)
      }
    }
    moveSingly(known, gain, size)
    bringTogether(known, gain, this.#next, size)
    return [...known, ...unknown]
  }

  // Least squares: place(b) - place(a) = mean distance, weighted by runs; Gauss-Seidel from the mean place.
  #positions(meanPlace: Float64Array, known: readonly number[]): Float64Array {
    const size = this.#size
    const count = known.length
    const weight = new Float64Array(count * count) // [known x known]
    const distance = new Float64Array(count * count)
    known.forEach((i, x) => {
      known.forEach((j, y) => {
        const both = this.#before[i * size + j] + this.#before[j * size + i]
        if (both === 0 || i === j) return
        distance[x * count + y] = (this.#distance[j * size + i] - this.#distance[i * size + j]) / both
        weight[x * count + y] = both / (both + 3)
      })
    })
    const position = Float64Array.from(known, (i) => meanPlace[i] * count)
    const start = Float64Array.from(known, (i) => 1e-3 * meanPlace[i] * count)
    for (let sweep = 0; sweep < 40; sweep++) {
      for (let x = 0; x < count; x++) {
        let weights = 1e-3
        let sum = start[x]
        for (let y = 0, k = x * count; y < count; y++, k++) {
          weights += weight[k]
          sum += weight[k] * (position[y] + distance[k])
        }
        position[x] = sum / weights
      }
    }
    return position
  }
}

// Takes each item out in turn and puts it where the sum of gains is largest (the nearest such gap on ties), until
// nothing moves.
function moveSingly(order: number[], gain: Float64Array, size: number): void {
  for (let pass = 0, moved = true; moved && pass < MOST_PASSES; pass++) {
    moved = false
    for (const item of [...order]) {
      const at = order.indexOf(item)
      let best = 0
      let target = at
      let change = 0
      for (let i = at - 1; i >= 0; i--) {
        change += gain[item * size + order[i]]
        if (change > best + 1e-9) {
          best = change
          target = i
        }
      }
      change = 0
      for (let i = at + 1; i < order.length; i++) {
        change += gain[order[i] * size + item]
        if (change > best + 1e-9) {
          best = change
          target = i
        }
      }
      if (target === at) continue
      order.splice(at, 1)
      order.splice(target, 0, item)
      moved = true
    }
  }
}

// Moves single items past those that they have no order with, where more of the steps that follow one another directly
// then stand side by side.
function bringTogether(order: number[], gain: Float64Array, next: Uint32Array, size: number): void {
  const link = (i: number, j: number) => (i < 0 || j < 0 ? 0 : next[i * size + j])
  for (let pass = 0, moved = true; moved && pass < MOST_PASSES; pass++) {
    moved = false
    for (const item of [...order]) {
      const at = order.indexOf(item)
      const rest = [...order.slice(0, at), ...order.slice(at + 1)]
      // What it is worth to stand in the gap before rest[g].
      const worth = (g: number) => {
        const left = g > 0 ? rest[g - 1] : -1
        const right = g < rest.length ? rest[g] : -1
        return link(left, item) + link(item, right) - link(left, right)
      }
      let best = worth(at)
      let target = at
      for (let g = at - 1; g >= 0 && gain[item * size + rest[g]] === 0; g--) {
        if (worth(g) > best) {
          best = worth(g)
          target = g
        }
      }
      for (let g = at + 1; g <= rest.length && gain[item * size + rest[g - 1]] === 0; g++) {
        if (worth(g) > best) {
          best = worth(g)
          target = g
        }
      }
      if (target === at) continue
      rest.splice(target, 0, item)
      order.splice(0, order.length, ...rest)
      moved = true
    }
  }
}
