import { type Kernel, newKernel } from '../kernel/load.js'
import { GrowingFloat64, GrowingUint32 } from './columns.js'
import { CsvScanner } from './csv.js'
import { KernelDictionary } from './kernel-dictionary.js'
import { COLUMN, type CodedBatch, type CodedColumn, KernelRows } from './kernel-rows.js'

/** A part of a delimited text, to be read on its own: it begins where a row begins, or is believed to. */
export interface PartInput {
  /** The text is bytes[start, end). It is not changed; shared memory is not copied to a worker. */
  bytes: Uint8Array
  start: number
  end: number
  /** Whether the text ends with this part. */
  last: boolean
  delimiter: string
  /** Cells of a row. */
  width: number
  /** [width] what is wanted of each column. */
  kinds: readonly CodedColumn['kind'][]
  /** The kernels as the main thread has them. */
  module?: WebAssembly.Module
}

/** The names of one column in a part, numbered by first appearance in its coded rows. */
interface PartNames {
  bytes: Uint8Array
  /** [names] where each ends. */
  ends: Uint32Array
}

/** A row that the kernel did not read: its cells, as places in `PartRows.oddBytes`. */
interface OddRow {
  /** 1-based, within the part. */
  line: number
  starts: Int32Array
  ends: Int32Array
  quoted: Uint8Array
  broken: boolean
  rowStart: number
  rowEnd: number
}

/** Coded rows, and the odd row that follows them, if one does. */
interface PartRun {
  rows: number
  /** Of them: stamps without an offset of their own. */
  locals: number
  /** [width] names known by the end of the run; 0 for columns without names. */
  known: number[]
  odd: OddRow | null
}

/** What stands in a part, in the order of the text. */
export interface PartRows {
  /** Bytes at the end that are no complete row yet. */
  left: number
  lines: number
  runs: PartRun[]
  oddBytes: Uint8Array
  /** [width] codes within the part. */
  codes: (Uint32Array | null)[]
  /** [width] ms, as if local stamps were UTC; or numbers. */
  times: (Float64Array | null)[]
  /** [width] [rows x 3] first byte and first byte after, counted from the start of the part; 1 where in quotes. */
  cells: (Uint32Array | null)[]
  /** [rows] 1 where the stamp had no offset; null where all had one. */
  local: Uint8Array | null
  /** Whether all coded stamps are surely of the years 1971 to 2099. */
  usual: boolean
  /** [width] */
  names: (PartNames | null)[]
}

/** What a thread keeps from part to part: none of it shows in the result. */
interface Workshop {
  kernel: Kernel
  mark: number
  buffer: Uint8Array
  bytesPerRow: number
}

let workshop: Workshop | undefined

/** Reads a part; a pure function of its input. */
export async function readPart(input: PartInput): Promise<PartRows> {
  if (workshop === undefined) {
    const kernel = await newKernel(input.module)
    workshop ??= { kernel, mark: kernel.memory.mark(), buffer: new Uint8Array(0), bytesPerRow: 0 }
  }
  workshop.kernel.memory.release(workshop.mark)
  return readWith(workshop, input)
}

const BEHIND = 64

