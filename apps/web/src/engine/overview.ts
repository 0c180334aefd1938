import type { Description, LogData, ReadReport } from '@desirepath/core'
import { describeLog, errorMask } from '@desirepath/core/reading'

/** What the start page tells of a log before anything is searched in it. Plain data. */
export interface Overview {
  read: ReadReport
  /** Of the log as shaped. */
  description: Description
  /** Events of each activity, most frequent first, in at most 120 bars: the mean of those that share one. */
  activityBars: number[]
  /** Events over time in at most 120 equal parts; empty where the log is ordered by numbers. */
  timeBars: { counts: number[]; partMs: number }
  busiest: { name: string; events: number } | null
  longestSession: { case: string; events: number; typical: number } | null
  /** Events that repeat the one before in case, activity and time; events with the time of the one before. */
  duplicates: number
  equalTimes: number
  /** Pauses of over 30 minutes within sessions; 0 where the log is ordered by numbers. */
  pauses: number
  errors: { column: string; count: number; of: number } | null
  /** Activities seen in one channel only, of all; null without a channel. */
  oneChannel: { count: number; of: number; channels: string[] } | null
}

const mostBars = 120

/** Counts over the columns, one pass each; 1,000,000 events take well under a second. */
export function overviewOf(read: LogData, shaped: LogData): Overview {
  return {
    read: read.read,
    description: describeLog(shaped, { top: 1 }),
    activityBars: activityBars(shaped),
    timeBars: timeBars(shaped),
    busiest: busiest(shaped),
    longestSession: longestSession(shaped),
    ...repeats(shaped),
    errors: errors(shaped),
    oneChannel: oneChannel(shaped)
  }
}

function activityBars(log: LogData): number[] {
  const counts = new Uint32Array(log.activityNames.length)
  for (const a of log.activity) counts[a]++
  counts.sort().reverse()
  return folded(counts)
}

function folded(counts: Uint32Array): number[] {
  const bars = Math.min(mostBars, counts.length)
  return Array.from({ length: bars }, (_, bar) => {
    const from = Math.floor((bar * counts.length) / bars)
    const to = Math.max(from + 1, Math.floor(((bar + 1) * counts.length) / bars))
    let sum = 0
    for (let i = from; i < to; i++) sum += counts[i]
    return sum / (to - from)
  })
}

function timeBars(log: LogData): Overview['timeBars'] {
  if (log.timeKind !== 'timestamp' || log.time.length === 0) return { counts: [], partMs: 0 }
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (const at of log.time) {
    if (at < first) first = at
    if (at > last) last = at
  }
  const day = 86_400_000
  const days = (last - first) / day
  const partMs =
    days > 2 ? day * Math.max(1, Math.ceil(days / mostBars)) : Math.max(1, Math.ceil((last - first) / mostBars))
  const start = Math.floor(first / partMs) * partMs
  const counts = new Array<number>(Math.floor((last - start) / partMs) + 1).fill(0)
  for (const at of log.time) counts[Math.floor((at - start) / partMs)]++
  return { counts, partMs }
}

function busiest(log: LogData): Overview['busiest'] {
  const counts = new Uint32Array(log.caseNames.length)
  for (let s = 0; s < log.sessionCase.length; s++) {
    counts[log.sessionCase[s]] += log.sessionOffsets[s + 1] - log.sessionOffsets[s]
  }
  let most = -1
  for (let c = 0; c < counts.length; c++) if (most < 0 || counts[c] > counts[most]) most = c
  return most < 0 ? null : { name: log.caseNames[most], events: counts[most] }
}

function longestSession(log: LogData): Overview['longestSession'] {
  const sessions = log.sessionCase.length
  if (sessions === 0) return null
  const lengths = Uint32Array.from({ length: sessions }, (_, s) => log.sessionOffsets[s + 1] - log.sessionOffsets[s])
  let most = 0
  for (let s = 1; s < sessions; s++) if (lengths[s] > lengths[most]) most = s
  const events = lengths[most]
  return { case: log.caseNames[log.sessionCase[most]], events, typical: lengths.sort()[sessions >> 1] }
}

function repeats(log: LogData): { duplicates: number; equalTimes: number; pauses: number } {
  let duplicates = 0
  let equalTimes = 0
  let pauses = 0
  const halfHour = log.timeKind === 'timestamp' ? 1_800_000 : Number.POSITIVE_INFINITY
  for (let s = 0; s < log.sessionCase.length; s++) {
    for (let i = log.sessionOffsets[s] + 1; i < log.sessionOffsets[s + 1]; i++) {
      const gap = log.time[i] - log.time[i - 1]
      if (gap > halfHour) pauses++
      if (gap !== 0) continue
      equalTimes++
      if (log.activity[i] === log.activity[i - 1]) duplicates++
    }
  }
  return { duplicates, equalTimes, pauses }
}

function errors(log: LogData): Overview['errors'] {
  const column = log.schema.status
  const mask = column === undefined ? null : errorMask(log)
  if (column === undefined || mask === null) return null
  let count = 0
  for (const outcome of mask) if (outcome === 1) count++
  return { column, count, of: mask.length }
}

function oneChannel(log: LogData): Overview['oneChannel'] {
  const column = log.schema.channel === undefined ? undefined : log.attributes.get(log.schema.channel)
  if (column === undefined || column.kind !== 'category') return null
  const seen = new Int32Array(log.activityNames.length).fill(-1) // -1 none, -2 several, else the channel
  const used = new Set<number>()
  for (let i = 0; i < log.activity.length; i++) {
    const code = column.codes[i]
    if (code === 0) continue
    used.add(code)
    const a = log.activity[i]
    if (seen[a] === -1) seen[a] = code
    else if (seen[a] !== code) seen[a] = -2
  }
  const channels = [...used].sort((a, b) => a - b).map((code) => column.values[code])
  if (channels.length < 2 || channels.length > 12) return null
  return { count: seen.reduce((sum, code) => sum + (code >= 0 ? 1 : 0), 0), of: seen.length, channels }
}
