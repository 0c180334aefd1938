import { newKernel } from '../src/kernel/load.js'
import { runNow } from '../src/kernel/work.js'
import type { LogData } from '../src/log/types.js'
import { cutRuns } from '../src/processes/cut-runs.js'
import { oneByOne } from '../src/processes/hand-out.js'
import { membersOf, ordersInSteps } from '../src/processes/orders.js'
import { inOrder } from '../src/processes/runs-by-process.js'

const kernel = await newKernel()

/** The typical order and the ends of a log of one process. */
export function ordersOf(log: LogData) {
  const labels = new Int32Array(log.activityNames.length)
  const runs = cutRuns(log, labels, new Uint8Array(labels.length), 1)
  const members = membersOf(labels, 1)
  const { list, inRuns } = inOrder(log, runs, 1, members.numbers)
  return runNow(ordersInSteps(kernel, members, list, inRuns, oneByOne))
}
