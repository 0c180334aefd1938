import { cutRuns } from '../processes/cut-runs.js'
import { splitRestarts } from '../processes/split-runs.js'
import { caseOf, eventsOfCase, type LogIndex, sessionOf } from './index-log.js'
import { eventTree } from './tree.js'
import type { JourneyStep, Stretch, Visit } from './types.js'

/** The steps of the visits that are shown. */
export interface Timeline {
  steps: JourneyStep[]
  visits: Visit[]
  stretches: Stretch[]
  /** Places in `steps` in the order of the tree. */
  tree: number[]
  notes: string[]
}

/** A slice of a customer's events that belongs together. */
export interface Slice {
  start: number
  end: number
}

const STATUS = ['ok', 'error', 'unknown'] as const
const HALF_HOUR = 1_800_000
// So many longer gaps (the third quartile) end a visit, in a log whose steps are hours apart.
const PAUSE = 10

/** The events of a case by time (ties in the log's order), over all its sessions. */
export function caseEvents(index: LogIndex, id: number): Uint32Array {
  const { from, to } = eventsOfCase(index, id)
  const { time } = index.log
  const events = Uint32Array.from({ length: to - from }, (_, k) => from + k)
  for (let k = 1; k < events.length; k++) {
    if (time[events[k]] < time[events[k - 1]]) return events.sort((a, b) => time[a] - time[b] || a - b)
  }
  return events
}

/**
 * Cuts a customer's events into visits: by the log's sessions where customers have several, else where a pause is long.
 * Sessions that overlap are one visit.
 */
export function cutVisits(index: LogIndex, events: Uint32Array, gapMs?: number): Slice[] {
  const { log, usual } = index
  const bySession = gapMs === undefined && log.sessionCase.length > log.caseNames.length
  const limit =
    gapMs ?? (log.timeKind === 'number' ? Number.POSITIVE_INFINITY : Math.max(HALF_HOUR, PAUSE * usual.gapP75))
  const visits: Slice[] = []
  let sessionEnd = Number.NEGATIVE_INFINITY
  let session = -1
  for (let k = 0; k < events.length; k++) {
    const event = events[k]
    let cut = k === 0
    if (bySession) {
      const own = sessionOf(index, event)
      if (own !== session) {
        // By where it begins: the last event of a session that others lie within is at the end of all, and no cut.
        cut ||= log.time[log.sessionOffsets[own]] >= sessionEnd
        sessionEnd = Math.max(sessionEnd, log.time[log.sessionOffsets[own + 1] - 1])
        session = own
      }
    } else cut ||= log.time[event] - log.time[events[k - 1]] > limit
    if (cut) visits.push({ start: k, end: k + 1 })
    else visits[visits.length - 1].end = k + 1
  }
  return visits
}

/** Steps with all that the log knows of them, stretches of processes, and the tree of causes. */
export function buildTimeline(index: LogIndex, all: Uint32Array, slices: readonly Slice[]): Timeline {
  const { log, details } = index
  const first = slices[0]?.start ?? 0
  const events = all.subarray(first, slices[slices.length - 1]?.end ?? 0)
  const tree = details.has.tree
    ? eventTree(details, events, (event) => log.time[event])
    : { parent: new Int32Array(events.length).fill(-1), depth: new Uint32Array(events.length), order: null, notes: [] }
  const notes = [...tree.notes]
  const visits: Visit[] = []
  const steps: JourneyStep[] = []
  let previous = -1
  let channel: string | null = null
  let duplicates = 0
  slices.forEach((slice, v) => {
    const seen = new Set<string>()
    for (let k = slice.start - first; k < slice.end - first; k++) {
      const step = stepOf(index, events[k], v)
      step.parent = tree.parent[k]
      step.depth = tree.depth[k]
      const key = JSON.stringify([
        step.time,
        step.name,
        step.channel,
        step.source,
        step.durationMs,
        step.statusText,
        step.message,
        step.amount,
        details.id(step.event),
        details.parent(step.event),
        step.attributes
      ])
      step.duplicate = seen.has(key)
      if (step.duplicate) duplicates++
      seen.add(key)
      if (step.depth === 0 && !step.duplicate) {
        if (previous >= 0 && log.timeKind === 'timestamp') step.gapMs = step.time - steps[previous].time
        if (step.channel !== null) {
          step.channelChange = channel !== null && channel !== step.channel
          channel = step.channel
        }
        previous = k
      }
      steps.push(step)
    }
    const [start, end] = [slice.start - first, slice.end - first]
    const own = steps.slice(start, end)
    const distinct = <Value>(values: (Value | null)[]) =>
      [...new Set(values.filter((value) => value !== null))] as Value[]
    visits.push({
      start,
      end,
      first: own[0].time,
      last: own[own.length - 1].time,
      gapMs: v === 0 || log.timeKind === 'number' ? null : own[0].time - visits[v - 1].last,
      channels: distinct(own.map((step) => step.channel)),
      processes: [],
      errors: details.has.status ? own.filter(({ status }) => status === 'error').length : null,
      quiet: true
    })
  })
  if (duplicates > 0) {
    notes.push(
      `${duplicates} ${duplicates === 1 ? 'event is' : 'events are'} the same as another in every column: counted once.`
    )
  }
  const stretches = events.length === 0 ? [] : stretchesOf(index, caseOf(index, events[0]), events)
  for (const { process, steps: places } of stretches) {
    for (const place of places) {
      const visit = visits[steps[place].visit]
      if (!visit.processes.includes(process)) visit.processes.push(process)
    }
  }
  return { steps, visits, stretches, tree: tree.order ?? steps.map((_, place) => place), notes }
}

