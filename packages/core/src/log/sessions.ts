import { InputError } from '../errors.js'
import { checkOptionNames } from '../suggest.js'
import { parseDuration } from './duration.js'
import { EventLog } from './event-log.js'
import { eventCount, keepEvents, keepWholeSessions, sessionCount } from './keep.js'
import { gatherF64, gatherU32, groupByCode } from './order.js'
import { pickActivities } from './patterns.js'
import { gatherAttributes, withParts } from './subset.js'
import { casesPerActivity } from './tally.js'
import type { LogData } from './types.js'

/** How to cut sessions further. Several at once cut at each. */
export interface SplitOptions {
  /** Cuts where more than this passes between two events: `'30m'`, or ms; a plain number for logs ordered by numbers. */
  timeout?: string | number
  /** A session begins with each of these activities (names or regular expressions). */
  start?: readonly (string | RegExp)[]
  /** A session ends after each of these activities. */
  end?: readonly (string | RegExp)[]
  /** Each distinct value of this column within a session becomes a session, even where they overlap in time. */
  column?: string
}

/** Cuts the sessions that are there further; no event is lost. */
export function splitSessions(log: LogData, options: SplitOptions): EventLog {
  checkOptionNames(options, ['timeout', 'start', 'end', 'column'], 'splitSessions')
  const { timeout, start, end, column } = options
  if (timeout === undefined && start === undefined && end === undefined && column === undefined) {
    throw new InputError(
      'BAD_OPTION',
      'splitSessions got nothing to split by.',
      "Give one of: timeout ('30m'), start (activities), end (activities), column (a name)."
    )
  }
  const grouped = column === undefined ? log : splitByColumn(log, column)
  const timeoutMs = timeout === undefined ? Number.POSITIVE_INFINITY : timeoutOf(log, timeout)
  const starts = start && pickActivities(log.activityNames, start, 'splitSessions start')
  const ends = end && pickActivities(log.activityNames, end, 'splitSessions end')
  const { activity, time, sessionOffsets, sessionCase } = grouped
  const offsets: number[] = []
  const cases: number[] = []
  for (let s = 0; s < sessionCase.length; s++) {
    for (let i = sessionOffsets[s]; i < sessionOffsets[s + 1]; i++) {
      const first = i === sessionOffsets[s]
      const cut =
        first ||
        time[i] - time[i - 1] > timeoutMs ||
        (starts !== undefined && starts[activity[i]] === 1) ||
        (ends !== undefined && ends[activity[i - 1]] === 1)
      if (!cut) continue
      offsets.push(i)
      cases.push(sessionCase[s])
    }
  }
  offsets.push(activity.length)
  return new EventLog(
    withParts(grouped, { sessionOffsets: Uint32Array.from(offsets), sessionCase: Uint32Array.from(cases) })
  )
}

function timeoutOf(log: LogData, timeout: string | number): number {
  if (log.timeKind === 'timestamp') return parseDuration(timeout, 'timeout')
  const units = Number(timeout)
  if (Number.isFinite(units) && units > 0) return units
  throw new InputError(
    'BAD_OPTION',
    `timeout is '${timeout}', but this log is ordered by plain numbers, not by timestamps.`,
    'Give the timeout as a positive number in the unit of that column.'
  )
}

function splitByColumn(log: LogData, column: string): LogData {
  const codes = codesOf(log, column)
  const most = codes.reduce((a, b) => Math.max(a, b), 0)
  const grouped = groupByCode({ order: null, offsets: log.sessionOffsets }, codes, most + 1)
  const { order } = grouped
  return withParts(log, {
    sessionOffsets: grouped.offsets,
    sessionCase: gatherU32(log.sessionCase, grouped.parent),
    ...(order !== null && {
      activity: gatherU32(log.activity, order),
      time: gatherF64(log.time, order),
      attributes: gatherAttributes(log.attributes, order)
    })
  })
}

function codesOf(log: LogData, name: string): Uint32Array {
  const column = attributeOf(log, name)
  if (column.kind === 'category') return column.codes
  const known = new Map<number, number>()
  return Uint32Array.from(column.values, (value) => {
    const code = known.get(value) ?? known.size
    known.set(value, code)
    return code
  })
}

