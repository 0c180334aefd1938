import type { Kernel } from '../kernel/load.js'
import { evenPlace } from '../kernel/memory.js'
import { inPlace, type Phases } from '../kernel/phases.js'
import type { Steps } from '../kernel/work.js'
import { shareableFloat64, shareableUint32 } from '../log/shared.js'
import type { Traces } from '../log/types.js'
import { firstOccurrences, roomForWindows, stageTraces, WHAT, wholeSequence, windowsOf } from './evidence-sets.js'
import { countLives, type Lives } from './lives.js'

/** Lengths of the windows in which co-occurrence is counted, besides whole sessions; the stride is half of it. */
const windowLengths = [32, 16, 8] as const

/** Weights of the lags 1 to 4 in `near`: 12 / lag, so that they stay whole numbers and add up exactly. */
export const nearWeights = [12, 6, 4, 3] as const
/** One unit of `tight`, which sums 1 / (distance in first occurrences): a fixed point, so that it adds up exactly. */
export const tightUnit = 2 ** 20
/** Only the first so many distinct activities of a session are compared for order and tightness. */
const orderedMost = 150

/** Documents (sessions or windows) with two or more distinct activities, and in how many of them each activity is. */
export interface Documents {
  count: number
  /** [activities] */
  having: Float64Array
}

/**
 * Counts over the pairs of activities i < j that share a session; every array has one entry per pair. CSR by i, the
 * partners j ascending: pairs of i are `offsets[i] .. offsets[i + 1]`.
 */
export interface PairEvidence {
  /** [activities + 1] */
  offsets: Uint32Array
  /** The partner j. */
  partner: Uint32Array
  /** Sessions with both. */
  session: Uint32Array
  /** Windows of 32, 16 and 8 steps with both. */
  window32: Uint32Array
  window16: Uint32Array
  window8: Uint32Array
  /** j directly after i, and i directly after j. */
  follows: Uint32Array
  precedes: Uint32Array
  /** Steps at most four apart, in either direction, in units of 1/12: see {@link nearWeights}. */
  near: Uint32Array
  /** Sessions in which i occurs first before j, and the other way round. */
  before: Uint32Array
  after: Uint32Array
  /** Sum over sessions of 1 / distance between first occurrences, in units of {@link tightUnit}. */
  tight: Float64Array
}

/** The names of the counts of a pair, in the order in which they are stored. */
export const pairCounts = [
  'session',
  'window32',
  'window16',
  'window8',
  'follows',
  'precedes',
  'near',
  'before',
  'after',
  'tight'
] as const
export type PairCount = (typeof pairCounts)[number]

/**
 * All that learned links needs to know about a log, as plain counts: typed arrays, serialisable, independent of the
 * order of sessions. Evidence of parts of a log (days, shards) over the same activities adds up with
 * {@link mergeEvidence}, exactly.
 */
export interface Evidence {
  version: 1
  /** Number of activities: ids are 0 .. activities - 1. */
  activities: number
  /** Sessions that are not empty, and the sum of their numbers of distinct activities. */
  sessions: number
  distinct: number
  /** [activities] steps (repeats collapsed). */
  steps: Float64Array
  documents: { session: Documents; window32: Documents; window16: Documents; window8: Documents }
  pairs: PairEvidence
  /** When the activities lived; null where the times of the sessions were not given. */
  lives: Lives | null
}

/**
 * Counts the evidence of one log, or of a part of one. `traces` are sessions with immediate repeats collapsed, bots
 * left out (see `sequences.ts`); their order does not matter. Yields between rows of pairs.
 *
 * With `what` = 'sessions' only sessions are counted (enough for components); all other counts stay 0. `times` [sessions], the time of the first event of each, adds the activities' lives.
 *
 * Time is proportional to the sum over sessions of (distinct activities)^2, memory to the pairs that share a session.
 */
export function* countEvidence(
  kernel: Kernel,
  traces: Traces,
  what: 'all' | 'sessions' = 'all',
  times: Float64Array | null = null
): Steps<Evidence> {
  const evidence = yield* inPlace(kernel, evidenceInPhases(kernel, traces, what, 1))
  return { ...evidence, lives: times && countLives(traces, times) }
}

