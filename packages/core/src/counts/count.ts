import { InputError } from '../errors.js'
import { drive } from '../kernel/work.js'
import { EventLog } from '../log/event-log.js'
import { unknownActivity } from '../log/patterns.js'
import { checkReadOptions, READ_OPTIONS, type ReadOptions } from '../log/read.js'
import { readPieces } from '../log/read-pieces.js'
import { renameActivities } from '../log/rename.js'
import { countOption } from '../log/sessions.js'
import { type ShapeOptions, shapeLog } from '../log/shape.js'
import type { LogSource } from '../log/source.js'
import type { Dropped, LogData, RawColumns, ReadReport } from '../log/types.js'
import { checkOptionNames } from '../suggest.js'
import { type Counts, countPart, emptyCounts, mergeCounts } from './counts.js'
import { NameSet } from './name-set.js'
import type { RunStore } from './run-store.js'
import { SortedRuns } from './sorted-runs.js'

export interface CountOptions {
  /** Steps of the sample of sessions that the links are found from. Default 1,000,000 (4 bytes each). */
  sampleSteps?: number
}

/** Counts a log, or the parts of one: their codes may differ, names are what counts. See {@link Counts}. */
export async function countLog(
  log: LogData | Iterable<LogData> | AsyncIterable<LogData>,
  options: CountOptions = {}
): Promise<Counts> {
  checkOptionNames(options, ['sampleSteps'], 'countLog')
  const sampleSteps = stepsOption(options)
  if ('activity' in log) return countPart(log, sampleSteps)
  let counts = emptyCounts()
  for await (const part of log) counts = mergeCounts(counts, countPart(part, sampleSteps))
  return counts
}

export interface CountSourceOptions extends ReadOptions, CountOptions {
  /** How each piece is shaped before it is counted: sessions, what to leave out. */
  shape?: ShapeOptions
  /**
   * What to do where a case comes again after others: `refuse` (default) ends with an error that says how to sort the
   * file; `count` counts it as another case and says how many there were. Within a piece a case may stand anywhere.
   */
  returning?: 'refuse' | 'count'
  /** Events that are held at a time, at least. Default 500,000. */
  pieceEvents?: number
  /**
   * Where a log of more than one piece is kept, sorted, while it is counted: then it need not be grouped by case, and no
   * name of a case is remembered. Takes 12 bytes an event and more for sessions and names.
   */
  runs?: RunStore
}

/** What counting a source gave. */
export interface CountedSource {
  counts: Counts
  read: ReadReport
  dropped: Dropped[]
  /** Cases that came again after others had come, and were counted again. */
  returned: number
}

const PIECE_EVENTS = 500_000

/**
 * Counts a log of any length without ever holding it. The rows of each case must stand together: it is read in pieces
 * that end between two cases; each is counted and let go. Memory: a piece, the counts, and 16 to 32 bytes for every case
 * (to know it again). With `runs` the rows may stand in any order: pieces are sorted by case into the store and merged.
 * The counts are those of the log read into memory, to the bit.
 *
 * @throws InputError as `readLog`, and NOT_GROUPED where a case comes again after others
 */
export async function countSource(source: LogSource, options: CountSourceOptions = {}): Promise<CountedSource> {
  const {
    shape = {},
    returning = 'refuse',
    pieceEvents = PIECE_EVENTS,
    sampleSteps: _,
    runs: store,
    ...reading
  } = options
  const own = ['shape', 'returning', 'pieceEvents', 'sampleSteps', 'runs'] satisfies (keyof CountSourceOptions)[]
  checkOptionNames(options, [...READ_OPTIONS, ...own], 'countSource')
  await checkReadOptions(reading, READ_OPTIONS, 'countSource')
  if (returning !== 'refuse' && returning !== 'count') {
    throw new InputError('BAD_OPTION', `returning is '${returning}'.`, "Give 'refuse' or 'count'.")
  }
  countOption(pieceEvents, 'pieceEvents')
  const sampleSteps = stepsOption(options)
  const column = shape.split?.column
  const attributes = column === undefined ? [] : [column]
  const shaper = new PieceShaper(shape)
  const known = new NameSet()
  const notes = new Set<string>()
  let counts = emptyCounts()
  let read: ReadReport | null = null
  let returned = 0
  const count = (columns: RawColumns) => {
    const log = shaper.shape(EventLog.fromColumns(columns))
    if (log !== null) counts = mergeCounts(counts, countPart(log, sampleSteps))
  }
  const runs = store && new SortedRuns(store)
  await readPieces(
    source,
    { ...reading, attributes },
    pieceEvents,
    (columns, caseColumn, isLast) => {
      for (const note of columns.read.notes) if (notes.size < MOST_NOTES) notes.add(note)
      read = { ...columns.read, notes: [...notes] }
      if (runs !== undefined && !(isLast && runs.runs === 0)) {
        runs.add(columns)
        return
      }
      for (const name of runs === undefined ? columns.caseNames : []) {
        if (known.add(name)) continue
        if (returning === 'refuse') throw notGrouped(name, caseColumn, columns, options)
        returned++
      }
      count(columns)
    },
    { sessionNames: runs !== undefined }
  )
  if (runs !== undefined && runs.runs > 0) await drive('counting', runs.merge(pieceEvents, count), reading)
  shaper.end(counts)
  return { counts, read: read!, dropped: shaper.dropped(), returned }
}

