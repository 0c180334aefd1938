import {
  Clock,
  type EventFilter,
  type FindQuery,
  type FindResult,
  find,
  findOutages,
  type LogIndex,
  maskText,
  type Outage,
  sayDuration,
  toCsv
} from '@desirepath/core'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { count, plural } from '../format.js'
import { positionals } from '../input.js'
import { type JourneyFlags, openIndex, withJourneyOptions } from '../journey-input.js'
import { anyNumber, each, wholeNumber, withLogOptions, withOutputOptions } from '../options.js'
import { json, writeOut } from '../output.js'
import { type Column, heading, table } from '../print.js'
import { Session } from '../session.js'

interface Flags extends JourneyFlags {
  last?: string
  customer?: string
  did?: string[]
  process?: string
  errors?: boolean
  waitOver?: string
  amountFrom?: number
  amountTo?: number
  inChannel?: string
  says?: string
  where?: string[]
  sort: NonNullable<FindQuery['sort']>
  limit: number
  outages?: boolean
  pseudonyms?: boolean
}

/** `desirepath find LOG` */
export function addFind(program: Command): void {
  const command = program
    .command('find')
    .usage('[options] <log>')
    .summary('customers by time, name, errors, waits, amounts; and outages')
    .description(
      'Find the customers who did something in a time (by default the last hour of the data), errors first.\n' +
        'Conditions may be combined; --from and --to say the time.'
    )
    .argument('[log]', 'a log; - for stdin')
    .addHelpText(
      'after',
      `
Examples:
  $ desirepath find clicks.csv --last 1h --errors
  $ desirepath find clicks.csv --customer C10109
  $ desirepath find clicks.csv --from 2024-03-03 --to 2024-03-04 --did checkout --wait-over 10s --amount-from 500
  $ desirepath find web.csv --with app.csv --with chat.jsonl --id-map ids.json --last 30m --errors
  $ desirepath find clicks.csv --outages --model result/model.json`
    )
    .action(async (log: string | undefined, flags: Flags) => {
      const [path] = positionals([log], ['LOG'])
      const session = new Session(flags)
      const index = await openIndex(path, flags, session)
      if (flags.outages === true) await outages(index, flags, session)
      else await customers(index, flags, session)
    })
  withJourneyOptions(command)
  withOutputOptions(command, ['table', 'json', 'csv'])
  withLogOptions(command)
  command
    .optionsGroup('What to find:')
    .option('--last <time>', 'the last part of the data: 1h, 30m, 2d')
    .option('--customer <id or name>', 'exactly, else what is like it; all of the data unless a time is given')
    .option('--did <activity>', 'an exact name, or a /regular expression/; again: any of them', each)
    .option('--process <name>', 'number, name or a part of it (with --model)')
    .option('--errors', 'only events that failed')
    .option('--wait-over <time>', 'only events that took longer: 10s')
    .option('--amount-from <sum>', 'only events with at least this amount', anyNumber(Number.NEGATIVE_INFINITY))
    .option('--amount-to <sum>', 'only events with at most this amount', anyNumber(Number.NEGATIVE_INFINITY))
    .option('--in-channel <name>', 'only events in this channel')
    .option('--says <text>', 'only events with this text in their message')
    .option(
      '--where <column=value>',
      'only events with this value in a column, a..b for numbers; again for more',
      condition
    )
    .addOption(
      new Option('--sort <order>', 'what comes first')
        .choices(['errors', 'recent', 'slowest', 'events'])
        .default('errors')
    )
    .option('--limit <n>', 'most customers to list', wholeNumber(1), 20)
    .option('--outages', 'times in which a process failed or was slow far more than chance allows')
    .option('--pseudonyms', 'do not print ids and names of customers')
}

function condition(text: string, before: string[] | undefined): string[] {
  if (text.indexOf('=') < 1) throw new InvalidArgumentError('Write it as column=value.')
  return each(text, before)
}

