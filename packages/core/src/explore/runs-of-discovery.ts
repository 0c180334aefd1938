import { InputError } from '../errors.js'
import { newFigureKernel } from '../kernel/figures.js'
import type { Steps } from '../kernel/work.js'
import type { LogData } from '../log/types.js'
import type { Backbones } from '../processes/backbone.js'
import { recutRuns } from '../processes/recut.js'
import type { Runs } from '../processes/runs.js'
import { inOrder } from '../processes/runs-by-process.js'
import { countSteps, type StepCounts, timesToNext } from '../processes/step-counts.js'
import type { Discovery } from '../processes/types.js'

/** A log with the runs that its discovery counted: the same runs, in the order of their first events. */
export interface LogRuns {
  log: LogData
  discovery: Discovery
  /** [activities] process, or -1 */
  labels: Int32Array
  backbones: Backbones
  /** [activities] 1 where it completes its process */
  terminal: Uint8Array
  /** [processes] 1 where it is a shared subroutine */
  subroutine: Uint8Array
  runs: Runs
  steps: StepCounts
}

/**
 * Cuts a log into the runs that `discovery` counted in it. Nothing is learned anew: labels, the order of steps and the
 * terminal steps are those of the discovery.
 *
 * @throws InputError BAD_OPTION where the log is another one
 */
export function* runsOfDiscovery(log: LogData, discovery: Discovery): Steps<LogRuns> {
  const { activities, processes } = discovery
  if (log.activityNames.length !== activities.length || log.activityNames.some((n, a) => n !== activities[a].name)) {
    throw new InputError(
      'BAD_OPTION',
      `The log is not the one of the result: ${differenceOf(log, discovery)}.`,
      'Give the log that the result was found in, with the same columns, sessions and what is left out.'
    )
  }
  const labels = Int32Array.from(activities, ({ process }) => process)
  const hubs = Uint8Array.from(activities, ({ hub }) => (hub ? 1 : 0))
  const inLog = Int32Array.from(activities, (_, a) => a)
  const { backbones, terminal, subroutine, runs } = yield* recutRuns(log, processes, labels, hubs, inLog)
  const kernel = newFigureKernel()
  const { steps, timed } = yield* countSteps(
    kernel,
    inOrder(log, runs, processes.length, backbones.place),
    backbones,
    terminal
  )
  steps.next = yield* timesToNext(kernel, timed)
  return { log, discovery, labels, backbones, terminal, subroutine, runs, steps }
}

function differenceOf({ activityNames, activity }: LogData, { activities, log }: Discovery): string {
  const known = new Set(activities.map(({ name }) => name))
  const more = activityNames.find((name) => !known.has(name))
  if (more !== undefined) return `the result does not know its activity '${more}'`
  if (activityNames.length < activities.length) {
    return `it has ${activityNames.length} activities, the result ${activities.length}`
  }
  return `its activities come in another order (${activity.length} events, ${log.events} of the result)`
}
