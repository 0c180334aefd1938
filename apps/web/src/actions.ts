import { type DiscoverResult, type Edit, InputError } from '@desirepath/core'
import { countOf } from '@desirepath/view/page'
import { batch } from '@preact/signals'
import { assign, type ColumnRole, rolesOf, sessionColumn } from './columns.js'
import { keptEdits } from './edits-store.js'
import { type Engine, startEngine } from './engine/client.js'
import { estimateSeconds, resamplesOf } from './estimate.js'
import { keptHead, noteOpen } from './kept.js'
import { whenSeen } from './lazy.js'
import * as page from './page-state.js'
import { limitBytes, type Problem } from './problem.js'

let engine: Engine | null = null
let control: AbortController | null = null
/** Which opening, reading or search is the last one: what an earlier one brings is not shown. */
let turn = 0

/** The worker's verbs. */
export const verbs = () => (engine ??= startEngine()).verbs

/** Whether no work was begun since this one. */
export const isLast = (mine: number) => mine === turn

/** A new work: the one before is stopped. */
function begin(): { mine: number; signal: AbortSignal } {
  control?.abort()
  control = new AbortController()
  return { mine: ++turn, signal: control.signal }
}

/** Tells of an error in the work `mine`, unless another one was begun since. */
async function fail(mine: number, error: unknown, back: page.Face): Promise<void> {
  if (mine !== turn) return
  const known = error instanceof InputError
  // A worker that ended, or that has no memory left, cannot go on: the next work starts a new one.
  if (!known || error.code === 'OUT_OF_MEMORY') {
    engine?.close()
    engine = null
  }
  const { name = 'the log', blob } = page.file.value ?? {}
  const told = known && error.code === 'ABORTED' ? null : await tellProblem(error, name, blob?.size ?? 0)
  if (mine !== turn) return
  batch(() => {
    page.problem.value = told
    page.face.value = back
    page.progress.value = null
    page.reading.value = null
    page.said.value = told === null ? 'Stopped.' : told.title
  })
}

/** An error in words, which are fetched; where they cannot be, as it stands. */
async function tellProblem(error: unknown, name: string, bytes: number): Promise<Problem | null> {
  try {
    return (await import('./problem-texts.js')).problemOf(error, name, bytes)
  } catch {
    return { kind: 'error', title: String(error), text: '', lines: [], code: 'INTERNAL' }
  }
}

/**
 * Opens what was dropped or chosen: a log, or the result of a search from before.
 *
 * @param everyNth of a log that does not fit: only every n-th customer
 * @param encoding of its texts; found by their bytes where not given
 */
export async function openFile(blob: Blob, name: string, everyNth = 1, encoding = ''): Promise<void> {
  const { mine, signal } = begin()
  try {
    if (/\.json$/i.test(name) && (await (await import('./open-result.js')).openResult(blob, name))) return
  } catch (error) {
    return fail(mine, error, page.face.value === 'working' ? 'columns' : page.face.value)
  }
  batch(() => {
    page.file.value = { blob, name }
    page.preview.value = null
    page.prepared.value = null
    page.problem.value = null
    page.found.value = null
    page.shown.value = null
    page.columns.value = { given: {}, without: [] }
    page.form.value = { ...(everyNth > 1 && { everyNth }), ...(encoding && { encoding }) }
    page.settings.value = page.defaultSettings
    page.acceptedBad.value = false
  })
  if (blob.size > everyNth * limitBytes(/\.gz$/i.test(name))) {
    return fail(mine, new InputError('OUT_OF_MEMORY', `${name} is too large.`, 'Use a part of it.'), 'drop')
  }
  try {
    const preview = await verbs().open({ file: blob, name, options: page.form.value }, { signal })
    if (mine !== turn) return
    batch(() => {
      page.preview.value = preview
      page.face.value = 'columns'
    })
  } catch (error) {
    return fail(mine, error, 'drop')
  }
  await prepare(true)
}

