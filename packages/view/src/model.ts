import type { ActivityResult, Discovery, ProcessResult } from '@desirepath/core'
import { activityName, channelName, plainName, searchable } from './names.js'
import { assignSlots, mergeTree, type Slot } from './palette.js'

/** A family as the list shows it: its processes by runs, and their sums. */
export interface FamilyModel {
  id: number
  name: string
  processes: number[]
  runs: number
  completed: number
  slot: number
}

/** What the components need besides the discovery itself; computed once. */
export interface Model {
  discovery: Discovery
  activities: readonly ActivityResult[]
  processes: readonly ProcessResult[]
  /** Families by runs. One entry at most where the log has none worth showing: see `grouped`. */
  families: FamilyModel[]
  /** There is more than one family and more than one process in some of them. */
  grouped: boolean
  /** Display names. */
  activityNames: readonly string[]
  processNames: readonly string[]
  /** Name and, where another process has the same one, its channel. */
  processLabels: readonly string[]
  /** Activities of each process: its steps in order, then those that are no step. */
  members: readonly number[][]
  /** Index of the step of its process, or -1. */
  stepOf: Int32Array
  slots: readonly Slot[]
  /** Centre of each process on the map. */
  centres: readonly { x: number; y: number }[]
  /** Values of the channel column by activities, where there are two to four of them; else empty. */
  channels: readonly string[]
  hasChannels: boolean
  totals: { runs: number; completed: number; handovers: number; errors: number | null; mostCases: number }
  /** Buckets for sparklines and mixes: about weeks. */
  weeks: { starts: string[]; groups: [from: number, to: number][] }
  /** What a case is called: customers, users, cases. */
  who: { one: string; many: string }
  search: { processes: readonly string[]; activities: readonly string[] }
}

/** How many buckets of the timeline make one of the coarser ones used for small graphics. */
export function weeklyGroups(unit: 'hour' | 'day' | 'week' | 'month', buckets: number): [number, number][] {
  const size =
    unit === 'day' ? (buckets > 21 ? 7 : 1) : unit === 'hour' ? (buckets > 14 * 24 ? 168 : buckets > 48 ? 24 : 1) : 1
  const groups: [number, number][] = []
  for (let from = 0; from < buckets; from += size) groups.push([from, Math.min(buckets, from + size)])
  return groups
}

/** Sums of consecutive buckets. */
export function sumGroups(values: readonly number[], groups: readonly [number, number][]): number[] {
  return groups.map(([from, to]) => {
    let sum = 0
    for (let i = from; i < to; i++) sum += values[i] ?? 0
    return sum
  })
}

function centreOf(activities: readonly ActivityResult[], ids: readonly number[]): { x: number; y: number } {
  let x = 0
  let y = 0
  for (const id of ids) {
    x += activities[id].x
    y += activities[id].y
  }
  const n = ids.length || 1
  return { x: x / n, y: y / n }
}

/** A word for the cases from the name of their column; "cases" where it says nothing. */
function whoOf(column: string | undefined): { one: string; many: string } {
  const word = /customer|client|user|visitor|patient|account|member|session/i.exec(column ?? '')?.[0].toLowerCase()
  return word && word !== 'session' ? { one: word, many: `${word}s` } : { one: 'case', many: 'cases' }
}

