import { InputError } from '../errors.js'
import type { Kernel } from '../kernel/load.js'
import { fetched } from '../kernel/work.js'
import { AttributeBuilder } from './attribute-column.js'
import type { BadRowCounter } from './bad-rows.js'
import { type Cells, isUtf8 } from './cells.js'
import { GrowingUint32 } from './columns.js'
import { Dictionary } from './dictionary.js'
import { KernelDictionary } from './kernel-dictionary.js'
import { COLUMN, type CodedBatch, type CodedColumn, type CodedReceiver } from './kernel-rows.js'
import { looksLikeTime } from './looks-like-time.js'
import type { LogColumns, RowJudge } from './row-judge.js'
import type { ColumnReceiver } from './rows.js'
import type { ResolvedSchema } from './schema.js'
import { type DateOrder, TimeColumn } from './time-column.js'
import { TimeZone } from './time-zone.js'
import type { RawColumns, ReadReport } from './types.js'

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
  before?: { rows: number; bad: BadRowCounter | null }
  /** Whether the names of the sessions are wanted too. */
  sessionNames?: boolean
}

/** What the reader adds to the report. */
export type ReaderFacts = Pick<ReadReport, 'name' | 'gzip' | 'bytes' | 'columns' | 'notes'> & {
  /** Of the text as found; null: decide by the bytes read. */
  encoding: string | null
}

type RowPath = typeof import('./row-path.js')

/**
 * Turns rows into the coded columns of a log. Ordinary rows of a table come in batches, as the kernel coded them; all
 * others are judged one by one, by code that is fetched with the first of them.
 */
export class LogBuilder {
  readonly #columns: LogColumns
  readonly #kernel: Kernel | null
  #path: RowPath | null
  #judge: RowJudge | null = null

  /**
   * @param timeSample texts of the timestamp column's first rows
   * @param kernel codes names where rows come as bytes of a table; without it rows come one by one
   */
  static async open(
    schema: ResolvedSchema,
    timeSample: readonly string[],
    options: BuildOptions,
    kernel: Kernel | null = null
  ): Promise<LogBuilder> {
    const isNumeric = (await looksLikeTime(timeSample)) === 'number'
    const isLocal = !new TimeZone(options.timeZone).isUtc
    const path = isNumeric || isLocal || kernel === null ? await rowPath() : null
    return new LogBuilder(schema, options, kernel, path, isNumeric)
  }

