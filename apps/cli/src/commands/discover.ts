import { basename, join } from 'node:path'
import { type DiscoverResult, type Discovery, discover, MOST_WRITTEN_EDGES } from '@desirepath/core'
import { jsonPieces, linedJson } from '@desirepath/core/text'
import type { Command } from 'commander'
import { type DiscoverFlags, discoverOptions, withDiscoverOptions } from '../discover-options.js'
import { activitiesCsv, processesTable } from '../discovery-text.js'
import { checkFolder, NewFiles } from '../files.js'
import { count, plural, score, shareOf } from '../format.js'
import { positionals } from '../input.js'
import { pageOf, utf8 } from '../json-bytes.js'
import { openLogForMix } from '../mix-columns.js'
import { each, type LogFlags, withLogOptions, withOutputOptions } from '../options.js'
import { writeOut } from '../output.js'
import { Session } from '../session.js'

interface Flags extends LogFlags, DiscoverFlags {
  out?: string
}

/** `desirepath discover LOG` */
export function addDiscover(program: Command): void {
  const command = program
    .command('discover')
    .usage('[options] <log>')
    .summary('find the processes that people follow')
    .description(
      'Find the processes of a log: which activities belong together, in which order they are usual, how many complete them.'
    )
    .argument('[log]', 'CSV, TSV, JSONL, XES or Parquet, also gzipped; - for stdin')
    .addHelpText(
      'after',
      `
With --out DIR these files are written, whole or not at all: processes.json (everything that was found), activities.csv,
flow.json (the ${count(MOST_WRITTEN_EDGES)} most frequent edges and the sum of the others; all: \`desirepath flow LOG --format json\`),
model.json (for \`desirepath score\`, the page, <desire-path>), report.html. --format csv prints activities.csv, json
processes.json.

Examples:
  $ desirepath discover clicks.csv --session-timeout 30m --out result
  $ desirepath discover clicks.csv --case user --activity page --timestamp time --drop '^/health' --drop '^/static'
  $ desirepath discover clicks.csv --mix-by platform --mix-by country --out result
  $ desirepath discover clicks.csv --method kmeans --clusters 12 --format csv > activities.csv
  $ desirepath sample bank | desirepath discover - --session session_id`
    )
    .action(async (log: string | undefined, flags: Flags) => {
      const [path] = positionals([log], ['LOG'])
      await discoverCommand(path, flags)
    })
  withOutputOptions(command, ['table', 'json', 'csv']).option(
    '-o, --out <folder>',
    'write all results into this folder'
  )
  withLogOptions(command)
  withDiscoverOptions(command)
    .option('--mix-by <column>', 'show the process mix by this column; again for more (default: chosen)', each)
    .option('--no-mix-by', 'show no mix by columns')
}

async function discoverCommand(path: string, flags: Flags): Promise<void> {
  const session = new Session(flags)
  if (flags.out !== undefined) checkFolder(flags.out)
  const log = await openLogForMix(path, flags, session)
  const { out } = flags
  const files = new NewFiles()
  const found = await discover(log, {
    ...discoverOptions(flags, session),
    // Written while the processes are still looked for.
    wholeFlow: out !== undefined && ((text) => files.add(join(out, 'flow.json'), text))
  })
  const { discovery } = found
  session.progress.clear()
  discovery.source.name = path === '-' ? 'stdin' : basename(path)
  for (const note of found.notes ?? []) session.warn(note)
  tell(discovery, session)
  if (out !== undefined) {
    await addResult(files, out, found)
    await files.finish()
    tellLeftOut(discovery, session)
    session.note(`Wrote processes.json, activities.csv, flow.json, model.json, report.html into ${out}.`)
  }
  await writeOut(
    flags.format === 'json'
      ? linedJson(discovery)
      : flags.format === 'csv'
        ? activitiesCsv(discovery)
        : processesTable(discovery)
  )
}

function tellLeftOut({ flow: { edges, otherEdges } }: Discovery, session: Session): void {
  const all = edges.length + otherEdges.edges
  if (all <= MOST_WRITTEN_EDGES) return
  session.note(
    `flow.json has the ${count(MOST_WRITTEN_EDGES)} most frequent of ${count(all)} edges and the sum of the others; desirepath flow LOG --format json has all.`
  )
}

function tell(discovery: Discovery, session: Session): void {
  const { log, processes, quality, method } = discovery
  const found = plural(processes.length, 'process', 'processes')
  session.note(
    `Found ${found} in ${plural(log.activities, 'activity', 'activities')}, ${plural(log.events, 'event')}, ${plural(log.sessions, 'session')}, ${plural(log.cases, 'case')}.`
  )
  session.note(
    `Hubs: ${shareOf(quality.hubs)} activities. In no process: ${shareOf(quality.noise)}. Stability ${score(quality.stability)}, silhouette ${score(quality.silhouette)}.`
  )
  for (const sentence of method.chosen) session.note(sentence)
  for (const warning of method.warnings) session.warn(warning)
}

/** Each is on its way to the disk while the next one is made; what is in three of them is made into text once. */
async function addResult(files: NewFiles, folder: string, { discovery, model }: DiscoverResult): Promise<void> {
  const { lined, compact } = jsonPieces(discovery)
  files.add(join(folder, 'processes.json'), utf8(lined))
  const json = utf8(compact)
  // Loaded where it is needed: the report is large.
  const { reportHtml } = await import('@desirepath/view/report-bundle')
  files.add(
    join(folder, 'report.html'),
    pageOf((text) => reportHtml(discovery, { json: text }), json)
  )
  files.add(join(folder, 'activities.csv'), activitiesCsv(discovery))
  files.add(join(folder, 'model.json'), modelJson(model, discovery, json))
}

/** `JSON.stringify(model)` and a line break: its discovery is this one, but for what stood in bad rows. */
function modelJson(
  { discovery: ofModel, ...rest }: DiscoverResult['model'],
  discovery: Discovery,
  json: Buffer
): Iterable<string | Buffer> {
  const [source, own] = [discovery, ofModel].map((one) => JSON.stringify(one?.source))
  return [`${JSON.stringify(rest).slice(0, -1)},"discovery":`, own === source ? json : JSON.stringify(ofModel), '}\n']
}
