import { InputError } from '../errors.js'
import type { Steps } from '../kernel/work.js'
import type { Traces } from '../log/types.js'
import { PairColumns } from './evidence-columns.js'
import { countLives, type Lives, mergeLives } from './lives.js'

/** Lengths of the windows in which co-occurrence is counted, besides whole sessions; the stride is half of it. */
export const windowLengths = [32, 16, 8] as const

/** Weights of the lags 1 to 4 in `near`: 12 / lag, so that they stay whole numbers and add up exactly. */
export const nearWeights = [12, 6, 4, 3] as const
/** One unit of `tight`, which sums 1 / (distance in first occurrences): a fixed point, so that it adds up exactly. */
export const tightUnit = 2 ** 20
/** Only the first so many distinct activities of a session are compared for order and tightness. */
export const orderedMost = 150

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
 * With `what` = 'sessions' only sessions, their order and tightness are counted (enough for components); the counts of
 * windows and neighbours stay 0. `times` [sessions], the time of the first event of each, adds the activities' lives.
 *
 * Time is proportional to the sum over sessions of (distinct activities)^2, memory to the pairs that share a session.
 */
export function* countEvidence(
  traces: Traces,
  what: 'all' | 'sessions' = 'all',
  times: Float64Array | null = null
): Steps<Evidence> {
  const n = traces.activities
  const sessions = traces.offsets.length - 1
  const first = firstOccurrences(traces)
  const windows = windowLengths.map((length) => (what === 'all' ? cutWindows(traces, length) : noSets))
  const sequence = what === 'all' ? spaced(traces) : noSets.members
  const inSession = postings(first.members, n + 1)
  // Few activities: a table of all pairs is filled window by window, in the order of memory.
  const tables: (Uint32Array | null)[] = []
  for (const window of windows) tables.push(what === 'all' && n <= tableMost ? yield* tableOf(window, n) : null)
  const inWindow = windows.map((window, w) => (tables[w] ? null : postings(window.members, n + 1)))
  const inSequence = postings(sequence, n + 1)
  const columns = new PairColumns(n)

  const steps = new Float64Array(n)
  for (const token of traces.tokens) steps[token]++
  let distinct = 0
  let filled = 0
  for (let s = 0; s < sessions; s++) {
    const size = first.offsets[s + 1] - first.offsets[s] - 1
    distinct += size
    if (size > 0) filled++
  }

  const windowRows = [columns.row.window32, columns.row.window16, columns.row.window8]
  let work = 0
  for (let i = 0; i < n; i++) {
    work += countSessions(i, n, first.members, inSession, columns)
    if (what === 'all') {
      for (let w = 0; w < windows.length; w++) {
        const [table, posting] = [tables[w], inWindow[w]]
        if (table) takeRow(i, n, table, columns.touched, windowRows[w])
        else if (posting) work += countWindows(i, n, windows[w].members, posting, windowRows[w])
      }
      work += countNeighbours(i, n, sequence, inSequence, columns)
    }
    columns.endRow(i)
    if (work > 400_000) {
      work = 0
      yield (i + 1) / n
    }
  }
  return {
    version: 1,
    activities: n,
    sessions: filled,
    distinct,
    steps,
    documents: {
      session: documents(first, n),
      window32: documents(windows[0], n),
      window16: documents(windows[1], n),
      window8: documents(windows[2], n)
    },
    pairs: columns.finish(),
    lives: times && countLives(traces, times)
  }
}

// The loops below are functions of their own because engines optimise those better than the bodies of generators.
// Each counts row i, the partners above i, and returns how many entries it looked at. They jump about in long arrays,
// so what counts is how many places of memory each jump touches: one, as the number n ends every set, on either side.

const inverseDistance = Float64Array.from({ length: orderedMost + 1 }, (_, k) =>
  k === 0 ? 0 : Math.round(tightUnit / k)
)

function countSessions(i: number, n: number, members: Uint32Array, posting: Postings, columns: PairColumns): number {
  const { session, before, after, tight } = columns.row
  let work = 0
  for (let p = posting.offsets[i]; p < posting.offsets[i + 1]; p++) {
    const own = posting.places[p]
    let from = own
    while (members[from - 1] !== n) from--
    const ordered = from + orderedMost
    let q = from
    for (; q < own; q++) {
      const j = members[q]
      if (j <= i) continue
      if (session[j]++ === 0) columns.touch(j)
      if (own >= ordered) continue
      after[j]++
      tight[j] += inverseDistance[own - q]
    }
    for (q++; ; q++) {
      const j = members[q]
      if (j === n) break
      if (j <= i) continue
      if (session[j]++ === 0) columns.touch(j)
      if (q >= ordered) continue
      before[j]++
      tight[j] += inverseDistance[q - own]
    }
    work += q - from
  }
  return work
}

