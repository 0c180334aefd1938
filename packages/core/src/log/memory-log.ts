import { EventLog } from './event-log.js'
import type { AttributeColumn, RawColumns, ReadReport, Schema } from './types.js'

/** What a log that was made in memory says of its reading. */
function memoryReport(rows: number, columns: string[], schema: Schema): ReadReport {
  return {
    format: 'memory',
    gzip: false,
    encoding: 'utf-16',
    delimiter: null,
    columns,
    schema,
    guessed: [],
    timestampFormat: null,
    timeZone: 'UTC',
    rows,
    badRows: 0,
    bad: [],
    bytes: 0,
    notes: []
  }
}

/** Numbers names by first appearance. */
class Dictionary {
  readonly names: string[] = []
  readonly #codes = new Map<string, number>()

  constructor(first: readonly string[] = []) {
    for (const name of first) this.code(name)
  }

  code(name: string): number {
    const known = this.#codes.get(name)
    if (known !== undefined) return known
    const code = this.names.length
    this.#codes.set(name, code)
    this.names.push(name)
    return code
  }
}

/** One event as `[case, activity, time]`. */
export type Triple = readonly [caseName: string, activity: string, time: number]

/**
 * A log from triples, and one category attribute for each key of `categories` (a value per triple): for tests,
 * generators and small examples. Times are ms since 1970 UTC, or plain numbers where `timeKind` says so.
 */
export function logFromTriples(
  triples: readonly Triple[],
  options: {
    timeKind?: 'timestamp' | 'number'
    session?: readonly string[]
    categories?: Record<string, readonly string[]>
    numbers?: Record<string, readonly number[]>
    schema?: Schema
  } = {}
): EventLog {
  const cases = new Dictionary()
  const activities = new Dictionary()
  const sessions = new Dictionary()
  const attributes = new Map<string, AttributeColumn>()
  for (const [name, values] of Object.entries(options.categories ?? {})) {
    const dictionary = new Dictionary([''])
    const codes = Uint32Array.from(values, (value) => dictionary.code(value))
    attributes.set(name, { kind: 'category', codes, values: dictionary.names })
  }
  for (const [name, values] of Object.entries(options.numbers ?? {})) {
    attributes.set(name, { kind: 'number', values: Float64Array.from(values) })
  }
  const schema = { case: 'case', activity: 'activity', timestamp: 'timestamp', ...options.schema }
  const raw: RawColumns = {
    case: Uint32Array.from(triples, ([caseName]) => cases.code(caseName)),
    activity: Uint32Array.from(triples, ([, activity]) => activities.code(activity)),
    time: Float64Array.from(triples, ([, , time]) => time),
    timeKind: options.timeKind ?? 'timestamp',
    session: options.session === undefined ? null : Uint32Array.from(options.session, (id) => sessions.code(id)),
    caseNames: cases.names,
    activityNames: activities.names,
    attributes,
    read: memoryReport(triples.length, ['case', 'activity', 'timestamp', ...attributes.keys()], schema)
  }
  return EventLog.fromColumns(raw)
}
