import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { openFile, prepare, setSettings } from '../actions.js'
import * as page from '../page-state.js'
import type { checks } from './checks.js'

const encodings = ['', 'windows-1252', 'iso-8859-2', 'windows-1251', 'big5', 'gb18030', 'shift_jis', 'euc-kr']

/** How cases are cut, what is left out, and how processes are found. */
export function SettingsCard({ timed }: { timed: boolean }) {
  const { cut, pause, collapseRepeats, minSteps, method, seed, drop } = page.settings.value
  const overview = page.prepared.value?.overview
  const zone = page.form.value.timeZone ?? 'UTC'
  return (
    <div class="card settings">
      {timed && (
        <Row label="Cut at a pause" menu>
          <select
            value={cut === 'pause' ? pause : 'none'}
            onChange={(event) => {
              const { value } = event.currentTarget
              setSettings(value === 'none' ? { cut: 'none' } : { cut: 'pause', pause: value })
            }}
          >
            <option value="none">no</option>
            {[...new Set(['5m', '15m', '30m', '1h', '4h', '1d', pause])].map((value) => (
              <option key={value} value={value}>
                {value}
              </option>
            ))}
          </select>
        </Row>
      )}
      {timed && cut === 'pause' && (
        <Row label="Length of the pause">
          <CheckedText value={pause} check="pause" onValue={(text) => setSettings({ pause: text })} />
        </Row>
      )}
      <Row label="Repeats in a row" menu>
        <select
          value={collapseRepeats ? 'collapsed' : 'kept'}
          onChange={(event) => setSettings({ collapseRepeats: event.currentTarget.value === 'collapsed' })}
        >
          <option value="kept">kept</option>
          <option value="collapsed">collapsed</option>
        </select>
      </Row>
      <Row label="Fewest steps in a session" menu>
        <select
          value={String(minSteps)}
          onChange={(event) => setSettings({ minSteps: Number(event.currentTarget.value) })}
        >
          {[1, 2, 3, 4, 5, 10].map((value) => (
            <option key={value} value={String(value)}>
              {value}
            </option>
          ))}
        </select>
      </Row>
      <Row label="Activities left out">
        <CheckedText
          value={drop}
          placeholder="none"
          title="Regular expressions of activities to leave out, separated by spaces"
          check="patterns"
          onValue={(text) => setSettings({ drop: text.trim().split(/\s+/).join('\n') })}
        />
      </Row>
      {timed && overview !== undefined && (
        <Row label="Time zone">
          <CheckedText
            value={zone}
            check="timeZone"
            onValue={(timeZone) => {
              page.form.value = { ...page.form.value, timeZone }
              void prepare()
            }}
          />
        </Row>
      )}
      {(page.form.value.encoding || overview?.read.notes.some((note) => note.includes('not valid UTF-8'))) && (
        <Row label="Encoding of the text" menu>
          <select
            value={page.form.value.encoding ?? ''}
            onChange={(event) => {
              const { blob, name } = page.file.value!
              void openFile(blob, name, page.form.value.everyNth, event.currentTarget.value)
            }}
          >
            {encodings.map((value) => (
              <option key={value} value={value}>
                {value || 'as found'}
              </option>
            ))}
          </select>
        </Row>
      )}
      <Row label="Method" menu>
        <select
          value={method}
          onChange={(event) => setSettings({ method: event.currentTarget.value as page.Settings['method'] })}
        >
          {(['auto', 'kmeans', 'hdbscan', 'dbscan', 'leiden'] as const).map((value) => (
            <option key={value} value={value}>
              {value}
            </option>
          ))}
        </select>
      </Row>
      <Row label="Seed">
        <CheckedText value={String(seed)} check="seed" onValue={(text) => setSettings({ seed: Number(text) })} />
      </Row>
    </div>
  )
}

function Row({ label, children, menu = false }: { label: string; children: ComponentChildren; menu?: boolean }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label class="setting">
      <span>{label}</span>
      <span class={menu ? 'setting-select' : 'setting-text'}>{children}</span>
    </label>
  )
}

/** A text that is taken when it is left or confirmed, and only where it can be read. */
function CheckedText({
  value,
  check,
  onValue,
  ...rest
}: {
  value: string
  placeholder?: string
  title?: string
  check: keyof typeof checks
  onValue: (text: string) => void
}) {
  const [wrong, setWrong] = useState(false)
  // Kept apart from the value: what comes from the worker meanwhile draws the input anew, and would take it away.
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <input
      type="text"
      {...rest}
      value={typed ?? value.replaceAll('\n', ' ')}
      aria-invalid={wrong}
      spellcheck={false}
      autocomplete="off"
      onInput={(event) => setTyped(event.currentTarget.value)}
      onChange={async (event) => {
        const entered = event.currentTarget.value
        const text = entered.trim()
        try {
          const { checks } = await import('./checks.js')
          if (text !== '') checks[check](text)
          setWrong(false)
          setTyped((now) => (now === entered ? null : now))
          if (text !== value) onValue(text)
        } catch {
          setWrong(true)
        }
      }}
    />
  )
}
