import { useStore } from '../context.js'
import { MethodCard } from '../data/method.js'
import { Quality } from '../data/quality.js'
import { Reading } from '../data/reading.js'
import { ProcessTable } from '../data/tables.js'
import { Handovers } from '../explore/handovers.js'
import { MixOverTime } from '../explore/mix.js'
import { Findings } from '../explore/overview.js'
import { countOf, formatNumber, formatShare } from '../format.js'
import { formatShareOf } from '../format-further.js'
import { MapPane } from '../map/map-pane.js'
import { plainName } from '../names.js'
import { Card } from '../parts/ui.js'
import { sayFilters } from '../say-filters.js'

/** The report in one column, findings first, as it is printed from the first view. */
export function PrintSummary() {
  const { model, whole, filters, left } = useStore()
  const { log, quality, source } = model.discovery
  const said = sayFilters(filters.value, whole)
  const of = left.value?.of ?? whole.discovery.filtered?.of ?? null
  return (
    <main class="print-summary" id="main">
      <h1>
        Processes of <bdi>{plainName(source.name ?? 'the log', 80)}</bdi>
      </h1>
      {said.length > 0 && (
        <p class="lead">
          Only <bdi>{said.join(' · ')}</bdi>
          {of !== null && `: ${formatShareOf(log.sessions, of)} sessions`}.
        </p>
      )}
      <p class="lead">
        {countOf(model.processes.length, 'process', 'processes')} in {countOf(log.events, 'event')} of{' '}
        {countOf(log.cases, model.who.one, model.who.many)}: {countOf(model.totals.runs, 'run')},{' '}
        {formatShare(model.totals.completed, model.totals.runs) || 'none'} completed. {formatNumber(quality.hubs.count)}{' '}
        hubs; {formatShare(quality.coverage.count, quality.coverage.of)} of the events belong to a process.
      </p>
      <Findings />
      <Card title="Map" note="Activities that are used together lie together">
        <div class="print-map">
          <MapPane />
        </div>
      </Card>
      <ProcessTable />
      <Handovers />
      <MixOverTime />
      <Reading />
      <Quality />
      <MethodCard />
    </main>
  )
}
