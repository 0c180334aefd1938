import { useEffect, useRef } from 'preact/hooks'
import { useStore } from '../context.js'
import { Icon } from '../parts/icon.js'

const keys: [string, string][] = [
  ['/', 'Find a process or activity'],
  ['← ↑ → ↓', 'In the list: next row. On the map: nearest point'],
  ['Enter', 'Select; once more: open'],
  ['f', 'Keep only what is selected'],
  ['x', 'Hide what is selected'],
  ['Ctrl + z', 'Undo: selection, filter, name, colour; with Shift: redo'],
  ['Space, l', 'On the map: mark a point, lasso'],
  ['Shift + Enter', 'Add to the selection'],
  ['Esc', 'One level back'],
  ['t', 'Map and table in turn'],
  ['1 to 5', 'Map, hand-overs, over time, table, sessions'],
  ['[ and ]', 'Process before, next process'],
  ['+ − 0', 'On the map: zoom in, out, fit'],
  ['?', 'This help']
]

/** Keys, and what the words mean. */
export function Help() {
  const { help, singleKeys, model } = useStore()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const element = dialog.current
    if (help.value && element && !element.open) element.showModal()
  }, [help.value])
  if (!help.value) return null
  const close = () => {
    help.value = false
  }
  return (
    <dialog class="help no-print" ref={dialog} aria-labelledby="help-title" onClose={close} onCancel={close}>
      <div class="panel-title">
        <h2 id="help-title">Keys and words</h2>
        <button type="button" class="button ghost icon-only" aria-label="Close" onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      <dl class="keys">
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input
          type="checkbox"
          checked={singleKeys.value}
          onChange={(event) => {
            singleKeys.value = event.currentTarget.checked
          }}
        />
        Single keys are on
      </label>
      <dl class="words">
        <dt>Process</dt>
        <dd>A group of activities that {model.who.many} use together, found from the log alone.</dd>
        <dt>Hub</dt>
        <dd>An activity that many processes share, such as a login. It belongs to none of them.</dd>
        <dt>Run</dt>
        <dd>
          Two or more events of a process in a session. Hubs are skipped; an interruption of up to two events does not
          split it.
        </dd>
        <dt>Completed</dt>
        <dd>The run reached a step at which the process usually ends.</dd>
        <dt>Stability</dt>
        <dd>How much of a process is found again when cases are drawn anew, 0 to 1. Below 0.60 it is tentative.</dd>
      </dl>
    </dialog>
  )
}
