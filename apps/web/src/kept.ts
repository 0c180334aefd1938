/** What the start page says of the log that this browser keeps. */
export interface KeptHead {
  name: string
  events: number
  processes: number
  /** Under which its edits are kept; null for a result without its log. */
  editsKey: string | null
}

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

export async function inStore<Value>(
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
