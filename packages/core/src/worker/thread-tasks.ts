import { newKernel } from '../kernel/load.js'
import { inPlace } from '../kernel/phases.js'
import { drive, nextTurn, type WorkOptions } from '../kernel/work.js'
import type { PartRows } from '../log/part-rows.js'
import { trainingOf, vectorsInPhases } from '../processes/vectors.js'
import type { LogFigures } from '../report/log-figures.js'
import { type Runners, runnersOfOne, type Tasks } from './tasks.js'

/** Of all tasks. */
export const runners: Runners = {
  ...runnersOfOne,
  async vectors({ traces, options }, work) {
    const kernel = await newKernel()
    const phases = vectorsInPhases(kernel, options, 1, await trainingOf(traces, options))
    return drive('training vectors', inPlace(kernel, phases), work)
  },
  async part(input, work) {
    const { takePart } = await import('./parts.js')
    const steps = await takePart(input)
    return steps && drive(input.name, steps, work)
  },
  async rows(input) {
    return (await partRows()).readPart(input)
  },
  async order(range) {
    // The log is read: the names of its cases need not be held on.
    ;(await partRows()).closeWorkshop()
    return (await import('../log/order-ranges.js')).takeRange(range)
  },
  async calls(input) {
    const { joined, takeCalls } = await import('./together.js')
    const run = await joined(input.kernel)
    if (!input.phases.every((phase) => phase.run in run)) {
      ;(await import('../kernel/methods.js')).addMethodFunctions(run, input.kernel.memory)
    }
    // The thread that handed them out looks after progress and abort; where no worker could be started it is this one.
    let since = performance.now()
    for (const _ of takeCalls(run, input)) {
      if (performance.now() - since < PAUSE_AFTER_MS) continue
      await nextTurn()
      since = performance.now()
    }
    return null
  }
}

const PAUSE_AFTER_MS = 12

/** Only large files are read in parts. */
const partRows = () => import('../log/part-rows.js')

/** Buffers of a result that are handed over rather than copied. */
export async function handedOver(name: string, output: unknown): Promise<ArrayBuffer[]> {
  if (name === 'rows') return (await partRows()).partBuffers(output as PartRows)
  if (name !== 'figures') return []
  return ((output as LogFigures).text ?? []).map((piece) => piece.buffer as ArrayBuffer)
}

/** Runs one task in this thread. */
export async function runTask(name: string, input: unknown, options: WorkOptions = {}): Promise<unknown> {
  return runners[name as keyof Tasks](input as never, options)
}
