import { useStore } from '../context.js'
import { countOf, formatNumber, formatShare } from '../format.js'
import { Icon } from '../parts/icon.js'
import { Figure, ProcessName } from '../parts/ui.js'

export function SeveralDetails({ processes }: { processes: readonly number[] }) {
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
        {store.slots.several && <div class="actions no-print">{store.slots.several(processes)}</div>}
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
