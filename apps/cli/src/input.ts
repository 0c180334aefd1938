import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { basename, dirname } from 'node:path'
import {
  type Dropped,
  type EventLog,
  type ReadReport,
  readLog,
  readTable,
  type ShapeOptions,
  type SplitOptions,
  shapeLog,
  type Table
} from '@desirepath/core'
import { RunError, UsageError } from './failure.js'
import { count, plural } from './format.js'
import type { LogFlags, ReadFlags, ShapeFlags } from './options.js'
import { ownWords } from './own-files.js'
import type { Session } from './session.js'

const CHUNK_BYTES = 1 << 20
/** What is looked at before a log is read, to choose columns. */
const HEAD_BYTES = 1 << 18
const HEAD_ROWS = 1000

/** Reads a log (`-` is stdin), shapes it, and tells on stderr what was believed of it and what could not be used. */
export async function openLog(path: string, flags: LogFlags, session: Session): Promise<EventLog> {
  return readOpened(path, await openSource(path), flags, session)
}

/**
 * {@link openLog} with more columns kept than the flags name: those that `choose` finds in the first rows, as far as
 * these can be read.
 */
export async function openLogWith(
  path: string,
  flags: LogFlags,
  session: Session,
  choose: (head: Table) => Promise<string[]>
): Promise<EventLog> {
  const { source, close } = await openSource(path)
  const peeked = Symbol.asyncIterator in source ? await peek(source) : { head: source, all: source }
  const head = await readTable(peeked.head, { ...tableOptions(flags), limit: HEAD_ROWS }).catch(() => null)
  const attribute = [...new Set([...(flags.attribute ?? []), ...(head === null ? [] : await choose(head))])]
  const more = attribute.length > 0 ? { ...flags, attribute } : flags
  return readOpened(path, { source: peeked.all, close }, more, session)
}

async function readOpened(
  path: string,
  { source, close }: Opened,
  flags: LogFlags,
  session: Session
): Promise<EventLog> {
  const read = await readLog(source, {
    ...readOptions(flags),
    name: path === '-' ? 'stdin' : basename(path),
    threads: (flags as { threads?: number }).threads ?? availableParallelism(),
    onProgress: session.progress.report
  }).finally(close)
  session.progress.clear()
  tellReading(read.read, read.activity.length, session)
  const shaped = shapeLog(read, shapeOptions(flags))
  tellDropped(shaped.dropped, session)
  tellIdlePatterns(flags.drop, read, session)
  return shaped
}

interface Opened {
  /** A stream, or a file that can be read at any place, as threads and Parquet need it. */
  source: AsyncIterable<Uint8Array> | FileHandle
  close: () => Promise<void>
}

/** What `path` holds as bytes; `-` is stdin. `close` it in the end. */
export async function openSource(path: string): Promise<Opened> {
  const close = async () => {}
  if (path === '-') return { source: process.stdin, close }
  checkLog(path)
  // What a shell passes for `<(zcat ...)` has a path, but can be read in its order only.
  if (!statSync(path).isFile()) return { source: createReadStream(path, { highWaterMark: CHUNK_BYTES }), close }
  const file = await open(path)
  return { source: file, close: () => file.close() }
}

/** The first bytes of a stream that can be read only once, and the stream with them. */
async function peek(source: AsyncIterable<Uint8Array>) {
  const chunks = source[Symbol.asyncIterator]()
  const first: Uint8Array[] = []
  for (let size = 0; size < HEAD_BYTES; ) {
    const { done, value } = await chunks.next()
    if (done) break
    first.push(value)
    size += value.length
  }
  async function* replay() {
    yield* first
  }
  async function* all() {
    yield* first
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value
  }
  return { head: replay(), all: all() }
}

/** @throws RunError where the path is no readable file, naming similar ones beside it; UsageError where it is empty */
export function checkFile(path: string): void {
  if (path === '') throw new UsageError('The path of the log is empty.', 'Give a path, or - to read from stdin.')
  if (!existsSync(path)) {
    const folder = dirname(path)
    const beside = existsSync(folder) && statSync(folder).isDirectory() ? readdirSync(folder) : []
    const wanted = basename(path).toLowerCase()
    const near = beside.filter((name) => stem(name) === stem(wanted) || name.toLowerCase().includes(wanted)).slice(0, 3)
    throw new RunError(
      `There is no file ${path}.`,
      near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Check the path, or give - to read from stdin.'
    )
  }
  if (statSync(path).isDirectory()) throw new RunError(`${path} is a folder, not a log.`, 'Give the file in it.')
}

