import { InputError } from '../errors.js'
import type { AttributeBuilder } from './attribute-column.js'
import { BadRowCounter } from './bad-rows.js'
import type { Cells } from './cells.js'
import type { GrowingUint32 } from './columns.js'
import type { NameTable } from './dictionary.js'
import type { BuildOptions, ReaderFacts } from './log-builder.js'
import { isMissing } from './numbers.js'
import type { ResolvedSchema } from './schema.js'
import { StampReader } from './stamp-reader.js'
import { coderOf, type TextCoder } from './text-coder.js'
import type { TimeColumn, TimeResult } from './time-column.js'
import type { AttributeColumn, BadRows, RawColumns } from './types.js'

/** The columns of a log that is being built. */
export interface LogColumns {
  readonly schema: ResolvedSchema
  readonly options: BuildOptions
  readonly cases: NameTable
  readonly activities: NameTable
  readonly sessions: NameTable | null
  readonly case: GrowingUint32
  readonly activity: GrowingUint32
  readonly session: GrowingUint32
  readonly time: TimeColumn
  readonly attributes: { column: number; builder: AttributeBuilder }[]
  rows: number
}

/**
 * Judges rows one by one: a row is bad where its case, activity or timestamp is missing or unreadable, where it is ragged
 * (too short for one of these, or longer than the header by cells that hold something), or where its quotes are broken.
 */
export class RowJudge {
  readonly bad: BadRowCounter
  readonly #columns: LogColumns
  readonly #stamps: StampReader
  readonly #cases: Pick<TextCoder, 'code'>
  readonly #activities: Pick<TextCoder, 'code'>
  readonly #sessions: Pick<TextCoder, 'code'> | null
  #emptyRows = 0
  #shortRows = 0
  #missingWords = 0
  #rowsOfOthers = 0
  // Rows that the order of day and month may yet make bad.
  readonly #onlyDayFirst = lateRows()
  readonly #onlyMonthFirst = lateRows()

  constructor(columns: LogColumns) {
    this.#columns = columns
    this.#stamps = new StampReader(columns.time)
    this.#cases = coderOf(columns.cases)
    this.#activities = coderOf(columns.activities)
    this.#sessions = columns.sessions && coderOf(columns.sessions)
    this.bad = columns.options.before?.bad ?? new BadRowCounter(columns.options.strict)
  }

