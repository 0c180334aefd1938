import { Clock, type Journey, type Similar, type SimilarJourney } from '@desirepath/core'
import { useJourneys } from './context.js'
import { dayAndTime, namesOf } from './facts.js'
import { optionsOf } from './form.js'
import type { SideAnswer } from './journey-state.js'
import { activityName, Bar, formatNumber, formatRate, formatShare, inLocale, plainName, useStore } from './shared.js'

/** What the sentences may name. */
type Names = ReturnType<typeof namesOf>

/** Whether others failed at the same step then, and what happened to those in the same place. */
export function OthersCard({ journey }: { journey: Journey }) {
  const state = useJourneys()
  const answer = state.side.value
  const step = journey.steps[state.step.value]
  if (step === undefined || answer === null) return null
  const names = namesOf(journey)
  return (
    <>
      {(step.status === 'error' || answer.others.errors > 0) && (
        <AtThatTime answer={answer} failed={step.status === 'error'} names={names} />
      )}
      <SimilarCard similar={answer.similar} names={names} />
    </>
  )
}

/** Others at the same step around the same time: the rate against the usual one, with its interval. */
export function AtThatTime({ answer, failed, names }: { answer: SideAnswer; failed: boolean; names: Names }) {
  const { others } = answer
  const { colours } = useStore()
  const c = colours.value
  const { rate, usual, verdict } = others
  const most = Math.max(rate?.high ?? 0, usual.rate, 0.01)
  const x = (share: number) => 4 + (share / most) * 300
  // Without a rate there is no time to speak of: the log has none, or nobody else was there.
  const title = rate === null ? 'Others at this step' : 'Others at that time'
  return (
    <section class="panel" aria-label={title}>
      <h3>{failed && verdict === 'many' ? 'Probable cause: an outage' : title}</h3>
      <p class={verdict === 'many' ? 'bad' : ''}>
        <bdi>{inLocale(others.text, names)}</bdi>
      </p>
      {rate !== null && others.errors > 0 && (
        <>
          <svg
            class="rate-plot"
            viewBox="0 0 308 30"
            role="img"
            aria-label={`Failed then: ${formatShare(others.errors, others.events)}, interval ${formatRate(rate.low)} to ${formatRate(rate.high)}; usually ${formatRate(usual.rate)}.`}
          >
            <line x1="0" x2="308" y1="20.5" y2="20.5" stroke={c.line2} />
            <line x1={x(rate.low)} x2={x(rate.high)} y1="20.5" y2="20.5" stroke={c.bad} stroke-width="3" />
            <circle cx={x(rate.value)} cy="20.5" r="4" fill={c.bad} />
            <line x1={x(usual.rate)} x2={x(usual.rate)} y1="12" y2="28" stroke={c.ink} stroke-width="1.5" />
            <text x={Math.min(280, x(usual.rate) + 2)} y="10">
              usual
            </text>
          </svg>
          <p class="note">
            Then {formatRate(rate.value)} ({formatRate(rate.low)} to {formatRate(rate.high)}, 95%), usually{' '}
            {formatRate(usual.rate)}, {formatNumber(usual.errors)} of {formatNumber(usual.events)}.
          </p>
        </>
      )}
    </section>
  )
}

const said: Record<SimilarJourney['next'], string> = {
  succeeded: 'Succeeded',
  contact: 'Turned to help or a contact',
  'tried again': 'Tried again',
  'went on': 'Did something else',
  left: 'Left'
}

/** Those who were at the same step with the same outcome, and what they did next. */
export function SimilarCard({ similar, names }: { similar: Similar; names: Names }) {
  const state = useJourneys()
  const facts = state.facts.value
  const clock = new Clock(facts?.timeKind ?? 'timestamp', facts?.timeZone || 'UTC')
  const { next, journeys } = similar
  return (
    <section class="panel" aria-label="Similar journeys">
      <h3>
        Similar journeys <span class="note">what happened next</span>
      </h3>
      <p>
        <bdi>{inLocale(similar.text, names)}</bdi>
      </p>
      {next.length > 0 && (
        <ul class="next-list">
          {next.map(({ what, count, of, low, high }) => (
            <li key={what}>
              <span class="cut">{said[what]}</span>
              <Bar share={count / of} />
              <span
                class="number"
                title={`${formatNumber(count)} of ${formatNumber(of)}; ${formatRate(low)} to ${formatRate(high)} (95%)`}
              >
                {formatShare(count, of)}
              </span>
              <span class="number soft">
                {formatRate(low)} to {formatRate(high)}
              </span>
            </li>
          ))}
        </ul>
      )}
      {journeys.length > 0 && facts !== null && (
        <ul class="similar-list">
          {journeys.slice(0, 8).map((one) => (
            <li key={one.event}>
              <button
                type="button"
                class="link-row"
                title={one.before.map((name) => activityName(name)).join(' > ')}
                onClick={() => void state.open(one.customer, optionsOf(one.time, facts))}
              >
                <span class="cut">
                  <bdi>{plainName(one.customer, 40)}</bdi>
                </span>
              </button>
              <span class="soft cut">{said[one.next].toLowerCase()}</span>
              <span class="number soft">{dayAndTime(clock, one.time, facts)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