/** Reads the whole file with what was chosen so far. `first`: a column that looks like the session is taken as it. */
export async function prepare(first = false): Promise<void> {
  const { mine, signal } = begin()
  let begun = performance.now()
  page.reading.value = 0
  try {
    const input = page.prepareChoices.value
    let prepared = await verbs().prepare(input, {
      signal,
      onProgress: ({ done }) => {
        if (mine === turn) page.reading.value = done
      }
    })
    const { read } = prepared.overview
    const session = first && read.schema.session === undefined ? sessionColumn(read.columns, read.schema) : undefined
    if (session !== undefined && mine === turn) {
      page.columns.value = { given: { session }, without: [] }
      begun = performance.now()
      prepared = await verbs().prepare({ ...input, read: { ...input.read, session } }, { signal })
    }
    if (mine !== turn) return
    batch(() => {
      page.prepared.value = prepared
      page.problem.value = null
      page.reading.value = null
      page.readMs.value = performance.now() - begun
      page.said.value = `${countOf(prepared.overview.description.events, 'event')} read.`
    })
  } catch (error) {
    if (mine === turn) page.prepared.value = null
    await fail(mine, error, 'columns')
  }
}

export function setRole(column: string, role: ColumnRole): void {
  const schema = page.prepared.value?.overview.read.schema ?? page.columns.value.given
  page.columns.value = assign(page.columns.value, rolesOf(page.preview.value?.columns ?? [], schema), column, role)
  page.acceptedBad.value = false
  void prepare()
}

let waiting: ReturnType<typeof setTimeout> | undefined

/** Settings of the search need no reading; the others change what is left out, and are counted after a short rest. */
export function setSettings(changed: Partial<page.Settings>): void {
  const before = JSON.stringify(page.shape.value)
  page.settings.value = { ...page.settings.value, ...changed }
  if (JSON.stringify(page.shape.value) === before) return
  clearTimeout(waiting)
  waiting = setTimeout(() => void prepare(), 250)
}

export async function find(): Promise<void> {
  clearTimeout(waiting)
  const { mine, signal } = begin()
  const prepared = page.prepared.value
  if (prepared === null) return
  batch(() => {
    page.problem.value = null
    page.face.value = 'working'
    page.progress.value = { title: 'Starting', share: 0, secondsLeft: null, steps: [] }
  })
  try {
    const { overview } = prepared
    const onProgress = page.trackProgress(
      estimateSeconds(overview, page.readMs.value),
      resamplesOf(overview.description.events)
    )
    const found = await verbs().discover(page.findChoices.value, {
      signal,
      onProgress: (report) => {
        if (mine === turn) onProgress(report)
      }
    })
    if (mine !== turn) return
    whenSeen(() => keep(found, prepared.logFingerprint))
    await show(found, prepared.logFingerprint, keptEdits(prepared.logFingerprint))
  } catch (error) {
    await fail(mine, error, 'columns')
  }
}

export function stop(): void {
  control?.abort()
}

/** Back to the file, with what was chosen. */
export function backToColumns(): void {
  page.face.value = page.preview.value === null ? 'drop' : 'columns'
}

/** Keeps what is shown in this browser, for the next visit; the worker does it. */
function keep({ discovery }: DiscoverResult, editsKey: string): void {
  const head = {
    name: page.file.value?.name ?? 'log',
    events: discovery.log.events,
    processes: discovery.processes.length,
    editsKey
  }
  const choices = { columns: page.columns.value, form: page.form.value, settings: page.settings.value }
  verbs()
    .keep({ head, choices, prepare: page.prepareChoices.value })
    .catch(() => {}) // Then it is not kept.
}

/** Opens the log that this browser keeps, with its result and edits. */
export async function continueKept(): Promise<void> {
  const { mine, signal } = begin()
  try {
    await (await import('./kept-actions.js')).openKept(mine, signal)
  } catch (error) {
    await fail(mine, error, 'drop')
  }
}

/** Takes the log that this browser keeps, its result and its edits away. */
export async function forgetKept(): Promise<void> {
  try {
    await (await import('./kept-actions.js')).forget()
  } catch (error) {
    await fail(turn, error, 'drop')
  }
}

export function backToStart(): void {
  begin()
  noteOpen(false)
  void keptHead().then((head) => {
    page.kept.value = head
  })
  batch(() => {
    page.face.value = 'drop'
    page.problem.value = null
    page.reading.value = null
  })
}

/** Shows a result with its edits. */
export async function show(found: DiscoverResult, key: string | null, edits: readonly Edit[]): Promise<void> {
  page.found.value = found
  page.editsKey.value = key
  const revised = edits.length === 0 ? found : await (await import('./edit-actions.js')).reviseFound(found, edits)
  // Taking over a large result and drawing it are two tasks, so that neither is long.
  await new Promise((resolve) => setTimeout(resolve))
  batch(() => {
    page.edits.value = edits
    page.shown.value = revised
    page.face.value = 'explore'
  })
  noteOpen(true)
}
