import { type Outcome, outcomeOf } from '../log/status.js'
import type { AttributeColumn, LogData } from '../log/types.js'
import { durationUnitMs } from '../processes/activity-figures.js'

type Category = Extract<AttributeColumn, { kind: 'category' }>

/** Reads what an event carries besides who, what and when. Unknown is null, never 0 or ok. */
export interface Details {
  readonly has: {
    channel: boolean
    duration: boolean
    status: boolean
    message: boolean
    amount: boolean
    tree: boolean
  }
  channel(event: number): string | null
  /** Missing and negative durations are unknown. */
  durationMs(event: number): number | null
  /** 0 ok, 1 error, 2 unknown. */
  outcome(event: number): Outcome
  /** The status as the log words it. */
  status(event: number): string | null
  message(event: number): string | null
  amount(event: number): number | null
  /** The event's own id and that of its cause, where the log names them. */
  id(event: number): string | null
  parent(event: number): string | null
  /** Which of several joined logs it came from. */
  source(event: number): string | null
  customerName(event: number): string | null
  /** Kept columns that play none of these roles; missing values are left out. */
  attributes(event: number): Record<string, string | number>
  /** Columns behind the roles, for fast scans; null where the log has none. */
  readonly columns: {
    channel: Category | null
    message: Category | null
    status: AttributeColumn | null
    /** Durations in the log's unit, and its milliseconds. */
    duration: { values: Float64Array; unitMs: number } | null
    amount: Float64Array | null
  }
}

/** The column in which `joinLogs` tells where an event came from. */
export const SOURCE_COLUMN = 'source'

/** A reader of the log's event details. */
export function detailsOf(log: LogData): Details {
  const { schema, attributes } = log
  const column = (role: keyof typeof schema): AttributeColumn | null => {
    const name = schema[role]
    return typeof name === 'string' ? (attributes.get(name) ?? null) : null
  }
  const category = (found: AttributeColumn | null) => (found?.kind === 'category' ? found : null)
  const numbers = (found: AttributeColumn | null) => (found?.kind === 'number' ? found.values : null)
  const duration = numbers(column('duration'))
  const unitMs = duration === null ? 1 : durationUnitMs(schema.duration as string)
  const amounts = numbers(column('amount'))
  const status = column('status')
  const outcome = outcomes(status, schema.status)
  const [channel, message, source] = [category(column('channel')), category(column('message')), sourceColumn(log)]
  const text = (found: AttributeColumn | null) => (event: number) => {
    if (found === null) return null
    if (found.kind === 'category') return found.codes[event] === 0 ? null : found.values[found.codes[event]]
    return Number.isNaN(found.values[event]) ? null : String(found.values[event])
  }
  const roles = new Set(Object.values(schema).filter((name) => typeof name === 'string'))
  const others = [...attributes].filter(([name, found]) => !roles.has(name) && found !== source)
  const [id, parent] = [column('eventId'), column('parent')]
  return {
    has: {
      channel: channel !== null,
      duration: duration !== null,
      status: status !== null,
      message: message !== null,
      amount: amounts !== null,
      tree: id !== null && parent !== null
    },
    channel: text(channel),
    durationMs(event) {
      if (duration === null) return null
      const ms = duration[event] * unitMs
      return ms >= 0 && ms < Number.POSITIVE_INFINITY ? ms : null
    },
    outcome,
    status: text(status),
    message: text(column('message')),
    amount(event) {
      return amounts === null || !Number.isFinite(amounts[event]) ? null : amounts[event]
    },
    id: text(id),
    parent: text(parent),
    source: text(source),
    customerName: text(column('customerName')),
    attributes(event) {
      const found: Record<string, string | number> = {}
      for (const [name, attribute] of others) {
        if (attribute.kind === 'number') {
          if (!Number.isNaN(attribute.values[event])) found[name] = attribute.values[event]
        } else if (attribute.codes[event] !== 0) found[name] = attribute.values[attribute.codes[event]]
      }
      return found
    },
    columns: {
      channel,
      message,
      status,
      duration: duration === null ? null : { values: duration, unitMs },
      amount: amounts
    }
  }
}

function sourceColumn(log: LogData): Category | null {
  const found = log.attributes.get(SOURCE_COLUMN)
  return found?.kind === 'category' ? found : null
}

function outcomes(column: AttributeColumn | null, name: string | undefined): (event: number) => Outcome {
  if (column === null) return () => 2
  if (column.kind === 'category') {
    const known = Uint8Array.from(column.values, (value) => outcomeOf(value, name))
    return (event) => known[column.codes[event]] as Outcome
  }
  const known = new Map<number, Outcome>()
  return (event) => {
    const value = column.values[event]
    let outcome = known.get(value)
    if (outcome === undefined) {
      outcome = outcomeOf(value, name)
      known.set(value, outcome)
    }
    return outcome
  }
}
