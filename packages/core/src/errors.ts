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

/** The known names nearest to `got` (edit distance), best first; for "did you mean" hints. */
export function nearest(got: string, known: readonly string[], most = 3): string[] {
  const wanted = got.toLowerCase()
  return known
    .map((name) => ({ name, distance: editDistance(wanted, name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(2, Math.floor(name.length / 3)))
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, most)
    .map(({ name }) => name)
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const replace = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)
      current.push(Math.min(previous[j] + 1, current[j - 1] + 1, replace))
    }
    previous = current
  }
  return previous[b.length]
}

/**
 * Throws `UNKNOWN_OPTION` for a key of `options` that is not in `known`, listing the valid ones.
 * `where` names the verb, as in `discover`.
 */
export function checkOptionNames(options: object, known: readonly string[], where: string): void {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue
    const near = nearest(name, known)
    throw new InputError(
      'UNKNOWN_OPTION',
      `${where} got the unknown option '${name}'.`,
      `${near.length > 0 ? `Did you mean ${near.map((n) => `'${n}'`).join(' or ')}? ` : ''}Valid options: ${known.join(', ')}.`
    )
  }
}
