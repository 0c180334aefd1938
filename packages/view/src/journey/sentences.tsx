import type { Journey, Statement } from '@desirepath/core'
import { useJourneys } from './context.js'
import { namesOf } from './facts.js'
import { Icon, type IconName, inLocale } from './shared.js'

const lines: { key: keyof Journey['summary']; title: string; icon: IconName; tone?: 'bad' | 'warn' }[] = [
  { key: 'cause', title: 'Cause', icon: 'bad', tone: 'bad' },
  { key: 'waits', title: 'Waits', icon: 'wait', tone: 'warn' },
  { key: 'effort', title: 'Effort', icon: 'change' }
]

/** The three sentences. Each part leads to the events it rests on. */
export function Sentences({ journey }: { journey: Journey }) {
  const { friction, summary, steps } = journey
  const places = new Map(steps.map(({ event }, place) => [event, place]))
  const names = namesOf(journey)
  return (
    <dl class="told">
      {lines.map(({ key, title, icon, tone }) => {
        const troubled = key === 'effort' || friction.some(({ kind }) => kind === (key === 'cause' ? 'error' : 'wait'))
        return (
          <div key={key}>
            <dt>
              <Icon name={troubled ? icon : 'info'} tone={troubled && tone ? tone : 'quiet'} />
              {title}
            </dt>
            <dd>
              <Clauses statement={summary[key]} places={places} names={names} />
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

function Clauses({
  statement,
  places,
  names
}: {
  statement: Statement
  places: ReadonlyMap<number, number>
  names: readonly (string | null)[]
}) {
  const { point } = useJourneys()
  return (
    <>
      {statement.clauses.map(({ text, events }, k) => (
        <span key={k}>
          {k > 0 && ' '}
          {events.length === 0 ? (
            <bdi>{inLocale(text, names)}</bdi>
          ) : (
            <a
              class="clause"
              href={`#step-${places.get(events[0]) ?? 0}`}
              title={`Show ${events.length === 1 ? 'the event' : `the ${events.length} events`} that this rests on`}
              onClick={(event) => {
                event.preventDefault()
                point(events)
              }}
            >
              <bdi>{inLocale(text, names)}</bdi>
            </a>
          )}
        </span>
      ))}
    </>
  )
}
