import { orderColumns } from './order-columns.js'
import { errorMask } from './status.js'
import type { AttributeColumn, Dropped, LogData, RawColumns, ReadReport, Schema } from './types.js'

/**
 * An activity log in memory: dictionary-coded columns, 12 bytes an event besides attributes. Immutable: `splitSessions`,
 * `filterEvents` and the other verbs that shape a log return a new one (unchanged columns are shared), which notes in
 * `dropped` what was left out.
 *
 * Events stand by case (first appearance), then session, then time; events with equal times keep their input order.
 */
export class EventLog implements LogData {
  readonly activity: Uint32Array
  readonly time: Float64Array
  readonly timeKind: 'timestamp' | 'number'
  readonly sessionOffsets: Uint32Array
  readonly sessionCase: Uint32Array
  readonly caseNames: readonly string[]
  readonly activityNames: readonly string[]
  readonly attributes: ReadonlyMap<string, AttributeColumn>
  readonly schema: Schema
  readonly read: ReadReport
  readonly dropped: readonly Dropped[]
  readonly casesBeforeShort?: Uint32Array | undefined

  /** Wraps data that is in its final order already; use {@link EventLog.fromColumns} or `readLog` to make a log. */
  constructor(data: LogData) {
    this.activity = data.activity
    this.time = data.time
    this.timeKind = data.timeKind
    this.sessionOffsets = data.sessionOffsets
    this.sessionCase = data.sessionCase
    this.caseNames = data.caseNames
    this.activityNames = data.activityNames
    this.attributes = data.attributes
    this.schema = data.schema
    this.read = data.read
    this.dropped = data.dropped
    if (data.casesBeforeShort !== undefined) this.casesBeforeShort = data.casesBeforeShort
  }

  /**
   * A log from plain objects, one per event. Columns are guessed from their names as `readLog` does where `schema` does
   * not name them. Times may be Dates, anything that `readLog` reads, ms or seconds since 1970, or plain numbers.
   *
   * @example await EventLog.fromRows([{ user: 'u1', page: '/home', time: '2024-03-01T10:00Z' }], { case: 'user' })
   * @throws InputError EMPTY_LOG, MISSING_COLUMN, UNKNOWN_COLUMN, AMBIGUOUS_COLUMN, AMBIGUOUS_DATE, BAD_ROWS
   */
  static async fromRows(rows: readonly Record<string, unknown>[], schema: Schema = {}): Promise<EventLog> {
    const { fromRows } = await import('./from-rows.js')
    return EventLog.fromColumns(await fromRows(rows, schema))
  }

  /**
   * Orders coded columns by case, time and input order. Takes ownership of the arrays: a log in order is not copied,
   * and the columns of any other are used up (`raw` has none left). Where `raw.session` is given, each distinct code within a case is a session, in the order of their first events;
   * otherwise a case is one session.
   */
  static fromColumns(raw: RawColumns): EventLog {
    return new EventLog(orderColumns(raw))
  }

  /**
   * What a verb makes of this log, so that verbs stand in their order: `log.pipe(splitSessions, { timeout: '30m' })` is
   * `splitSessions(log, { timeout: '30m' })`.
   *
   * @example log.pipe(dropActivities, [/^ping$/]).pipe(collapseRepeats).pipe(keepSessions, { minSteps: 2 })
   */
  pipe<Options extends unknown[], Result>(
    verb: (log: this, ...options: Options) => Result,
    ...options: Options
  ): Result {
    return verb(this, ...options)
  }

  /** [events] 0 ok, 1 error, 2 unknown; null where no column is the status; {@link errorMask}. */
  errorMask(): Uint8Array | null {
    return errorMask(this)
  }
}
