import { useStore } from '../context.js'
import { countOf, formatDuration, formatDurationShort, formatNumber, formatShare } from '../format.js'
import { channelName } from '../names.js'
import { Behind } from '../parts/behind.js'
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
      : ` Stability ${formatNumber(process.stability, 2)}, ${process.tentative ? 'tentative' : process.stability >= 0.85 ? 'steady' : 'fair'}.`
  return `${first ? `${first}. ` : ''}${countOf(model.members[id].length, 'activity', 'activities')}.${stability}`
}

export function ProcessDetails({ process: id }: { process: number }) {
  const store = useStore()
  const { model, paints } = store
  const process = model.processes[id]
  const label = model.processLabels[id]
  // Where only some days are chosen and the log is not at hand, steps are told of all days.
  const steps = model.partial ? store.whole.processes[id] : process
  const shown = steps.steps.slice(0, 40)
  return (
    <>
      <section class="panel" aria-label="Selected process">
        <div class="panel-title">
          <Swatch process={id} size={14} />
          <h2>
            <bdi>{model.processNames[id]}</bdi>
          </h2>
          <ColourButton process={id} />
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
            value={
              <Behind figure={{ kind: 'runs', process: id }} title={`Runs of ${label}`} count={process.runs}>
                {formatNumber(process.runs)}
              </Behind>
            }
            label={`runs by ${countOf(process.cases, model.who.one, model.who.many)}`}
          />
          <Figure
            value={
              <Behind
                figure={{ kind: 'runs', process: id, completed: true }}
                title={`Completed runs of ${label}`}
                count={process.completed.count}
              >
                {formatShare(process.completed.count, process.completed.of) || 'none'}
              </Behind>
            }
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
          {store.slots.journeys !== undefined && (
            <button type="button" class="button small" onClick={() => store.slots.journeys?.ofProcess(id)}>
              Journeys
            </button>
          )}
          {store.slots.process?.(id)}
        </div>
      </section>
      <section class="panel" aria-label="Usual steps">
        <h3>
          Usual steps <span class="note">share of runs that reach each{model.partial && ', all days'}</span>
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
              <Bar share={step.reached / Math.max(1, steps.runs)} colour={paints.value[id].base} />
              <span class="number" title={`${formatNumber(step.reached)} of ${formatNumber(steps.runs)} runs`}>
                <Behind
                  figure={{ kind: 'step', activity: step.activity, what: 'reached' }}
                  title={`Runs of ${label} that reach step ${index + 1}`}
                  count={step.reached}
                >
                  {formatShare(step.reached, steps.runs)}
                </Behind>
              </span>
            </li>
          ))}
        </ol>
        {process.steps.length > shown.length && (
          <p class="note">{countOf(process.steps.length - shown.length, 'more step')} on the process page.</p>
        )}
        <p class="sentence">{stepsSentence(steps)}</p>
      </section>
      <section class="panel two-columns">
        <Partners title="Before" process={id} before list={process.before} />
        <Partners title="After" process={id} list={process.after} />
      </section>
    </>
  )
}

/** Twelve colours to choose from: the process keeps the one that the user gave it. */
function ColourButton({ process }: { process: number }) {
  const store = useStore()
  const { colours, pins, model } = store
  const now = pins.value.get(process) ?? model.slots[process].slot
  return (
    <details class="popover colour-menu no-print">
      <summary class="button ghost small" aria-label="Colour" title="Colour">
        <Icon name="palette" />
      </summary>
      {/* biome-ignore lint/a11y/useSemanticElements: buttons, no form */}
      <div class="popover-body swatches" role="group" aria-label="Colours">
        {colours.value.categories.map((colour, i) => (
          <button
            type="button"
            key={colour}
            aria-pressed={now === i + 1}
            aria-label={`Colour ${i + 1} of 12`}
            onClick={() => store.pin(process, i + 1)}
          >
            <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
              <circle cx="8" cy="8" r="7" fill={colour} />
            </svg>
          </button>
        ))}
      </div>
    </details>
  )
}
