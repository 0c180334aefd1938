import { InputError } from '../errors.js'

/** The error where `minCount` leaves no activity. */
export function noneKept(minCount: number): InputError {
  return new InputError(
    'TOO_FEW_ACTIVITIES',
    `No activity occurs at least ${Math.max(1, minCount)} times.`,
    'Lower minCount, or give a longer log.'
  )
}
