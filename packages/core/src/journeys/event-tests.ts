import { type BitSlices, type Verdict, verdictOnNumbers, verdictOnTexts } from './bit-slices.js'
import { bitsSet, lowestBit } from './bits.js'
import { CodeSet, MATCHED_WORDS } from './code-set.js'

/** One condition on events. */
export interface EventTest {
  /** Of what it costs: 0 a word of 32 events, 1 some words, 2 a look at each event. */
  readonly cost: 0 | 1 | 2
  /** Takes away the events that do not meet it: bit b of word k of `left` stands for event 32 * (first + k) + b. */
  keep(left: Int32Array, first: number): void
}

/** Words with more events than this are tried as a whole: no step of the loop then waits for the one before. */
const MANY = 10

/** Events whose bit is 1. */
export function bitTest(bits: Uint32Array): EventTest {
  return {
    cost: 0,
    keep(left, first) {
      const column = bits
      for (let k = 0; k < left.length; k++) left[k] &= column[first + k]
    }
  }
}

// What a loop reads is held in names of its own: engines look up those of the function around it in every round.

/** Events whose code fits: [values], 1 or 0. */
export function codeTest(codes: Uint32Array, fits: Uint8Array, slices: BitSlices | undefined): EventTest {
  const exact: EventTest = {
    cost: 2,
    keep(left, first) {
      const [column, wanted] = [codes, fits]
      for (let k = 0; k < left.length; k++) {
        let rest = left[k]
        if (rest === 0) continue
        const start = 32 * (first + k)
        let met = 0
        if (bitsSet(rest) > MANY) {
          const count = Math.min(32, column.length - start)
          for (let b = 0; b < count; b++) met |= wanted[column[start + b]] << b
        } else {
          for (; rest !== 0; rest &= rest - 1) {
            const b = lowestBit(rest)
            met |= wanted[column[start + b]] << b
          }
        }
        left[k] &= met
      }
    }
  }
  return slices === undefined ? exact : slicedTest(slices, verdictOnTexts(slices, fits), exact)
}

/** Events whose number is from `min` to `max`, both included. */
export function rangeTest(values: Float64Array, min: number, max: number, slices: BitSlices | undefined): EventTest {
  const exact: EventTest = {
    cost: 2,
    keep(left, first) {
      const [column, low, high] = [values, min, max]
      for (let k = 0; k < left.length; k++) {
        let rest = left[k]
        if (rest === 0) continue
        const start = 32 * (first + k)
        let met = 0
        if (bitsSet(rest) > MANY) {
          const count = Math.min(32, column.length - start)
          for (let b = 0; b < count; b++) {
            const value = column[start + b]
            met |= (Number(value >= low) & Number(value <= high)) << b
          }
        } else {
          for (; rest !== 0; rest &= rest - 1) {
            const b = lowestBit(rest)
            const value = column[start + b]
            met |= (Number(value >= low) & Number(value <= high)) << b
          }
        }
        left[k] &= met
      }
    }
  }
  return slices === undefined ? exact : slicedTest(slices, verdictOnNumbers(slices, min, max), exact)
}

/** Passes over slices that are sooner done than one look at each event. */
const MOST_STEPS = 40

/** Codes decide for most events; the others are looked at. */
function slicedTest(slices: BitSlices, { yes, maybe }: Verdict, exact: EventTest): EventTest {
  const [sure, unsure] = [new CodeSet(slices, yes), new CodeSet(slices, maybe)]
  if (sure.steps + unsure.steps > MOST_STEPS || unsure.all) return exact
  const [met, open] = [new Int32Array(MATCHED_WORDS), new Int32Array(MATCHED_WORDS)]
  return {
    cost: 1,
    keep(left, first) {
      for (let from = 0; from < left.length; from += MATCHED_WORDS) {
        const n = Math.min(MATCHED_WORDS, left.length - from)
        sure.match(first + from, n, met)
        if (!unsure.none) {
          unsure.match(first + from, n, open)
          for (let k = 0; k < n; k++) open[k] &= left[from + k]
          exact.keep(n === open.length ? open : open.subarray(0, n), first + from)
          for (let k = 0; k < n; k++) met[k] |= open[k]
        }
        for (let k = 0; k < n; k++) left[from + k] &= met[k]
      }
    }
  }
}
