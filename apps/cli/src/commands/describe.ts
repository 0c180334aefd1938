import { type Description, describeLog } from '@desirepath/core'
import type { Command } from 'commander'
import { count, duration, percent, plural } from '../format.js'
import { openLog, positionals } from '../input.js'
import { type LogFlags, wholeNumber, withLogOptions, withOutputOptions } from '../options.js'
import { json, writeOut } from '../output.js'
import { type Column, figures, heading, table } from '../print.js'
import { Session } from '../session.js'

interface Flags extends LogFlags {
  top: number
}

/** `desirepath describe LOG` */
export function addDescribe(program: Command): void {
  const command = program
    .command('describe')
    .usage('[options] <log>')
    .summary('what a log holds: columns, rows, cases, sessions, activities')
    .description(
      'Say what a log holds and how it was read: columns, rows, bad rows, cases, sessions, activities, span.'
    )
    .argument('[log]', 'CSV, TSV, JSONL, XES or Parquet, also gzipped; - for stdin')
    .addHelpText(
      'after',
      `
Examples:
  $ desirepath describe clicks.csv
  $ desirepath describe calls.csv.gz --case caller --timestamp began --date-order day-first
  $ desirepath sample ecom | desirepath describe - --session-timeout 30m --json`
    )
    .action(async (log: string | undefined, flags: Flags) => {
      const [path] = positionals([log], ['LOG'])
      const session = new Session(flags)
      const opened = await openLog(path, flags, session)
      const described = describeLog(opened, { top: flags.top })
      await writeOut(flags.format === 'json' ? json(described) : asText(described))
    })
  withLogOptions(withOutputOptions(command, ['table', 'json'])).option(
    '--top <n>',
    'how many activities to list',
    wholeNumber(1),
    10
  )
}

function asText(log: Description): string {
  const timed = log.timeKind === 'timestamp'
  const length = (value: number) => (timed ? duration(value) : count(value))
  const spread = log.eventsPerSession
  return (
    figures([
      ['rows', count(log.rows)],
      ['bad rows', count(log.badRows)],
      ['events', count(log.events)],
      ['cases', count(log.cases)],
      ['sessions', count(log.sessions)],
      ['activities', count(log.activities)],
      ['first', log.first ?? '-'],
      ['last', log.last ?? '-'],
      ['span', log.span === null ? '-' : length(log.span)],
      [
        'events a session',
        spread === null
          ? '-'
          : `median ${count(spread.median)}, 95% up to ${count(Math.round(spread.p95))}, most ${count(spread.max)}`
      ],
      [
        'length of a session',
        log.sessionSpan === null
          ? '-'
          : `median ${length(log.sessionSpan.median)}, 95% up to ${length(log.sessionSpan.p95)}`
      ]
    ]) +
    columnsText(log) +
    activitiesText(log)
  )
}

function columnsText(log: Description): string {
  if (log.columns.length === 0) return ''
  const columns: Column[] = [
    { header: 'column', shrink: true },
    { header: 'read as' },
    { header: 'values' },
    { header: 'different', right: true },
    { header: 'missing', right: true }
  ]
  const known = (value: number | null) => (value === null ? '-' : count(value))
  const kept = log.columns.filter(({ role }) => role !== null)
  const others = log.columns.filter(({ role }) => role === null).map(({ name }) => name)
  const rows = kept.map(({ name, role, guessed, kind, distinct, missing }) => [
    name,
    `${role}${guessed ? ' (guessed)' : ''}`,
    kind === null ? '-' : kind === 'number' ? 'numbers' : 'text',
    known(distinct),
    known(missing)
  ])
  const rest = others.length > 0 ? `\nNot read (--attribute keeps them): ${others.join(', ')}\n` : ''
  return heading('Columns') + table(columns, rows) + rest
}

function activitiesText(log: Description): string {
  if (log.topActivities.length === 0) return ''
  const columns: Column[] = [
    { header: 'activity', shrink: true },
    { header: 'events', right: true },
    { header: 'share', right: true },
    { header: 'sessions', right: true },
    { header: 'cases', right: true }
  ]
  const rows = log.topActivities.map(({ activity, events, share, sessions, cases }) => [
    activity,
    count(events),
    percent(share),
    count(sessions),
    count(cases)
  ])
  const { activities, events } = log.otherActivities
  if (activities > 0) {
    rows.push([`(${plural(activities, 'other')})`, count(events), percent({ count: events, of: log.events }), '', ''])
  }
  return heading('Activities') + table(columns, rows)
}
