import { InputError } from '../errors.js'
import type { LogData } from '../log/types.js'
import { nearest } from '../suggest.js'

/** The id of an activity that the user named. Throws UNKNOWN_ACTIVITY. */
export function activityId(log: LogData, name: string): number {
  const id = log.activityNames.indexOf(name)
  if (id >= 0) return id
  const near = nearest(name, log.activityNames)
  throw new InputError(
    'UNKNOWN_ACTIVITY',
    `The log has no activity '${name}'.`,
    near.length > 0 ? `Did you mean ${near.map((n) => `'${n}'`).join(' or ')}?` : 'Names are compared letter by letter.'
  )
}
