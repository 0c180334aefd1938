import type { Kernel } from '../kernel/load.js'
import type { Block } from '../kernel/memory.js'
import type { GrowingUint32 } from './columns.js'
import type { CsvScanner } from './csv.js'
import type { KernelDictionary } from './kernel-dictionary.js'

/** What the kernel makes of a column; the numbers are those of assembly/scan.ts. */
export const COLUMN = { skip: 0, name: 1, text: 2, stamp: 3, number: 4, cell: 5 } as const

export interface CodedColumn {
  kind: (typeof COLUMN)[keyof typeof COLUMN]
  /** Of `name` (a text that must be there) and `text`. */
  dictionary?: KernelDictionary
}

/** Takes ordinary rows in batches, column by column. */
export interface CodedReceiver {
  readonly kernel: Kernel
  /** [width] what is wanted of each column. */
  readonly columns: readonly CodedColumn[]
  take(batch: CodedBatch): void
}

/** Rows in the form that their columns asked for. The arrays are views that are valid during the call only. */
export interface CodedBatch {
  readonly rows: number
  /** Stamps without an offset of their own, and [rows] which ones they are (1). */
  readonly locals: number
  local(): Uint8Array
  /** Whether all stamps are surely of the years 1971 to 2099. */
  readonly usual: boolean
  /** Adds the column's codes to others. */
  addCodes(column: number, codes: GrowingUint32): void
  /** ms, as if local stamps were UTC; or numbers. */
  times(column: number): Float64Array
  /** [rows x 3] of a `cell`: first byte, first byte after, 1 where it was in quotes; places in `buffer`. */
  cells(column: number): Int32Array | Uint32Array
  readonly buffer: Uint8Array
  /** Of the same bytes. */
  readonly view: DataView
}

// Reasons why scanRows stops.
const UNUSUAL = 1
const DICTIONARY_FULL = 2
const ROWS_FULL = 3

// Fields of the plan, as i32 (assembly/scan_plan.ts).
const INPUT = 0
const POSITION = 4
const ROWS = 10
const LOCALS = 11
const FULL = 12
const BATCH = 17
const STATE = 20
const FAR_DATE = 23
const PLAN_FIELDS = 28

/** Bytes that are looked at in one go: some 0.3 ms of work, and they and their places stay in the processor's cache. */
const WINDOW = 1 << 18
const PADDING = 64 + 64
/** Places that the kernel writes beyond the last. */
const BEHIND = 8
/** Rows of one batch that goes to the receiver; the kernel takes so many at a time, fewer where quotes stand. */
const CAPACITY = 1 << 14
const MOST_ROWS = 512
const MOST_WALKED = 64
const TEXT_BYTES = 16
const OUT_BYTES = [0, 4, 4, 8, 8, 12]

/**
 * Reads rows of delimited text by the kernel, next to a {@link CsvScanner} that holds the bytes: whatever is not an
 * ordinary row (see assembly/scan.ts) is left to that. Rows come in the order of the text either way.
 */
export class KernelRows {
  readonly #to: CodedReceiver
  readonly #delimiter: number
  readonly #plan: Block
  readonly #input: Block
  readonly #local: Block
  readonly #outs: Block[]
  /** Place in the scanner's buffer where the window begins, and where it ends; -1 for none. */
  #from = -1
  #until = -1
  #buffer: Uint8Array | null = null
  #view: DataView = new DataView(new ArrayBuffer(0))

