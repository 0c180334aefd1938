import { sharedBytes, sharedFile } from '../../../tools/testing/shared.js'
import type { EventLog } from '../src/log/event-log.js'
import { logFromTriples, type Triple } from '../src/log/memory-log.js'

/** The bank log with its truth: labels per activity, hubs, the true steps, and what each session was for. */
export interface BankTruth {
  log: EventLog
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

/** The log with one case per session: the names of the cases are the ids of the sessions. */
export function bankTruth(): BankTruth {
  const events = rows('events.csv.gz')
  const log = logFromTriples(
    events.map((row) => [row[1], row[2], Date.parse(row[3])] as Triple),
    {
      categories: { channel: events.map((row) => row[4]), status: events.map((row) => row[6]) },
      numbers: { duration_ms: events.map((row) => Number(row[5])) },
      schema: { channel: 'channel', status: 'status', duration: 'duration_ms' }
    }
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
  return { log, labels, hubs, step, processes, sessions }
}
