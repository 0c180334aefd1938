import { useStore } from '../context.js'
import { countOf, formatDuration, formatDurationShort, formatNumber, formatShare } from '../format.js'
import { channelName } from '../names.js'
import { Icon } from '../parts/icon.js'
import { Bar, Swatch } from '../parts/marks.js'
import { ActivityName, Figure } from '../parts/ui.js'
import { stepsSentence } from '../process/sentences.js'
import { Partners } from './partners.js'

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

export function ProcessDetails({ process: id }: { process: number }) {
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
          {store.slots.process?.(id)}
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