function queryOf(flags: Flags): FindQuery {
  const { from, to, last, customer, did, process, errors, waitOver, amountFrom, amountTo, inChannel, says, where } =
    flags
  const attributes: Record<string, NonNullable<EventFilter['attributes']>[string]> = {}
  for (const text of where ?? []) {
    const [column, value] = [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]
    const range = /^(-?[\d.]*)\.\.(-?[\d.]*)$/.exec(value)
    attributes[column] =
      range === null
        ? value
        : { ...(range[1] !== '' && { min: Number(range[1]) }), ...(range[2] !== '' && { max: Number(range[2]) }) }
  }
  return {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(last !== undefined && { last }),
    ...(customer !== undefined && { customer }),
    ...(did !== undefined && { activities: did.map(asPattern) }),
    ...(process !== undefined && { process }),
    ...(errors === true && { errors }),
    ...(waitOver !== undefined && { waitOver }),
    ...((amountFrom !== undefined || amountTo !== undefined) && {
      amount: { ...(amountFrom !== undefined && { min: amountFrom }), ...(amountTo !== undefined && { max: amountTo }) }
    }),
    ...(inChannel !== undefined && { channel: inChannel }),
    ...(says !== undefined && { message: says }),
    ...(where !== undefined && { attributes }),
    sort: flags.sort,
    limit: flags.limit
  }
}

function asPattern(text: string): string | RegExp {
  const match = /^\/(.+)\/(i?)$/.exec(text)
  return match === null ? text : new RegExp(match[1], match[2])
}

async function customers(index: LogIndex, flags: Flags, session: Session): Promise<void> {
  const found = find(index, queryOf(flags))
  for (const note of found.notes) session.note(note)
  if (flags.pseudonyms === true) {
    found.rows.forEach((row, k) => {
      row.customer = `Customer ${k + 1}`
      row.name = null
    })
  }
  if (flags.format === 'json') await writeOut(json(asData(index, found)))
  else if (flags.format === 'csv') await writeOut(asCsv(index, found))
  else await writeOut(asText(index, found, flags))
}

const moment = (index: LogIndex, time: number): string =>
  index.log.timeKind === 'timestamp' ? new Date(time).toISOString() : String(time)

function asData(index: LogIndex, found: FindResult) {
  const { activity, activityNames } = index.log
  return {
    ...found,
    range: { ...found.range, from: moment(index, found.range.from), to: moment(index, found.range.to) },
    rows: found.rows.map(({ slowest, look, lastSeen, processes, case: _, ...row }) => ({
      ...row,
      lastSeen: moment(index, lastSeen),
      slowest: slowest && { activity: activityNames[activity[slowest.event]], ms: slowest.ms },
      processes: processes.map((process) => index.processes?.processes[process].name),
      look: { at: moment(index, index.log.time[look]), activity: activityNames[activity[look]] }
    }))
  }
}

function asCsv(index: LogIndex, found: FindResult): string {
  return toCsv(
    [
      'customer',
      'name',
      'matches',
      'events',
      'errors',
      'unknown_status',
      'last_seen',
      'slowest_ms',
      'slowest_activity'
    ],
    asData(index, found).rows.map((row) => [
      row.customer,
      row.name ?? '',
      row.matches,
      row.events,
      row.errors ?? '',
      row.unknownStatus ?? '',
      row.lastSeen,
      row.slowest?.ms ?? '',
      row.slowest?.activity ?? ''
    ])
  )
}

