import type { DiscoverResult } from '@desirepath/core'
import type { ColumnChoices } from './columns.js'
import type { PrepareChoices } from './engine/verbs.js'
import type { Settings } from './page-state.js'

/** What the start page says of the log that this browser keeps. */
export interface KeptHead {
  name: string
  events: number
  processes: number
  /** Under which its edits are kept; null for a result without its log. */
  editsKey: string | null
}

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

const store = 'kept'

function database(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('desirepath', 1)
    request.onupgradeneeded = () => request.result.createObjectStore(store)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
    request.onblocked = () => reject(new Error('blocked'))
  })
}

async function inStore<Value>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<Value>
): Promise<Value> {
  const opened = await database()
  try {
    return await new Promise((resolve, reject) => {
      const transaction = opened.transaction(store, mode)
      const request = work(transaction.objectStore(store))
      transaction.oncomplete = () => resolve(request.result)
      transaction.onabort = () => reject(transaction.error)
      transaction.onerror = () => reject(transaction.error)
    })
  } finally {
    opened.close()
  }
}

/** Null where nothing is kept, or where the browser allows no storage. */
export const keptHead = (): Promise<KeptHead | null> =>
  inStore<KeptHead | undefined>('readonly', (all) => all.get('head')).then(
    (head) => head ?? null,
    () => null
  )

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

const openKey = 'desirepath-open'

/** Notes in this tab that a result is shown, so that a reload shows it again. */
export function noteOpen(shown: boolean): void {
  try {
    if (shown) sessionStorage.setItem(openKey, '1')
    else sessionStorage.removeItem(openKey)
  } catch {
    // A reload then leads to the start page.
  }
}

export function wasOpen(): boolean {
  try {
    return sessionStorage.getItem(openKey) === '1'
  } catch {
    return false
  }
}
