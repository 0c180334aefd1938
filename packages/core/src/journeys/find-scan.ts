import type { Tally } from './find-tally.js'
import type { BlockTest } from './find-tests.js'
import { type LogIndex, timeSlice } from './index-log.js'
import type { Range } from './range.js'

/** Events of a block: few enough to stay in the processor's cache. */
export const BLOCK = 1 << 13

/** Which events are looked for, and where they are counted. */
export interface Search {
  index: LogIndex
  tests: BlockTest[]
  range: Range
  tally: Tally
  block: Uint32Array
}

/** Counts the events of the whole log that are in the range and meet all conditions. */
export function scanAll(search: Search): void {
  const { range, index } = search
  const { start, end } = timeSlice(index, range.from, range.to)
  // Below some share of the log, jumping to its events is faster than passing over all sessions.
  if (end - start < index.byTime.length / 48) {
    for (let from = start; from < end; from += BLOCK) {
      const size = Math.min(BLOCK, end - from)
      search.block.set(index.byTime.subarray(from, from + size))
      test(search, size, false)
    }
    return
  }
  // With conditions, passing over the first one's column and looking at the time of what is left is fastest.
  if (search.tests.length > 0) scanSlice(search, 0, index.byTime.length)
  else scanSessions(search, 0, index.log.sessionCase.length)
}

/** The events in the range of the sessions [from, to): each session stands in time order. */
export function scanSessions(search: Search, from: number, to: number): void {
  const { range, block, index, tests, tally } = search
  const { sessionOffsets, time } = index.log
  for (let s = from; s < to; s++) {
    let first = sessionOffsets[s]
    let after = sessionOffsets[s + 1]
    if (!range.whole) {
      if (time[first] >= range.to || time[after - 1] < range.from) continue
      while (time[first] < range.from) first++
      while (time[after - 1] >= range.to) after--
    }
    if (tests.length === 0) {
      if (after > first) tally.addSlice(s, first, after)
      continue
    }
    for (; first < after; first += BLOCK) {
      const size = Math.min(after - first, BLOCK)
      for (let k = 0; k < size; k++) block[k] = first + k
      test(search, size, true)
    }
  }
}

/** The events [from, to) of the log's order, by the first condition's column; there must be one. */
function scanSlice(search: Search, from: number, to: number): void {
  const { block, tests, range, index } = search
  const { time } = index.log
  const [first, after] = [range.from, range.to]
  for (let start = from; start < to; start += BLOCK) {
    let left = tests[0].scan(start, Math.min(to, start + BLOCK), block)
    for (let t = 1; t < tests.length && left > 0; t++) left = tests[t].keep(block, left)
    if (!range.whole) {
      let kept = 0
      for (let k = 0; k < left; k++) {
        const event = block[k]
        const at = time[event]
        block[kept] = event
        kept += Number(at >= first) & Number(at < after)
      }
      left = kept
    }
    search.tally.add(block, left, true)
  }
}

/** Puts the block's first `n` events through all conditions, and counts those that are left. */
function test({ tests, block, tally }: Search, n: number, ascending: boolean): void {
  let left = n
  for (let t = 0; t < tests.length && left > 0; t++) left = tests[t].keep(block, left)
  tally.add(block, left, ascending)
}
