import { InputError } from '../errors.js'
import type { Kernel } from '../kernel/load.js'
import { AttributeBuilder } from './attribute-column.js'
import { BadRowCounter } from './bad-rows.js'
import { type Cells, isUtf8 } from './cells.js'
import { Dictionary, GrowingUint32, type NameTable } from './columns.js'
import { KernelDictionary } from './kernel-dictionary.js'
import { COLUMN, type CodedBatch, type CodedColumn, type CodedReceiver } from './kernel-rows.js'
import { isMissing } from './numbers.js'
import type { ResolvedSchema } from './schema.js'
import { type DateOrder, TimeColumn } from './time-column.js'
import { TimeZone } from './time-zone.js'
import type { AttributeColumn, BadRows, RawColumns, ReadReport } from './types.js'

/** So few rows are not worth a thought, and more than so many are not taken on trust. */
const FEW_ROWS = 1 << 14
const MOST_ROWS = 1 << 28

/** What the builder needs to know besides the columns. */
export interface BuildOptions {
  timeZone: string
  dateOrder: DateOrder | undefined
  strict: boolean
  format: 'csv' | 'jsonl' | 'xes' | 'parquet'
  delimiter: string | null
  /** Number of columns of a table, for telling ragged rows; 0 where rows have no fixed width. */
  width: number
  /** Only every n-th case by a hash of its name; 1 = all. */
  everyNth?: number
  /** Of a log that is read in pieces: what was read before this piece. It is counted on. */
  before?: { rows: number; bad: BadRowCounter }
  /** Whether the names of the sessions are wanted too. */
  sessionNames?: boolean
}

/** What the reader adds to the report. */
export type ReaderFacts = Pick<ReadReport, 'name' | 'gzip' | 'bytes' | 'columns' | 'notes'> & {
  /** Of the text as found; null: decide by the bytes read. */
  encoding: string | null
}

/**
 * Turns rows into the coded columns of a log: the one place where a row is judged. A row is bad where its case,
 * activity or timestamp is missing or unreadable, where it is ragged (too short for one of these, or longer than the
 * header by cells that hold something), or where its quotes are broken.
 */
export class LogBuilder {
  readonly bad: BadRowCounter
  rows = 0
  readonly #schema: ResolvedSchema
  readonly #options: BuildOptions
  readonly #time: TimeColumn
  readonly #kernel: Kernel | null
  readonly #cases: NameTable
  readonly #activities: NameTable
  readonly #sessions: NameTable | null
  readonly #case = new GrowingUint32(true)
  readonly #activity = new GrowingUint32(true)
  readonly #session = new GrowingUint32()
  readonly #attributes: { column: number; builder: AttributeBuilder }[] = []
  readonly #lastNeeded: number
  #emptyRows = 0
  #shortRows = 0
  #missingWords = 0
  #rowsOfOthers = 0
  // Rows that the order of day and month may yet make bad.
  readonly #onlyDayFirst = lateRows()
  readonly #onlyMonthFirst = lateRows()

  /**
   * @param timeSample texts of the timestamp column's first rows
   * @param kernel codes names where rows come as bytes of a table; without it rows come one by one
   */
  constructor(
    schema: ResolvedSchema,
    timeSample: readonly string[],
    options: BuildOptions,
    kernel: Kernel | null = null
  ) {
    this.#kernel = kernel
    const names = (what: string) => (kernel === null ? new Dictionary() : new KernelDictionary(kernel, what))
    this.#cases = names('the names of the cases')
    this.#activities = names('the names of the activities')
    this.#schema = schema
    this.#options = options
    this.bad = options.before?.bad ?? new BadRowCounter(options.strict)
    this.rows = options.before?.rows ?? 0
    const zone = new TimeZone(options.timeZone)
    this.#time = new TimeColumn(schema.names.timestamp, timeSample, zone, options.dateOrder)
    this.#sessions = schema.session === null ? null : names('the names of the sessions')
    this.#lastNeeded = Math.max(schema.case, schema.activity, schema.timestamp)
    for (const { name, column } of schema.attributes) this.addAttribute(name, column)
  }

