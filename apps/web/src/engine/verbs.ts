import {
  type DiscoverOptions,
  type DiscoverResult,
  discover,
  type Edit,
  fingerprintLog,
  guessMixColumns,
  InputError,
  type LogData,
  outcomeOf,
  type ReadOptions,
  type Revised,
  type Role,
  type ShapeOptions,
  type WorkOptions
} from '@desirepath/core'
import { orderColumns, readColumns, readTable } from '@desirepath/core/reading'
import type { KeptHead } from '../kept.js'
import type { KeptChoices } from '../kept-log.js'
import { createJourneyVerbs, type OpenJourneys } from './journey-verbs.js'
import { type Overview, overviewOf } from './overview.js'
import type { createRefineVerbs } from './refine-verbs.js'
import { pageThreads } from './threads.js'
import { withoutRoles } from './without-roles.js'

type Work = Pick<ReadOptions, 'signal' | 'onProgress'>

/** The first rows of a file as they stand in it. */
export interface Preview {
  format: string
  columns: string[]
  rows: string[][]
  gzip: boolean
}

export type ReadChoices = Omit<ReadOptions, 'signal' | 'onProgress' | 'name' | 'totalBytes'>
export type FindChoices = Omit<DiscoverOptions, 'signal' | 'onProgress'>

/** How the whole file is read, and what of it is left out. */
export interface PrepareChoices {
  read: ReadChoices
  without: readonly Role[]
  shape: ShapeOptions
}

/** A log that was kept in this browser, open again with its result. */
export interface Restored {
  file: Blob
  name: string
  choices: KeptChoices
  preview: Preview
  prepared: Prepared
  /** null where another build of the page found it: it is to be found anew. */
  found: DiscoverResult | null
}

export interface Prepared {
  overview: Overview
  /** Which of the first rows hold an error, by the status column. */
  failed: number[]
  /** Of the log as read, whatever was left out or cut since. */
  logFingerprint: string
}

const previewRows = 14
const beforeKeepingMs = 300
/** Rows by which the columns to keep are guessed; as many as the command line looks at. */
const headRows = 1000

/**
 * The long works of the page over one log at a time, as they run in its worker. What a step needs of the one before is
 * kept here: the file, the log as read, the log as shaped, the result as found.
 */
