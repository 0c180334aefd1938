import type { Steps } from '../kernel/work.js'
import type { LogData } from '../log/types.js'
import { type BitSlices, MOST_BITS, numberSlices, sampleOf, textSlices } from './bit-slices.js'
import type { Details } from './details.js'
import type { JourneyProcesses } from './processes.js'

/** Bit slices of columns, by the column's array. */
export interface SlicedColumns {
  readonly slices: ReadonlyMap<Float64Array | Uint32Array, BitSlices>
  readonly bytes: number
}

// Fewer events are passed over quickly without.
const FEWEST_EVENTS = 1 << 16
// So few events to look at are no matter.
const FEW = 1 << 14
const FEWEST_BITS = 3
const SLICE = 1 << 18

interface Candidate {
  column: Float64Array | Uint32Array
  /** Events of which something is known. */
  known: number
  bits: number
  /** More make nothing better. */
  mostBits: number
  make(bits: number): Steps<BitSlices>
}

/**
 * The columns that are searched most (durations, channels, activities, amounts) as slices of at most `room` bytes in all.
 * Each bit goes to the column whose codes leave most events to look at.
 */
export function* slicedColumns(
  log: LogData,
  { columns }: Details,
  processes: JourneyProcesses | null,
  room: number
): Steps<SlicedColumns> {
  const events = log.activity.length
  const slices = new Map<Float64Array | Uint32Array, BitSlices>()
  if (events < FEWEST_EVENTS) return { slices, bytes: 0 }
  const { duration, channel, amount } = columns
  const candidates: Candidate[] = []
  if (duration !== null) {
    // Waits are asked for that are longer than a mark.
    candidates.push(
      ofNumbers(
        duration.values,
        DURATION_MARKS_MS.map((ms) => justAbove(ms / duration.unitMs))
      )
    )
  }
  if (channel !== null) candidates.push(yield* ofTexts(channel.codes, channel.values.length, null, 0))
  candidates.push(yield* ofTexts(log.activity, log.activityNames.length, processes?.labels ?? null, 0.1))
  if (amount !== null) candidates.push(ofNumbers(amount, AMOUNT_MARKS))
  const bytesOfBit = 4 * Math.ceil(events / 32)
  let bitsLeft = Math.floor(room / bytesOfBit)
  for (const candidate of candidates) {
    const bits = Math.min(FEWEST_BITS, candidate.mostBits)
    if (bits > bitsLeft) continue
    candidate.bits = bits
    bitsLeft -= bits
  }
  for (; bitsLeft > 0; bitsLeft--) {
    const open = candidates.filter(({ bits, mostBits }) => bits > 0 && bits < mostBits)
    if (open.length === 0) break
    const worst = open.reduce((a, b) => (lookedAt(b) > lookedAt(a) ? b : a))
    if (lookedAt(worst) < FEW) break
    worst.bits++
  }
  let bytes = 0
  for (const { column, bits, make } of candidates) {
    if (bits === 0 || slices.has(column)) continue
    const making = make(bits)
    let step = making.next()
    for (; !step.done; step = making.next()) yield 0.2 + 0.2 * (slices.size + step.value)
    slices.set(column, step.value)
    bytes += bits * bytesOfBit
  }
  return { slices, bytes }
}

const lookedAt = ({ known, bits }: Candidate): number => known / 2 ** bits

function ofNumbers(column: Float64Array, marks: readonly number[]): Candidate {
  const { sorted, share } = sampleOf(column)
  return {
    column,
    known: share * column.length,
    bits: 0,
    mostBits: MOST_BITS,
    make: (bits) => numberSlices(column, sorted, marks, bits)
  }
}

function* ofTexts(column: Uint32Array, values: number, labels: Int32Array | null, done: number): Steps<Candidate> {
  const sizes = new Uint32Array(values)
  for (let i = 0; i < column.length; i++) {
    sizes[column[i]]++
    if (i % SLICE === 0) yield done + 0.1 * (i / column.length)
  }
  const order = Uint32Array.from(sizes.keys())
  // Those of a process follow each other, so that it takes whole groups.
  if (labels !== null) order.sort((a, b) => labels[a] - labels[b] || a - b)
  return {
    column,
    known: column.length,
    bits: 0,
    mostBits: Math.min(MOST_BITS, Math.ceil(Math.log2(Math.max(2, values)))),
    make: (bits) => textSlices(column, sizes, order, bits)
  }
}

const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000]

/** The waits that people ask for, the most likely first. */
const DURATION_MARKS_MS = [
  ...[1, 10, 5, 2].map((n) => n * SECOND),
  ...[100, 500, 200, 50].map((n) => n),
  ...[1, 5, 10, 2, 30, 15].map((n) => n * MINUTE),
  ...[30, 3, 20, 15, 1.5].map((n) => n * SECOND),
  ...[1, 2, 12, 6].map((n) => n * HOUR),
  ...[1, 2, 7, 30].map((n) => n * DAY),
  ...[10, 20, 5, 300, 250].map((n) => n)
]

/** Round sums, the roundest first. */
const AMOUNT_MARKS = [1, 5, 2].flatMap((n) => [2, 3, 1, 4, 5, 0, 6, 7, 8, 9].map((zeros) => n * 10 ** zeros))

/** The next double above a number of at least 0. */
export function justAbove(value: number): number {
  const bits = new BigUint64Array(new Float64Array([value]).buffer)
  bits[0] += 1n
  return new Float64Array(bits.buffer)[0]
}
