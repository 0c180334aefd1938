import type { Steps } from '../kernel/work.js'
import { orderEvents } from '../log/order.js'
import type { AttributeColumn, RawColumns } from '../log/types.js'
import { mixedTimes } from './counts.js'
import { MergedPiece } from './merged-piece.js'
import { RunHeap } from './run-heap.js'
import { type RunStore, WORD, WordReader, WordWriter } from './run-store.js'
import { numberOfText } from './session-sample.js'

/** Words that are read at a time of all runs together, and of each at least. */
const READ_WORDS = 1 << 22
const LEAST_WORDS = 1 << 10
/** Words between two pauses: some milliseconds of work. */
const PAUSE_WORDS = 1 << 16

/**
 * Puts pieces of a log into a store, each sorted by case, and gives them back grouped by case: runs and their merge, an
 * external sort (Knuth, The Art of Computer Programming, 5.4). Of a run the cases stand by the number of their name (52
 * bits of a hash), the events of each by time; runs are merged in the order of the pieces, so that the events of a case
 * come in the order in which a log that is read whole has them.
 *
 * A case of a run takes 16 bytes and its name, each of its events 12 (time and activity), and 8 more for the session and
 * for each column that is kept.
 */
export class SortedRuns {
  readonly #store: RunStore
  readonly #writer: WordWriter
  /** In words, where each run ends. */
  readonly #ends: number[] = []
  readonly #activityIds = new Map<string, number>()
  /** Columns beside case, activity and time, of every event: the session first, if there is one. */
  #columns: readonly string[] = []
  #hasSession = false
  #last: RawColumns | null = null

  constructor(store: RunStore) {
    this.#store = store
    this.#writer = new WordWriter(store)
  }

  /** Bytes in the store. */
  get bytes(): number {
    return this.#writer.length * WORD
  }

  get runs(): number {
    return this.#ends.length
  }

