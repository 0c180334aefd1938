import type { LogData } from '../log/types.js'
import type { Discovery } from '../processes/types.js'
import type { DiscoveryModel } from '../report/model.js'

/** The processes that a journey is told by, for the activities of one log. */
export interface JourneyProcesses {
  /** [activities] process, or -1 */
  readonly labels: Int32Array
  /** [activities] 1 where an activity serves many processes. */
  readonly hubs: Uint8Array
  /** [activities] 1 where it completes its process. */
  readonly terminal: Uint8Array
  /** [activities] 1 where a run of its process begins anew after it was completed. Default: nowhere. */
  readonly entry?: Uint8Array
  /** [processes] 1 where it is a shared subroutine, which other processes call. Default: none is. */
  readonly subroutine?: Uint8Array
  readonly processes: readonly { readonly name: string; readonly family: string; readonly steps: number }[]
}

/** A process by the ids of its activities. */
interface Steps {
  steps: readonly number[]
  terminalSteps: readonly number[]
  entrySteps?: readonly number[] | undefined
  subroutine?: boolean | undefined
}

/** The processes of a model, matched by the names of activities; those the model does not know have none. */
export function processesOfModel(model: DiscoveryModel, log: Pick<LogData, 'activityNames'>): JourneyProcesses {
  return {
    ...flagsOf(model.activities, model.processes, log),
    processes: model.processes.map(({ name, family, steps }) => ({ name, family, steps: steps.length }))
  }
}

/** The processes that {@link discover} found, for the log it found them in or another one. */
export function processesOfDiscovery(discovery: Discovery, log: Pick<LogData, 'activityNames'>): JourneyProcesses {
  const processes = discovery.processes.map((process) => ({
    ...process,
    steps: process.steps.map(({ activity }) => activity)
  }))
  return {
    ...flagsOf(discovery.activities, processes, log),
    processes: discovery.processes.map(({ name, family, steps }) => ({
      name,
      family: discovery.families[family]?.name ?? '',
      steps: steps.length
    }))
  }
}

function flagsOf(
  activities: readonly { name: string; process: number; hub: boolean }[],
  processes: readonly Steps[],
  { activityNames }: Pick<LogData, 'activityNames'>
): Omit<JourneyProcesses, 'processes'> {
  const known = new Map(activities.map(({ name }, id) => [name, id]))
  const ids = activityNames.map((name) => known.get(name) ?? -1)
  const marked = (of: (process: Steps) => readonly number[]) => {
    const set = new Set(processes.flatMap((process) => of(process).map((step) => process.steps[step])))
    return Uint8Array.from(ids, (id) => (set.has(id) ? 1 : 0))
  }
  return {
    labels: Int32Array.from(ids, (id) => (id < 0 || activities[id].hub ? -1 : activities[id].process)),
    hubs: Uint8Array.from(ids, (id) => (id >= 0 && activities[id].hub ? 1 : 0)),
    terminal: marked(({ terminalSteps }) => terminalSteps),
    entry: marked(({ entrySteps = [] }) => entrySteps),
    subroutine: Uint8Array.from(processes, ({ subroutine }) => (subroutine ? 1 : 0))
  }
}
