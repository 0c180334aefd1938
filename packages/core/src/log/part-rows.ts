import { type Kernel, newKernel } from '../kernel/load.js'
import { GrowingFloat64, GrowingUint32 } from './columns.js'
import { CsvScanner } from './csv.js'
import { KernelDictionary } from './kernel-dictionary.js'
import { COLUMN, type CodedBatch, type CodedColumn, KernelRows } from './kernel-rows.js'
import { QuoteReader, unescapeQuotes } from './quote-reader.js'
import { canShare } from './shared.js'

/** A part of a delimited text, to be read on its own: it begins where a row begins, or is believed to. */
export interface PartInput {
  /**
   * The text is bytes[start, end). It is not changed, but the byte after it may be; 64 more must follow. Begins where its
   * buffer does. Shared memory is not copied to a worker.
   */
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
  /** Which reading it is of, and where among its parts: a thread that gets them in order goes on with its numbers of names. */
  reading: number
  number: number
  /** [width] memory that threads share, of a part that is done with: for `codes` and `times`. */
  room?: (ArrayBufferLike | null)[]
  /** The kernels as the main thread has them. */
  module?: WebAssembly.Module
}

/** Names of one column that were not in earlier parts of the same workshop, by first appearance in the coded rows. */
export interface PartNames {
  /** The number of the first. */
  from: number
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
  /** Who numbered the names: numbers of one workshop go on from part to part. */
  workshop: string
  /** Bytes at the end that are no complete row yet. */
  left: number
  lines: number
  runs: PartRun[]
  oddBytes: Uint8Array
  /** [width] codes within the workshop. */
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

/**
 * What a thread keeps from part to part: kernels with their memory, and the names so far. Where the next part is not one
 * that follows, it begins anew: so names that come from it were either in a part before or are told with this one.
 */
interface Workshop {
  id: string
  reading: number
  number: number
  columns: CodedColumn[]
  rows: KernelRows
  /** Takes the rows of the part at hand. */
  take: (batch: CodedBatch) => void
  bytesPerRow: number
}

let workshop: Workshop | undefined
/** With more names than these a workshop is given up: each thread has its own. */
const MOST_NAMES = 1 << 20

/** Gives up what is kept from part to part. */
export function closeWorkshop(): void {
  workshop = undefined
}

/** Reads a part. The rows are a function of it alone, but for the numbers that their names have. */
export async function readPart(input: PartInput): Promise<PartRows> {
  const { module, kinds, delimiter, reading, number } = input
  const full = (shop: Workshop) => shop.columns.some(({ dictionary }) => (dictionary?.size ?? 0) > MOST_NAMES)
  if (workshop === undefined || workshop.reading !== reading || workshop.number >= number || full(workshop)) {
    workshop = openWorkshop(await newKernel(module), kinds, delimiter)
  }
  Object.assign(workshop, { reading, number })
  return readWith(workshop, input)
}

function openWorkshop(kernel: Kernel, kinds: PartInput['kinds'], delimiter: string): Workshop {
  const columns: CodedColumn[] = kinds.map((kind) =>
    kind === COLUMN.name || kind === COLUMN.text
      ? { kind, dictionary: new KernelDictionary(kernel, 'reading') }
      : { kind }
  )
  const shop: Workshop = {
    // Told apart from those of other threads; shows in no result.
    id: Math.random().toString(36),
    reading: -1,
    number: -1,
    columns,
    rows: new KernelRows({ kernel, columns, take: (batch) => shop.take(batch) }, delimiter),
    take: () => undefined,
    bytesPerRow: 0
  }
  return shop
}

function readWith(shop: Workshop, input: PartInput): PartRows {
  const { bytes, start, end, last, delimiter, width, kinds } = input
  const { columns } = shop
  const length = end - start
  const each = <Column>(wanted: readonly number[], make: () => Column) =>
    kinds.map((kind) => (wanted.includes(kind) ? make() : null))
  const codes = each([COLUMN.name, COLUMN.text], () => new GrowingUint32())
  const times = each([COLUMN.stamp, COLUMN.number], () => new GrowingFloat64())
  const cells = each([COLUMN.cell], () => new GrowingUint32())
  if (shop.bytesPerRow > 0) {
    const room = Math.ceil((length / shop.bytesPerRow) * 1.02) + 64
    for (let column = 0; column < width; column++) {
      codes[column]?.use(new Uint32Array(sharedRoom(input, column, 4 * room)))
      times[column]?.use(new Float64Array(sharedRoom(input, column, 8 * room)))
    }
  }
  const locals: Uint8Array[] = []
  const runs: PartRun[] = []
  const odd = new OddBytes()
  let rows = 0
  let local = 0
  let rowsSoFar = 0
  let usual = true
  shop.take = (batch) => {
    rows += batch.rows
    local += batch.locals
    rowsSoFar += batch.rows
    usual &&= batch.usual
    locals.push(batch.locals > 0 ? batch.local().slice() : new Uint8Array(batch.rows))
    for (let column = 0; column < width; column++) {
      const own = codes[column]
      if (own) batch.addCodes(column, own)
      times[column]?.append(batch.times(column))
      const places = cells[column] && batch.cells(column)
      if (places) cells[column]?.append(new Uint32Array(places.buffer, places.byteOffset, places.length))
    }
  }
  // The bytes may be wanted again.
  const scanner = new CsvScanner({ delimiter, backslash: false }, { QuoteReader }, true)
  scanner.width = width
  const kernelRows = shop.rows
  kernelRows.forget()
  const known = () => columns.map(({ dictionary }) => dictionary?.size ?? 0)
  const before = known()
  const drain = () => {
    for (;;) {
      kernelRows.read(scanner)
      if (!scanner.next()) return
      runs.push({ rows, locals: local, known: known(), odd: odd.add(scanner.cells) })
      rows = 0
      local = 0
    }
  }
  scanner.adopt(bytes, start, end)
  drain()
  if (last) {
    scanner.end()
    drain()
  }
  runs.push({ rows, locals: local, known: known(), odd: null })
  shop.bytesPerRow = rowsSoFar > 1000 ? length / rowsSoFar : 0
  return {
    workshop: shop.id,
    left: scanner.pending,
    lines: scanner.line - 1,
    runs,
    oddBytes: odd.bytes(),
    codes: codes.map((column) => column?.finish() ?? null),
    times: times.map((column) => column?.finish() ?? null),
    cells: cells.map((column) => column?.finish() ?? null),
    local: runs.some((run) => run.locals > 0) ? concatenated(locals, rowsSoFar) : null,
    usual,
    names: columns.map(({ dictionary }, column) =>
      dictionary === undefined ? null : { from: before[column], ...textsFrom(dictionary, before[column]) }
    )
  }
}

/** Memory for a column of a part: that of one before, if it is large enough. */
function sharedRoom({ room }: PartInput, column: number, bytes: number): ArrayBufferLike {
  const used = room?.[column]
  if (used && used.byteLength >= bytes) return used
  return canShare ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes)
}

/** The texts from code `from` on, one after the other, and where each ends. Copies. */
function textsFrom(dictionary: KernelDictionary, from: number): { bytes: Uint8Array; ends: Uint32Array } {
  const ends = dictionary.ends().slice(Math.max(0, from - 1))
  const before = from === 0 ? 0 : ends[0]
  return {
    bytes: dictionary.textBytes(before),
    ends: (from === 0 ? ends : ends.subarray(1)).map((end) => end - before)
  }
}

/** The buffers of a result that are handed over rather than copied; shared ones are seen as they are. */
export function partBuffers({ oddBytes, codes, times, cells, local, names }: PartRows): ArrayBuffer[] {
  const arrays = [oddBytes, ...codes, ...times, ...cells, local, ...names.flatMap((one) => [one?.bytes, one?.ends])]
  const buffers = arrays.flatMap((array) => (array?.buffer instanceof ArrayBuffer ? [array.buffer] : []))
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
    const quoted = cells.quoted.slice(0, count)
    unescapeQuotes(this.#buffer, { starts, ends, quoted }, count, false)
    return { line, starts, ends, quoted, broken, rowStart, rowEnd: rowStart + length }
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
