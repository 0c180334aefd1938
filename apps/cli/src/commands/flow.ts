import {
  type DrawableFlow,
  type EventLog,
  flow,
  flowToCsv,
  flowToDot,
  flowToMermaid,
  type LogData,
  type NamedFlow,
  nameFlow
} from '@desirepath/core'
import type { Command } from 'commander'
import { type DiscoverFlags, withDiscoverOptions } from '../discover-options.js'
import { UsageError } from '../failure.js'
import { count, duration, plural, shareOf } from '../format.js'
import { openLog, positionals } from '../input.js'
import { type LogFlags, wholeNumber, withLogOptions, withOutputOptions } from '../options.js'
import { json, writeOut } from '../output.js'
import { heading, table } from '../print.js'
import { processFlow, processFlowText, processFlowToCsv } from '../process-flow.js'
import { discoverLog, findProcess, requiredResult, savedDiscovery } from '../result.js'
import { Session } from '../session.js'
import {
  columnsOfFilters,
  type FilterFlags,
  filtered,
  filteredDiscovery,
  filterWords,
  withSessionFilters
} from '../session-filters.js'

interface Flags extends LogFlags, DiscoverFlags, FilterFlags {
  process?: string
  result?: string
  minEdge: number
  top?: number
  variants: number
}

/** The drawn forms stay readable up to about this many edges; more are had with --top. */
const DRAWN_EDGES = 100
const LISTED_EDGES = 30

/** `desirepath flow LOG` */
export function addFlow(program: Command): void {
  const command = program
    .command('flow')
    .usage('[options] <log>')
    .summary('what directly follows what: the graph as table, JSON, CSV, DOT, Mermaid')
    .description('The directly-follows graph of a log, or of one of its processes: edges, starts, ends and paths.')
    .argument('[log]', 'a log, - for stdin; with --process also a folder that discover --out wrote')
    .addHelpText(
      'after',
      `
Examples:
  $ desirepath flow clicks.csv --session-timeout 30m
  $ desirepath flow clicks.csv --format dot --top 40 | dot -Tsvg > flow.svg
  $ desirepath flow clicks.csv --process "apply mortgage" --format mermaid
  $ desirepath flow result/ --process 3
  $ desirepath flow clicks.csv --session-timeout 30m --with-activity /checkout --begin-from 2024-03-01`
    )
    .action(async (log: string | undefined, flags: Flags) => {
      const [path] = positionals([log], ['LOG'])
      const session = new Session(flags)
      await (flags.process === undefined
        ? wholeFlow(path, flags, session)
        : oneProcess(path, flags.process, flags, session))
    })
  withOutputOptions(command, ['table', 'json', 'csv', 'dot', 'mermaid'])
    .option('--process <name>', 'only this process (name or number), its runs instead of sessions')
    .option('--min-edge <n>', 'leave out edges taken less often', wholeNumber(1), 1)
    .option(
      '--top <n>',
      'only the most frequent edges (default: 30 in a table, 100 drawn, all as data)',
      wholeNumber(1)
    )
    .option('--variants <n>', 'how many of the most frequent paths', wholeNumber(0), 20)
    .option('--result <folder>', 'take the processes that discover --out wrote instead of finding them now')
  withSessionFilters(command)
  withLogOptions(command)
  withDiscoverOptions(command)
}

async function wholeFlow(path: string, flags: Flags, session: Session): Promise<void> {
  if (savedDiscovery(path) !== null) {
    throw new UsageError(
      `${path} is the result of discover; the flow of its whole log is in flow.json.`,
      'Give the log itself, or --process with the name or number of a process.'
    )
  }
  const attribute = [...(flags.attribute ?? []), ...columnsOfFilters(flags)]
  const opened = await openLog(path, { ...flags, ...(attribute.length > 0 && { attribute }) }, session)
  const log = await sessionsLeft(opened, flags, session)
  const most = flags.top ?? mostFor(flags.format)
  const counted = flow(log, {
    minCount: flags.minEdge,
    ...(most !== undefined && { mostEdges: most }),
    mostVariants: flags.variants
  })
  const named = nameFlow(log, counted)
  await writeOut(written(named, flags.format))
  const { edges, count: steps } = counted.otherEdges
  if (edges > 0) {
    session.note(
      `Shown: ${shareOf(counted.coverage)} steps; ${plural(edges, 'rarer edge')} with ${plural(steps, 'step')} left out.`
    )
  }
}