/**
 * A kept column by its name.
 *
 * @throws InputError UNKNOWN_COLUMN
 */
export function attributeOf(log: LogData, name: string) {
  const column = log.attributes.get(name)
  if (column !== undefined) return column
  const kept = [...log.attributes.keys()]
  throw new InputError(
    'UNKNOWN_COLUMN',
    `The log keeps no column '${name}'.`,
    `${kept.length > 0 ? `It keeps: ${kept.join(', ')}. ` : ''}Name it as an attribute when the log is read${
      log.read.columns.includes(name) ? ' (the file has it)' : `; the file has: ${log.read.columns.join(', ')}`
    }.`
  )
}

/**
 * Leaves out all but the first of equal activities in a row within a session, as the reference method does before it
 * looks at a sequence's length.
 */
export function collapseRepeats(log: LogData): EventLog {
  const { activity, sessionOffsets, sessionCase } = log
  const keep = new Uint8Array(eventCount(log)).fill(1)
  for (let s = 0; s < sessionCase.length; s++) {
    for (let i = sessionOffsets[s] + 1; i < sessionOffsets[s + 1]; i++) {
      if (activity[i] === activity[i - 1]) keep[i] = 0
    }
  }
  return new EventLog(keepEvents(log, keep, 'repeats of the same activity in a row'))
}

/**
 * Leaves out sessions with fewer than `minSteps` or more than `maxSteps` events. The number of cases of each activity
 * before that stays known (`casesPerActivity`), as in the reference method.
 */
export function keepSessions(log: LogData, options: { minSteps?: number; maxSteps?: number }): EventLog {
  checkOptionNames(options, ['minSteps', 'maxSteps'], 'keepSessions')
  const minSteps = countOption(options.minSteps ?? 1, 'minSteps')
  const maxSteps = countOption(options.maxSteps ?? 2 ** 32, 'maxSteps')
  const keep = new Uint8Array(sessionCount(log))
  let longest = 0
  let kept = 0
  for (let s = 0; s < keep.length; s++) {
    const steps = log.sessionOffsets[s + 1] - log.sessionOffsets[s]
    longest = Math.max(longest, steps)
    if (steps < minSteps || steps > maxSteps) continue
    keep[s] = 1
    kept++
  }
  if (kept === keep.length) return new EventLog(log)
  if (kept === 0) {
    throw new InputError(
      'ALL_DROPPED',
      `None of the ${keep.length} sessions has ${options.maxSteps === undefined ? `${minSteps} or more` : `${minSteps} to ${maxSteps}`} steps; the longest has ${longest}.`,
      options.maxSteps === undefined ? 'Lower minSteps.' : 'Lower minSteps or raise maxSteps.'
    )
  }
  const bounds = [
    options.minSteps !== undefined && `shorter than ${minSteps} steps`,
    options.maxSteps !== undefined && `longer than ${maxSteps} steps`
  ].filter((bound) => bound !== false)
  const whole = withParts(log, { casesBeforeShort: casesPerActivity(log) })
  return new EventLog(keepWholeSessions(whole, keep, `sessions ${bounds.join(' or ')}`))
}

/** Cuts very long sessions off after `maxSteps` events, so that a few cannot outweigh the rest; counted in `dropped`. */
export function truncateSessions(log: LogData, maxSteps: number): EventLog {
  countOption(maxSteps, 'maxSteps')
  const keep = new Uint8Array(eventCount(log)).fill(1)
  let cut = 0
  for (let s = 0; s < log.sessionCase.length; s++) {
    const from = log.sessionOffsets[s] + maxSteps
    if (from >= log.sessionOffsets[s + 1]) continue
    keep.fill(0, from, log.sessionOffsets[s + 1])
    cut++
  }
  const left = `events after step ${maxSteps} of ${cut} very long session${cut === 1 ? '' : 's'}`
  return new EventLog(keepEvents(log, keep, left))
}

/** @throws InputError BAD_OPTION unless `value` is a whole number of at least 1 */
export function countOption(value: number, name: string): number {
  if (Number.isInteger(value) && value >= 1) return value
  throw new InputError('BAD_OPTION', `${name} is ${value}.`, `Give ${name} as a whole number of at least 1.`)
}
