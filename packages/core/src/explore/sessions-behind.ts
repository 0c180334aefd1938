import { InputError } from '../errors.js'
import { errorMask } from '../log/status.js'
import type { LogRuns } from './runs-of-discovery.js'

/** A number of a discovery, as plain data. Processes and activities by number; `from` and `to` of a move are steps. */
export type BehindFigure =
  /** All sessions. */
  | { kind: 'all' }
  /** Runs of a process; `completed`: only those that did, or did not. */
  | { kind: 'runs'; process: number; completed?: boolean }
  /** Events of a process with an error. */
  | { kind: 'errors'; process: number }
  /** Runs that reach an activity of their process, begin with it, or end with it without completing; its errors. */
  | { kind: 'step'; activity: number; what: 'reached' | 'start' | 'leave' | 'error' }
  /** Moves from one step to the next; -1 from the start, -2 to the end. */
  | { kind: 'move'; process: number; from: number; to: number }
  /** Runs of one path (indices of steps, repeats in a row taken once). */
  | { kind: 'path'; process: number; path: readonly number[] }
  /** Runs of `from` followed by a run of `to`. */
  | { kind: 'handover'; from: number; to: number }
  /** Sessions that run these processes in this order, and no other. */
  | { kind: 'pattern'; processes: readonly number[] }
  /** Sessions with an activity. */
  | { kind: 'activity'; activity: number }

/** A session, short enough for a row. */
export interface SessionRow {
  /** Its number in the log that was asked. */
  session: number
  case: string
  /** ms since 1970 UTC, or the log's numbers. */
  start: number
  end: number
  events: number
  /** Events with an error; null where the log has no status. */
  errors: number | null
  /** The first activities, at most 60. */
  activities: number[]
  runs: { process: number; completed: boolean }[]
}

export interface SessionsBehind {
  /** What the figure counts: runs, moves, errors or sessions. */
  count: number
  /** The sessions that hold these. */
  sessions: number
  /** One page of them, in the order of their start (ties: as in the log). */
  rows: SessionRow[]
}

const MOST_ACTIVITIES = 60

/**
 * The sessions behind a figure.
 *
 * @param page which of the sessions to list: `most` (default 50) from `from` (default 0)
 * @throws InputError BAD_OPTION for a process or activity that is not there
 */
export function sessionsBehind(
  parts: LogRuns,
  figure: BehindFigure,
  page: { from?: number; most?: number } = {}
): SessionsBehind {
  const { log, runs, steps } = parts
  const times = countBySession(parts, figure)
  const found: number[] = []
  let count = 0
  times.forEach((n, s) => {
    if (n === 0) return
    found.push(s)
    count += n
  })
  const start = (s: number) => log.time[log.sessionOffsets[s]]
  found.sort((a, b) => start(a) - start(b) || a - b)
  const errors = errorMask(log)
  const from = page.from ?? 0
  const rows = found.slice(from, from + (page.most ?? 50)).map((session): SessionRow => {
    const first = log.sessionOffsets[session]
    const end = log.sessionOffsets[session + 1]
    let wrong = 0
    for (let i = first; i < end; i++) if (errors?.[i] === 1) wrong++
    const own: SessionRow['runs'] = []
    for (let r = firstRun(runs.session, session); r < runs.count && runs.session[r] === session; r++)
      own.push({ process: runs.process[r], completed: steps.completed[r] === 1 })
    return {
      session,
      case: log.caseNames[log.sessionCase[session]],
      start: log.time[first],
      end: log.time[end - 1],
      events: end - first,
      errors: errors === null ? null : wrong,
      activities: Array.from(log.activity.subarray(first, Math.min(end, first + MOST_ACTIVITIES))),
      runs: own
    }
  })
  return { count, sessions: found.length, rows }
}

/** The first run at or after a session; runs stand by session. */
function firstRun(sessionOf: Uint32Array, session: number): number {
  let low = 0
  let high = sessionOf.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sessionOf[middle] < session) low = middle + 1
    else high = middle
  }
  return low
}

