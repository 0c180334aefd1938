import { useStore } from '../context.js'
import { countOf, formatNumber } from '../format.js'
import { Behind } from '../parts/behind.js'
import { Icon } from '../parts/icon.js'
import { ActivityName, ProcessLink } from '../parts/ui.js'

const most = 60

/** Activities marked on the map: their processes, and what can be done with them. */
export function MarkedDetails({ activities }: { activities: readonly number[] }) {
  const store = useStore()
  const { model } = store
  const counts = new Map<number, number>()
  for (const id of activities) {
    const { process } = model.activities[id]
    if (process >= 0) counts.set(process, (counts.get(process) ?? 0) + 1)
  }
  const processes = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])
  const shown = [...activities].sort((a, b) => model.activities[b].events - model.activities[a].events).slice(0, most)
  return (
    <>
      <section class="panel" aria-label="Marked activities">
        <div class="panel-title">
          <h2>{countOf(activities.length, 'activity', 'activities')} marked</h2>
          <button
            type="button"
            class="button ghost icon-only no-print"
            aria-label="Remove the marks"
            onClick={() => store.mark([])}
          >
            <Icon name="close" size={12} />
          </button>
        </div>
        <div class="actions no-print">
          {store.log !== null && (
            <button type="button" class="button primary small" onClick={() => store.keepSelected()}>
              Keep sessions with any
            </button>
          )}
          {processes.length > 0 && (
            <button type="button" class="button small" onClick={() => store.select(processes.map(([id]) => id))}>
              Select {processes.length === 1 ? 'the process' : `the ${formatNumber(processes.length)} processes`}
            </button>
          )}
        </div>
      </section>
      {processes.length > 0 && (
        <section class="panel" aria-label="Their processes">
          <h3>
            Processes <span class="note">activities marked, of all</span>
          </h3>
          <ul>
            {processes.slice(0, most).map(([id, count]) => (
              <li key={id} class="several-row">
                <ProcessLink process={id} label />
                <span class="number">{formatNumber(count)}</span>
                <span class="number soft">of {formatNumber(model.members[id].length)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section class="panel" aria-label="The activities">
        <h3>
          Activities <span class="note">events</span>
        </h3>
        <ul>
          {shown.map((id) => (
            <li key={id} class="partner-row">
              <ActivityName activity={id} />
              <span class="number">
                <Behind
                  figure={{ kind: 'activity', activity: id }}
                  title={`Sessions with ${model.activityNames[id]}`}
                  count={model.activities[id].events}
                >
                  {formatNumber(model.activities[id].events)}
                </Behind>
              </span>
            </li>
          ))}
        </ul>
        {activities.length > shown.length && (
          <p class="note">and {formatNumber(activities.length - shown.length)} more</p>
        )}
      </section>
    </>
  )
}
