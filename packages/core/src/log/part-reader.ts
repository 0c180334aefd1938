import { compiledKernel } from '../kernel/load.js'
import { nextTurn, stopped, type WorkOptions } from '../kernel/work.js'
import type { Pool } from '../worker/pool.js'
import { Cells } from './cells.js'
import { CsvScanner } from './csv.js'
import * as quotes from './csv-quotes.js'
import type { KernelDictionary } from './kernel-dictionary.js'
import { type CodedReceiver, KernelRows } from './kernel-rows.js'
import { BEHIND, Cuts, PART, type PartedText, withBefore } from './part-cuts.js'
import { type PartInput, type PartNames, type PartRows, readPart } from './part-rows.js'
import { canShare } from './shared.js'
import { coderOf } from './text-coder.js'

/** Takes rows in their order; `row` says whether more are wanted. */
export interface PartReceiver {
  coded: CodedReceiver
  row(cells: Cells): boolean
}

/** A part that was cut, in the order of the text. */
interface Flight {
  input: PartInput
  /** Whether this thread reads it, when its turn comes. */
  isOwn: boolean
  /** null until a worker has read it. */
  rows: PartRows | null
  done: Promise<unknown>
}

/** Parts are put in by one thread in the time in which it reads one. */
const PUT_IN = 3
/** This thread has so many times as much to do, so that it does not wait for the workers. */
const LEAD = 1.1

let readings = 0

/** How often parts were read: `again` for those that turned out to begin inside a row. */
export interface PartCounts {
  parts: number
  again: number
}

/** {@link readParts} by as many threads as the options say. */
export async function readInThreads(
  text: PartedText,
  to: PartReceiver,
  options: WorkOptions & { threads?: number; reached(bytes: number): void }
): Promise<void> {
  // Fetched where it is needed: the pool knows all long works.
  const pool = (await import('../worker/threads.js')).createPool(options.threads ?? 1)
  try {
    await readParts(pool, text, to, options)
  } finally {
    pool.close(true)
  }
}

/**
 * Reads a text in parts, on the threads of the pool, and hands its rows over in their order. A part begins after a line
 * break, which is believed to end a row. Where it turns out to stand inside a quoted cell, or where a row goes on in
 * the next part for another reason, the next part is read once more with the rest of the row before it: the rows are
 * those of reading the text from its first byte to its last.
 *
 * This thread reads some of the parts straight into the columns, and in between puts those in that workers have read.
 * Workers get parts once they have answered, and always one more than they are at work on. Of the parts before, this
 * thread keeps as many to itself as will be read while they are at work.
 */
export async function readParts(
  pool: Pool,
  text: PartedText,
  to: PartReceiver,
  options: WorkOptions & { reached?: (bytes: number) => void }
): Promise<PartCounts> {
  const { delimiter, width, totalBytes, partBytes = PART } = text
  const module = await compiledKernel()
  const kinds = to.coded.columns.map(({ kind }) => kind)
  const cuts = new Cuts(text, partBytes)
  const counts: PartCounts = { parts: 0, again: 0 }
  const flights: Flight[] = []
  const { signal } = options
  const common = { delimiter, width, kinds, module, reading: ++readings }
  let number = 0
  let ready = 0
  let sent = 0
  const nothing: PartInput = { bytes: new Uint8Array(BEHIND), start: 0, end: 0, last: true, ...common, number }
  for (let worker = 1; worker < pool.threads; worker++) {
    pool.run('rows', nothing, { signal, elsewhere: true }).then(
      () => ready++,
      () => undefined
    )
  }
  /** Memory of the columns of parts that were put in. */
  const rooms: NonNullable<PartInput['room']>[] = []
  const cut = async (isOwn: boolean): Promise<void> => {
    const input: PartInput = { ...(await cuts.next()), ...common, number: ++number, room: isOwn ? [] : rooms.pop() }
    const flight: Flight = { input, isOwn, rows: null, done: Promise.resolve() }
    flights.push(flight)
    if (isOwn) return
    sent++
    flight.done = pool.run('rows', input, { signal, elsewhere: true, ahead: true }).then((rows) => {
      sent--
      flight.rows = rows
    })
    flight.done.catch(() => undefined) // looked at when its turn comes
  }
  const kernelRows = new KernelRows(to.coded, delimiter)
  const merge = new Merger(to, text.line)
  let left: Uint8Array = new Uint8Array(0)
  /** Reads a part straight into the columns. False where no more rows are wanted. */
  const readOwn = ({ bytes, start, end, last }: PartInput): boolean => {
    const scanner = new CsvScanner({ delimiter, backslash: false }, quotes)
    scanner.width = width
    scanner.feed(left, false)
    const drain = () => {
      kernelRows.forget()
      for (;;) {
        kernelRows.read(scanner)
        if (!scanner.next()) return true
        scanner.cells.line += merge.line
        if (!to.row(scanner.cells)) return false
      }
    }
    scanner.adopt(bytes, start, end)
    if (!drain()) return false
    if (last) {
      scanner.end()
      if (!drain()) return false
    }
    const window = scanner.window
    left = window.buffer.slice(window.position, window.end)
    merge.line += scanner.line - 1
    return true
  }
  let lastReport = Number.NEGATIVE_INFINITY
  const most = 4 * pool.threads + 4
  while (!cuts.ended || flights.length > 0) {
    if (signal?.aborted) throw stopped('reading')
    while (sent < 2 * ready && flights.length < most && !cuts.ended) {
      const own = flights.filter(({ isOwn }) => isOwn).length
      // What this thread is to do before it comes to the next part, and what the workers are to do until that is read.
      await cut(own + (flights.length - own) / PUT_IN < (LEAD * (sent + 1)) / ready)
    }
    if (flights.length === 0) await cut(true)
    const first = flights[0]
    if (!first.isOwn && first.rows === null) {
      await first.done
      continue
    }
    flights.shift()
    counts.parts++
    let { input, rows } = first
    if (rows === null) {
      if (!readOwn(input)) return counts
    } else {
      if (left.length > 0) {
        counts.again++
        merge.leave(rows)
        input = withBefore(left, input)
        rows = await readPart(input)
      }
      if (!merge.take(input, rows)) return counts
      left = input.bytes.slice(input.end - rows.left, input.end)
      if (canShare) rooms.push(rows.codes.map((codes, column) => (codes ?? first.rows!.times[column])?.buffer ?? null))
    }
    cuts.giveBack(first.input.bytes)
    await nextTurn() // for what workers have to say
    options.reached?.(cuts.reached)
    const now = performance.now()
    if (now - lastReport >= 50) {
      lastReport = now
      options.onProgress?.({ stage: 'reading', done: Math.min(1, cuts.reached / totalBytes) })
    }
  }
  options.onProgress?.({ stage: 'reading', done: 1 })
  return counts
}

