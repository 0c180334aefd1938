import { type DiscoveryModel, type EventLog, SCORED_BY, type Scores, score, toCsv } from '@desirepath/core'
import type { Command } from 'commander'
import { count, plural, shareOf } from '../format.js'
import { openLog, positionals } from '../input.js'
import { type LogFlags, withLogOptions, withOutputOptions } from '../options.js'
import { json, writeAll, writeOut } from '../output.js'
import { heading, table } from '../print.js'
import { readModel } from '../result.js'
import { Session } from '../session.js'

/** `desirepath score MODEL LOG` */
export function addScore(program: Command): void {
  const command = program
    .command('score')
    .usage('[options] <model> <log>')
    .summary('recognise the processes of a model in new sessions')
    .description('Say of every event of a log which process of a model it belongs to.')
    .argument('[model]', 'the model.json, or the folder, that discover --out wrote')
    .argument('[log]', 'a log with the same names of activities; - for stdin')
    .addHelpText(
      'after',
      `
--format csv and json give one row for each event: case, session (counted within the case), timestamp, activity,
process (-1 for none), process_name, and by: activity (it is a step of the process), context (a hub or an unknown
activity within it) or none.

Examples:
  $ desirepath score result/ today.csv
  $ desirepath score result/model.json today.csv --session-timeout 30m --format csv > scored.csv`
    )
    .action(async (modelPath: string | undefined, logPath: string | undefined, flags: LogFlags) => {
      const [first, second] = positionals([modelPath, logPath], ['MODEL', 'LOG'])
      const model = readModel(first)
      const session = new Session(flags)
      const log = await openLog(second, flags, session)
      const scores = score(model, log)
      for (const { activity, events } of scores.unknown.slice(0, 3)) {
        session.warn(`The model does not know the activity '${activity}' (${plural(events, 'event')}).`)
      }
      session.more(scores.unknown.length - 3, 'unknown activity')
      if (flags.format === 'csv') await writeAll(csvPieces(model, log, scores))
      else if (flags.format === 'json') await writeAll(jsonPieces(model, log, scores))
      else await writeOut(asText(model, log, scores))
    })
  withLogOptions(withOutputOptions(command, ['table', 'json', 'csv']))
}

interface Tally {
  process: number
  name: string
  events: number
  sessions: number
  cases: number
}

/** Events, sessions and cases of each process, most sessions first; a session counts for each of its processes. */
function tally(model: DiscoveryModel, log: EventLog, { process }: Scores): Tally[] {
  const rows = model.processes.map(({ id, name }) => ({ process: id, name, events: 0, sessions: 0, cases: 0 }))
  const lastSession = new Int32Array(rows.length).fill(-1)
  const lastCase = new Int32Array(rows.length).fill(-1)
  for (let s = 0; s < log.sessionCase.length; s++) {
    for (let i = log.sessionOffsets[s]; i < log.sessionOffsets[s + 1]; i++) {
      const row = rows[process[i]]
      if (row === undefined) continue
      row.events++
      if (lastSession[row.process] !== s) row.sessions++
      if (lastCase[row.process] !== log.sessionCase[s]) row.cases++
      lastSession[row.process] = s
      lastCase[row.process] = log.sessionCase[s]
    }
  }
  return rows.filter(({ events }) => events > 0).sort((a, b) => b.sessions - a.sessions || a.process - b.process)
}

function covered({ process }: Scores) {
  return { count: process.reduce((sum, id) => sum + (id >= 0 ? 1 : 0), 0), of: process.length }
}

function asText(model: DiscoveryModel, log: EventLog, scores: Scores): string {
  const rows = tally(model, log, scores).map(({ process, name, events, sessions, cases }) => [
    String(process),
    name,
    count(events),
    shareOf({ count: sessions, of: log.sessionCase.length }),
    count(cases)
  ])
  return (
    table(
      [
        { header: '#', right: true },
        { header: 'process', shrink: true },
        { header: 'events', right: true },
        { header: 'sessions', right: true },
        { header: 'cases', right: true }
      ],
      rows
    ) + `${heading('In all')}${shareOf(covered(scores))} events belong to a process.\n`
  )
}

interface ScoredEvent {
  case: string
  session: number
  timestamp: string
  activity: string
  process: number
  process_name: string
  by: string
}

function* scoredEvents(model: DiscoveryModel, log: EventLog, scores: Scores): Generator<ScoredEvent> {
  let number = 0
  for (let s = 0; s < log.sessionCase.length; s++) {
    number = s > 0 && log.sessionCase[s] === log.sessionCase[s - 1] ? number + 1 : 1
    for (let i = log.sessionOffsets[s]; i < log.sessionOffsets[s + 1]; i++) {
      const process = scores.process[i]
      yield {
        case: log.caseNames[log.sessionCase[s]],
        session: number,
        timestamp: log.timeKind === 'timestamp' ? new Date(log.time[i]).toISOString() : String(log.time[i]),
        activity: log.activityNames[log.activity[i]],
        process,
        process_name: process < 0 ? '' : model.processes[process].name,
        by: SCORED_BY[scores.by[i]]
      }
    }
  }
}

function* csvPieces(model: DiscoveryModel, log: EventLog, scores: Scores): Generator<string> {
  yield 'case,session,timestamp,activity,process,process_name,by\n'
  for (const event of scoredEvents(model, log, scores)) yield toCsv(null, [Object.values(event)])
}

/** Written event by event, so that no string holds all of a large log. */
function* jsonPieces(model: DiscoveryModel, log: EventLog, scores: Scores): Generator<string> {
  const head = {
    model: model.fingerprint,
    covered: covered(scores),
    processes: tally(model, log, scores),
    unknown: scores.unknown
  }
  yield `${json(head).trimEnd().slice(0, -2)},\n  "events": [`
  let between = '\n'
  for (const event of scoredEvents(model, log, scores)) {
    yield `${between}    ${JSON.stringify(event)}`
    between = ',\n'
  }
  yield '\n  ]\n}\n'
}
