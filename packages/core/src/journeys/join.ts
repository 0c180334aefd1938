import { InputError } from '../errors.js'
import { EventLog } from '../log/event-log.js'
import { momentOf } from '../log/filter.js'
import { plainName, ROLE_NAMES } from '../log/schema-names.js'
import { outcomeOf } from '../log/status.js'
import { withParts } from '../log/subset.js'
import type { AttributeColumn, LogData, RawColumns, Role, Schema } from '../log/types.js'
import { durationUnitMs } from '../processes/activity-figures.js'
import { checkOptionNames } from '../suggest.js'
import { SOURCE_COLUMN } from './details.js'
import { type CustomerLink, linkTable } from './id-map.js'
import { sayDuration } from './say.js'

export interface JoinOptions {
  /** What each log is called: stands in the column `source`. Default: its file's name, else `log 1`, `log 2` ... */
  names?: readonly string[]
  /** Milliseconds to add to the times of each log, where its clock is slow (or negative where it is fast). */
  offsetsMs?: readonly number[]
  /** Which id of which log belongs to which customer, and when. Ids without a link stay as they are. */
  idMap?: readonly CustomerLink[]
}

/** The id that an event had in its own log. */
const SOURCE_ID_COLUMN = 'source_id'

// Columns of one role are one column of the joined log, under these names.
const ROLE_COLUMNS = {
  channel: 'channel',
  duration: 'duration_ms',
  status: 'status',
  message: 'message',
  amount: 'amount',
  customerName: 'customer_name',
  eventId: 'event_id',
  parent: 'parent_id'
} as const
type JoinedRole = keyof typeof ROLE_COLUMNS

/**
 * One log of several systems (web, app, phone menu, back-end, chat), joined by customer. Each event keeps where it came
 * from (`source`, which is also its channel where the log has none and nothing caused its events) and its own id (`source_id`), so that a link can be taken back: join again without it. Sessions are
 * those of the customer: one each, until it is split.
 *
 * @throws InputError BAD_OPTION (lengths, links that contradict each other, logs ordered by numbers beside others)
 */
