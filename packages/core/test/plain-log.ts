import type { AttributeColumn, LogData, Schema } from '../src/log/types.js'

/** One event of a plain log; sessions and activities are numbered by first appearance. */
export interface PlainEvent {
  session: string
  /** Default: the session. */
  case?: string
  activity: string
  /** ms since 1970 UTC; default: the place in the list, in minutes */
  time?: number
  [attribute: string]: string | number | undefined
}

/**
 * A log from a list of events, without a reader or an EventLog in between. Events are ordered by session (first
 * appearance), then time; every other key becomes a column: text a category, numbers a number.
 */
export function plainLog(
  events: readonly PlainEvent[],
  schema: Partial<Schema> = {},
  timeKind: LogData['timeKind'] = 'timestamp'
): LogData {
  const sessions = new Map<string, number>()
  const cases = new Map<string, number>()
  const activities = new Map<string, number>()
  const code = (map: Map<string, number>, name: string) => {
    if (!map.has(name)) map.set(name, map.size)
    return map.get(name) as number
  }
  const rows = events.map((event, i) => ({
    event,
    session: code(sessions, event.session),
    activity: code(activities, event.activity),
    time: event.time ?? i * 60_000
  }))
  rows.sort((a, b) => a.session - b.session || a.time - b.time)
  const sessionOffsets = new Uint32Array(sessions.size + 1)
  const sessionCase = new Uint32Array(sessions.size)
  for (const { session, event } of rows) {
    sessionOffsets[session + 1]++
    sessionCase[session] = code(cases, event.case ?? event.session)
  }
  for (let s = 0; s < sessions.size; s++) sessionOffsets[s + 1] += sessionOffsets[s]
  const attributes = new Map<string, AttributeColumn>()
  for (const name of new Set(events.flatMap((event) => Object.keys(event)))) {
    if (['session', 'case', 'activity', 'time'].includes(name)) continue
    const values = rows.map(({ event }) => event[name])
    if (values.some((value) => typeof value === 'string')) {
      const known = new Map<string, number>([['', 0]])
      const codes = Uint32Array.from(values, (value) => code(known, String(value ?? '')))
      attributes.set(name, { kind: 'category', codes, values: [...known.keys()] })
    } else {
      attributes.set(name, {
        kind: 'number',
        values: Float64Array.from(values, (value) => Number(value ?? Number.NaN))
      })
    }
  }
  const full = { case: 'case', activity: 'activity', timestamp: 'time', ...schema }
  return {
    activity: Uint32Array.from(rows, ({ activity }) => activity),
    time: Float64Array.from(rows, ({ time }) => time),
    timeKind,
    sessionOffsets,
    sessionCase,
    caseNames: [...cases.keys()],
    activityNames: [...activities.keys()],
    attributes,
    schema: full,
    read: {
      format: 'memory',
      gzip: false,
      encoding: 'utf-16',
      delimiter: null,
      columns: ['case', 'activity', 'time', ...attributes.keys()],
      schema: full,
      guessed: [],
      timestampFormat: null,
      timeZone: 'UTC',
      rows: events.length,
      badRows: 0,
      bad: [],
      bytes: 0,
      notes: []
    },
    dropped: []
  }
}
