import { compiledKernel } from '../kernel/load.js'
import type { WorkOptions } from '../kernel/work.js'
import type { Pool } from '../worker/pool.js'
import { Cells } from './cells.js'
import type { CodedReceiver } from './kernel-rows.js'
import type { PartInput, PartRows } from './part-rows.js'
import { stopped } from './source.js'

/** Bytes of a part: some 30 ms of work; the names in it are looked up once for each part. */
const PART = 1 << 23
/** Room before a part, for the row that was begun in the one before; and behind it, so that words may be read whole. */
const BEFORE = 1 << 16
const BEHIND = 64

/** A delimited text that can be read at any place. */
export interface PartedText {
  readAt(target: Uint8Array, position: number): Promise<number>
  /** First byte of the first row of data, and how many lines stand before it. */
  from: number
  line: number
  delimiter: string
  width: number
  totalBytes: number
  /** For tests: bytes of a part. */
  partBytes?: number
}

/** Takes rows in their order; `row` says whether more are wanted. */
export interface PartReceiver {
  coded: CodedReceiver
  row(cells: Cells): boolean
}

interface Flight {
  input: PartInput
  rows: Promise<PartRows>
}

/**
 * Reads a text in parts, on the threads of the pool, and hands its rows over in their order. A part begins after a line
 * break, which is believed to end a row. Where it turns out to stand inside a quoted cell, or where a row goes on in
 * the next part for another reason, the next part is read once more with the rest of the row before it: the rows are
 * those of reading the text from its first byte to its last.
 */
export async function readParts(
  pool: Pool,
  text: PartedText,
  to: PartReceiver,
  options: WorkOptions & { reached?: (bytes: number) => void }
): Promise<void> {
  const { readAt, delimiter, width, totalBytes, partBytes = PART } = text
  const module = await compiledKernel()
  const kinds = to.coded.columns.map(({ kind }) => kind)
  const flights: Flight[] = []
  const free: Uint8Array[] = []
  let position = text.from
  let carry = new Uint8Array(0)
  let ended = false
  const run = (input: PartInput): Flight => {
    const rows = pool.run('rows', input, { signal: options.signal })
    rows.catch(() => undefined) // looked at when its turn comes
    return { input, rows }
  }
  const cut = async (): Promise<PartInput> => {
    const roomy = carry.length <= BEFORE
    const before = roomy ? BEFORE : carry.length
    const bytes = (roomy ? free.pop() : undefined) ?? sharedBytes(before + partBytes + BEHIND)
    const length = await readAt(bytes.subarray(before, before + partBytes), position)
    position += length
    ended = length < partBytes
    const start = before - carry.length
    bytes.set(carry, start)
    const stop = before + length
    const lineBreak = ended ? stop - 1 : bytes.lastIndexOf(10, stop - 1)
    const end = lineBreak < start ? stop : lineBreak + 1
    carry = bytes.slice(end, stop)
    return { bytes, start, end, last: ended, delimiter, width, kinds, module }
  }
  const merge = new Merger(to, text.line)
  let left = new Uint8Array(0)
  let lastReport = Number.NEGATIVE_INFINITY
  for (;;) {
    while (!ended && flights.length < pool.threads + 2) flights.push(run(await cut()))
    const flight = flights.shift()
    if (flight === undefined) break
    const input = left.length > 0 ? withBefore(left, flight.input) : flight.input
    if (options.signal?.aborted) throw stopped()
    const rows = await (input === flight.input ? flight.rows : run(input).rows)
    if (!merge.take(input, rows)) return
    left = input.bytes.slice(input.end - rows.left, input.end)
    const { bytes } = flight.input
    // Nothing points into it any more.
    if (bytes.length === BEFORE + partBytes + BEHIND) free.push(bytes)
    options.reached?.(position)
    const now = performance.now()
    if (now - lastReport >= 50) {
      lastReport = now
      options.onProgress?.({ stage: 'reading', done: Math.min(1, position / totalBytes) })
    }
  }
  options.onProgress?.({ stage: 'reading', done: 1 })
}

function withBefore(left: Uint8Array, input: PartInput): PartInput {
  const length = input.end - input.start
  const bytes = new Uint8Array(left.length + length + BEHIND)
  bytes.set(left)
  bytes.set(input.bytes.subarray(input.start, input.end), left.length)
  return { ...input, bytes, start: 0, end: left.length + length }
}

/** Memory that worker threads see without a copy, where the platform lets us have it. */
function sharedBytes(length: number): Uint8Array {
  return new Uint8Array(
    typeof SharedArrayBuffer === 'undefined' ? new ArrayBuffer(length) : new SharedArrayBuffer(length)
  )
}

/** Hands the rows of parts over one after the other, as if they had been read as one text. */
class Merger {
  readonly #to: PartReceiver
  readonly #cells = new Cells()
  #line: number

  constructor(to: PartReceiver, line: number) {
    this.#to = to
    this.#line = line
  }

  /** False where no more rows are wanted. */
  take({ bytes, start }: PartInput, part: PartRows): boolean {
    const { columns } = this.#to.coded
    const codeOf = part.names.map((names) => (names === null ? null : new Uint32Array(names.ends.length)))
    const known = part.names.map(() => 0)
    const view = new DataView(bytes.buffer, bytes.byteOffset)
    const oddView = new DataView(part.oddBytes.buffer, part.oddBytes.byteOffset)
    const local = part.local ?? new Uint8Array(part.runs.reduce((sum, { rows }) => sum + rows, 0))
    let row = 0
    for (const run of part.runs) {
      const to = row + run.rows
      // Names that came up in this run, before the odd row that ends it may bring one of its own.
      for (let column = 0; column < columns.length; column++) {
        const names = part.names[column]
        const global = codeOf[column]
        const codes = part.codes[column]
        if (names === null || global === null || codes === null) continue
        columns[column].dictionary?.codeMany(names.bytes, names.ends, known[column], run.known[column], global)
        known[column] = run.known[column]
        renumber(codes, row, to, global)
      }
      if (run.rows > 0) {
        const from = row
        this.#to.coded.take({
          rows: run.rows,
          locals: run.locals,
          usual: part.usual,
          buffer: bytes,
          view,
          local: () => local.subarray(from, to),
          codes: (column) => part.codes[column]!.subarray(from, to),
          times: (column) => part.times[column]!.subarray(from, to),
          cells: (column) => placed(part.cells[column]!.subarray(from * 3, to * 3), start)
        })
      }
      row = to
      if (run.odd !== null) {
        const cells = this.#cells
        const { starts, ends, quoted, broken, line, rowStart, rowEnd } = run.odd
        Object.assign(cells, { buffer: part.oddBytes, view: oddView, starts, ends, quoted, broken, rowStart, rowEnd })
        cells.count = starts.length
        cells.line = this.#line + line
        if (!this.#to.row(cells)) return false
      }
    }
    this.#line += part.lines
    return true
  }
}

function renumber(codes: Uint32Array, from: number, to: number, numbers: Uint32Array): void {
  for (let i = from; i < to; i++) codes[i] = numbers[codes[i]]
}

function placed(cells: Uint32Array, start: number): Int32Array {
  const places = new Int32Array(cells.buffer, cells.byteOffset, cells.length)
  for (let i = 0; i < places.length; i += 3) {
    places[i] += start
    places[i + 1] += start
  }
  return places
}
