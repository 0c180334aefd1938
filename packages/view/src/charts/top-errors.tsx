import type { TopError } from '@desirepath/core'
import { useJourneys } from '../journey/context.js'
import { momentText } from '../journey/facts.js'
import { fieldTime } from '../journey/form.js'
import {
  activityName,
  Card,
  type Column,
  countOf,
  formatShare,
  plainName,
  SaveTools,
  Table
} from '../journey/shared.js'
import type { ChartAnswer, JourneyFacts } from '../journey/source.js'

/** The most frequent errors by activity and message; a click leads to the customers who met one. */
export function TopErrorsCard({ top, known }: { top: ChartAnswer['top']; known: JourneyFacts }) {
  const state = useJourneys()
  if (!known.has.status) {
    return (
      <Card title="Top errors" className="wide-card">
        <p class="empty">The log does not say what failed.</p>
      </Card>
    )
  }
  const open = (row: TopError) => {
    const { range } = state.chart.value
    state.pane.value = 'find'
    state.look({
      activity: row.name,
      errors: true,
      says: row.message ?? '',
      ...(range === null
        ? { time: 'all' }
        : { time: 'own', from: fieldTime(range.from, known), to: fieldTime(range.to, known) })
    })
  }
  const columns: Column<TopError>[] = [
    {
      label: 'Activity',
      value: (row) => row.name,
      show: (row) => (
        <button type="button" class="link-row mono" title="Its customers" onClick={() => open(row)}>
          <bdi class="cut">{activityName(row.name)}</bdi>
        </button>
      ),
      className: 'wide-cell'
    },
    {
      label: 'Message',
      value: (row) => row.message,
      show: (row) => (row.message === null ? '' : <bdi>{plainName(row.message, 120)}</bdi>),
      absent: !known.has.message,
      className: 'wrap-cell'
    },
    { label: 'Errors', value: (row) => row.errors, number: true },
    { label: 'of', value: (row) => row.of, number: true },
    {
      label: 'Rate',
      value: (row) => row.errors / Math.max(1, row.of),
      show: (row) => formatShare(row.errors, row.of),
      number: true
    },
    { label: 'Customers', value: (row) => row.customers, number: true },
    {
      label: 'First',
      value: (row) => new Date(row.first).toISOString(),
      show: (row) => momentText(row.first, known).slice(0, -3),
      minor: true
    },
    {
      label: 'Last',
      value: (row) => new Date(row.last).toISOString(),
      show: (row) => momentText(row.last, known).slice(0, -3)
    }
  ]
  const rest =
    top.other.kinds > 0
      ? `and ${countOf(top.other.kinds, 'other kind')} with ${countOf(top.other.errors, 'error')}`
      : ''
  return (
    <Card
      title="Top errors"
      className="wide-card"
      note={rest}
      tools={top.errors.length > 0 && <SaveTools file="top-errors" columns={columns} rows={top.errors} />}
    >
      {top.errors.length === 0 ? (
        <p class="empty">Nothing failed in this time.</p>
      ) : (
        <Table caption="Top errors" quietCaption file="top-errors" columns={columns} rows={top.errors} bare />
      )}
    </Card>
  )
}