  /** Adds an attribute that turned up late; the rows before have no value. */
  addAttribute(name: string, column: number): void {
    const { delimiter } = this.#options
    const builder = new AttributeBuilder(name, delimiter !== null && delimiter !== ',')
    for (let i = 0; i < this.#case.length; i++) builder.addMissing()
    this.#attributes.push({ column, builder })
  }

  get events(): number {
    return this.#case.length
  }

  /** Makes room for about `rows` rows, so that the columns need not be copied in the end. */
  expect(rows: number): void {
    if (rows < FEW_ROWS) return
    const room = Math.min(MOST_ROWS, Math.ceil(rows / (this.#options.everyNth ?? 1)))
    this.#case.expect(room)
    this.#activity.expect(room)
    this.#time.expect(room)
    if (this.#sessions !== null) this.#session.expect(room)
  }

  /** Judges a row and adds it, or counts it as bad. */
  add(cells: Cells): void {
    this.rows++
    if (cells.broken) {
      this.bad.add('broken quotes', cells.line, () => cells.sample())
      return
    }
    const { width } = this.#options
    const { count } = cells
    if (count !== width && width > 0 && !this.#fits(cells)) return
    const { buffer, view, starts, ends, quoted } = cells
    const schema = this.#schema

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
    const { everyNth = 1 } = this.#options
    if (everyNth > 1 && hashBytes(buffer, caseStart, caseEnd) % everyNth !== 0) {
      this.rows--
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
    if (!this.#time.read(buffer, timeStart, timeEnd)) {
      if (isMissing(buffer, timeStart, timeEnd)) this.#missing(cells, 'missing timestamp')
      else this.bad.add('unreadable timestamp', cells.line, () => cells.text(schema.timestamp).slice(0, 80))
      return
    }
    if (this.#time.isDayMonth) this.#remember(cells)
    this.#time.keep()
    this.#case.push(this.#cases.code(view, caseStart, caseEnd))
    this.#activity.push(this.#activities.code(view, activityStart, activityEnd))
    if (this.#sessions !== null) this.#addSession(cells, schema.session!)
    for (const { column, builder } of this.#attributes) {
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

  /** What the kernel may do by itself; null where it cannot, as where a column has two uses. */
  coded(): CodedReceiver | null {
    // Names of cases that are not taken would fill the kernel's memory.
    const kernel = (this.#options.everyNth ?? 1) > 1 ? null : this.#kernel
    const { case: caseColumn, activity, timestamp, session } = this.#schema
    const { width } = this.#options
    const columns: CodedColumn[] = Array.from({ length: width }, () => ({ kind: COLUMN.skip }))
    const uses: [number, CodedColumn][] = [
      [caseColumn, { kind: COLUMN.name, dictionary: this.#cases as KernelDictionary }],
      [activity, { kind: COLUMN.name, dictionary: this.#activities as KernelDictionary }],
      [timestamp, { kind: this.#time.isNumeric ? COLUMN.number : COLUMN.stamp }],
      ...this.#attributes.map(({ column }): [number, CodedColumn] => [column, { kind: COLUMN.cell }])
    ]
    if (session !== null) uses.push([session, { kind: COLUMN.text, dictionary: this.#sessions as KernelDictionary }])
    for (const [column, use] of uses) {
      if (kernel === null || column >= width || columns[column].kind !== COLUMN.skip) return null
      columns[column] = use
    }
    return kernel === null ? null : { kernel, columns, take: (batch) => this.#take(batch) }
  }

  #take(batch: CodedBatch): void {
    const { case: caseColumn, activity, timestamp, session } = this.#schema
    this.rows += batch.rows
    batch.addCodes(caseColumn, this.#case)
    batch.addCodes(activity, this.#activity)
    this.#time.keepMany(batch.times(timestamp), batch)
    if (session !== null) batch.addCodes(session, this.#session)
    const { buffer, view } = batch
    for (const { column, builder } of this.#attributes) {
      const cells = batch.cells(column)
      for (let i = 0; i < cells.length; i += 3) builder.add(buffer, view, cells[i], cells[i + 1], cells[i + 2] === 1)
    }
  }

  #addSession(cells: Cells, column: number): void {
    const { buffer, view, starts, ends } = cells
    let start = column < cells.count ? starts[column] : 0
    let end = column < cells.count ? ends[column] : 0
    while (start < end && buffer[start] <= 32) start++
    while (end > start && buffer[end - 1] <= 32) end--
    this.#session.push(this.#sessions!.code(view, start, end))
  }

  /** Of a row whose width is not the header's: whether it can be used all the same. */
  #fits(cells: Cells): boolean {
    const { width } = this.#options
    if (cells.count > width) {
      for (let column = width; column < cells.count; column++) {
        if (isBlank(cells, column)) continue
        this.bad.add('ragged row', cells.line, () => cells.sample())
        return false
      }
      return true // the surplus is empty: trailing delimiters
    }
    if (this.#lastNeeded < cells.count) {
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
        !isBlank(cells, this.#schema[reason === 'missing case' ? 'case' : 'activity'])
      ) {
        this.#missingWords++
      }
      this.bad.add(reason, cells.line, () => cells.sample())
    }
  }

  /** A row without any text (`,,,`) is padding, not a row of the log. */
  #countEmpty(): void {
    this.rows--
    this.#emptyRows++
  }

  #remember(cells: Cells): void {
    const { decides } = this.#time
    if (decides === null) return
    const late = decides === 'day-first' ? this.#onlyDayFirst : this.#onlyMonthFirst
    if (late.count++ === 0) late.sample = cells.text(this.#schema.timestamp).slice(0, 80)
    if (late.lines.length < 5) late.lines.push(cells.line)
  }

  /** Counts a record that could not even be split into cells. */
  addBroken(line: number, sample: string): void {
    this.rows++
    this.bad.add('broken record', line, () => sample)
  }

  /**
   * The finished columns.
   *
   * @throws InputError EMPTY_LOG, BAD_ROWS (more than half of the rows are bad), AMBIGUOUS_DATE
   */
  finish(facts: ReaderFacts): RawColumns {
    this.#refuseHopeless(facts)
    const notes = [...this.#schema.notes, ...facts.notes]
    const times = this.#time.finish()
    notes.push(...times.notes)
    let time = times.time
    let caseCodes = this.#case.finish()
    let activityCodes = this.#activity.finish()
    let session = this.#sessions === null ? null : this.#session.finish()
    const encoding = facts.encoding ?? this.#encoding(notes)
    const attributes = new Map<string, AttributeColumn>()
    for (const { builder } of this.#attributes) attributes.set(builder.name, builder.finish())
    let caseNames = this.#cases.names()
    let activityNames = this.#activities.names()
    if (times.unreadable !== null) {
      const dayFirst = times.format.includes('day/month')
      this.bad.addMany(dayFirst ? this.#onlyMonthFirst : this.#onlyDayFirst)
      this.#refuseHopeless(facts)
      const keep = kept(times.unreadable)
      time = Float64Array.from(keep, (row) => time[row])
      ;({ codes: caseCodes, names: caseNames } = renumber(caseCodes, caseNames, keep))
      ;({ codes: activityCodes, names: activityNames } = renumber(activityCodes, activityNames, keep))
      if (session !== null) session = Uint32Array.from(keep, (row) => session![row])
      for (const [name, column] of attributes) attributes.set(name, keepRows(column, keep))
    }
    if (caseNames.length === time.length && time.length > 10) {
      notes.push(`Every event is a case of its own: '${this.#schema.names.case}' may not be the column to follow.`)
    }
    if (this.#missingWords > 0) {
      notes.push(
        `${this.#missingWords} rows have NA, NULL or the like as case or activity: taken as missing. Where it is a real name, put it in quotes.`
      )
    }
    if (this.#rowsOfOthers > 0) {
      notes.push(
        `Every ${ordinal(this.#options.everyNth ?? 1)} ${this.#schema.names.case} was read, by a hash of its name: ${this.rows} rows, and ${this.#rowsOfOthers} rows of others were left out.`
      )
    }
    if (this.#emptyRows > 0) notes.push(`${this.#emptyRows} rows without any value were skipped.`)
    if (this.#shortRows > 0) {
      notes.push(`${this.#shortRows} rows are shorter than the header: used, their last columns are empty.`)
    }
    return {
      case: caseCodes,
      activity: activityCodes,
      time,
      timeKind: times.timeKind,
      session,
      ...(this.#options.sessionNames === true && { sessionNames: this.#sessions?.names() ?? [] }),
      caseNames,
      activityNames,
      attributes,
      read: {
        ...(facts.name !== undefined && { name: facts.name }),
        format: this.#options.format,
        gzip: facts.gzip,
        encoding,
        delimiter: this.#options.delimiter,
        columns: facts.columns,
        schema: this.#schema.schema,
        guessed: this.#schema.guessed,
        timestampFormat: times.format,
        timeZone: this.#options.timeZone,
        rows: this.rows,
        badRows: this.bad.total,
        bad: this.bad.list(),
        bytes: facts.bytes,
        notes
      }
    }
  }

  #refuseHopeless(facts: ReaderFacts): void {
    const { total } = this.bad
    if (total * 2 <= this.rows && this.rows > 0) return
    if (this.rows === 0) {
      throw new InputError(
        'EMPTY_LOG',
        `The log has no events: only the columns ${facts.columns.map((name) => `'${name}'`).join(', ')}.`,
        'Give a log with at least one row for each event.'
      )
    }
    const { format, delimiter, timeZone } = this.#options
    const { names } = this.#schema
    const split = delimiter === null ? '' : ` with the delimiter ${JSON.stringify(delimiter)}`
    throw new InputError(
      'BAD_ROWS',
      `${total} of ${this.rows} rows cannot be used: ${this.bad.describe()}.`,
      `The file was read as ${format}${split}, columns ${facts.columns.join(', ')}; case = '${names.case}', ` +
        `activity = '${names.activity}', timestamp = '${names.timestamp}' (${this.#time.belief}, zone ${timeZone}). ` +
        'If that is wrong, say what is right by the options case, activity, timestamp, delimiter or dateOrder.'
    )
  }

  #encoding(notes: string[]): string {
    const texts = [
      this.#cases.bytes(),
      this.#activities.bytes(),
      ...this.#attributes.map(({ builder }) => builder.bytes())
    ]
    if (texts.every(isUtf8)) return 'utf-8'
    notes.push(
      "Some texts are not valid UTF-8 and were read as Windows-1252 (Latin-1). If names look wrong, give the option encoding, such as 'iso-8859-2' or 'big5'."
    )
    return 'windows-1252'
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
function renumber(codes: Uint32Array, names: string[], keep: Uint32Array): { codes: Uint32Array; names: string[] } {
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
