import { part, type Steps } from '../kernel/work.js'
import { type Backbones, backbonesInSteps } from './backbone.js'
import { type Ends, learnEndsInSteps } from './completion.js'
import type { HandOut } from './hand-out.js'
import type { ProcessRange, RunActivities, RunsByProcess } from './runs-by-process.js'

/** What the typical orders and the ends of some processes are learned from. */
export interface OrdersInput {
  /** [activities] process id or -1 (hubs: -1) */
  labels: Int32Array
  byProcess: RunsByProcess
  inRuns: RunActivities
  range: ProcessRange
}

/** The activities of some processes in their typical order, one process after the other, and flags along with them. */
export interface Orders {
  order: Uint32Array
  terminal: Uint8Array
  entry: Uint8Array
}

/** The typical orders of some processes, and where they end and begin. */
export function* ordersOfRange({ labels, byProcess, inRuns, range }: OrdersInput): Steps<Orders> {
  const found = yield* part(0, 0.8, backbonesInSteps(labels, byProcess, inRuns, range))
  const { terminal, entry } = yield* part(0.8, 1, learnEndsInSteps(byProcess, found, inRuns, range))
  const order = found.order.slice(found.offsets[range.from], found.offsets[range.to])
  return { order, terminal: Uint8Array.from(order, (a) => terminal[a]), entry: Uint8Array.from(order, (a) => entry[a]) }
}

/** Events in the runs of the processes that are handed out at a time: some 60 ms of work. */
const EVENTS_AT_ONCE = 1 << 20

/** The typical orders of all processes and their ends, by ranges that other threads may take. */
export function* ordersInSteps(
  input: Omit<OrdersInput, 'range'>,
  handOut: HandOut
): Steps<{ first: Backbones } & Ends> {
  const { labels, byProcess, inRuns } = input
  const parts = rangesOf(byProcess, inRuns).map((range) => ({
    range,
    orders: handOut('orders', { ...input, range }, ordersOfRange)
  }))
  const activities = labels.length
  const offsets = new Uint32Array(byProcess.offsets.length)
  for (let a = 0; a < activities; a++) if (labels[a] >= 0) offsets[labels[a] + 1]++
  for (let p = 1; p < offsets.length; p++) offsets[p] += offsets[p - 1]
  const order = new Uint32Array(offsets[offsets.length - 1])
  const place = new Int32Array(activities).fill(-1)
  const ends = { terminal: new Uint8Array(activities), entry: new Uint8Array(activities) }
  // From the last to the first: other threads begin with the first one.
  for (let k = parts.length - 1; k >= 0; k--) {
    const { range, orders } = parts[k]
    const found = yield* part(1 - (k + 1) / parts.length, 1 - k / parts.length, orders())
    order.set(found.order, offsets[range.from])
    found.order.forEach((a, i) => {
      ends.terminal[a] = found.terminal[i]
      ends.entry[a] = found.entry[i]
    })
    for (let p = range.from; p < range.to; p++) {
      for (let i = offsets[p]; i < offsets[p + 1]; i++) place[order[i]] = i - offsets[p]
    }
  }
  return { first: { offsets, order, place }, ...ends }
}

function rangesOf({ offsets }: RunsByProcess, inRuns: RunActivities): ProcessRange[] {
  const processes = offsets.length - 1
  const ranges: ProcessRange[] = []
  for (let from = 0, to = 0; from < processes; from = to) {
    const limit = inRuns.starts[offsets[from]] + EVENTS_AT_ONCE
    to = from + 1
    while (to < processes && inRuns.ends[offsets[to + 1] - 1] <= limit) to++
    ranges.push({ from, to })
  }
  return ranges
}
