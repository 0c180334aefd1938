import type { Discovery, Refined } from '@desirepath/core'
import { batch, computed, signal } from '@preact/signals'
import { carryFilters, carryProcesses, type Filter, onlyDays, sayFilter, sessionFilters } from './filters.js'
import { countOf, formatNumber } from './format.js'
import { createHistory } from './history.js'
import { findMatches } from './matches.js'
import { buildModel, type Model } from './model.js'
import { plainName } from './names.js'
import { type Colours, contrast, dark, light, mix, paintOf, type Slot } from './palette.js'
import type { ColourBy, Low, Pane, SortKey, Store, StoreOptions, Theme, View, Width } from './store.js'

export type { ColourBy, Low, Pane, Slots, SortKey, Store, StoreOptions, Theme, View, Width } from './store.js'

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
    if (value !== null && !printing.value) return forcedColours(value)
    return { ...(isDark.value ? dark : light), ...options.tint?.value }
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

  const { history, undone, record, undo, redo } = createHistory(
    () => ({ selected: selected.value, marked: marked.value, filters: filters.value, pins: pins.value }),
    (at) => {
      selected.value = at.selected
      marked.value = at.marked
      pins.value = at.pins
      if (filters.value !== at.filters) setFilters(at.filters)
    },
    announcement
  )
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
    low: signal<Low>(0),
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
    undo,
    redo,
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

/** Hues stay, from the set that stands out on this paper; everything else is paper, ink, and mixes of the two. */
function forcedColours({ paper, ink }: { paper: string; ink: string }): Colours {
  const hues = contrast(paper, '#ffffff') > contrast(paper, '#000000') ? dark : light
  const grey = mix(paper, ink, 0.6)
  return {
    ...hues,
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
}