export function buildModel(discovery: Discovery): Model {
  const { activities, processes } = discovery
  const stepOf = new Int32Array(activities.length).fill(-1)
  const members: number[][] = processes.map((process) => process.steps.map((step) => step.activity))
  processes.forEach((process) => {
    process.steps.forEach((step, index) => {
      stepOf[step.activity] = index
    })
  })
  let mostCases = 1
  for (const activity of activities) {
    if (activity.process >= 0 && stepOf[activity.id] < 0) members[activity.process]?.push(activity.id)
    mostCases = Math.max(mostCases, activity.cases)
  }
  const centres = members.map((ids) => centreOf(activities, ids))

  const named = discovery.families.filter((family) => family.processes.length > 0)
  const grouped = named.length > 1 && named.length < processes.length
  const colourGroup =
    named.length > 1 || processes.length <= 12 ? processes.map((process) => process.family) : mergeTree(centres, 12)
  const slots = assignSlots(
    processes.map((process, i) => ({ family: colourGroup[i], runs: process.runs, ...centres[i] }))
  )
  const families = (
    named.length > 0 ? named : [{ id: 0, name: 'All processes', processes: processes.map((process) => process.id) }]
  )
    .map((family) => {
      const own = family.processes.map((id) => processes[id]).sort((a, b) => b.runs - a.runs || a.id - b.id)
      return {
        id: family.id,
        name: plainName(family.name),
        processes: own.map((process) => process.id),
        runs: own.reduce((sum, process) => sum + process.runs, 0),
        completed: own.reduce((sum, process) => sum + process.completed.count, 0),
        slot: processes.length > 12 && named.length > 1 && own.length > 0 ? slots[own[0].id].slot : -1
      }
    })
    .sort((a, b) => b.runs - a.runs || a.id - b.id)

  const channelCounts = new Map<string, number>()
  for (const { channel } of activities)
    if (channel !== null) channelCounts.set(channel, (channelCounts.get(channel) ?? 0) + 1)
  const allChannels = [...channelCounts.keys()].sort(
    (a, b) => channelCounts.get(b)! - channelCounts.get(a)! || (a < b ? -1 : 1)
  )
  const channels = allChannels.length >= 2 && allChannels.length <= 4 ? allChannels : []

  const activityNames = activities.map((activity) => activityName(activity.name))
  const processNames = processes.map((process) => plainName(process.name))
  const sameName = new Map<string, number>()
  for (const name of processNames) sameName.set(name, (sameName.get(name) ?? 0) + 1)
  const processLabels = processes.map((process, i) =>
    sameName.get(processNames[i])! > 1 && process.channel !== null
      ? `${processNames[i]}, ${channelName(process.channel)}`
      : processNames[i]
  )

  const errors = processes.some((process) => process.errors !== null)
    ? processes.reduce((sum, process) => sum + (process.errors ?? 0), 0)
    : null
  const timeline = discovery.timeline
  const groups = timeline ? weeklyGroups(timeline.unit, timeline.starts.length) : []
  return {
    discovery,
    activities,
    processes,
    families,
    grouped,
    activityNames,
    processNames,
    processLabels,
    members,
    stepOf,
    slots,
    centres,
    channels,
    hasChannels: processes.some((process) => process.channel !== null) && allChannels.length > 1,
    totals: {
      runs: processes.reduce((sum, process) => sum + process.runs, 0),
      completed: processes.reduce((sum, process) => sum + process.completed.count, 0),
      handovers: discovery.handovers.reduce((sum, edge) => sum + edge.count, 0),
      errors,
      mostCases
    },
    weeks: { starts: groups.map(([from]) => timeline!.starts[from]), groups },
    who: whoOf(discovery.source.read.schema.case),
    search: {
      processes: processes.map((process) => searchable(`${process.name} ${process.channel ?? ''}`)),
      activities: activities.map((activity) => searchable(activity.name))
    }
  }
}

/** The shape that stands for a channel: 0 circle, 1 square, 2 triangle, 3 diamond. */
export function shapeOf(model: Model, channel: string | null): number {
  return channel === null ? 0 : Math.max(0, model.channels.indexOf(channel))
}

/** Runs that had a process before (or after) them: the entry -1 stands for none. */
export function partnersOf(list: ProcessResult['before']): {
  total: number
  partners: { process: number; count: number }[]
} {
  const partners = list.filter((item) => item.process >= 0).sort((a, b) => b.count - a.count || a.process - b.process)
  return { total: partners.reduce((sum, item) => sum + item.count, 0), partners }
}
