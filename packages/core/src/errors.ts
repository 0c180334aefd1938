import type { DateOrder } from './log/time-column.js'
import type { Role, Schema } from './log/types.js'

/**
 * Every error that a user can cause or mend. It says what was got and expected (`message`), what to do next (`hint`),
 * and carries a stable `code` for programs.
 */
export class InputError extends Error {
  override readonly name = 'InputError'
  readonly code: ErrorCode
  readonly hint: string
  readonly details: ErrorDetails

  constructor(code: ErrorCode, message: string, hint: string, details: ErrorDetails = {}) {
    super(message)
    this.code = code
    this.hint = hint
    this.details = details
  }
}

/** What an error says in words, for programs that let people choose. */
export interface ErrorDetails {
  /** The roles of columns that are asked for: MISSING_COLUMN, AMBIGUOUS_COLUMN. */
  roles?: readonly Role[]
  /** Names that would do, best first. */
  choices?: readonly string[]
  /** The columns of other roles that were found: MISSING_COLUMN. */
  found?: Schema
  /** Dates that cannot be read in either order: AMBIGUOUS_DATE. Where both are 0, any of them makes sense. */
  unreadable?: Record<DateOrder, number>
}

/** Stable codes of {@link InputError}. New codes may be added; existing ones keep their meaning. */
export type ErrorCode =
  | 'EMPTY_LOG'
  | 'UNKNOWN_FORMAT'
  | 'UNKNOWN_COLUMN'
  | 'MISSING_COLUMN'
  | 'AMBIGUOUS_COLUMN'
  | 'AMBIGUOUS_DATE'
  | 'BAD_ROWS'
  | 'BROKEN_FILE'
  | 'NOT_GROUPED'
  | 'UNKNOWN_OPTION'
  | 'BAD_OPTION'
  | 'UNKNOWN_ACTIVITY'
  | 'UNKNOWN_CASE'
  | 'UNKNOWN_PROCESS'
  | 'ALL_DROPPED'
  | 'TOO_FEW_SESSIONS'
  | 'TOO_FEW_ACTIVITIES'
  | 'BAD_MODEL'
  | 'BAD_COUNTS'
  | 'OUT_OF_MEMORY'
  | 'WORKER_LOST'
  | 'ABORTED'
