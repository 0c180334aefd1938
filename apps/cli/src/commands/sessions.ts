import {
  type BehindFigure,
  type Discovery,
  type SessionRow,
  sessionPatterns,
  sessionsBehind,
  toCsv
} from '@desirepath/core'
import { type Command, Option } from 'commander'
import { type DiscoverFlags, withDiscoverOptions } from '../discover-options.js'
import { UsageError } from '../failure.js'
import { count, duration, plural, shareOf } from '../format.js'
import { openLog, positionals } from '../input.js'
import { each, type LogFlags, wholeNumber, withLogOptions, withOutputOptions } from '../options.js'
import { json, writeOut } from '../output.js'
import { heading, table } from '../print.js'
import { discoverLog, findProcess, requiredResult } from '../result.js'
import { Session } from '../session.js'
import { activityOf, columnsOfFilters, type FilterFlags, filtered, withSessionFilters } from '../session-filters.js'

interface Flags extends LogFlags, DiscoverFlags, FilterFlags {
  process?: string
  outcome?: 'completed' | 'abandoned' | 'error'
  step?: string
  at: 'reached' | 'start' | 'leave' | 'error'
  path?: number[]
  handover?: string[]
  pattern?: string[]
  patterns?: boolean
  limit: number
  skip: number
  result?: string
}

/** `desirepath sessions LOG` */
export function addSessions(program: Command): void {
  const command = program
    .command('sessions')
    .usage('[options] <log>')
    .summary('the sessions behind a number: of a process, a step, a path, a hand-over')
    .description(
      'List the sessions behind a number of the other commands (by default all), or the patterns in which sessions run processes.'
    )
    .argument('[log]', 'a log; - for stdin')
    .addHelpText(
      'after',
      `
Examples:
  $ desirepath sessions clicks.csv --session-timeout 30m --process "pay bill" --outcome abandoned
  $ desirepath sessions clicks.csv --result result/ --step /pay/confirm --at leave --format csv
  $ desirepath sessions clicks.csv --result result/ --process 3 --path 1,2,5
  $ desirepath sessions clicks.csv --result result/ --handover "pay bill" --handover "add payee" --where device=phone
  $ desirepath sessions clicks.csv --result result/ --patterns --with-process 3 --json`
    )
    .action(async (given: string | undefined, flags: Flags) => {
      const [path] = positionals([given], ['LOG'])
      checkFigure(flags)
      const session = new Session(flags)
      const saved = flags.result === undefined ? null : requiredResult(flags.result)
      const attribute = [...(flags.attribute ?? []), ...columnsOfFilters(flags)]
      const log = await openLog(path, { ...flags, ...(attribute.length > 0 && { attribute }) }, session)
      const discovery = saved ?? (await discoverLog(log, flags, session))
      const figure = figureOf(flags, discovery)
      const { part } = await filtered(log, discovery, flags, session)
      if (flags.patterns) {
        const found = sessionPatterns(part)
        const named = {
          sessions: part.log.sessionCase.length,
          patterns: found.patterns.map(({ processes, sessions }) => ({
            processes: processes.map((id) => ({ id, name: discovery.processes[id].name })),
            sessions
          })),
          other: found.other
        }
        await writeOut(
          flags.format === 'json' ? json(named) : flags.format === 'csv' ? patternsCsv(named) : patternsText(named)
        )
        return
      }
      const found = sessionsBehind(part, figure, { from: flags.skip, most: flags.limit })
      const told = { figure, count: found.count, sessions: found.sessions, skipped: flags.skip }
      const timed = log.timeKind === 'timestamp'
      if (flags.format === 'json') {
        await writeOut(json({ ...told, rows: found.rows.map((row) => withNames(row, discovery, timed)) }))
      } else if (flags.format === 'csv') await writeOut(rowsCsv(found.rows, discovery, timed))
      else await writeOut(rowsText(found.rows, discovery, timed))
      if (flags.format === 'table' && found.rows.length > 0) session.note('* not completed.')
      const rest = found.sessions - flags.skip - found.rows.length
      session.note(
        `${found.count === found.sessions ? '' : `${count(found.count)} in `}${plural(found.sessions, 'session')}${rest > 0 ? `; ${count(rest)} more (--limit, --skip)` : ''}.`
      )
    })
  withOutputOptions(command, ['table', 'json', 'csv'])
    .optionsGroup('Which number (default: all sessions):')
    .option('--process <name>', 'runs of this process (name or number)')
    .addOption(
      new Option('--outcome <outcome>', 'with --process: only these').choices(['completed', 'abandoned', 'error'])
    )
    .option('--path <steps>', 'with --process: runs by these steps, as 1,2,5', stepNumbers)
    .option('--step <activity>', 'runs at this activity of its process')
    .addOption(
      new Option('--at <what>', 'with --step: runs that reach it, start or leave there, its errors')
        .choices(['reached', 'start', 'leave', 'error'])
        .default('reached')
    )
    .option('--handover <name>', 'given twice: runs of the first process followed by one of the second', each)
    .option('--pattern <name>', 'once for each: sessions that run these processes in this order, and no other', each)
    .option('--patterns', 'list the patterns instead, most frequent first')
    .option('--limit <n>', 'how many sessions to list', wholeNumber(1), 50)
    .option('--skip <n>', 'how many to pass over', wholeNumber(0), 0)
    .option('--result <folder>', 'take the processes that discover --out wrote instead of finding them now')
  withSessionFilters(command)
  withLogOptions(command)
  withDiscoverOptions(command)
}

