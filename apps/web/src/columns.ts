import type { Role, Schema } from '@desirepath/core'

/** What a person may say of a column. `keep` is a further attribute, `none` is not used. */
export type ColumnRole = Role | 'keep' | 'none'

export const roleLabels: Record<ColumnRole, string> = {
  case: 'Who',
  activity: 'What',
  timestamp: 'When',
  session: 'Session',
  channel: 'Group by',
  duration: 'Duration',
  status: 'Status',
  message: 'Message',
  amount: 'Amount',
  customerName: 'Name',
  eventId: 'Event id',
  parent: 'Caused by',
  keep: 'Keep',
  none: 'Not used'
}

export const needed: readonly Role[] = ['case', 'activity', 'timestamp']
export const allRoles = Object.keys(roleLabels) as ColumnRole[]

/** Role of each column, from what the reader believes. */
export function rolesOf(columns: readonly string[], schema: Schema): Map<string, ColumnRole> {
  const roles = new Map<string, ColumnRole>(columns.map((name) => [name, 'none']))
  for (const name of schema.attributes ?? []) if (roles.has(name)) roles.set(name, 'keep')
  for (const role of allRoles) {
    const column = role === 'keep' || role === 'none' ? undefined : schema[role]
    if (column !== undefined) roles.set(column, role)
  }
  return roles
}

/** What a person said of the columns: roles given, and optional roles that no column shall have. */
export interface ColumnChoices {
  given: Schema
  without: readonly Role[]
}

/**
 * Gives `column` a role. The column that had it is free then; a needed role that becomes free is guessed anew, an
 * optional one stays free. What was not touched stays the reader's guess.
 */
export function assign(
  choices: ColumnChoices,
  current: ReadonlyMap<string, ColumnRole>,
  column: string,
  role: ColumnRole
): ColumnChoices {
  const given: Schema = { ...choices.given }
  const without = new Set(choices.without)
  const before = current.get(column) ?? 'none'
  if (before !== 'keep' && before !== 'none') {
    delete given[before]
    if (!needed.includes(before)) without.add(before)
  }
  if (role !== 'keep' && role !== 'none') {
    given[role] = column
    without.delete(role)
  }
  // Which columns are kept is guessed until one is chosen by hand; then it is those that are shown.
  if (role === 'keep' || before === 'keep') {
    given.attributes = [...current.keys()].filter((name) =>
      name === column ? role === 'keep' : current.get(name) === 'keep'
    )
  }
  return { given, without: [...without] }
}

/** The column that looks like a session within the case, or undefined. */
export function sessionColumn(columns: readonly string[], schema: Schema): string | undefined {
  return columns.find(
    (name) =>
      /^(ga_|user_|web_)?(session|visit)s?_?(id|key|number|no)?$/i.test(name.trim()) &&
      !Object.values(schema).includes(name)
  )
}