/**
 * {@link countEvidence} by several threads, without lives. `what` = 'telling' leaves out pairs that only met by chance (see
 * {@link CHANCE}): most pairs of a large log, nothing of which is missed by what is made of all pairs. 'rough' leaves out
 * some more.
 */
export function* evidenceInPhases(
  kernel: Kernel,
  traces: Traces,
  what: EvidencePairs,
  threads: number
): Phases<Evidence> {
  const { memory, run } = kernel
  const n = traces.activities
  const all = what !== 'sessions'
  const mark = memory.mark()
  try {
    const log = stageTraces(kernel, traces)
    const first = firstOccurrences(kernel, log)
    yield 0
    const mostThreads = log.events >= WORTH_THREADS ? threads : 1
    const alone = { scratch: 0, scratchBytes: 0, mostThreads, done: 0 }
    const cuts = (all ? windowLengths : []).map((length) => roomForWindows(kernel, log, length))
    yield { run: 'evidenceWindows', calls: cuts.map(({ call }) => call), ...alone }
    const windows = cuts.map((cut) => windowsOf(kernel, log, cut))
    const sequence = all ? [wholeSequence(kernel, log)] : []
    const others = [...sequence, ...windows]
    yield { run: 'evidencePlaces', calls: others.map(({ call }) => call), ...alone }
    const sets = [first, ...others]
    const partners = memory.room(n, 4, WHAT)
    const metBytes = (n + 31) & ~15
    const calls: number[][] = []
    for (let i = 0; i < n; i += ROWS_A_CALL) {
      const { members, starts, places } = first
      calls.push([members, starts, places, n, i, Math.min(n, i + ROWS_A_CALL), partners.pointer])
    }
    const met = memory.room(threads * metBytes, 1, WHAT).pointer
    yield { run: 'evidencePartners', calls, scratch: met, scratchBytes: metBytes, mostThreads, done: 0 }
    let pairs = emptyPairs(memory.viewUint32(partners), all)
    const { offsets } = pairs

    // Some rows are taken out of the kernel's memory at a time, from an even place to an even place.
    const together = threads > 1 && offsets[n] >= WORTH_THREADS ? CALLS_AT_ONCE : 1
    const least = together === 1 ? TAKEN_AT_ONCE : 2 * CALLS_AT_ONCE * PAIRS_A_CALL
    const longest = memory.viewUint32(partners).reduce((most, row) => Math.max(most, row), least)
    const room = evenPlace(longest + 2)
    const out = memory.scratch(taken.length * room, 4, WHAT)
    const tight = memory.scratch(room, 8, WHAT)
    const slots = [n, ...sets.flatMap(({ members, starts, places }) => [members, starts, places])]
    while (slots.length < 16) slots.push(0)
    slots.push(partners.pointer, 0, 0)
    slots.push(memory.put(inverseDistance, WHAT).pointer, memory.put(Uint32Array.from(nearWeights), WHAT).pointer)
    slots.push(orderedMost, room, out.pointer, tight.pointer, all ? 0 : 1)
    slots.push(
      what in CHANCE ? memory.put(chanceCounts(CHANCE[what as keyof typeof CHANCE], first, windows), WHAT).pointer : 0
    )
    const plans: number[] = []
    for (let thread = 0; thread < (together > 1 ? threads : 1); thread++) {
      slots[17] = memory.room(n, 48, WHAT).pointer
      slots[18] = memory.room(n + 16, 1, WHAT).pointer
      plans.push(...slots)
    }
    const scratch = memory.put(Uint32Array.from(plans), WHAT).pointer
    const columns = all ? taken : taken.slice(0, sessionsOnly)
    let filled = 0
    for (let i = 0; i < n; ) {
      const from = evenPlace(offsets[i])
      const calls: number[][] = []
      while (i < n && calls.length < together && offsets[i + 1] - from <= room) {
        const begin = i++
        while (i < n && offsets[i + 1] - offsets[begin] <= PAIRS_A_CALL && offsets[i + 1] - from <= room) i++
        calls.push([begin, i, offsets[begin] - from])
      }
      yield { run: 'evidenceRows', calls, scratch, scratchBytes: 4 * slots.length, done: i / n }
      const counts = memory.viewUint32(out)
      const rows = memory.viewUint32(partners)
      for (const [begin, end, at] of calls) {
        const to = rows.subarray(begin, end).reduce((sum, count) => sum + count, at)
        // From an even place to an even place, where both are odd; what stands before the first one is not of these rows.
        const odd = at & filled & 1
        columns.forEach((name, c) => {
          const before = pairs[name][filled - odd]
          pairs[name].set(counts.subarray(c * room + at - odd, c * room + to), filled - odd)
          if (odd) pairs[name][filled - 1] = before
        })
        if (all) pairs.tight.set(memory.viewFloat64(tight).subarray(at, to), filled)
        filled += to - at
      }
    }
    if (filled < offsets[n]) {
      const fewer = emptyPairs(memory.viewUint32(partners), all)
      for (const name of [...taken, 'tight'] as const) fewer[name].set(pairs[name].subarray(0, filled))
      pairs = fewer
    }

    const steps = memory.room(n, 4, WHAT)
    run.countTokens(log.tokens, 0, log.events, steps.pointer)
    const none = (): Documents => ({ count: 0, having: new Float64Array(n) })
    const [window32, window16, window8] = all ? windows.map(({ documents }) => documents) : [none(), none(), none()]
    return {
      version: 1,
      activities: n,
      sessions: first.notEmpty,
      distinct: first.distinct,
      steps: new Float64Array(memory.viewUint32(steps)),
      documents: { session: first.documents, window32, window16, window8 },
      pairs,
      lives: null
    }
  } finally {
    memory.release(mark)
  }
}

