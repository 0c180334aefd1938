import type { ActivityResult, Discovery, ProcessResult } from '@desirepath/core'
import { type FamilyModel, familiesOf, hueGroups } from './families.js'
import { activityName, channelName, cutLeft, cutRight, plainName, searchable } from './names.js'
import { assignSlots, type Slot } from './palette.js'
import { type Weeks, weeklyGroups } from './weeks.js'

/** What the components need besides the discovery itself; computed once. */
export interface Model {
  discovery: Discovery
  activities: readonly ActivityResult[]
  processes: readonly ProcessResult[]
  /** Processes in sight, by their numbers: not those that are hidden or have no run in what is filtered. */
  shown: readonly number[]
  /** Hidden by the user; without a run in what is filtered. */
  hidden: number
  unused: number
  /** Runs are of some days only, all else of all: the log is not at hand. */
  partial: boolean
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
  weeks: Weeks
  /** Long names differ more in their end (paths) or in their beginning (sentences): the other side is cut. */
  cutSide: 'left' | 'right'
  /** The same of the names of processes. */
  processCut: 'left' | 'right'
  /** The log begins and ends in different years, so that days need their year. */
  manyYears: boolean
  /** What a case is called: customers, users, cases. */
  who: { one: string; many: string }
  search: { processes: readonly string[]; activities: readonly string[] }
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

/** Where the names of processes begin alike and end differently, their ends are shown. */
export function processCutOf(names: readonly string[]): 'left' | 'right' {
  const long = names.filter((name) => name.length > 20)
  const ends = new Set(long.map((name) => name.slice(-14)))
  const beginnings = new Set(long.map((name) => name.slice(0, 14)))
  return ends.size > 1.5 * beginnings.size ? 'left' : 'right'
}

function cutSideOf(names: readonly string[]): 'left' | 'right' {
  const long = names.filter((name) => name.length > 22)
  const ends = new Set(long.map((name) => name.slice(-20)))
  const beginnings = new Set(long.map((name) => name.slice(0, 20)))
  return beginnings.size > ends.size ? 'right' : 'left'
}

/** A word for the cases from the name of their column; "cases" where it says nothing. */
function whoOf(column: string | undefined): { one: string; many: string } {
  const word = /customer|client|user|visitor|patient|account|member|session/i.exec(column ?? '')?.[0].toLowerCase()
  return word && word !== 'session' ? { one: word, many: `${word}s` } : { one: 'case', many: 'cases' }
}

/** Of what the model is a part, and what is out of sight. */
export interface Part {
  /** Of the whole log: colours stay. */
  whole?: Model
  hidden?: ReadonlySet<number>
  /** These processes only. */
  only?: ReadonlySet<number> | null
  partial?: boolean
}

export function buildModel(
  discovery: Discovery,
  { whole, hidden = new Set(), only = null, partial = false }: Part = {}
): Model {
  const { activities, processes } = discovery
  const all = whole === undefined && discovery.filtered === undefined
  const used = processes.filter(({ id, runs }) => (only === null || only.has(id)) && (all || runs > 0))
  const shown = used.map(({ id }) => id).filter((id) => !hidden.has(id))
  const inSight = new Set(shown)
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
  const slots =
    whole?.slots ??
    assignSlots(
      hueGroups(processes, named, centres).map((family, i) => ({ family, runs: processes[i].runs, ...centres[i] }))
    )
  const families = familiesOf(named, processes, inSight, slots)

  const channelCounts = new Map<string, number>()
  for (const { channel } of activities)
    if (channel !== null) channelCounts.set(channel, (channelCounts.get(channel) ?? 0) + 1)
  const allChannels = [...channelCounts.keys()].sort(
    (a, b) => channelCounts.get(b)! - channelCounts.get(a)! || (a < b ? -1 : 1)
  )
  const channels = allChannels.length >= 2 && allChannels.length <= 4 ? allChannels : []

  const activityNames = activities.map((activity) => activityName(activity.name))
  // A name that ends with its channel ("Pay bill, web") is shown without it where the channel stands beside it.
  const processNames = processes.map(({ name, channel }) =>
    plainName(channel !== null && name.endsWith(`, ${channel}`) ? name.slice(0, -channel.length - 2) : name)
  )
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
  return {
    discovery,
    activities,
    processes,
    shown,
    hidden: used.length - shown.length,
    unused: only === null ? processes.length - used.length : 0,
    partial,
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
    weeks: timeline
      ? weeklyGroups(timeline.unit, timeline.starts)
      : { starts: [], groups: [], size: 1, name: '', title: '', whole: true, labelUnit: 'day' },
    cutSide: cutSideOf(activityNames),
    processCut: processCutOf(processNames),
    manyYears:
      timeline !== null &&
      timeline.starts.length > 0 &&
      timeline.starts[0].slice(0, 4) !== timeline.starts[timeline.starts.length - 1].slice(0, 4),
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

/** An activity's name cut to a length, at the side where the log's names differ less. */
export function shortActivity(model: Model, activity: number, length: number): string {
  const name = model.activityNames[activity]
  return model.cutSide === 'left' ? cutLeft(name, length) : cutRight(name, length)
}