function stepNumbers(text: string): number[] {
  const steps = text.split(',').map(Number)
  if (steps.every((step) => Number.isInteger(step) && step > 0)) return steps.map((step) => step - 1)
  throw new UsageError(`--path is '${text}'.`, 'Give numbers of steps as `desirepath process` shows them: 1,2,5.')
}

/** @throws UsageError for what is wrong of itself, told before a large log is read */
function checkFigure(flags: Flags): void {
  const given = [flags.process, flags.step, flags.handover, flags.pattern].filter((one) => one !== undefined)
  if (given.length > 1) {
    throw new UsageError('--process, --step, --handover and --pattern were given together.', 'Give one of them.')
  }
  if (flags.process === undefined && (flags.outcome ?? flags.path) !== undefined) {
    throw new UsageError('--outcome and --path need --process.', 'Name the process: --process 3.')
  }
  if (flags.handover !== undefined && flags.handover.length !== 2) {
    throw new UsageError(
      `--handover got ${plural(flags.handover.length, 'process', 'processes')}.`,
      'Name two: --handover A --handover B'
    )
  }
}

function figureOf(flags: Flags, discovery: Discovery): BehindFigure {
  const id = (name: string) => findProcess(discovery, name).id
  if (flags.process !== undefined) {
    const process = id(flags.process)
    if (flags.path !== undefined) {
      const { length } = discovery.processes[process].steps
      const beyond = flags.path.find((step) => step >= length)
      if (beyond !== undefined) {
        throw new UsageError(
          `--path names step ${beyond + 1}, but process ${process} has ${plural(length, 'step')}.`,
          `\`desirepath process ${process}\` shows them.`
        )
      }
      return { kind: 'path', process, path: flags.path }
    }
    if (flags.outcome === 'error') return { kind: 'errors', process }
    return {
      kind: 'runs',
      process,
      ...(flags.outcome !== undefined && { completed: flags.outcome === 'completed' })
    }
  }
  if (flags.step !== undefined) return { kind: 'step', activity: activityOf(discovery, flags.step), what: flags.at }
  if (flags.handover !== undefined) {
    return { kind: 'handover', from: id(flags.handover[0]), to: id(flags.handover[1]) }
  }
  return flags.pattern === undefined ? { kind: 'all' } : { kind: 'pattern', processes: flags.pattern.map(id) }
}

const moment = (time: number, timed: boolean): string => (timed ? new Date(time).toISOString() : String(time))

function withNames({ activities, runs, ...row }: SessionRow, discovery: Discovery, timed: boolean) {
  return {
    ...row,
    start: moment(row.start, timed),
    end: moment(row.end, timed),
    runs: runs.map(({ process, completed }) => ({ process, name: discovery.processes[process].name, completed })),
    activities: activities.map((activity) => discovery.activities[activity].name)
  }
}

function rowsCsv(rows: readonly SessionRow[], discovery: Discovery, timed: boolean): string {
  return toCsv(
    ['case', 'start', 'end', 'events', 'errors', 'processes', 'activities'],
    rows.map((row) => [
      row.case,
      moment(row.start, timed),
      moment(row.end, timed),
      row.events,
      row.errors ?? '',
      row.runs.map(({ process }) => discovery.processes[process].name).join(' > '),
      row.activities.map((activity) => discovery.activities[activity].name).join(' > ')
    ])
  )
}

function rowsText(rows: readonly SessionRow[], discovery: Discovery, timed: boolean): string {
  const errors = rows.some((row) => row.errors !== null)
  return table(
    [
      { header: 'case', shrink: true },
      { header: 'start' },
      { header: 'lasts', right: true },
      { header: 'events', right: true },
      ...(errors ? [{ header: 'errors', right: true }] : []),
      { header: 'processes', shrink: true }
    ],
    rows.map((row) => [
      row.case,
      moment(row.start, timed),
      timed ? duration(row.end - row.start) : '',
      count(row.events),
      ...(errors ? [row.errors === null ? '-' : count(row.errors)] : []),
      row.runs.map(({ process, completed }) => discovery.processes[process].name + (completed ? '' : '*')).join(' > ')
    ])
  )
}

interface NamedPatterns {
  sessions: number
  patterns: { processes: { id: number; name: string }[]; sessions: number }[]
  other: { patterns: number; sessions: number }
}

const sayPattern = (processes: NamedPatterns['patterns'][number]['processes']): string =>
  processes.length === 0 ? '(no run)' : processes.map(({ name }) => name).join(' > ')

function patternsCsv({ sessions, patterns, other }: NamedPatterns): string {
  const rows = patterns.map((one) => [sayPattern(one.processes), one.sessions, one.sessions / sessions])
  if (other.patterns > 0) rows.push([`(${plural(other.patterns, 'other')})`, other.sessions, other.sessions / sessions])
  return toCsv(['processes', 'sessions', 'share'], rows)
}

function patternsText({ sessions, patterns, other }: NamedPatterns): string {
  const rows = patterns.map((one) => [shareOf({ count: one.sessions, of: sessions }), sayPattern(one.processes)])
  if (other.patterns > 0)
    rows.push([shareOf({ count: other.sessions, of: sessions }), `(${plural(other.patterns, 'other')})`])
  return heading('Processes in order').trimStart() + table([{ header: 'sessions' }, { header: '', shrink: true }], rows)
}
