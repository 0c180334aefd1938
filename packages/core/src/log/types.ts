/** What each column of a log means. Only case, activity and timestamp are needed; all of them may be guessed. */
export interface Schema {
  /** The entity that is followed: customer, user, or the session itself. */
  case?: string
  activity?: string
  /** A timestamp, or a plain number that orders the events ("occurrence"). */
  timestamp?: string
  /** Cuts a case into sessions where this column's value changes. */
  session?: string
  channel?: string
  /** How long the event took; the unit is read from the name (`duration_ms`, `wait_s`), milliseconds if it says none. */
  duration?: string
  /** ok / error; see `errorMask`. */
  status?: string
  message?: string
  amount?: string
  /** What the customer is called by people, where `case` is an id. */
  customerName?: string
  /** The event's own id, which others name as their parent. Guessed only where there is a parent. */
  eventId?: string
  /** The id of the event that caused this one: click -> request -> database. */
  parent?: string
  /** Further columns to keep as typed attributes. */
  attributes?: string[]
}

export type Role = Exclude<keyof Schema, 'attributes'>

/** One column besides case, activity and time, in the order of the log's events. */
export type AttributeColumn =
  | { readonly kind: 'category'; readonly codes: Uint32Array; readonly values: readonly string[] } // code 0 is always '' (missing)
  | { readonly kind: 'number'; readonly values: Float64Array } // NaN where missing

/** Why rows were not used. */
export type BadRowReason =
  | 'missing case'
  | 'missing activity'
  | 'missing timestamp'
  | 'unreadable timestamp'
  | 'ragged row'
  | 'broken quotes'
  | 'broken record'

export interface BadRows {
  reason: BadRowReason
  count: number
  /** The first five places: 1-based line numbers (CSV, JSONL) or record numbers (Parquet, XES). */
  lines: number[]
  /** The first offending text, cut to 80 characters. */
  sample: string
}

/** How a log was read: the format, what was believed of its columns, and what could not be used. Plain data. */
export interface ReadReport {
  /** Of the source, as given by the option `name`. */
  name?: string
  format: 'csv' | 'jsonl' | 'xes' | 'parquet' | 'memory'
  gzip: boolean
  encoding: string
  /** Of a CSV; null otherwise. */
  delimiter: string | null
  columns: string[]
  schema: Schema
  /** Roles whose column was guessed from names or values rather than given. */
  guessed: Role[]
  /** For example `ISO 8601`, `day/month/year`, `epoch milliseconds`, `number`; null for an empty log. */
  timestampFormat: string | null
  /** The zone applied to stamps without an offset. */
  timeZone: string
  rows: number
  badRows: number
  bad: BadRows[]
  bytes: number
  /** Sentences a person should read: hints, near-duplicate columns, clock oddities. */
  notes: string[]
}

/** Vocabulary and traces as integers: the form in which the kernels see a log. CSR. */
export interface Traces {
  /** [sessions + 1] */
  readonly offsets: Uint32Array
  /** [steps] activity ids */
  readonly tokens: Uint32Array
  /** Number of activities: ids are 0 .. activities - 1. */
  readonly activities: number
}

/** What a reader hands over: coded columns in input order. `EventLog.fromColumns` takes ownership of the arrays. */
export interface RawColumns {
  readonly case: Uint32Array // [events] index into caseNames, numbered by first appearance
  readonly activity: Uint32Array // [events] index into activityNames, numbered by first appearance
  readonly time: Float64Array // [events] ms since 1970 UTC, or the occurrence number
  readonly timeKind: 'timestamp' | 'number'
  /** [events] codes of the session column; null where none was asked for. */
  readonly session: Uint32Array | null
  /** What the codes of the sessions mean, where it was asked for. */
  readonly sessionNames?: readonly string[]
  readonly caseNames: readonly string[]
  readonly activityNames: readonly string[]
  readonly attributes: ReadonlyMap<string, AttributeColumn>
  readonly read: ReadReport
}

/** Something that shaping or cleaning left out, for the data-quality box. */
export interface Dropped {
  what: string
  events: number
  sessions: number
}

/**
 * The columns of a log in their final order: by case (first appearance), then time, then input order. Read only:
 * shaping makes a new log. Every activity and case occurs at least once; no session is empty.
 */
export interface LogData {
  readonly activity: Uint32Array // [events] index into activityNames
  readonly time: Float64Array // [events] ms since 1970 UTC, or the occurrence number
  readonly timeKind: 'timestamp' | 'number'
  readonly sessionOffsets: Uint32Array // [sessions + 1] first event of each session; one session per case until split
  readonly sessionCase: Uint32Array // [sessions] index into caseNames
  readonly caseNames: readonly string[]
  readonly activityNames: readonly string[]
  /** Keyed by column name; `schema` says which of them is the channel, the status, and so on. */
  readonly attributes: ReadonlyMap<string, AttributeColumn>
  readonly schema: Schema
  readonly read: ReadReport
  readonly dropped: readonly Dropped[]
  /**
   * [activities] distinct cases per activity before short sessions were left out, as the reference method counts its
   * volumes; absent where no session was left out for its length. Read it through `casesPerActivity`.
   */
  readonly casesBeforeShort?: Uint32Array | undefined
}
