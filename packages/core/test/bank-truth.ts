import { sharedBytes, sharedFile } from '../../../tools/testing/shared.js'
import type { LogData } from '../src/log/types.js'
import { plainLog } from './plain-log.js'

/** The bank log with its truth: labels per activity, hubs, the true steps, and what each session was for. */
export interface BankTruth {
  log: LogData
  /** [sessions] */
  sessionIds: string[]
  /** [activities] true process (a process of a channel), -1 for hubs and shared subroutines */
  labels: Int32Array
  hubs: Uint8Array
  /** [activities] number of the step in its process; -1 where it has none */
  step: Int32Array
  /** `pay_bill/web` and so on; the index is the label */
  processes: string[]
  sessions: Map<string, { intents: string[]; completed: boolean[]; channel: string; bot: boolean }>
}

export const bankPath = sharedFile('data/bank_100k/events.csv.gz')

const rows = (name: string): string[][] =>
  new TextDecoder()
    .decode(sharedBytes(sharedFile(`data/bank_100k/${name}`) as string))
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','))

/** The log by customer and session; `sessionIds` names the sessions. */
export function bankTruth(): BankTruth {
  const events = rows('events.csv.gz')
  const log = plainLog(
    events.map(([customer, session, activity, time, channel, duration, status]) => ({
      session,
      case: customer,
      activity,
      time: Date.parse(time),
      channel,
      status,
      duration_ms: Number(duration)
    })),
    { channel: 'channel', status: 'status', duration: 'duration_ms' }
  )
  const truth = new Map(rows('truth.csv').map((row) => [row[0], row]))
  const labels = new Int32Array(log.activityNames.length).fill(-1)
  const step = new Int32Array(labels.length).fill(-1)
  const hubs = new Uint8Array(labels.length)
  const processes: string[] = []
  log.activityNames.forEach((name, a) => {
    const [, process, channel, place, kind] = truth.get(name) as string[]
    if (kind !== 'process') {
      hubs[a] = 1
      return
    }
    const key = `${process}/${channel}`
    if (!processes.includes(key)) processes.push(key)
    labels[a] = processes.indexOf(key)
    step[a] = Number(place)
  })
  const sessions = new Map(
    rows('truth_sessions.csv.gz').map(([id, , channel, bot, intents, completed]) => [
      id,
      {
        channel,
        bot: bot === '1',
        intents: intents === '' ? [] : intents.split(';'),
        completed: completed === '' ? [] : completed.split(';').map((x) => x === '1')
      }
    ])
  )
  return { log, sessionIds: [...new Set(events.map((row) => row[1]))], labels, hubs, step, processes, sessions }
}
