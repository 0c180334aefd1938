import {
  type AttributeColumn,
  EventLog,
  type FindQuery,
  find,
  InputError,
  indexLog,
  journey,
  type LogIndex
} from '@desirepath/core'
import { Random } from '../../datasets/random.js'
import { given, timed } from '../contender.js'

const { events, activities } = given<{ events: number; activities: number }>()
const DAY = 86_400_000
const START = Date.UTC(2024, 0, 1)
const FIRST = 'Anna Bernd Carla Dieter Emma Felix Greta Hans Ida Jonas'.split(' ')
const LAST = 'Meier Schulz Weber Wagner Becker Hoffmann Koch Richter Klein Wolf Neumann Schwarz'.split(' ')
const EACH = 25

/** 25 events of each customer within minutes, somewhere in 30 days. */
function madeLog(): EventLog {
  const random = new Random(1)
  const cases = Math.ceil(events / EACH)
  const column = () => new Uint32Array(events)
  const [of, activity, status, channel, name] = [column(), column(), column(), column(), column()]
  const [time, wait, amount] = [0, 1, 2].map(() => new Float64Array(events)) as [
    Float64Array,
    Float64Array,
    Float64Array
  ]
  let at = 0
  for (let i = 0; i < events; i++) {
    of[i] = Math.floor(i / EACH)
    at = i % EACH === 0 ? START + random.unit() * 30 * DAY : at + random.unit() * 60_000
    activity[i] = i < activities ? i : Math.floor(random.unit() * random.unit() * activities)
    time[i] = at
    wait[i] = -800 * Math.log(random.unit() + 1e-9)
    amount[i] = random.unit() < 0.1 ? random.unit() * 5000 : Number.NaN
    status[i] = random.unit() < 0.02 ? 2 : 1
    channel[i] = 1 + Math.floor(random.unit() * 3)
    name[i] = of[i]! + 1
  }
  const numbers = (values: Float64Array): AttributeColumn => ({ kind: 'number', values })
  const texts = (codes: Uint32Array, values: string[]): AttributeColumn => ({
    kind: 'category',
    codes,
    values: ['', ...values]
  })
  const names = Array.from({ length: cases }, (_, c) => `${FIRST[c % 10]} ${LAST[(c * 7) % 12]}${c % 997}son`)
  const schema = {
    case: 'customer',
    activity: 'activity',
    time: 'time',
    duration: 'wait_ms',
    amount: 'amount',
    status: 'status',
    channel: 'channel',
    customerName: 'name'
  }
  return EventLog.fromColumns({
    case: of,
    activity,
    time,
    timeKind: 'timestamp',
    session: null,
    caseNames: Array.from({ length: cases }, (_, c) => `C${1_000_000 + c * 37}`),
    activityNames: Array.from({ length: activities }, (_, a) => `activity ${a}`),
    attributes: new Map([
      ['wait_ms', numbers(wait)],
      ['amount', numbers(amount)],
      ['status', texts(status, ['ok', 'error'])],
      ['channel', texts(channel, ['web', 'app', 'phone'])],
      ['name', texts(name, names)]
    ]),
    read: {
      format: 'memory',
      gzip: false,
      encoding: 'utf-8',
      delimiter: null,
      columns: Object.values(schema),
      schema,
      guessed: [],
      timestampFormat: null,
      timeZone: 'UTC',
      rows: events,
      badRows: 0,
      bad: [],
      bytes: 0,
      notes: []
    }
  })
}

const all = { last: '40d' }
const SEARCHES: Readonly<Record<string, FindQuery>> = {
  'last hour': {},
  'errors of a day': { last: '1d', errors: true },
  'all errors': { ...all, errors: true },
  'waits over 1 s': { ...all, waitOver: '1s' },
  'waits over 1 s in half of the time': {
    from: new Date(START + 5 * DAY),
    to: new Date(START + 20 * DAY),
    waitOver: '1s'
  },
  'wait, channel and amount': { ...all, waitOver: '500ms', channel: 'web', amount: { min: 100 } },
  'wait, channel and activity': { ...all, waitOver: '200ms', channel: 'web', activities: [/activity [0-4]/] },
  'one activity': { ...all, activities: ['activity 17'] },
  everybody: all,
  'exact id': { customer: 'C1000370' },
  'part of an id': { customer: 'C10012' },
  'id with a slip': { customer: 'C1045678x' },
  'name with a slip': { customer: 'Schulz7sonn' },
  'name that nobody has': { customer: 'Zxqvbn Kkjh' },
  'name that nobody has, of names that many have': { customer: 'Hans Anna Ida' }
}

const log = madeLog()

/** A search; that nobody is called so is an answer too. */
function answer(index: LogIndex, query: FindQuery): void {
  try {
    find(index, query)
  } catch (error) {
    if (!(error instanceof InputError && error.code === 'UNKNOWN_CASE')) throw error
  }
}

function medianMs(body: () => unknown): number {
  const times = Array.from({ length: 9 }, () => {
    const before = process.cpuUsage()
    body()
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  })
  return Math.round(times.sort((a, b) => a - b)[4]! * 10) / 10
}

await timed(
  () => indexLog(log),
  (index) => ({
    'bytes an event': index.bytes / events,
    ...Object.fromEntries(
      Object.entries(SEARCHES).map(([name, query]) => [`${name} ms`, medianMs(() => answer(index, query))])
    ),
    'journey ms': medianMs(() => journey(index, 'C1000370'))
  })
)
