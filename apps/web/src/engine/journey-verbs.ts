import type {
  CustomerLink,
  Discovery,
  FindQuery,
  JourneyOptions,
  Role,
  SessionFilter,
  ShapeOptions,
  WorkOptions
} from '@desirepath/core'
import type { ChartRequest } from '@desirepath/view/journey'
import type { Spans } from './refine-verbs.js'
import type { ReadChoices } from './verbs.js'

/** A log that is read for journeys: with all of its columns. */
export interface JourneyLog {
  file: Blob
  name: string
  read: ReadChoices
  /** Added to its times. */
  offsetMs: number
}

export interface OpenJourneys {
  /** The log of the page, then those joined with it. */
  logs: JourneyLog[]
  /** Roles that no column of the page's log shall have. */
  without: readonly Role[]
  split: ShapeOptions['split'] | null
  links: CustomerLink[]
  /** The processes as shown, with what was edited. */
  discovery: Pick<Discovery, 'activities' | 'processes' | 'families'>
  timeZone: string
  /** Which sessions are listed and drawn, of the result with the edits made or as found. */
  filters: readonly SessionFilter[]
  edited: boolean
}

/**
 * The works of the journey views in the page's worker. Their code is fetched with the first of them; the index is made
 * once for a log and kept until another log is opened.
 */
export function createJourneyVerbs() {
  let made: ReturnType<typeof start> | null = null
  const start = async () => (await import('./journey-work.js')).createJourneyWork()
  const work = () => (made ??= start())
  return {
    journeyOpen: async (input: OpenJourneys & { spans: Spans | null }, options: WorkOptions) =>
      (await work()).open(input, options),
    journeyFind: async (query: FindQuery) => (await work()).find(query),
    journeyShow: async (input: { customer: string; options: JourneyOptions }) => (await work()).show(input),
    journeyClaim: async (input: { event: number; claimed: string | null }) => (await work()).claim(input),
    journeyOthers: async (event: number) => (await work()).others(event),
    journeyCharts: async (request: ChartRequest) => (await work()).charts(request),
    journeyBefore: async (_: null) => (await work()).before(),
    journeyOutages: async (_: null, options: WorkOptions) => (await work()).outages(options),
    /** Lets the index go. */
    journeyClose: async (_?: null) => {
      made = null
    }
  }
}
