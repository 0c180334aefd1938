import { InputError } from '../errors.js'
import { nearest } from '../suggest.js'
import { plainName } from './schema-names.js'
import type { Role } from './types.js'

export function badName(role: string, name: unknown): InputError {
  return new InputError('BAD_OPTION', `${role} is ${JSON.stringify(name)}.`, `Give the name of a column as text.`)
}

export function noSuchColumn(columns: readonly string[], role: Role, name: string): InputError {
  const near = nearest(name, columns)
  const alike = columns.filter((column) => plainName(column) === plainName(name) && !near.includes(column))
  const guesses = [...alike, ...near]
  return new InputError(
    'MISSING_COLUMN',
    `The log has no column '${name}' for ${role}. Its columns: ${list(columns)}.`,
    guesses.length > 0 ? `Did you mean ${list(guesses)}?` : 'Give the name of one of these columns.',
    { roles: [role], choices: guesses }
  )
}

export function missingRoles(
  columns: readonly string[],
  roles: readonly Role[],
  guessed: readonly Role[],
  found: Partial<Record<Role, number>>
): InputError {
  const known = guessed.filter((role) => found[role] !== undefined)
  const names = known.map((role) => `${role} = '${columns[found[role]!]}'`)
  if (columns.length === 0) {
    return new InputError(
      'MISSING_COLUMN',
      'The log has no columns: no record of it could be read.',
      'Check in which form it is written (CSV, JSON Lines, XES or Parquet), and give that form or none.'
    )
  }
  const only = columns.length === 1 ? ' A single column was found: perhaps the delimiter is none of , ; tab |.' : ''
  return new InputError(
    'MISSING_COLUMN',
    `No column could be taken as ${roles.join(' or ')}. The columns: ${list(columns)}.${names.length > 0 ? ` Found: ${names.join(', ')}.` : ''}`,
    `Name them by the options ${roles.join(', ')} (on the command line ${roles.map((role) => `--${role}`).join(' ')}).${only}`,
    { roles, found: Object.fromEntries(known.map((role) => [role, columns[found[role]!]])) }
  )
}

/** The error for an attribute that is no column. */
export function unknownAttribute(name: string, columns: readonly string[]): InputError {
  const near = nearest(name, columns)
  return new InputError(
    'UNKNOWN_COLUMN',
    `The log has no column '${name}' to keep as an attribute.`,
    `${near.length > 0 ? `Did you mean ${list(near)}? ` : ''}Its columns: ${list(columns)}; '*' keeps all.`
  )
}

/** The note on a column that was taken for what it holds. */
export function takenByValues(role: Role, column: string): string {
  return `No column is named like the ${role}: '${column}' was taken by its values.`
}

/** The note on a column of times that lack their date. */
export function clockOnly(column: string): string {
  return `'${column}' holds times of day without a date and is not used: join date and time in one column to keep the order within a day.`
}

/** The note on a column that makes several events of a step, by its values. */
export function lifecycle(column: string, values: readonly string[]): string[] {
  const states = new Set(values.map((value) => value.toLowerCase()))
  if (!states.has('start') || !states.has('complete')) return []
  return [
    `'${column}' has start and complete: a step makes several events. Keep '${column}' as an attribute and filter by it to count each step once.`
  ]
}

function list(names: readonly string[]): string {
  const most = names.slice(0, 40).map((name) => `'${name}'`)
  return names.length > 40 ? `${most.join(', ')} and ${names.length - 40} more` : most.join(', ')
}