/** Least pairs whose counts leave the kernel's memory in one go. */
const TAKEN_AT_ONCE = 8192
/** Pairs that one call counts, unless a row has more: some milliseconds of work. */
const PAIRS_A_CALL = 8192
/** Rows whose partners one call finds. */
const ROWS_A_CALL = 256
/** Calls that are handed out to several threads at a time. */
const CALLS_AT_ONCE = 32
/** Fewer pairs, or events, are not worth telling other threads of. */
export const WORTH_THREADS = 1 << 18

/** Shares of the rarer one's sessions, windows of 16 and of 8 up to which two only met by chance, if they are never near. */
const CHANCE = { telling: [0.1, 0.02, 0.1], rough: [0.2, 0.1, 0.2] } as const
export type EvidencePairs = 'all' | 'sessions' | keyof typeof CHANCE

/** [4 x activities] for each activity as many of its sessions and windows; and no neighbours. */
function chanceCounts(
  shares: readonly number[],
  sessions: Counted,
  [, window16, window8]: readonly Counted[]
): Uint32Array {
  const most = new Uint32Array(4 * sessions.documents.having.length)
  for (const [c, { documents }] of [sessions, window16, window8].entries()) {
    documents.having.forEach((count, i) => {
      most[4 * i + c] = shares[c] * count
    })
  }
  return most
}

type Counted = { documents: Documents }

/** What `evidenceRows` gives, in its order, besides tightness. */
const taken = [
  'partner',
  'session',
  'window32',
  'window16',
  'window8',
  'follows',
  'precedes',
  'near',
  'before',
  'after'
] as const satisfies (keyof PairEvidence)[]
/** So many of them, the partners and their sessions, are enough for components. */
const sessionsOnly = 2

/** What each distance between first occurrences adds to tightness, from -orderedMost to orderedMost. */
const inverseDistance = Float64Array.from({ length: 2 * orderedMost + 1 }, (_, k) =>
  k === orderedMost ? 0 : Math.round(tightUnit / Math.abs(k - orderedMost))
)

/**
 * Room for so many pairs in each row. Where only sessions are counted, all other counts are one array of zeros. Mostly few
 * of the pairs come: shared memory takes none before it is written, and no garbage is collected for its sake.
 */
export function emptyPairs(rows: Uint32Array, all: boolean): PairEvidence {
  const offsets = new Uint32Array(rows.length + 1)
  for (let i = 0; i < rows.length; i++) offsets[i + 1] = offsets[i] + rows[i]
  const pairs = offsets[rows.length]
  const empty = { offsets, tight: shareableFloat64(pairs) } as PairEvidence
  const zeros = shareableUint32(all ? 0 : pairs)
  for (const [c, name] of taken.entries()) empty[name] = all || c < sessionsOnly ? shareableUint32(pairs) : zeros
  return empty
}
