import { checkOptionNames, InputError, nearest } from '../errors.js'
import type { AttributeColumn, BadRowReason, BadRows, RawColumns, ReadReport, Role, Schema } from './types.js'

/** What a log that was made in memory says of its reading. */
export function memoryReport(rows: number, columns: string[], schema: Schema): ReadReport {
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
export class Dictionary {
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

const ROLES: readonly Role[] = [
  'case',
  'activity',
  'timestamp',
  'session',
  'channel',
  'duration',
  'status',
  'message',
  'amount'
]

type Row = Record<string, unknown>

/**
 * Codes plain objects, one per event, in input order. Rows without a case, an activity or a readable time are left out
 * and counted as bad; more than half of them bad is an error.
 */
export function fromRows(rows: readonly Row[], given: Schema = {}): RawColumns {
  checkOptionNames(given, [...ROLES, 'attributes'], 'fromRows')
  if (rows.length === 0) {
    throw new InputError('EMPTY_LOG', 'fromRows got no rows.', 'Give one object per event.')
  }
  const keys = new Set<string>()
  for (const row of rows) for (const key of Object.keys(row)) keys.add(key)
  const columns = [...keys]
  const { schema, guessed } = resolveSchema(columns, given)
  const clock = clockOf(rows, schema.timestamp)
  const bad = new BadRowCounter()
  const cases = new Dictionary()
  const activities = new Dictionary()
  const kept: Row[] = []
  const caseCodes: number[] = []
  const activityCodes: number[] = []
  const times: number[] = []
  rows.forEach((row, index) => {
    const caseName = textOf(row[schema.case])
    const activity = textOf(row[schema.activity])
    const moment = row[schema.timestamp]
    const time = clock.read(moment)
    if (caseName === '') bad.add('missing case', index, row)
    else if (activity === '') bad.add('missing activity', index, row)
    else if (textOf(moment) === '') bad.add('missing timestamp', index, row)
    else if (!Number.isFinite(time)) bad.add('unreadable timestamp', index, row)
    else {
      kept.push(row)
      caseCodes.push(cases.code(caseName))
      activityCodes.push(activities.code(activity))
      times.push(time)
    }
  })
  bad.check(rows.length, schema)
  const attributeNames = [...ROLES.slice(3).flatMap((role) => schema[role] ?? []), ...(given.attributes ?? [])]
  const session = schema.session
  return {
    case: Uint32Array.from(caseCodes),
    activity: Uint32Array.from(activityCodes),
    time: Float64Array.from(times),
    timeKind: clock.kind,
    session: session === undefined ? null : codesOf(kept, session).codes,
    caseNames: cases.names,
    activityNames: activities.names,
    attributes: new Map([...new Set(attributeNames)].map((name) => [name, attributeOf(kept, name)])),
    read: {
      ...memoryReport(rows.length, columns, { ...given, ...schema }),
      guessed,
      timestampFormat: clock.format,
      badRows: bad.total,
      bad: bad.list
    }
  }
}

class BadRowCounter {
  total = 0
  readonly list: BadRows[] = []

  add(reason: BadRowReason, index: number, row: Row): void {
    this.total++
    let entry = this.list.find((known) => known.reason === reason)
    if (entry === undefined) {
      entry = { reason, count: 0, lines: [], sample: (JSON.stringify(row) ?? '').slice(0, 80) }
      this.list.push(entry)
    }
    entry.count++
    if (entry.lines.length < 5) entry.lines.push(index + 1)
  }

  check(rows: number, schema: Schema): void {
    if (this.total * 2 <= rows) return
    const reasons = this.list.map(({ reason, count }) => `${count} with ${reason}`).join(', ')
    throw new InputError(
      'BAD_ROWS',
      `${this.total} of ${rows} rows cannot be used: ${reasons}. Case was read from '${schema.case}', activity from '${schema.activity}', timestamp from '${schema.timestamp}'.`,
      'Name the right keys in the schema, or mend the rows.'
    )
  }
}

type Needed = 'case' | 'activity' | 'timestamp'

function resolveSchema(
  columns: readonly string[],
  given: Schema
): { schema: Schema & Record<Needed, string>; guessed: Role[] } {
  for (const name of [...ROLES.flatMap((role) => given[role] ?? []), ...(given.attributes ?? [])]) {
    if (columns.includes(name)) continue
    const near = nearest(name, columns)
    throw new InputError(
      'UNKNOWN_COLUMN',
      `The rows have no key '${name}'.`,
      `${near.length > 0 ? `Did you mean '${near[0]}'? ` : ''}Their keys are: ${columns.join(', ')}.`
    )
  }
  const guess = guessSchema(columns, given)
  const schema: Schema = { ...guess, ...given }
  for (const role of ['case', 'activity', 'timestamp'] as const) {
    if (schema[role] !== undefined) continue
    throw new InputError(
      'MISSING_COLUMN',
      `No key of the rows looks like the ${role}.`,
      `Name it: fromRows(rows, { ${role}: '...' }). The keys are: ${columns.join(', ')}.`
    )
  }
  const guessed = ROLES.filter((role) => given[role] === undefined && schema[role] !== undefined)
  return { schema: schema as Schema & Record<Needed, string>, guessed }
}

const CANONICAL: Record<Needed, readonly string[]> = {
  case: [
    'case',
    'case_id',
    'case:concept:name',
    'user_id',
    'customer_id',
    'distinct_id',
    'session_id',
    'user',
    'customer',
    'id'
  ],
  activity: ['activity', 'event', 'concept:name', 'action', 'page', 'event_name'],
  timestamp: ['timestamp', 'time', 'time:timestamp', 'ts', 'occurrence', 'date', 'datetime']
}

function guessSchema(columns: readonly string[], given: Schema): Schema {
  const taken = new Set(Object.values(given).flat())
  const guess: Schema = {}
  for (const role of ['case', 'activity', 'timestamp'] as const) {
    for (const name of CANONICAL[role]) {
      guess[role] ??= columns.find((column) => column.toLowerCase() === name && !taken.has(column))
    }
  }
  return guess
}

const textOf = (value: unknown): string => (value === null || value === undefined ? '' : String(value).trim())

function codesOf(rows: readonly Row[], name: string): { codes: Uint32Array; values: readonly string[] } {
  const dictionary = new Dictionary([''])
  const codes = Uint32Array.from(rows, (row) => dictionary.code(textOf(row[name])))
  return { codes, values: dictionary.names }
}

function attributeOf(rows: readonly Row[], name: string): AttributeColumn {
  const known = rows.map((row) => row[name]).filter((value) => textOf(value) !== '')
  if (known.length > 0 && known.every((value) => typeof value === 'number')) {
    return {
      kind: 'number',
      values: Float64Array.from(rows, (row) => (typeof row[name] === 'number' ? row[name] : Number.NaN))
    }
  }
  return { kind: 'category', ...codesOf(rows, name) }
}

interface Clock {
  kind: 'timestamp' | 'number'
  format: string
  read: (value: unknown) => number
}

const EPOCH_MS = [3e11, 5e12] // 1979 to 2128
const EPOCH_S = [3e8, 5e9]

/** How the times are written, decided over all rows. */
function clockOf(rows: readonly Row[], name: string): Clock {
  const known = rows.map((row) => row[name]).filter((value) => textOf(value) !== '')
  const numbers = known.map((value) => (value instanceof Date ? Number.NaN : Number(value))).filter(Number.isFinite)
  const within = ([least, most]: number[]) => numbers.every((value) => value >= least && value <= most)
  if (numbers.length * 2 <= known.length) return { kind: 'timestamp', format: 'ISO 8601', read: readMoment }
  if (within(EPOCH_MS)) return { kind: 'timestamp', format: 'epoch milliseconds', read: Number }
  if (within(EPOCH_S)) return { kind: 'timestamp', format: 'epoch seconds', read: (value) => Number(value) * 1000 }
  return { kind: 'number', format: 'number', read: (value) => (value instanceof Date ? Number.NaN : Number(value)) }
}

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/i

/** ms of a Date or of ISO 8601 text, in UTC unless it says otherwise; NaN if it is neither. */
function readMoment(value: unknown): number {
  if (value instanceof Date) return value.getTime()
  const match = ISO.exec(textOf(value))
  if (match === null) return Number.NaN
  const zone = (match[3] ?? 'Z').toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')
  return Date.parse(`${match[1]}T${(match[2] ?? '00:00').replace(',', '.')}${zone}`)
}
