import type { WeekChart } from '@desirepath/core'
import { useState } from 'preact/hooks'
import {
  Card,
  type Column,
  countOf,
  formatNumber,
  formatShare,
  formatShort,
  inkCell,
  SaveTools,
  ScrollArea,
  Segmented,
  useStore
} from '../journey/shared.js'
import type { JourneyFacts } from '../journey/source.js'

const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

interface Hour {
  weekday: string
  hour: number
  events: number
  errors: number | null
}

const columns: Column<Hour>[] = [
  { label: 'Weekday', value: ({ weekday }) => weekday },
  { label: 'Hour', value: ({ hour }) => hour, number: true },
  { label: 'Events', value: ({ events }) => events, number: true },
  { label: 'Errors', value: ({ errors }) => errors, number: true }
]

/** Events or errors by weekday and hour: a table whose cells are tinted. */
export function HeatMapCard({ week, known }: { week: WeekChart; known: JourneyFacts }) {
  const { colours } = useStore()
  const [what, setWhat] = useState<'events' | 'errors' | 'rate'>('events')
  const of = (day: number, hour: number) => {
    const events = week.events[day][hour]
    const errors = week.errors?.[day][hour] ?? 0
    return what === 'events' ? events : what === 'errors' ? errors : events >= 20 ? errors / events : Number.NaN
  }
  const cells = days.flatMap((_, day) => Array.from({ length: 24 }, (_, hour) => of(day, hour)))
  const most = Math.max(...cells.filter((value) => !Number.isNaN(value)), 0)
  const peak = cells.indexOf(most)
  const text = (day: number, hour: number) => {
    const value = of(day, hour)
    if (Number.isNaN(value) || value === 0) return ''
    return what === 'rate' ? formatShare(week.errors?.[day][hour] ?? 0, week.events[day][hour]) : formatShort(value)
  }
  const note =
    most > 0
      ? `most on ${days[Math.floor(peak / 24)]}, ${peak % 24}:00 to ${(peak % 24) + 1}:00: ${what === 'rate' ? `${Math.round(most * 100)}%` : formatNumber(most)}. ${known.timeZone}${what === 'rate' ? '; hours with fewer than 20 events are left empty' : ''}`
      : known.timeZone
  const hours = days.flatMap((weekday, day) =>
    week.events[day].map((events, hour): Hour => ({ weekday, hour, events, errors: week.errors?.[day][hour] ?? null }))
  )
  return (
    <Card
      title="Weekday by hour"
      className="wide-card"
      note={note}
      tools={
        <>
          {week.errors !== null && (
            <Segmented
              label="Show"
              choices={[
                { value: 'events', label: 'Events' },
                { value: 'errors', label: 'Errors' },
                { value: 'rate', label: 'Error rate' }
              ]}
              value={what}
              onChange={setWhat}
            />
          )}
          <SaveTools file="weekday-by-hour" columns={columns} rows={hours} />
        </>
      }
    >
      <ScrollArea name="Weekday by hour" className="heat-scroll">
        <table class="heat">
          <caption class="hidden-text">{`${what === 'events' ? 'Events' : what === 'errors' ? 'Errors' : 'Error rate'} by weekday and hour`}</caption>
          <thead>
            <tr>
              <td />
              {Array.from({ length: 24 }, (_, hour) => (
                <th scope="col" key={hour}>
                  {hour}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {days.map((name, day) => (
              <tr key={name}>
                <th scope="row">{name.slice(0, 3)}</th>
                {Array.from({ length: 24 }, (_, hour) => {
                  const value = of(day, hour)
                  const empty = Number.isNaN(value) || value === 0
                  return (
                    <td
                      key={hour}
                      style={
                        empty ? undefined : inkCell(most > 0 ? Math.round((value / most) * 40) / 40 : 0, colours.value)
                      }
                      title={`${name}, ${hour}:00: ${countOf(week.events[day][hour], 'event')}${week.errors === null ? '' : `, ${countOf(week.errors[day][hour], 'error')}`}`}
                    >
                      {text(day, hour)}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
    </Card>
  )
}