/** Up to so many activities the windows are counted in tables of all pairs: three of 32 MB at most. */
const tableMost = 4096

/** Where row i of a table of the pairs i < j begins, less i + 1: pair (i, j) stands at `rowStart(i, n) + j`. */
function rowStart(i: number, n: number): number {
  return (i * (2 * n - i - 1)) / 2 - i - 1
}

function* tableOf({ offsets, members }: Sets, n: number): Steps<Uint32Array> {
  const table = new Uint32Array((n * (n - 1)) / 2)
  const starts = Int32Array.from({ length: n }, (_, i) => rowStart(i, n))
  const documents = offsets.length - 1
  const slice = 1 << 14
  for (let from = 0; from < documents; from += slice) {
    countTable(offsets, members, from, Math.min(documents, from + slice), starts, table)
    yield 0
  }
  return table
}

function countTable(
  offsets: Uint32Array,
  members: Uint32Array,
  from: number,
  to: number,
  starts: Int32Array,
  table: Uint32Array
): void {
  for (let d = from; d < to; d++) {
    const end = offsets[d + 1] - 1
    for (let p = offsets[d]; p < end; p++) {
      const start = starts[members[p]]
      for (let q = p + 1; q < end; q++) table[start + members[q]]++
    }
  }
}

function takeRow(i: number, n: number, table: Uint32Array, touched: Uint32Array, row: Uint32Array): void {
  const start = rowStart(i, n)
  for (const j of touched) row[j] = table[start + j]
}

function countWindows(i: number, n: number, members: Uint32Array, posting: Postings, row: Uint32Array): number {
  let work = 0
  for (let p = posting.offsets[i]; p < posting.offsets[i + 1]; p++) {
    // Members ascend, so the partners above i are those behind it.
    const own = posting.places[p]
    let q = own + 1
    for (let j = members[q]; j !== n; j = members[++q]) row[j]++
    work += q - own
  }
  return work
}

function countNeighbours(i: number, n: number, sequence: Uint32Array, posting: Postings, columns: PairColumns): number {
  const { follows, precedes, near } = columns.row
  const most = nearWeights.length
  for (let p = posting.offsets[i]; p < posting.offsets[i + 1]; p++) {
    const place = posting.places[p]
    for (let lag = 1; lag <= most; lag++) {
      const j = sequence[place + lag]
      if (j === n) break
      if (j <= i) continue
      near[j] += nearWeights[lag - 1]
      if (lag === 1) follows[j]++
    }
    for (let lag = 1; lag <= most; lag++) {
      const j = sequence[place - lag]
      if (j === n) break
      if (j <= i) continue
      near[j] += nearWeights[lag - 1]
      if (lag === 1) precedes[j]++
    }
  }
  return 8 * (posting.offsets[i + 1] - posting.offsets[i])
}

/** The evidence of two parts of a log over the same activities, added up. Throws BAD_OPTION where they differ in number. */
export function mergeEvidence(a: Evidence, b: Evidence): Evidence {
  if (a.activities !== b.activities) {
    throw new InputError(
      'BAD_OPTION',
      `Evidence of ${a.activities} and of ${b.activities} activities cannot be added up.`,
      'Count both parts over one list of activities.'
    )
  }
  const n = a.activities
  const columns = new PairColumns(n)
  for (let i = 0; i < n; i++) {
    for (const { pairs } of [a, b]) {
      for (let p = pairs.offsets[i]; p < pairs.offsets[i + 1]; p++) {
        const j = pairs.partner[p]
        // Every pair shares a session.
        if (columns.row.session[j] === 0) columns.touch(j)
        for (const count of pairCounts) columns.row[count][j] += pairs[count][p]
      }
    }
    columns.endRow(i)
  }
  const both = (x: Documents, y: Documents): Documents => ({
    count: x.count + y.count,
    having: x.having.map((value, i) => value + y.having[i])
  })
  return {
    version: 1,
    activities: n,
    sessions: a.sessions + b.sessions,
    distinct: a.distinct + b.distinct,
    steps: a.steps.map((value, i) => value + b.steps[i]),
    documents: {
      session: both(a.documents.session, b.documents.session),
      window32: both(a.documents.window32, b.documents.window32),
      window16: both(a.documents.window16, b.documents.window16),
      window8: both(a.documents.window8, b.documents.window8)
    },
    pairs: columns.finish(),
    lives: a.lives && b.lives ? mergeLives(a.lives, b.lives, n) : null
  }
}

