import type { BehindFigure, Discovery, Refined } from '@desirepath/core'
import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import {
  carryFilters,
  carryProcesses,
  type Filter,
  type LogAccess,
  onlyDays,
  sayFilter,
  sessionFilters
} from './filters.js'
import { countOf, formatNumber } from './format.js'
import { buildModel, type Model } from './model.js'
import { plainName, searchable } from './names.js'
import { type Colours, contrast, dark, light, mix, type Paint, paintOf, type Slot } from './palette.js'

export type View = 'explore' | 'process' | 'journeys' | 'activities' | 'data'
export type Pane = 'map' | 'handovers' | 'time' | 'table' | 'sessions'
/** By what the points of the map are coloured. */
export type ColourBy = 'process' | 'channel' | 'volume' | 'errors'
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
  /** The view of single customers, which needs the log. */
  journeys?: {
    content: () => ComponentChildren
    /** Shows the customers of a process. */
    ofProcess: (process: number) => void
  }
}

/** All that can change while the page is looked at. One store per page or element; components take it from context. */
export interface Store {
  /** Of what the filters leave. Reading it in a component or an effect makes that follow the filters. */
  readonly model: Model
  /** Of the whole log. */
  readonly whole: Model
  readonly slots: Slots
  /** What can be asked of the log; null where only the discovery is at hand. */
  readonly log: LogAccess | null
  readonly filters: Signal<readonly Filter[]>
  /** Sessions that the filters leave, and how many there would be without each; null where that is not known. */
  readonly left: ReadonlySignal<{ count: number; of: number; without: number[] } | null>
  /** The worker counts what the filters leave; the old result stays until it is there. */
  readonly counting: Signal<boolean>
  readonly history: ReadonlySignal<readonly { said: string }[]>
  /** What was taken back, the last one at the end; emptied by the next change. */
  readonly undone: ReadonlySignal<readonly { said: string }[]>
  readonly colourBy: Signal<ColourBy>
  /** Slots that the user gave to processes. */
  readonly pins: Signal<ReadonlyMap<number, number>>
  /** The figure whose sessions are listed, and what it is called. */
  readonly behind: Signal<{ figure: BehindFigure; title: string } | null>
  readonly theme: Signal<Theme>
  readonly systemDark: Signal<boolean>
  readonly isDark: ReadonlySignal<boolean>
  /** Paper and ink that the system forces on every page; null where it does not. */
  readonly forced: Signal<{ paper: string; ink: string } | null>
  readonly colours: ReadonlySignal<Colours>
  /** Where each process has its colour, with what the user chose. */
  readonly places: ReadonlySignal<readonly Slot[]>
  readonly paints: ReadonlySignal<Paint[]>
  readonly width: Signal<Width>
  readonly printing: Signal<boolean>
  readonly view: Signal<View>
  readonly pane: Signal<Pane>
  /** Selected processes; the process page shows the first. */
  readonly selected: Signal<readonly number[]>
  /** Activities marked on the map, one by one or with the lasso. */
  readonly marked: Signal<readonly number[]>
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
  mark(activities: readonly number[], add?: boolean): void
  /** Adds a filter; one of days, or of the same column, takes the place of the one before. */
  filter(filter: Filter): void
  dropFilter(index: number): void
  clearFilters(): void
  /** Keeps only, or hides, what is selected. */
  keepSelected(): void
  hideSelected(): void
  /** Gives a process a colour. */
  pin(process: number, slot: number): void
  /** Takes filters over as they are, for instance from an address; nothing to take back. */
  restoreFilters(filters: readonly Filter[]): void
  /**
   * Notes that something is about to change. Selection, filters and colours come back by themselves; what else changes is
   * taken back by `undo` and made again by `redo`.
   */
  record(said: string, undo?: Act, redo?: Act): void
  undo(): Promise<void>
  redo(): Promise<void>
  /** Shows another discovery of the same log (after an edit): what was selected and filtered goes by activities. */
  replace(discovery: Discovery): void
  open(process: number): void
  back(): void
}

type Act = () => void | Promise<void>

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
  /** Channels in the order of their shapes, where the discovery does not tell them; names stand as they are, then. */
  channels?: readonly string[]
  /** Colours that processes have elsewhere and are to keep. */
  places?: ReadonlyMap<number, Slot>
  log?: LogAccess | null
  /** Colours that the place around the element sets, over those of the theme. */
  tint?: ReadonlySignal<Partial<Colours>>
}