/** The part of a log that the filters leave. Processes are looked for only where there are filters. */
async function sessionsLeft(log: EventLog, flags: Flags, session: Session): Promise<LogData> {
  if (filterWords(flags).length === 0) return log
  const discovery = flags.result === undefined ? await discoverLog(log, flags, session) : requiredResult(flags.result)
  return (await filtered(log, discovery, flags, session)).part.log
}

function mostFor(format: string | undefined): number | undefined {
  if (format === 'dot' || format === 'mermaid') return DRAWN_EDGES
  return format === 'table' ? LISTED_EDGES : undefined
}

async function oneProcess(path: string, wanted: string, flags: Flags, session: Session): Promise<void> {
  const discovery = await filteredDiscovery(path, flags, session)
  const found = processFlow(discovery, findProcess(discovery, wanted), {
    minCount: flags.minEdge,
    most: flags.top ?? Number.POSITIVE_INFINITY
  })
  switch (flags.format) {
    case 'json':
      return writeOut(json(found))
    case 'csv':
      return writeOut(processFlowToCsv(found))
    case 'dot':
    case 'mermaid':
      return writeOut(drawn(found, flags.format))
    default:
      return writeOut(processFlowText(found))
  }
}

function written(named: NamedFlow, format: string | undefined): string {
  if (format === 'json') return json(named)
  if (format === 'csv') return flowToCsv(named)
  if (format === 'dot' || format === 'mermaid') return drawn(named, format)
  return asText(named)
}

const drawn = (graph: DrawableFlow, format: 'dot' | 'mermaid') =>
  format === 'dot' ? flowToDot(graph) : flowToMermaid(graph)

function asText(named: NamedFlow): string {
  const edges = table(
    [
      { header: 'from', shrink: true },
      { header: 'to', shrink: true },
      { header: 'count', right: true },
      { header: 'median', right: true },
      { header: '95% within', right: true }
    ],
    named.edges.map(({ from, to, count: times, medianMs, p95Ms }) => [
      from,
      to,
      count(times),
      duration(medianMs),
      duration(p95Ms)
    ])
  )
  return (
    edges +
    heading('Sessions start with') +
    ends(named.start, named.sessions) +
    heading('Sessions end with') +
    ends(named.end, named.sessions) +
    heading('Paths') +
    paths(named)
  )
}

function ends(counts: Record<string, number>, of: number): string {
  // By count: an object has names that are whole numbers (404) first.
  const all = Object.entries(counts).sort((a, b) => b[1] - a[1])
  const listed = all.slice(0, 10)
  const rows = listed.map(([name, times]) => [name, shareOf({ count: times, of })])
  const rest = all.slice(10).reduce((sum, [, times]) => sum + times, 0)
  if (rest > 0) rows.push([`(${plural(all.length - 10, 'other')})`, shareOf({ count: rest, of })])
  return table([{ header: 'activity', shrink: true }, { header: 'sessions' }], rows)
}

function paths(named: NamedFlow): string {
  const rows = named.variants
    .slice(0, 10)
    .map(({ path, sessions, share }) => [
      count(sessions),
      shareOf(share),
      path.length > 12 ? `${path.slice(0, 12).join(' > ')} > ... (${path.length} steps)` : path.join(' > ')
    ])
  const total = named.variants.length + named.otherVariants.variants
  const other = named.sessions - named.variants.slice(0, 10).reduce((sum, { sessions }) => sum + sessions, 0)
  if (total > 10)
    rows.push([count(other), shareOf({ count: other, of: named.sessions }), `(${plural(total - 10, 'other path')})`])
  return table([{ header: 'sessions', right: true }, { header: 'share' }, { header: 'path', shrink: true }], rows)
}