function stepOf({ log, details, usual, processes }: LogIndex, event: number, visit: number): JourneyStep {
  const activity = log.activity[event]
  return {
    event,
    time: log.time[event],
    visit,
    activity,
    name: log.activityNames[activity],
    process: processes?.labels[activity] ?? -1,
    hub: processes?.hubs[activity] === 1,
    channel: details.channel(event),
    source: details.source(event),
    gapMs: null,
    durationMs: details.durationMs(event),
    status: STATUS[details.outcome(event)],
    statusText: details.status(event),
    message: details.message(event),
    amount: details.amount(event),
    attributes: details.attributes(event),
    usual: usual.duration[activity],
    usualThatDay: usual.durationOn?.at(activity, log.time[event]) ?? null,
    parent: -1,
    depth: 0,
    marks: [],
    channelChange: false,
    duplicate: false,
    fold: null
  }
}

/**
 * Runs of processes, as discovery cuts them: within each session of the log, also where several sessions overlap and are
 * one visit, or where one has several visits. Those with a step among `events`, which are shown, told by their places.
 */
function stretchesOf({ log, processes, caseSessions }: LogIndex, id: number, events: Uint32Array): Stretch[] {
  if (processes === null) return []
  const offsets = log.sessionOffsets.subarray(caseSessions[id], caseSessions[id + 1] + 1)
  const first = offsets[0]
  const end = offsets[offsets.length - 1]
  const own = { ...log, activity: log.activity.subarray(first, end), sessionOffsets: offsets.map((at) => at - first) }
  const { labels, hubs, terminal } = processes
  const { subroutine, entry = new Uint8Array(labels.length) } = processes
  const cut = cutRuns(own, labels, hubs, processes.processes.length, subroutine === undefined ? {} : { subroutine })
  const runs = splitRestarts(own, cut, terminal, entry)
  const ends = new Set<number>()
  terminal.forEach((completes, activity) => {
    if (completes === 1) ends.add(labels[activity])
  })
  const places = new Int32Array(end - first).fill(-1)
  events.forEach((event, place) => {
    places[event - first] = place
  })
  const stretches: Stretch[] = []
  for (let r = 0; r < runs.count; r++) {
    const of = runs.events.subarray(runs.offsets[r], runs.offsets[r + 1])
    const steps = Array.from(of, (at) => places[at]).filter((place) => place >= 0)
    if (steps.length === 0) continue
    const process = runs.process[r]
    stretches.push({
      process,
      name: processes.processes[process].name,
      steps,
      events: of.length,
      goesOn: places[of[of.length - 1]] < 0,
      completed: ends.has(process) ? of.some((at) => terminal[own.activity[at]] === 1) : null
    })
  }
  return stretches.sort((a, b) => a.steps[0] - b.steps[0])
}
