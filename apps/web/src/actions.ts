import type { DiscoverResult, Edit } from '@desirepath/core'
import { batch } from '@preact/signals'
import { assign, type ColumnRole, rolesOf, sessionColumn } from './columns.js'
import { keepEdits, keptEdits } from './edits-store.js'
import { type Engine, startEngine } from './engine/client.js'
import { estimateSeconds, resamplesOf } from './estimate.js'
import { forgetLog, keptHead, keptLog, noteOpen } from './kept.js'
import * as page from './page-state.js'
import { limitBytes, problemOf, tooLarge } from './problem.js'

let engine: Engine | null = null
let control: AbortController | null = null
/** Which opening, reading or search is the last one: what an earlier one brings is not shown. */
let turn = 0

/** The worker's verbs. */
export const verbs = () => (engine ??= startEngine()).verbs

/** A new work: the one before is stopped. */
function begin(): { mine: number; signal: AbortSignal } {
  control?.abort()
  control = new AbortController()
  return { mine: ++turn, signal: control.signal }
}

function fail(error: unknown, back: page.Face): void {
  const name = page.file.value?.name ?? 'the log'
  const told = problemOf(error, name, page.file.value?.blob.size ?? 0)
  // A worker that ended cannot go on: the next work starts a new one.
  if (told !== null && (told.code === 'INTERNAL' || told.kind === 'large')) {
    engine?.close()
    engine = null
  }
  batch(() => {
    page.problem.value = told
    page.face.value = back
    page.progress.value = null
    page.reading.value = null
    page.said.value = told === null ? 'Stopped.' : told.title
  })
}

/**
 * Opens what was dropped or chosen: a log, or the result of a search from before.
 *
 * @param everyNth of a log that does not fit: only every n-th customer
 */
export async function openFile(blob: Blob, name: string, everyNth = 1): Promise<void> {
  const { mine, signal } = begin()
  try {
    if (/\.json$/i.test(name) && (await (await import('./open-result.js')).openResult(blob, name))) return
  } catch (error) {
    if (mine === turn) fail(error, page.face.value === 'working' ? 'columns' : page.face.value)
    return
  }
  batch(() => {
    page.file.value = { blob, name }
    page.preview.value = null
    page.prepared.value = null
    page.problem.value = null
    page.found.value = null
    page.shown.value = null
    page.columns.value = { given: {}, without: [] }
    page.form.value = everyNth > 1 ? { everyNth } : {}
    page.settings.value = page.defaultSettings
    page.acceptedBad.value = false
  })
  if (blob.size > everyNth * limitBytes(/\.gz$/i.test(name))) {
    batch(() => {
      page.problem.value = tooLarge(name, blob.size)
      page.face.value = 'drop'
    })
    return
  }
  try {
    const preview = await verbs().open({ file: blob, name, options: {} }, { signal })
    if (mine !== turn) return
    batch(() => {
      page.preview.value = preview
      page.face.value = 'columns'
    })
  } catch (error) {
    if (mine === turn) fail(error, 'drop')
    return
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
      page.said.value = `${prepared.overview.description.events} events read.`
    })
  } catch (error) {
    if (mine !== turn) return
    page.prepared.value = null
    fail(error, 'columns')
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
    await show(found, prepared.logFingerprint, keptEdits(prepared.logFingerprint))
    keep(found, prepared.logFingerprint)
  } catch (error) {
    if (mine === turn) fail(error, 'columns')
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
  const head = page.kept.value
  batch(() => {
    page.problem.value = null
    page.face.value = 'working'
    page.progress.value = { title: `Opening ${head?.name ?? 'the last log'}`, share: 0, secondsLeft: null, steps: [] }
  })
  try {
    const onProgress = ({ done }: { done: number }) => {
      if (mine === turn && page.progress.value !== null) page.progress.value = { ...page.progress.value, share: done }
    }
    const restored = await verbs().restore(null, { signal, onProgress })
    if (mine !== turn) return
    if (restored === null) {
      const kept = await keptLog()
      if (mine !== turn) return
      page.face.value = 'drop'
      if (kept !== null) await openFile(kept.file, kept.name)
      return
    }
    const { file: blob, name, choices, preview, prepared, found } = restored
    batch(() => {
      page.file.value = { blob, name }
      page.columns.value = choices.columns
      page.form.value = choices.form
      page.settings.value = choices.settings
      page.preview.value = preview
      page.prepared.value = prepared
      page.acceptedBad.value = true
    })
    if (found === null) page.face.value = 'columns'
    else await show(found, prepared.logFingerprint, keptEdits(prepared.logFingerprint))
  } catch (error) {
    if (mine === turn) fail(error, 'drop')
  }
}

/** Takes the log that this browser keeps, its result and its edits away. */
export async function forgetKept(): Promise<void> {
  const key = page.kept.value?.editsKey
  if (key != null) keepEdits(key, [])
  page.kept.value = null
  page.said.value = 'Forgotten.'
  await forgetLog()
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
  const revised = edits.length === 0 ? found : await revised_(found, edits)
  // Taking over a large result and drawing it are two tasks, so that neither is long.
  await new Promise((resolve) => setTimeout(resolve))
  batch(() => {
    page.edits.value = edits
    page.shown.value = revised
    page.face.value = 'explore'
  })
  noteOpen(true)
}

async function revised_(found: DiscoverResult, edits: readonly Edit[]): Promise<DiscoverResult> {
  const result = page.prepared.value === null ? { result: found } : {}
  const { skipped, ...revised } = await verbs().revise({ edits, ...result })
  page.said.value =
    skipped.length > 0
      ? `${skipped.length} of ${edits.length} edits could not be made: ${skipped[0].reason}`
      : `${edits.length} edits`
  return revised
}

/** Shows the result with these edits. `taken`: those of them that came with a model file. */
export async function change(edits: readonly Edit[], taken: readonly Edit[] = []): Promise<void> {
  const found = page.found.value
  if (found === null || page.revising.value) return
  page.revising.value = true
  try {
    const revised = edits.length === 0 ? found : await revised_(found, edits)
    batch(() => {
      page.takenOver.value = taken
      page.edits.value = edits
      page.shown.value = revised
    })
    if (page.editsKey.value !== null) keepEdits(page.editsKey.value, edits)
  } finally {
    page.revising.value = false
  }
}

export const addEdits = (edits: readonly Edit[]) => change([...page.edits.value, ...edits])
/** Takes the last edits back. */
export const undo = (count: number) => change(page.edits.value.slice(0, page.edits.value.length - count))
