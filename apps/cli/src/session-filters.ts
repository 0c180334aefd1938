import {
  type Discovery,
  drive,
  InputError,
  type LogData,
  type LogRuns,
  refine,
  runsOfDiscovery,
  type SessionFilter
} from '@desirepath/core'
import { type Command, InvalidArgumentError } from 'commander'
import type { DiscoverFlags } from './discover-options.js'
import { UsageError } from './failure.js'
import { count, plural, shareOf } from './format.js'
import { openLog } from './input.js'
import { each, type LogFlags } from './options.js'
import { discoverLog, discoveryOf, findProcess, requiredResult, savedDiscovery } from './result.js'
import type { Session } from './session.js'

/** Which sessions are counted; all that is given must hold. */
export interface FilterFlags {
  withProcess?: string[]
  withoutProcess?: string[]
  withActivity?: string[]
  withoutActivity?: string[]
  beginFrom?: string
  beginBefore?: string
  where?: [column: string, values: string[]][]
}

/** Adds the filters of the page, by sessions. */
export function withSessionFilters(command: Command): Command {
  return command
    .optionsGroup('Which sessions are counted (all that is given must hold):')
    .option('--with-process <name>', 'with a run of this process (name or number); again: of any of them', each)
    .option('--without-process <name>', 'without a run of it; again: of none of them', each)
    .option('--with-activity <name>', 'with this activity; again: with any of them', each)
    .option('--without-activity <name>', 'without it; again: with none of them', each)
    .option('--begin-from <moment>', 'that begin at this moment or later, as 2024-03-01')
    .option('--begin-before <moment>', 'that begin before this moment')
    .option('--where <column=value>', 'with one of these values, as device=phone,desk; again for more', columnAndValues)
}

function columnAndValues(text: string, before: FilterFlags['where']): FilterFlags['where'] {
  const at = text.indexOf('=')
  if (at < 1 || at === text.length - 1) throw new InvalidArgumentError("Write it as 'column=value' or 'column=a,b'.")
  return [...(before ?? []), [text.slice(0, at), text.slice(at + 1).split(',')]]
}

/** The log must keep the columns that are asked for. */
export const columnsOfFilters = ({ where = [] }: FilterFlags): string[] => where.map(([column]) => column)

/** What is filtered, in words. */
export function filterWords(flags: FilterFlags): string[] {
  const list = (what: string, names: readonly string[] | undefined) =>
    names === undefined ? [] : [`${what}: ${names.join(', ')}`]
  return [
    ...list('with process', flags.withProcess),
    ...list('without process', flags.withoutProcess),
    ...list('with activity', flags.withActivity),
    ...list('without activity', flags.withoutActivity),
    ...list('begin from', flags.beginFrom === undefined ? undefined : [flags.beginFrom]),
    ...list('begin before', flags.beginBefore === undefined ? undefined : [flags.beginBefore]),
    ...(flags.where ?? []).map(([column, values]) => `${column}: ${values.join(', ')}`)
  ]
}

/** An activity by its name. @throws InputError UNKNOWN_ACTIVITY with names that are like it */
export function activityOf({ activities }: Discovery, name: string): number {
  const found = activities.find((activity) => activity.name === name)
  if (found !== undefined) return found.id
  const near = activities.filter((activity) => activity.name.toLowerCase().includes(name.toLowerCase())).slice(0, 5)
  throw new InputError(
    'UNKNOWN_ACTIVITY',
    `There is no activity '${name}'.`,
    near.length > 0 ? `Perhaps ${near.map((one) => `'${one.name}'`).join(', ')}.` : 'Names are written as in the log.'
  )
}

function filtersOf(flags: FilterFlags, discovery: Discovery): SessionFilter[] {
  const filters: SessionFilter[] = []
  for (const not of [false, true]) {
    const processes = not ? flags.withoutProcess : flags.withProcess
    if (processes) {
      filters.push({ kind: 'processes', processes: processes.map((name) => findProcess(discovery, name).id), not })
    }
    const activities = not ? flags.withoutActivity : flags.withActivity
    if (activities)
      filters.push({ kind: 'activities', activities: activities.map((name) => activityOf(discovery, name)), not })
  }
  if (flags.beginFrom !== undefined || flags.beginBefore !== undefined) {
    const [from, to] = [flags.beginFrom ?? '-271821-04-20T00:00:00Z', flags.beginBefore ?? '+275760-09-13T00:00:00Z']
    filters.push({ kind: 'time', from, to })
  }
  for (const [column, values] of flags.where ?? []) filters.push({ kind: 'value', column, values })
  return filters
}

/**
 * The sessions of a log that the filters leave, and the discovery counted for them. What is left is told on stderr.
 *
 * @throws InputError BAD_OPTION where the log is not that of the result
 */
export async function filtered(
  log: LogData,
  discovery: Discovery,
  flags: FilterFlags,
  session: Session
): Promise<{ part: LogRuns; discovery: Discovery }> {
  const work = { onProgress: session.progress.report }
  const whole = await drive('cutting runs', runsOfDiscovery(log, discovery), work)
  const { part, refined } = await refine(whole, filtersOf(flags, discovery), work)
  session.progress.clear()
  const { sessions } = discovery.log
  if (log.sessionCase.length !== sessions) {
    session.warn(
      `The log has ${plural(log.sessionCase.length, 'session')} as it is read now, the result ${count(sessions)}: read it with the same options (--session-timeout ...) to count the same.`
    )
  }
  const words = filterWords(flags)
  if (words.length === 0) return { part, discovery }
  const left = refined.sessions
  session.note(`${shareOf(left)} sessions left: ${words.join('; ')}.`)
  return { part, discovery: { ...refined.discovery, filtered: { filters: words, sessions: left.count, of: left.of } } }
}

/**
 * The processes of a saved result or of a log, of a log counted for the sessions that the filters leave. With `result`
 * they are those of the log that it was found in.
 */
export async function filteredDiscovery(
  path: string,
  flags: LogFlags & DiscoverFlags & FilterFlags & { result?: string },
  session: Session
): Promise<Discovery> {
  if (filterWords(flags).length === 0) return discoveryOf(flags.result ?? path, flags, session)
  if (savedDiscovery(path) !== null) {
    throw new UsageError(
      'A saved result has no sessions to filter.',
      'Give the log itself, or the log and the result to `desirepath sessions`.'
    )
  }
  const attribute = [...(flags.attribute ?? []), ...columnsOfFilters(flags)]
  const log = await openLog(path, { ...flags, ...(attribute.length > 0 && { attribute }) }, session)
  const whole = flags.result === undefined ? await discoverLog(log, flags, session) : requiredResult(flags.result)
  return (await filtered(log, whole, flags, session)).discovery
}
