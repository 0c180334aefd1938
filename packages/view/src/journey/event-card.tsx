import { Clock, type Journey, stretchOfSteps } from '@desirepath/core'
import type { ComponentChildren } from 'preact'
import { useJourneys } from './context.js'
import { amountText, durationText, statusText } from './facts.js'
import { activityName, channelName, plainName, Swatch, useStore } from './shared.js'

/** All that is known of the chosen event, and what came after it. */
export function EventCard({ journey }: { journey: Journey }) {
  const state = useJourneys()
  const { model } = useStore()
  const place = state.step.value
  const step = journey.steps[place]
  if (step === undefined) return null
  const clock = new Clock(journey.timeKind, journey.timeZone)
  const own = stretchOfSteps(journey)[place]
  const next = journey.steps.find((one, k) => k > place && one.depth === 0 && !one.duplicate)
  const parent = journey.steps[step.parent]
  const row = (label: string, value: ComponentChildren) => (
    <div key={label}>
      <dt>
        <bdi>{plainName(label, 40)}</bdi>
      </dt>
      <dd>{value}</dd>
    </div>
  )
  const link = (to: number, text: string) => (
    <button type="button" class="link" onClick={() => state.point([journey.steps[to].event])}>
      <bdi>{text}</bdi>
    </button>
  )
  return (
    <section class="panel" aria-label="Selected event">
      <h3>
        Selected event <span class="note mono">{clock.time(step.time)}</span>
      </h3>
      <dl class="event-facts">
        {row(
          'Activity',
          <span class="mono">
            <bdi>{activityName(step.name)}</bdi>
          </span>
        )}
        {own !== null &&
          row(
            'Process',
            <span class="process-name">
              <Swatch process={own.process} size={10} />
              <bdi class="cut">{model.processLabels[own.process] || plainName(own.name)}</bdi>
            </span>
          )}
        {journey.knows.status &&
          row(
            'Status',
            <span class={step.status === 'error' ? 'bad strong' : ''}>
              <bdi>{plainName(statusText(step, journey.knows), 60)}</bdi>
            </span>
          )}
        {step.message !== null && row('Message', <bdi>{plainName(step.message, 400)}</bdi>)}
        {journey.knows.duration && row('Duration', durationText(step.durationMs))}
        {step.amount !== null && row('Amount', amountText(step.amount))}
        {step.channel !== null && row('Channel', <bdi>{channelName(step.channel)}</bdi>)}
        {step.source !== null && row('System', <bdi>{plainName(step.source, 60)}</bdi>)}
        {Object.entries(step.attributes).map(([name, value]) =>
          row(name, <bdi>{typeof value === 'number' ? String(value) : plainName(value, 200)}</bdi>)
        )}
        {parent !== undefined && row('Caused by', link(step.parent, parent.name))}
        {next !== undefined &&
          row(
            'Then',
            <>
              {link(journey.steps.indexOf(next), next.name)}
              {journey.timeKind === 'timestamp' && ` after ${durationText(next.time - step.time)}`}
            </>
          )}
      </dl>
    </section>
  )
}
