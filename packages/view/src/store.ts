import type { BehindFigure, Discovery } from '@desirepath/core'
import type { ReadonlySignal, Signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { Filter, LogAccess } from './filters.js'
import type { Matches } from './matches.js'
import type { Model } from './model.js'
import type { Colours, Paint, Slot } from './palette.js'

export type View = 'explore' | 'process' | 'journeys' | 'activities' | 'data'
export type Pane = 'map' | 'handovers' | 'time' | 'table' | 'sessions'
/** By what the points of the map are coloured. */
export type ColourBy = 'process' | 'channel' | 'volume' | 'errors'
export type Theme = 'system' | 'light' | 'dark'
/** Below 900 pixels, below 1100 (details take their room from the map), below 1280, and above; see {@link Low}. */
export type Width = 'phone' | 'narrow' | 'laptop' | 'wide'
/**
 * How many columns stand side by side where the height is too low for one above the other, and no time strip below: one
 * as on a phone, two from 600 pixels (which is 'narrow', then), three from 900. 0 where it is high enough.
 */
export type Low = 0 | 1 | 2 | 3
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
  readonly low: Signal<Low>
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

/** What a change does besides, when it is taken back or made again. */
export type Act = () => void | Promise<void>

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
