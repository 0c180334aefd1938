import { shareableFloat64, shareableUint32 } from './shared.js'

/** Where the events of a case or session lie: [groups + 1], and in which order to take the input (null = as it is). */
export interface Ordered {
  order: Uint32Array | null
  offsets: Uint32Array
}

/** How the events of a log come, by one pass over them. */
export interface Arrival {
  /** Where the events of each case are to lie: [cases + 1] */
  offsets: Uint32Array
  /** They stand by case and time already. */
  sorted: boolean
  /** They do not, and no event is before the one before it. */
  inTime: boolean
}

export function arrivalOf(caseCodes: Uint32Array, time: Float64Array, cases: number): Arrival {
  const offsets = new Uint32Array(cases + 1)
  for (let i = 0; i < caseCodes.length; i++) offsets[caseCodes[i] + 1]++
  for (let c = 0; c < cases; c++) offsets[c + 1] += offsets[c]
  const sorted = isSorted(caseCodes, time)
  return { offsets, sorted, inTime: !sorted && isInTime(time) }
}

// Loops of their own that end early: mostly one of them does. Of the events `from`, ..., `to` - 1 and the one before each.
export function isSorted(caseCodes: Uint32Array, time: Float64Array, from = 1, to = time.length): boolean {
  for (let i = from; i < to; i++) {
    const step = caseCodes[i] - caseCodes[i - 1]
    if (!(step > 0 || (step === 0 && !(time[i] < time[i - 1])))) return false
  }
  return true
}

export function isInTime(time: Float64Array, from = 1, to = time.length): boolean {
  for (let i = from; i < to; i++) if (!(time[i] >= time[i - 1])) return false
  return true
}

/**
 * The stable order by case code, then time, then input order. A log that stands in this order already costs no memory;
 * one sorted by time only costs a counting sort; only cases that are out of time order are merge sorted.
 */
export function orderEvents(
  caseCodes: Uint32Array,
  time: Float64Array,
  cases: number,
  { offsets, sorted, inTime }: Arrival = arrivalOf(caseCodes, time, cases)
): Ordered {
  if (sorted) return { order: null, offsets }
  const order = new Uint32Array(caseCodes.length)
  const next = offsets.slice(0, cases)
  for (let i = 0; i < order.length; i++) order[next[caseCodes[i]]++] = i
  if (!inTime) sortWithin(order, offsets, time)
  return { order, offsets }
}

/** Sorts each group of `order`, which stands by input order, by time. */
function sortWithin(order: Uint32Array, offsets: Uint32Array, time: Float64Array): void {
  const byTime = (a: number, b: number) => time[a] - time[b] || a - b
  for (let group = 0; group + 1 < offsets.length; group++) {
    const from = offsets[group]
    const to = offsets[group + 1]
    let i = from + 1
    while (i < to && !(time[order[i]] < time[order[i - 1]])) i++
    if (i >= to) continue
    if (to - from > SHORT) order.subarray(from, to).sort(byTime)
    else insertionSort(order, from, to, time)
  }
}

// Below this length insertion is faster.
const SHORT = 64

function insertionSort(order: Uint32Array, from: number, to: number, time: Float64Array): void {
  for (let i = from + 1; i < to; i++) {
    const id = order[i]
    const key = time[id]
    let j = i
    while (j > from && time[order[j - 1]] > key) {
      order[j] = order[j - 1]
      j--
    }
    order[j] = id
  }
}

/**
 * Cuts each group into its distinct codes, ordered by the first event that bears them. Sessions that overlap in time
 * (two devices of one customer) are told apart, so a group is reordered where its codes interleave.
 *
 * @param codes code of each input event
 * @returns the refined groups, and for each the group it came from
 */
export function groupByCode(
  { order, offsets }: Ordered,
  codes: Uint32Array,
  codeCount: number
): Ordered & { parent: Uint32Array } {
  const groups = offsets.length - 1
  const lastGroup = new Uint32Array(codeCount) // group + 1 in which the code was seen last
  const place = new Uint32Array(codeCount) // its number within that group
  const starts: number[] = []
  const parents: number[] = []
  let result = order
  let sizes = new Uint32Array(16)
  for (let group = 0; group < groups; group++) {
    const from = offsets[group]
    const to = offsets[group + 1]
    let distinct = 0
    let interleaved = false
    let previous = -1
    for (let i = from; i < to; i++) {
      const code = codes[result === null ? i : result[i]]
      if (code !== previous) {
        if (lastGroup[code] === group + 1) interleaved = true
        else {
          if (distinct === sizes.length) sizes = grown(sizes)
          lastGroup[code] = group + 1
          sizes[distinct] = 0
          place[code] = distinct++
        }
        previous = code
      }
      sizes[place[code]]++
    }
    const first = starts.length
    let at = from
    for (let d = 0; d < distinct; d++) {
      starts.push(at)
      parents.push(group)
      at += sizes[d]
    }
    if (interleaved) {
      result ??= Uint32Array.from({ length: codes.length }, (_, i) => i)
      const before = result.slice(from, to)
      const next = starts.slice(first)
      for (const id of before) result[next[place[codes[id]]]++] = id
    }
  }
  starts.push(groups > 0 ? offsets[groups] : 0)
  return { order: result, offsets: Uint32Array.from(starts), parent: Uint32Array.from(parents) }
}

function grown(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2)
  larger.set(array)
  return larger
}

/** `source` in the order given, in `out` if that is given; large columns in memory that threads share. */
export function gatherU32(
  source: Uint32Array,
  order: Uint32Array,
  out: Uint32Array = shareableUint32(order.length)
): Uint32Array {
  for (let i = 0; i < order.length; i++) out[i] = source[order[i]]
  return out
}

/** `source` in the order given; large columns in memory that threads share. */
export function gatherF64(source: Float64Array, order: Uint32Array): Float64Array {
  const out = shareableFloat64(order.length)
  for (let i = 0; i < order.length; i++) out[i] = source[order[i]]
  return out
}