  /** Judges a row and adds it, or counts it as bad. */
  add(cells: Cells): void {
    const columns = this.#columns
    columns.rows++
    if (cells.broken) {
      this.bad.add('broken quotes', cells.line, () => cells.sample())
      return
    }
    const { width, everyNth = 1 } = columns.options
    const { count } = cells
    if (count !== width && width > 0 && !this.#fits(cells)) return
    const { buffer, view, starts, ends, quoted } = cells
    const { schema } = columns

    let caseStart = starts[schema.case]
    let caseEnd = ends[schema.case]
    while (caseStart < caseEnd && buffer[caseStart] <= 32) caseStart++
    while (caseEnd > caseStart && buffer[caseEnd - 1] <= 32) caseEnd--
    if (caseEnd - caseStart <= 4 && quoted[schema.case] === 0 && isMissing(buffer, caseStart, caseEnd)) {
      this.#missing(cells, 'missing case')
      return
    }
    if (caseStart === caseEnd) {
      this.#missing(cells, 'missing case')
      return
    }
    if (everyNth > 1 && hashBytes(buffer, caseStart, caseEnd) % everyNth !== 0) {
      columns.rows--
      this.#rowsOfOthers++
      return
    }
    let activityStart = starts[schema.activity]
    let activityEnd = ends[schema.activity]
    while (activityStart < activityEnd && buffer[activityStart] <= 32) activityStart++
    while (activityEnd > activityStart && buffer[activityEnd - 1] <= 32) activityEnd--
    if (
      activityStart === activityEnd ||
      (activityEnd - activityStart <= 4 &&
        quoted[schema.activity] === 0 &&
        isMissing(buffer, activityStart, activityEnd))
    ) {
      this.#missing(cells, 'missing activity')
      return
    }
    let timeStart = starts[schema.timestamp]
    let timeEnd = ends[schema.timestamp]
    while (timeStart < timeEnd && buffer[timeStart] <= 32) timeStart++
    while (timeEnd > timeStart && buffer[timeEnd - 1] <= 32) timeEnd--
    if (!this.#stamps.read(buffer, timeStart, timeEnd)) {
      if (isMissing(buffer, timeStart, timeEnd)) this.#missing(cells, 'missing timestamp')
      else this.bad.add('unreadable timestamp', cells.line, () => cells.text(schema.timestamp).slice(0, 80))
      return
    }
    if (this.#stamps.isDayMonth) this.#remember(cells)
    this.#stamps.keep()
    columns.case.push(this.#cases.code(view, caseStart, caseEnd))
    columns.activity.push(this.#activities.code(view, activityStart, activityEnd))
    if (this.#sessions !== null) columns.session.push(this.#session(cells, schema.session!, this.#sessions))
    for (const { column, builder } of columns.attributes) {
      if (column >= count) {
        builder.addMissing()
        continue
      }
      let start = starts[column]
      let end = ends[column]
      while (start < end && buffer[start] <= 32) start++
      while (end > start && buffer[end - 1] <= 32) end--
      builder.add(buffer, view, start, end, quoted[column] === 1)
    }
  }

  #session(cells: Cells, column: number, codes: Pick<TextCoder, 'code'>): number {
    const { buffer, view, starts, ends } = cells
    let start = column < cells.count ? starts[column] : 0
    let end = column < cells.count ? ends[column] : 0
    while (start < end && buffer[start] <= 32) start++
    while (end > start && buffer[end - 1] <= 32) end--
    return codes.code(view, start, end)
  }

  /** Of a row whose width is not the header's: whether it can be used all the same. */
  #fits(cells: Cells): boolean {
    const { width } = this.#columns.options
    if (cells.count > width) {
      for (let column = width; column < cells.count; column++) {
        if (isBlank(cells, column)) continue
        this.bad.add('ragged row', cells.line, () => cells.sample())
        return false
      }
      return true // the surplus is empty: trailing delimiters
    }
    const { schema } = this.#columns
    if (Math.max(schema.case, schema.activity, schema.timestamp) < cells.count) {
      this.#shortRows++
      return true
    }
    for (let column = 0; column < cells.count; column++) {
      if (isBlank(cells, column)) continue
      this.bad.add('ragged row', cells.line, () => cells.sample())
      return false
    }
    this.#countEmpty()
    return false
  }

  #missing(cells: Cells, reason: 'missing case' | 'missing activity' | 'missing timestamp'): void {
    let column = 0
    while (column < cells.count && isBlank(cells, column)) column++
    if (column === cells.count) this.#countEmpty()
    else {
      if (
        reason !== 'missing timestamp' &&
        !isBlank(cells, this.#columns.schema[reason === 'missing case' ? 'case' : 'activity'])
      ) {
        this.#missingWords++
      }
      this.bad.add(reason, cells.line, () => cells.sample())
    }
  }

  /** A row without any text (`,,,`) is padding, not a row of the log. */
  #countEmpty(): void {
    this.#columns.rows--
    this.#emptyRows++
  }

  #remember(cells: Cells): void {
    const { decides } = this.#stamps
    if (decides === null) return
    const late = decides === 'day-first' ? this.#onlyDayFirst : this.#onlyMonthFirst
    if (late.count++ === 0) late.sample = cells.text(this.#columns.schema.timestamp).slice(0, 80)
    if (late.lines.length < 5) late.lines.push(cells.line)
  }

  /** Counts a record that could not even be split into cells. */
  addBroken(line: number, sample: string): void {
    this.#columns.rows++
    this.bad.add('broken record', line, () => sample)
  }

  /** Leaves out the rows whose stamps turned out to be none once the order of day and month was known. */
  withoutUnreadable(raw: RawColumns, { format, unreadable }: TimeResult): RawColumns {
    if (unreadable === null) return raw
    this.bad.addMany(format.includes('day/month') ? this.#onlyMonthFirst : this.#onlyDayFirst)
    const keep = kept(unreadable)
    const cases = renumber(raw.case, raw.caseNames, keep)
    const activities = renumber(raw.activity, raw.activityNames, keep)
    const { session } = raw
    return {
      ...raw,
      case: cases.codes,
      caseNames: cases.names,
      activity: activities.codes,
      activityNames: activities.names,
      time: Float64Array.from(keep, (row) => raw.time[row]),
      session: session && Uint32Array.from(keep, (row) => session[row]),
      attributes: new Map([...raw.attributes].map(([name, column]) => [name, keepRows(column, keep)]))
    }
  }

  /** What the report says of rows that were left out or mended. */
  notes(): string[] {
    const { options, schema, rows } = this.#columns
    const notes: string[] = []
    if (this.#missingWords > 0) {
      notes.push(
        `${this.#missingWords} ${this.#missingWords === 1 ? 'row has' : 'rows have'} NA, NULL or the like as case or activity: taken as missing. Where it is a real name, put it in quotes.`
      )
    }
    if (this.#rowsOfOthers > 0) {
      notes.push(
        `Every ${ordinal(options.everyNth ?? 1)} ${schema.names.case} was read, by a hash of its name: ${rows} rows, and ${this.#rowsOfOthers} rows of others were left out.`
      )
    }
    if (this.#emptyRows > 0) notes.push(`${this.#emptyRows} rows without any value were skipped.`)
    if (this.#shortRows > 0) {
      notes.push(`${this.#shortRows} rows are shorter than the header: used, their last columns are empty.`)
    }
    return notes
  }

  /** @throws InputError BAD_ROWS where more than half of the rows are bad. */
  refuseHopeless(facts: ReaderFacts): void {
    const { total } = this.bad
    const { rows, options, schema, time } = this.#columns
    if (total * 2 <= rows) return
    const { format, delimiter, timeZone } = options
    const { names } = schema
    const split = delimiter === null ? '' : ` with the delimiter ${JSON.stringify(delimiter)}`
    throw new InputError(
      'BAD_ROWS',
      `${total} of ${rows} rows cannot be used: ${this.bad.describe()}.`,
      `The file was read as ${format}${split}, columns ${facts.columns.join(', ')}; case = '${names.case}', ` +
        `activity = '${names.activity}', timestamp = '${names.timestamp}' (${time.belief}, zone ${timeZone}). ` +
        'If that is wrong, say what is right by the options case, activity, timestamp, delimiter or dateOrder.'
    )
  }
}

function isBlank(cells: Cells, column: number): boolean {
  for (let i = cells.starts[column]; i < cells.ends[column]; i++) if (cells.buffer[i] > 32) return false
  return true
}

// FNV-1a over the bytes, then the finaliser of MurmurHash3: the same case is taken of every part of a log.
function hashBytes(buffer: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ buffer[i], 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function ordinal(n: number): string {
  const ending = n % 100 > 10 && n % 100 < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')
  return `${n}${ending}`
}

function lateRows(): BadRows {
  return { reason: 'unreadable timestamp', count: 0, lines: [], sample: '' }
}

function kept(unreadable: Uint8Array): Uint32Array {
  let count = 0
  for (const flag of unreadable) if (flag === 0) count++
  const keep = new Uint32Array(count)
  let to = 0
  for (let row = 0; row < unreadable.length; row++) if (unreadable[row] === 0) keep[to++] = row
  return keep
}

/** Codes of the rows kept, numbered anew by first appearance. */
function renumber(
  codes: Uint32Array,
  names: readonly string[],
  keep: Uint32Array
): { codes: Uint32Array; names: string[] } {
  const fresh = new Int32Array(names.length).fill(-1)
  const left: string[] = []
  const renumbered = Uint32Array.from(keep, (row) => {
    const code = codes[row]
    if (fresh[code] < 0) fresh[code] = left.push(names[code]) - 1
    return fresh[code]
  })
  return { codes: renumbered, names: left }
}

function keepRows(column: AttributeColumn, keep: Uint32Array): AttributeColumn {
  return column.kind === 'number'
    ? { kind: 'number', values: Float64Array.from(keep, (row) => column.values[row]) }
    : { kind: 'category', codes: Uint32Array.from(keep, (row) => column.codes[row]), values: column.values }
}
