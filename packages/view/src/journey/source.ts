import type {
  BeforeContacts,
  ChartGroup,
  Charts,
  Claim,
  FindQuery,
  FindResult,
  FindRow,
  Journey,
  JourneyOptions,
  OthersAtTheTime,
  Outage,
  Similar,
  TopError,
  WeekChart
} from '@desirepath/core'
import type { Slot } from './shared.js'

/** What is known of a log before anything is looked for. */
export interface JourneyFacts {
  events: number
  customers: number
  /** First and last time: ms since 1970 UTC, or the log's numbers. */
  first: number
  last: number
  timeKind: 'timestamp' | 'number'
  timeZone: string
  /** Only the sessions that the filters leave are listed and drawn. */
  filtered: boolean
  has: { channel: boolean; duration: boolean; status: boolean; message: boolean; amount: boolean; tree: boolean }
  /** Names, most events first, at most 2,000. */
  activities: string[]
  channels: string[]
  /** Further columns, with up to 50 of their values where they hold words. */
  columns: { name: string; kind: 'category' | 'number'; values: string[] }[]
  /** The log itself and those joined with it; empty where there is one. */
  sources: { name: string; events: number }[]
  notes: string[]
  /** What reading and indexing took, and what the index costs beside the log. */
  readMs: number
  indexMs: number
  indexBytes: number
}

export interface FoundRow extends FindRow {
  /** Names of the slowest step and of the one to look at first, and when that was. */
  slowestName: string | null
  lookName: string
  lookTime: number
}

export interface Found extends Omit<FindResult, 'rows'> {
  rows: FoundRow[]
  /** Where nothing was found: how many customers there are without one of the conditions. */
  without: { condition: keyof FindQuery; customers: number }[]
}

export interface ChartRequest {
  by: ChartGroup
  /** ms since 1970 UTC, included and excluded; all of the data where not given. */
  range: { from: number; to: number } | null
  limit: number
}

export interface ChartAnswer {
  all: Charts
  /** Null for everything together, which is `all`. */
  groups: Charts | null
  week: WeekChart
  top: { errors: TopError[]; other: { kinds: number; errors: number } }
}

/** An outage without the list of its events. */
export type OutageNote = Omit<Outage, 'affected' | 'customers'> & { customers: string[]; affectedEvents: number }

/** Answers the views: the page asks its worker, a journey that was saved as a file has answers to a few questions only. */
export interface JourneySource {
  open(onProgress: (share: number) => void): Promise<JourneyFacts>
  find(query: FindQuery): Promise<Found>
  journey(customer: string, options: JourneyOptions): Promise<Journey>
  claim(event: number, claimed: string | null): Promise<Claim>
  others(event: number): Promise<{ others: OthersAtTheTime; similar: Similar }>
  charts(request: ChartRequest): Promise<ChartAnswer>
  before(): Promise<BeforeContacts>
  outages(): Promise<OutageNote[]>
}

/** How processes are shown: their colours and names, and the channels in the order of their shapes. */
export interface ProcessLooks {
  places: readonly Slot[]
  labels: readonly string[]
  channels: readonly string[]
}

/** What the page can do besides; missing in a file. */
export interface JourneyTools {
  /** Joins further logs of the same customers, and tells whose ids are whose. */
  join?: {
    add(files: readonly File[]): Promise<void>
    remove(name: string): Promise<void>
    /** Moves the clock of a log by so many milliseconds. */
    move(name: string, offsetMs: number): Promise<void>
    list(): { name: string; offsetMs: number; links: boolean }[]
  }
  /** Saves the journey as one HTML file, with the looks that processes have here. */
  save?: (journey: Journey, pseudonyms: boolean, looks: ProcessLooks) => Promise<string>
}
