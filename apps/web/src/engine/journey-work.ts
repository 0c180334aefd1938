import {
  beforeContact,
  chartsOverTime,
  claimCheck,
  EventLog,
  type FindQuery,
  filterEvents,
  find,
  findOutages,
  InputError,
  indexLog,
  type JourneyOptions,
  joinLogs,
  journey,
  type LogIndex,
  othersAtTheTime,
  processesOfDiscovery,
  type Role,
  readLog,
  shapeLog,
  similarJourneys,
  topErrors,
  type WorkOptions,
  weekdayByHour
} from '@desirepath/core'
import type { ChartAnswer, ChartRequest, Found, JourneyFacts, OutageNote } from '@desirepath/view/journey'
import type { JourneyLog, OpenJourneys } from './journey-verbs.js'
import type { Spans } from './refine-verbs.js'
import { namesOf } from './source-names.js'
import { pageThreads } from './threads.js'
import { withoutRoles } from './without-roles.js'

const mostNames = 2000
const mostValues = 50

/** Reads the logs with all of their columns, joins and indexes them, and answers the journey views. */
export function createJourneyWork() {
  let index: LogIndex | null = null
  let key = ''
  /** Of the sessions that the filters leave; the whole index where nothing is filtered. */
  let part: { key: string; whole: LogIndex; index: LogIndex } | null = null
  let timeZone = 'UTC'
  let took = { readMs: 0, indexMs: 0 }
  // Logs as read, so that a clock that is moved or a log that is added does not read the others again.
  let logs: { log: JourneyLog; key: string; read: EventLog }[] = []

  const opened = (): LogIndex => {
    if (index === null) throw new InputError('BAD_OPTION', 'No log is indexed.', 'Open the journeys first.')
    return index
  }
  /** What is listed and drawn; a journey itself is always whole, and claims are checked against everybody. */
  const shown = (): LogIndex => part?.index ?? opened()

  return {
    async open(
      input: OpenJourneys & { spans: Spans | null },
      { signal, onProgress }: WorkOptions
    ): Promise<JourneyFacts> {
      const { split, links, without, discovery } = input
      timeZone = input.timeZone
      const wanted = input.logs.map((log, l) => ({ log, key: keyOf(log, l === 0 ? without : []) }))
      const own = JSON.stringify([wanted.map((one) => [one.key, one.log.offsetMs]), links, split])
      if (index === null || own !== key) {
        index = null
        let begun = performance.now()
        const kept = logs
        const read: typeof logs = []
        for (const [l, one] of wanted.entries()) {
          const known = kept.find((other) => other.key === one.key && other.log.file.size === one.log.file.size)
          const done = (share: number) => onProgress?.({ stage: 'reading', done: (0.7 * (l + share)) / wanted.length })
          read.push(known ?? { ...one, read: await readWhole(one.log, l === 0 ? without : [], done, signal) })
        }
        logs = read
        // A clock that is moved reads nothing anew: what reading took stays told.
        const readMs = read.every((one) => kept.includes(one)) ? took.readMs : performance.now() - begun
        begun = performance.now()
        const first = split === null ? read[0].read : shapeLog(read[0].read, { split })
        const all = [first, ...read.slice(1).map((one) => one.read)]
        const alone = all.length === 1 && links.length === 0
        const log = alone
          ? first
          : joinLogs(all, {
              names: namesOf(wanted.map((one) => one.log.name)),
              offsetsMs: wanted.map((one) => one.log.offsetMs),
              idMap: links
            })
        index = await indexLog(log, {
          processes: processesOfDiscovery(discovery as never, log),
          ...(signal !== undefined && { signal }),
          onProgress: (report) => onProgress?.({ stage: 'indexing', done: 0.7 + 0.3 * report.done })
        })
        key = own
        took = { readMs, indexMs: performance.now() - begun }
      } else index = { ...index, processes: processesOfDiscovery(discovery as never, index.log) }
      const { spans } = input
      const filters = JSON.stringify([input.filters, input.edited])
      if (spans === null) part = null
      else if (part?.key !== filters || part.whole.log !== index.log) {
        const own = wanted.length === 1 ? null : namesOf(wanted.map((one) => one.log.name))[0]
        const left = within(new EventLog(index.log), spans, own)
        part = {
          key: filters,
          whole: index,
          index: await indexLog(left, {
            processes: processesOfDiscovery(discovery as never, left),
            ...(signal !== undefined && { signal })
          })
        }
      }
      return { ...factsOf(shown(), timeZone, took, logs), filtered: part !== null }
    },

    find(query: FindQuery): Found {
      const known = shown()
      const { log } = known
      const found = find(known, query)
      return {
        ...found,
        rows: found.rows.map((row) => ({
          ...row,
          slowestName: row.slowest === null ? null : log.activityNames[log.activity[row.slowest.event]],
          lookName: log.activityNames[log.activity[row.look]],
          lookTime: log.time[row.look]
        })),
        without: found.total.customers === 0 ? withoutOne(known, query) : []
      }
    },

    show: ({ customer, options }: { customer: string; options: JourneyOptions }) =>
      journey(opened(), customer, { timeZone, ...options }),

    claim: ({ event, claimed }: { event: number; claimed: string | null }) =>
      claimCheck(opened(), event, { timeZone, ...(claimed !== null && { claimed }) }),

    others: (event: number) => ({
      others: othersAtTheTime(opened(), event),
      similar: similarJourneys(opened(), event)
    }),

    charts({ by, range, limit }: ChartRequest): ChartAnswer {
      const known = shown()
      const when = { timeZone, ...range }
      return {
        all: chartsOverTime(known, when),
        groups: by === 'all' ? null : chartsOverTime(known, { ...when, by, limit }),
        week: weekdayByHour(known, when),
        top: topErrors(known, { ...range, limit: 12 })
      }
    },

    before: (_: null) => beforeContact(shown()),

    async outages(_: null, { signal, onProgress }: WorkOptions): Promise<OutageNote[]> {
      const found = await findOutages(shown(), {
        timeZone,
        ...(signal !== undefined && { signal }),
        ...(onProgress !== undefined && { onProgress })
      })
      return found.map(({ affected, customers, ...outage }) => ({
        ...outage,
        affectedEvents: affected.length,
        customers: customers.map(({ customer }) => customer)
      }))
    }
  }
}

