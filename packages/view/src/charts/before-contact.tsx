import type { BeforeContact, BeforeContacts } from '@desirepath/core'
import { useEffect, useState } from 'preact/hooks'
import { useJourneys } from '../journey/context.js'
import { durationText } from '../journey/facts.js'
import {
  activityName,
  Card,
  type Column,
  countOf,
  formatNumber,
  formatShareOf,
  SaveTools,
  Table,
  useStore
} from '../journey/shared.js'

/** Which steps precede a chat or a call, with how much more often, and the interval. */
export function BeforeContactCard() {
  const { source } = useJourneys()
  const [found, setFound] = useState<BeforeContacts | null>(null)
  useEffect(() => {
    let gone = false
    source
      .before()
      .then((got) => {
        if (!gone) setFound(got)
      })
      .catch(() => undefined)
    return () => {
      gone = true
    }
  }, [source])
  if (found === null) return null
  const { steps, sessions, contacts, withinMs } = found
  const most = Math.max(2, ...steps.slice(0, 30).map(({ high }) => high))
  const columns: Column<BeforeContact>[] = [
    {
      label: 'Step',
      value: (row) => row.name,
      show: (row) => (
        <span class="mono cut" title={row.name}>
          <bdi>{activityName(row.name)}</bdi>
        </span>
      ),
      className: 'wide-cell'
    },
    { label: 'Lift', value: (row) => row.lift, show: (row) => `${formatNumber(row.lift, 1)} times`, number: true },
    { label: 'Interval', value: () => null, show: (row) => <Interval row={row} most={most} />, minor: true },
    { label: 'from', value: (row) => row.low, show: (row) => formatNumber(row.low, 1), number: true },
    { label: 'to', value: (row) => row.high, show: (row) => formatNumber(row.high, 1), number: true },
    {
      label: 'Contact after it',
      value: (row) => row.with.contacts / row.with.sessions,
      show: (row) => formatShareOf(row.with.contacts, row.with.sessions),
      number: true
    },
    {
      label: 'without it',
      value: (row) => row.without.contacts / row.without.sessions,
      show: (row) => formatShareOf(row.without.contacts, row.without.sessions),
      number: true
    }
  ]
  return (
    <Card
      title="Before a contact"
      className="wide-card"
      note={`${countOf(contacts, 'session')} of ${formatNumber(sessions)} were followed by a chat or a call within ${durationText(withinMs)}; lift with its 95% interval`}
      tools={steps.length > 0 && <SaveTools file="before-contact" columns={columns} rows={steps} />}
    >
      {steps.length === 0 ? (
        <p class="empty">
          {contacts === 0
            ? 'No chat or call is known in this log.'
            : 'Too few contacts to tell which steps precede them.'}
        </p>
      ) : (
        <Table
          caption="Before a contact"
          quietCaption
          file="before-contact"
          columns={columns}
          rows={steps}
          page={12}
          bare
        />
      )}
    </Card>
  )
}

function Interval({ row, most }: { row: BeforeContact; most: number }) {
  const { colours } = useStore()
  const c = colours.value
  const x = (lift: number) => 2 + (Math.log1p(lift) / Math.log1p(most)) * 116
  return (
    <svg width="120" height="12" viewBox="0 0 120 12" aria-hidden="true" focusable="false">
      <line x1={x(1)} x2={x(1)} y1="0" y2="12" stroke={c.line2} />
      <line x1={x(row.low)} x2={x(Math.min(most, row.high))} y1="6" y2="6" stroke={c.mark} stroke-width="3" />
      <circle cx={x(row.lift)} cy="6" r="3" fill={c.ink} />
    </svg>
  )
}
