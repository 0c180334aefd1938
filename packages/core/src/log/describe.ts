import type { Share } from '../processes/types.js'
import { type Spread, spreadOf } from './quantile.js'
import { tallyActivities } from './tally.js'
import type { BadRows, Dropped, LogData, Role } from './types.js'

/** What a log holds, as plain data. */
export interface Description {
  /** Data rows of the source, and those of them that could not be used. */
  rows: number
  badRows: number
  bad: BadRows[]
  events: number
  cases: number
  sessions: number
  activities: number
  /** First and last event: ISO 8601 UTC, or the number as text where the log is ordered by numbers; null when empty. */
  first: string | null
  last: string | null
  timeKind: 'timestamp' | 'number'
  /** From first to last, in ms or the unit of the log's numbers; null when empty. */
  span: number | null
  eventsPerSession: Spread | null
  sessionsPerCase: Spread | null
  /** From first to last event of a session, in ms or the unit of the log's numbers. */
  sessionSpan: Spread | null
  /** By events, most frequent first. */
  topActivities: ActivityCount[]
  otherActivities: { activities: number; events: number }
  columns: ColumnDescription[]
  dropped: Dropped[]
  notes: string[]
}

export interface ActivityCount {
  activity: string
  events: number
  sessions: number
  cases: number
  /** Of all events. */
  share: Share
}

export interface ColumnDescription {
  name: string
  /** What it was read as; null for a column that was not kept. */
  role: Role | 'attribute' | null
  guessed: boolean
  kind: 'category' | 'number' | null
  /** Different values, and events without one; null where the column was not kept as an attribute. */
  distinct: number | null
  missing: number | null
}

/** Counts, spans and quantiles of a log. `top` activities are listed, the rest summed up. */
export function describeLog(log: LogData, { top = 10 }: { top?: number } = {}): Description {
  const { activity, time, sessionOffsets, sessionCase, read } = log
  const events = activity.length
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (let i = 0; i < events; i++) {
    if (time[i] < first) first = time[i]
    if (time[i] > last) last = time[i]
  }
  const steps = new Uint32Array(sessionCase.length)
  const spans = new Float64Array(sessionCase.length)
  const perCase = new Uint32Array(log.caseNames.length)
  for (let s = 0; s < sessionCase.length; s++) {
    steps[s] = sessionOffsets[s + 1] - sessionOffsets[s]
    spans[s] = time[sessionOffsets[s + 1] - 1] - time[sessionOffsets[s]]
    perCase[sessionCase[s]]++
  }
  return {
    rows: read.rows,
    badRows: read.badRows,
    bad: read.bad,
    events,
    cases: log.caseNames.length,
    sessions: sessionCase.length,
    activities: log.activityNames.length,
    first: events === 0 ? null : momentText(first, log.timeKind),
    last: events === 0 ? null : momentText(last, log.timeKind),
    timeKind: log.timeKind,
    span: events === 0 ? null : last - first,
    eventsPerSession: spreadOf(steps),
    sessionsPerCase: spreadOf(perCase),
    sessionSpan: spreadOf(spans),
    ...topActivities(log, top),
    columns: describeColumns(log),
    dropped: [...log.dropped],
    notes: [...read.notes]
  }
}

/** ISO 8601 UTC, or the number as text for a log that is ordered by numbers. */
function momentText(time: number, kind: 'timestamp' | 'number'): string {
  return kind === 'timestamp' && Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : String(time)
}

function topActivities(log: LogData, top: number): Pick<Description, 'topActivities' | 'otherActivities'> {
  const tally = tallyActivities(log)
  const of = log.activity.length
  const ranked = Array.from(tally.events.keys()).sort((a, b) => tally.events[b] - tally.events[a] || a - b)
  const listed = ranked.slice(0, top).map((id) => ({
    activity: log.activityNames[id],
    events: tally.events[id],
    sessions: tally.sessions[id],
    cases: tally.cases[id],
    share: { count: tally.events[id], of }
  }))
  return {
    topActivities: listed,
    otherActivities: {
      activities: ranked.length - listed.length,
      events: of - listed.reduce((sum, { events }) => sum + events, 0)
    }
  }
}

function describeColumns(log: LogData): ColumnDescription[] {
  const { schema, read } = log
  const roles = new Map<string, Role>()
  for (const [role, column] of Object.entries(schema)) {
    if (typeof column === 'string' && !roles.has(column)) roles.set(column, role as Role)
  }
  return read.columns.map((name): ColumnDescription => {
    const role = roles.get(name) ?? (log.attributes.has(name) ? 'attribute' : null)
    const guessed = role !== null && role !== 'attribute' && read.guessed.includes(role)
    return { name, role, guessed, ...fill(log, name) }
  })
}

function fill(log: LogData, name: string): Pick<ColumnDescription, 'kind' | 'distinct' | 'missing'> {
  const column = log.attributes.get(name)
  if (column === undefined) return { kind: null, distinct: null, missing: null }
  let missing = 0
  if (column.kind === 'number') {
    const seen = new Set<number>()
    for (const value of column.values) {
      if (Number.isNaN(value)) missing++
      else seen.add(value)
    }
    return { kind: 'number', distinct: seen.size, missing }
  }
  const seen = new Uint8Array(column.values.length)
  for (const code of column.codes) {
    if (code === 0) missing++
    else seen[code] = 1
  }
  return { kind: 'category', distinct: seen.reduce((sum, one) => sum + one, 0), missing }
}
