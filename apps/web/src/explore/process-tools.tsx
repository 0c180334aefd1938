import type { Edit } from '@desirepath/core'
import { activityName, countOf, Icon, plainName, type Store, useStore } from '@desirepath/view/page'
import { useEffect, useRef, useState } from 'preact/hooks'
import * as page from '../page-state.js'
import { recordEdits, sayEdit } from './history.js'

function edit(store: Store, change: Edit): void {
  recordEdits(store, sayEdit(change), [change])
  void import('../edit-actions.js').then(({ addEdits }) => addEdits([change]))
}

/** Names of a process' activities: how an edit says which process is meant. */
function namesOf(store: Store, process: number): string[] {
  return store.model.members[process].map((activity) => store.model.activities[activity].name)
}

/** Beside "Open process": the dialog to rename it, to split off a part, to make hubs of activities. */
export function ProcessTools({ process }: { process: number }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" class="button small" disabled={page.revising.value} onClick={() => setOpen(true)}>
        Rename or split
      </button>
      {open && <EditDialog process={process} onClose={() => setOpen(false)} />}
    </>
  )
}

function EditDialog({ process, onClose }: { process: number; onClose: () => void }) {
  const store = useStore()
  const { model } = store
  const dialog = useRef<HTMLDialogElement>(null)
  const [name, setName] = useState(model.processes[process].name)
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const [partName, setPartName] = useState('')
  const members = model.members[process]
  const withLog = page.prepared.value !== null
  useEffect(() => {
    dialog.current?.showModal()
    dialog.current?.querySelector('input')?.select()
  }, [])
  const close = () => {
    dialog.current?.close()
    onClose()
  }
  const rename = () => {
    close()
    if (name.trim() !== '' && name.trim() !== model.processes[process].name)
      edit(store, { kind: 'rename', process: namesOf(store, process), name: name.trim() })
  }
  const part = [...chosen].map((activity) => model.activities[activity].name)
  const toggle = (activity: number) => {
    const next = new Set(chosen)
    if (!next.delete(activity)) next.add(activity)
    setChosen(next)
  }
  return (
    <dialog class="help edit" ref={dialog} aria-labelledby="edit-title" onClose={onClose}>
      <div class="panel-title">
        <h2 id="edit-title">
          Edit <bdi>{model.processLabels[process]}</bdi>
        </h2>
        <button type="button" class="button ghost icon-only" aria-label="Close" onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      <form
        class="edit-name"
        onSubmit={(event) => {
          event.preventDefault()
          rename()
        }}
      >
        <label>
          Name
          <input
            type="text"
            value={name}
            maxLength={120}
            spellcheck={false}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button primary">
          Rename
        </button>
      </form>
      <fieldset class="edit-steps">
        <legend>Activities to split off, or to make hubs of</legend>
        <div class="edit-list">
          {members.map((activity) => (
            <label key={activity}>
              <input type="checkbox" checked={chosen.has(activity)} onChange={() => toggle(activity)} />
              <span class="mono">
                <bdi>{activityName(model.activities[activity].name)}</bdi>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      {!withLog && <p class="note">This result was opened without its log: only names can change.</p>}
      {chosen.size > 0 && withLog && chosen.size < members.length && (
        <label class="edit-part">
          Name of the new process
          <input
            type="text"
            value={partName}
            placeholder="by its words"
            maxLength={120}
            spellcheck={false}
            onInput={(event) => setPartName(event.currentTarget.value)}
          />
        </label>
      )}
      <div class="buttons">
        <button
          type="button"
          class="button"
          disabled={!withLog || chosen.size === 0 || chosen.size === members.length}
          onClick={() => {
            close()
            const fresh = partName.trim()
            edit(store, {
              kind: 'split',
              process: namesOf(store, process),
              part,
              ...(fresh !== '' && { name: fresh })
            })
          }}
        >
          {chosen.size === 0 ? 'Split off' : `Split off ${countOf(chosen.size, 'activity', 'activities')}`}
        </button>
        <button
          type="button"
          class="button"
          disabled={!withLog || chosen.size === 0}
          title="A hub is shared by many processes and part of none"
          onClick={() => {
            close()
            edit(store, { kind: 'hub', activities: part })
          }}
        >
          {chosen.size === 0 ? 'Make hubs' : `Make ${countOf(chosen.size, 'hub')}`}
        </button>
      </div>
    </dialog>
  )
}

/** Makes one process of those selected; it keeps the name of the largest. */
export function MergeButton({ processes }: { processes: readonly number[] }) {
  const store = useStore()
  if (page.prepared.value === null || processes.length < 2) return null
  const ordered = [...processes].sort((a, b) => a - b)
  return (
    <button
      type="button"
      class="button primary small"
      disabled={page.revising.value}
      title={`They become one process, called ${plainName(store.model.processNames[ordered[0]], 40)}`}
      onClick={() => edit(store, { kind: 'merge', processes: ordered.map((id) => namesOf(store, id)) })}
    >
      Merge the {countOf(processes.length, 'process', 'processes')}
    </button>
  )
}
