import type { LogData, Role } from '@desirepath/core'

/** The log without the roles that a person took from all columns, which the reader guessed again. */
export function withoutRoles(log: LogData, without: readonly Role[]): LogData {
  const guessed = without.filter((role) => log.schema[role] !== undefined)
  if (guessed.length === 0) return log
  const schema = { ...log.schema }
  for (const role of guessed) delete schema[role]
  const read = { ...log.read, schema, guessed: log.read.guessed.filter((role) => !guessed.includes(role)) }
  return { ...log, schema, read }
}
