import type { Claim, Journey } from '@desirepath/core'
import { useJourneys } from './context.js'
import { durationText } from './facts.js'
import { activityName, formatDurationShort, formatNumber, inLocale, mix, plainName, useStore } from './shared.js'

/** What the customer says a step took, against the log and everybody else. */
export function ClaimCard({ journey }: { journey: Journey }) {
  const state = useJourneys()
  const { claim, claimProblem, claimed, step } = state
  const chosen = journey.steps[step.value]
  if (chosen === undefined) return null
  // Each activity once, by its slowest event; the chosen event stands for its own.
  const slowest = new Map<number, number>()
  journey.steps.forEach((one, place) => {
    const known = slowest.get(one.activity)
    if (place === step.value || known === undefined) slowest.set(one.activity, place)
    else if (known !== step.value && (one.durationMs ?? -1) > (journey.steps[known].durationMs ?? -1))
      slowest.set(one.activity, place)
  })
  const got = claim.value?.event === chosen.event ? claim.value : null
  return (
    <section class="panel" aria-label="Claim check">
      <h3>Claim check</h3>
      <div class="claim-form">
        <label>
          <span class="note">Which step is it about?</span>
          <select
            value={String(step.value)}
            onChange={(event) => state.point([journey.steps[Number(event.currentTarget.value)].event])}
          >
            {[...slowest.values()].map((place) => (
              <option key={place} value={String(place)}>
                {activityName(journey.steps[place].name)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span class="note">It took</span>
          <input
            type="text"
            value={claimed.value}
            placeholder="20 minutes"
            spellcheck={false}
            autocomplete="off"
            onInput={(event) => void state.check(event.currentTarget.value.slice(0, 60))}
          />
        </label>
      </div>
      {claimProblem.value !== null && claimed.value !== '' ? (
        <p class="note warn-text" role="status">
          Write a number with a unit: 45 s, 20 min, 1.5 h.
        </p>
      ) : (
        got !== null && <ClaimFigures claim={got} who={plainName(journey.customerName ?? journey.customer, 18)} />
      )}
    </section>
  )
}

/** The figures of a claim, drawn and in words. */
export function ClaimFigures({ claim, who }: { claim: Claim; who: string }) {
  const { claimedMs, loggedMs, everybody, thatHour, of } = claim
  const far = loggedMs !== null && everybody !== null && loggedMs > everybody.p95
  return (
    <>
      <dl class="claim-figures">
        {claimedMs !== null && (
          <div>
            <dt>Claimed</dt>
            <dd>{durationText(claimedMs)}</dd>
          </div>
        )}
        <div>
          <dt>In the log</dt>
          <dd class={far ? 'bad strong' : 'strong'}>{durationText(loggedMs)}</dd>
        </div>
        {everybody !== null && (
          <>
            <div>
              <dt>Everybody, median</dt>
              <dd>{durationText(everybody.median)}</dd>
            </div>
            <div>
              <dt>Everybody, 95th percentile</dt>
              <dd>{durationText(everybody.p95)}</dd>
            </div>
            <div>
              <dt>Known durations of this step</dt>
              <dd>{formatNumber(of)}</dd>
            </div>
          </>
        )}
        {thatHour !== null && (
          <div>
            <dt>In the same hour, median</dt>
            <dd>
              {durationText(thatHour.median)} <span class="soft">of {formatNumber(thatHour.n)}</span>
            </dd>
          </div>
        )}
      </dl>
      {claim.histogram !== null && <Histogram claim={claim} who={who} />}
      <p class="verdict" role="status">
        {inLocale(claim.verdict)}
      </p>
    </>
  )
}

const [WIDTH, BASE] = [308, 62]
const ticks = [10, 100, 1000, 10_000, 60_000, 600_000, 3_600_000, 86_400_000]

function Histogram({ claim, who }: { claim: Claim; who: string }) {
  const { colours } = useStore()
  const c = colours.value
  const { edgesMs, counts } = claim.histogram!
  const { everybody, loggedMs, claimedMs } = claim
  const inSight = [edgesMs[0], edgesMs[edgesMs.length - 1], loggedMs, claimedMs].filter(
    (ms) => ms !== null && ms > 0
  ) as number[]
  const low = Math.log(Math.min(...inSight))
  const high = Math.log(Math.max(...inSight))
  const x = (ms: number) => 4 + ((Math.log(Math.max(0.1, ms)) - low) / (high - low || 1)) * (WIDTH - 8)
  const most = Math.max(...counts)
  const grey = mix(c.surface, c.mark, 0.45)
  const from = Math.exp(low)
  const to = Math.exp(high)
  const far = everybody !== null && loggedMs !== null && loggedMs > everybody.p95
  const crowded = everybody !== null && x(everybody.median) < 44 && x(everybody.p95) - x(everybody.median) < 44
  return (
    <svg
      class="histogram"
      viewBox={`0 0 ${WIDTH} 96`}
      role="img"
      aria-label={`Durations of ${formatNumber(claim.of)} events of this step${loggedMs === null ? '' : `; this one took ${durationText(loggedMs)}`}.`}
    >
      {counts.map((count, i) => (
        <rect
          key={edgesMs[i]}
          x={x(edgesMs[i]) + 0.5}
          y={BASE - (count > 0 ? Math.max(1.5, (count / most) * 38) : 0)}
          width={Math.max(1, x(edgesMs[i + 1]) - x(edgesMs[i]) - 1)}
          height={count > 0 ? Math.max(1.5, (count / most) * 38) : 0}
          fill={grey}
        />
      ))}
      <line x1="0" x2={WIDTH} y1={BASE + 0.5} y2={BASE + 0.5} stroke={c.line2} />
      {ticks
        .filter((ms) => ms >= from && ms <= to)
        .map((ms) => (
          <text
            key={ms}
            x={x(ms)}
            y={BASE + 15}
            text-anchor={x(ms) < 16 ? 'start' : x(ms) > WIDTH - 20 ? 'end' : 'middle'}
          >
            {formatDurationShort(ms)}
          </text>
        ))}
      {everybody !== null && (
        <>
          <line x1={x(everybody.median)} x2={x(everybody.median)} y1="16" y2={BASE} stroke={c.ink} />
          <line x1={x(everybody.p95)} x2={x(everybody.p95)} y1="16" y2={BASE} stroke={c.ink} stroke-dasharray="2 2" />
          <text x={x(everybody.median) - 3} y="12" text-anchor={x(everybody.median) < 44 ? 'start' : 'end'}>
            median
          </text>
          {x(everybody.p95) - x(everybody.median) > 4 && (
            <text x={Math.min(x(everybody.p95) + 3, WIDTH - 24)} y={crowded ? 24 : 12}>
              p95
            </text>
          )}
        </>
      )}
      {claimedMs !== null && (
        <g stroke={c.ink3} fill={c.surface}>
          <line x1={x(claimedMs)} x2={x(claimedMs)} y1="40" y2={BASE} stroke-dasharray="1 2" />
          <circle cx={x(claimedMs)} cy="38" r="3.5" />
          <text
            x={x(claimedMs) > WIDTH - 60 ? WIDTH : x(claimedMs)}
            y="32"
            text-anchor={x(claimedMs) > WIDTH - 60 ? 'end' : 'middle'}
            stroke="none"
          >
            claimed
          </text>
        </g>
      )}
      {loggedMs !== null && loggedMs > 0 && (
        <g fill={far ? c.bad : c.ink} stroke={far ? c.bad : c.ink}>
          <line x1={x(loggedMs)} x2={x(loggedMs)} y1="52" y2={BASE + 18} stroke-width="1.5" />
          <circle cx={x(loggedMs)} cy="52" r="3" stroke="none" />
          <text
            x={Math.max(2, Math.min(WIDTH - 2, x(loggedMs)))}
            y={BASE + 30}
            stroke="none"
            class="strong"
            style={{ fill: far ? c.bad : c.ink }}
            text-anchor={x(loggedMs) < 40 ? 'start' : x(loggedMs) > WIDTH - 40 ? 'end' : 'middle'}
          >
            {who}
          </text>
        </g>
      )}
    </svg>
  )
}
