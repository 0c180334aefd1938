import { countOf, formatNumber, Icon, Segmented, useStore } from '@desirepath/view/page'
import { useRef, useState } from 'preact/hooks'
import { backToColumns, backToStart } from '../actions.js'
import * as page from '../page-state.js'
import { type Extent, exports } from './exports.js'

/** Export, and the way back, in the header of the views. */
export function HeaderTools() {
  const store = useStore()
  const { preview } = page
  const menu = useRef<HTMLDetailsElement>(null)
  const [extent, setExtent] = useState<Extent>('shown')
  const { filters, left, counting } = store
  const filtered = filters.value.length > 0
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
        {filtered && (
          <div class="menu-extent">
            <Segmented
              label="What is saved"
              choices={[
                { value: 'shown', label: 'What is shown' },
                { value: 'all', label: 'Everything' }
              ]}
              value={extent}
              onChange={setExtent}
            />
            <p class="note">
              {extent === 'all'
                ? 'Of all sessions, whatever is filtered.'
                : left.value === null
                  ? 'Lists without what is out of sight; the report and the result hold it.'
                  : `Counted for ${formatNumber(left.value.count)} of ${countOf(left.value.of, 'session')}; the file names the filters.`}
            </p>
          </div>
        )}
        {exports.map((item) => (
          <button
            type="button"
            key={item.label}
            disabled={counting.value || (item.needsModel && page.shown.value?.model.vectors === '')}
            onClick={async () => {
              close()
              store.announcement.value = await item.save(store, extent)
            }}
          >
            {item.label}
            <span class="soft">
              {item.note}
              {filtered && extent === 'shown' && item.needsModel && '; of everything'}
            </span>
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
  )
}
