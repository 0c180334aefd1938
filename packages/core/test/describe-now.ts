import type { Kernel } from '../src/kernel/load.js'
import { runNow, type Steps } from '../src/kernel/work.js'
import type { LogData } from '../src/log/types.js'
import { type DescribeOptions, describeProcesses, partsOfDescription } from '../src/processes/describe-log.js'
import type { Description, ProcessLabels } from '../src/processes/describe-processes.js'
import type { HandOut } from '../src/processes/hand-out.js'

const parts = await partsOfDescription()

/** Describes the processes of a log at once. */
export const describeNow = (
  kernel: Kernel,
  log: LogData,
  found: ProcessLabels,
  options: DescribeOptions = {}
): Description => runNow(describeSteps(kernel, log, found, options))

/** The same as work in steps. */
export const describeSteps = (
  kernel: Kernel,
  log: LogData,
  found: ProcessLabels,
  options: DescribeOptions = {},
  handOut?: HandOut
): Steps<Description> => describeProcesses(kernel, log, found, options, parts, handOut)
