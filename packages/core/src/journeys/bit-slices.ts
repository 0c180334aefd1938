import type { Steps } from '../kernel/work.js'

/**
 * A column as codes of a few bits, those of 32 events in one word for each bit, so that a condition is tried on 32
 * events at a time with a few operations (the vertical layout of Li and Patel 2013, "BitWeaving: Fast Scans for Main
 * Memory Data Processing"). Numbers are put into buckets, texts into groups: a code says yes, no, or that the event
 * itself has to be looked at.
 */
export interface BitSlices {
  /** One array of [events / 32] words for each bit of the code, lowest first. */
  readonly planes: readonly Int32Array[]
  /** [codes] least and most of a bucket's numbers; NaN where it has none. Null for texts. */
  readonly span: { least: Float64Array; most: Float64Array } | null
  /** [values] which code a text has; null for numbers. */
  readonly groupOf: Uint8Array | null
}

/** Codes fit in a byte while they are made. */
export const MOST_BITS = 8
const SLICE = 1 << 18
const SAMPLE = 1 << 14

/** Some of a column's known numbers, spread over it, in ascending order; and how many of the looked at were known. */
export function sampleOf(values: Float64Array): { sorted: Float64Array; share: number } {
  const every = Math.max(1, Math.floor(values.length / SAMPLE))
  const known: number[] = []
  for (let i = 0; i < values.length; i += every) if (!Number.isNaN(values[i])) known.push(values[i])
  return {
    sorted: Float64Array.from(known).sort(),
    share: known.length / Math.max(1, Math.ceil(values.length / every))
  }
}

/**
 * Numbers in buckets; code 0 is what is no number. Where `marks` (the first the most welcome) lie within the numbers,
 * buckets begin at them, so that who asks for numbers from there on needs no look at any.
 */
export function* numberSlices(
  values: Float64Array,
  sorted: Float64Array,
  marks: readonly number[],
  bits: number
): Steps<BitSlices> {
  const codes = 1 << bits
  // The bucket of a number is how many bounds are at or below it.
  const begins = boundsOf(sorted, marks, codes - 1)
  const bounds = new Float64Array(codes).fill(Number.POSITIVE_INFINITY)
  bounds.set(begins)
  const last = begins.length
  const planes = emptyPlanes(values.length, bits)
  const least = new Float64Array(codes).fill(Number.NaN)
  const most = new Float64Array(codes).fill(Number.NaN)
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (!Number.isNaN(value)) {
      let below = 0
      for (let step = codes >>> 1; step > 0; step >>>= 1) if (value >= bounds[below + step]) below += step
      const code = Math.min(below + 1, last)
      if (!(value >= least[code])) least[code] = value
      if (!(value <= most[code])) most[code] = value
      put(planes, i, code)
    }
    if (i % SLICE === 0) yield i / values.length
  }
  return { planes, span: { least, most }, groupOf: null }
}

/** Where at most `most` buckets begin: at up to half as many marks, and where the largest are to be halved. */
function boundsOf(sorted: Float64Array, marks: readonly number[], most: number): number[] {
  const n = sorted.length
  const [low, high] = [sorted[Math.floor(n / 200)], sorted[Math.ceil(n - n / 200) - 1]]
  const marked = marks.filter((mark) => mark > low && mark <= high).slice(0, most >> 1)
  const begins = [Number.NEGATIVE_INFINITY, ...marked.sort((a, b) => a - b)]
  const buckets = begins.map((begin, k) => ({
    begin,
    from: firstFrom(sorted, begin),
    to: k + 1 < begins.length ? firstFrom(sorted, begins[k + 1]) : n
  }))
  while (buckets.length < most) {
    const largest = buckets.reduce((a, b) => (b.to - b.from > a.to - a.from ? b : a))
    const { from, to } = largest
    if (to - from < 2) break
    const middle = sorted[(from + to) >>> 1]
    let cut = firstFrom(sorted, middle)
    // The first half is one number: what is above it begins the second.
    if (cut <= from) for (cut = from; cut < to && sorted[cut] === middle; ) cut++
    if (cut === to) {
      // One number only.
      largest.from = to
      continue
    }
    buckets.push({ begin: sorted[cut], from: cut, to })
    largest.to = cut
  }
  return buckets.map(({ begin }) => begin).sort((a, b) => a - b)
}

/** The first place in ascending numbers that is at or above `value`. */
function firstFrom(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle] < value) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Texts by their codes in the log: each its own code where they are few, else groups of like size, of texts that follow
 * each other in `order`. `sizes`: how many events have each.
 */
export function* textSlices(
  codes: Uint32Array,
  sizes: Uint32Array,
  order: Uint32Array,
  bits: number
): Steps<BitSlices> {
  const groups = 1 << bits
  const groupOf = new Uint8Array(sizes.length)
  let before = 0
  for (const value of order) {
    const middle = (before + sizes[value] / 2) / codes.length
    groupOf[value] = sizes.length <= groups ? value : Math.min(groups - 1, Math.floor(middle * groups))
    before += sizes[value]
  }
  const planes = emptyPlanes(codes.length, bits)
  for (let i = 0; i < codes.length; i++) {
    put(planes, i, groupOf[codes[i]])
    if (i % SLICE === 0) yield i / codes.length
  }
  return { planes, span: null, groupOf }
}

const emptyPlanes = (events: number, bits: number): Int32Array[] =>
  Array.from({ length: bits }, () => new Int32Array(Math.ceil(events / 32)))

function put(planes: readonly Int32Array[], event: number, code: number): void {
  for (let bit = 0; bit < planes.length; bit++) planes[bit][event >>> 5] |= ((code >>> bit) & 1) << (event & 31)
}

/** What codes say of a condition: [codes] 1 where all events of the code meet it, and where some may. */
export interface Verdict {
  yes: Uint8Array
  maybe: Uint8Array
}

/** Numbers from `min` to `max`, both included. */
export function verdictOnNumbers({ planes, span }: BitSlices, min: number, max: number): Verdict {
  const codes = 1 << planes.length
  const verdict = { yes: new Uint8Array(codes), maybe: new Uint8Array(codes) }
  if (span === null) return verdict
  for (let code = 1; code < codes; code++) {
    const [least, most] = [span.least[code], span.most[code]]
    if (least >= min && most <= max) verdict.yes[code] = 1
    else if (most >= min && least <= max) verdict.maybe[code] = 1
  }
  return verdict
}

/** The texts that fit: [values] 1 or 0. */
export function verdictOnTexts({ planes, groupOf }: BitSlices, fits: Uint8Array): Verdict {
  const codes = 1 << planes.length
  const [yes, maybe] = [new Uint8Array(codes), new Uint8Array(codes)]
  const others = new Uint8Array(codes)
  for (const [value, group] of groupOf?.entries() ?? []) {
    if (fits[value] === 1) yes[group] = 1
    else others[group] = 1
  }
  for (let code = 0; code < codes; code++) {
    if (others[code] === 0) continue
    maybe[code] = yes[code]
    yes[code] = 0
  }
  return { yes, maybe }
}
