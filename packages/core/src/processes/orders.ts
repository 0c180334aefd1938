import type { Kernel } from '../kernel/load.js'
import { part, type Steps } from '../kernel/work.js'
import { type Backbones, typicalOrder } from './backbone.js'
import { type Ends, learnEnds } from './completion.js'
import type { HandOut } from './hand-out.js'
import { type ProcessRange, type RunActivities, type RunsByProcess, rangesOf } from './runs-by-process.js'

/** The activities of each process, numbered within it in their own order. */
export interface Members {
  /** [processes + 1] slices of `members` */
  offsets: Uint32Array
  members: Uint32Array
  /** [activities] number within its process */
  numbers: Int32Array
}

/** @param labels [activities] process id or -1 (hubs: -1) */
export function membersOf(labels: Int32Array, processes: number): Members {
  const offsets = new Uint32Array(processes + 1)
  const numbers = labels.map((p) => (p < 0 ? -1 : offsets[p + 1]++))
  for (let p = 0; p < processes; p++) offsets[p + 1] += offsets[p]
  const members = new Uint32Array(offsets[processes])
  labels.forEach((p, a) => {
    if (p >= 0) members[offsets[p] + numbers[a]] = a
  })
  return { offsets, members, numbers }
}

/** What the typical orders and the ends of some processes are learned from. */
export interface OrdersInput {
  /** [processes + 1] as in {@link Members} */
  offsets: Uint32Array
  byProcess: RunsByProcess
  /** Activities by their numbers within their process. */
  inRuns: RunActivities
  range: ProcessRange
}

/** The numbers of the activities of some processes in their typical order, one process after the other, and flags along with them. */
export interface Orders extends Ends {
  order: Uint32Array
}

/** The typical orders of some processes, and where they end and begin. */
export function* ordersOfRange(kernel: Kernel, { offsets, byProcess, inRuns, range }: OrdersInput): Steps<Orders> {
  const first = offsets[range.from]
  const size = offsets[range.to] - first
  const found = { order: new Uint32Array(size), terminal: new Uint8Array(size), entry: new Uint8Array(size) }
  for (let p = range.from; p < range.to; p++) {
    const from = byProcess.offsets[p]
    const to = byProcess.offsets[p + 1]
    const share = 1 / (range.to - range.from)
    const done = (p - range.from) * share
    const typical = yield* part(
      done,
      done + 0.8 * share,
      typicalOrder(kernel, inRuns, from, to, offsets[p + 1] - offsets[p])
    )
    const ends = yield* part(done + 0.8 * share, done + share, learnEnds(kernel, inRuns, from, to, typical))
    found.order.set(typical.order, offsets[p] - first)
    found.terminal.set(ends.terminal, offsets[p] - first)
    found.entry.set(ends.entry, offsets[p] - first)
  }
  return found
}

/**
 * The typical orders of all processes and their ends, by ranges that other threads may take.
 *
 * @param inRuns activities by their numbers within their process
 */
export function* ordersInSteps(
  kernel: Kernel,
  { offsets, members, numbers }: Members,
  byProcess: RunsByProcess,
  inRuns: RunActivities,
  handOut: HandOut
): Steps<{ first: Backbones } & Ends> {
  const parts = rangesOf(byProcess, inRuns).map((range) => ({
    range,
    orders: handOut('orders', { offsets, byProcess, inRuns, range }, (input) => ordersOfRange(kernel, input))
  }))
  const activities = numbers.length
  const order = new Uint32Array(members.length)
  const place = new Int32Array(activities).fill(-1)
  const ends = { terminal: new Uint8Array(activities), entry: new Uint8Array(activities) }
  // From the last to the first: other threads begin with the first one.
  for (let k = parts.length - 1; k >= 0; k--) {
    const { range, orders } = parts[k]
    const found = yield* part(1 - (k + 1) / parts.length, 1 - k / parts.length, orders())
    const first = offsets[range.from]
    for (let p = range.from; p < range.to; p++) {
      for (let i = offsets[p]; i < offsets[p + 1]; i++) {
        const a = members[offsets[p] + found.order[i - first]]
        order[i] = a
        place[a] = i - offsets[p]
        ends.terminal[a] = found.terminal[i - first]
        ends.entry[a] = found.entry[i - first]
      }
    }
  }
  return { first: { offsets, order, place }, ...ends }
}
