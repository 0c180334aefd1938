import { type Discovery, type DiscoveryModel, InputError, parseModel } from '@desirepath/core'
import { show } from './actions.js'
import { keptEdits } from './edits-store.js'
import { build, keepLog } from './kept-log.js'
import * as page from './page-state.js'

/** @returns whether the file is a result or a model, and was taken */
export async function openResult(blob: Blob, name: string): Promise<boolean> {
  // A log may be large and called so, too.
  if (!(await blob.slice(0, 400).text()).includes('"desirepath/')) return false
  let value: Partial<Discovery | DiscoveryModel>
  const text = await blob.text()
  try {
    value = JSON.parse(text)
  } catch {
    return false // JSON lines, perhaps
  }
  if (value?.format === 'desirepath/model') {
    const model = parseModel(text)
    // Onto processes that are shown, a model brings its names.
    if (page.face.value === 'explore' && page.found.value !== null)
      await (await import('./edit-actions.js')).change([...page.edits.value, ...(model.edits ?? [])], model.edits ?? [])
    else if (model.discovery !== undefined) await open(blob, name, model.discovery, model)
    else
      throw new InputError(
        'BAD_MODEL',
        `${name} is a model file without figures.`,
        'It holds names and vectors, but nothing to draw. Open the log and find its processes first; then drop this file to take its names over.'
      )
    return true
  }
  if (value?.format !== 'desirepath/discovery') return false
  if (value.version !== 1) {
    throw new InputError('BAD_MODEL', `${name} has version ${value.version}.`, 'This page reads version 1.')
  }
  const discovery = value as Discovery
  const { fingerprint } = discovery
  const head = { format: 'desirepath/model', version: 1, fingerprint } as const
  await open(blob, name, discovery, { ...head, activities: [], processes: [], dimensions: 1, vectors: '' })
  return true
}

/** Shows a result without its log. */
async function open(blob: Blob, name: string, discovery: Discovery, model: DiscoveryModel): Promise<void> {
  page.file.value = { blob, name }
  page.preview.value = null
  page.prepared.value = null
  page.problem.value = null
  const key = discovery.fingerprint
  await show({ discovery, model }, key, keptEdits(key))
  const head = { name, events: discovery.log.events, processes: discovery.processes.length, editsKey: key }
  void keepLog(head, { file: blob, name, choices: null, prepare: null, found: null, build })
}
