import type { Discovery } from '@desirepath/core'
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { buildModel, type Model } from './model.js'
import { searchable } from './names.js'
import { type Colours, contrast, dark, light, mix, type Paint, paintOf } from './palette.js'

export type View = 'explore' | 'process' | 'activities' | 'data'
export type Pane = 'map' | 'handovers' | 'time' | 'table'
export type Theme = 'system' | 'light' | 'dark'
/** Below 900, below 1100 (details lie over the map), below 1280, and above. */
export type Width = 'phone' | 'narrow' | 'laptop' | 'wide'
export type SortKey = 'runs' | 'name' | 'completed' | 'duration' | 'errors' | 'stability'

/** What a page adds to the views, where a report has nothing. */
export interface Slots {
  /** In the header, right of the log's name. */
  header?: () => ComponentChildren
  /** Beside "Open process" of the one selected process. */
  process?: (process: number) => ComponentChildren
  /** Under the figures of several selected processes. */
  several?: (processes: readonly number[]) => ComponentChildren
}

/** All that can change while the page is looked at. One store per page or element; components take it from context. */
export interface Store {
  readonly model: Model
  readonly slots: Slots
  readonly theme: Signal<Theme>
  readonly systemDark: Signal<boolean>
  readonly isDark: ReadonlySignal<boolean>
  /** Paper and ink that the system forces on every page; null where it does not. */
  readonly forced: Signal<{ paper: string; ink: string } | null>
  readonly colours: ReadonlySignal<Colours>
  readonly paints: ReadonlySignal<Paint[]>
  readonly width: Signal<Width>
  readonly printing: Signal<boolean>
  readonly view: Signal<View>
  readonly pane: Signal<Pane>
  /** Selected processes; the process page shows the first. */
  readonly selected: Signal<readonly number[]>
  readonly hoveredActivity: Signal<number>
  readonly hoveredProcess: Signal<number>
  readonly query: Signal<string>
  /** Processes and activities that the query names; null without one. */
  readonly matches: ReadonlySignal<Matches | null>
  readonly sort: Signal<SortKey>
  readonly groupByFamily: Signal<boolean>
  readonly collapsed: Signal<ReadonlySet<number>>
  readonly help: Signal<boolean>
  /** Keys without Ctrl or Alt act; a person may switch them off. */
  readonly singleKeys: Signal<boolean>
  /** Said once by the live region. */
  readonly announcement: Signal<string>
  select(processes: readonly number[], add?: boolean): void
  open(process: number): void
  back(): void
}

export interface Matches {
  /** Every process that matches by its own name or by one of its activities. */
  processes: ReadonlySet<number>
  activities: ReadonlySet<number>
}

function findMatches(model: Model, query: string): Matches | null {
  const words = searchable(query.trim()).split(/\s+/).filter(Boolean)
  if (words.length === 0) return null
  const has = (text: string) => words.every((word) => text.includes(word))
  const processes = new Set<number>()
  const activities = new Set<number>()
  model.search.processes.forEach((text, id) => {
    if (!has(text)) return
    processes.add(id)
    for (const activity of model.members[id]) activities.add(activity)
  })
  model.search.activities.forEach((text, id) => {
    if (!has(text)) return
    activities.add(id)
    if (model.activities[id].process >= 0) processes.add(model.activities[id].process)
  })
  return { processes, activities }
}

export interface StoreOptions {
  theme?: Theme
  systemDark?: boolean
  slots?: Slots
  /** Colours that the place around the element sets, over those of the theme. */
  tint?: ReadonlySignal<Partial<Colours>>
}

export function createStore(discovery: Discovery, options: StoreOptions = {}): Store {
  const model = buildModel(discovery)
  const theme = signal<Theme>(options.theme ?? 'system')
  const systemDark = signal(options.systemDark ?? false)
  const printing = signal(false)
  const isDark = computed(
    () => !printing.value && (theme.value === 'dark' || (theme.value === 'system' && systemDark.value))
  )
  const forced = signal<{ paper: string; ink: string } | null>(null)
  const colours = computed(() => {
    const { value } = forced
    if (value === null || printing.value) return { ...(isDark.value ? dark : light), ...options.tint?.value }
    // Hues stay, from the set that stands out on this paper; everything else is paper, ink, and mixes of the two.
    const base = contrast(value.paper, '#ffffff') > contrast(value.paper, '#000000') ? dark : light
    const { paper, ink } = value
    const grey = mix(paper, ink, 0.6)
    return {
      ...base,
      bg: paper,
      surface: paper,
      sunken: mix(paper, ink, 0.15),
      line: grey,
      line2: grey,
      ink,
      ink2: ink,
      ink3: ink,
      mark: grey
    }
  })
  const query = signal('')
  const selected = signal<readonly number[]>([])
  const view = signal<View>('explore')
  const announcement = signal('')
  return {
    model,
    slots: options.slots ?? {},
    theme,
    systemDark,
    isDark,
    forced,
    colours,
    paints: computed(() => model.slots.map((slot) => paintOf(slot, colours.value))),
    width: signal<Width>('wide'),
    printing,
    view,
    pane: signal<Pane>('map'),
    selected,
    hoveredActivity: signal(-1),
    hoveredProcess: signal(-1),
    query,
    matches: computed(() => findMatches(model, query.value)),
    sort: signal<SortKey>('runs'),
    groupByFamily: signal(model.grouped),
    collapsed: signal<ReadonlySet<number>>(new Set<number>()),
    help: signal(false),
    singleKeys: signal(true),
    announcement,
    select(processes, add = false) {
      if (!add) {
        selected.value = processes
      } else {
        const all = processes.every((id) => selected.value.includes(id))
        selected.value = all
          ? selected.value.filter((id) => !processes.includes(id))
          : [...new Set([...selected.value, ...processes])]
      }
      const [first] = selected.value
      announcement.value =
        selected.value.length === 0
          ? 'Nothing selected'
          : selected.value.length === 1
            ? `Selected: ${model.processLabels[first]}`
            : `Selected: ${selected.value.length} processes`
    },
    open(process) {
      selected.value = [process]
      view.value = 'process'
    },
    back() {
      if (view.value !== 'explore') view.value = 'explore'
      else if (query.value !== '') query.value = ''
      else selected.value = []
    }
  }
}
