import type { BadRows as BadRowsOfOneKind, ReadReport } from '@desirepath/core'
import { formatNumber, Icon } from '@desirepath/view/page'
import { prepare } from '../actions.js'
import * as page from '../page-state.js'

const titles: Record<string, string> = {
  'missing case': 'does not say who',
  'missing activity': 'does not say what',
  'missing timestamp': 'has no time',
  'unreadable timestamp': 'has no readable time',
  'ragged row': 'has more cells than the header',
  'broken quotes': 'has an open quote',
  'broken record': 'is no record'
}

/** The first lines with a fault, in words. */
function placesOf(place: string, { lines, count }: BadRowsOfOneKind): string {
  const places = lines.map((line) => formatNumber(line)).join(', ')
  return `${lines.length === 1 ? place : `${place}s`} ${places}${count > lines.length ? ' and more' : ''}`
}

/** Rows that cannot be used: the first of them, what was expected, how many, and the way on. They are never left out unseen. */
export function BadRows({ read }: { read: ReadReport }) {
  if (page.acceptedBad.value) return null
  const [worst] = read.bad
  if (worst === undefined) return null
  const dates =
    read.bad.some((bad) => bad.reason === 'unreadable timestamp') && /day|month/.test(read.timestampFormat ?? '')
  const place = read.format === 'xes' ? 'Event' : read.format === 'parquet' ? 'Row' : 'Line'
  const other = page.form.value.dateOrder === 'day-first' ? 'month-first' : 'day-first'
  return (
    <section class="card problem" role="alert">
      <h2>
        <Icon name="bad" tone="bad" size={16} />
        {place} {formatNumber(worst.lines[0] ?? 0)} {titles[worst.reason] ?? worst.reason}
      </h2>
      <p>
        Got{' '}
        <span class="mono">
          <bdi>{worst.sample === '' ? 'nothing' : `"${worst.sample}"`}</bdi>
        </span>
        .{' '}
        {worst.reason === 'unreadable timestamp' && (
          <>
            Expected a date such as <span class="mono">2024-02-28 14:05:00</span>; the others here are{' '}
            {read.timestampFormat ?? 'unknown'}.{' '}
          </>
        )}
        {formatNumber(worst.count)} of {formatNumber(read.rows)} rows {worst.count === 1 ? 'has' : 'have'} this fault
        {worst.count === 1 ? '' : `: ${placesOf(place.toLowerCase(), worst)}`}.
      </p>
      {read.bad.length > 1 && (
        <ul class="bad-list">
          {read.bad.slice(1).map((bad) => (
            <li key={bad.reason}>
              <b>{formatNumber(bad.count)}</b> × {bad.reason}, {placesOf(place.toLowerCase(), bad)}:{' '}
              <span class="mono">
                <bdi>{bad.sample}</bdi>
              </span>
            </li>
          ))}
        </ul>
      )}
      <div class="buttons">
        {read.badRows < read.rows && (
          <button
            type="button"
            class="button primary"
            onClick={() => {
              page.acceptedBad.value = true
            }}
          >
            Leave out {formatNumber(read.badRows)} {read.badRows === 1 ? 'row' : 'rows'}
          </button>
        )}
        {dates && (
          <button
            type="button"
            class="button"
            onClick={() => {
              page.form.value = { ...page.form.value, dateOrder: other }
              void prepare()
            }}
          >
            Read dates {other === 'day-first' ? 'day first' : 'month first'}
          </button>
        )}
      </div>
    </section>
  )
}
