import { gatherF64, gatherU32 } from './order.js'
import type { AttributeColumn, Dropped, LogData } from './types.js'

/** Everything of a log that shaping may change; the rest is carried over. */
export type LogParts = { -readonly [Key in keyof LogData]: LogData[Key] }

export const eventCount = (log: LogData): number => log.activity.length
export const sessionCount = (log: LogData): number => log.sessionCase.length

/** The same log with some parts replaced. */
export function withParts(log: LogData, parts: Partial<LogParts>): LogData {
  return {
    activity: log.activity,
    time: log.time,
    timeKind: log.timeKind,
    sessionOffsets: log.sessionOffsets,
    sessionCase: log.sessionCase,
    caseNames: log.caseNames,
    activityNames: log.activityNames,
    attributes: log.attributes,
    schema: log.schema,
    read: log.read,
    dropped: log.dropped,
    casesBeforeShort: log.casesBeforeShort,
    ...parts
  }
}

/** The entry for the data-quality box, left out where nothing was dropped. */
function withDropped(log: LogData, what: string, before: LogData): readonly Dropped[] {
  const events = eventCount(before) - eventCount(log)
  const sessions = sessionCount(before) - sessionCount(log)
  return events === 0 && sessions === 0 ? before.dropped : [...before.dropped, { what, events, sessions }]
}

/**
 * The log with only the events whose `keep` is not 0. Emptied sessions, cases and activities go; the ids of the others
 * stay in relative order. Returns `log` itself where all are kept.
 */
export function keepEvents(log: LogData, keep: Uint8Array, what: string): LogData {
  const events = eventCount(log)
  let kept = 0
  for (let i = 0; i < events; i++) if (keep[i] !== 0) kept++
  if (kept === events) return log

  const order = new Uint32Array(kept)
  const sessions = sessionCount(log)
  const offsets = new Uint32Array(sessions + 1)
  const sessionCase = new Uint32Array(sessions)
  let out = 0
  let session = 0
  for (let s = 0; s < sessions; s++) {
    const start = out
    for (let i = log.sessionOffsets[s]; i < log.sessionOffsets[s + 1]; i++) if (keep[i] !== 0) order[out++] = i
    if (out > start) {
      sessionCase[session++] = log.sessionCase[s]
      offsets[session] = out
    }
  }
  const smaller = compact(
    withParts(log, {
      activity: gatherU32(log.activity, order),
      time: gatherF64(log.time, order),
      sessionOffsets: offsets.slice(0, session + 1),
      sessionCase: sessionCase.slice(0, session),
      attributes: gatherAttributes(log.attributes, order)
    })
  )
  return withParts(smaller, { dropped: withDropped(smaller, what, log) })
}

/** The log with only the sessions whose `keep` is not 0. */
export function keepWholeSessions(log: LogData, keep: Uint8Array, what: string): LogData {
  const mask = new Uint8Array(eventCount(log))
  for (let s = 0; s < keep.length; s++) {
    if (keep[s] !== 0) mask.fill(1, log.sessionOffsets[s], log.sessionOffsets[s + 1])
  }
  return keepEvents(log, mask, what)
}

/** Removes names that do not occur any more; dense ids keep their relative order. */
export function compact(log: LogData): LogData {
  const activities = compactCodes(log.activity, log.activityNames)
  const cases = compactCodes(log.sessionCase, log.caseNames)
  return withParts(log, {
    activity: activities.codes,
    activityNames: activities.names,
    sessionCase: cases.codes,
    caseNames: cases.names,
    casesBeforeShort: log.casesBeforeShort && gatherU32(log.casesBeforeShort, activities.left)
  })
}

interface Compacted {
  codes: Uint32Array
  names: readonly string[]
  /** The old codes that are left. */
  left: Uint32Array
}

function compactCodes(codes: Uint32Array, names: readonly string[]): Compacted {
  const used = new Uint8Array(names.length)
  for (let i = 0; i < codes.length; i++) used[codes[i]] = 1
  const renumbered = new Uint32Array(names.length)
  const ids: number[] = []
  for (let id = 0; id < names.length; id++) {
    if (used[id] === 0) continue
    renumbered[id] = ids.length
    ids.push(id)
  }
  const left = Uint32Array.from(ids)
  if (ids.length === names.length) return { codes, names, left }
  return { codes: gatherU32(renumbered, codes), names: ids.map((id) => names[id]), left }
}

/** The attribute columns in the order given. */
export function gatherAttributes(
  attributes: ReadonlyMap<string, AttributeColumn>,
  order: Uint32Array
): ReadonlyMap<string, AttributeColumn> {
  const out = new Map<string, AttributeColumn>()
  for (const [name, column] of attributes) {
    out.set(
      name,
      column.kind === 'category'
        ? { kind: 'category', codes: gatherU32(column.codes, order), values: column.values }
        : { kind: 'number', values: gatherF64(column.values, order) }
    )
  }
  return out
}
