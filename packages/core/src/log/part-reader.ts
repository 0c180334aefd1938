import { compiledKernel } from '../kernel/load.js'
import { nextTurn, stopped, type WorkOptions } from '../kernel/work.js'
import type { Pool } from '../worker/pool.js'
import { Cells } from './cells.js'
import type { KernelDictionary } from './kernel-dictionary.js'
import type { CodedReceiver } from './kernel-rows.js'
import { BEHIND, Cuts, PART, type PartedText, withBefore } from './part-cuts.js'
import { type PartInput, type PartNames, type PartRows, readPart } from './part-rows.js'
import { coderOf } from './text-coder.js'

/** Takes rows in their order; `row` says whether more are wanted. */
export interface PartReceiver {
  coded: CodedReceiver
  row(cells: Cells): boolean
}

interface Flight {
  input: PartInput
  /** null until it is there. */
  rows: PartRows | null
  done: Promise<unknown>
}

let readings = 0

/** How often parts were read: `again` for those that turned out to begin inside a row. */
export interface PartCounts {
  parts: number
  again: number
}

/**
 * Reads a text in parts, on the threads of the pool, and hands its rows over in their order. A part begins after a line
 * break, which is believed to end a row. Where it turns out to stand inside a quoted cell, or where a row goes on in
 * the next part for another reason, the next part is read once more with the rest of the row before it: the rows are
 * those of reading the text from its first byte to its last.
 *
 * Workers get parts once they have answered, and always one more than they are at work on, as this thread may be busy
 * when they are done. This thread puts the parts together and, where none is to be put together, reads one itself.
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
  const send = (input: PartInput): Flight => {
    sent++
    const flight: Flight = { input, rows: null, done: Promise.resolve() }
    flight.done = pool.run('rows', input, { signal, elsewhere: true, ahead: true }).then((rows) => {
      sent--
      flight.rows = rows
    })
    flight.done.catch(() => undefined) // looked at when its turn comes
    return flight
  }
  const cut = async (): Promise<PartInput> => ({ ...(await cuts.next()), ...common, number: ++number })
  const merge = new Merger(to, text.line)
  let left = new Uint8Array(0)
  let lastReport = Number.NEGATIVE_INFINITY
  const most = 2 * pool.threads + 2
  while (!cuts.ended || flights.length > 0) {
    if (signal?.aborted) throw stopped('reading')
    const first = flights[0]
    if (first !== undefined && first.rows !== null) {
      flights.shift()
      counts.parts++
      let { input, rows } = first
      if (left.length > 0) {
        counts.again++
        merge.leave(rows)
        input = withBefore(left, input)
        rows = await readPart(input)
      }
      if (!merge.take(input, rows)) return counts
      left = input.bytes.slice(input.end - rows.left, input.end)
      cuts.giveBack(first.input.bytes)
    } else if (!cuts.ended && flights.length < most) {
      while (sent < 2 * ready && !cuts.ended && flights.length < most) flights.push(send(await cut()))
      if (!cuts.ended && flights.length < most) {
        const input = await cut()
        flights.push({ input, rows: await readPart(input), done: Promise.resolve() })
        await nextTurn() // for what workers have to say
      }
    } else await first.done
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
  #line: number

  constructor(to: PartReceiver, line: number) {
    this.#to = to
    this.#line = line
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
        cells.line = this.#line + line
        if (!this.#to.row(cells)) return false
      }
    }
    this.#line += part.lines
    return true
  }
}
