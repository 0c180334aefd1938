import { type EventLog, guessMixColumns, type Schema } from '@desirepath/core'
import type { DiscoverFlags } from './discover-options.js'
import { openLog, openLogWith } from './input.js'
import type { LogFlags } from './options.js'
import type { Session } from './session.js'

/** Opens a log with the columns that its process mix is to be shown by: those given, or else those that look like it. */
export async function openLogForMix(
  path: string,
  flags: LogFlags & DiscoverFlags,
  session: Session
): Promise<EventLog> {
  const { mixBy } = flags
  if (mixBy === false) return openLog(path, flags, session)
  if (mixBy === undefined) return openLogWith(path, flags, session, (head) => guessMixColumns(head, rolesOf(flags)))
  const kept = mixBy.filter((name) => !MIX_UNITS.includes(name))
  return openLog(
    path,
    { ...flags, ...(kept.length > 0 && { attribute: [...(flags.attribute ?? []), ...kept] }) },
    session
  )
}

/** What a mix can be by without a column of that name. */
export const MIX_UNITS: readonly string[] = ['hour', 'day', 'week', 'month', 'channel']

function rolesOf(flags: LogFlags): Schema {
  const roles = [
    'case',
    'activity',
    'timestamp',
    'session',
    'channel',
    'duration',
    'status',
    'message',
    'amount'
  ] as const
  return Object.fromEntries(roles.filter((role) => flags[role] !== undefined).map((role) => [role, flags[role]]))
}