const MOST_NOTES = 20

function stepsOption({ sampleSteps }: CountOptions): number | undefined {
  return sampleSteps === undefined ? undefined : countOption(sampleSteps, 'sampleSteps')
}

/**
 * Shapes pieces as if they were one log: what the log as a whole must have (activities to cut at, something left) is
 * asked for at the end.
 */
class PieceShaper {
  readonly #options: ShapeOptions
  readonly #dropped = new Map<string, Dropped>()
  readonly #seen = new Set<string | RegExp>()
  #names: readonly string[] = []
  #refusal: InputError | null = null

  constructor(options: ShapeOptions) {
    this.#options = options
  }

  /** null where nothing of the piece is left. */
  shape(piece: EventLog): EventLog | null {
    const { rename, split, ...rest } = this.#options
    const renamed = rename === undefined ? piece : renameActivities(piece, rename)
    this.#names = renamed.activityNames
    const { start, end, ...others } = split ?? {}
    const cuts = { ...others, ...this.#cuts('start', start), ...this.#cuts('end', end) }
    try {
      const shaped = shapeLog(renamed, { ...rest, ...(Object.keys(cuts).length > 0 && { split: cuts }) })
      for (const { what, events, sessions } of shaped.dropped) this.#drop(what, events, sessions)
      return shaped
    } catch (error) {
      if (!(error instanceof InputError) || error.code !== 'ALL_DROPPED') throw error
      this.#refusal = error
      this.#drop('pieces of the log of which nothing was left', piece.activity.length, piece.sessionCase.length)
      return null
    }
  }

  end(counts: Counts): void {
    if (counts.events === 0 && this.#refusal !== null) throw this.#refusal
    for (const which of ['start', 'end'] as const) {
      for (const want of this.#options.split?.[which] ?? []) {
        if (!this.#seen.has(want)) throw unknownActivity(String(want), this.#names, `splitSessions ${which}`)
      }
    }
  }

  dropped(): Dropped[] {
    return [...this.#dropped.values()]
  }

  /** Those of the activities to cut at that this piece has. */
  #cuts(which: 'start' | 'end', wanted: readonly (string | RegExp)[] | undefined) {
    const here = (wanted ?? []).filter((want) =>
      typeof want === 'string' ? this.#names.includes(want) : this.#names.some((name) => name.search(want) >= 0)
    )
    for (const want of here) this.#seen.add(want)
    return here.length > 0 ? { [which]: here } : {}
  }

  #drop(ofPiece: string, events: number, sessions: number): void {
    // How many activities or sessions it concerned in one piece does not add up.
    const what = ofPiece.replace(/\b\d+ (activit|very long session)(?:y|ies|s)?\b/, (_, word) =>
      word === 'activit' ? 'activities' : 'very long sessions'
    )
    const sum = this.#dropped.get(what) ?? { what, events: 0, sessions: 0 }
    sum.events += events
    sum.sessions += sessions
    this.#dropped.set(what, sum)
  }
}

function notGrouped(name: string, column: number, { read }: RawColumns, options: CountSourceOptions): InputError {
  const file = options.name === undefined || options.name === 'stdin' ? 'log.csv' : options.name
  const quoted = `'${file.replaceAll("'", "'\\''")}'`
  const { delimiter, gzip, schema } = read
  const separator = delimiter === '\t' ? "$'\\t'" : `'${delimiter}'`
  const cat = gzip ? `gzip -dc ${quoted}` : `cat ${quoted}`
  const sort =
    delimiter === null
      ? `Sort it by '${schema.case}' first`
      : `Sort it first (where no cell holds the delimiter or a line break): ${cat} | { IFS= read -r head; printf '%s\\n' "$head"; LC_ALL=C sort -s -t ${separator} -k ${column + 1},${column + 1}; } > sorted.csv`
  return new InputError(
    'NOT_GROUPED',
    `The log is not grouped by case: '${name}' comes again after others (at row ${read.rows} or before).`,
    `${sort}. Or give a store to sort it in (runs), hold more at a time (pieceEvents), or count such cases anew (returning: 'count').`
  )
}
