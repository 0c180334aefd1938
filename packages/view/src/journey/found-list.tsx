import { Clock } from '@desirepath/core'
import { useEffect, useId, useRef } from 'preact/hooks'
import { useJourneys } from './context.js'
import { DataTools } from './data-tools.js'
import { dayAndTime, sayRange, shortTime } from './facts.js'
import { optionsOf, withoutText } from './form.js'
import { type Cell, countOf, formatDuration, formatNumber, inLocale, plainName, Swatch, useStore } from './shared.js'
import type { Found, FoundRow, JourneyFacts } from './source.js'

const sorts = [
  { value: 'errors', label: 'Errors first' },
  { value: 'recent', label: 'Last seen first' },
  { value: 'slowest', label: 'Slowest first' },
  { value: 'events', label: 'Most events first' }
] as const

/** The customers found, with totals and what is not listed. Enter opens one. */
export function FoundList() {
  const state = useJourneys()
  const { found, findProblem, facts, form } = state
  const { filters } = useStore()
  const known = facts.value
  if (known === null) return null
  const problem = findProblem.value
  if (problem !== null) {
    return (
      <div class="find-note" role="alert">
        <p>
          <bdi>{inLocale(problem.text, [form.value.customer])}</bdi>
        </p>
        <p class="soft">
          <bdi>{inLocale(problem.hint, [form.value.customer])}</bdi>
        </p>
        <Nearest hint={problem.hint} />
      </div>
    )
  }
  const got = found.value
  if (got === null) return <p class="find-note soft">Looking ...</p>
  const { total, active } = got
  return (
    <>
      <div class="found-head">
        <p role="status">
          <b>{countOf(total.customers, 'customer')}</b>
          {active !== null && total.customers < active && ` of ${formatNumber(active)} active`},{' '}
          {countOf(total.matches, 'event')}, {total.errors === null ? 'errors unknown' : countOf(total.errors, 'error')}
          .
        </p>
        <p class="note">
          {sayRange(got.range.from, got.range.to, known.timeKind, known.timeZone)}
          {got.range.byDefault && active !== null && known.timeKind === 'timestamp' && ' (the last hour of the data)'}
        </p>
        {filters.value.some(({ kind }) => kind !== 'hide') && (
          <p class="note">In the sessions that the filters above leave; a journey itself is shown whole.</p>
        )}
        {got.notes.map((note) => (
          <p key={note} class="note warn-text">
            <bdi>{inLocale(note)}</bdi>
          </p>
        ))}
        <div class="found-tools">
          <span class="select">
            <select
              aria-label="Order"
              value={form.value.sort}
              onChange={(event) => state.look({ sort: event.currentTarget.value as (typeof sorts)[number]['value'] })}
            >
              {sorts.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          </span>
          <DataTools
            file="customers-found"
            header={csvHeader}
            rows={() => got.rows.map((row) => csvRow(row, known))}
            json={() => got}
          />
        </div>
      </div>
      {got.rows.length === 0 ? <NoMatch found={got} /> : <Options found={got} known={known} />}
    </>
  )
}

/** Names that the hint quotes, to be taken by a click. */
function Nearest({ hint }: { hint: string }) {
  const { look } = useJourneys()
  const names = [...hint.matchAll(/'([^']{1,80})'/g)].map(([, name]) => name)
  if (!hint.startsWith('Customers look like') && !hint.startsWith('Did you mean')) return null
  return (
    <p class="quick">
      {names.map((name) => (
        <button type="button" class="quick-choice" key={name} onClick={() => look({ customer: name })}>
          <bdi>{plainName(name, 40)}</bdi>
        </button>
      ))}
    </p>
  )
}

function NoMatch({ found }: { found: Found }) {
  const { look } = useJourneys()
  const ways = found.without.flatMap(({ condition, customers }) => withoutText(condition, customers) ?? [])
  return (
    <div class="find-note">
      <p>Nobody meets all of this.</p>
      {ways.map(({ text, drop }) => (
        <button type="button" class="link" key={text} onClick={() => look(drop)}>
          {text}
        </button>
      ))}
    </div>
  )
}

function Options({ found, known }: { found: Found; known: JourneyFacts }) {
  const state = useJourneys()
  const { active, asked } = state
  const box = useRef<HTMLDivElement>(null)
  const id = useId()
  const clock = new Clock(known.timeKind, known.timeZone)
  const { rows, other } = found
  const at = Math.min(active.value, rows.length - 1)
  const oneDay = clock.day(found.range.from) === clock.day(found.range.to - 1)
  const openRow = (row: FoundRow) => void state.open(row.customer, optionsOf(row.lookTime, known))
  useEffect(() => {
    box.current?.querySelector('.active')?.scrollIntoView({ block: 'nearest' })
  }, [at])
  const onKeyDown = (event: KeyboardEvent) => {
    const to = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: rows.length - 1,
      PageDown: at + 10,
      PageUp: at - 10
    }[event.key]
    if (to !== undefined) active.value = Math.max(0, Math.min(rows.length - 1, to))
    else if (event.key === 'Enter' || event.key === ' ') openRow(rows[at])
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div class="found-rows">
      <div
        ref={box}
        role="listbox"
        tabIndex={0}
        class="found-box"
        aria-label="Customers found"
        aria-activedescendant={`${id}-${at}`}
        onKeyDown={onKeyDown}
      >
        {rows.map((row, k) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the listbox holds the focus
          // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox has the keys
          <div
            role="option"
            key={row.case}
            id={`${id}-${k}`}
            class={`found-row${k === at ? ' active' : ''}${asked.value?.customer === row.customer ? ' on' : ''}`}
            aria-selected={asked.value?.customer === row.customer}
            onClick={() => {
              active.value = k
              openRow(row)
            }}
          >
            <Row row={row} seen={oneDay ? shortTime(clock, row.lastSeen) : dayAndTime(clock, row.lastSeen, known)} />
          </div>
        ))}
      </div>
      {other.customers > 0 && (
        <p class="found-other">
          and {countOf(other.customers, 'other customer')} with {countOf(other.matches, 'event')}
          {other.errors ? `, ${countOf(other.errors, 'error')}` : ''}.{' '}
          <button
            type="button"
            class="link"
            onClick={() => {
              state.form.value = { ...state.form.value, limit: state.form.value.limit + 200 }
              void state.find()
            }}
          >
            List {formatNumber(Math.min(200, other.customers))} more
          </button>
        </p>
      )}
    </div>
  )
}

