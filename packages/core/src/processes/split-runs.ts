import { runNow, type Steps } from '../kernel/work.js'
import { shareableCopy, shareableUint32 } from '../log/shared.js'
import type { LogData } from '../log/types.js'
import { Growing, RUNS_AT_ONCE, type Runs, RunWriter } from './runs.js'
import { inOrder, type RunActivities, type RunsInOrder } from './runs-by-process.js'

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
  const offsets = new Uint32Array(processes.length)
  const parts = { begins: new Growing(), ends: new Growing(), restarts: 0 }
  for (let p = 0; p + 1 < processes.length; p++) {
    splitRuns(whole.inRuns, processes[p], processes[p + 1], codesOf(p), parts)
    offsets[p + 1] = parts.begins.length
    yield (0.7 * p) / processes.length
  }
  if (parts.restarts === 0) return whole
  const starts = shareableCopy(parts.begins.taken())
  return joinParts(whole, offsets, { ...whole.inRuns, starts, ends: shareableCopy(parts.ends.taken()) })
}

/** What an activity is to the splitting of runs. @param place what is to stand for it */
export function restartCode(place: number, terminal: number, entry: number): number {
  return 4 * place + (terminal ? 2 : entry)
}

function splitRuns(
  { activities, starts, ends }: RunActivities,
  first: number,
  last: number,
  codes: Int32Array,
  parts: { begins: Growing; ends: Growing; restarts: number }
): void {
  const add = (from: number, to: number): void => {
    if (to - from < 2) return
    parts.begins.push(from)
    parts.ends.push(to)
  }
  for (let k = first; k < last; k++) {
    let from = starts[k]
    const to = ends[k]
    for (let i = from, before = 0; i < to; i++) {
      const code = codes[activities[i]]
      const now = code & 3
      activities[i] = code >> 2
      if (now === 1 && before === 2 && hasSteps(activities, from, i)) {
        add(from, i)
        from = i
        parts.restarts++
      }
      before = now
    }
    add(from, to)
  }
}

function hasSteps(activities: Uint32Array, from: number, to: number): boolean {
  const seen: number[] = []
  for (let i = from; i < to && seen.length < LEAST_STEPS; i++) {
    if (!seen.includes(activities[i])) seen.push(activities[i])
  }
  return seen.length === LEAST_STEPS
}

// A part is a slice of the events of its run; parts of woven runs are put in the order of their first events.
function joinParts({ runs, list, inRuns }: RunsInOrder, offsets: Uint32Array, parts: RunActivities): RunsInOrder {
  const { starts, ends } = parts
  const { events, process, session } = runs
  const writer = new RunWriter(events) // in place: what is written is never behind what is read
  const place = list.offsets.slice()
  const next = offsets.slice()
  const begin = new Uint32Array(starts.length) // of each part in `events`
  const ofPart = shareableUint32(starts.length)
  const order = new Uint32Array(starts.length) // the parts by their first events
  let found = 0
  let written = 0
  // Called slice by slice: V8 compiles it the sooner.
  const join = (from: number, to: number): number => {
    let r = from
    while (r < to) {
      const own = session[r]
      const first = runs.offsets[r]
      let ordered = true
      for (; session[r] === own; r++) {
        const p = process[r]
        const k = place[p]++
        for (; next[p] < offsets[p + 1] && starts[next[p]] < inRuns.ends[k]; next[p]++) {
          begin[next[p]] = runs.offsets[r] + starts[next[p]] - inRuns.starts[k]
          ofPart[next[p]] = p
          if (found > written && events[begin[order[found - 1]]] > events[begin[next[p]]]) ordered = false
          order[found++] = next[p]
        }
      }
      if (!ordered) order.subarray(written, found).sort((x, y) => events[begin[x]] - events[begin[y]])
      const source = ordered ? events : events.slice(first, runs.offsets[r])
      for (; written < found; written++) {
        const part = order[written]
        const size = ends[part] - starts[part]
        const at = writer.add(ofPart[part], own, size)
        ofPart[part] = written
        const from = begin[part] - (ordered ? 0 : first)
        if (!ordered || from !== at) for (let i = 0; i < size; i++) events[at + i] = source[from + i]
      }
    }
    return r
  }
  for (let r = 0; r < runs.count; ) r = join(r, Math.min(runs.count, r + RUNS_AT_ONCE))
  return { runs: writer.runs(), list: { offsets, list: ofPart }, inRuns: parts }
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
