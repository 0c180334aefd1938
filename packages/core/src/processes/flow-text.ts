import type { ActivityTally } from '../log/tally.js'
import { namedHead, namedTail } from './flow.js'
import type { FlowColumns, FlowInput } from './flow-columns.js'

/** Bytes of a piece; for tests: another size changes nothing but where pieces end. */
const PIECE = 1 << 20

/**
 * The text of `JSON.stringify(nameFlow(log, flow), null, 2)` of a flow with all of its edges, and a line break, in UTF-8:
 * in pieces, as it may be too long for one string, and without an object or a string for every edge, of which there may
 * be millions.
 */
export function* flowText(
  log: FlowInput,
  cases: number,
  tally: ActivityTally,
  flow: FlowColumns,
  piece = PIECE
): Generator<Uint8Array<ArrayBuffer>> {
  const { steps } = flow
  const head = indented({ ...namedHead(log, cases, tally), steps }).slice(0, -'\n}'.length)
  yield encode(`${head},\n  "edges": [`)
  yield* edgeTexts(log.activityNames, flow, piece)
  const all = { edges: 0, count: 0 }
  const tail = { otherEdges: all, ...namedTail(log, { ...flow, coverage: { count: steps, of: steps } }) }
  yield encode(`${flow.counts.length > 0 ? '\n  ' : ''}],${indented(tail).slice('{'.length)}\n`)
}

const indented = (value: object): string => JSON.stringify(value, null, 2)
const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

/** More than all that an edge has beside its names: each of its four numbers has at most 25 characters. */
const BESIDES = 256
const ZERO = 48
const END = '\n    }'

function* edgeTexts(names: readonly string[], edges: FlowColumns, piece: number): Generator<Uint8Array<ArrayBuffer>> {
  const writer = new EdgeWriter(names, edges)
  const room = Math.max(piece, writer.longest)
  for (let first = 0; first < edges.counts.length; ) {
    const bytes = new Uint8Array(room)
    const written = writer.write(bytes, first)
    first = written.end
    yield bytes.subarray(0, written.length)
  }
}

/** Writes edges as bytes. */
class EdgeWriter {
  readonly #edges: FlowColumns
  /** From the end of the edge before to the second name, the first one among it; from the second one to the first number. */
  readonly #froms: Uint8Array[]
  readonly #tos: Uint8Array[]
  readonly #between = ['median', 'mean', 'p95'].map((name) => encode(`,\n      "${name}Ms": `))
  /** Bytes that no edge exceeds. */
  readonly longest: number

  constructor(names: readonly string[], edges: FlowColumns) {
    this.#edges = edges
    const quoted = names.map((name) => JSON.stringify(name))
    this.#froms = quoted.map((name) => encode(`${END},\n    {\n      "from": ${name},\n      "to": `))
    this.#tos = quoted.map((name) => encode(`${name},\n      "count": `))
    const longest = (texts: Uint8Array[]) => texts.reduce((most, { length }) => Math.max(most, length), 0)
    this.longest = longest(this.#froms) + longest(this.#tos) + BESIDES
  }

  /** Edges from `first` on, as many as there is room for. */
  write(into: Uint8Array, first: number): { end: number; length: number } {
    const { from, to, counts, times } = this.#edges
    const [median, mean, p95] = this.#between
    const full = into.length - this.longest
    let at = 0
    let e = first
    for (; e < counts.length && at <= full; e++) {
      const begin = this.#froms[from[e]]
      at = copy(e > 0 ? begin : begin.subarray(`${END},`.length), into, at)
      at = copy(this.#tos[to[e]], into, at)
      at = writeNumber(counts[e], into, at)
      at = copy(median, into, at)
      at = writeNumber(times === null ? Number.NaN : times.medianMs[e], into, at)
      at = copy(mean, into, at)
      at = writeNumber(times === null ? Number.NaN : times.meanMs[e], into, at)
      at = copy(p95, into, at)
      at = writeNumber(times === null ? Number.NaN : times.p95Ms[e], into, at)
    }
    if (e === counts.length) at = copy(encode(END), into, at)
    return { end: e, length: at }
  }
}

function copy(text: Uint8Array, into: Uint8Array, at: number): number {
  into.set(text, at)
  return at + text.length
}

/** As JSON: not a number, or infinite, is null. */
function writeNumber(value: number, into: Uint8Array, at: number): number {
  const whole = value | 0
  if (whole !== value || whole < 0) return writeAscii(Number.isFinite(value) ? `${value}` : 'null', into, at)
  let digits = 1
  for (let least = 10; digits < 10 && whole >= least; least *= 10) digits++
  let rest = whole
  for (let i = at + digits - 1; i >= at; i--) {
    const tenth = (rest / 10) | 0
    into[i] = ZERO + rest - 10 * tenth
    rest = tenth
  }
  return at + digits
}

function writeAscii(text: string, into: Uint8Array, at: number): number {
  for (let i = 0; i < text.length; i++) into[at++] = text.charCodeAt(i)
  return at
}