export function joinLogs(logs: readonly LogData[], options: JoinOptions = {}): EventLog {
  checkOptionNames(options, ['names', 'offsetsMs', 'idMap'], 'joinLogs')
  if (logs.length === 0) throw new InputError('EMPTY_LOG', 'joinLogs got no logs.', 'Give at least one.')
  const names = namesOf(logs, options.names)
  const offsets = offsetsOf(logs, options.offsetsMs)
  const { timeKind } = logs[0]
  if (logs.some((log) => log.timeKind !== timeKind)) {
    throw new InputError(
      'BAD_OPTION',
      'Some of the logs hold timestamps and others plain numbers.',
      'Join logs with one kind of time.'
    )
  }
  const told = withEventIds(logs)
  const links = linkTable(options.idMap ?? [], names, (moment, which) => momentOf({ timeKind }, moment, which))
  const events = logs.reduce((sum, log) => sum + log.activity.length, 0)
  const cases = new Names()
  const activities = new Names()
  const source = new Uint32Array(events)
  const ids = new Names([''])
  const raw = {
    case: new Uint32Array(events),
    activity: new Uint32Array(events),
    time: new Float64Array(events)
  }
  const sourceId = new Uint32Array(events)
  const notes: string[] = []
  let at = 0
  logs.forEach((log, l) => {
    const activityCodes = log.activityNames.map((name) => activities.code(name))
    let unlinked = 0
    for (let s = 0; s < log.sessionCase.length; s++) {
      const own = log.caseNames[log.sessionCase[s]]
      const ownCode = ids.code(own)
      const linked = links.of(l, own)
      for (let i = log.sessionOffsets[s]; i < log.sessionOffsets[s + 1]; i++, at++) {
        const time = log.time[i] + offsets[l]
        const customer = linked === null ? null : linked(time)
        if (customer === null) unlinked++
        raw.case[at] = cases.code(customer ?? own)
        raw.activity[at] = activityCodes[log.activity[i]]
        raw.time[at] = time
        source[at] = l + 1
        sourceId[at] = ownCode
      }
    }
    if (unlinked > 0 && links.size > 0) {
      notes.push(
        `${unlinked} of ${log.activity.length} events of '${names[l]}' have no link to a customer at their time: kept under their own id.`
      )
    }
    if (offsets[l] !== 0)
      notes.push(
        `The clock of '${names[l]}' was moved by ${offsets[l] < 0 ? '−' : '+'}${sayDuration(Math.abs(offsets[l]))}.`
      )
  })
  const attributes = new Map<string, AttributeColumn>([
    [SOURCE_COLUMN, { kind: 'category', codes: source, values: ['', ...names] }],
    [SOURCE_ID_COLUMN, { kind: 'category', codes: sourceId, values: ids.list }]
  ])
  const schema: Schema = { case: 'customer', activity: 'activity', timestamp: 'timestamp' }
  for (const [role, column] of Object.entries(ROLE_COLUMNS) as [JoinedRole, string][]) {
    const joined =
      role === 'channel' ? channelColumn(told, names, events) : joinColumn(told, events, (log) => roleColumn(log, role))
    if (joined === null) continue
    attributes.set(column, joined)
    schema[role] = column
  }
  for (const name of attributeNames(told)) {
    const joined = joinColumn(told, events, (log) => plainColumn(log, name))
    if (joined !== null) attributes.set(attributes.has(name) ? `${name}_2` : name, joined)
  }
  const columns: RawColumns = {
    ...raw,
    timeKind,
    session: null,
    caseNames: cases.list,
    activityNames: activities.list,
    attributes,
    read: {
      name: names.join(' + '),
      format: 'memory',
      gzip: false,
      encoding: 'utf-16',
      delimiter: null,
      columns: ['customer', 'activity', 'timestamp', ...attributes.keys()],
      schema,
      guessed: [],
      timestampFormat: logs[0].read.timestampFormat,
      timeZone: logs[0].read.timeZone,
      rows: logs.reduce((sum, { read }) => sum + read.rows, 0),
      badRows: logs.reduce((sum, { read }) => sum + read.badRows, 0),
      bad: logs.flatMap(({ read }) => read.bad),
      bytes: logs.reduce((sum, { read }) => sum + read.bytes, 0),
      notes: [...logs.flatMap(({ read }, l) => read.notes.map((note) => `${names[l]}: ${note}`)), ...notes]
    }
  }
  return EventLog.fromColumns(columns)
}

function namesOf(logs: readonly LogData[], given: readonly string[] | undefined): string[] {
  if (given !== undefined && given.length !== logs.length) {
    throw new InputError(
      'BAD_OPTION',
      `names has ${given.length} names for ${logs.length} logs.`,
      'Give one for each log.'
    )
  }
  const names = logs.map((log, l) => given?.[l] ?? log.read.name ?? `log ${l + 1}`)
  const double = names.find((name, l) => names.indexOf(name) !== l)
  if (double !== undefined) {
    throw new InputError('BAD_OPTION', `Two logs are called '${double}'.`, 'Give each a name of its own by names.')
  }
  return names
}

function offsetsOf(logs: readonly LogData[], given: readonly number[] | undefined): number[] {
  if (given === undefined) return logs.map(() => 0)
  if (given.length === logs.length && given.every(Number.isFinite)) return [...given]
  throw new InputError(
    'BAD_OPTION',
    `offsetsMs is [${given.join(', ')}] for ${logs.length} logs.`,
    'Give one number of milliseconds for each log; 0 for a clock that is right.'
  )
}

/** Numbers names by first appearance. */
class Names {
  readonly list: string[] = []
  readonly #codes = new Map<string, number>()

  constructor(first: readonly string[] = []) {
    for (const name of first) this.code(name)
  }

  code(name: string): number {
    const known = this.#codes.get(name)
    if (known !== undefined) return known
    this.#codes.set(name, this.list.length)
    return this.list.push(name) - 1
  }
}

