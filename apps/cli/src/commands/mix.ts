import {
  type Discovery,
  type MixDifference,
  type MixGroup,
  type MixResult,
  mix,
  mixOfRuns,
  toCsv
} from '@desirepath/core'
import type { Command } from 'commander'
import { type DiscoverFlags, withDiscoverOptions } from '../discover-options.js'
import { UsageError } from '../failure.js'
import { count, percent, plural } from '../format.js'
import { openLog, positionals } from '../input.js'
import { MIX_UNITS } from '../mix-columns.js'
import { each, type LogFlags, withLogOptions, withOutputOptions } from '../options.js'
import { json, writeOut } from '../output.js'
import { type Column, heading, table } from '../print.js'
import { discoverLog, requiredResult } from '../result.js'
import { Session } from '../session.js'
import { columnsOfFilters, type FilterFlags, filtered, filterWords, withSessionFilters } from '../session-filters.js'

interface Flags extends LogFlags, DiscoverFlags, FilterFlags {
  by: string
  compare?: string[]
  result?: string
}

/** More groups than these are summed up by their extremes in a table. */
const MOST_COLUMNS = 6

/** `desirepath mix --by COLUMN LOG` */
export function addMix(program: Command): void {
  const command = program
    .command('mix')
    .usage('[options] --by <column> <log>')
    .summary('which share each process has, by day, channel or any column')
    .description('The share of each process in the runs of each day, channel, or value of any column.')
    .argument('[log]', 'a log; - for stdin')
    .addHelpText(
      'after',
      `
Examples:
  $ desirepath mix --by week clicks.csv --session-timeout 30m
  $ desirepath mix --by platform ecom.csv --session session_id --compare mobile --compare desktop
  $ desirepath mix --by month new.csv --result result/ --format csv
  $ desirepath mix --by platform ecom.csv --session session_id --with-activity purchase`
    )
    .action(async (given: string | undefined, flags: Flags) => {
      const [path] = positionals([given], ['LOG'])
      if (flags.compare !== undefined && flags.compare.length !== 2) {
        throw new UsageError(
          `--compare got ${plural(flags.compare.length, 'group')}.`,
          'Name two groups: --compare A --compare B'
        )
      }
      const session = new Session(flags)
      const saved = flags.result === undefined ? null : requiredResult(flags.result)
      const by = MIX_UNITS.includes(flags.by) ? [] : [flags.by]
      const attribute = [...(flags.attribute ?? []), ...by, ...columnsOfFilters(flags)]
      const log = await openLog(path, { ...flags, ...(attribute.length > 0 && { attribute }) }, session)
      const discovery = saved ?? (await discoverLog(log, flags, session))
      const request = {
        by: flags.by,
        ...(flags.timeZone !== undefined && { timeZone: flags.timeZone }),
        ...(flags.compare !== undefined && { compare: [flags.compare[0], flags.compare[1]] as const })
      }
      // Without filters the log may be another one than that of the result.
      const counted =
        filterWords(flags).length === 0
          ? mix(log, discovery, request)
          : mixOfRuns((await filtered(log, discovery, flags, session)).part, request)
      if (counted.without.runs > 0) session.note(`${plural(counted.without.runs, 'run')} without a value are left out.`)
      for (const note of counted.comparison?.notes ?? []) session.note(note)
      await writeOut(
        flags.format === 'json'
          ? json(withNames(counted, discovery))
          : flags.format === 'csv'
            ? asCsv(counted, discovery)
            : asText(counted, discovery)
      )
    })
  withOutputOptions(command, ['table', 'json', 'csv'])
    .requiredOption('--by <column>', 'hour, day, week, month, channel, or the name of a column')
    .option('--compare <group>', 'given twice: the two groups whose shares are compared', each)
    .option('--result <folder>', 'take the processes that discover --out wrote instead of finding them now')
  withSessionFilters(command)
  withLogOptions(command)
  withDiscoverOptions(command)
}

const nameOf = (discovery: Discovery, id: number): string => discovery.processes[id].name

function withNames(counted: MixResult, discovery: Discovery) {
  return { ...counted, processes: counted.processes.map((id) => ({ id, name: nameOf(discovery, id) })) }
}

function asCsv(counted: MixResult, discovery: Discovery): string {
  return toCsv(
    ['group', 'start', 'process', 'process_name', 'runs', 'of', 'share', 'low', 'high'],
    counted.groups.flatMap(({ name, start, shares }) =>
      shares.map(({ count: runs, of, low, high }, i) => [
        name,
        start ?? '',
        counted.processes[i],
        nameOf(discovery, counted.processes[i]),
        runs,
        of,
        of === 0 ? '' : runs / of,
        low,
        high
      ])
    )
  )
}

function asText(counted: MixResult, discovery: Discovery): string {
  if (counted.comparison !== null) {
    const { a, b, differences } = counted.comparison
    return compared(a, b, differences, discovery)
  }
  const { groups, all } = counted
  const few = groups.length <= MOST_COLUMNS
  const columns: Column[] = [
    { header: 'process', shrink: true },
    { header: 'runs', right: true },
    { header: 'share', right: true },
    ...(few
      ? groups.map(({ name }) => ({ header: name, right: true }))
      : [{ header: 'lowest', right: true }, { header: '' }, { header: 'highest', right: true }, { header: '' }])
  ]
  const rows = counted.processes.map((id, i) => [
    nameOf(discovery, id),
    count(all.shares[i].count),
    percent(all.shares[i]),
    ...(few ? groups.map((group) => percent(group.shares[i])) : extremes(groups, i))
  ])
  const totals = [
    '(all runs)',
    count(all.runs),
    '',
    ...(few ? groups.map(({ runs }) => count(runs)) : ['', '', '', ''])
  ]
  return heading(`Runs by ${counted.by}`).trimStart() + table(columns, [...rows, totals])
}

/** The lowest and the highest share, each with its group; groups of few runs would always be the extremes. */
function extremes(groups: readonly MixGroup[], process: number): string[] {
  const largest = groups.reduce((most, { runs }) => Math.max(most, runs), 0)
  const ranked = groups
    .filter(({ runs }) => runs > 0 && runs >= largest / 10)
    .map(({ name, shares }) => ({ name, share: shares[process] }))
    .sort((a, b) => a.share.count / a.share.of - b.share.count / b.share.of)
  const [low, high] = [ranked[0], ranked[ranked.length - 1]]
  return [percent(low.share), low.name, percent(high.share), high.name]
}

function compared(a: string, b: string, differences: readonly MixDifference[], discovery: Discovery): string {
  const points = (share: number) => `${share > 0 ? '+' : ''}${(100 * share).toFixed(1)}`.replace('-', '−')
  return table(
    [
      { header: 'process', shrink: true },
      { header: a, right: true },
      { header: b, right: true },
      { header: 'difference', right: true },
      { header: '95% interval' },
      { header: 'p (corrected)', right: true },
      { header: '' }
    ],
    differences.map((one) => [
      nameOf(discovery, one.process),
      percent(one.a),
      percent(one.b),
      `${points(one.difference)} points`,
      `${points(one.low)} to ${points(one.high)}`,
      one.adjustedP < 0.001 ? '<0.001' : one.adjustedP.toFixed(3),
      one.significant ? 'differs' : ''
    ])
  )
}
