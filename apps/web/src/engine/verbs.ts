import {
  type DiscoverOptions,
  type DiscoverResult,
  discover,
  type Edit,
  EventLog,
  fingerprintLog,
  InputError,
  type ReadOptions,
  type Revised,
  type Role,
  readLog,
  readTable,
  revise,
  type ShapeOptions,
  shapeLog
} from '@desirepath/core'
import { type Overview, overviewOf } from './overview.js'

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

export interface Prepared {
  overview: Overview
  /** Of the log as read, whatever was left out or cut since. */
  logFingerprint: string
}

const previewRows = 14

/**
 * The long works of the page over one log at a time, as they run in its worker. What a step needs of the one before is
 * kept here: the file, the log as read, the log as shaped, the result as found.
 */
export function createVerbs() {
  let file: Blob | null = null
  let name = ''
  let read: { key: string; log: EventLog; fingerprint: string } | null = null
  let shaped: EventLog | null = null
  let found: DiscoverResult | null = null

  return {
    /** Takes a file and gives its first rows. What was open before is let go. */
    async open(input: { file: Blob; name: string; options: ReadChoices }, work: Work): Promise<Preview> {
      file = input.file
      name = input.name
      read = null
      shaped = null
      found = null
      const { format, delimiter, encoding, header } = input.options
      const given = {
        ...(format !== undefined && { format }),
        ...(delimiter !== undefined && { delimiter }),
        ...(encoding !== undefined && { encoding }),
        ...(header !== undefined && { header })
      }
      const table = await readTable(file, { ...given, limit: previewRows, ...work })
      return { format: table.format, columns: table.columns, rows: table.rows, gzip: table.gzip }
    },

    /** Reads the whole file (once for the same choices), shapes it, and tells what there is and what is left out. */
    async prepare(
      input: { read: ReadChoices; without: readonly Role[]; shape: ShapeOptions },
      work: Work
    ): Promise<Prepared> {
      if (file === null) throw nothing()
      const key = JSON.stringify([input.read, input.without])
      if (read?.key !== key) {
        read = null
        const log = withoutRoles(
          await readLog(file, { ...input.read, name, totalBytes: file.size, ...work }),
          input.without
        )
        read = { key, log, fingerprint: fingerprintLog(log) }
      }
      shaped = null
      found = null
      shaped = shapeLog(read.log, input.shape)
      return { overview: overviewOf(read.log, shaped), logFingerprint: read.fingerprint }
    },

    /** Finds the processes of the log as prepared. */
    async discover(input: FindChoices, work: Work): Promise<DiscoverResult> {
      if (shaped === null) throw nothing()
      found = await discover(shaped, { ...input, ...work })
      // The name stands where the command line puts it.
      found.discovery.source.name = name
      return found
    },

    /** Makes the user's edits of what was found, or of a result opened from a file. */
    async revise(input: { edits: readonly Edit[]; result?: DiscoverResult }, work: Work): Promise<Revised> {
      if (input.result !== undefined) return revise(null, input.result, input.edits, work)
      if (shaped === null || found === null) throw nothing()
      return revise(shaped, found, input.edits, work)
    }
  }
}

/** The log without the roles that a person took from all columns, which the reader guessed again. */
function withoutRoles(log: EventLog, without: readonly Role[]): EventLog {
  const guessed = without.filter((role) => log.schema[role] !== undefined)
  if (guessed.length === 0) return log
  const schema = { ...log.schema }
  for (const role of guessed) delete schema[role]
  const read = { ...log.read, schema, guessed: log.read.guessed.filter((role) => !guessed.includes(role)) }
  return new EventLog({ ...log, schema, read })
}

export type EngineVerbs = ReturnType<typeof createVerbs>

const nothing = () => new InputError('BAD_OPTION', 'No log is open.', 'Choose a file first.')
