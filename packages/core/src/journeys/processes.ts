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
  readonly processes: readonly { readonly name: string; readonly family: string; readonly steps: number }[]
}

/** The processes of a model, matched by the names of activities; those the model does not know have none. */
export function processesOfModel(model: DiscoveryModel, log: Pick<LogData, 'activityNames'>): JourneyProcesses {
  const known = new Map(model.activities.map((activity, id) => [activity.name, id]))
  const terminals = new Set<number>()
  for (const { steps, terminalSteps } of model.processes) for (const step of terminalSteps) terminals.add(steps[step])
  const ids = log.activityNames.map((name) => known.get(name))
  return {
    labels: Int32Array.from(ids, (id) =>
      id === undefined || model.activities[id].hub ? -1 : model.activities[id].process
    ),
    hubs: Uint8Array.from(ids, (id) => (id !== undefined && model.activities[id].hub ? 1 : 0)),
    terminal: Uint8Array.from(ids, (id) => (id !== undefined && terminals.has(id) ? 1 : 0)),
    processes: model.processes.map(({ name, family, steps }) => ({ name, family, steps: steps.length }))
  }
}

/** The processes that {@link discover} found, for the log it found them in or another one. */
export function processesOfDiscovery(discovery: Discovery, log: Pick<LogData, 'activityNames'>): JourneyProcesses {
  const known = new Map(discovery.activities.map((activity) => [activity.name, activity]))
  const terminals = new Set<number>()
  for (const { steps, terminalSteps } of discovery.processes) {
    for (const step of terminalSteps) terminals.add(steps[step].activity)
  }
  const found = log.activityNames.map((name) => known.get(name))
  return {
    labels: Int32Array.from(found, (activity) => (activity === undefined || activity.hub ? -1 : activity.process)),
    hubs: Uint8Array.from(found, (activity) => (activity?.hub ? 1 : 0)),
    terminal: Uint8Array.from(found, (activity) => (activity !== undefined && terminals.has(activity.id) ? 1 : 0)),
    processes: discovery.processes.map(({ name, family, steps }) => ({
      name,
      family: discovery.families[family]?.name ?? '',
      steps: steps.length
    }))
  }
}
