import { bitsSet, setBits } from './bits.js'
import type { EventTest } from './event-tests.js'
import { type LogIndex, sessionOf, tickOf, timeSlice } from './index-log.js'
import type { Range } from './range.js'

/** Words of 32 events that go through all conditions before the next do: they stay in the processor's cache. */
const BLOCK = 512

/** Up to one event in so many. */
const SHARE = 8

/**
 * Marks the events of a range, a bit each; all bits must be 0. Returns how many customers have any.
 */
export function markRange(index: LogIndex, range: Range, marked: Int32Array): number {
  const { log, byTime } = index
  if (range.whole) {
    setBits(marked, 0, log.time.length)
    return log.caseNames.length
  }
  const { start, end } = timeSlice(index, range.from, range.to)
  let customers = 0
  let before = -1
  // Marking each event of a small share is faster than looking at the time of all sessions.
  if (end - start < byTime.length / SHARE) {
    for (let k = start; k < end; k++) marked[byTime[k] >>> 5] |= 1 << (byTime[k] & 31)
    for (let event = nextMarked(marked, 0); event >= 0; ) {
      const session = sessionOf(index, event)
      customers += Number(log.sessionCase[session] !== before)
      before = log.sessionCase[session]
      event = nextMarked(marked, log.sessionOffsets[session + 1])
    }
    return customers
  }
  const { sessionTicks } = index
  const [from, to] = [tickOf(index, range.from), tickOf(index, range.to)]
  for (let session = 0; session < log.sessionCase.length; session++) {
    // Only at the ends of the range the times themselves are looked at.
    const [begin, end] = sessionTicks === null ? [from, to] : [sessionTicks[2 * session], sessionTicks[2 * session + 1]]
    if (end < from || begin > to) continue
    if (begin > from && end < to) setBits(marked, log.sessionOffsets[session], log.sessionOffsets[session + 1])
    else if (!markSession(index, range, session, marked)) continue
    customers += Number(log.sessionCase[session] !== before)
    before = log.sessionCase[session]
  }
  return customers
}

/** Marks the events of a case in a range. */
export function markCase(index: LogIndex, range: Range, id: number, marked: Int32Array): void {
  for (let s = index.caseSessions[id]; s < index.caseSessions[id + 1]; s++) markSession(index, range, s, marked)
}

/** Marks the events of a session in a range, and says whether there are any: they stand in time order. */
function markSession({ log }: LogIndex, range: Range, session: number, marked: Int32Array): boolean {
  const { time } = log
  let first = log.sessionOffsets[session]
  let after = log.sessionOffsets[session + 1]
  if (time[first] >= range.to || time[after - 1] < range.from) return false
  while (time[first] < range.from) first++
  while (time[after - 1] >= range.to) after--
  setBits(marked, first, after)
  return first < after
}

/** The first marked event from `event` on; -1 where there is none. */
export function nextMarked(marked: Int32Array, event: number): number {
  let word = event >>> 5
  if (word >= marked.length) return -1
  let bits = marked[word] & (-1 << (event & 31))
  while (bits === 0) {
    if (++word >= marked.length) return -1
    bits = marked[word]
  }
  return word * 32 + 31 - Math.clz32(bits & -bits)
}

/** Takes away the marks of the events that do not meet all conditions. */
export function keepMarked(marked: Int32Array, tests: readonly EventTest[]): void {
  if (tests.length === 0) return
  for (let from = 0; from < marked.length; from += BLOCK) {
    const left = marked.subarray(from, Math.min(marked.length, from + BLOCK))
    for (const test of tests) {
      if (!anyMarked(left)) break
      test.keep(left, from)
    }
  }
}

function anyMarked(words: Int32Array): boolean {
  for (let k = 0; k < words.length; k++) if (words[k] !== 0) return true
  return false
}

const SAMPLE = 128

/** The cheapest first, and of those the one that fewest events meet, by a look at some from the middle of the log. */
export function ordered(tests: readonly EventTest[], events: number): EventTest[] {
  const words = Math.floor(events / 32)
  if (words < 2 * SAMPLE || tests.length < 2) return [...tests]
  const kept = new Map<EventTest, number>()
  for (const test of tests) {
    const left = new Int32Array(SAMPLE).fill(-1)
    test.keep(left, Math.floor(words / 2))
    kept.set(
      test,
      left.reduce((sum, bits) => sum + bitsSet(bits), 0)
    )
  }
  return [...tests].sort((a, b) => a.cost - b.cost || (kept.get(a) ?? 0) - (kept.get(b) ?? 0))
}