/** @throws RunError as {@link checkFile}, and where desirepath wrote the file itself */
function checkLog(path: string): void {
  const own = existsSync(path) ? ownWords(path) : null
  if (own !== null) {
    throw new RunError(`${path} is ${own}, not a log.`, 'Give the log itself: the file with one row for each event.')
  }
  checkFile(path)
}

const stem = (name: string): string => name.toLowerCase().replace(/(\.[a-z]+)+$/, '')

/** The flags as options of `readLog`. */
export function readOptions(flags: ReadFlags) {
  const { attribute, inputFormat, ...rest } = flags
  const names = [
    'case',
    'activity',
    'timestamp',
    'session',
    'channel',
    'duration',
    'status',
    'message',
    'amount',
    'customerName',
    'eventId',
    'parent',
    'timeZone',
    'dateOrder',
    'delimiter',
    'encoding',
    'strict'
  ] as const
  const given = Object.fromEntries(names.filter((name) => rest[name] !== undefined).map((name) => [name, rest[name]]))
  return {
    ...given,
    ...(attribute !== undefined && { attributes: attribute }),
    ...(inputFormat !== undefined && { format: inputFormat })
  }
}

/** The flags as options of `shapeLog`. */
export function shapeOptions(flags: ShapeFlags): ShapeOptions {
  const { sessionTimeout, sessionStart, sessionEnd, renameUrls, drop, collapseRepeats, minSteps, maxSteps, from, to } =
    flags
  const split: SplitOptions = {
    ...(sessionTimeout !== undefined && { timeout: sessionTimeout }),
    ...(sessionStart !== undefined && { start: sessionStart }),
    ...(sessionEnd !== undefined && { end: sessionEnd })
  }
  return {
    ...(renameUrls === true && { rename: { urls: true as const } }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(drop !== undefined && { drop }),
    ...(Object.keys(split).length > 0 && { split }),
    ...(collapseRepeats === true && { collapseRepeats }),
    ...(minSteps !== undefined && { minSteps }),
    ...(maxSteps !== undefined && { maxSteps })
  }
}

function tableOptions({ inputFormat, delimiter, encoding }: ReadFlags) {
  return {
    ...(inputFormat !== undefined && { format: inputFormat }),
    ...(delimiter !== undefined && { delimiter }),
    ...(encoding !== undefined && { encoding })
  }
}

/** What was guessed, and what could not be used, with its line numbers. */
export function tellReading(read: ReadReport, events: number, session: Session): void {
  const roles = read.guessed.map((role) => `${role} = '${read.schema[role]}'`)
  if (roles.length > 0) session.note(`Columns guessed: ${roles.join(', ')}. Say otherwise with --case, --activity ...`)
  for (const { reason, count: rows, lines, sample } of read.bad) {
    const where = `${lines.length < rows ? 'first ' : ''}${lines.length === 1 ? 'line' : 'lines'} ${lines.map(count).join(', ')}`
    session.warn(`${plural(rows, 'row')} not used: ${reason} (${where}: ${JSON.stringify(sample)}).`)
  }
  for (const note of read.notes) session.warn(note.replace(/\bgive session (?=')/, 'give --session '))
  if (events === 0) session.warn('The log has no events.')
}

export function tellDropped(dropped: readonly Dropped[], session: Session): void {
  for (const { what, events, sessions } of dropped) {
    session.note(
      `Left out: ${what} (${plural(events, 'event')}${sessions > 0 ? `, ${plural(sessions, 'session')}` : ''}).`
    )
  }
}

/** A pattern that matches nothing is most likely mistyped. */
function tellIdlePatterns(drop: readonly string[] | undefined, log: EventLog, session: Session): void {
  for (const pattern of drop ?? []) {
    const compiled = new RegExp(pattern)
    if (!log.activityNames.some((name) => compiled.test(name))) {
      session.warn(
        `--drop '${pattern}' matches none of the ${plural(log.activityNames.length, 'activity', 'activities')}.`
      )
    }
  }
}

/**
 * The positional arguments of a command.
 *
 * @throws UsageError where one is missing
 */
export function positionals(given: readonly (string | undefined)[], names: readonly string[]): string[] {
  const found = given.filter((argument): argument is string => argument !== undefined)
  if (found.length >= names.length) return found
  const got = found.length === 0 ? '' : `; got ${found.map((argument) => `'${argument}'`).join(' ')}`
  throw new UsageError(
    `The argument ${names.slice(found.length).join(' and the argument ')} is missing${got}.`,
    `The order is: ${names.join(' ')}. Run the command with --help for examples.`
  )
}
