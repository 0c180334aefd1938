import { countOf, formatNumber, formatShare, Icon, listOf, plainName } from '@desirepath/view/page'
import type { Overview } from '../engine/overview.js'

interface Check {
  state: 'good' | 'info' | 'warn' | 'bad'
  name: string
  value: string
  note?: string
}

/** A session this much longer than the usual one is likely no person. */
const botFactor = 20
const botLeast = 100

function checksOf({
  read,
  description,
  duplicates,
  equalTimes,
  errors,
  longestSession,
  oneChannel
}: Overview): Check[] {
  const count = (...reasons: string[]) =>
    read.bad.filter((bad) => reasons.includes(bad.reason)).reduce((sum, bad) => sum + bad.count, 0)
  const missing = count('missing case', 'missing activity', 'missing timestamp')
  const unreadable = count('unreadable timestamp')
  const broken = read.badRows - missing - unreadable
  const checks: Check[] = [
    { state: 'good', name: 'Rows read', value: formatNumber(read.rows) },
    {
      state: missing > 0 ? 'warn' : 'good',
      name: 'Rows without who, what or when',
      value: formatNumber(missing),
      ...(missing > 0 && { note: 'Left out.' })
    },
    {
      state: unreadable > 0 ? 'bad' : 'good',
      name: 'Times that cannot be read',
      value: formatNumber(unreadable),
      ...(unreadable > 0 && { note: 'Left out.' })
    }
  ]
  if (broken > 0)
    checks.push({ state: 'bad', name: 'Rows that are broken', value: formatNumber(broken), note: 'Left out.' })
  checks.push({ state: duplicates > 0 ? 'info' : 'good', name: 'Exact duplicates', value: formatNumber(duplicates) })
  checks.push({
    state: equalTimes > duplicates ? 'info' : 'good',
    name: 'Equal times within a session',
    value: formatNumber(equalTimes),
    ...(equalTimes > duplicates && { note: 'They keep the order of the file.' })
  })
  if (errors !== null)
    checks.push({
      state: errors.count > 0 ? 'info' : 'good',
      name: `Errors in ${plainName(errors.column, 24)}`,
      value: errors.count === 0 ? '0' : `${formatNumber(errors.count)}, ${formatShare(errors.count, errors.of)}`
    })
  if (
    longestSession !== null &&
    longestSession.events >= botLeast &&
    longestSession.events >= botFactor * longestSession.typical
  )
    checks.push({
      state: 'warn',
      name: `One session with ${formatNumber(longestSession.events)} events`,
      value: formatNumber(longestSession.events),
      note: `${plainName(longestSession.case, 40)}. The middle session has ${formatNumber(longestSession.typical)}.`
    })
  if (oneChannel !== null)
    checks.push({
      state: 'info',
      name: 'Activities in only one channel',
      value: formatNumber(oneChannel.count),
      note:
        oneChannel.count === oneChannel.of
          ? `${listOf(oneChannel.channels.map((channel) => plainName(channel, 24)))} share none: each gets its own part of the map.`
          : `Of ${formatNumber(oneChannel.of)}.`
    })
  for (const dropped of description.dropped)
    checks.push({
      state: 'info',
      name: `Left out: ${plainName(dropped.what, 60)}`,
      value: formatNumber(dropped.events),
      note: `${countOf(dropped.events, 'event')}${dropped.sessions > 0 ? `, ${countOf(dropped.sessions, 'session')}` : ''}.`
    })
  for (const note of description.notes) {
    if (/looks like a session within/.test(note)) continue // a menu says so
    checks.push({
      state: 'info',
      name: 'Note',
      value: '',
      note: plainName(note.replace(/give the option .*/, 'choose the encoding in the settings.'), 300)
    })
  }
  return checks
}

const icons = { good: 'check', info: 'info', warn: 'warn', bad: 'bad' } as const

export function Quality({ overview }: { overview: Overview }) {
  return (
    <ul class="card checks">
      {checksOf(overview).map((check) => (
        <li key={`${check.name} ${check.note ?? ''}`}>
          <Icon
            name={icons[check.state]}
            tone={check.state === 'info' ? 'quiet' : check.state === 'good' ? undefined : check.state}
          />
          <span>
            <bdi>{check.name}</bdi>
            {check.note !== undefined && (
              <span class="soft">
                <bdi>{check.note}</bdi>
              </span>
            )}
          </span>
          <b>{check.value}</b>
        </li>
      ))}
    </ul>
  )
}
