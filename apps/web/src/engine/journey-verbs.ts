import type { CustomerLink, Discovery, Role, SessionFilter, ShapeOptions } from '@desirepath/core'
import type { createJourneyWork } from './journey-work.js'
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
  let made: Promise<JourneyWork> | null = null
  const work = () => (made ??= import('./journey-work.js').then(({ createJourneyWork }) => createJourneyWork()))
  const verb =
    <Name extends keyof JourneyWork>(name: Name) =>
    async (...given: Parameters<JourneyWork[Name]>): Promise<Awaited<ReturnType<JourneyWork[Name]>>> =>
      ((await work())[name] as (...given: unknown[]) => never)(...given)
  return {
    journeyOpen: verb('open'),
    journeyFind: verb('find'),
    journeyShow: verb('show'),
    journeyClaim: verb('claim'),
    journeyOthers: verb('others'),
    journeyCharts: verb('charts'),
    journeyBefore: verb('before'),
    journeyOutages: verb('outages'),
    /** Lets the index go. */
    journeyClose: async (_?: null) => {
      made = null
    }
  }
}

type JourneyWork = ReturnType<typeof createJourneyWork>
