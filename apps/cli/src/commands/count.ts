import { existsSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import {
  type CountedDiscovery,
  type CountedSource,
  type Counts,
  countSource,
  countsToJson,
  discoverFromCounts,
  emptyCounts,
  type InputError,
  mergeCounts,
  parseCounts,
  type RunStore,
  toCsv
} from '@desirepath/core'
import { type Command, Option } from 'commander'
import { someNames } from '../discovery-text.js'
import { diskRuns } from '../disk-runs.js'
import { UsageError } from '../failure.js'
import { type Content, checkWritable, writeFiles } from '../files.js'
import { count, percent, plural } from '../format.js'
import { openSource, positionals, readOptions, shapeOptions, tellDropped, tellReading } from '../input.js'
import { type LogFlags, memorySize, wholeNumber, withLogOptions, withOutputOptions } from '../options.js'
import { json, writeOut } from '../output.js'
import { ownFormat } from '../own-files.js'
import { table } from '../print.js'
import { Session } from '../session.js'

interface Flags extends LogFlags {
  out?: string
  memory: number
  hold?: number
  temp?: string
  countAgain?: boolean
}

/** What Node, the kernels and the counts take by themselves, and an event while a piece of a log is sorted and counted. */
const MEMORY_AT_REST = 200e6
const BYTES_AN_EVENT = 50
const LEAST_EVENTS = 100_000

/** `desirepath count LOG|COUNTS...` */
export function addCount(program: Command): void {
  const command = program
    .command('count')
    .usage('[options] <logs or counts...>')
    .summary('reduce logs of any length to counts that add up')
    .description(
      'Reduce logs of any length to counts, add those of several days or machines up, and find the processes from them.'
    )
    .argument('[files...]', 'logs, - for stdin, and what count --out wrote (.json or .json.gz)')
    .addHelpText(
      'after',
      `
Logs are read piece by piece and not kept. Where the rows of a long log are not grouped by case, they are sorted on disk:
about a third of the log's size is needed for the time being. Without --out the processes are printed.

Examples:
  $ desirepath count monday.csv --session-timeout 30m --out monday.json.gz
  $ desirepath count monday.json.gz tuesday.json.gz --out week.json.gz
  $ desirepath count week.json.gz
  $ zcat huge.csv.gz | desirepath count - --case user --activity page --timestamp time --json > processes.json`
    )
    .action(async (files: string[], flags: Flags) => {
      const [first, ...others] = positionals(files, files.length > 0 ? [] : ['LOG'])
      await countCommand([first, ...others], flags)
    })
  withOutputOptions(command, ['table', 'json', 'csv']).option(
    '-o, --out <file>',
    'write the counts into this file, packed where it ends in .gz'
  )
  withLogOptions(command)
    .optionsGroup('Logs that do not fit into memory:')
    .addOption(new Option('--memory <size>', 'memory to count in, about').argParser(memorySize).default(512e6, '512MB'))
    .option('--hold <events>', 'events held at a time (default: as many as --memory holds)', wholeNumber(1))
    .option('--temp <folder>', "where a log is sorted that is not grouped by case (default: the system's)")
    .option('--count-again', 'do not sort: count a case anew where it comes again after others')
}

async function countCommand(paths: readonly string[], flags: Flags): Promise<void> {
  const session = new Session(flags)
  if (flags.out !== undefined) checkWritable(dirname(flags.out))
  const twice = paths.filter((path, i) => paths.indexOf(path) < i)
  if (twice.length > 0) session.warn(`${twice[0]} is given more than once, and counted as often.`)
  let counts = emptyCounts()
  for (const path of paths) {
    const part = isCounts(path) ? readCounts(path) : await countFile(path, flags, session)
    counts = mergeCounts(counts, part)
  }
  session.note(
    `Counted ${plural(counts.events, 'event')}, ${plural(counts.sessions, 'session')}, ${plural(counts.cases, 'case')}, ${plural(counts.activityNames.length, 'activity', 'activities')}.`
  )
  if (flags.out !== undefined) {
    await writeFiles([{ path: flags.out, content: contentOf(counts, flags.out) }])
    session.note(`Wrote ${flags.out}.`)
    return
  }
  const found = await discoverFromCounts(counts, { onProgress: session.progress.report })
  session.progress.clear()
  for (const sentence of [...found.method.chosen, ...found.untold]) session.note(sentence)
  for (const warning of found.method.warnings) session.warn(warning)
  await writeOut(
    flags.format === 'json' ? json(found) : flags.format === 'csv' ? countedCsv(found) : countedTable(found)
  )
}

/** Anything else that ends in .json may be a log of one object a line. */
const isCounts = (path: string): boolean => path !== '-' && existsSync(path) && ownFormat(path) === 'counts'

function readCounts(path: string): Counts {
  const bytes = readFileSync(path)
  return parseCounts((bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString())
}

function contentOf(counts: Counts, path: string): Content {
  if (!path.toLowerCase().endsWith('.gz')) return countsToJson(counts)
  return gzipSync(Buffer.concat(Array.from(countsToJson(counts), (piece) => Buffer.from(piece))))
}

async function countFile(path: string, flags: Flags, session: Session): Promise<Counts> {
  if (flags.temp !== undefined) checkTemporary(flags.temp)
  const { counts, read, dropped, returned } =
    flags.countAgain === true ? await countOnce(path, flags, session) : await countAnyOrder(path, flags, session)
  session.progress.clear()
  tellReading(read, counts.events, session)
  tellDropped(dropped, session)
  if (returned > 0) {
    session.warn(`${plural(returned, 'case')} of ${path} came again after others had come, and were counted anew.`)
  }
  return counts
}

/** A file may turn out to be grouped by case; of what can be read only once that is not found out. */
async function countAnyOrder(path: string, flags: Flags, session: Session): Promise<CountedSource> {
  if (path !== '-' && existsSync(path) && statSync(path).isFile()) {
    try {
      return await countOnce(path, flags, session)
    } catch (error) {
      if ((error as Partial<InputError>).code !== 'NOT_GROUPED') throw error
      session.note(`${path} is not grouped by case: it is sorted on disk, in ${flags.temp ?? tmpdir()}.`)
    }
  }
  const runs = diskRuns(flags.temp)
  try {
    return await countOnce(path, flags, session, runs)
  } finally {
    runs.close()
  }
}

async function countOnce(path: string, flags: Flags, session: Session, runs?: RunStore): Promise<CountedSource> {
  const { source, close } = await openSource(path)
  const allowed = Math.floor((flags.memory - MEMORY_AT_REST) / BYTES_AN_EVENT)
  return countSource(source, {
    ...readOptions(flags),
    shape: shapeOptions(flags),
    pieceEvents: flags.hold ?? Math.max(LEAST_EVENTS, allowed),
    returning: flags.countAgain === true ? 'count' : 'refuse',
    ...(runs && { runs }),
    name: path === '-' ? 'stdin' : basename(path),
    onProgress: session.progress.report
  }).finally(close)
}

function checkTemporary(folder: string): void {
  if (existsSync(folder) && statSync(folder).isDirectory()) return
  throw new UsageError(`--temp ${folder} is not a folder.`, 'Give a folder that is there.')
}

function countedTable({ processes, activities }: CountedDiscovery): string {
  if (processes.length === 0) return 'No process was found.\n'
  const hubs = activities.filter(({ hub }) => hub)
  return (
    table(
      [
        { header: '#', right: true },
        { header: 'process', shrink: true },
        { header: 'steps', right: true },
        { header: 'events', right: true },
        { header: 'in sessions', right: true },
        { header: 'completed', right: true }
      ],
      processes.map(({ id, name, subroutine, steps, events, sampled }) => [
        String(id),
        subroutine ? `${name} (shared subroutine)` : name,
        count(steps.length),
        count(events),
        percent(sampled.sessions),
        percent(sampled.completed)
      ])
    ) + (hubs.length > 0 ? `\nHubs (activities of many processes): ${someNames(hubs)}\n` : '')
  )
}

function countedCsv({ processes, activities }: CountedDiscovery): string {
  const name = (activity: number | undefined) => (activity === undefined ? '' : activities[activity].name)
  return toCsv(
    [
      'process',
      'name',
      'subroutine',
      'steps',
      'events',
      'entry',
      'exit',
      'sampled_sessions',
      'sampled_sessions_of',
      'sampled_completed',
      'sampled_runs'
    ],
    processes.map((process) => [
      process.id,
      process.name,
      process.subroutine ? 1 : 0,
      process.steps.length,
      process.events,
      name(process.entries[0]?.activity),
      name(process.exits[0]?.activity),
      process.sampled.sessions.count,
      process.sampled.sessions.of,
      process.sampled.completed.count,
      process.sampled.completed.of
    ])
  )
}
