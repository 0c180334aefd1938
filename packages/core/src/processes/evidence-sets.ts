import type { Kernel } from '../kernel/load.js'
import type { Block } from '../kernel/memory.js'
import type { Traces } from '../log/types.js'
import type { Documents } from './evidence.js'

/** What memory is asked for, as it is told where there is none. */
export const WHAT = 'The evidence of learned links'

/** A log in the kernel's memory. */
interface Staged {
  activities: number
  sessions: number
  events: number
  tokens: number
  offsets: number
  /** Of some numbers. */
  totals: Block
}

export function stageTraces({ memory }: Kernel, { tokens, offsets, activities }: Traces): Staged {
  return {
    activities,
    sessions: offsets.length - 1,
    events: tokens.length,
    tokens: memory.put(tokens, WHAT).pointer,
    offsets: memory.put(offsets, WHAT).pointer,
    totals: memory.room(4, 4, WHAT)
  }
}

/**
 * Sets of activities in the kernel's memory, one per document; the number of activities stands before the first and
 * after each, as an end. `places[starts[i] .. starts[i + 1]]` is where activity i stands in `members`.
 */
interface Sets {
  members: number
  starts: number
  places: number
}

/** Sets whose places are yet to be found, by this call of `evidencePlaces`. */
interface Unplaced extends Sets {
  call: number[]
}

/** The steps of all sessions, with the number of activities before the first session and after each. */
export function wholeSequence(kernel: Kernel, log: Staged): Unplaced {
  const length = log.events + log.sessions + 1
  const members = kernel.memory.scratch(length, 4, WHAT).pointer
  kernel.run.evidenceSequence(log.tokens, log.offsets, log.sessions, log.activities, members)
  return unplaced(kernel, members, length, log.events, log.activities)
}

/** The distinct activities (ascending) of every session, each with its place in the order of first occurrence. */
export function firstOccurrences(
  kernel: Kernel,
  log: Staged
): Sets & { documents: Documents; notEmpty: number; distinct: number } {
  const { memory, run } = kernel
  const { activities: n, sessions, totals } = log
  const members = memory.scratch(log.events + sessions + 1, 4, WHAT).pointer
  const seen = memory.room(n, 4, WHAT).pointer
  const having = memory.float64(n, WHAT)
  run.evidenceFirsts(log.tokens, log.offsets, sessions, n, seen, members, having.pointer, totals.pointer)
  const [length, count, notEmpty] = memory.viewUint32(totals)
  const documents = { count, having: memory.viewFloat64(having).slice() }
  const distinct = length - sessions - 1
  const { starts, places } = unplaced(kernel, members, length, distinct, n)
  run.evidencePlaces(members, length, n, starts, places)
  const sorted = memory.scratch(length, 4, WHAT).pointer
  const mark = memory.mark()
  run.evidenceSort(members, length, n, starts, places, memory.scratch(length, 4, WHAT).pointer, sorted)
  memory.release(mark)
  return { members: sorted, starts, places, documents, notEmpty, distinct }
}

/** Room for windows that are yet to be cut, by this call of `evidenceWindows`. */
interface Uncut {
  members: number
  having: Block
  totals: Block
  call: number[]
}

/** For the distinct activities (ascending) of windows of `length` steps that start every `length / 2` steps of a session. */
export function roomForWindows({ memory }: Kernel, log: Staged, length: number): Uncut {
  const { activities: n, sessions, tokens, offsets } = log
  // A step is in two windows at most; a session has one window, and one more for every half of its length.
  const room = 2 * log.events + sessions + Math.ceil((2 * log.events) / length) + 1
  const members = memory.scratch(room, 4, WHAT).pointer
  const seen = memory.room(n, 4, WHAT).pointer
  const having = memory.float64(n, WHAT)
  const totals = memory.room(4, 4, WHAT)
  const call = [tokens, offsets, sessions, n, length, seen, members, having.pointer, totals.pointer]
  return { members, having, totals, call }
}

export function windowsOf(kernel: Kernel, { activities }: Staged, cut: Uncut): Unplaced & { documents: Documents } {
  const { memory } = kernel
  const [filled, count, windows] = memory.viewUint32(cut.totals)
  const documents = { count, having: memory.viewFloat64(cut.having).slice() }
  return { ...unplaced(kernel, cut.members, filled, filled - windows - 1, activities), documents }
}

function unplaced({ memory }: Kernel, members: number, length: number, ids: number, n: number): Unplaced {
  const starts = memory.room(n + 2, 4, WHAT).pointer
  const places = memory.scratch(ids, 4, WHAT).pointer
  return { members, starts, places, call: [members, length, n, starts, places] }
}