function Row({ row, seen }: { row: FoundRow; seen: string }) {
  const { model } = useStore()
  const some = row.processes.slice(0, 3)
  return (
    <>
      <span class="found-name">
        <b class="cut">
          <bdi>{plainName(row.name ?? row.customer, 60)}</bdi>
        </b>
        {row.name !== null && (
          <span class="mono soft cut">
            <bdi>{plainName(row.customer, 40)}</bdi>
          </span>
        )}
      </span>
      <span class="number soft">{seen}</span>
      <span class="found-facts">
        {some.length > 0 && (
          <span class="found-swatches" title={row.processes.map((id) => model.processLabels[id]).join(', ')}>
            {some.map((id) => (
              <Swatch key={id} process={id} size={10} />
            ))}
          </span>
        )}
        <span class="cut" title={row.slowestName ?? undefined}>
          {countOf(row.events, 'event')}
          {row.slowest !== null && `, up to ${formatDuration(row.slowest.ms)}`}
        </span>
      </span>
      {row.errors === null ? (
        <span />
      ) : row.errors > 0 ? (
        <span class="pill bad-pill">{countOf(row.errors, 'error')}</span>
      ) : (
        <span />
      )}
    </>
  )
}

const csvHeader = [
  'customer',
  'name',
  'matches',
  'events',
  'errors',
  'unknown_status',
  'last_seen',
  'slowest_ms',
  'slowest_activity'
]

function csvRow(row: FoundRow, { timeKind }: JourneyFacts): Cell[] {
  return [
    row.customer,
    row.name ?? '',
    row.matches,
    row.events,
    row.errors,
    row.unknownStatus,
    timeKind === 'timestamp' ? new Date(row.lastSeen).toISOString() : row.lastSeen,
    row.slowest?.ms ?? null,
    row.slowestName
  ]
}
