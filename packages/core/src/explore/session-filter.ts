import { InputError } from '../errors.js'
import { attributeOf } from '../log/sessions.js'
import type { LogRuns } from './runs-of-discovery.js'

/** Which sessions to keep; all filters must be met. Plain data. Processes and activities by their numbers in the discovery. */
export type SessionFilter =
  /** With a run of any of these processes; `not`: without one. */
  | { kind: 'processes'; processes: readonly number[]; not?: boolean }
  /** With an event of any of these activities; `not`: without one. */
  | { kind: 'activities'; activities: readonly number[]; not?: boolean }
  /** That begin from `from` (included) to `to` (excluded): ISO 8601. */
  | { kind: 'time'; from: string; to: string }
  /** With an event of any of these values of a text column. */
  | { kind: 'value'; column: string; values: readonly string[] }

/** [sessions] 1 where a session meets all filters, and for each filter how many sessions there would be without it. */
export function sessionMask(
  whole: LogRuns,
  filters: readonly SessionFilter[]
): { keep: Uint8Array; without: number[] } {
  const sessions = whole.log.sessionCase.length
  const masks = filters.map((filter) => maskOf(whole, filter))
  const failed = new Uint8Array(sessions)
  for (const mask of masks) for (let s = 0; s < sessions; s++) failed[s] += 1 - mask[s]
  return {
    keep: failed.map((count) => (count === 0 ? 1 : 0)),
    without: masks.map((mask) => failed.reduce((sum, count, s) => sum + (count - (1 - mask[s]) === 0 ? 1 : 0), 0))
  }
}

function maskOf({ log, runs, discovery }: LogRuns, filter: SessionFilter): Uint8Array {
  const sessions = log.sessionCase.length
  const mask = new Uint8Array(sessions)
  /** Marks the sessions with an event that fits. */
  const byEvents = (fits: (event: number) => boolean) => {
    for (let s = 0; s < sessions; s++) {
      for (let i = log.sessionOffsets[s]; i < log.sessionOffsets[s + 1] && mask[s] === 0; i++) if (fits(i)) mask[s] = 1
    }
  }
  if (filter.kind === 'processes') {
    const wanted = flags(filter.processes, discovery.processes.length, 'process')
    for (let r = 0; r < runs.count; r++) if (wanted[runs.process[r]] === 1) mask[runs.session[r]] = 1
  } else if (filter.kind === 'activities') {
    const wanted = flags(filter.activities, discovery.activities.length, 'activity')
    byEvents((i) => wanted[log.activity[i]] === 1)
  } else if (filter.kind === 'value') {
    const column = attributeOf(log, filter.column)
    if (column.kind !== 'category') {
      throw new InputError(
        'BAD_OPTION',
        `Column '${filter.column}' holds numbers, not text.`,
        'Choose a column of text, such as the channel.'
      )
    }
    const wanted = new Set(filter.values)
    const fits = Uint8Array.from(column.values, (value, code) => (code > 0 && wanted.has(value) ? 1 : 0))
    byEvents((i) => fits[column.codes[i]] === 1)
  } else {
    const from = momentOf(filter.from)
    const to = momentOf(filter.to)
    for (let s = 0; s < sessions; s++) {
      const begins = log.time[log.sessionOffsets[s]]
      if (begins >= from && begins < to) mask[s] = 1
    }
  }
  return 'not' in filter && filter.not ? mask.map((met) => 1 - met) : mask
}

function flags(ids: readonly number[], count: number, what: string): Uint8Array {
  const wanted = new Uint8Array(count)
  for (const id of ids) {
    if (!(id >= 0 && id < count)) {
      throw new InputError('BAD_OPTION', `There is no ${what} ${id}.`, `Use a number from 0 to ${count - 1}.`)
    }
    wanted[id] = 1
  }
  return wanted
}

function momentOf(text: string): number {
  const at = Date.parse(text)
  if (!Number.isNaN(at)) return at
  throw new InputError('BAD_OPTION', `'${text}' is not a moment in time.`, "Write it as '2024-03-01T14:30:00Z'.")
}
