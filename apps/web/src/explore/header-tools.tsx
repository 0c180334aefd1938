import { Icon, useStore } from '@desirepath/view/page'
import { useRef } from 'preact/hooks'
import { backToColumns, backToStart } from '../actions.js'
import * as page from '../page-state.js'
import { exports } from './exports.js'

/** Export, and the way back, in the header of the views. */
export function HeaderTools() {
  const store = useStore()
  const { preview } = page
  const menu = useRef<HTMLDetailsElement>(null)
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
        {exports.map((item) => (
          <button
            type="button"
            key={item.label}
            disabled={item.needsModel && page.shown.value?.model.vectors === ''}
            onClick={async () => {
              close()
              store.announcement.value = await item.save()
            }}
          >
            {item.label}
            <span class="soft">{item.note}</span>
          </button>
        ))}
        {store.filters.value.length > 0 && (
          <p class="menu-note note">Of all sessions: filters do not change what is saved.</p>
        )}
        <hr />
        {preview.value !== null && (
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
