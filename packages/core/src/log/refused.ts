import type { InputError } from '../errors.js'
import type { Refusals } from './refusals.js'

/** The error for a log that cannot be read, or for how it shall be read; its words are fetched with the first one. */
export async function refused<Kind extends keyof Refusals>(
  kind: Kind,
  ...about: Parameters<Refusals[Kind]>
): Promise<InputError> {
  return (await import('./refusals.js')).refusal(kind, about)
}
