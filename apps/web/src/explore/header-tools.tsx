import { Icon, useStore } from '@desirepath/view/page'
import { useRef } from 'preact/hooks'
import { backToColumns, backToStart, undo } from '../actions.js'
import * as page from '../page-state.js'
import { exports } from './exports.js'

/** Undo, export, and the way back, in the header of the views. */
export function HeaderTools() {
  const store = useStore()
  const { edits, revising, preview } = page
  const menu = useRef<HTMLDetailsElement>(null)
  const phone = store.width.value === 'phone'
  const close = () => {
    if (menu.current?.open) {
      menu.current.open = false
      menu.current.querySelector('summary')?.focus()
    }
  }
  return (
    <>
      {edits.value.length > 0 && (
        <button
          type="button"
          class="button ghost icon-only"
          disabled={revising.value}
          aria-label={`Undo the last of ${edits.value.length} edits`}
          title={`Undo the last of ${edits.value.length} edits (Ctrl+Z)`}
          onClick={() => void undo()}
        >
          <UndoIcon />
        </button>
      )}
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
    </>
  )
}

function UndoIcon() {
  return (
    <svg class="icon" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" focusable="false">
      <path d="M5 2.500L2 5.500l3 3M2.500 5.500h6a3 3 0 0 1 0 6H6" />
    </svg>
  )
}
