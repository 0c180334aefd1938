import type { Discovery, ProcessResult } from '@desirepath/core'
import { toCsv } from '@desirepath/core'
import type { Command } from 'commander'
import { type DiscoverFlags, withDiscoverOptions } from '../discover-options.js'
import { count, duration, percent, plural, score, shareOf } from '../format.js'
import { positionals } from '../input.js'
import { type LogFlags, withLogOptions, withOutputOptions } from '../options.js'
import { json, writeOut } from '../output.js'
import { type Column, figures, heading, styled, table } from '../print.js'
import { findProcess, splitArguments } from '../result.js'
import { Session } from '../session.js'
import { type FilterFlags, filteredDiscovery, withSessionFilters } from '../session-filters.js'

const LISTED = 8

/** `desirepath process NAME|N LOG|RESULT` */
export function addProcess(program: Command): void {
  const command = program
    .command('process')
    .usage('[options] <name> <log or result>')
    .summary('one process: its steps, where runs end, what comes before and after')
    .description('Show one process: its usual steps with reach and leaving, durations, frequent paths, neighbours.')
    .argument('[name]', 'its number, its name, or a part of the name that no other has')
    .argument('[log]', 'a log, - for stdin, or the folder that discover --out wrote')
    .addHelpText(
      'after',
      `
Examples:
  $ desirepath process 3 result/
  $ desirepath process "apply mortgage" clicks.csv --session-timeout 30m
  $ desirepath process "apply mortgage" clicks.csv --session-timeout 30m --begin-from 2024-03-01 --begin-before 2024-03-08`
    )
    .action(
      async (name: string | undefined, log: string | undefined, flags: LogFlags & DiscoverFlags & FilterFlags) => {
        const given = positionals([name, log], ['NAME', 'LOG'])
        const { path, rest } = splitArguments(given, 'the name or number of a process')
        const discovery = await filteredDiscovery(path, flags, new Session(flags))
        const process = findProcess(discovery, rest[0])
        if (flags.format === 'json') await writeOut(json(withNames(discovery, process)))
        else if (flags.format === 'csv') await writeOut(stepsCsv(discovery, process))
        else await writeOut(asText(discovery, process))
      }
    )
  withOutputOptions(command, ['table', 'json', 'csv'])
  withSessionFilters(command)
  withLogOptions(command)
  withDiscoverOptions(command)
}

const activityName = (discovery: Discovery, process: ProcessResult, step: number): string =>
  discovery.activities[process.steps[step].activity].name

/** The process as it is in processes.json, its steps with their names. */
function withNames(discovery: Discovery, process: ProcessResult) {
  return {
    ...process,
    steps: process.steps.map((step) => ({ name: discovery.activities[step.activity].name, ...step })),
    familyName: discovery.families[process.family]?.name ?? null
  }
}

function stepsCsv(discovery: Discovery, process: ProcessResult): string {
  return toCsv(
    [
      'step',
      'activity',
      'reached',
      'start_here',
      'leave_after',
      'optional',
      'terminal',
      'next_median_ms',
      'next_p95_ms',
      'errors'
    ],
    process.steps.map((step, index) => [
      index + 1,
      activityName(discovery, process, index),
      step.reached,
      step.startHere,
      step.leaveAfter,
      step.optional ? 1 : 0,
      process.terminalSteps.includes(index) ? 1 : 0,
      step.nextMedianMs ?? '',
      step.nextP95Ms ?? '',
      step.errors ?? ''
    ])
  )
}

function asText(discovery: Discovery, process: ProcessResult): string {
  const title = `${process.id}  ${process.name}${process.tentative ? ' (tentative)' : ''}`
  return (
    `${styled('bold', title)}\n` +
    figures([
      ['runs', count(process.runs)],
      ['completed', shareOf(process.completed)],
      ['sessions', count(process.sessions)],
      ['cases', count(process.cases)],
      ['events', count(process.events)],
      ...(process.errors === null ? [] : [['errors', count(process.errors)] as const]),
      ['from first to last step', `median ${duration(process.medianMs)}, 95% within ${duration(process.p95Ms)}`],
      ['stability', score(process.stability)],
      ...(process.channel === null ? [] : [['channel', process.channel] as const]),
      ...(process.subroutine
        ? [['shared subroutine', 'most visits return to the process they came from'] as const]
        : [])
    ]) +
    stepsText(discovery, process) +
    pathsText(discovery, process) +
    neighboursText(discovery, 'Before it, in the same session', process.before, process.runs) +
    neighboursText(discovery, 'After it, in the same session', process.after, process.runs)
  )
}

function stepsText(discovery: Discovery, process: ProcessResult): string {
  const errors = process.errors !== null
  const columns: Column[] = [
    { header: 'step', right: true },
    { header: 'activity', shrink: true },
    { header: 'reached by', right: true },
    { header: '', right: true },
    { header: 'start here', right: true },
    { header: 'leave after', right: true },
    { header: 'to the next', right: true },
    { header: '95% within', right: true },
    ...(errors ? [{ header: 'errors', right: true }] : []),
    { header: '' }
  ]
  const rows = process.steps.map((step, index) => [
    String(index + 1),
    activityName(discovery, process, index),
    count(step.reached),
    percent({ count: step.reached, of: process.runs }),
    count(step.startHere),
    count(step.leaveAfter),
    duration(step.nextMedianMs),
    duration(step.nextP95Ms),
    ...(errors ? [step.errors === null ? '-' : count(step.errors)] : []),
    [step.optional && 'optional', process.terminalSteps.includes(index) && 'completes'].filter(Boolean).join(', ')
  ])
  return heading('Usual steps, by runs') + table(columns, rows)
}

/** Steps as numbers keep a path readable; the table above names them. */
function pathsText(discovery: Discovery, process: ProcessResult): string {
  const listed = process.variants.slice(0, LISTED)
  if (listed.length === 0) return ''
  const rows = listed.map(({ path, runs, completed }) => [
    count(runs),
    percent({ count: runs, of: process.runs }),
    path.map((step) => step + 1).join(' '),
    completed ? 'completed' : `ends at ${activityName(discovery, process, path[path.length - 1])}`
  ])
  const shown = listed.reduce((sum, { runs }) => sum + runs, 0)
  const others = process.variants.length - listed.length + process.otherVariants.variants
  if (others > 0) {
    const rest = process.runs - shown
    rows.push([count(rest), percent({ count: rest, of: process.runs }), `(${plural(others, 'other path')})`, ''])
  }
  return (
    heading('Paths, by step numbers') +
    table(
      [{ header: 'runs', right: true }, { header: '', right: true }, { header: 'path', shrink: true }, { header: '' }],
      rows
    )
  )
}

function neighboursText(
  discovery: Discovery,
  title: string,
  neighbours: { process: number; count: number }[],
  runs: number
): string {
  if (neighbours.length === 0) return ''
  const rows = neighbours
    .slice(0, LISTED)
    .map(({ process, count: times }) => [
      process < 0 ? '(nothing)' : discovery.processes[process].name,
      shareOf({ count: times, of: runs })
    ])
  const rest = neighbours.slice(LISTED)
  if (rest.length > 0) {
    const times = rest.reduce((sum, one) => sum + one.count, 0)
    rows.push([`(${plural(rest.length, 'other')})`, shareOf({ count: times, of: runs })])
  }
  return heading(title) + table([{ header: 'process', shrink: true }, { header: 'runs' }], rows)
}
