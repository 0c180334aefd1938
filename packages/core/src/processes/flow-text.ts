import type { ActivityTally } from '../log/tally.js'
import { linedJson } from '../report/lined-json.js'
import { namedHead, namedTail } from './flow.js'
import type { FlowColumns, FlowInput } from './flow-columns.js'

/** Bytes of a piece; for tests: another size changes nothing but where pieces end. */
const PIECE = 1 << 20

/**
 * The text of `linedJson(nameFlow(log, flow))`, in UTF-8: in pieces, as it may be too long for one string, and without an
 * object or a string for every edge.
 */
export function* flowText(
  log: FlowInput,
  cases: number,
  tally: ActivityTally,
  flow: FlowColumns,
  piece = PIECE
): Generator<Uint8Array<ArrayBuffer>> {
  const { steps, otherEdges } = flow
  const head = linedJson({ ...namedHead(log, cases, tally), steps }).slice(0, -'\n}\n'.length)
  yield encode(`${head},\n  "edges":[`)
  yield* edgeTexts(log.activityNames, flow, piece)
  const coverage = { count: steps - otherEdges.count, of: steps }
  const tail = { otherEdges, ...namedTail(log, { ...flow, coverage }) }
  yield encode(`${flow.counts.length > 0 ? '\n  ' : ''}],${linedJson(tail).slice('{'.length)}`)
}

const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

/** More than all that an edge has beside its names: each of its four numbers has at most 25 characters. */
const BESIDES = 256
const [COMMA, POINT, ZERO, BRACE] = [44, 46, 48, 125] as const

function* edgeTexts(names: readonly string[], edges: FlowColumns, piece: number): Generator<Uint8Array<ArrayBuffer>> {
  const writer = new EdgeWriter(names, edges)
  const room = Math.max(piece, writer.longest)
  for (let first = 0; first < edges.counts.length; ) {
    const bytes = new Uint8Array(room)
    const written = writer.write(new DataView(bytes.buffer), first)
    first = written.end
    yield bytes.subarray(0, written.length)
  }
}

/** Writes edges as bytes. */
class EdgeWriter {
  readonly #edges: FlowColumns
  /** From the line's begin to the second name, the first one among it; from the second one to the first number. */
  readonly #froms: Texts
  readonly #tos: Texts
  readonly #between = new Texts([',"medianMs":', ',"meanMs":', ',"p95Ms":'])
  /** Bytes that no edge exceeds. */
  readonly longest: number

  constructor(names: readonly string[], edges: FlowColumns) {
    this.#edges = edges
    const quoted = names.map((name) => JSON.stringify(name))
    this.#froms = new Texts(quoted.map((name) => `\n    {"from":${name},"to":`))
    this.#tos = new Texts(quoted.map((name) => `${name},"count":`))
    this.longest = this.#froms.longest + this.#tos.longest + BESIDES
  }

  /** Edges from `first` on, as many as there is room for. */
  write(into: DataView, first: number): { end: number; length: number } {
    const { from, to, counts, times } = this.#edges
    const between = this.#between
    const full = into.byteLength - this.longest
    let at = 0
    let e = first
    for (; e < counts.length && at <= full; e++) {
      if (e > 0) into.setUint8(at++, COMMA)
      at = this.#froms.write(from[e], into, at)
      at = this.#tos.write(to[e], into, at)
      at = writeNumber(counts[e], into, at)
      at = between.write(0, into, at)
      at = writeNumber(times === null ? Number.NaN : times.medianMs[e], into, at)
      at = between.write(1, into, at)
      at = writeNumber(times === null ? Number.NaN : times.meanMs[e], into, at)
      at = between.write(2, into, at)
      at = writeNumber(times === null ? Number.NaN : times.p95Ms[e], into, at)
      into.setUint8(at++, BRACE)
    }
    return { end: e, length: at }
  }
}

/**
 * Short texts in UTF-8, written eight bytes at a time: calls that copy bytes take several times as long. What is written
 * behind a text is written over by what follows.
 */
class Texts {
  /** Little-endian, as all memory here; UTF-8 has no bytes of which a number would be NaN. */
  readonly #words: Float64Array
  /** [texts] first word, and bytes */
  readonly #starts: Uint32Array
  readonly #lengths: Uint32Array
  readonly longest: number

  constructor(texts: readonly string[]) {
    const bytes = texts.map(encode)
    this.#lengths = Uint32Array.from(bytes, ({ length }) => length)
    this.#starts = new Uint32Array(texts.length)
    let words = 0
    bytes.forEach(({ length }, i) => {
      this.#starts[i] = words
      words += Math.ceil(length / 8)
    })
    this.#words = new Float64Array(words)
    const all = new Uint8Array(this.#words.buffer)
    bytes.forEach((text, i) => {
      all.set(text, 8 * this.#starts[i])
    })
    this.longest = this.#lengths.reduce((most, length) => Math.max(most, length), 0)
  }

  /** @returns where the text ends */
  write(which: number, into: DataView, at: number): number {
    const words = this.#words
    const end = at + this.#lengths[which]
    let word = this.#starts[which]
    for (; at < end; at += 8) into.setFloat64(at, words[word++], true)
    return end
  }
}

/** As JSON: not a number, or infinite, is null. */
function writeNumber(value: number, into: DataView, at: number): number {
  const whole = value | 0
  if (whole === value && whole >= 0) return writeDigits(whole, into, at)
  // Most others have up to three decimals. Such a text is the shortest one of its number: it has fewer than 16 digits.
  const thousandths = Math.round(value * 1000)
  const isSo = whole >= 0 && whole < value && value < whole + 1 && thousandths / 1000 === value
  if (!isSo) return writeAscii(Number.isFinite(value) ? `${value}` : 'null', into, at)
  let behind = writeDigits(whole, into, at)
  let rest = thousandths - whole * 1000
  into.setUint8(behind++, POINT)
  for (let part = 100; rest > 0; part /= 10) {
    const digit = (rest / part) | 0
    into.setUint8(behind++, ZERO + digit)
    rest -= digit * part
  }
  return behind
}

function writeDigits(whole: number, into: DataView, at: number): number {
  let digits = 1
  for (let least = 10; digits < 10 && whole >= least; least *= 10) digits++
  let rest = whole
  for (let i = at + digits - 1; i >= at; i--) {
    const tenth = (rest / 10) | 0
    into.setUint8(i, ZERO + rest - 10 * tenth)
    rest = tenth
  }
  return at + digits
}

function writeAscii(text: string, into: DataView, at: number): number {
  for (let i = 0; i < text.length; i++) into.setUint8(at++, text.charCodeAt(i))
  return at
}
