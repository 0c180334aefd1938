import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { useJourneys } from './context.js'
import { momentText } from './facts.js'
import { chipsOf, emptyForm, type FindForm, fieldTime, optionsOf, timeInForce } from './form.js'
import { FoundList } from './found-list.js'
import { Icon, plainName, useStore } from './shared.js'
import type { JourneyFacts } from './source.js'

/** Who is looked for, when, and what happened to them. */
export function FindPanel() {
  const state = useJourneys()
  const { form, facts } = state
  const { model } = useStore()
  const known = facts.value
  const input = useRef<HTMLInputElement>(null)
  // On a phone the keyboard would cover the list.
  const { width } = useStore()
  useEffect(() => {
    if (known !== null && width.value !== 'phone' && state.journey.value === null)
      input.current?.focus({ preventScroll: true })
  }, [known])
  if (known === null) return null
  const chips = chipsOf(form.value, (id) => model.processLabels[id] ?? String(id))
  return (
    <section class="find" aria-label="Find a customer">
      <div class="find-form">
        <label class="find-customer">
          <Icon name="search" tone="quiet" />
          <input
            ref={input}
            type="text"
            aria-label="Customer id or name"
            placeholder="Customer id or name"
            value={form.value.customer}
            spellcheck={false}
            autocomplete="off"
            onInput={(event) => state.look({ customer: event.currentTarget.value.slice(0, 200) })}
            onKeyDown={(event) => {
              if (event.key === 'Enter') void state.find().then(() => openRow(0))
              else if (event.key === 'Escape' && form.value.customer !== '') state.look({ customer: '' })
              else if (event.key === 'ArrowDown')
                input.current?.closest('.find')?.querySelector<HTMLElement>('[role=listbox]')?.focus()
              else return
              event.preventDefault()
              event.stopPropagation()
            }}
          />
        </label>
        <TimeFields known={known} />
        <div class="quick">
          {known.has.status && (
            <button
              type="button"
              class="quick-choice"
              aria-pressed={form.value.errors}
              onClick={() => state.look({ errors: !form.value.errors })}
            >
              With errors
            </button>
          )}
          <MoreConditions known={known} />
        </div>
        {chips.length > 0 && (
          <ul class="chips" aria-label="Conditions">
            {chips.map(({ label, value, drop }) => (
              <li class="chip strong-edge" key={label}>
                {plainName(label, 24)}{' '}
                <b class="cut">
                  <bdi>{plainName(value, 60)}</bdi>
                </b>
                <button type="button" aria-label={`Remove the condition ${label}`} onClick={() => state.look(drop)}>
                  <Icon name="close" size={12} />
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
      <FoundList />
    </section>
  )

  function openRow(at: number): void {
    const row = state.found.value?.rows[at]
    if (row !== undefined) void state.open(row.customer, optionsOf(row.lookTime, known!))
  }
}

const quick: { value: FindForm['time']; label: string }[] = [
  { value: '1h', label: 'Last hour' },
  { value: '1d', label: 'Last day' },
  { value: '7d', label: 'Last week' },
  { value: 'all', label: 'All' }
]

function TimeFields({ known }: { known: JourneyFacts }) {
  const { form, found, look } = useJourneys()
  const { time, from, to } = form.value
  const own = time === 'own'
  const range = found.value?.range
  const shown = (at: number | undefined) => (at === undefined ? '' : fieldTime(at, known))
  // What is searched stands in the fields also where a quick choice made it: an exact time begins from there.
  const fields = own ? { from, to } : { from: shown(range?.from), to: shown(range && range.to - 1) }
  const set = (which: 'from' | 'to', text: string) => look({ ...fields, time: 'own', [which]: text.slice(0, 40) })
  const current = timeInForce(form.value, known)
  const example = known.timeKind === 'timestamp' ? '2024-03-05 14:15' : 'number'
  return (
    <>
      <div class="times">
        {(['from', 'to'] as const).map((which) => (
          <label key={which}>
            <span class="note">{which === 'from' ? 'From' : 'To'}</span>
            <input
              type="text"
              value={fields[which]}
              placeholder={example}
              spellcheck={false}
              autocomplete="off"
              onInput={(event) => set(which, event.currentTarget.value)}
            />
          </label>
        ))}
      </div>
      {known.timeKind === 'timestamp' && (
        <div class="quick">
          {quick.map(({ value, label }) => (
            <button
              type="button"
              class="quick-choice"
              key={value}
              aria-pressed={current === value}
              title={value === 'all' ? spanText(known) : `The ${label.toLowerCase()} of the data`}
              onClick={() => look({ time: value, from: '', to: '' })}
            >
              {label}
            </button>
          ))}
        </div>
      )}
    </>
  )
}

const spanText = (known: JourneyFacts): string =>
  `${momentText(known.first, known)} to ${momentText(known.last, known)}`

/** Conditions on events, out of the way until they are needed. */
function MoreConditions({ known }: { known: JourneyFacts }) {
  const { form, look } = useJourneys()
  const { model } = useStore()
  const [open, setOpen] = useState(false)
  const list = useId()
  const values = useId()
  const value = form.value
  const text = (
    key: 'waitOver' | 'activity' | 'amountFrom' | 'amountTo' | 'says',
    label: string,
    placeholder = '',
    options?: string
  ) => (
    <label>
      <span>{label}</span>
      <input
        type="text"
        value={value[key]}
        placeholder={placeholder}
        list={options}
        spellcheck={false}
        autocomplete="off"
        onInput={(event) => look({ [key]: event.currentTarget.value.slice(0, 200) })}
      />
    </label>
  )
  const column = known.columns.find(({ name }) => name === value.column)
  return (
    <>
      <button type="button" class="quick-choice" aria-expanded={open} onClick={() => setOpen(!open)}>
        More conditions
      </button>
      <span class="spacer" />
      {JSON.stringify({ ...value, limit: emptyForm.limit }) !== JSON.stringify(emptyForm) && (
        <button type="button" class="link" onClick={() => look(emptyForm)}>
          Clear
        </button>
      )}
      {open && (
        <div class="conditions">
          {text('activity', 'Did', 'an activity, or a part of its name', list)}
          <datalist id={list}>
            {known.activities.slice(0, 200).map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
          {model.processes.length > 0 && (
            <label>
              <span>Process</span>
              <select
                value={String(value.process)}
                onChange={(event) => look({ process: Number(event.currentTarget.value) })}
              >
                <option value="-1">any</option>
                {model.processes.map(({ id }) => (
                  <option key={id} value={String(id)}>
                    {model.processLabels[id]}
                  </option>
                ))}
              </select>
            </label>
          )}
          {known.channels.length > 0 && (
            <label>
              <span>Channel</span>
              <select value={value.channel} onChange={(event) => look({ channel: event.currentTarget.value })}>
                <option value="">any</option>
                {known.channels.map((name) => (
                  <option key={name} value={name}>
                    {plainName(name, 40)}
                  </option>
                ))}
              </select>
            </label>
          )}
          {known.has.duration && text('waitOver', 'Waited over', '10 s')}
          {known.has.amount && (
            <div class="pair">
              {text('amountFrom', 'Amount from')}
              {text('amountTo', 'to')}
            </div>
          )}
          {known.has.message && text('says', 'Message says', 'a part of it')}
          {known.columns.length > 0 && (
            <div class="pair">
              <label>
                <span>Column</span>
                <select
                  value={value.column}
                  onChange={(event) => look({ column: event.currentTarget.value, value: '' })}
                >
                  <option value="">none</option>
                  {known.columns.map(({ name }) => (
                    <option key={name} value={name}>
                      {plainName(name, 40)}
                    </option>
                  ))}
                </select>
              </label>
              <label>
                <span>is</span>
                <input
                  type="text"
                  value={value.value}
                  disabled={value.column === ''}
                  placeholder={column?.kind === 'number' ? '5 or 1..10' : ''}
                  list={values}
                  spellcheck={false}
                  autocomplete="off"
                  onInput={(event) => look({ value: event.currentTarget.value.slice(0, 200) })}
                />
                <datalist id={values}>
                  {column?.values.map((name) => (
                    <option key={name} value={name} />
                  ))}
                </datalist>
              </label>
            </div>
          )}
        </div>
      )}
    </>
  )
}