export function createStore(discovery: Discovery, options: StoreOptions = {}): Store {
  const log = options.log ?? null
  const base = signal(discovery)
  const { channels } = options
  const whole = computed(() => {
    const built = buildModel(base.value)
    if (channels === undefined) return built
    return { ...built, channels, processLabels: base.value.processes.map(({ name }) => plainName(name)) }
  })
  const filters = signal<readonly Filter[]>([])
  const refined = signal<Refined | null>(null)
  const model = computed((): Model => {
    const active = filters.value
    if (active.length === 0) return whole.value
    const hidden = new Set(active.flatMap((one) => (one.kind === 'hide' ? one.processes : [])))
    if (log !== null) {
      if (refined.value === null && hidden.size === 0) return whole.value
      return refined.value === null
        ? { ...buildModel(base.value, { hidden }), slots: whole.value.slots }
        : buildModel(refined.value.discovery, { whole: whole.value, hidden })
    }
    const kept = active.filter((one) => one.kind === 'processes').map((one) => new Set(one.processes))
    const only = kept.length === 0 ? null : new Set([...kept[0]].filter((id) => kept.every((set) => set.has(id))))
    const days = active.find((one) => one.kind === 'days')
    return days === undefined
      ? { ...buildModel(base.value, { hidden, only }), slots: whole.value.slots }
      : buildModel(onlyDays(base.value, days.from, days.to), { whole: whole.value, hidden, only, partial: true })
  })
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
  const marked = signal<readonly number[]>([])
  const pins = signal<ReadonlyMap<number, number>>(new Map())
  const places = computed(() =>
    whole.value.slots.map((slot, id): Slot => {
      const pinned = pins.value.get(id)
      return pinned === undefined ? (options.places?.get(id) ?? slot) : { slot: pinned, tint: 0 }
    })
  )
  const announcement = signal('')
  const counting = signal(false)
  let turn = 0
  let travelling = false
  const count = async () => {
    const mine = ++turn
    const wanted = sessionFilters(filters.value, base.value)
    if (log === null || wanted.length === 0) {
      batch(() => {
        refined.value = null
        counting.value = false
      })
      return
    }
    counting.value = true
    try {
      const answer = await log.refine(wanted)
      if (mine !== turn) return
      refined.value = answer
      const { count, of } = answer.sessions
      announcement.value = `${formatNumber(count)} of ${countOf(of, 'session')}`
    } catch (error) {
      if (mine === turn) announcement.value = `The filter could not be counted: ${(error as Error).message}`
    } finally {
      if (mine === turn) counting.value = false
    }
  }
  const setFilters = (next: readonly Filter[]) => {
    filters.value = next
    const { shown } = model.value
    // What went out of sight is not selected any more.
    if (selected.value.some((id) => !shown.includes(id)))
      selected.value = selected.value.filter((id) => shown.includes(id))
    void count()
  }

  const snapshot = () => ({
    selected: selected.value,
    marked: marked.value,
    filters: filters.value,
    pins: pins.value
  })
  type Change = { said: string; at: ReturnType<typeof snapshot>; undo?: Act; redo?: Act }
  const history = signal<readonly Change[]>([])
  const undone = signal<readonly Change[]>([])
  const record = (said: string, undo?: Act, redo?: Act) => {
    batch(() => {
      history.value = [...history.value.slice(-199), { said, at: snapshot(), undo, redo }]
      undone.value = []
    })
  }
  /** Takes the last change of one list to the other, and everything to where it was on the other side of the change. */
  const travel = async (from: typeof history, to: typeof history, way: 'undo' | 'redo', told: string) => {
    const last = from.value[from.value.length - 1]
    // One after the other: what an edit changes is counted anew first.
    if (last === undefined || travelling) return
    travelling = true
    batch(() => {
      from.value = from.value.slice(0, -1)
      to.value = [...to.value, { ...last, at: snapshot() }]
    })
    try {
      await last[way]?.()
    } finally {
      travelling = false
    }
    const { at } = last
    batch(() => {
      selected.value = at.selected
      marked.value = at.marked
      pins.value = at.pins
      if (filters.value !== at.filters) setFilters(at.filters)
    })
    announcement.value = `${told}: ${last.said}`
  }
  const store: Store = {
    get model() {
      return model.value
    },
    get whole() {
      return whole.value
    },
    slots: options.slots ?? {},
    log,
    filters,
    left: computed(() => {
      if (refined.value === null) return null
      const { sessions, without } = refined.value
      return { ...sessions, without }
    }),
    counting,
    history,
    undone,
    colourBy: signal<ColourBy>('process'),
    pins,
    behind: signal(null),
    marked,
    theme,
    systemDark,
    isDark,
    forced,
    colours,
    places,
    paints: computed(() => places.value.map((place) => paintOf(place, colours.value))),
    width: signal<Width>('wide'),
    printing,
    view,
    pane: signal<Pane>('map'),
    selected,
    hoveredActivity: signal(-1),
    hoveredProcess: signal(-1),
    query,
    matches: computed(() => findMatches(model.value, query.value)),
    sort: signal<SortKey>('runs'),
    groupByFamily: signal(whole.value.grouped),
    collapsed: signal<ReadonlySet<number>>(new Set<number>()),
    help: signal(false),
    singleKeys: signal(true),
    announcement,
    select(processes, add = false) {
      if (processes.length > 0 || selected.value.length > 0) record('Selection')
      if (!add) {
        selected.value = processes
      } else {
        const all = processes.every((id) => selected.value.includes(id))
        selected.value = all
          ? selected.value.filter((id) => !processes.includes(id))
          : [...new Set([...selected.value, ...processes])]
      }
      if (!add) marked.value = []
      const [first] = selected.value
      announcement.value =
        selected.value.length === 0
          ? 'Nothing selected'
          : selected.value.length === 1
            ? `Selected: ${model.value.processLabels[first]}`
            : `Selected: ${selected.value.length} processes`
    },
    mark(activities, add = false) {
      record('Marked activities')
      const known = new Set(add ? marked.value : [])
      const all = activities.every((id) => known.has(id))
      for (const id of activities) {
        if (all) known.delete(id)
        else known.add(id)
      }
      marked.value = [...known]
      announcement.value = `${countOf(known.size, 'activity', 'activities')} marked`
    },
    filter(filter) {
      const { what, to } = sayFilter(filter, whole.value)
      record(`${what}: ${to}`)
      const same = (other: Filter) =>
        (filter.kind === 'days' && other.kind === 'days') ||
        (filter.kind === 'value' && other.kind === 'value' && other.column === filter.column)
      const hidden = filters.value.find((other) => other.kind === 'hide')
      if (filter.kind === 'hide' && hidden) {
        const processes = [...new Set([...hidden.processes, ...filter.processes])]
        setFilters(filters.value.map((other) => (other === hidden ? { ...hidden, processes } : other)))
      } else setFilters([...filters.value.filter((other) => !same(other)), filter])
    },
    dropFilter(index) {
      const { what, to } = sayFilter(filters.value[index], whole.value)
      record(`Without ${what}: ${to}`)
      setFilters(filters.value.filter((_, i) => i !== index))
    },
    clearFilters() {
      record('All filters off')
      setFilters([])
    },
    keepSelected() {
      const activities = marked.value
      const processes = [...selected.value].sort((a, b) => a - b)
      if (activities.length > 0 && log !== null) {
        store.filter({ kind: 'activities', activities })
        marked.value = []
      } else if (processes.length > 0) store.filter({ kind: 'processes', processes })
      else announcement.value = 'Nothing is selected to keep'
    },
    hideSelected() {
      const processes = [...selected.value].sort((a, b) => a - b)
      if (processes.length === 0) announcement.value = 'Nothing is selected to hide'
      else store.filter({ kind: 'hide', processes })
    },
    pin(process, slot) {
      record(`Colour of ${model.value.processLabels[process]}`)
      pins.value = new Map([...pins.value, [process, slot]])
    },
    record,
    restoreFilters: setFilters,
    undo: () => travel(history, undone, 'undo', 'Undone'),
    redo: () => travel(undone, history, 'redo', 'Done again'),
    replace(next) {
      const old = base.value
      if (next === old) return
      batch(() => {
        const kept = carryFilters(filters.value, old, next)
        selected.value = carryProcesses(selected.value, old, next)
        pins.value = new Map(
          [...pins.value].flatMap(([id, slot]) => carryProcesses([id], old, next).map((now) => [now, slot]))
        )
        if (selected.value.length !== 1 && view.value === 'process') view.value = 'explore'
        refined.value = null
        base.value = next
        filters.value = kept
      })
      void count()
    },
    open(process) {
      if (selected.value.length !== 1 || selected.value[0] !== process) record('Selection')
      marked.value = []
      selected.value = [process]
      view.value = 'process'
    },
    back() {
      if (view.value !== 'explore') view.value = 'explore'
      else if (query.value !== '') query.value = ''
      else if (marked.value.length > 0) store.mark([])
      else if (selected.value.length > 0) store.select([])
    }
  }
  return store
}