/** A value of a column; undefined where missing. */
type Value = (event: number) => string | number | undefined

function readerOf(column: AttributeColumn): Value {
  return column.kind === 'number'
    ? (event) => (Number.isNaN(column.values[event]) ? undefined : column.values[event])
    : (event) => (column.codes[event] === 0 ? undefined : column.values[column.codes[event]])
}

/** Where one log names parents, the ids of the events of the others count too. */
function withEventIds(logs: readonly LogData[]): LogData[] {
  const tree = logs.some(({ schema }) => schema.parent !== undefined)
  return logs.map((log) => {
    const found = [...log.attributes.keys()].find((name) => ROLE_NAMES.eventId.includes(plainName(name)))
    if (!tree || log.schema.eventId !== undefined || found === undefined) return log
    return withParts(log, { schema: { ...log.schema, eventId: found } })
  })
}

/**
 * The channel of each event: of its own log's column, else the log's name where nothing else caused its events. What a
 * back-end does when it is called is no channel of the customer.
 */
function channelColumn(logs: readonly LogData[], names: readonly string[], events: number): AttributeColumn | null {
  return joinColumn(logs, events, (log) => {
    const own = roleColumn(log, 'channel')
    if (own !== null || log.schema.parent !== undefined || logs.length === 1) return own
    const name = names[logs.indexOf(log)]
    return () => name
  })
}

/** A log's column of a role, in the joined log's units and words. */
function roleColumn(log: LogData, role: JoinedRole): Value | null {
  const name = log.schema[role as Role]
  const column = name === undefined ? undefined : log.attributes.get(name)
  if (name === undefined || column === undefined) return null
  const value = readerOf(column)
  if (role === 'duration') {
    const unit = durationUnitMs(name)
    return (event) => {
      const known = value(event)
      return typeof known === 'number' ? known * unit : undefined
    }
  }
  if (role === 'eventId' || role === 'parent') {
    return (event) => {
      const known = value(event)
      return known === undefined ? undefined : String(known)
    }
  }
  if (role !== 'status') return value
  // A column that is named after errors says true for an error: under the name `status` it would mean ok.
  return (event) => {
    const known = value(event)
    if (known === undefined) return undefined
    const outcome = outcomeOf(known, name)
    return outcomeOf(known, 'status') === outcome ? String(known) : (['ok', 'error', 'unknown'] as const)[outcome]
  }
}

function plainColumn(log: LogData, name: string): Value | null {
  const column = log.attributes.get(name)
  return column === undefined || rolesOf(log).has(name) ? null : readerOf(column)
}

const rolesOf = ({ schema }: LogData): Set<unknown> => new Set(Object.values(schema))

function attributeNames(logs: readonly LogData[]): string[] {
  return [...new Set(logs.flatMap((log) => [...log.attributes.keys()].filter((name) => !rolesOf(log).has(name))))]
}

/** The column over all logs: numbers where all of its known values are, else texts; null where no log has it. */
function joinColumn(
  logs: readonly LogData[],
  events: number,
  of: (log: LogData) => Value | null
): AttributeColumn | null {
  const found = logs.map(of)
  if (found.every((value) => value === null)) return null
  let numbers: Float64Array | null = new Float64Array(events).fill(Number.NaN)
  each((at, value) => {
    if (typeof value === 'string') numbers = null
    else if (numbers !== null) numbers[at] = value
  })
  if (numbers !== null) return { kind: 'number', values: numbers }
  const names = new Names([''])
  const codes = new Uint32Array(events)
  each((at, value) => {
    codes[at] = names.code(String(value))
  })
  return { kind: 'category', codes, values: names.list }

  function each(visit: (at: number, value: string | number) => void): void {
    let at = 0
    logs.forEach((log, l) => {
      const value = found[l]
      for (let i = 0; i < log.activity.length; i++, at++) {
        const known = value?.(i)
        if (known !== undefined) visit(at, known)
      }
    })
  }
}
