import { newFigureKernel } from '../kernel/figures.js'
import type { Steps } from '../kernel/work.js'
import type { LogData } from '../log/types.js'
import type { Backbones } from './backbone.js'
import { isEntry } from './completion.js'
import { cutRunsInSteps, type Runs } from './runs.js'
import { splitRestartsInSteps } from './split-runs.js'
import type { Discovery } from './types.js'

/** Runs of known processes, with what they were cut by. */
export interface Recut {
  backbones: Backbones
  /** [activities] 1 where it completes its process */
  terminal: Uint8Array
  /** [processes] 1 where it is a shared subroutine */
  subroutine: Uint8Array
  runs: Runs
}

/**
 * Cuts a log into runs as a discovery does, by what that has found: labels, the order of steps, where they begin and where
 * they are complete. Of the log it was found in these are the runs that it counted. What a result of an older release
 * does not say, where runs begin, is learned from the log.
 *
 * @param labels [activities of the log] process, or -1
 * @param hubs [activities of the log] 1 where it is a hub
 * @param inLog [activities of the discovery] the activity of the log, or -1
 */
export function* recutRuns(
  log: LogData,
  processes: Discovery['processes'],
  labels: Int32Array,
  hubs: Uint8Array,
  inLog: Int32Array
): Steps<Recut> {
  const subroutine = Uint8Array.from(processes, (process) => (process.subroutine ? 1 : 0))
  const offsets = new Uint32Array(processes.length + 1)
  const place = new Int32Array(labels.length).fill(-1)
  const terminal = new Uint8Array(labels.length)
  const entry = new Uint8Array(labels.length)
  const order: number[] = []
  for (const { id, steps, terminalSteps, entrySteps = [] } of processes) {
    for (const step of steps) {
      const activity = inLog[step.activity]
      if (activity < 0) continue
      place[activity] = order.length - offsets[id]
      order.push(activity)
    }
    for (const [marked, flags] of [
      [terminalSteps, terminal],
      [entrySteps, entry]
    ] as const) {
      for (const step of marked) {
        const activity = inLog[steps[step].activity]
        if (activity >= 0) flags[activity] = 1
      }
    }
    offsets[id + 1] = order.length
  }
  const backbones: Backbones = { offsets, order: Uint32Array.from(order), place }
  const cut = yield* cutRunsInSteps(newFigureKernel(), log, labels, hubs, processes.length, { subroutine })
  const told = processes.every(({ entrySteps }) => entrySteps !== undefined)
  const entries = told ? entry : learnEntries(log, cut, backbones)
  return { backbones, terminal, subroutine, runs: yield* splitRestartsInSteps(log, cut, terminal, entries) }
}

function learnEntries({ activity }: LogData, cut: Runs, { offsets, order, place }: Backbones): Uint8Array {
  const starts = new Uint32Array(place.length)
  const runs = new Uint32Array(offsets.length - 1)
  cut.process.forEach((p, r) => {
    runs[p]++
    starts[activity[cut.events[cut.offsets[r]]]]++
  })
  const entry = new Uint8Array(place.length)
  runs.forEach((all, p) => {
    const steps = order.subarray(offsets[p], offsets[p + 1])
    steps.forEach((a, i) => {
      if (isEntry(i, steps.length, starts[a], all)) entry[a] = 1
    })
  })
  return entry
}
