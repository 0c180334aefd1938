import type { BehindFigure, Discovery, Refined, SessionFilter, SessionPatterns, SessionsBehind } from '@desirepath/core'
import { countOf, formatBucket, formatSpan, listOf } from './format.js'
import type { Model } from './model.js'
import { channelName, plainName } from './names.js'

/** One thing that is filtered, as its chip shows it. Several hold at once. */
export type Filter =
  /** Sessions with a run of any of these; without a log: these processes only. */
  | { kind: 'processes'; processes: readonly number[] }
  /** Sessions with any of these activities. */
  | { kind: 'activities'; activities: readonly number[] }
  /** Sessions that begin in these buckets of the timeline, both included; without a log: runs that do. */
  | { kind: 'days'; from: number; to: number }
  /** Sessions with an event of any of these values. */
  | { kind: 'value'; column: string; values: readonly string[] }
  /** Out of sight only: every number stays. */
  | { kind: 'hide'; processes: readonly number[] }

/** A column of text by which sessions can be filtered, with the sessions that have each value. */
export interface FilterColumn {
  name: string
  values: { value: string; sessions: number }[]
  /** Values that are not listed. */
  others: number
}

/** What a page can do that has the log of the discovery. */
export interface LogAccess {
  refine(filters: readonly SessionFilter[]): Promise<Refined>
  patterns(filters: readonly SessionFilter[]): Promise<SessionPatterns>
  behind(
    filters: readonly SessionFilter[],
    figure: BehindFigure,
    page: { from: number; most: number }
  ): Promise<SessionsBehind>
  columns(): Promise<FilterColumn[]>
  /** Shows the journey of a customer from a moment on. */
  openJourney?: (customer: string, timeMs: number) => void
}

/** The end of the last bucket is open. */
const farAway = '+010000-01-01T00:00:00Z'

/** What the worker is asked for; what is only out of sight is none of its business. */
export function sessionFilters(filters: readonly Filter[], discovery: Discovery): SessionFilter[] {
  const starts = discovery.timeline?.starts ?? []
  return filters.flatMap((filter): SessionFilter[] =>
    filter.kind === 'hide'
      ? []
      : filter.kind === 'days'
        ? [{ kind: 'time', from: starts[filter.from], to: starts[filter.to + 1] ?? farAway }]
        : [filter]
  )
}

/** Without a log: runs and completed runs of the chosen days; steps, paths and durations are of all days. */
export function onlyDays(discovery: Discovery, from: number, to: number): Discovery {
  const within = (values: readonly number[]) => values.map((value, i) => (i >= from && i <= to ? value : 0))
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)
  return {
    ...discovery,
    processes: discovery.processes.map((process) => {
      const runsOverTime = within(process.runsOverTime)
      const completedOverTime = within(process.completedOverTime)
      const runs = sum(runsOverTime)
      return {
        ...process,
        runs,
        completed: { count: sum(completedOverTime), of: runs },
        runsOverTime,
        completedOverTime
      }
    })
  }
}

const sameIds = (a: readonly number[], b: readonly number[]) => a.length === b.length && a.every((id) => b.includes(id))

/** What a chip says: what kind of thing is filtered, and to what. */
export function sayFilter(filter: Filter, model: Model): { what: string; to: string } {
  if (filter.kind === 'processes' || filter.kind === 'hide') {
    const { processes } = filter
    const family = model.grouped
      ? model.families.find((one) => one.processes.length > 1 && sameIds(one.processes, processes))
      : undefined
    return {
      what: filter.kind === 'hide' ? 'Hidden' : family ? 'Family' : 'Process',
      to:
        processes.length === 1
          ? (model.processLabels[processes[0]] ?? '')
          : (family?.name ?? countOf(processes.length, 'process', 'processes'))
    }
  }
  if (filter.kind === 'activities') {
    const { activities } = filter
    return {
      what: 'Activity',
      to:
        activities.length === 1
          ? model.activityNames[activities[0]]
          : `any of ${countOf(activities.length, 'activity', 'activities')}`
    }
  }
  if (filter.kind === 'value') {
    const channel = filter.column === model.discovery.source.read.schema.channel
    return {
      what: channel ? 'Channel' : plainName(filter.column, 24),
      to: listOf(filter.values.map((value) => (channel ? channelName(value) : plainName(value, 40))))
    }
  }
  const { timeline, log } = model.discovery
  if (timeline === null) return { what: 'Days', to: '' }
  const { unit, starts } = timeline
  const name = (i: number) => formatBucket(starts[i], unit, log.timeZone, model.manyYears)
  const what = { hour: 'Hours', day: 'Days', week: 'Weeks', month: 'Months' }[unit]
  if (filter.from === filter.to) return { what, to: name(filter.from) }
  return {
    what,
    to:
      unit === 'day'
        ? formatSpan(starts[filter.from], starts[filter.to], log.timeZone)
        : `${name(filter.from)} to ${name(filter.to)}`
  }
}

/** The same filters for a discovery whose processes were merged, split or renumbered: they go by activities. */
export function carryFilters(filters: readonly Filter[], from: Discovery, to: Discovery): Filter[] {
  return filters.flatMap((filter): Filter[] => {
    if (filter.kind !== 'processes' && filter.kind !== 'hide') return [filter]
    const processes = carryProcesses(filter.processes, from, to)
    return processes.length > 0 ? [{ ...filter, processes }] : []
  })
}

/** The processes that hold what these held. */
export function carryProcesses(ids: readonly number[], from: Discovery, to: Discovery): number[] {
  const wanted = new Set(ids)
  const found = new Set<number>()
  for (const { id, process } of from.activities) {
    const now = to.activities[id]?.process ?? -1
    if (wanted.has(process) && now >= 0) found.add(now)
  }
  return [...found].sort((a, b) => a - b)
}
