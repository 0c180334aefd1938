import type { Kernel } from '../kernel/load.js'
import type { Steps } from '../kernel/work.js'
import type { RunActivities } from './runs-by-process.js'
import { runsInKernel } from './runs-in-kernel.js'

/** The typical order of the activities of every process. */
export interface Backbones {
  /** [processes + 1] slices of `order` */
  offsets: Uint32Array
  /** Activities of each process in typical order. */
  order: Uint32Array
  /** [activities] place in its process' order, -1 where it has none. */
  place: Int32Array
}

// Above this many activities in one process the pairs are not counted (36 bytes a pair) and the mean place decides.
const MOST_FOR_PAIRS = 1500
const MOST_PASSES = 30

/** The activities of a process in their typical order, by their numbers within it. */
export interface TypicalOrder {
  order: number[]
  /** [activities of the process] runs that reach each */
  reached: Uint32Array
}

/**
 * Puts the activities of a process in their typical order. Each run gives the order of first occurrences. From
 * these: how often a came before b, and how far apart. A least-squares placement of the mean distances (HodgeRank:
 * Jiang, Lim, Yao and Ye 2011) gives the start; moving single activities while that raises the agreement with the
 * majority of each pair (the linear ordering problem) gives the order. Pairs that hardly ever share a run (alternatives)
 * have no say; where the order is open because of them, steps that follow one another directly are put together, so
 * that the branches of a choice stand one after the other. Ties go to the activity seen first in the log.
 *
 * @param inRuns activities by their numbers within the process, of which there are `size`
 * @param from the first run of the process, by its place
 * @param to behind the last one
 */
export function* typicalOrder(
  kernel: Kernel,
  inRuns: RunActivities,
  from: number,
  to: number,
  size: number
): Steps<TypicalOrder> {
  const { memory, run } = kernel
  const mark = memory.mark()
  try {
    const places = memory.room(5 * size, 4, 'Places in runs')
    const square = size <= MOST_FOR_PAIRS ? size * size : 0
    const pairs = memory.room(3 * square, 4, 'Pairs of steps')
    const weighed = memory.room(square && size + 3 * square, 8, 'Pairs of steps')
    const steps = memory.scratch(size, 4, 'Steps')
    yield* runsInKernel(kernel, inRuns, from, to, (...runs) =>
      run.countPlaces(...runs, size, places.pointer, square && pairs.pointer)
    )
    const meanPlace = memory.viewFloat64({ ...places, length: size })
    const reached = memory.viewUint32(places).slice(2 * size, 3 * size)
    // What was in no run stands at the end, as it is not known where it belongs.
    for (let i = 0; i < size; i++) meanPlace[i] = reached[i] > 0 ? meanPlace[i] / reached[i] : 2
    const order = Array.from(meanPlace, (_, i) => i).sort((a, b) => meanPlace[a] - meanPlace[b] || a - b)
    if (!square) return { order, reached }
    const known = order.filter((i) => reached[i] > 0)
    memory.viewUint32(steps).set(known)
    run.weighPairs(steps.pointer, known.length, size, places.pointer, pairs.pointer, weighed.pointer)
    const results = memory.viewFloat64(weighed)
    const position = new Float64Array(size)
    known.forEach((i, x) => {
      position[i] = results[x]
    })
    const unknown = order.slice(known.length)
    known.sort((a, b) => position[a] - position[b] || a - b)
    const gain = results.subarray(known.length)
    moveSingly(known, gain, size)
    bringTogether(known, gain, memory.viewUint32(pairs).subarray(2 * square), size)
    return { order: [...known, ...unknown], reached }
  } finally {
    memory.release(mark)
  }
}

// Takes each item out in turn and puts it where the sum of gains is largest (the nearest such gap on ties), until
// nothing moves.
// @param gain [size x size] what it is worth that row stands before column
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
  const link = (i: number, j: number) => (i < 0 || j < 0 ? 0 : next[j * size + i])
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
