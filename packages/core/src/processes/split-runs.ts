import { runNow, type Steps } from '../kernel/work.js'
import { shareableUint32 } from '../log/shared.js'
import type { LogData } from '../log/types.js'
import { Growing, type Runs } from './runs.js'
import { inOrder, type RunActivities, type RunsInOrder, runsByProcess } from './runs-by-process.js'

// A part that is to be a run of its own by a restart has at least so many different activities: two steps that take
// turns (search, results, search, results) are a loop, not a process done over and over.
const LEAST_STEPS = 3

/**
 * Begins a new run where an entry activity follows a terminal one, once the run so far has three different activities:
 * who starts over after completing makes a second run. A part of one event is no run and is left out. Where nobody
 * starts over these are the runs given.
 *
 * @param whole its activities are changed to what stands for them and its events to those of the parts, in place
 * @param codesOf {@link restartCode} of the activities of a process, by what they are in `whole`
 */
export function* splitRunsInSteps(whole: RunsInOrder, codesOf: (p: number) => Int32Array): Steps<RunsInOrder> {
  const processes = whole.list.offsets
  const cuts: Cuts = { runs: new Growing(), begins: new Growing() }
  for (let p = 0; p + 1 < processes.length; p++) {
    findRestarts(whole.inRuns, processes[p], processes[p + 1], codesOf(p), cuts)
    yield (0.7 * p) / processes.length
  }
  return cuts.runs.length > 0 ? joinParts(whole, cuts) : whole
}

/** Where runs begin anew, in the order of their activities: the run's place, and where the new one begins. */
interface Cuts {
  runs: Growing
  begins: Growing
}

/** What an activity is to the splitting of runs. @param place what is to stand for it */
export function restartCode(place: number, terminal: number, entry: number): number {
  return 4 * place + (terminal ? 2 : entry)
}

function findRestarts(
  { activities, starts, ends }: RunActivities,
  first: number,
  last: number,
  codes: Int32Array,
  cuts: Cuts
): void {
  for (let k = first; k < last; k++) {
    let from = starts[k]
    const to = ends[k]
    for (let i = from, before = 0; i < to; i++) {
      const code = codes[activities[i]]
      const now = code & 3
      activities[i] = code >> 2
      if (now === 1 && before === 2 && hasSteps(activities, from, i)) {
        cuts.runs.push(k)
        cuts.begins.push(i)
        from = i
      }
      before = now
    }
  }
}

function hasSteps(activities: Uint32Array, from: number, to: number): boolean {
  const seen: number[] = []
  for (let i = from; i < to && seen.length < LEAST_STEPS; i++) {
    if (!seen.includes(activities[i])) seen.push(activities[i])
  }
  return seen.length === LEAST_STEPS
}

