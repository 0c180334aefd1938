import { batch } from '@preact/signals'
import { isLast, openFile, show, verbs } from './actions.js'
import { keptEdits } from './edits-store.js'
import { keepEdits } from './keep-edits.js'
import { forgetLog, keptLog } from './kept-log.js'
import * as page from './page-state.js'

/** Opens the log that this browser keeps as the work `mine`. */
export async function openKept(mine: number, signal: AbortSignal): Promise<void> {
  const head = page.kept.value
  batch(() => {
    page.problem.value = null
    page.face.value = 'working'
    page.progress.value = { title: `Opening ${head?.name ?? 'the last log'}`, share: 0, secondsLeft: null, steps: [] }
  })
  const onProgress = ({ done }: { done: number }) => {
    if (isLast(mine) && page.progress.value !== null) page.progress.value = { ...page.progress.value, share: done }
  }
  const restored = await verbs().restore(null, { signal, onProgress })
  if (!isLast(mine)) return
  if (restored === null) {
    const kept = await keptLog()
    if (!isLast(mine)) return
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
}

/** Takes the log that this browser keeps, its result and its edits away. */
export async function forget(): Promise<void> {
  const key = page.kept.value?.editsKey
  if (key != null) keepEdits(key, [])
  page.kept.value = null
  page.said.value = 'Forgotten.'
  await forgetLog()
}
