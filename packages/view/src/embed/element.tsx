import type { Discovery, Progress } from '@desirepath/core'
import { effect, type Signal, signal } from '@preact/signals'
import { render } from 'preact'
import { App } from '../app/app.js'
import { followForcedColours, hexOf } from '../colours.js'
import { setLocale } from '../format.js'
import type { Colours } from '../palette.js'
import { createStore, type Pane, type Store, type Theme } from '../state.js'
import type { ActivitySelectDetail, DiscoverLog, LogChoices, ProcessSelectDetail } from './element-types.js'
import { checked, type Result, resultIn } from './given.js'
import { probed, sharedSheet } from './style.js'

// Imported where there is no DOM (a server that renders pages), the module must not fail.
const Base = typeof HTMLElement === 'undefined' ? (class {} as unknown as typeof HTMLElement) : HTMLElement

const columnNames = ['case', 'activity', 'timestamp', 'session'] as const
const panes: readonly string[] = ['map', 'handovers', 'time', 'table']

/**
 * `<desire-path src="model.json">`: the views of a discovery as an element of any page.
 *
 * Attributes: `src` (address of a model.json, a processes.json or a log), `name`, `theme` (`light`, `dark`, else as the
 * system), `pane` (`map`, `handovers`, `time`, `table`), `selected` (process numbers, by commas), and for a log `case`,
 * `activity`, `timestamp`, `session`. Property `data`: a Discovery, a model, or a log as Blob, File or text. Events: `process-select`,
 * `activity-select`, `ready`, `failed`. Colours: `--dp-ink` and the like. Nothing is shared between two elements.
 */
export class DesirePathElement extends Base {
  static observedAttributes = ['src', 'theme', 'pane', 'selected', ...columnNames]
  /** Finds the processes of a log; null where only discoveries can be shown. */
  static discoverLog: DiscoverLog | null = null

  #data: Result | Blob | string | null = null
  #store: Store | null = null
  #mount: HTMLElement | null = null
  #probe: HTMLElement | null = null
  #control: AbortController | null = null
  #ends: (() => void)[] = []
  #waiting = false
  readonly #tint: Signal<Partial<Colours>> = signal({})