/** The parts of runs that begin anew, each a slice of the events of its run, take their places among the others. */
function joinParts({ runs, list, inRuns }: RunsInOrder, { runs: cutRuns, begins }: Cuts): RunsInOrder {
  const { events, process, session, offsets } = runs
  const parts = new PartWriter(runs, runs.count + begins.length)
  const starts = shareableUint32(runs.count + begins.length)
  const ends = shareableUint32(runs.count + begins.length)
  /** [runs] 1 more than the number of the first cut in it */
  const cutOf = new Uint32Array(runs.count)
  let known = 0
  let filled = 0
  const copyPlaces = (to: number): void => {
    for (; known < to; known++) {
      starts[filled] = inRuns.starts[known]
      ends[filled++] = inRuns.ends[known]
    }
  }
  for (let c = 0; c < begins.length; c++) {
    const k = cutRuns.values[c]
    if (k >= known) {
      copyPlaces(k + 1)
      cutOf[list.list[k]] = c + 1
    }
    ends[filled - 1] = begins.values[c]
    // Only the last part of a run can be of one event: what is followed by a restart has several steps.
    if (inRuns.ends[k] - begins.values[c] < 2) continue
    starts[filled] = begins.values[c]
    ends[filled++] = inRuns.ends[k]
  }
  copyPlaces(runs.count)
  for (let r = 0; r < runs.count; ) {
    let to = nextCut(cutOf, r)
    const own = session[to]
    while (to > r && session[to - 1] === own) to--
    parts.copy(r, to)
    const found: { process: number; events: Uint32Array }[] = []
    for (r = to; r < runs.count && session[r] === own; r++) {
      let from = offsets[r]
      const add = (end: number): void => {
        // A copy: these are written where others are still to be read.
        if (end - from > 1) found.push({ process: process[r], events: events.slice(from, end) })
        from = end
      }
      const c = cutOf[r] - 1
      if (c >= 0) {
        const k = cutRuns.values[c]
        for (let next = c; next < begins.length && cutRuns.values[next] === k; next++) {
          add(offsets[r] + begins.values[next] - inRuns.starts[k])
        }
      }
      add(offsets[r + 1])
    }
    found.sort((a, b) => a.events[0] - b.events[0])
    for (const part of found) parts.add(part.process, own, part.events)
  }
  const joined = parts.runs()
  return {
    runs: joined,
    list: runsByProcess(joined, list.offsets.length - 1),
    inRuns: { ...inRuns, starts: starts.subarray(0, filled), ends: ends.subarray(0, filled) }
  }
}

/** The first run from `r` on that is cut; their number where none is. */
function nextCut(cutOf: Uint32Array, r: number): number {
  while (r < cutOf.length && cutOf[r] === 0) r++
  return r
}

// A function of its own: V8 would throw away the code of one with several loops where the first of them ends.
function moveBack(events: Uint32Array, from: number, to: number, back: number): void {
  for (let i = from; i < to; i++) events[i - back] = events[i]
}

/** Writes runs over those that they are made of: what is written is never behind what is read. */
class PartWriter {
  readonly #from: Runs
  readonly #process: Int32Array
  readonly #session: Uint32Array
  readonly #offsets: Uint32Array
  #count = 0

  constructor(from: Runs, most: number) {
    this.#from = from
    this.#process = new Int32Array(most)
    this.#session = new Uint32Array(most)
    this.#offsets = shareableUint32(most + 1)
  }

  add(process: number, session: number, events: Uint32Array): void {
    const at = this.#offsets[this.#count]
    this.#process[this.#count] = process
    this.#session[this.#count] = session
    this.#offsets[++this.#count] = at + events.length
    this.#from.events.set(events, at)
  }

  /** The runs `from`, ..., `to` - 1 as they are. */
  copy(from: number, to: number): void {
    const { process, session, offsets, events } = this.#from
    const back = offsets[from] - this.#offsets[this.#count]
    const count = this.#count - from
    for (let r = from; r < to; r++) {
      this.#process[count + r] = process[r]
      this.#session[count + r] = session[r]
      this.#offsets[count + r + 1] = offsets[r + 1] - back
    }
    this.#count += to - from
    if (back > 0) moveBack(events, offsets[from], offsets[to], back)
  }

  runs(): Runs {
    const count = this.#count
    const offsets = this.#offsets.subarray(0, count + 1)
    return {
      count,
      process: this.#process.subarray(0, count),
      session: this.#session.subarray(0, count),
      offsets,
      events: this.#from.events.subarray(0, offsets[count])
    }
  }
}

/** {@link splitRunsInSteps} of runs alone, which are not to be used any more. */
export function* splitRestartsInSteps(log: LogData, runs: Runs, terminal: Uint8Array, entry: Uint8Array): Steps<Runs> {
  const codes = Int32Array.from(entry, (begins, a) => restartCode(a, terminal[a], begins))
  return (yield* splitRunsInSteps(inOrder(log, runs), () => codes)).runs
}

/** {@link splitRestartsInSteps} without pauses. */
export function splitRestarts(log: LogData, runs: Runs, terminal: Uint8Array, entry: Uint8Array): Runs {
  return runNow(splitRestartsInSteps(log, runs, terminal, entry))
}
