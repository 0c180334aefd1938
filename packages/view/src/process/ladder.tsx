import type { ProcessResult, Step } from '@desirepath/core'
import { useStore } from '../context.js'
import { countOf, formatDuration, formatDurationShort, formatNumber, formatShare } from '../format.js'
import { Behind } from '../parts/behind.js'
import { Bar } from '../parts/marks.js'
import { ActivityName, Hidden } from '../parts/ui.js'
import { ladderArcs, logShare, rowHeight } from './ladder-arcs.js'
import { shapeSentence, stepsSentence, worstStep } from './sentences.js'

/** Steps top to bottom in usual order, each with its exact numbers beside its marks. It never crosses. */
export function Ladder({ process }: { process: ProcessResult }) {
  const store = useStore()
  const { model, colours, paints } = store
  const c = colours.value
  const colour = paints.value[process.id].base
  const arcs = ladderArcs(process)
  const worst = worstStep(process)
  const mostMs = Math.max(1000, ...process.steps.map((step) => step.nextP95Ms ?? step.nextMedianMs ?? 0))
  const withTimes = process.steps.some((step) => step.nextMedianMs !== null)
  const withErrors = process.steps.some((step) => step.errors !== null)
  // Red is for steps with clearly more errors than their events would have at the rate of the whole log.
  const allEvents = model.processes.reduce((sum, other) => sum + other.events, 0)
  const errorRate = allEvents > 0 ? (model.totals.errors ?? 0) / allEvents : 0
  const stands = (step: Step) => {
    const expected = errorRate * model.activities[step.activity].events
    return (step.errors ?? 0) >= 3 && (step.errors ?? 0) > expected + 3 * Math.sqrt(expected)
  }
  const height = process.steps.length * rowHeight
  const wideCounts = [...arcs.backs, ...arcs.loops].some((arc) => arc.count >= 100)
  const columns = `ladder-row${wideCounts ? ' wide-counts' : ''}${withTimes ? '' : ' no-times'}${withErrors ? '' : ' no-errors'}`
  const label = `${model.processLabels[process.id]} as a ladder of ${process.steps.length} steps. ${stepsSentence(process)}`
  return (
    <div class="ladder">
      <div class={`${columns} ladder-head`} aria-hidden="true">
        <span class="skips">{arcs.skips.length > 0 ? 'Skips' : ''}</span>
        <span />
        <span class="activity">Activity</span>
        <span>Runs that reach it</span>
        <span class="number">
          Start
          <br />
          here
        </span>
        <span class="number">
          Leave
          <br />
          after
        </span>
        {withTimes && (
          <span>
            To next step,
            <br />
            median and p95
          </span>
        )}
        {withErrors && <span class="number">Errors</span>}
      </div>
      <div class="ladder-body">
        <svg class="ladder-arcs" width="200" height={height} role="img" aria-label={label}>
          {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing of it takes the focus; the rows below say it in words */}
          <g aria-hidden="true">
            {arcs.skips.map((arc) => (
              <path
                key={`s${arc.from} ${arc.to}`}
                d={arc.path}
                fill="none"
                stroke={colour}
                stroke-width={arc.width.toFixed(1)}
                opacity=".5"
              >
                <title>{`${formatNumber(arc.count)} runs go from step ${arc.from + 1} to ${arc.to + 1}`}</title>
              </path>
            ))}
            {arcs.spine.map(
              (piece) =>
                piece.count > 0 && (
                  <line
                    key={piece.from}
                    x1={arcs.spineX}
                    x2={arcs.spineX}
                    y1={(piece.from + 0.5) * rowHeight}
                    y2={(piece.from + 1.5) * rowHeight}
                    stroke={colour}
                    stroke-width={piece.width.toFixed(1)}
                  />
                )
            )}
            {arcs.loops.map((arc) => (
              <path key={`l${arc.from}`} d={arc.path} fill="none" stroke={c.ink2} stroke-width="1.2">
                <title>{`${formatNumber(arc.count)} times step ${arc.from + 1} was repeated at once`}</title>
              </path>
            ))}
            {arcs.backs.map((arc) => (
              <path
                key={`b${arc.from} ${arc.to}`}
                d={arc.path}
                fill="none"
                stroke={c.ink2}
                stroke-width="1.6"
                stroke-dasharray="3 2"
              />
            ))}
            {arcs.skips.map(
              (arc) =>
                arc.label && (
                  <text key={`t${arc.from} ${arc.to}`} class="halo" x={arc.label.x} y={arc.label.y} text-anchor="end">
                    {formatNumber(arc.count)}
                  </text>
                )
            )}
            {[...arcs.backs, ...arcs.loops].map(
              (arc) =>
                arc.label && (
                  <text key={`u${arc.from} ${arc.to}`} class="halo" x={arc.label.x} y={arc.label.y}>
                    {formatNumber(arc.count)}
                  </text>
                )
            )}
          </g>
        </svg>
        <ol>
          {process.steps.map((step, index) => {
            const terminal = process.terminalSteps.includes(index)
            return (
              <li key={step.activity} class={columns}>
                <span class="skips" />
                <span>
                  <Node index={index} terminal={terminal} colour={colour} />
                </span>
                <span class="activity">
                  <ActivityName activity={step.activity} />
                </span>
                <Reach step={step} index={index} runs={process.runs} colour={colour} />
                <span class={`number${step.startHere > 3 ? '' : ' soft'}`}>
                  <Hidden>starts </Hidden>
                  <StepCount step={step} index={index} what="start" count={step.startHere} />
                </span>
                <span class={`number${index === worst ? ' worst' : step.leaveAfter === 0 ? ' soft' : ''}`}>
                  {terminal ? (
                    <span class="soft">done</span>
                  ) : (
                    <>
                      <Hidden>leave </Hidden>
                      <span>
                        <StepCount step={step} index={index} what="leave" count={step.leaveAfter} />
                      </span>
                    </>
                  )}
                </span>
                {withTimes && <NextStep step={step} mostMs={mostMs} />}
                {withErrors && (
                  <span class={`number${step.errors ? (stands(step) ? ' bad strong' : '') : ' soft'}`}>
                    <Hidden>errors </Hidden>
                    {step.errors !== null && <StepCount step={step} index={index} what="error" count={step.errors} />}
                  </span>
                )}
              </li>
            )
          })}
        </ol>
      </div>
      <p class="ladder-foot">
        {stepsSentence(process)} {shapeSentence(process)}
        {arcs.hidden.kinds > 0 && (
          <span class="soft">
            {' '}
            Not drawn:{' '}
            {countOf(arcs.hidden.kinds, 'rarer kind of skip or step back', 'rarer kinds of skips and steps back')},{' '}
            {countOf(arcs.hidden.count, 'move')}.
          </span>
        )}
      </p>
    </div>
  )
}

