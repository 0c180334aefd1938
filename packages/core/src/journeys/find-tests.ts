import { InputError } from '../errors.js'
import { parseDuration } from '../log/duration.js'
import type { ValueFilter } from '../log/filter.js'
import { pickActivities } from '../log/patterns.js'
import { attributeOf } from '../log/sessions.js'
import { checkOptionNames, nearest } from '../suggest.js'
import { bitTest, codeTest, type EventTest, rangeTest } from './event-tests.js'
import { ordered } from './find-scan.js'
import type { LogIndex } from './index-log.js'
import { justAbove } from './sliced-columns.js'

/** Conditions on single events; an event must meet all that are given. */
export interface EventQuery {
  /** Exact names, or regular expressions. */
  activities?: readonly (string | RegExp)[]
  /** By number or name, exactly or as the only one with this part. */
  process?: number | string
  /** true: only events with an error. */
  errors?: boolean
  /** Only events that took longer: ms, or `10s`. */
  waitOver?: number | string
  /** Both ends included. */
  amount?: { min?: number; max?: number }
  channel?: string
  /** Found anywhere in the message, without regard to case. */
  message?: string
  /** By kept columns. */
  attributes?: Readonly<Record<string, ValueFilter>>
}

export const EVENT_QUERY = ['activities', 'process', 'errors', 'waitOver', 'amount', 'channel', 'message', 'attributes']

/** The conditions as tests, in the order in which they are best tried. */
export function eventTests(index: LogIndex, query: EventQuery): EventTest[] {
  const { log, details, slices } = index
  const tests: EventTest[] = []
  if (query.activities !== undefined) {
    tests.push(
      codeTest(log.activity, pickActivities(log.activityNames, query.activities, 'find'), slices.get(log.activity))
    )
  }
  if (query.process !== undefined) {
    const process = processNumber(index, query.process)
    const within = Uint8Array.from(index.processes!.labels, (label) => (label === process ? 1 : 0))
    tests.push(codeTest(log.activity, within, slices.get(log.activity)))
  }
  if (query.waitOver !== undefined) {
    const { duration } = details.columns
    if (duration === null) throw lacks('waitOver', 'how long an event took', 'duration')
    const ms = query.waitOver === 0 ? 0 : parseDuration(query.waitOver, 'waitOver')
    tests.push(
      rangeTest(duration.values, justAbove(ms / duration.unitMs), Number.POSITIVE_INFINITY, slices.get(duration.values))
    )
  }
  if (query.amount !== undefined) {
    const { amount } = details.columns
    if (amount === null) throw lacks('amount', 'a sum of money', 'amount')
    checkOptionNames(query.amount, ['min', 'max'], 'amount')
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = query.amount
    tests.push(rangeTest(amount, min, max, slices.get(amount)))
  }
  if (query.channel !== undefined) {
    const { channel } = details.columns
    if (channel === null) throw lacks('channel', 'a channel', 'channel')
    const low = query.channel.toLowerCase()
    const fits = Uint8Array.from(channel.values, (value) => (value.toLowerCase() === low ? 1 : 0))
    if (!fits.includes(1)) {
      const some = channel.values.slice(1, 9).map((value) => `'${value}'`)
      throw new InputError('BAD_OPTION', `The log has no channel '${query.channel}'.`, `It has ${some.join(', ')}.`)
    }
    tests.push(codeTest(channel.codes, fits, slices.get(channel.codes)))
  }
  if (query.message !== undefined) {
    const { message } = details.columns
    if (message === null) throw lacks('message', 'a message', 'message')
    const low = query.message.toLowerCase()
    const fits = Uint8Array.from(message.values, (value) => (value.toLowerCase().includes(low) ? 1 : 0))
    tests.push(codeTest(message.codes, fits, slices.get(message.codes)))
  }
  for (const [name, wanted] of Object.entries(query.attributes ?? {})) tests.push(attributeTest(index, name, wanted))
  if (query.errors === true) {
    if (!details.has.status) throw lacks('errors', 'ok or error', 'status')
    tests.push(bitTest(index.errorBits))
  }
  return ordered(tests, log.activity.length)
}

function attributeTest({ log, slices }: LogIndex, name: string, wanted: ValueFilter): EventTest {
  const column = attributeOf(log, name)
  const list =
    typeof wanted === 'string' || typeof wanted === 'number' ? [wanted] : Array.isArray(wanted) ? wanted : null
  if (column.kind === 'category') {
    if (list === null) {
      const some = column.values.slice(1, 6).map((value) => `'${value}'`)
      throw new InputError(
        'BAD_OPTION',
        `Column '${name}' holds text, so it has no range.`,
        `It holds ${some.join(', ')}.`
      )
    }
    const texts = new Set(list.map(String))
    const fits = Uint8Array.from(column.values, (value) => (texts.has(value) ? 1 : 0))
    return codeTest(column.codes, fits, slices.get(column.codes))
  }
  if (list === null) {
    checkOptionNames(wanted as object, ['min', 'max'], `The condition on '${name}'`)
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = wanted as { min?: number; max?: number }
    return rangeTest(column.values, min, max, slices.get(column.values))
  }
  const numbers = new Set(list.map(Number))
  const codes = Uint32Array.from(column.values, (value) => (numbers.has(value) ? 1 : 0))
  return codeTest(codes, Uint8Array.of(0, 1), undefined)
}

/** @throws InputError UNKNOWN_PROCESS */
function processNumber({ processes }: LogIndex, wanted: number | string): number {
  if (processes === null) {
    throw new InputError(
      'UNKNOWN_PROCESS',
      'No processes are known here.',
      'Give a model: --model model.json on the command line (discover --out writes it), the option processes of indexLog.'
    )
  }
  const names = processes.processes.map(({ name }) => name)
  const number = Number(wanted)
  if (String(wanted).trim() !== '' && Number.isInteger(number) && number >= 0 && number < names.length) return number
  const low = String(wanted).toLowerCase()
  const same = names.flatMap((name, id) => (name.toLowerCase() === low ? [id] : []))
  const parts = same.length > 0 ? same : names.flatMap((name, id) => (name.toLowerCase().includes(low) ? [id] : []))
  if (parts.length === 1) return parts[0]
  const near = parts.length > 1 ? parts.map((id) => `${id} '${names[id]}'`) : nearest(String(wanted), names)
  throw new InputError(
    'UNKNOWN_PROCESS',
    parts.length > 1 ? `${parts.length} processes match '${wanted}'.` : `There is no process '${wanted}'.`,
    near.length > 0 ? `Did you mean ${near.slice(0, 5).join(' or ')}?` : `There are ${names.length}, numbered from 0.`
  )
}

function lacks(option: string, what: string, role: string): InputError {
  return new InputError(
    'MISSING_COLUMN',
    `${option} is asked for, but no column of the log says ${what}.`,
    `Read the log with the option ${role} naming that column.`
  )
}
