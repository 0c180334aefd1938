import { type Discovery, InputError, parseModel } from '@desirepath/core'
import { show } from './actions.js'
import { keptEdits } from './edits-store.js'
import { build, keepLog } from './kept-log.js'
import * as page from './page-state.js'

/** @returns whether the file is a result or a model, and was taken */
export async function openResult(blob: Blob, name: string): Promise<boolean> {
  // A log may be large and called so, too.
  if (!(await blob.slice(0, 400).text()).includes('"desirepath/')) return false
  let value: Partial<Discovery>
  const text = await blob.text()
  try {
    value = JSON.parse(text)
  } catch {
    return false // JSON lines, perhaps
  }
  if (value?.format === ('desirepath/model' as string)) {
    const model = parseModel(text)
    if (page.found.value === null) {
      page.problem.value = {
        kind: 'error',
        title: `${name} is a model file`,
        text: 'It holds names and vectors, but no log. Open the log and find its processes first; then drop this file to take its names over.',
        lines: [],
        code: 'BAD_MODEL'
      }
    } else
      await (await import('./edit-actions.js')).change([...page.edits.value, ...(model.edits ?? [])], model.edits ?? [])
    return true
  }
  if (value?.format !== 'desirepath/discovery') return false
  if (value.version !== 1) {
    throw new InputError('BAD_MODEL', `${name} has version ${value.version}.`, 'This page reads version 1.')
  }
  const discovery = value as Discovery
  page.file.value = { blob, name }
  page.preview.value = null
  page.prepared.value = null
  page.problem.value = null
  const model = {
    format: 'desirepath/model' as const,
    version: 1 as const,
    fingerprint: discovery.fingerprint,
    activities: [],
    processes: [],
    dimensions: 1,
    vectors: ''
  }
  const key = discovery.fingerprint
  await show({ discovery, model }, key, keptEdits(key))
  const head = { name, events: discovery.log.events, processes: discovery.processes.length, editsKey: key }
  void keepLog(head, { file: blob, name, choices: null, prepare: null, found: null, build })
  return true
}