/** What is known of the names of a workshop. */
interface WorkshopNames {
  /** [width] [names] code of each, or NONE. */
  numbers: (Uint32Array | null)[]
  /** [width] names that have no code before one of their rows is met, in the order of their numbers. */
  untold: PartNames[][]
}

const NONE = 0xffffffff

/** Codes for those of `values` that have none. */
function name(
  values: Uint32Array,
  codes: Uint32Array,
  dictionary: KernelDictionary,
  untold: readonly PartNames[]
): void {
  for (const value of values) {
    if (codes[value] !== NONE) continue
    const { from, bytes, ends } = untold.findLast((names) => names.from <= value)!
    const at = value - from
    codes[value] = coderOf(dictionary).code(new DataView(bytes.buffer), at === 0 ? 0 : ends[at - 1], ends[at])
  }
}

/** Hands the rows of parts over one after the other, as if they had been read as one text. */
class Merger {
  readonly #to: PartReceiver
  readonly #cells = new Cells()
  readonly #workshops = new Map<string, WorkshopNames>()
  /** Lines before the next row. */
  line: number

  constructor(to: PartReceiver, line: number) {
    this.#to = to
    this.line = line
  }

  /** A part was read for nothing; but names that came up in it may stand in later ones of its workshop. */
  leave(part: PartRows): void {
    const { numbers, untold } = this.#workshop(part)
    part.names.forEach((names, column) => {
      if (names === null || names.ends.length === 0) return
      untold[column].push(names)
      numbers[column]?.fill(NONE, names.from, names.from + names.ends.length)
    })
  }

  /** What is known of the names of the part's workshop, with room for those of this part. */
  #workshop({ workshop, names }: PartRows): WorkshopNames {
    let known = this.#workshops.get(workshop)
    if (known === undefined) {
      known = {
        numbers: names.map((some) => (some === null ? null : new Uint32Array(0))),
        untold: names.map(() => [])
      }
      this.#workshops.set(workshop, known)
    }
    const { numbers } = known
    names.forEach((some, column) => {
      const held = numbers[column]
      if (some === null || held === null || some.from + some.ends.length <= held.length) return
      const grown = new Uint32Array(Math.max(some.from + some.ends.length, held.length * 2))
      grown.set(held)
      numbers[column] = grown
    })
    return known
  }

  /** False where no more rows are wanted. */
  take({ bytes }: PartInput, part: PartRows): boolean {
    const { columns } = this.#to.coded
    const { numbers, untold } = this.#workshop(part)
    // Where some names are not known yet, each gets its number at its first row.
    if (untold.some((names) => names.length > 0)) this.leave(part)
    const known = part.names.map((names) => names?.from ?? 0)
    const view = new DataView(bytes.buffer, bytes.byteOffset)
    const oddView = new DataView(part.oddBytes.buffer, part.oddBytes.byteOffset)
    const local = part.local ?? new Uint8Array(part.runs.reduce((sum, { rows }) => sum + rows, 0))
    let row = 0
    for (const run of part.runs) {
      const to = row + run.rows
      // Names that came up in this run, before the odd row that ends it may bring one of its own.
      for (let column = 0; column < columns.length; column++) {
        const names = part.names[column]
        const codes = numbers[column]
        const { dictionary } = columns[column]
        if (names === null || codes === null || dictionary === undefined) continue
        if (untold[column].length > 0) {
          name(part.codes[column]!.subarray(row, to), codes, dictionary, untold[column])
          continue
        }
        const { from, bytes, ends } = names
        coderOf(dictionary).codeMany(bytes, ends, known[column] - from, run.known[column] - from, codes.subarray(from))
        known[column] = run.known[column]
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
          addCodes: (column, codes) => codes.appendBy(part.codes[column]!.subarray(from, to), numbers[column]!),
          times: (column) => part.times[column]!.subarray(from, to),
          cells: (column) => part.cells[column]!.subarray(from * 3, to * 3)
        })
      }
      row = to
      if (run.odd !== null) {
        const cells = this.#cells
        const { starts, ends, quoted, broken, line, rowStart, rowEnd } = run.odd
        Object.assign(cells, { buffer: part.oddBytes, view: oddView, starts, ends, quoted, broken, rowStart, rowEnd })
        cells.count = starts.length
        cells.line = this.line + line
        if (!this.#to.row(cells)) return false
      }
    }
    this.line += part.lines
    return true
  }
}
