import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import {
  type CustomerLink,
  type EventLog,
  indexLog,
  joinLogs,
  type LogIndex,
  parseDuration,
  processesOfModel
} from '@desirepath/core'
import { type Command, InvalidArgumentError } from 'commander'
import { RunError, UsageError } from './failure.js'
import { count } from './format.js'
import { checkFile, openLog } from './input.js'
import { each, type LogFlags } from './options.js'
import { readModel } from './result.js'
import { Session } from './session.js'

/** What `find` and `journey` need besides the log. */
export interface JourneyFlags extends LogFlags {
  with?: string[]
  idMap?: string
  clock?: string[]
  model?: string
  contact?: string[]
  customerName?: string
  eventId?: string
  parent?: string
}

/** Adds the options for several logs, processes and contacts. */
export function withJourneyOptions(command: Command): Command {
  return command
    .optionsGroup('Several systems and processes:')
    .option('--with <log>', 'a further log of the same customers (chat, back-end); again for more', each)
    .option('--id-map <file>', 'JSON list of {source, id, customer, from, to}: whose an id is, and when')
    .option('--clock <name=time>', 'move the clock of a log: chat=-90s where it is 90 seconds fast', clock)
    .option('--model <file>', 'tell the processes by the model.json, or the folder, that discover --out wrote')
    .option('--contact <regex>', 'what counts as contact, by activity or channel (default: chat, call ...)', each)
    .option('--customer-name <column>', 'what people call the customer')
    .option('--event-id <column>', "the event's own id")
    .option('--parent <column>', 'the id of the event that caused this one')
}

/** Reads the logs with all of their columns, joins them by customer, and makes the index. */
export async function openIndex(path: string, flags: JourneyFlags, session: Session): Promise<LogIndex> {
  const processes = flags.model === undefined ? null : readModel(flags.model)
  const links = flags.idMap === undefined ? [] : readLinks(flags.idMap)
  const paths = [path, ...(flags.with ?? [])]
  // The time asked about is searched, not cut out of the log: what is usual is seen over all of it.
  const { from: _, to: __, ...rest } = flags
  const logs: EventLog[] = []
  for (const one of paths) {
    const about = paths.length === 1 ? session : new Session(flags, sourceName(one))
    logs.push(await openLog(one, { ...rest, attribute: flags.attribute ?? ['*'] }, about))
  }
  const log = paths.length === 1 && links.length === 0 ? logs[0] : join(logs, paths, links, flags, session)
  const index = await indexLog(log, {
    ...(processes !== null && { processes: processesOfModel(processes, log) }),
    ...(flags.contact !== undefined && { contact: flags.contact }),
    onProgress: session.progress.report
  })
  session.progress.clear()
  const known = index.processes?.labels.reduce((sum, label) => sum + (label >= 0 ? 1 : 0), 0)
  if (known === 0) session.warn('The model knows none of the activities of this log.')
  return index
}

function join(
  logs: EventLog[],
  paths: string[],
  links: CustomerLink[],
  flags: JourneyFlags,
  session: Session
): EventLog {
  const names = paths.map(sourceName)
  const offsets = new Map<string, number>()
  for (const given of flags.clock ?? []) {
    const [name, ms] = clockParts(given)
    if (!names.includes(name)) {
      throw new UsageError(`--clock moves '${name}', but no log is called so.`, `The logs are ${names.join(', ')}.`)
    }
    offsets.set(name, ms)
  }
  const joined = joinLogs(logs, { names, offsetsMs: names.map((name) => offsets.get(name) ?? 0), idMap: links })
  const told = new Set(logs.flatMap(({ read }, l) => read.notes.map((note) => `${names[l]}: ${note}`)))
  for (const note of joined.read.notes) if (!told.has(note)) session.note(note)
  session.note(
    `Joined ${names.join(', ')}: ${count(joined.activity.length)} events of ${count(joined.caseNames.length)} customers.`
  )
  return joined
}

/** How a log is called in `--clock` and in the id map. */
const sourceName = (path: string): string => (path === '-' ? 'stdin' : basename(path).replace(/(\.[a-z]+\d?)+$/i, ''))

function clock(text: string, before: string[] | undefined): string[] {
  try {
    clockParts(text)
  } catch {
    throw new InvalidArgumentError('Write it as name=+90s or name=-1m30s.')
  }
  return each(text, before)
}

function clockParts(text: string): [name: string, ms: number] {
  const match = /^(.+)=([+-]?)(.+)$/.exec(text)
  if (match === null) throw new Error('no clock')
  return [match[1], (match[2] === '-' ? -1 : 1) * parseDuration(match[3])]
}

function readLinks(path: string): CustomerLink[] {
  checkFile(path)
  const hint = 'Give a JSON list such as [{"source": "web", "id": "w-77", "customer": "C2041", "to": "2024-03-05"}].'
  let links: unknown
  try {
    links = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new RunError(`${path} is no JSON: ${(error as Error).message}.`, hint)
  }
  if (!Array.isArray(links)) throw new RunError(`${path} holds no list.`, hint)
  return links.map((link: Record<string, unknown>, place) => {
    const wrong = ['id', 'customer'].find((key) => typeof link?.[key] !== 'string' && typeof link?.[key] !== 'number')
    if (wrong !== undefined) throw new RunError(`Link ${place + 1} in ${path} has no ${wrong}.`, hint)
    return { ...link, id: String(link.id), customer: String(link.customer) } as CustomerLink
  })
}