/**
 * The events within sessions: of the log itself by the customer's name there, of logs joined with it by whom they belong
 * to. `own`: name of the log itself where it is joined with others.
 */
function within(log: EventLog, spans: Spans, own: string | null): EventLog {
  return filterEvents(log, {
    where: (event) => {
      const name = own !== null && event.attribute('source') === own ? event.attribute('source_id') : event.case
      return spans.get(String(name))?.some(([from, to]) => event.time >= from && event.time <= to) ?? false
    }
  })
}

const keyOf = ({ name, file, read }: JourneyLog, without: readonly Role[]) =>
  JSON.stringify([name, file.size, read, without])

async function readWhole(
  { file, name, read }: JourneyLog,
  without: readonly Role[],
  onProgress: (share: number) => void,
  signal: AbortSignal | undefined
): Promise<EventLog> {
  const log = await readLog(file, {
    ...read,
    attributes: ['*'],
    threads: pageThreads(),
    name,
    totalBytes: file.size,
    ...(signal !== undefined && { signal }),
    onProgress: ({ done }) => onProgress(done)
  })
  return new EventLog(withoutRoles(log, without))
}

/** How many customers there are without one of the conditions, for each of them. */
function withoutOne(index: LogIndex, query: FindQuery): Found['without'] {
  const conditions = [
    'errors',
    'waitOver',
    'activities',
    'process',
    'channel',
    'amount',
    'message',
    'attributes'
  ] as const
  const without: Found['without'] = []
  const count = (changed: FindQuery) => find(index, { ...changed, limit: 1 }).total.customers
  const given = conditions.filter((condition) => query[condition] !== undefined)
  for (const condition of given) {
    const { [condition]: _, ...rest } = query
    without.push({ condition, customers: count(rest) })
  }
  const { from: _, to: __, last: ___, ...anyTime } = query
  without.push({ condition: 'from', customers: count({ ...anyTime, from: index.first, to: index.last + 1 }) })
  return without.sort((a, b) => b.customers - a.customers)
}

function factsOf(
  index: LogIndex,
  timeZone: string,
  took: { readMs: number; indexMs: number },
  logs: { read: EventLog; log: JourneyLog }[]
): Omit<JourneyFacts, 'filtered'> {
  const { log, details, eventsOf } = index
  const roles = new Set(Object.values(log.schema).filter((name) => typeof name === 'string'))
  const byEvents = Array.from(log.activityNames, (_, a) => a).sort((a, b) => eventsOf[b] - eventsOf[a] || a - b)
  const names = namesOf(logs.map((one) => one.log.name))
  return {
    events: log.activity.length,
    customers: log.caseNames.length,
    first: index.first,
    last: index.last,
    timeKind: log.timeKind,
    timeZone: log.timeKind === 'timestamp' ? timeZone : '',
    has: details.has,
    activities: byEvents.slice(0, mostNames).map((a) => log.activityNames[a]),
    channels: details.columns.channel?.values.slice(1).slice(0, 100) ?? [],
    columns: [...log.attributes]
      .filter(([name]) => !roles.has(name))
      .map(([name, column]) => ({
        name,
        kind: column.kind,
        values: column.kind === 'category' ? column.values.slice(1, 1 + mostValues) : []
      })),
    sources: logs.length === 1 ? [] : logs.map((one, l) => ({ name: names[l], events: one.read.activity.length })),
    notes: logs.length === 1 ? [] : log.read.notes.slice(0, 12),
    ...took,
    indexBytes: index.bytes
  }
}