  /** Adds a piece. `piece.sessionNames` must be there if it has sessions. */
  add(piece: RawColumns): void {
    const { time, caseNames } = piece
    if (this.#last !== null && this.#last.timeKind !== piece.timeKind) throw mixedTimes()
    const { order, offsets } = orderEvents(piece.case, time, caseNames.length)
    const activity = Uint32Array.from(piece.activityNames, (name) => this.#activityId(name))
    const values = this.#valuesOf(piece)
    const numbers = Float64Array.from(caseNames, numberOfText)
    for (const c of byNumber(numbers)) {
      const first = offsets[c]
      const events = offsets[c + 1] - first
      if (events === 0) continue
      const name = caseNames[c]
      const { to, at } = this.#writer.next(wordsOf(name.length, events, values.length))
      to.doubles[at] = numbers[c]
      to.integers[2 * at + 2] = events
      to.integers[2 * at + 3] = name.length
      const units = 4 * (at + 2)
      for (let i = 0; i < name.length; i++) to.units[units + i] = name.charCodeAt(i)
      let place = at + 2 + unitWords(name.length)
      for (let i = 0; i < events; i++) to.doubles[place++] = time[order === null ? first + i : order[first + i]]
      for (const value of values) {
        for (let i = 0; i < events; i++) to.doubles[place++] = value(order === null ? first + i : order[first + i])
      }
      for (let i = 0; i < events; i++) {
        to.integers[2 * place + i] = activity[piece.activity[order === null ? first + i : order[first + i]]]
      }
    }
    this.#writer.flush()
    this.#ends.push(this.#writer.length)
    const none = { case: NO_CODES, activity: NO_CODES, time: NO_TIMES, caseNames: [], activityNames: [] }
    this.#last = { ...piece, ...none, session: null, sessionNames: [], attributes: new Map() }
  }

  /** Gives `take` all events, in pieces of at least `events` and of whole cases; `read` is that of the last piece added. */
  *merge(events: number, take: (columns: RawColumns) => void): Steps<void> {
    const starts = [0, ...this.#ends]
    const room = Math.max(LEAST_WORDS, Math.floor(READ_WORDS / this.#ends.length))
    const heap = new RunHeap(this.#ends.map((end, run) => new WordReader(this.#store, starts[run], end, room)))
    let piece = new MergedPiece(this.#columns.length)
    let words = 0
    let pause = PAUSE_WORDS
    yield 0
    while (heap.size > 0) {
      const { reader, number } = heap
      const header = reader.peek(2)
      const count = header.from.integers[2 * header.at + 2]
      const length = header.from.integers[2 * header.at + 3]
      if (number !== piece.number && piece.events >= events) {
        take(this.#columnsOf(piece))
        piece = new MergedPiece(this.#columns.length)
      }
      const whole = wordsOf(length, count, this.#columns.length)
      const { from, at } = reader.peek(whole)
      const place = at + 2 + unitWords(length)
      piece.add(number, from.units.subarray(4 * (at + 2), 4 * (at + 2) + length), count)
      for (let column = 0; column <= this.#columns.length; column++) {
        append(piece.values[column], from.doubles, place + column * count, count)
      }
      append(piece.activity, from.integers, 2 * (place + (1 + this.#columns.length) * count), count)
      reader.skip(whole)
      words += whole
      heap.advance()
      if (words < pause) continue
      pause = words + PAUSE_WORDS
      yield words / this.#writer.length
    }
    if (piece.events > 0) take(this.#columnsOf(piece))
  }

  #activityId(name: string): number {
    const known = this.#activityIds.get(name)
    if (known !== undefined) return known
    this.#activityIds.set(name, this.#activityIds.size)
    return this.#activityIds.size - 1
  }

  /** What each event holds beside its time and activity, as one number: equal ones mean equal values. */
  #valuesOf({ session, sessionNames = [], attributes }: RawColumns): ((event: number) => number)[] {
    this.#hasSession = session !== null
    this.#columns = [...(session === null ? [] : ['']), ...attributes.keys()]
    const numbers = Float64Array.from(sessionNames, numberOfText)
    return [
      ...(session === null ? [] : [(event: number) => numbers[session[event]]]),
      ...Array.from(attributes.values(), numbersOf)
    ]
  }

  #columnsOf(piece: MergedPiece): RawColumns {
    const values = piece.values.map((column) => column.finish())
    const attributes = new Map<string, AttributeColumn>()
    this.#columns.forEach((name, k) => {
      if (k > 0 || !this.#hasSession) attributes.set(name, { kind: 'number', values: values[k + 1] })
    })
    return {
      ...this.#last!,
      case: piece.caseCodes(),
      activity: piece.activity.finish(),
      time: values[0],
      session: this.#hasSession ? sessionCodes(piece.groups(), values[1]) : null,
      caseNames: piece.caseNames,
      activityNames: [...this.#activityIds.keys()],
      attributes
    }
  }
}

const NO_CODES = new Uint32Array(0)
const NO_TIMES = new Float64Array(0)

/** Words of a name of so many UTF-16 units. */
const unitWords = (units: number): number => (units + 3) >> 2

function wordsOf(units: number, events: number, columns: number): number {
  return 2 + unitWords(units) + (1 + columns) * events + ((events + 1) >> 1)
}

/** A column's values as numbers, the same for the same value whichever piece it is in; -1 where missing. */
function numbersOf(column: AttributeColumn): (event: number) => number {
  const { kind } = column
  if (kind === 'number') {
    return (event) => (Number.isNaN(column.values[event]) ? -1 : numberOfText(`${column.values[event]}`))
  }
  const numbers = Float64Array.from(column.values, (value, code) => (code === 0 ? -1 : numberOfText(value)))
  return (event) => numbers[column.codes[event]]
}

/** Codes that tell the sessions of one case apart: each group of cases numbers its own. */
function sessionCodes(groups: Uint32Array, sessions: Float64Array): Uint32Array {
  const codes = new Uint32Array(sessions.length)
  const known = new Map<number, number>()
  for (let i = 0; i < codes.length; i++) {
    if (i > 0 && groups[i] !== groups[i - 1]) known.clear()
    let code = known.get(sessions[i])
    if (code === undefined) {
      code = known.size
      known.set(sessions[i], code)
    }
    codes[i] = code
  }
  return codes
}

/** Fewer values are added one by one. */
const FEW = 24

function append<Values extends Float64Array | Uint32Array>(
  column: { push(value: number): void; append(values: Values): void },
  values: Values,
  from: number,
  count: number
): void {
  if (count < FEW) for (let i = from; i < from + count; i++) column.push(values[i])
  else column.append(values.subarray(from, from + count) as Values)
}

/** The places of `numbers` (whole, below 2^52) from the lowest to the highest; equal ones by place. A radix sort. */
function byNumber(numbers: Float64Array): Uint32Array {
  const digit = 2 ** 13
  let order = Uint32Array.from(numbers.keys())
  let sorted = new Uint32Array(numbers.length)
  for (let unit = 1; unit < 2 ** 52; unit *= digit) {
    const starts = new Uint32Array(digit + 1)
    for (let i = 0; i < numbers.length; i++) starts[(Math.floor(numbers[i] / unit) % digit) + 1]++
    for (let d = 0; d < digit; d++) starts[d + 1] += starts[d]
    for (const i of order) sorted[starts[Math.floor(numbers[i] / unit) % digit]++] = i
    ;[order, sorted] = [sorted, order]
  }
  return order
}