  connectedCallback(): void {
    if (this.#mount === null) {
      const root = this.attachShadow({ mode: 'open' })
      root.adoptedStyleSheets = [sharedSheet()]
      this.#mount = this.ownerDocument.createElement('div')
      this.#mount.className = 'mount'
      // Its colours are the tokens of this place, whatever style sheet or class gives them, and their change is an event.
      this.#probe = this.ownerDocument.createElement('div')
      this.#probe.className = 'probe'
      for (const event of ['transitionrun', 'transitionend']) this.#probe.addEventListener(event, () => this.refresh())
      root.append(this.#mount, this.#probe)
    }
    setLocale(navigator.language)
    this.#load()
  }

  disconnectedCallback(): void {
    this.#close()
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (before === now || this.#mount === null || !this.isConnected) return
    if (name === 'theme') this.#setTheme()
    else if (name === 'pane') this.#setPane()
    else if (name === 'selected') this.#setSelected()
    else this.#load()
  }

  /** A discovery, a model, or a log to find the processes of; null shows what `src` names. */
  get data(): Result | Blob | string | null {
    return this.#data
  }
  set data(value: Result | Blob | string | null) {
    this.#data = value
    if (this.#mount !== null && this.isConnected) this.#load()
  }

  /** The discovery that is shown. */
  get discovery(): Discovery | null {
    return this.#store?.model.discovery ?? null
  }

  get src(): string | null {
    return this.getAttribute('src')
  }
  set src(value: string | null) {
    if (value === null) this.removeAttribute('src')
    else this.setAttribute('src', value)
  }

  get theme(): Theme {
    const value = this.getAttribute('theme')
    return value === 'light' || value === 'dark' ? value : 'system'
  }
  set theme(value: Theme) {
    this.setAttribute('theme', value)
  }

  /** Numbers of the selected processes. */
  get selected(): readonly number[] {
    return this.#store?.selected.value ?? []
  }
  set selected(ids: readonly number[]) {
    if (this.#store) this.#store.select(ids.filter((id) => id in this.#store!.model.processes))
  }

  /** Reads the colours around the element again. It does so by itself whenever they change. */
  refresh(): void {
    const probe = this.#probe
    if (probe === null) return
    const set = getComputedStyle(this)
    const resolved = getComputedStyle(probe)
    const tint: Partial<Colours> = {}
    for (const { key, token, property } of probed) {
      if (set.getPropertyValue(`--dp-${token}`).trim() === '') continue
      const hex = hexOf(resolved.getPropertyValue(property))
      if (hex !== null) tint[key] = hex
    }
    if (JSON.stringify(tint) !== JSON.stringify(this.#tint.value)) this.#tint.value = tint
  }

  // Setting several attributes loads once.
  #load(): void {
    if (this.#waiting) return
    this.#waiting = true
    queueMicrotask(() => {
      this.#waiting = false
      if (this.isConnected) void this.#loadNow()
    })
  }

  async #loadNow(): Promise<void> {
    this.#close()
    const control = new AbortController()
    this.#control = control
    try {
      if (this.#data === null && this.src === null) {
        this.#say('Nothing to show yet.')
        return
      }
      this.#say('Loading.')
      const discovery = await this.#read(control.signal)
      if (!control.signal.aborted) this.#show(discovery)
    } catch (error) {
      if (control.signal.aborted) return
      const { message, hint } = error as Error & { hint?: string }
      this.#say([message, hint].filter(Boolean).join(' '), true)
      this.dispatchEvent(new CustomEvent('failed', { detail: { message }, bubbles: true, composed: true }))
    }
  }

  async #read(signal: AbortSignal): Promise<Discovery> {
    const given = this.#data
    if (given !== null && typeof given === 'object' && !(given instanceof Blob)) return checked(given)
    let blob: Blob
    let name = this.getAttribute('name') ?? 'log'
    if (given !== null) {
      blob = typeof given === 'string' ? new Blob([given]) : given
      if (given instanceof File) name = given.name
    } else {
      const response = await fetch(this.src!, { signal })
      if (!response.ok) throw new Error(`The server answered ${response.status} for ${this.src}.`)
      blob = await response.blob()
      name = this.getAttribute('name') ?? new URL(response.url).pathname.split('/').pop() ?? name
    }
    const result = await resultIn(blob, name)
    if (result !== null) return checked(result)
    const find = DesirePathElement.discoverLog
    if (find === null) {
      throw new Error(
        'This is a log, and no search is set up here. Use the one-script build, or set DesirePathElement.discoverLog.'
      )
    }
    const choices: LogChoices = {}
    for (const column of columnNames) {
      const value = this.getAttribute(column)
      if (value !== null) choices[column] = value
    }
    const onProgress = ({ stage, done }: Progress) => {
      if (!signal.aborted) this.#say(`${stage[0].toUpperCase()}${stage.slice(1)}.`, false, done)
    }
    return find(blob, name, choices, { signal, onProgress })
  }

  #say(text: string, bad = false, done: number | null = null): void {
    const dark =
      this.theme === 'dark' || (this.theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
    render(
      <div class="dp message" data-theme={dark ? 'dark' : 'light'} role={bad ? 'alert' : 'status'}>
        <p class={bad ? 'bad' : 'soft'}>
          <bdi>{text}</bdi>
        </p>
        {done !== null && <progress value={done} max={1} aria-label={text} />}
      </div>,
      this.#mount!
    )
  }

  #show(discovery: Discovery): void {
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    const store = createStore(discovery, { theme: this.theme, systemDark: scheme.matches, tint: this.#tint })
    this.#store = store
    const onScheme = () => {
      store.systemDark.value = scheme.matches
    }
    scheme.addEventListener('change', onScheme)
    this.#ends.push(() => scheme.removeEventListener('change', onScheme), followForcedColours(store))
    this.#setPane()
    this.#setSelected()
    render(<App store={store} />, this.#mount!)
    let first = true
    this.#ends.push(
      effect(() => {
        const ids = store.selected.value
        if (!first) {
          const processes = ids.map((id) => ({ id, name: discovery.processes[id].name }))
          this.#tell('process-select', { processes } satisfies ProcessSelectDetail)
        }
        first = false
      }),
      effect(() => {
        void store.isDark.value
        queueMicrotask(() => this.refresh())
      })
    )
    // A point of the map is chosen by a click, or by Enter where the keyboard stands.
    const choose = (event: Event) => {
      const onMap = event.composedPath().some((one) => one instanceof Element && one.matches('.map-surface'))
      const id = store.hoveredActivity.value
      if (!onMap || id < 0) return
      const { name, process } = discovery.activities[id]
      this.#tell('activity-select', { id, name, process } satisfies ActivitySelectDetail)
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Enter') choose(event)
    }
    const mount = this.#mount!
    mount.addEventListener('click', choose)
    mount.addEventListener('keydown', onKey, true)
    this.#ends.push(() => {
      mount.removeEventListener('click', choose)
      mount.removeEventListener('keydown', onKey, true)
    })
    this.#tell('ready', { processes: discovery.processes.length })
  }

  #tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }))
  }

  #setTheme(): void {
    if (this.#store) this.#store.theme.value = this.theme
  }

  #setPane(): void {
    const pane = this.getAttribute('pane')
    if (this.#store && pane !== null && panes.includes(pane)) this.#store.pane.value = pane as Pane
  }

  #setSelected(): void {
    const text = this.getAttribute('selected')
    if (text !== null) this.selected = text.split(',').filter(Boolean).map(Number)
  }

  #close(): void {
    this.#control?.abort()
    this.#control = null
    for (const end of this.#ends.splice(0)) end()
    this.#store = null
    if (this.#mount !== null) render(null, this.#mount)
  }
}

/** Makes `<desire-path>` known to the page; does nothing where it is known, or where there is no DOM. */
export function defineDesirePath(name = 'desire-path'): void {
  if (typeof customElements !== 'undefined' && !customElements.get(name)) customElements.define(name, DesirePathElement)
}
