import { countOf, formatNumber, formatSpan, plainName } from '@desirepath/view/page'
import { setSettings } from '../actions.js'
import type { Overview } from '../engine/overview.js'
import * as page from '../page-state.js'

/** Four small pictures of the log: what, when, who, sessions. */
export function Profiles({ overview }: { overview: Overview }) {
  const { description, read, busiest } = overview
  const { cut } = page.settings.value
  const timed = description.timeKind === 'timestamp'
  const per = (count: number, of: number) => formatNumber(of === 0 ? 0 : count / of, count / (of || 1) < 10 ? 1 : 0)
  const session = read.schema.session
  return (
    <dl class="profiles">
      <div>
        <dt>What</dt>
        <dd>
          <b>{countOf(description.activities, 'activity', 'activities')}</b>
          <Bars counts={overview.activityBars} log label="Events per activity, most frequent first" />
          <p class="note">events per activity, log scale</p>
        </dd>
      </div>
      <div>
        <dt>When</dt>
        <dd>
          <b>
            {timed && description.first !== null
              ? formatSpan(description.first, description.last ?? description.first, 'UTC')
              : `${description.first ?? 'none'} to ${description.last ?? 'none'}`}
          </b>
          {overview.timeBars.counts.length > 1 && <Line counts={overview.timeBars.counts} label="Events over time" />}
          <p class="note">
            {timed
              ? `events per ${partName(overview.timeBars.partMs)}, times are ${read.timeZone}`
              : 'ordered by numbers, without times'}
          </p>
        </dd>
      </div>
      <div>
        <dt>Who</dt>
        <dd>
          <b>
            <bdi>{countOf(description.cases, who(read.schema.case))}</bdi>
          </b>
          <p>
            {per(description.events, description.cases)} events each on average
            {busiest === null ? '' : `; the busiest, `}
            {busiest !== null && (
              <span class="mono">
                <bdi>{plainName(busiest.name, 24)}</bdi>
              </span>
            )}
            {busiest === null ? '.' : `, has ${formatNumber(busiest.events)}.`}
          </p>
        </dd>
      </div>
      <div>
        <dt>Sessions</dt>
        <dd>
          <b>
            {formatNumber(description.sessions)}
            {cut === 'pause' ? (
              ' by pause'
            ) : session === undefined ? (
              `, one per ${who(read.schema.case)}`
            ) : (
              <>
                {' '}
                from <bdi>{plainName(session, 24)}</bdi>
              </>
            )}
          </b>
          <p>{per(description.events, description.sessions)} events each on average.</p>
          {(cut === 'pause' || overview.pauses > 0) && (
            <button
              type="button"
              class="link"
              onClick={() => setSettings(cut === 'pause' ? { cut: 'none' } : { cut: 'pause', pause: '30m' })}
            >
              {cut === 'pause'
                ? session === undefined
                  ? 'Do not cut by pause'
                  : 'Cut by the session column alone'
                : session === undefined
                  ? 'Cut where 30 minutes pass'
                  : 'Cut by pause, too'}
            </button>
          )}
        </dd>
      </div>
    </dl>
  )
}

/** A word for the cases from the name of their column. */
function who(column: string | undefined): string {
  return /customer|client|user|visitor|patient|account|member/i.exec(column ?? '')?.[0].toLowerCase() ?? 'case'
}

function partName(ms: number): string {
  const day = 86_400_000
  if (ms >= day) return ms === day ? 'day' : `${Math.round(ms / day)} days`
  const [count, unit] =
    ms >= 3_600_000 ? [Math.round(ms / 360_000) / 10, 'hour'] : [Math.max(1, Math.round(ms / 60_000)), 'minute']
  return count === 1 ? unit : `${formatNumber(count, count % 1 === 0 ? 0 : 1)} ${unit}s`
}

const width = 232
const height = 40

function Bars({ counts, log, label }: { counts: readonly number[]; log: boolean; label: string }) {
  const scale = (count: number) => (log ? Math.log(count + 1) : count)
  const most = Math.max(...counts.map(scale), 1e-9)
  const step = width / Math.max(1, counts.length)
  return (
    <svg class="profile" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label} preserveAspectRatio="none">
      {counts.map((count, i) => {
        const tall = (scale(count) / most) * height
        return <rect key={i} x={i * step} y={height - tall} width={Math.max(0.6, step - 0.6)} height={tall} />
      })}
    </svg>
  )
}

function Line({ counts, label }: { counts: readonly number[]; label: string }) {
  const most = Math.max(...counts, 1)
  const points = counts
    .map(
      (count, i) =>
        `${((i / (counts.length - 1)) * width).toFixed(1)},${(height - 2 - (count / most) * (height - 6)).toFixed(1)}`
    )
    .join(' ')
  return (
    <svg
      class="profile line"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
      preserveAspectRatio="none"
    >
      <polyline points={points} />
    </svg>
  )
}
