import { Icon, useStore } from '@desirepath/view/page'
import { useRef, useState } from 'preact/hooks'
import { backToColumns, backToStart } from '../actions.js'
import * as page from '../page-state.js'
import { ExportChoices } from './export-choices.js'

/** Export, and the way back, in the header of the views. */
export function HeaderTools() {
  const store = useStore()
  const menu = useRef<HTMLDetailsElement>(null)
  // What was chosen in the menu stays when it is closed.
  const [opened, setOpened] = useState(false)
  const phone = store.width.value === 'phone'
  const close = () => {
    if (menu.current?.open) {
      menu.current.open = false
      menu.current.querySelector('summary')?.focus()
    }
  }
  return (
    <details
      class="menu"
      ref={menu}
      onToggle={() => setOpened(true)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !menu.current?.open) return
        event.stopPropagation()
        close()
      }}
      onFocusOut={(event) => {
        if (!menu.current?.contains(event.relatedTarget as Node | null) && menu.current) menu.current.open = false
      }}
    >
      <summary class="button" aria-label="Export and files">
        {phone ? <Icon name="download" /> : 'Export'} <Icon name="chevron" size={12} />
      </summary>
      <div class="menu-list">
        {opened && <ExportChoices onChosen={close} />}
        <hr />
        {page.preview.value !== null && (
          <button type="button" onClick={backToColumns}>
            Columns and settings
            <span class="soft">of this log</span>
          </button>
        )}
        <button type="button" onClick={backToStart}>
          Another log
        </button>
      </div>
    </details>
  )
}
