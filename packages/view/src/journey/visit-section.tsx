import type { Journey, Stretch } from '@desirepath/core'
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { useJourneys } from './context.js'
import { DurationMark } from './duration-mark.js'
import { amountText, dayText, durationText, foldText, isShown, shortTime, timeText } from './facts.js'
import {
  activityName,
  channelName,
  countOf,
  formatDurationShort,
  formatNumber,
  Hidden,
  HubMark,
  Icon,
  plainName,
  Swatch,
  useStore
} from './shared.js'

/** What all visits of a journey share, computed once. */
export interface Drawing {
  journey: Journey
  clock: { time(at: number): string; day(at: number): string }
  stretch: (Stretch | null)[]
  fold: (number | null)[]
  caused: number[]
  places: number[][]
  scale: (ms: number) => number
  amounts: boolean
  /** Of a visit, so that the headings of the page follow each other. */
  heading: 'h2' | 'h3'
}

const MOST_ROWS = 300
const LONG_GAP_MS = 30_000

/** One visit: a line that says what was in it, and its steps. */
export function VisitSection({ drawing, visit: v }: { drawing: Drawing; visit: number }) {
  const { journey, clock, heading: Heading } = drawing
  const state = useJourneys()
  const { model } = useStore()
  const visit = journey.visits[v]
  const open = state.openVisits.value.has(v)
  const toggle = () => {
    const next = new Set(state.openVisits.value)
    if (!next.delete(v)) next.add(v)
    state.openVisits.value = next
  }
  const span = visit.last - visit.first
  const events = `${countOf(visit.end - visit.start, 'event')}${journey.timeKind === 'timestamp' && span > 0 ? ` in ${durationText(span)}` : ''}`
  return (
    <section class="visit" aria-label={`Visit ${v + 1}`}>
      {visit.gapMs !== null && <p class="pause">{durationText(visit.gapMs)} later</p>}
      <Heading class="visit-title">
        <button type="button" class="visit-head" aria-expanded={open} onClick={toggle}>
          <span class={open ? 'fold open' : 'fold'} aria-hidden="true">
            <Icon name="right" size={12} />
          </span>
          <span class="keep">
            {dayText(visit.first, journey)} {shortTime(clock, visit.first)}
          </span>
          {visit.channels.length > 0 && (
            <span class="pill">
              <bdi>{visit.channels.map(channelName).join(', ')}</bdi>
            </span>
          )}
          <span class="note keep">{events}</span>
          <span class="spacer" />
          <span class="visit-processes">
            {visit.processes.slice(0, 4).map((process) => (
              <span key={process} class="process-name">
                <Swatch process={process} size={10} />
                <bdi class="cut">{model.processLabels[process]}</bdi>
              </span>
            ))}
            {visit.processes.length > 4 && <span class="note">and {visit.processes.length - 4} more</span>}
          </span>
          {Boolean(visit.errors) && <span class="pill bad-pill">{countOf(visit.errors ?? 0, 'error')}</span>}
        </button>
      </Heading>
      {open && <Steps drawing={drawing} visit={v} />}
    </section>
  )
}

function Steps({ drawing, visit }: { drawing: Drawing; visit: number }) {
  const { journey, places, amounts } = drawing
  const state = useJourneys()
  const [most, setMost] = useState(MOST_ROWS)
  const hiding = { folds: state.openFolds.value, trees: state.openTrees.value }
  const all = places[visit].filter((place) => isShown(journey, place, hiding))
  const chosen = all.indexOf(state.step.value)
  const shown = all.slice(0, Math.max(most, chosen + 1))
  const { knows } = journey
  return (
    <>
      <table class="steps" aria-label={`Events of visit ${visit + 1}`}>
        <thead class="hidden-text">
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Gap</th>
            <th scope="col">Process</th>
            <th scope="col">Activity</th>
            {knows.duration && <th scope="col">Duration</th>}
            {amounts && <th scope="col">Amount</th>}
          </tr>
        </thead>
        <tbody>
          {shown.map((place, k) => (
            <Row key={place} drawing={drawing} place={place} above={shown[k - 1] ?? -1} below={shown[k + 1] ?? -1} />
          ))}
        </tbody>
      </table>
      {shown.length < all.length && (
        <p class="more">
          {formatNumber(shown.length)} of {countOf(all.length, 'step')} shown.{' '}
          <button type="button" class="button small" onClick={() => setMost(shown.length + MOST_ROWS)}>
            Show {formatNumber(Math.min(MOST_ROWS, all.length - shown.length))} more
          </button>
        </p>
      )}
    </>
  )
}

const marksSaid: Partial<Record<string, string>> = {
  back: 'step back',
  loop: 'loop',
  abandoned: 'left unfinished',
  help: 'help',
  contact: 'contact',
  repeat: 'again'
}

