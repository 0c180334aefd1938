import { type FigureKernel, newFigureKernel } from '../kernel/figures.js'
import { runNow } from '../kernel/work.js'
import type { LogData } from '../log/types.js'
import { type CutOptions, cutRunsInSteps, type Runs } from './runs.js'

let kernel: FigureKernel | undefined

/** {@link cutRunsInSteps} without pauses. */
export function cutRuns(
  log: LogData,
  labels: Int32Array,
  hubs: Uint8Array,
  processes: number,
  options?: CutOptions
): Runs {
  kernel ??= newFigureKernel()
  return runNow(cutRunsInSteps(kernel, log, labels, hubs, processes, options))
}
