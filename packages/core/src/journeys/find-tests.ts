import { checkOptionNames, InputError, nearest } from '../errors.js'
import { parseDuration } from '../log/duration.js'
import type { ValueFilter } from '../log/filter.js'
import { pickActivities } from '../log/patterns.js'
import { attributeOf } from '../log/sessions.js'
import { isError, type LogIndex } from './index-log.js'

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

/** One condition, as loops over its column. */
export interface BlockTest {
  /** Keeps those of the first `n` of `events` that meet it, in place, and returns how many they are. */
  keep(events: Uint32Array, n: number): number
  /** Writes those of the events [from, to) that meet it to `out`, and returns how many they are. */
  scan(from: number, to: number, out: Uint32Array): number
}

/** The conditions as tests of blocks of events, each a tight loop over one column. */
export function blockTests(index: LogIndex, query: EventQuery): BlockTest[] {
  const { log, details } = index
  const tests: BlockTest[] = []
  if (query.activities !== undefined) {
    tests.push(codeTest(log.activity, pickActivities(log.activityNames, query.activities, 'find')))
  }
  if (query.process !== undefined) {
    const process = processNumber(index, query.process)
    tests.push(
      codeTest(
        log.activity,
        Uint8Array.from(index.processes!.labels, (label) => (label === process ? 1 : 0))
      )
    )
  }
  if (query.waitOver !== undefined) {
    const { duration } = details.columns
    if (duration === null) throw lacks('waitOver', 'how long an event took', 'duration')
    const ms = query.waitOver === 0 ? 0 : parseDuration(query.waitOver, 'waitOver')
    tests.push(rangeTest(duration.values, justAbove(ms / duration.unitMs), Number.POSITIVE_INFINITY))
  }
  if (query.amount !== undefined) {
    if (details.columns.amount === null) throw lacks('amount', 'a sum of money', 'amount')
    checkOptionNames(query.amount, ['min', 'max'], 'amount')
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = query.amount
    tests.push(rangeTest(details.columns.amount, min, max))
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
    tests.push(codeTest(channel.codes, fits))
  }
  if (query.message !== undefined) {
    const { message } = details.columns
    if (message === null) throw lacks('message', 'a message', 'message')
    const low = query.message.toLowerCase()
    tests.push(
      codeTest(
        message.codes,
        Uint8Array.from(message.values, (value) => (value.toLowerCase().includes(low) ? 1 : 0))
      )
    )
  }
  for (const [name, wanted] of Object.entries(query.attributes ?? {})) tests.push(attributeTest(index, name, wanted))
  if (query.errors === true && !details.has.status) throw lacks('errors', 'ok or error', 'status')
  // First, because it passes over 32 events at a time.
  const ordered = strictestFirst(tests, log.activity.length)
  return query.errors === true ? [errorTest(index), ...ordered] : ordered
}

function attributeTest({ log }: LogIndex, name: string, wanted: ValueFilter): BlockTest {
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
    return codeTest(
      column.codes,
      Uint8Array.from(column.values, (value) => (texts.has(value) ? 1 : 0))
    )
  }
  if (list === null) {
    checkOptionNames(wanted as object, ['min', 'max'], `The condition on '${name}'`)
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = wanted as { min?: number; max?: number }
    return rangeTest(column.values, min, max)
  }
  const numbers = new Set(list.map(Number))
  const codes = Uint32Array.from(column.values, (value) => (numbers.has(value) ? 1 : 0))
  return codeTest(codes, Uint8Array.of(0, 1))
}

function errorTest(index: LogIndex): BlockTest {
  const { errorBits } = index
  return {
    keep(events, n) {
      let kept = 0
      for (let k = 0; k < n; k++) if (isError(index, events[k])) events[kept++] = events[k]
      return kept
    },
    scan(from, to, out) {
      let kept = 0
      for (let word = from >>> 5; word * 32 < to; word++) {
        for (let bits = errorBits[word]; bits !== 0; bits &= bits - 1) {
          const event = word * 32 + 31 - Math.clz32(bits & -bits)
          if (event >= from && event < to) out[kept++] = event
        }
      }
      return kept
    }
  }
}

// Each event is written and the place moves on only where it fits: no branch to mispredict. What a loop reads is held in
// names of its own: engines look up those of the function around it in every round.
function codeTest(codes: Uint32Array, fits: Uint8Array): BlockTest {
  return {
    keep(events, n) {
      const [column, wanted] = [codes, fits]
      let kept = 0
      for (let k = 0; k < n; k++) {
        const event = events[k]
        events[kept] = event
        kept += wanted[column[event]]
      }
      return kept
    },
    scan(from, to, out) {
      const [column, wanted] = [codes, fits]
      let kept = 0
      for (let event = from; event < to; event++) {
        out[kept] = event
        kept += wanted[column[event]]
      }
      return kept
    }
  }
}

/** Both ends included. */
function rangeTest(values: Float64Array, min: number, max: number): BlockTest {
  return {
    keep(events, n) {
      const [column, low, high] = [values, min, max]
      let kept = 0
      for (let k = 0; k < n; k++) {
        const event = events[k]
        const value = column[event]
        events[kept] = event
        kept += Number(value >= low) & Number(value <= high)
      }
      return kept
    },
    scan(from, to, out) {
      const [column, low, high] = [values, min, max]
      let kept = 0
      for (let event = from; event < to; event++) {
        const value = column[event]
        out[kept] = event
        kept += Number(value >= low) & Number(value <= high)
      }
      return kept
    }
  }
}

/** The next double above a number of at least 0. */
function justAbove(value: number): number {
  const bits = new BigUint64Array(new Float64Array([value]).buffer)
  bits[0] += 1n
  return new Float64Array(bits.buffer)[0]
}

const SAMPLE = 4096

/** Those first that fewest events meet, by a look at some from the middle of the log: the others have less to do then. */
function strictestFirst(tests: BlockTest[], events: number): BlockTest[] {
  if (events < 16 * SAMPLE || tests.length < 2) return tests
  const block = new Uint32Array(SAMPLE)
  const from = Math.floor(events / 2)
  const kept = new Map(tests.map((test) => [test, test.scan(from, from + SAMPLE, block)]))
  return [...tests].sort((a, b) => (kept.get(a) ?? 0) - (kept.get(b) ?? 0))
}

/** @throws InputError UNKNOWN_PROCESS */
function processNumber({ processes }: LogIndex, wanted: number | string): number {
  if (processes === null) {
    throw new InputError(
      'UNKNOWN_PROCESS',
      'The index knows no processes.',
      'Give the option processes: those of a model or of a discovery.'
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
