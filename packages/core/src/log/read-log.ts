import { EventLog } from './event-log.js'
import { type LogSource, type ReadOptions, readColumns } from './read.js'

/** Fewer events are put in order sooner than a thread is started. */
const MANY = 1 << 22
/** Of more the columns take the memory: ordering by one thread holds 24 bytes an event instead of 28. */
const MOST = 1 << 25

/**
 * Reads an activity log: CSV or TSV, JSON Lines, XES or Parquet, each also gzipped, as a stream. Memory is bounded by
 * the coded columns, never by the text.
 *
 * @throws InputError EMPTY_LOG, UNKNOWN_FORMAT, BROKEN_FILE, MISSING_COLUMN, UNKNOWN_COLUMN, AMBIGUOUS_COLUMN,
 * AMBIGUOUS_DATE, BAD_ROWS, UNKNOWN_OPTION, BAD_OPTION, ABORTED
 */
export async function readLog(source: LogSource, options: ReadOptions = {}): Promise<EventLog> {
  const raw = await readColumns(source, options)
  const { threads = 1 } = options
  const events = raw.time.length
  return threads > 1 && events >= MANY && events <= MOST
    ? new EventLog(await (await import('../worker/threads.js')).orderTogether(raw, threads))
    : EventLog.fromColumns(raw)
}
