import { InputError } from '../errors.js'
import { nearest } from '../suggest.js'

/**
 * Regular expressions without state (no `g`, `y`); text is compiled as one.
 *
 * @throws InputError BAD_OPTION for text that is no regular expression
 */
export function compilePatterns(patterns: readonly (RegExp | string)[], where: string): RegExp[] {
  return patterns.map((pattern) => {
    if (pattern instanceof RegExp) return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''))
    try {
      return new RegExp(pattern)
    } catch (error) {
      throw new InputError(
        'BAD_OPTION',
        `${where} got '${pattern}', which is not a regular expression (${(error as Error).message}).`,
        'Put a backslash before characters such as ( ) [ ] . * + ? that stand for themselves.'
      )
    }
  })
}

/**
 * Which activities are meant: exact names as text, or regular expressions. [activities] 1 = meant.
 *
 * @throws InputError UNKNOWN_ACTIVITY for a name or expression that fits none
 */
export function pickActivities(
  names: readonly string[],
  wanted: readonly (RegExp | string)[],
  where: string
): Uint8Array {
  const picked = new Uint8Array(names.length)
  for (const want of wanted) {
    let found = false
    const fits = typeof want === 'string' ? (name: string) => name === want : (name: string) => pattern(want).test(name)
    names.forEach((name, id) => {
      if (!fits(name)) return
      picked[id] = 1
      found = true
    })
    if (!found) throw unknownActivity(String(want), names, where)
  }
  return picked
}

/** The error for an activity that the log does not have, with the nearest names that it has. */
export function unknownActivity(got: string, names: readonly string[], where: string): InputError {
  const near = nearest(got, names)
  const part =
    near.length > 0 ? near : names.filter((name) => name.toLowerCase().includes(got.toLowerCase())).slice(0, 3)
  const listed =
    part.length > 0 ? `Did you mean ${quoted(part)}?` : `The log has, among others: ${quoted(names.slice(0, 5))}.`
  return new InputError(
    'UNKNOWN_ACTIVITY',
    `${where} names the activity '${got}', which the log does not have.`,
    listed
  )
}

const pattern = (want: RegExp) => new RegExp(want.source, want.flags.replace(/[gy]/g, ''))

/** `'a', 'b', 'c'` */
export const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ')