  private constructor(
    schema: ResolvedSchema,
    options: BuildOptions,
    kernel: Kernel | null,
    path: RowPath | null,
    isNumeric: boolean
  ) {
    this.#kernel = kernel
    this.#path = path
    const names = (what: string) => (kernel === null ? new Dictionary() : new KernelDictionary(kernel, what))
    const Zone = path?.LocalZone ?? TimeZone
    this.#columns = {
      schema,
      options,
      cases: names('the names of the cases'),
      activities: names('the names of the activities'),
      sessions: schema.session === null ? null : names('the names of the sessions'),
      case: new GrowingUint32(true),
      activity: new GrowingUint32(true),
      session: new GrowingUint32(),
      time: new TimeColumn(
        schema.names.timestamp,
        new Zone(options.timeZone),
        options.dateOrder,
        isNumeric && path !== null ? new path.NumberTimes() : null
      ),
      attributes: [],
      rows: options.before?.rows ?? 0
    }
    for (const { name, column } of schema.attributes) this.addAttribute(name, column)
    if (options.before?.bad) this.#judging()
  }

  /** Another builder for the rows that follow, which counts on. */
  next(options: BuildOptions): LogBuilder {
    const { schema, rows, time } = this.#columns
    const before = { rows, bad: this.#judge?.bad ?? null }
    return new LogBuilder(schema, { ...options, before }, this.#kernel, this.#path, time.numbers !== null)
  }

  /** To be awaited before the first row is added by itself. */
  async expectRows(): Promise<void> {
    this.#path ??= await rowPath()
  }

  #judging(): RowJudge {
    if (this.#judge === null) {
      // By expectRows, before the first row.
      this.#judge = new (fetched(this.#path, 'row-path').RowJudge)(this.#columns)
    }
    return this.#judge
  }

  /** Adds an attribute that turned up late; the rows before have no value. */
  addAttribute(name: string, column: number): void {
    const { delimiter } = this.#columns.options
    const builder = new AttributeBuilder(name, delimiter !== null && delimiter !== ',')
    for (let i = 0; i < this.events; i++) builder.addMissing()
    this.#columns.attributes.push({ column, builder })
  }

  get events(): number {
    return this.#columns.case.length
  }

  /** Makes room for about `rows` rows, so that the columns need not be copied in the end. */
  expect(rows: number): void {
    if (rows < FEW_ROWS) return
    const { options, time, activity, session, sessions, case: cases } = this.#columns
    const room = Math.min(MOST_ROWS, Math.ceil(rows / (options.everyNth ?? 1)))
    for (const column of [cases, activity, time]) column.expect(room)
    if (sessions !== null) session.expect(room)
  }

  /** Judges a row and adds it, or counts it as bad. */
  add(cells: Cells): void {
    this.#judging().add(cells)
  }

  /** Counts a record that could not even be split into cells. */
  addBroken(line: number, sample: string): void {
    this.#columns.rows++
    this.#judging().bad.add('broken record', line, () => sample)
  }

  /** What the kernel may do by itself; null where it cannot, as where a column has two uses. */
  coded(): CodedReceiver | null {
    // Names of cases that are not taken would fill the kernel's memory.
    const { schema, options, cases, activities, sessions, time, attributes } = this.#columns
    const kernel = (options.everyNth ?? 1) > 1 ? null : this.#kernel
    const { case: caseColumn, activity, timestamp, session } = schema
    const { width } = options
    const columns: CodedColumn[] = Array.from({ length: width }, () => ({ kind: COLUMN.skip }))
    const uses: [number, CodedColumn][] = [
      [caseColumn, { kind: COLUMN.name, dictionary: cases as KernelDictionary }],
      [activity, { kind: COLUMN.name, dictionary: activities as KernelDictionary }],
      [timestamp, { kind: time.numbers !== null ? COLUMN.number : COLUMN.stamp }],
      ...attributes.map(({ column }): [number, CodedColumn] => [column, { kind: COLUMN.cell }])
    ]
    if (session !== null) uses.push([session, { kind: COLUMN.text, dictionary: sessions as KernelDictionary }])
    for (const [column, use] of uses) {
      if (kernel === null || column >= width || columns[column].kind !== COLUMN.skip) return null
      columns[column] = use
    }
    return kernel === null ? null : { kernel, columns, take: (batch) => this.#take(batch) }
  }

  /** For a reader that has whole columns of dates; null where rows are to be judged one by one, or a column has two uses. */
  byColumn(): ColumnReceiver | null {
    const { schema, options, cases, activities, sessions, time, attributes } = this.#columns
    const { case: caseColumn, activity, timestamp, session } = schema
    const tables = new Map([
      [caseColumn, { table: cases, needed: true }],
      [activity, { table: activities, needed: true }]
    ])
    if (session !== null && sessions !== null) tables.set(session, { table: sessions, needed: false })
    const uses = [caseColumn, activity, timestamp, ...attributes.map(({ column }) => column)]
    if (session !== null) uses.push(session)
    if ((options.everyNth ?? 1) > 1 || time.numbers !== null || new Set(uses).size < uses.length) return null
    return { tables, timestamp, take: (batch) => this.#take(batch) }
  }

  #take(batch: CodedBatch): void {
    const columns = this.#columns
    const { case: caseColumn, activity, timestamp, session } = columns.schema
    columns.rows += batch.rows
    batch.addCodes(caseColumn, columns.case)
    batch.addCodes(activity, columns.activity)
    columns.time.keepMany(batch.times(timestamp), batch)
    if (session !== null) batch.addCodes(session, columns.session)
    const { buffer, view } = batch
    for (const { column, builder } of columns.attributes) {
      const cells = batch.cells(column)
      for (let i = 0; i < cells.length; i += 3) builder.add(buffer, view, cells[i], cells[i + 1], cells[i + 2] === 1)
    }
  }

  /**
   * The finished columns.
   *
   * @throws InputError EMPTY_LOG, BAD_ROWS (more than half of the rows are bad), AMBIGUOUS_DATE
   */
  finish(facts: ReaderFacts): RawColumns {
    this.#refuseHopeless(facts)
    const { schema, options, ...columns } = this.#columns
    const judge = this.#judge
    const notes = [...schema.notes, ...facts.notes]
    const times = columns.time.finish()
    notes.push(...times.notes)
    const encoding = facts.encoding ?? this.#encoding(notes)
    let raw: RawColumns = {
      case: columns.case.finish(),
      activity: columns.activity.finish(),
      time: times.time,
      timeKind: times.timeKind,
      session: columns.sessions && columns.session.finish(),
      ...(options.sessionNames === true && { sessionNames: columns.sessions?.names() ?? [] }),
      caseNames: columns.cases.names(),
      activityNames: columns.activities.names(),
      attributes: new Map(columns.attributes.map(({ builder }) => [builder.name, builder.finish()])),
      read: {
        ...(facts.name !== undefined && { name: facts.name }),
        format: options.format,
        gzip: facts.gzip,
        encoding,
        delimiter: options.delimiter,
        columns: facts.columns,
        schema: schema.schema,
        guessed: schema.guessed,
        timestampFormat: times.format,
        timeZone: options.timeZone,
        rows: columns.rows,
        badRows: 0,
        bad: [],
        bytes: facts.bytes,
        notes
      }
    }
    if (judge !== null) {
      raw = judge.withoutUnreadable(raw, times)
      this.#refuseHopeless(facts)
    }
    if (raw.caseNames.length === raw.time.length && raw.time.length > 10) {
      notes.push(`Every event is a case of its own: '${schema.names.case}' may not be the column to follow.`)
    }
    if (judge !== null) {
      notes.push(...judge.notes())
      Object.assign(raw.read, { badRows: judge.bad.total, bad: judge.bad.list() })
    }
    return raw
  }

  #refuseHopeless(facts: ReaderFacts): void {
    if (this.#columns.rows > 0) this.#judge?.refuseHopeless(facts)
    else {
      throw new InputError(
        'EMPTY_LOG',
        `The log has no events: only the columns ${facts.columns.map((name) => `'${name}'`).join(', ')}.`,
        'Give a log with at least one row for each event.'
      )
    }
  }

  #encoding(notes: string[]): string {
    const { cases, activities, attributes } = this.#columns
    const texts = [cases.bytes(), activities.bytes(), ...attributes.map(({ builder }) => builder.bytes())]
    if (texts.every(isUtf8)) return 'utf-8'
    notes.push(
      "Some texts are not valid UTF-8 and were read as Windows-1252 (Latin-1). If names look wrong, give the option encoding, such as 'iso-8859-2' or 'big5'."
    )
    return 'windows-1252'
  }
}

const rowPath = () => import('./row-path.js')
