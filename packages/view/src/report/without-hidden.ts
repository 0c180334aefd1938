import type { Discovery, FlowEdge } from '@desirepath/core'
import { countOf, formatNumber } from '../format.js'

/**
 * The same result without some of its processes, their activities, and every edge that touches them. Counts of the whole
 * log (its events, sessions, mixes, coverage) stay as they are; a sentence among the warnings says what is missing.
 *
 * @param hidden ids of the processes that shall not be in it
 */
export function withoutHidden(discovery: Discovery, hidden: ReadonlySet<number>): Discovery {
  if (hidden.size === 0) return discovery
  const { processes, activities, families, flow, mixes, method } = discovery
  const newProcess = renumber(processes, ({ id }) => !hidden.has(id))
  const newActivity = renumber(activities, ({ process }) => !hidden.has(process))
  const partners = <T extends { process: number }>(list: readonly T[]) =>
    list.filter(({ process }) => !hidden.has(process)).map((one) => ({ ...one, process: newProcess(one.process) }))
  const edges = (list: readonly FlowEdge[], idOf: (id: number) => number) =>
    list.flatMap(({ from, to, count }) => {
      const edge = { from: idOf(from), to: idOf(to), count }
      return edge.from === gone || edge.to === gone ? [] : [edge]
    })
  const left = processes.filter(({ id }) => !hidden.has(id))
  const runs = (list: typeof left) => list.reduce((sum, process) => sum + process.runs, 0)
  const sentence = `${countOf(hidden.size, 'hidden process', 'hidden processes')} with ${formatNumber(runs(processes) - runs(left))} of ${countOf(runs(processes), 'run')} ${hidden.size === 1 ? 'is' : 'are'} left out of this file.`
  return {
    ...discovery,
    method: { ...method, warnings: [sentence, ...method.warnings] },
    activities: activities
      .filter(({ process }) => !hidden.has(process))
      .map(({ serves, ...activity }) => ({
        ...activity,
        id: newActivity(activity.id),
        process: newProcess(activity.process),
        ...(serves !== undefined && { serves: partners(serves) })
      })),
    processes: left.map(({ serves, ...process }) => ({
      ...process,
      id: newProcess(process.id),
      ...(serves !== undefined && { serves: partners(serves) }),
      steps: process.steps.map((step) => ({ ...step, activity: newActivity(step.activity) })),
      before: partners(process.before),
      after: partners(process.after)
    })),
    // A process says by place which family it is of: those that are empty now stay, and nothing shows them.
    families: families.map((family) => ({
      ...family,
      name: family.processes.some((id) => !hidden.has(id)) ? family.name : '',
      processes: family.processes.filter((id) => !hidden.has(id)).map(newProcess)
    })),
    flow: {
      ...flow,
      edges: edges(flow.edges, newActivity),
      start: edges(flow.start, newActivity),
      end: edges(flow.end, newActivity)
    },
    handovers: edges(discovery.handovers, newProcess),
    ...(mixes !== undefined && {
      mixes: mixes.map((mix) => ({
        ...mix,
        groups: mix.groups.map((group) => ({ ...group, ofProcess: group.ofProcess.filter((_, id) => !hidden.has(id)) }))
      }))
    })
  }
}

const gone = -2

/** New numbers of what is kept, in the same order; -1 (none) stays. */
function renumber<T>(list: readonly T[], kept: (item: T) => boolean): (id: number) => number {
  let next = 0
  const ids = list.map((item) => (kept(item) ? next++ : gone))
  return (id) => (id < 0 ? id : ids[id])
}