function Row({ drawing, place, above, below }: { drawing: Drawing; place: number; above: number; below: number }) {
  const { journey, clock, stretch, fold, caused, scale, amounts } = drawing
  const state = useJourneys()
  const store = useStore()
  const step = journey.steps[place]
  const own = stretch[place]
  const paint = own === null ? undefined : store.paints.value[own.process]
  const joins = (other: number) => own !== null && other >= 0 && stretch[other] === own
  const chosen = state.step.value === place
  const marked = state.marked.value.has(step.event)
  const failed = step.status === 'error'
  // The pause before a visit stands above it.
  const gapMs = step.depth > 0 || place === journey.visits[step.visit].start ? null : step.gapMs
  const newDay = above >= 0 && clock.day(step.time) !== clock.day(journey.steps[above].time)
  const folded = fold[place]
  const tree = caused[place]
  const flip = (of: typeof state.openFolds, id: number) => {
    const next = new Set(of.value)
    if (!next.delete(id)) next.add(id)
    of.value = next
  }
  const classes = [
    failed && 'failed',
    chosen && 'chosen',
    marked && 'marked',
    step.depth > 0 && 'caused',
    step.duplicate && 'soft'
  ]
  const remarks = step.marks.flatMap((mark) => marksSaid[mark] ?? [])
  return (
    <tr id={`step-${place}`} class={classes.filter(Boolean).join(' ')} onClick={() => state.choose(place)}>
      <td class="time mono">
        {newDay && <span class="day">{dayText(step.time, journey, false)}</span>}
        {timeText(clock, step.time)}
      </td>
      <td class={`gap${gapMs !== null && gapMs >= LONG_GAP_MS ? ' strong' : ''}`}>
        {gapMs !== null && (
          <span title={durationText(gapMs)}>
            {/* Where the log has no durations, the pause is what the customer waited: told in full. */}
            {`+${gapMs < 60_000 || !journey.knows.duration ? durationText(gapMs) : formatDurationShort(gapMs)}`}
          </span>
        )}
      </td>
      <td class="band">
        {own !== null ? (
          <span
            class={`stretch${joins(above) ? '' : ' first'}${joins(below) ? '' : ' last'}`}
            style={{ background: paint?.fill, borderColor: paint?.edge }}
          >
            <Hidden>{own.name}</Hidden>
          </span>
        ) : (
          step.depth === 0 && <HubMark />
        )}
      </td>
      <td class="what">
        <div
          class="what-line"
          style={step.depth > 0 ? { paddingLeft: `${Math.min(6, step.depth) * 16}px` } : undefined}
        >
          {step.depth > 0 && <span class="branch" aria-hidden="true" />}
          <button
            type="button"
            class="step-name mono"
            data-place={place}
            tabIndex={chosen || (state.step.value < 0 && place === 0) ? 0 : -1}
            aria-current={chosen ? 'true' : undefined}
            title={step.name}
          >
            <bdi>{activityName(step.name)}</bdi>
          </button>
          {own !== null && !joins(above) && (
            <Process process={own.process}>
              <bdi class="cut">{store.model.processLabels[own.process] || plainName(own.name)}</bdi>
            </Process>
          )}
          {step.channelChange && step.channel !== null && (
            <span class="pill">
              <bdi>to {channelName(step.channel)}</bdi>
            </span>
          )}
          {step.depth > 0 && step.source !== null && (
            <span class="note">
              <bdi>{plainName(step.source, 24)}</bdi>
            </span>
          )}
          {tree > 0 && (
            <button
              type="button"
              class="count-button"
              aria-expanded={state.openTrees.value.has(place)}
              onClick={(event) => {
                event.stopPropagation()
                flip(state.openTrees, place)
              }}
            >
              {state.openTrees.value.has(place) ? 'hide' : 'caused'} {formatNumber(tree)}
            </button>
          )}
          {folded !== null && (
            <button
              type="button"
              class="count-button"
              aria-expanded={state.openFolds.value.has(folded)}
              onClick={(event) => {
                event.stopPropagation()
                flip(state.openFolds, folded)
              }}
            >
              {foldText(journey.folds[folded])}
            </button>
          )}
          {remarks.map((remark) => (
            <span key={remark} class="remark">
              {remark}
            </span>
          ))}
          {step.duplicate && <span class="remark">duplicate</span>}
          {failed && (
            <span class="failure">
              <Icon name="bad" size={12} /> error
            </span>
          )}
          {!failed && step.status === 'unknown' && journey.knows.status && <span class="note">outcome unknown</span>}
        </div>
        {step.message !== null && (failed || chosen) && (
          <p class={failed ? 'message bad' : 'message'}>
            <bdi>{plainName(step.message, 240)}</bdi>
          </p>
        )}
      </td>
      {journey.knows.duration && (
        <td class="took">
          <span>
            <DurationMark step={step} scale={scale} />
            <span
              class={
                step.marks.includes('wait') ? (failed ? 'number bad strong' : 'number warn-text strong') : 'number'
              }
            >
              {step.durationMs === null ? (
                <span class="soft" title="The log does not say how long it took">
                  <span aria-hidden="true">–</span>
                  <Hidden>unknown</Hidden>
                </span>
              ) : (
                durationText(step.durationMs)
              )}
            </span>
          </span>
          {step.marks.includes('wait') && <Hidden>, a long wait</Hidden>}
        </td>
      )}
      {amounts && <td class="number amount">{step.amount === null ? '' : amountText(step.amount)}</td>}
    </tr>
  )
}

/** The name of the process that a stretch runs through; it leads to its page where there is one. */
function Process({ process, children }: { process: number; children: ComponentChildren }) {
  const store = useStore()
  if (store.slots.journeys === undefined) return <span class="process-tag">{children}</span>
  return (
    <button
      type="button"
      class="process-tag link"
      title="Open the process"
      onClick={(event) => {
        event.stopPropagation()
        store.open(process)
      }}
    >
      {children}
    </button>
  )
}
