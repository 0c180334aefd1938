import { type InputError, parseDuration } from '@desirepath/core'
import { type Command, InvalidArgumentError, Option } from 'commander'

/** What is said of the log's columns and form; the same for every command that reads one. */
export interface ReadFlags {
  case?: string
  activity?: string
  timestamp?: string
  session?: string
  channel?: string
  duration?: string
  status?: string
  message?: string
  amount?: string
  customerName?: string
  eventId?: string
  parent?: string
  attribute?: string[]
  inputFormat?: 'csv' | 'jsonl' | 'xes' | 'parquet'
  timeZone?: string
  dateOrder?: 'day-first' | 'month-first'
  delimiter?: string
  encoding?: string
  strict?: boolean
}

/** What is left out, renamed and cut before anything is counted. */
export interface ShapeFlags {
  from?: string
  to?: string
  sessionTimeout?: string
  sessionStart?: string[]
  sessionEnd?: string[]
  drop?: string[]
  renameUrls?: boolean
  minSteps?: number
  maxSteps?: number
  collapseRepeats?: boolean
}

interface CommonFlags {
  quiet?: boolean
  format?: string
}

export type LogFlags = ReadFlags & ShapeFlags & CommonFlags

const COLUMNS = 'The columns of the log (guessed from their names where you do not say):'
const FORM = 'How the log is written (found out where you do not say):'
const SHAPE = 'Sessions and what to leave out (in this order):'

/** Adds the options for reading and shaping a log. */
export function withLogOptions(command: Command): Command {
  command
    .optionsGroup(COLUMNS)
    .option('--case <column>', 'who is followed: customer, user, or the session itself')
    .option('--activity <column>', 'what was done')
    .option('--timestamp <column>', 'when, or a number that orders the events')
    .option('--session <column>', 'cut a case into one session for each value of this column')
    .option('--channel <column>', 'web, app, phone ...')
    .option('--duration <column>', 'how long the event took; unit by its name (duration_ms), else ms')
    .option('--status <column>', 'ok or error')
    .option('--message <column>', 'text of the event')
    .option('--amount <column>', 'a sum of money')
    .option('--attribute <column>', "a further column to keep; again for more, '*' for all", each)
  command
    .optionsGroup(FORM)
    .addOption(new Option('--input-format <form>', 'form of the log').choices(['csv', 'jsonl', 'xes', 'parquet']))
    .option('--time-zone <zone>', 'zone of stamps without one, as Europe/Berlin (default: UTC)')
    .addOption(new Option('--date-order <order>', 'for stamps as 03/04/2024').choices(['day-first', 'month-first']))
    .option('--delimiter <character>', 'between the cells of a CSV; \\t for a tab', delimiter)
    .option('--encoding <name>', 'utf-8, utf-16le, windows-1252 ...')
    .option('--strict', 'end with an error at the first row that cannot be used')
  return command
    .optionsGroup(SHAPE)
    .option('--rename-urls', 'one name for all visits of a page: strip queries, ids to {id}, lower case')
    .option('--from <moment>', 'only events from this moment on, as 2024-03-01 or 2024-03-01T14:30')
    .option('--to <moment>', 'only events before this moment; a date without a time means its end')
    .option('--drop <regex>', 'leave out activities whose name matches; again for more', regularExpression)
    .option('--session-timeout <time>', 'cut a case where more than this passes: 30m, 1h30m, 2d', timeout)
    .option('--session-start <activity>', 'cut a case before this activity; again for more', each)
    .option('--session-end <activity>', 'cut a case after this activity; again for more', each)
    .option('--collapse-repeats', 'keep the first of equal activities in a row')
    .option('--no-collapse-repeats', 'keep them all (default)')
    .option('--min-steps <n>', 'leave out shorter sessions', wholeNumber(1))
    .option('--max-steps <n>', 'cut sessions off after so many events', wholeNumber(1))
}

/** Adds `--format`, its alias `--json`, `--quiet`. The first format is the default. */
export function withOutputOptions(command: Command, formats: readonly string[]): Command {
  command
    .optionsGroup('Output:')
    .addOption(new Option('-f, --format <format>', 'form of the output').choices(formats).default(formats[0]))
  if (formats.includes('json')) {
    command.addOption(new Option('--json', 'the same as --format json').implies({ format: 'json' }))
  }
  return command.option('-q, --quiet', 'no notes and no progress on stderr, only errors')
}

/**
 * An option that is given once for each value. None takes several at once: it would take the log behind it as well.
 */
export const each = (text: string, before: string[] | undefined): string[] => [...(before ?? []), text]

/** A whole number of at least `least`. */
export const wholeNumber =
  (least: number) =>
  (text: string): number => {
    const value = Number(text)
    if (/^\d+$/.test(text.trim()) && value >= least) return value
    throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`)
  }

/** A number of at least `least` (1e-3 is one). */
export const anyNumber =
  (least: number) =>
  (text: string): number => {
    const value = Number(text)
    if (text.trim() !== '' && Number.isFinite(value) && value >= least) return value
    throw new InvalidArgumentError(`It must be a number of at least ${least}.`)
  }

/** Bytes: 512MB, 2GB, 800m. */
export function memorySize(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([kmg])i?b?$/i.exec(text.trim()) ?? []
  if (number === undefined) throw new InvalidArgumentError('It must be a size as 512MB or 2GB.')
  return Number(number) * { k: 1e3, m: 1e6, g: 1e9 }[unit.toLowerCase() as 'k' | 'm' | 'g']
}

function delimiter(text: string): string {
  const named: Record<string, string> = { '\\t': '\t', tab: '\t', comma: ',', semicolon: ';', pipe: '|' }
  const character = named[text.toLowerCase()] ?? text
  if (character.length === 1) return character
  throw new InvalidArgumentError('It must be one character, or \\t for a tab.')
}

// What can be wrong by itself is told before a large log is read.

function regularExpression(text: string, before: string[] | undefined): string[] {
  try {
    new RegExp(text)
  } catch (error) {
    throw new InvalidArgumentError(
      `${(error as Error).message}. Put a backslash before ( ) [ ] . * + ? to mean themselves.`
    )
  }
  return each(text, before)
}

function timeout(text: string): string {
  if (/^\d+(\.\d+)?$/.test(text)) return text // for logs that are ordered by numbers
  try {
    parseDuration(text)
  } catch (error) {
    throw new InvalidArgumentError((error as InputError).hint)
  }
  return text
}