/** [sessions] how often each session has what the figure counts */
function countBySession(parts: LogRuns, figure: BehindFigure): Uint32Array {
  const { log, runs, steps, backbones, labels, subroutine, discovery } = parts
  const times = new Uint32Array(log.sessionCase.length)
  check(parts, figure)
  const eachRun = (process: number, visit: (run: number) => number) => {
    for (let r = 0; r < runs.count; r++) if (runs.process[r] === process) times[runs.session[r]] += visit(r)
  }
  const eachEvent = (visit: (event: number) => number) => {
    for (let s = 0; s < times.length; s++)
      for (let i = log.sessionOffsets[s]; i < log.sessionOffsets[s + 1]; i++) times[s] += visit(i)
  }
  const at = (i: number) => log.activity[runs.events[i]]
  if (figure.kind === 'all') times.fill(1)
  else if (figure.kind === 'runs') {
    const { completed } = figure
    eachRun(figure.process, (r) => Number(completed === undefined || completed === (steps.completed[r] === 1)))
  } else if (figure.kind === 'errors' || (figure.kind === 'step' && figure.what === 'error')) {
    const errors = errorMask(log)
    eachEvent((i) => {
      const fits =
        figure.kind === 'errors' ? labels[log.activity[i]] === figure.process : log.activity[i] === figure.activity
      return Number(fits && errors?.[i] === 1)
    })
  } else if (figure.kind === 'step') {
    const { activity, what } = figure
    eachRun(labels[activity], (r) => {
      if (what === 'start') return Number(at(runs.offsets[r]) === activity)
      if (what === 'leave') return Number(at(runs.offsets[r + 1] - 1) === activity && steps.completed[r] === 0)
      for (let i = runs.offsets[r]; i < runs.offsets[r + 1]; i++) if (at(i) === activity) return 1
      return 0
    })
  } else if (figure.kind === 'move') {
    const { from, to, process } = figure
    const place = (i: number) => backbones.place[at(i)]
    eachRun(process, (r) => {
      if (from === -1) return Number(place(runs.offsets[r]) === to)
      if (to === -2) return Number(place(runs.offsets[r + 1] - 1) === from)
      let moves = 0
      for (let i = runs.offsets[r] + 1; i < runs.offsets[r + 1]; i++)
        if (place(i - 1) === from && place(i) === to) moves++
      return moves
    })
  } else if (figure.kind === 'path') {
    const wanted = figure.path.map((step) => discovery.processes[figure.process].steps[step]?.activity)
    eachRun(figure.process, (r) => {
      let k = -1
      for (let i = runs.offsets[r]; i < runs.offsets[r + 1]; i++) {
        if (i > runs.offsets[r] && at(i) === at(i - 1)) continue
        if (at(i) !== wanted[++k]) return 0
      }
      return Number(k === wanted.length - 1)
    })
  } else if (figure.kind === 'activity') {
    eachEvent((i) => Number(log.activity[i] === figure.activity))
    times.forEach((n, s) => {
      times[s] = Math.min(1, n)
    })
  } else {
    for (let s = 0, r = 0; s < times.length; s++) {
      const own: number[] = []
      for (; r < runs.count && runs.session[r] === s; r++) own.push(runs.process[r])
      if (figure.kind === 'pattern')
        times[s] = Number(own.filter((p) => !subroutine[p]).join() === figure.processes.join())
      else times[s] = handovers(own, subroutine, figure.from, figure.to)
    }
  }
  return times
}

/** How often `from` was followed by `to` in a session; subroutines in between are passed over, as the counts do. */
function handovers(own: readonly number[], subroutine: Uint8Array, from: number, to: number): number {
  let times = 0
  let before = -1
  let pending = 0
  for (const p of own) {
    if (p === to && before === from) times++
    if (subroutine[p]) {
      if (p === from) pending++
      continue
    }
    if (p === to) times += pending
    pending = 0
    before = p
  }
  return times
}

function check({ discovery }: LogRuns, figure: BehindFigure): void {
  const test = (id: number, of: number, what: string) => {
    if (Number.isInteger(id) && id >= 0 && id < of) return
    throw new InputError('BAD_OPTION', `There is no ${what} ${id}.`, `Use a number from 0 to ${of - 1}.`)
  }
  const { processes, activities } = discovery
  if ('process' in figure) test(figure.process, processes.length, 'process')
  if ('activity' in figure) test(figure.activity, activities.length, 'activity')
  if (figure.kind === 'handover') for (const id of [figure.from, figure.to]) test(id, processes.length, 'process')
  if (figure.kind === 'pattern') for (const id of figure.processes) test(id, processes.length, 'process')
}
