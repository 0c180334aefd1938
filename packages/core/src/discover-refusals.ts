// What `discover` says where it refuses a log or an option: fetched with the first refusal.
import { InputError } from './errors.js'
import type { LogData } from './log/types.js'
import type { WrongOption } from './options.js'

export { activityId } from './processes/activity-id.js'
export { noneKept } from './processes/none-kept.js'
export { unknownOption } from './suggest.js'

export function badOption({ name, value, ...fitting }: WrongOption): InputError {
  const got = typeof value === 'string' ? `'${value}'` : String(value)
  const hint =
    'choices' in fitting
      ? `Valid values: ${fitting.choices.join(', ')}.`
      : `Give a ${fitting.isWhole ? 'whole ' : ''}number from ${fitting.least} to ${fitting.most}.`
  return new InputError('BAD_OPTION', `The option '${name}' is ${got}.`, hint)
}

export function tooFewSessions({ sessionCase: { length } }: LogData): InputError {
  return new InputError(
    'TOO_FEW_SESSIONS',
    `The log has ${length} session${length === 1 ? '' : 's'}; at least 2 are needed to see what happens together.`,
    'Check which column is the case, or cut cases into sessions (for example by a timeout of 30m).'
  )
}

export function tooFewActivities({ activityNames }: Pick<LogData, 'activityNames'>): InputError {
  return new InputError(
    'TOO_FEW_ACTIVITIES',
    `The log has ${activityNames.length} distinct ${activityNames.length === 1 ? 'activity' : 'activities'} (${activityNames.join(', ')}); at least 3 are needed.`,
    'Check which column is the activity, and what was dropped.'
  )
}
