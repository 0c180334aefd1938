import { useStore } from '../context.js'
import { findings } from '../findings.js'
import { countOf, formatNumber, formatShare } from '../format.js'
import { Behind } from '../parts/behind.js'
import { Icon } from '../parts/icon.js'
import { Bar } from '../parts/marks.js'
import { Figure, ProcessLink } from '../parts/ui.js'

export function Overview() {
  const store = useStore()
  const { model } = store
  const { quality } = model.discovery
  return (
    <>
      <dl class="panel figures">
        <Figure
          value={formatNumber(model.shown.length)}
          label={
            model.shown.length < model.processes.length
              ? `of ${countOf(model.processes.length, 'process', 'processes')}`
              : model.processes.length === 1
                ? 'process'
                : 'processes'
          }
        />
        <Figure
          value={formatNumber(model.discovery.log.activities)}
          label={`activities, ${countOf(quality.hubs.count, 'hub')}`}
        />
        <Figure
          value={formatNumber(model.totals.runs)}
          label={`runs, ${formatShare(model.totals.completed, model.totals.runs) || 'none'} done`}
        />
      </dl>
      <Findings />
      <FrequentHandovers />
    </>
  )
}

export function Findings() {
  const store = useStore()
  const { model } = store
  const found = findings(model)
  return (
    <section class="panel" aria-label="What stands out">
      <h3>What stands out</h3>
      {found.length === 0 && <p class="soft">Nothing that the counts would bear.</p>}
      <ul class="findings">
        {found.map((finding) => (
          <li key={`${finding.icon}${finding.lead}${finding.rest}`}>
            <Icon name={finding.icon} tone={finding.tone} />
            <div>
              <p>
                {finding.lead && (
                  <b>
                    <bdi>{finding.lead}</bdi>
                  </b>
                )}
                <bdi>{finding.rest}</bdi>
              </p>
              {finding.body && <p class="body">{finding.body}</p>}
              {finding.processes.length > 0 && (
                <button
                  type="button"
                  class="link no-print"
                  onClick={() =>
                    finding.processes.length === 1 ? store.open(finding.processes[0]) : store.select(finding.processes)
                  }
                >
                  {finding.processes.length === 1
                    ? 'Open the process'
                    : `Show the ${formatNumber(finding.processes.length)}`}
                </button>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

function FrequentHandovers() {
  const store = useStore()
  const { model } = store
  const edges = model.discovery.handovers
    .filter((edge) => edge.from !== edge.to && model.shown.includes(edge.from) && model.shown.includes(edge.to))
    .slice(0, 7)
  if (edges.length === 0) return null
  return (
    <section class="panel" aria-label="Most frequent hand-overs">
      <h3>
        Most frequent hand-overs <span class="note">of {formatNumber(model.totals.handovers)}</span>
      </h3>
      <ul>
        {edges.map((edge) => (
          <li key={`${edge.from} ${edge.to}`} class="handover-row">
            <ProcessLink process={edge.from} />
            <ProcessLink process={edge.to} />
            <Bar share={edge.count / edges[0].count} />
            <span class="number">
              <Behind
                figure={{ kind: 'handover', ...edge }}
                title={`${model.processLabels[edge.from]} to ${model.processLabels[edge.to]}`}
                count={edge.count}
              >
                {formatNumber(edge.count)}
              </Behind>
            </span>
          </li>
        ))}
      </ul>
      <button
        type="button"
        class="link no-print"
        onClick={() => {
          store.pane.value = 'handovers'
        }}
      >
        Show all hand-overs
      </button>
    </section>
  )
}
