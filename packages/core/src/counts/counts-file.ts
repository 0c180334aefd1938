import { InputError } from '../errors.js'
import type { Counts } from './counts.js'

/** Counts as JSON, in pieces (a string may not be long enough for all): `parseCounts` reads them back, to the bit. */
export function* countsToJson(counts: Counts): Generator<string> {
  yield* objectPieces(counts)
  yield '\n'
}

function* objectPieces(value: object): Generator<string> {
  let separator = '{'
  for (const [key, member] of Object.entries(value)) {
    yield `${separator}${JSON.stringify(key)}:`
    separator = ',\n'
    if (member instanceof Float64Array || member instanceof Uint32Array) yield* listPieces(member)
    else if (member !== null && typeof member === 'object' && !Array.isArray(member)) yield* objectPieces(member)
    else yield JSON.stringify(member)
  }
  yield '}'
}

function* listPieces(values: Float64Array | Uint32Array): Generator<string> {
  const piece = 1 << 14
  yield '['
  for (let from = 0; from < values.length; from += piece) {
    yield (from > 0 ? ',' : '') + values.subarray(from, from + piece).join(',')
  }
  yield ']'
}

/**
 * Reads what `countsToJson` wrote.
 *
 * @throws InputError BAD_COUNTS for anything else
 */
export function parseCounts(text: string): Counts {
  let value: Partial<Counts> | null
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw bad(`are no JSON (${(error as Error).message})`)
  }
  if (value === null || typeof value !== 'object' || value.format !== 'desirepath/counts') {
    throw bad(
      `have the format '${value && typeof value === 'object' ? value.format : typeof value}', not 'desirepath/counts'`
    )
  }
  if (value.version !== 1) throw bad(`have version ${value.version}, and this release reads version 1`)
  const given = value as Counts
  const names = given.activityNames
  const ascending = Array.isArray(names) && names.every((name, i) => i === 0 || names[i - 1] < name)
  if (!ascending) throw bad('lack activity names, or have them out of order')
  const n = names.length
  const { from, to, counts: edges } = given.follows ?? {}
  const { number, times, offsets, tokens, even, room } = given.sample ?? {}
  const sessions = lengthOf(times)
  const counts: Counts = {
    ...given,
    activityEvents: floats(given.activityEvents, n, 'activityEvents'),
    activitySessions: floats(given.activitySessions, n, 'activitySessions'),
    activityCases: floats(given.activityCases, n, 'activityCases'),
    starts: floats(given.starts, n, 'starts'),
    ends: floats(given.ends, n, 'ends'),
    follows: {
      from: wholes(from, lengthOf(edges), 'follows.from', n),
      to: wholes(to, lengthOf(edges), 'follows.to', n),
      counts: floats(edges, lengthOf(edges), 'follows.counts')
    },
    sample: {
      number: floats(number, sessions, 'sample.number'),
      times: floats(times, sessions, 'sample.times'),
      offsets: wholes(offsets, sessions + 1, 'sample.offsets', 2 ** 32),
      tokens: wholes(tokens, lengthOf(tokens), 'sample.tokens', n),
      even: even as number,
      room: room as number
    }
  }
  const { sample } = counts
  const whole = [counts.events, counts.sessions, counts.cases, counts.sessionsTooLong, even, room]
  if (!whole.every((figure) => Number.isInteger(figure) && figure >= 0)) throw bad('lack events, sessions or cases')
  const inOrder = sample.offsets.every((offset, s) => s === 0 || sample.offsets[s - 1] <= offset)
  if (!inOrder || sample.offsets[sessions] !== sample.tokens.length || sample.even > sessions) {
    throw bad('have a sample whose sessions do not fit its steps')
  }
  return counts
}

const lengthOf = (list: ArrayLike<number> | undefined): number => (Array.isArray(list) ? list.length : 0)

function floats(list: unknown, length: number, what: string): Float64Array {
  return Float64Array.from(checked(list, length, what, Number.POSITIVE_INFINITY))
}

/** Whole numbers of at least 0 and less than `below`. */
function wholes(list: unknown, length: number, what: string, below: number): Uint32Array {
  return Uint32Array.from(checked(list, length, what, below))
}

function checked(list: unknown, length: number, what: string, below: number): number[] {
  if (!Array.isArray(list) || list.length !== length) throw bad(`lack ${what}, or have too few or too many`)
  for (const value of list) {
    if (typeof value !== 'number' || !(value < below)) throw bad(`have ${value} in ${what}`)
  }
  return list
}

function bad(what: string): InputError {
  return new InputError('BAD_COUNTS', `These counts ${what}.`, 'Give a file that `desirepath count --out` wrote.')
}
