import { shareableUint32 } from '../log/shared.js'
import type { Backbones } from './backbone.js'
import { runCount, sumByProcess } from './describe-one.js'
import type { Description, ProcessLabels } from './describe-processes.js'
import type { RunsByProcess, RunsInOrder } from './runs-by-process.js'
import type { Served } from './serves.js'

/** Labels 0 .. n - 1 in order of first activity, hubs out. */
export function withoutGaps({ labels, hubs }: ProcessLabels): { labels: Int32Array; originals: number[] } {
  const number = new Map<number, number>()
  const dense = labels.map((label, a) => {
    if (label < 0 || hubs[a]) return -1
    const known = number.get(label)
    if (known !== undefined) return known
    number.set(label, number.size)
    return number.size - 1
  })
  return { labels: dense, originals: [...number.keys()] }
}

/** New ids: most runs first, then most events, then first activity. */
export function byRuns(
  list: RunsByProcess,
  backbones: Backbones,
  labels: Int32Array,
  processes: number,
  eventsOf: Uint32Array
) {
  const runCounts = Array.from({ length: processes }, (_, p) => runCount({ list }, p))
  const eventCounts = sumByProcess(eventsOf, labels, processes)
  const oldId = Array.from({ length: processes }, (_, p) => p)
  oldId.sort((a, b) => runCounts[b] - runCounts[a] || eventCounts[b] - eventCounts[a] || a - b)
  const newId = new Int32Array(processes)
  oldId.forEach((old, id) => {
    newId[old] = id
  })
  const offsets = new Uint32Array(processes + 1)
  const order = new Uint32Array(backbones.order.length)
  oldId.forEach((old, id) => {
    const slice = backbones.order.subarray(backbones.offsets[old], backbones.offsets[old + 1])
    order.set(slice, offsets[id])
    offsets[id + 1] = offsets[id] + slice.length
  })
  return {
    oldId,
    newId,
    labels: labels.map((label) => (label < 0 ? -1 : newId[label])),
    backbones: { offsets, order, place: backbones.place }
  }
}

/** The same runs under the new ids of their processes; those of `runs` are changed in place. */
export function inNewOrder(
  { runs, list, inRuns }: RunsInOrder,
  { oldId, newId }: { oldId: number[]; newId: Int32Array }
): RunsInOrder {
  const ids = runs.process
  for (let i = 0; i < ids.length; i++) ids[i] = newId[ids[i]]
  const sorted = (values: Uint32Array) => {
    const copy = shareableUint32(values.length)
    let filled = 0
    for (const p of oldId) {
      copy.set(values.subarray(list.offsets[p], list.offsets[p + 1]), filled)
      filled += list.offsets[p + 1] - list.offsets[p]
    }
    return copy
  }
  const offsets = new Uint32Array(oldId.length + 1)
  oldId.forEach((old, p) => {
    offsets[p + 1] = offsets[p] + list.offsets[old + 1] - list.offsets[old]
  })
  return {
    runs,
    list: { offsets, list: sorted(list.list) },
    inRuns: { ...inRuns, starts: sorted(inRuns.starts), ends: sorted(inRuns.ends) }
  }
}

/** What hubs serve, by the new ids of processes. */
export function servesOf(serves: Served['serves'], newId: Int32Array): Description['serves'] {
  const served: Description['serves'] = new Map()
  serves.forEach((list, a) => {
    if (list === null) return
    const renumbered = list.map(({ process, share }) => ({ process: newId[process], share }))
    served.set(
      a,
      renumbered.sort((x, y) => y.share - x.share || x.process - y.process)
    )
  })
  return served
}