export function createVerbs() {
  let file: Blob | null = null
  let name = ''
  let head: Pick<Preview, 'columns' | 'rows'> = { columns: [], rows: [] }
  let read: { key: string; log: LogData; fingerprint: string } | null = null
  let shaped: LogData | null = null
  let found: DiscoverResult | null = null
  /** After edits. */
  let revised: Revised | null = null

  const journeys = createJourneyVerbs()
  let refiner: Promise<RefineVerbs> | null = null
  const refining = () =>
    (refiner ??= import('./refine-verbs.js').then(({ createRefineVerbs }) =>
      createRefineVerbs((edited) => {
        const result = edited ? revised : found
        return shaped === null || result === null ? null : { log: shaped, discovery: result.discovery }
      })
    ))
  const refine =
    <Verb extends keyof RefineVerbs>(verb: Verb) =>
    async (input: InputOf<Verb>, work: WorkOptions): Promise<OutputOf<Verb>> =>
      ((await refining())[verb] as (input: InputOf<Verb>, work: WorkOptions) => OutputOf<Verb>)(input, work)

  const verbs = {
    ...journeys,
    async journeyOpen(input: OpenJourneys, work: WorkOptions) {
      const spans = input.filters.length === 0 ? null : await (await refining()).spans(input, work)
      return journeys.journeyOpen({ ...input, spans }, work)
    },
    refine: refine('refine'),
    patterns: refine('patterns'),
    behind: refine('behind'),
    columns: refine('columns'),

    /** Takes a file and gives its first rows. What was open before is let go. */
    async open(input: { file: Blob; name: string; options: ReadChoices }, work: Work): Promise<Preview> {
      file = input.file
      name = input.name
      read = null
      shaped = null
      found = null
      await journeys.journeyClose()
      const { format, delimiter, encoding, header } = input.options
      const given = Object.entries({ format, delimiter, encoding, header }).filter(([, value]) => value !== undefined)
      const table = await readTable(file, { ...Object.fromEntries(given), limit: headRows, ...work })
      head = table
      return {
        format: table.format,
        columns: table.columns,
        rows: table.rows.slice(0, previewRows),
        gzip: table.gzip
      }
    },

    /** Reads the whole file (once for the same choices), shapes it, and tells what there is and what is left out. */
    async prepare(input: PrepareChoices, work: Work): Promise<Prepared> {
      if (file === null) throw nothing()
      const key = JSON.stringify([input.read, input.without])
      if (read?.key !== key) {
        read = null
        const attributes = input.read.attributes ?? (await guessMixColumns(head, input.read))
        const choices = { ...input.read, ...(attributes.length > 0 && { attributes }) }
        const log = withoutRoles(
          orderColumns(
            await readColumns(file, { threads: pageThreads(), ...choices, name, totalBytes: file.size, ...work })
          ),
          input.without
        )
        read = { key, log, fingerprint: fingerprintLog(log) }
      }
      shaped = null
      found = null
      shaped = Object.keys(input.shape).length === 0 ? read.log : await shape(read.log, input.shape)
      const { status } = read.log.schema
      const at = status === undefined ? -1 : head.columns.indexOf(status)
      return {
        overview: overviewOf(read.log, shaped),
        failed: head.rows
          .slice(0, previewRows)
          .flatMap((row, i) => (outcomeOf(row[at] ?? '', status) === 1 ? [i] : [])),
        logFingerprint: read.fingerprint
      }
    },

    /** Finds the processes of the log as prepared. */
    async discover(input: FindChoices, work: Work): Promise<DiscoverResult> {
      if (shaped === null) throw nothing()
      found = await discover(shaped, { ...input, ...work })
      // The name stands where the command line puts it.
      found.discovery.source.name = name
      return found
    },

    /** Keeps the log, what was chosen and what was found in this browser, for the next visit. */
    async keep(input: { head: KeptHead; choices: KeptChoices; prepare: PrepareChoices }): Promise<void> {
      if (file === null || found === null) throw nothing()
      const log = { file, name, choices: input.choices, prepare: input.prepare, found }
      // The result is drawn first.
      await new Promise((resolve) => setTimeout(resolve, beforeKeepingMs))
      const { build, keepLog } = await import('../kept-log.js')
      await keepLog(input.head, { ...log, build })
    },

    /** Opens what was kept; null where nothing is, or only a result without its log. */
    async restore(_: null, work: Work): Promise<Restored | null> {
      const { build, keptLog } = await import('../kept-log.js')
      const kept = await keptLog()
      if (kept === null || kept.choices === null || kept.prepare === null) return null
      const preview = await verbs.open({ file: kept.file, name: kept.name, options: kept.prepare.read }, work)
      const prepared = await verbs.prepare(kept.prepare, work)
      found = kept.build === build ? kept.found : null
      return { file: kept.file, name: kept.name, choices: kept.choices, preview, prepared, found }
    },

    /** Makes the user's edits of what was found, or of a result opened from a file. */
    async revise(input: { edits: readonly Edit[]; result?: DiscoverResult }, work: Work): Promise<Revised> {
      const { revise } = await import('./later.js')
      if (input.result !== undefined) return revise(null, input.result, input.edits, work)
      if (shaped === null || found === null) throw nothing()
      revised = await revise(shaped, found, input.edits, work)
      return revised
    }
  }
  return verbs
}

/** Shaping is fetched where something is asked of it. */
async function shape(log: LogData, options: ShapeOptions): Promise<LogData> {
  const { EventLog, shapeLog } = await import('./later.js')
  return shapeLog(new EventLog(log), options)
}

type RefineVerbs = ReturnType<typeof createRefineVerbs>
type InputOf<Verb extends keyof RefineVerbs> = Parameters<RefineVerbs[Verb]>[0]
type OutputOf<Verb extends keyof RefineVerbs> = Awaited<ReturnType<RefineVerbs[Verb]>>

export type EngineVerbs = ReturnType<typeof createVerbs>

const nothing = () => new InputError('BAD_OPTION', 'No log is open.', 'Choose a file first.')
