import { Clock, type Journey, stretchOfSteps } from '@desirepath/core'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { useJourneys } from './context.js'
import { DataTools } from './data-tools.js'
import { durationScale } from './duration-mark.js'
import { causedBySteps, extentText, foldOfSteps, namesOf, treeOfVisits } from './facts.js'
import { Sentences } from './sentences.js'
import { type Cell, copyText, countOf, Icon, inLocale, plainName, svgOfElement, useStore } from './shared.js'
import { type Drawing, VisitSection } from './visit-section.js'
import { VisitStrip } from './visit-strip.js'

/** One customer's journey: three sentences, all visits in one line, then every step. */
export function JourneyView({ journey, heading = 2 }: { journey: Journey; heading?: 1 | 2 }) {
  const state = useJourneys()
  const store = useStore()
  const root = useRef<HTMLDivElement>(null)
  const drawing = useMemo(
    (): Drawing => ({
      journey,
      clock: new Clock(journey.timeKind, journey.timeZone),
      stretch: stretchOfSteps(journey),
      fold: foldOfSteps(journey),
      caused: causedBySteps(journey),
      places: treeOfVisits(journey),
      scale: durationScale(journey),
      amounts: journey.steps.some(({ amount }) => amount !== null),
      heading: heading === 1 ? 'h2' : 'h3'
    }),
    [journey]
  )
  const chosen = state.step.value
  // Steps that a sentence or the list points at come into sight; the first choice of a new journey does not move it.
  const pointed = useRef<ReadonlySet<number>>(state.marked.value)
  useEffect(() => {
    if (state.marked.value === pointed.current) return
    pointed.current = state.marked.value
    const row = root.current?.querySelector<HTMLElement>(`#step-${chosen}`)
    row?.scrollIntoView({ block: 'center', behavior: 'auto' })
    if (state.marked.value.size > 0) row?.querySelector<HTMLElement>('.step-name')?.focus({ preventScroll: true })
  }, [state.marked.value])

  const onKeyDown = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement
    if (!target.classList.contains('step-name')) return
    const names = [...(root.current?.querySelectorAll<HTMLElement>('.step-name') ?? [])]
    const at = names.indexOf(target)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: names.length - 1 }[event.key]
    if (to === undefined || names[to] === undefined) return
    event.preventDefault()
    event.stopPropagation()
    names[to].focus()
    state.choose(Number(names[to].dataset.place))
  }

  const who = journey.customerName === null ? journey.customer : journey.customerName
  const wholeShown = journey.shown.events === journey.whole.events
  const Heading = heading === 1 ? 'h1' : 'h2'
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys between the steps, which are buttons
    <div
      class={`journey${drawing.amounts ? '' : ' no-amount'}${journey.knows.duration ? '' : ' no-duration'}`}
      ref={root}
      onKeyDown={onKeyDown}
    >
      <div class="journey-title">
        <Heading>
          <bdi>{plainName(who, 60)}</bdi>
        </Heading>
        {journey.customerName !== null && (
          <span class="mono soft">
            <bdi>{plainName(journey.customer, 60)}</bdi>
          </span>
        )}
        <span class="note extent">{extentText(journey)}</span>
        <span class="journey-tools no-print">
          <button
            type="button"
            class="button small"
            onClick={async () => {
              const { cause, waits, effort } = journey.summary
              const text = `${who}\nCause: ${cause.text}\nWaits: ${waits.text}\nEffort: ${effort.text}\n`
              store.announcement.value = (await copyText(text))
                ? 'Copied the three sentences'
                : 'The browser does not allow copying here'
            }}
          >
            Copy summary
          </button>
          {!wholeShown && state.asked.value !== null && (
            <button
              type="button"
              class="button small"
              onClick={() => void state.open(state.asked.value!.customer)}
              title={`All ${countOf(journey.whole.visits, 'visit')}`}
            >
              Whole history
            </button>
          )}
          <SaveJourney journey={journey} />
          <DataTools
            file={`journey-${journey.customer}`}
            header={stepHeader}
            rows={() => stepRows(journey)}
            json={() => journey}
            svg={() => (root.current ? svgOfElement(root.current) : null)}
          />
        </span>
      </div>
      <Sentences journey={journey} />
      {journey.notes.map((note) => (
        <p class="note journey-note" key={note}>
          <Icon name="info" size={12} tone="quiet" /> <bdi>{inLocale(note, namesOf(journey))}</bdi>
        </p>
      ))}
      <VisitStrip journey={journey} />
      <div class="steps-head" aria-hidden="true">
        <span>{journey.timeKind === 'timestamp' ? `Time, ${journey.timeZone}` : 'Number'}</span>
        <span class="number">Gap</span>
        <span />
        <span>Activity and process</span>
        {journey.knows.duration && <span>Duration against usual</span>}
        {drawing.amounts && <span class="number">Amount</span>}
      </div>
      {journey.visits.map((_, v) => (
        <VisitSection key={v} drawing={drawing} visit={v} />
      ))}
    </div>
  )
}

const stepHeader = [
  'time',
  'activity',
  'process',
  'channel',
  'source',
  'gap_ms',
  'duration_ms',
  'usual_median_ms',
  'usual_p95_ms',
  'status',
  'message',
  'amount',
  'marks',
  'visit',
  'depth'
]

function stepRows(journey: Journey): Cell[][] {
  const stretch = stretchOfSteps(journey)
  return journey.tree.map((place) => {
    const step = journey.steps[place]
    return [
      journey.timeKind === 'timestamp' ? new Date(step.time).toISOString() : step.time,
      step.name,
      stretch[place]?.name ?? null,
      step.channel,
      step.source,
      step.gapMs,
      step.durationMs,
      step.usual?.median ?? null,
      step.usual?.p95 ?? null,
      step.status,
      step.message,
      step.amount,
      step.marks.join(' '),
      step.visit + 1,
      step.depth
    ]
  })
}

/** Saves the journey as one file, with or without names. */
function SaveJourney({ journey }: { journey: Journey }) {
  const { tools } = useJourneys()
  const { announcement, places, model } = useStore()
  const menu = useRef<HTMLDetailsElement>(null)
  const { save } = tools
  if (save === undefined) return null
  const run = async (pseudonyms: boolean) => {
    if (menu.current) menu.current.open = false
    announcement.value = await save(journey, pseudonyms, {
      places: places.value,
      labels: model.processLabels,
      channels: model.channels
    })
  }
  return (
    <details
      class="menu"
      ref={menu}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !menu.current?.open) return
        event.stopPropagation()
        menu.current.open = false
        menu.current.querySelector('summary')?.focus()
      }}
    >
      <summary class="button small">
        Save <Icon name="chevron" size={12} />
      </summary>
      <div class="menu-list">
        <button type="button" onClick={() => void run(false)}>
          As one HTML file<span class="soft">with names</span>
        </button>
        <button type="button" onClick={() => void run(true)}>
          Without names<span class="soft">id, name and free columns masked</span>
        </button>
      </div>
    </details>
  )
}
