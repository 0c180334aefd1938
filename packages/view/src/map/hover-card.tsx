import { useLayoutEffect, useRef } from 'preact/hooks'
import { useStore } from '../context.js'
import { countOf, formatDuration, formatNumber, formatShare } from '../format.js'
import { cutLeft } from '../names.js'
import { ProcessName } from '../parts/ui.js'

/** What a point is: its name, its place in the process, its counts. Stands below or above the point, within the map. */
export function HoverCard({ activity: id, x, y }: { activity: number; x: number; y: number }) {
  const { model } = useStore()
  const element = useRef<HTMLDivElement>(null)
  const activity = model.activities[id]
  const { process } = activity
  const step = model.stepOf[id]
  useLayoutEffect(() => {
    const card = element.current
    const parent = card?.parentElement
    if (!card || !parent) return
    const left = Math.max(8, Math.min(parent.clientWidth - card.offsetWidth - 8, x - 34))
    const below = y + 18 + card.offsetHeight < parent.clientHeight - 8
    card.style.left = `${left}px`
    card.style.top = `${below ? y + 18 : Math.max(8, y - 18 - card.offsetHeight)}px`
  })
  return (
    <div class="hover-card" ref={element} aria-hidden="true">
      <div class="mono name">
        <bdi>{cutLeft(model.activityNames[id], 64)}</bdi>
      </div>
      {process >= 0 ? (
        <div class="note with-swatch">
          <ProcessName process={process} label />
          {step >= 0 && (
            <span class="keep">
              step {step + 1} of {model.processes[process].steps.length}
            </span>
          )}
        </div>
      ) : activity.hub ? (
        <div class="note">Hub, shared by many</div>
      ) : (
        <div class="note">In no process</div>
      )}
      {activity.serves && activity.serves.length > 0 && (
        <ul class="serves">
          {activity.serves.slice(0, 3).map((served) => (
            <li key={served.process}>
              <ProcessName process={served.process} label />
              <span class="number">{formatShare(served.share, 1)}</span>
            </li>
          ))}
        </ul>
      )}
      <div class="counts">
        {countOf(activity.cases, model.who.one, model.who.many)}, {countOf(activity.events, 'event')}
        {activity.errors !== null && activity.errors > 0 && (
          <span class="bad">, {countOf(activity.errors, 'error')}</span>
        )}
      </div>
      {activity.waitMedianMs !== null && (
        <div class="note">
          takes {formatDuration(activity.waitMedianMs)}
          {activity.waitP95Ms !== null && `, p95 ${formatDuration(activity.waitP95Ms)}`}
        </div>
      )}
      {activity.certainty !== null && activity.certainty < 0.6 && (
        <div class="note">in this process in {formatNumber(activity.certainty * 100)}% of resamples</div>
      )}
    </div>
  )
}