/**
 * Sets of activities, one per document. Before the first and after each stands the number of activities, as an end:
 * the members of set d are `offsets[d] .. offsets[d + 1] - 1`.
 */
interface Sets {
  offsets: Uint32Array
  members: Uint32Array
}

const noSets: Sets = { offsets: new Uint32Array(1), members: new Uint32Array(0) }

/** The steps of all sessions, with the number of activities before the first session and after each. */
function spaced({ offsets, tokens, activities }: Traces): Uint32Array {
  const sessions = offsets.length - 1
  const sequence = new Uint32Array(tokens.length + sessions + 1)
  sequence[0] = activities
  for (let s = 0; s < sessions; s++) {
    sequence.set(tokens.subarray(offsets[s], offsets[s + 1]), offsets[s] + s + 1)
    sequence[offsets[s + 1] + s + 1] = activities
  }
  return sequence
}

/** The distinct activities of every session, in the order of their first occurrence. */
function firstOccurrences(traces: Traces): Sets {
  const sessions = traces.offsets.length - 1
  const offsets = new Uint32Array(sessions + 1)
  const members = new Uint32Array(traces.tokens.length + sessions + 1)
  const seen = new Int32Array(traces.activities).fill(-1)
  members[0] = traces.activities
  offsets[0] = 1
  let filled = 1
  for (let s = 0; s < sessions; s++) {
    for (let e = traces.offsets[s]; e < traces.offsets[s + 1]; e++) {
      const token = traces.tokens[e]
      if (seen[token] === s) continue
      seen[token] = s
      members[filled++] = token
    }
    members[filled++] = traces.activities
    offsets[s + 1] = filled
  }
  return { offsets, members: members.slice(0, filled) }
}

/** The distinct activities (ascending) of windows of `length` steps that start every `length / 2` steps of a session. */
function cutWindows(traces: Traces, length: number): Sets {
  const sessions = traces.offsets.length - 1
  const stride = length / 2
  let windows = 0
  let room = 0
  for (let s = 0; s < sessions; s++) {
    const steps = traces.offsets[s + 1] - traces.offsets[s]
    const here = steps <= length ? 1 : 1 + Math.ceil((steps - length) / stride)
    windows += here
    room += Math.min(steps, length) * here
  }
  const offsets = new Uint32Array(windows + 1)
  const members = new Uint32Array(room + windows + 1)
  const seen = new Int32Array(traces.activities).fill(-1)
  members[0] = traces.activities
  offsets[0] = 1
  let w = 0
  let filled = 1
  for (let s = 0; s < sessions; s++) {
    const end = traces.offsets[s + 1]
    for (let from = traces.offsets[s]; ; from += stride) {
      const until = Math.min(end, from + length)
      const start = filled
      for (let e = from; e < until; e++) {
        const token = traces.tokens[e]
        if (seen[token] === w) continue
        seen[token] = w
        let at = filled++
        for (; at > start && members[at - 1] > token; at--) members[at] = members[at - 1]
        members[at] = token
      }
      members[filled++] = traces.activities
      offsets[++w] = filled
      if (until >= end) break
    }
  }
  return { offsets: offsets.slice(0, w + 1), members: members.slice(0, filled) }
}

export interface Postings {
  offsets: Uint32Array
  places: Uint32Array
}

/** Where each id stands in `ids`: places[offsets[i] .. offsets[i + 1]], ascending. */
export function postings(ids: Uint32Array, n: number): Postings {
  const offsets = new Uint32Array(n + 1)
  for (const id of ids) offsets[id + 1]++
  for (let i = 0; i < n; i++) offsets[i + 1] += offsets[i]
  const next = offsets.slice(0, n)
  const places = new Uint32Array(ids.length)
  for (let place = 0; place < ids.length; place++) places[next[ids[place]]++] = place
  return { offsets, places }
}

/** For every element the index of the CSR row that owns it. */
export function ownerOf(offsets: Uint32Array): Uint32Array {
  const owner = new Uint32Array(offsets[offsets.length - 1])
  for (let row = 0; row + 1 < offsets.length; row++) owner.fill(row, offsets[row], offsets[row + 1])
  return owner
}

function documents(sets: Sets, n: number): Documents {
  const having = new Float64Array(n)
  let count = 0
  for (let d = 0; d + 1 < sets.offsets.length; d++) {
    const end = sets.offsets[d + 1] - 1
    if (end - sets.offsets[d] < 2) continue
    count++
    for (let e = sets.offsets[d]; e < end; e++) having[sets.members[e]]++
  }
  return { count, having }
}
