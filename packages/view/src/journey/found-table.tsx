import { useRef } from 'preact/hooks'
import { useJourneys } from './context.js'
import { momentText } from './facts.js'
import { optionsOf } from './form.js'
import {
  activityName,
  type Column,
  channelName,
  countOf,
  formatDuration,
  formatNumber,
  Hidden,
  plainName,
  SaveTools,
  Swatch,
  svgOfElement,
  Table,
  useStore
} from './shared.js'
import type { FoundRow } from './source.js'

/** The customers found with all of their figures, where no journey is open yet. */
export function FoundTable() {
  const state = useJourneys()
  const root = useRef<HTMLDivElement>(null)
  const { model } = useStore()
  const known = state.facts.value
  const found = state.found.value
  if (known === null || found === null || found.rows.length === 0) {
    return (
      <div class="empty">
        <p>What a customer tried, what went wrong and what they did next is told here in three sentences.</p>
      </div>
    )
  }
  const timed = known.timeKind === 'timestamp'
  const stamp = (at: number) => (timed ? new Date(at).toISOString() : at)
  const columns: Column<FoundRow>[] = [
    {
      label: 'Customer',
      value: (row) => row.customer,
      show: (row) => (
        <b class="cut">
          <bdi>{plainName(row.name ?? row.customer, 60)}</bdi>
        </b>
      ),
      className: 'wide-cell'
    },
    {
      label: 'Id',
      value: (row) => row.customer,
      show: (row) => (
        <span class="mono soft">
          <bdi>{plainName(row.customer, 40)}</bdi>
        </span>
      ),
      absent: found.rows.every(({ name }) => name === null)
    },
    { label: 'Events', value: (row) => row.events, number: true },
    {
      label: 'Errors',
      value: (row) => row.errors,
      show: (row) => (row.errors ? <span class="bad strong">{formatNumber(row.errors)}</span> : row.errors),
      number: true,
      absent: !known.has.status
    },
    {
      label: 'Slowest step',
      csvLabel: 'Slowest ms',
      value: (row) => row.slowest?.ms ?? null,
      show: (row) => (row.slowest === null ? <Hidden>unknown</Hidden> : formatDuration(row.slowest.ms)),
      number: true,
      absent: !known.has.duration
    },
    {
      label: 'which was',
      value: (row) => row.slowestName,
      show: (row) => (
        <span class="mono soft cut" title={row.slowestName ?? ''}>
          <bdi>{row.slowestName === null ? '' : activityName(row.slowestName)}</bdi>
        </span>
      ),
      absent: !known.has.duration,
      className: 'wide-cell'
    },
    {
      label: 'Processes',
      value: (row) => row.processes.map((id) => model.processLabels[id]).join(' > '),
      show: (row) => (
        <span class="found-swatches" title={row.processes.map((id) => model.processLabels[id]).join(', ')}>
          {row.processes.slice(0, 5).map((id) => (
            <Swatch key={id} process={id} size={10} />
          ))}
          {row.processes.length > 5 && <span class="note">and {row.processes.length - 5}</span>}
          <Hidden>{countOf(row.processes.length, 'process', 'processes')}</Hidden>
        </span>
      ),
      absent: model.processes.length === 0
    },
    {
      label: 'Channels',
      value: (row) => row.channels.join(', '),
      show: (row) => <bdi>{row.channels.map(channelName).join(', ')}</bdi>,
      absent: !known.has.channel
    },
    {
      label: timed ? `Last seen, ${known.timeZone}` : 'Last seen',
      value: (row) => stamp(row.lastSeen),
      show: (row) => momentText(row.lastSeen, known)
    }
  ]
  return (
    <div class="found-table" ref={root}>
      <div class="found-table-head">
        <p class="soft">
          Choose a customer: what they tried, what went wrong and what they did next is told in three sentences.{' '}
          <span class="key">↑</span> <span class="key">↓</span> in the list, <span class="key">Enter</span> opens,{' '}
          <span class="key">Esc</span> goes back.
        </p>
        <SaveTools
          file="customers-found"
          columns={columns}
          rows={found.rows}
          svg={() => (root.current ? svgOfElement(root.current) : null)}
        />
      </div>
      <Table
        caption="Customers found"
        quietCaption
        file="customers-found"
        columns={columns}
        rows={found.rows}
        open={(row) => () => void state.open(row.customer, optionsOf(row.lookTime, known))}
        bare
      />
    </div>
  )
}