/** What the ladder's lines mean, for the card's head. */
export function ladderNote(process: ProcessResult): string {
  const arcs = ladderArcs(process)
  return `Width is the number of runs. Left: skips of ${formatNumber(arcs.threshold)} or more. Right, dashed: steps back${arcs.loops.length > 0 ? '; ring: repeated at once' : ''}.`
}

function Node({ index, terminal, colour }: { index: number; terminal: boolean; colour: string }) {
  const { colours } = useStore()
  return (
    <span
      class="node"
      style={{
        background: terminal ? colour : colours.value.surface,
        color: terminal ? colours.value.surface : colours.value.ink,
        borderColor: colour
      }}
    >
      {index + 1}
    </span>
  )
}

const counts = {
  reached: 'that reach',
  start: 'that start at',
  leave: 'that leave after',
  error: 'with an error at'
}

/** A count of a step, its sessions one click away. */
function StepCount({
  step,
  index,
  what,
  count
}: {
  step: Step
  index: number
  what: keyof typeof counts
  count: number
}) {
  const { model } = useStore()
  const label = model.processLabels[model.activities[step.activity].process]
  return (
    <Behind
      figure={{ kind: 'step', activity: step.activity, what }}
      title={`Runs of ${label} ${counts[what]} step ${index + 1}`}
      count={count}
    >
      {formatNumber(count)}
    </Behind>
  )
}

function Reach({ step, index, runs, colour }: { step: Step; index: number; runs: number; colour: string }) {
  return (
    <span class="reach-cell">
      <Bar share={step.reached / Math.max(1, runs)} colour={colour} tall />
      <span class="number">
        <StepCount step={step} index={index} what="reached" count={step.reached} />
      </span>
      <span class="number soft">{formatShare(step.reached, runs)}</span>
    </span>
  )
}

function NextStep({ step, mostMs }: { step: Step; mostMs: number }) {
  const { colours } = useStore()
  const c = colours.value
  if (step.nextMedianMs === null) return <span />
  const median = logShare(step.nextMedianMs, mostMs) * 62
  const p95 = step.nextP95Ms === null ? median : logShare(step.nextP95Ms, mostMs) * 62
  return (
    <span
      class="next-step"
      title={`median ${formatDuration(step.nextMedianMs)}${step.nextP95Ms === null ? '' : `, p95 ${formatDuration(step.nextP95Ms)}`}`}
    >
      <svg width="64" height="18" aria-hidden="true" focusable="false">
        <line x1="0" x2="62" y1="9" y2="9" stroke={c.line} />
        <line x1={median} x2={p95} y1="9" y2="9" stroke={c.mark} stroke-width="1.5" />
        <circle cx={Math.max(3, median)} cy="9" r="3" fill={c.ink} />
      </svg>
      <span class="number">{formatDurationShort(step.nextMedianMs)}</span>
      <Hidden>{step.nextP95Ms === null ? '' : `, p95 ${formatDuration(step.nextP95Ms)}`}</Hidden>
    </span>
  )
}

/** The ladder on a phone: reach as a bar under the name, and who leaves. */
export function NarrowLadder({ process }: { process: ProcessResult }) {
  const { paints } = useStore()
  const colour = paints.value[process.id].base
  const arcs = ladderArcs(process)
  const worst = worstStep(process)
  return (
    <div class="ladder">
      <ol class="narrow-ladder">
        {process.steps.map((step, index) => (
          <li key={step.activity}>
            <span class="rail">
              {index < process.steps.length - 1 && (
                <svg width="22" height="38" aria-hidden="true" focusable="false">
                  <line
                    x1="11"
                    x2="11"
                    y1="0"
                    y2="38"
                    stroke={colour}
                    stroke-width={Math.max(1, arcs.spine[index].width * 0.7).toFixed(1)}
                  />
                </svg>
              )}
              <Node index={index} terminal={process.terminalSteps.includes(index)} colour={colour} />
            </span>
            <span class="middle">
              <ActivityName activity={step.activity} />
              <Bar share={step.reached / Math.max(1, process.runs)} colour={colour} tall />
            </span>
            <span class="number">{formatShare(step.reached, process.runs)}</span>
            <span class={`number soft${index === worst ? ' worst' : ''}`}>
              {process.terminalSteps.includes(index)
                ? 'done'
                : step.leaveAfter > 0
                  ? `\u2212${formatNumber(step.leaveAfter)}`
                  : ''}
            </span>
          </li>
        ))}
      </ol>
      <p class="ladder-foot">
        {stepsSentence(process)} {shapeSentence(process)}
      </p>
    </div>
  )
}