function readWith(shop: Workshop, { bytes, start, end, last, delimiter, width, kinds }: PartInput): PartRows {
  const { kernel } = shop
  const length = end - start
  // A copy: the scanner writes into its bytes, and these may be wanted again.
  if (shop.buffer.length < length + BEHIND) shop.buffer = new Uint8Array(length + BEHIND)
  shop.buffer.set(bytes.subarray(start, end))
  const columns: CodedColumn[] = kinds.map((kind) =>
    kind === COLUMN.name || kind === COLUMN.text
      ? { kind, dictionary: new KernelDictionary(kernel, 'reading') }
      : { kind }
  )
  const each = <Column>(wanted: readonly number[], make: () => Column) =>
    kinds.map((kind) => (wanted.includes(kind) ? make() : null))
  const codes = each([COLUMN.name, COLUMN.text], () => new GrowingUint32())
  const times = each([COLUMN.stamp, COLUMN.number], () => new GrowingFloat64())
  const cells = each([COLUMN.cell], () => new GrowingUint32())
  if (shop.bytesPerRow > 0) {
    const room = Math.ceil((length / shop.bytesPerRow) * 1.02) + 64
    for (const column of [...codes, ...times]) column?.expect(room)
  }
  const locals: Uint8Array[] = []
  const runs: PartRun[] = []
  const odd = new OddBytes()
  let rows = 0
  let local = 0
  let rowsSoFar = 0
  let usual = true
  const take = (batch: CodedBatch) => {
    rows += batch.rows
    local += batch.locals
    rowsSoFar += batch.rows
    usual &&= batch.usual
    locals.push(batch.locals > 0 ? batch.local().slice() : new Uint8Array(batch.rows))
    for (let column = 0; column < width; column++) {
      codes[column]?.append(batch.codes(column))
      times[column]?.append(batch.times(column))
      const places = cells[column] && batch.cells(column)
      if (places) cells[column]?.append(new Uint32Array(places.buffer, places.byteOffset, places.length))
    }
  }
  const scanner = new CsvScanner({ delimiter, backslash: false })
  scanner.width = width
  const kernelRows = new KernelRows({ kernel, columns, take }, delimiter)
  const known = () => columns.map(({ dictionary }) => dictionary?.size ?? 0)
  const drain = () => {
    for (;;) {
      kernelRows.read(scanner)
      if (!scanner.next()) return
      runs.push({ rows, locals: local, known: known(), odd: odd.add(scanner.cells) })
      rows = 0
      local = 0
    }
  }
  scanner.adopt(shop.buffer, 0, length)
  drain()
  if (last) {
    scanner.end()
    drain()
  }
  runs.push({ rows, locals: local, known: known(), odd: null })
  shop.bytesPerRow = rowsSoFar > 1000 ? length / rowsSoFar : 0
  return {
    left: scanner.pending,
    lines: scanner.line - 1,
    runs,
    oddBytes: odd.bytes(),
    codes: codes.map((column) => column?.finish() ?? null),
    times: times.map((column) => column?.finish() ?? null),
    cells: cells.map((column) => column?.finish() ?? null),
    local: runs.some((run) => run.locals > 0) ? concatenated(locals, rowsSoFar) : null,
    usual,
    names: columns.map(({ dictionary }) => dictionary?.texts() ?? null)
  }
}

/** The buffers of a result, to be handed over rather than copied. */
export function partBuffers({ oddBytes, codes, times, cells, local, names }: PartRows): ArrayBuffer[] {
  const arrays = [oddBytes, ...codes, ...times, ...cells, local, ...names.flatMap((one) => [one?.bytes, one?.ends])]
  const buffers = arrays.flatMap((array) => (array ? [array.buffer as ArrayBuffer] : []))
  return [...new Set(buffers)].filter((buffer) => buffer.byteLength > 0)
}

/** The rows that are told cell by cell. */
class OddBytes {
  #buffer = new Uint8Array(0)
  #length = 0

  add(cells: CsvScanner['cells']): OddRow {
    const { count, line, broken } = cells
    const starts = cells.starts.slice(0, count)
    const ends = cells.ends.slice(0, count)
    const from = cells.rowStart
    const length = cells.rowEnd - from
    const need = this.#length + length + 8
    if (need > this.#buffer.length) {
      const grown = new Uint8Array(need * 2)
      grown.set(this.#buffer)
      this.#buffer = grown
    }
    this.#buffer.set(cells.buffer.subarray(from, cells.rowEnd), this.#length)
    const shift = this.#length - from
    for (let i = 0; i < count; i++) {
      starts[i] += shift
      ends[i] += shift
    }
    const rowStart = this.#length
    this.#length += length
    return { line, starts, ends, quoted: cells.quoted.slice(0, count), broken, rowStart, rowEnd: rowStart + length }
  }

  /** With some room behind: words are read to their end. */
  bytes(): Uint8Array {
    return this.#buffer.slice(0, this.#length + 8)
  }
}

function concatenated(parts: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
