import { InputError } from '../errors.js'
import { kindOfTexts } from './kind-of-texts.js'

type Needed = 'case' | 'activity' | 'timestamp'

interface Profile {
  column: number
  distinct: number
  given: number
  /** Shares of the given values. */
  withDigits: number
  withLetters: number
  numbers: number
  fractions: number
  meanLength: number
  /** Share of values that could be seconds or more since 1970; share that are whole and not less than the one before. */
  epoch: number
  rising: number
  time: 'date' | 'number' | null
}

/**
 * Takes roles by what the columns hold, where their names say nothing. A timestamp is a column of dates; an activity
 * has few distinct values, in words; a case has many, that look like identifiers and repeat.
 *
 * @throws InputError AMBIGUOUS_COLUMN where several columns fit equally well
 */
export function guessByValues(
  columns: readonly string[],
  rows: readonly string[][],
  roles: readonly Needed[],
  taken: ReadonlySet<number>
): Partial<Record<Needed, number>> {
  const found: Partial<Record<Needed, number>> = {}
  if (rows.length === 0) return found
  const used = new Set(taken)
  const profiles = columns.map((_, column) => profile(rows, column))
  for (const role of roles) {
    const ranked = profiles
      .filter(({ column }) => !used.has(column))
      .map((of) => ({ of, score: SCORES[role](of, rows.length) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score || a.of.column - b.of.column)
    if (ranked.length === 0) return found // one is missing: what the others could be does not help
    const [best, second] = ranked
    if (second !== undefined && second.score > 0.9 * best.score)
      throw ambiguous(
        role,
        columns,
        ranked.map(({ of }) => of.column)
      )
    found[role] = best.of.column
    used.add(best.of.column)
  }
  return found
}

function profile(rows: readonly string[][], column: number): Profile {
  const values = rows.map((row) => (row[column] ?? '').trim()).filter((text) => text !== '')
  const share = (test: RegExp) => values.filter((text) => test.test(text)).length / Math.max(1, values.length)
  return {
    column,
    distinct: new Set(values).size,
    given: values.length,
    withDigits: share(/\d/),
    withLetters: share(/\p{L}/u),
    numbers: share(/^[-+]?\d+([.,]\d+)?$/),
    meanLength: values.reduce((sum, text) => sum + text.length, 0) / Math.max(1, values.length),
    fractions: share(/^[-+]?\d+[.,]\d+$|^-/),
    epoch: share(/^\d{9,19}(\.\d+)?$/),
    rising:
      values.filter((text, i) => /^\d+$/.test(text) && (i === 0 || Number(text) >= Number(values[i - 1]))).length /
      Math.max(1, values.length),
    time: kindOfTexts(values.slice(0, 200))
  }
}

const SCORES: Record<Needed, (of: Profile, rows: number) => number> = {
  timestamp: ({ time, given, numbers, distinct, epoch, rising }, rows) => {
    if (given < 0.5 * rows) return 0
    if (time === 'date') return 1
    // Numbers only where they are an epoch, or a position that runs with the rows.
    return numbers > 0.9 && (epoch > 0.9 || (rising > 0.95 && distinct > 0.9 * given && given > 2)) ? 0.3 : 0
  },
  case: ({ distinct, given, withDigits, time, meanLength, fractions }, rows) => {
    if (given < 0.5 * rows || distinct < 2 || time === 'date' || meanLength > 64 || fractions > 0.1) return 0
    const repeats = 1 - distinct / given
    return repeats > 0.05 ? (0.3 + 0.7 * withDigits) * Math.min(1, 0.5 + distinct / 40) : 0
  },
  activity: ({ distinct, given, withDigits, withLetters, numbers, time, meanLength }, rows) => {
    if (given < 0.5 * rows || distinct < 2 || time !== null || numbers > 0.5 || meanLength > 120) return 0
    const repeats = 1 - distinct / given
    return repeats <= 0 ? 0 : withLetters * (1 - 0.6 * withDigits) * (0.2 + 0.8 * repeats) * Math.min(1, distinct / 8)
  }
}

function ambiguous(role: Needed, columns: readonly string[], candidates: readonly number[]): InputError {
  const choices = candidates.slice(0, 4).map((column) => columns[column])
  return new InputError(
    'AMBIGUOUS_COLUMN',
    `Several columns could be the ${role}: ${choices.map((name) => `'${name}'`).join(', ')}.`,
    `Say which by the option ${role} (on the command line --${role}).`,
    { roles: [role], choices }
  )
}
