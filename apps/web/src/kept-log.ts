import type { DiscoverResult } from '@desirepath/core'
import type { ColumnChoices } from './columns.js'
import type { PrepareChoices } from './engine/verbs.js'
import { inStore, type KeptHead } from './kept.js'
import type { Settings } from './page-state.js'

/** What was said of the log before its processes were found. */
export interface KeptChoices {
  columns: ColumnChoices
  form: { dateOrder?: 'day-first' | 'month-first'; timeZone?: string; everyNth?: number }
  settings: Settings
}

/** The last log, or the last result that was opened from a file (then without choices and result of its own). */
export interface KeptLog {
  file: Blob
  name: string
  choices: KeptChoices | null
  /** The same choices as the worker takes them. */
  prepare: PrepareChoices | null
  found: DiscoverResult | null
  /** Which build of the page wrote it: another one may find, or show, things differently. */
  build: string
}

declare const __BUILD__: string
export const build: string = __BUILD__

/** Larger logs are not kept: a browser's storage is no place for them. */
export const mostKeptBytes = 512e6

export const keptLog = async (): Promise<KeptLog | null> =>
  (await inStore<KeptLog | undefined>('readonly', (all) => all.get('log'))) ?? null

/** Keeps a log in the place of the one before. Where the browser allows no storage, or no more, nothing is kept. */
export async function keepLog(head: KeptHead, log: KeptLog): Promise<void> {
  try {
    if (log.file.size > mostKeptBytes) await forgetLog()
    else
      await inStore('readwrite', (all) => {
        all.put(log, 'log')
        return all.put(head, 'head')
      })
  } catch {
    await forgetLog()
  }
}

export async function forgetLog(): Promise<void> {
  try {
    await inStore('readwrite', (all) => all.clear())
  } catch {
    // Nothing could be kept either.
  }
}
