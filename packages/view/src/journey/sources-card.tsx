import { useRef, useState } from 'preact/hooks'
import { useJourneys } from './context.js'
import { countOf, formatNumber, Icon, plainName } from './shared.js'
import { type Told, tellOf } from './told.js'

/** The systems whose logs are read together, and those that can be added. */
export function SourcesCard() {
  const { tools, facts } = useJourneys()
  const { join } = tools
  const input = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Told | null>(null)
  const known = facts.value
  if (join === undefined || known === null) return null
  const run = async (work: Promise<void>) => {
    setBusy(true)
    try {
      await work
      setProblem(null)
    } catch (error) {
      setProblem(tellOf(error))
    } finally {
      setBusy(false)
    }
  }
  const list = join.list()
  const events = new Map(known.sources.map((source) => [source.name, source.events]))
  return (
    <details class="sources">
      <summary>
        Systems <span class="note">{list.length === 0 ? 'one log' : countOf(known.sources.length, 'log')}</span>
      </summary>
      {known.sources.length > 1 && (
        <ul>
          {known.sources
            .filter(({ name }) => !list.some((one) => one.name === name))
            .map(({ name, events: own }) => (
              <li key={name}>
                <bdi class="cut">{plainName(name, 60)}</bdi>
                <span class="note">{countOf(own, 'event')}</span>
              </li>
            ))}
        </ul>
      )}
      <ul>
        {list.map(({ name, offsetMs, links }) => (
          <li key={name}>
            <bdi class="cut">{plainName(name, 60)}</bdi>
            {links ? (
              <span class="note">whose ids are whose</span>
            ) : (
              <>
                <span class="note">{events.has(name) ? countOf(events.get(name) ?? 0, 'event') : ''}</span>
                <label class="clock">
                  <span class="note">clock, s</span>
                  <input
                    type="text"
                    inputMode="numeric"
                    key={offsetMs}
                    defaultValue={String(offsetMs / 1000)}
                    aria-label={`Seconds to add to the clock of ${plainName(name, 60)}`}
                    onChange={(event) => {
                      const seconds = Number(event.currentTarget.value.replace('\u2212', '-'))
                      if (Number.isFinite(seconds)) void run(join.move(name, seconds * 1000))
                    }}
                  />
                </label>
              </>
            )}
            <button
              type="button"
              class="button ghost icon-only"
              aria-label={`Take ${plainName(name, 60)} out`}
              disabled={busy}
              onClick={() => void run(join.remove(name))}
            >
              <Icon name="close" size={12} />
            </button>
          </li>
        ))}
      </ul>
      <p class="note">
        Add logs of the same customers (app, phone menu, chat, back-end), and a JSON list that says whose their ids are.
      </p>
      <input
        ref={input}
        type="file"
        multiple
        class="hidden-text"
        tabIndex={-1}
        aria-hidden="true"
        data-join=""
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])]
          event.currentTarget.value = ''
          if (files.length > 0) void run(join.add(files))
        }}
      />
      <button type="button" class="button small" disabled={busy} onClick={() => input.current?.click()}>
        <Icon name="plus" size={12} /> {busy ? 'Reading ...' : 'Add logs'}
      </button>
      {problem !== null && (
        <p class="note bad" role="alert">
          <bdi>
            {problem.text} {problem.hint}
          </bdi>
        </p>
      )}
      {known.notes.map((note) => (
        <p class="note" key={note}>
          <bdi>{note}</bdi>
        </p>
      ))}
      <p class="note">
        {formatNumber(known.events)} events of {countOf(known.customers, 'customer')}. Read in{' '}
        {formatNumber(known.readMs)} ms, indexed in {formatNumber(known.indexMs)} ms,{' '}
        {formatNumber(known.indexBytes / Math.max(1, known.events), 1)} bytes an event.
      </p>
    </details>
  )
}
