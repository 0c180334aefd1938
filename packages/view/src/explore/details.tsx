import { useStore } from '../context.js'
import { findings } from '../findings.js'
import { countOf, formatDuration, formatDurationShort, formatNumber, formatShare } from '../format.js'
import { partnersOf } from '../model.js'
import { channelName } from '../names.js'
import { Icon } from '../parts/icon.js'
import { Bar, Swatch } from '../parts/marks.js'
import { ActivityName, Figure, ProcessLink, ProcessName } from '../parts/ui.js'
import { stepsSentence } from '../process/sentences.js'

/** The panel at the right: the whole log, one process, or several. */
export function Details() {
  const { selected } = useStore()
  return (
    <aside class="details" aria-label="Details" tabIndex={-1}>
      {selected.value.length === 0 ? (
        <Overview />
      ) : selected.value.length === 1 ? (
        <ProcessDetails process={selected.value[0]} />
      ) : (
        <SeveralDetails processes={selected.value} />
      )}
    </aside>
  )
}

function Overview() {
  const store = useStore()
  const { model } = store
  const { quality } = model.discovery
  return (
    <>
      <dl class="panel figures">
        <Figure
          value={formatNumber(model.processes.length)}
          label={model.processes.length === 1 ? 'process' : 'processes'}
        />
        <Figure
          value={formatNumber(model.activities.length)}
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
  const edges = model.discovery.handovers.filter((edge) => edge.from !== edge.to).slice(0, 7)
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
            <span class="number">{formatNumber(edge.count)}</span>
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

function describe(store: ReturnType<typeof useStore>, id: number): string {
  const { model } = store
  const process = model.processes[id]
  const parts: string[] = []
  if (process.channel !== null) parts.push(channelName(process.channel))
  const family = model.grouped ? model.families.find((candidate) => candidate.processes.includes(id)) : undefined
  if (family) parts.push(`in ${family.name}`)
  const first = parts.join(', ')
  const stability =
    process.stability === null
      ? ''
      : ` Stability ${process.stability.toFixed(2)}, ${process.tentative ? 'tentative' : process.stability >= 0.85 ? 'steady' : 'fair'}.`
  return `${first ? `${first}. ` : ''}${countOf(model.members[id].length, 'activity', 'activities')}.${stability}`
}

function ProcessDetails({ process: id }: { process: number }) {
  const store = useStore()
  const { model, paints } = store
  const process = model.processes[id]
  const shown = process.steps.slice(0, 40)
  return (
    <>
      <section class="panel" aria-label="Selected process">
        <div class="panel-title">
          <Swatch process={id} size={14} />
          <h2>
            <bdi>{model.processNames[id]}</bdi>
          </h2>
          <button
            type="button"
            class="button ghost icon-only no-print"
            aria-label="Clear the selection"
            onClick={() => store.select([])}
          >
            <Icon name="close" size={12} />
          </button>
        </div>
        <p class="note">{describe(store, id)}</p>
        <dl class="figures">
          <Figure
            value={formatNumber(process.runs)}
            label={`runs by ${countOf(process.cases, model.who.one, model.who.many)}`}
          />
          <Figure
            value={formatShare(process.completed.count, process.completed.of) || 'none'}
            label={`completed, ${formatNumber(process.completed.count)} of ${formatNumber(process.completed.of)}`}
          />
          {process.medianMs !== null ? (
            <Figure
              value={formatDuration(process.medianMs)}
              label={process.p95Ms === null ? 'median' : `median, p95 ${formatDurationShort(process.p95Ms)}`}
            />
          ) : (
            <Figure value={formatNumber(process.sessions)} label="sessions" />
          )}
        </dl>
        <div class="actions no-print">
          <button type="button" class="button primary small" onClick={() => store.open(id)}>
            Open process
          </button>
        </div>
      </section>
      <section class="panel" aria-label="Usual steps">
        <h3>
          Usual steps <span class="note">share of runs that reach each</span>
        </h3>
        <ol class="reach">
          {shown.map((step, index) => (
            <li
              key={step.activity}
              onPointerEnter={() => {
                store.hoveredActivity.value = step.activity
              }}
              onPointerLeave={() => {
                store.hoveredActivity.value = -1
              }}
            >
              <span class="number soft">{index + 1}</span>
              <ActivityName activity={step.activity} />
              <Bar share={step.reached / Math.max(1, process.runs)} colour={paints.value[id].base} />
              <span class="number" title={`${formatNumber(step.reached)} of ${formatNumber(process.runs)} runs`}>
                {formatShare(step.reached, process.runs)}
              </span>
            </li>
          ))}
        </ol>
        {process.steps.length > shown.length && (
          <p class="note">{countOf(process.steps.length - shown.length, 'more step')} on the process page.</p>
        )}
        <p class="sentence">{stepsSentence(process)}</p>
      </section>
      <section class="panel two-columns">
        <Partners title="Before" list={process.before} />
        <Partners title="After" list={process.after} />
      </section>
    </>
  )
}

/** The processes that ran before or after this one in the same session. */
export function Partners({
  title,
  list,
  most = 6
}: {
  title: string
  list: { process: number; count: number }[]
  most?: number
}) {
  const { total, partners } = partnersOf(list)
  const shown = partners.slice(0, most)
  const rest = total - shown.reduce((sum, item) => sum + item.count, 0)
  return (
    <div>
      <h3>
        {title} <span class="note">{countOf(total, 'run')} had one</span>
      </h3>
      <ul>
        {shown.map((item) => (
          <li key={item.process} class="partner-row">
            <ProcessLink process={item.process} />
            <span class="number">{formatNumber(item.count)}</span>
          </li>
        ))}
        {rest > 0 && (
          <li class="partner-row soft">
            <span>{countOf(partners.length - shown.length, 'other')}</span>
            <span class="number">{formatNumber(rest)}</span>
          </li>
        )}
      </ul>
    </div>
  )
}

function SeveralDetails({ processes }: { processes: readonly number[] }) {
  const store = useStore()
  const { model } = store
  const own = processes.map((id) => model.processes[id])
  const runs = own.reduce((sum, process) => sum + process.runs, 0)
  const completed = own.reduce((sum, process) => sum + process.completed.count, 0)
  const activities = own.reduce((sum, process) => sum + model.members[process.id].length, 0)
  const family = model.families.find(
    (candidate) =>
      candidate.processes.length === processes.length && candidate.processes.every((id) => processes.includes(id))
  )
  const inside = new Set(processes)
  const handed = model.discovery.handovers
    .filter((edge) => inside.has(edge.from) && inside.has(edge.to))
    .reduce((sum, edge) => sum + edge.count, 0)
  return (
    <>
      <section class="panel" aria-label="Selected processes">
        <div class="panel-title">
          <h2>
            {family && model.grouped ? <bdi>{family.name}</bdi> : countOf(processes.length, 'process', 'processes')}
          </h2>
          <button
            type="button"
            class="button ghost icon-only no-print"
            aria-label="Clear the selection"
            onClick={() => store.select([])}
          >
            <Icon name="close" size={12} />
          </button>
        </div>
        <p class="note">
          {countOf(processes.length, 'process', 'processes')}, {countOf(activities, 'activity', 'activities')}.{' '}
          {countOf(handed, 'hand-over')} among them, of {formatNumber(model.totals.handovers)}.
        </p>
        <dl class="figures">
          <Figure value={formatNumber(runs)} label={`runs, ${formatShare(runs, model.totals.runs)} of all`} />
          <Figure
            value={formatShare(completed, runs) || 'none'}
            label={`completed, ${formatNumber(completed)} of ${formatNumber(runs)}`}
          />
        </dl>
      </section>
      <section class="panel" aria-label="Processes of the selection">
        <h3>
          Processes <span class="note">runs, completed</span>
        </h3>
        <ul>
          {own.slice(0, 40).map((process) => (
            <li key={process.id} class="several-row">
              <button type="button" class="link-row" onClick={() => store.select([process.id])}>
                <ProcessName process={process.id} label />
              </button>
              <span class="number">{formatNumber(process.runs)}</span>
              <span class="number soft">{formatShare(process.completed.count, process.completed.of)}</span>
            </li>
          ))}
        </ul>
        {own.length > 40 && <p class="note">and {formatNumber(own.length - 40)} more</p>}
      </section>
    </>
  )
}