  constructor(to: CodedReceiver, delimiter: string) {
    this.#to = to
    this.#delimiter = delimiter.charCodeAt(0)
    const { memory } = to.kernel
    const width = to.columns.length
    this.#plan = memory.int32(PLAN_FIELDS, 'reading')
    this.#input = memory.scratch(8 + WINDOW + PADDING, 1, 'reading')
    const index = memory.scratch(1 + WINDOW + BEHIND, 4, 'reading')
    const breaks = memory.scratch(WINDOW + BEHIND, 4, 'reading')
    this.#local = memory.room(CAPACITY, 1, 'reading')
    this.#outs = to.columns.map(({ kind }) => memory.scratch(CAPACITY, OUT_BYTES[kind], 'reading'))
    const columns = memory.int32(width * 4, 'reading')
    const texts = to.columns.map(({ dictionary }) =>
      dictionary ? memory.scratch(MOST_ROWS, TEXT_BYTES, 'reading') : null
    )
    const walked = memory.scratch(width * MOST_WALKED, 8, 'reading')
    const ends = memory.scratch(MOST_WALKED, 8, 'reading')
    memory
      .viewInt32(columns)
      .set(
        to.columns.flatMap(({ kind, dictionary }, i) => [
          kind,
          dictionary?.pointer ?? 0,
          this.#outs[i].pointer,
          texts[i]?.pointer ?? 0
        ])
      )
    const plan = memory.viewInt32(this.#plan)
    plan.set([this.#input.pointer, index.pointer + 4, 0, 0, 0, width, this.#delimiter, CAPACITY])
    plan.set([columns.pointer, this.#local.pointer, 0, 0, 0, breaks.pointer], 8)
    plan.set([MOST_ROWS, walked.pointer, ends.pointer], BATCH)
    plan.fill(-1, STATE, FAR_DATE)
  }

  /** New bytes were fed: places in the scanner's buffer have moved. */
  forget(): void {
    this.#from = -1
  }

  /** Reads on from the scanner's position to the first row that is not ordinary, or not complete. */
  read(scanner: CsvScanner): void {
    const { run, memory } = this.#to.kernel
    for (;;) {
      const { position, end } = scanner.window
      if (this.#from < 0 || position >= this.#until) {
        if (position >= end) return
        this.#load(scanner)
      } else run.scanSeek(this.#plan.pointer, position - this.#from)
      const reason = run.scanRows(this.#plan.pointer)
      const plan = memory.viewInt32(this.#plan)
      const rows = plan[ROWS]
      const reached = this.#from + plan[POSITION]
      const full = plan[FULL] >>> 0
      if (rows > 0) {
        this.#deliver(rows, plan[LOCALS], plan[FAR_DATE] === 0)
        scanner.skipTo(reached, rows)
      }
      if (reason === DICTIONARY_FULL) {
        for (const { dictionary } of this.#to.columns) if (dictionary?.pointer === full) dictionary.grow(WINDOW)
        continue
      }
      if (reason === UNUSUAL) return
      if (reason === ROWS_FULL) continue
      // The window's end: on to the next one, if there is more and the row at hand is not as long as a whole window.
      if (this.#until >= end || reached === this.#from) return
      this.#from = -1
    }
  }

  #load(scanner: CsvScanner): void {
    const { run, memory } = this.#to.kernel
    const { buffer, position, end } = scanner.window
    const to = Math.min(end, position + WINDOW)
    // At the same place within a word: other copies from shared memory are made byte by byte.
    const within = position & 7
    memory.viewUint8(this.#input).set(buffer.subarray(position - within, to))
    memory.viewInt32(this.#plan)[INPUT] = this.#input.pointer + within
    run.scanIndex(this.#plan.pointer, to - position)
    this.#from = position
    this.#until = to
    if (this.#buffer !== buffer) {
      this.#buffer = buffer
      this.#view = new DataView(buffer.buffer)
    }
  }

  #deliver(rows: number, locals: number, usual: boolean): void {
    const { memory } = this.#to.kernel
    const outs = this.#outs
    const from = this.#from
    const buffer = this.#buffer!
    this.#to.take({
      rows,
      locals,
      usual,
      buffer,
      view: this.#view,
      local: () => memory.viewUint8({ pointer: this.#local.pointer, length: rows }),
      addCodes: (column, codes) => codes.append(memory.viewUint32({ pointer: outs[column].pointer, length: rows })),
      times: (column) => memory.viewFloat64({ pointer: outs[column].pointer, length: rows }),
      cells(column) {
        const cells = memory.viewInt32({ pointer: outs[column].pointer, length: rows * 3 })
        for (let i = 0; i < cells.length; i += 3) {
          cells[i] += from
          cells[i + 1] += from
        }
        return cells
      }
    })
    const plan = memory.viewInt32(this.#plan)
    plan[ROWS] = 0
    plan[LOCALS] = 0
  }
}