function asText(index: LogIndex, found: FindResult, flags: Flags): string {
  const clock = new Clock(index.log.timeKind, flags.timeZone)
  const { range, rows, total, other, active } = found
  const named = rows.some(({ name }) => name !== null)
  const channels = rows.some((row) => row.channels.length > 0)
  const columns: Column[] = [
    { header: 'customer' },
    ...(named ? [{ header: 'name' }] : []),
    { header: 'matches', right: true },
    { header: 'events', right: true },
    { header: 'errors', right: true },
    { header: 'last seen' },
    { header: 'slowest', right: true },
    { header: 'at', shrink: true },
    ...(channels ? [{ header: 'channels' }] : [])
  ]
  const { activity, activityNames } = index.log
  const cells = rows.map((row) => [
    row.customer,
    ...(named ? [row.name ?? ''] : []),
    count(row.matches),
    count(row.events),
    row.errors === null
      ? 'unknown'
      : `${count(row.errors)}${row.unknownStatus ? ` (${count(row.unknownStatus)} unknown)` : ''}`,
    clock.moment(row.lastSeen),
    row.slowest === null ? 'unknown' : sayDuration(row.slowest.ms),
    row.slowest === null ? '' : activityNames[activity[row.slowest.event]],
    ...(channels ? [row.channels.join(', ')] : [])
  ])
  if (other.customers > 0) {
    const rest = [`(${plural(other.customers, 'other')})`, ...(named ? [''] : []), count(other.matches)]
    cells.push([...rest, ...columns.slice(rest.length).map(() => '')])
  }
  const time = `${clock.moment(range.from)} to ${clock.moment(range.to)} ${clock.zoneName}`.trim()
  const of = active === null ? '' : ` of ${count(active)} active`
  const errors = total.errors === null ? 'errors unknown' : plural(total.errors, 'error')
  const head = `${plural(total.customers, 'customer')}${of}, ${plural(total.matches, 'event')}, ${errors}. ${time}${range.byDefault && flags.customer === undefined && index.log.timeKind === 'timestamp' ? ' (the last hour of the data)' : ''}.\n`
  return rows.length === 0 ? head : `${head}\n${table(columns, cells)}`
}

async function outages(index: LogIndex, flags: Flags, session: Session): Promise<void> {
  const timeZone = flags.timeZone
  const found = await findOutages(index, {
    limit: flags.limit,
    ...(timeZone !== undefined && { timeZone }),
    onProgress: session.progress.report
  })
  session.progress.clear()
  if (!index.details.has.status && !index.details.has.duration) {
    session.warn('The log says neither what failed nor how long it took: no outage can be seen.')
  }
  if (index.processes === null)
    session.note('Without --model each activity is looked at alone; a process gathers more evidence.')
  if (flags.pseudonyms === true) {
    for (const outage of found) {
      outage.customers.forEach((one, k) => {
        one.customer = `Customer ${k + 1}`
      })
    }
  }
  if (flags.format === 'json') await writeOut(json(found.map((outage) => asOutageData(index, outage))))
  else if (flags.format === 'csv') {
    const rows = found.flatMap((outage) =>
      outage.customers.map(({ customer }) => [
        outage.name,
        moment(index, outage.from),
        moment(index, outage.to),
        customer
      ])
    )
    await writeOut(toCsv(['what', 'from', 'to', 'customer'], rows))
  } else await writeOut(outagesText(found))
}

function asOutageData(index: LogIndex, { affected, customers, process: _, activity: __, slowest, ...outage }: Outage) {
  return {
    ...outage,
    from: moment(index, outage.from),
    to: moment(index, outage.to),
    slowestMs: slowest?.ms ?? null,
    affectedEvents: affected.length,
    customers: customers.map(({ customer, event }) => ({ customer, at: moment(index, index.log.time[event]) }))
  }
}

const LISTED = 20

function outagesText(found: readonly Outage[]): string {
  if (found.length === 0) return 'No time in which anything failed or was slow more than chance allows.\n'
  return found
    .map(({ text, pAnywhere, customers }) => {
      const listed = customers.slice(0, LISTED).map(({ customer }) => customer)
      const rest = customers.length > LISTED ? ` and ${count(customers.length - LISTED)} more` : ''
      const chance = pAnywhere < 0.001 ? 'below 0.001' : pAnywhere.toFixed(3)
      return `${heading(maskText(text))}Chance of any such time in this log: ${chance}. Customers: ${listed.join(', ')}${rest}.\n`
    })
    .join('')
}
