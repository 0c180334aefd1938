import { useRef, useState } from 'preact/hooks'
import { Icon } from './icon.js'
import { SaveChoices, type Saved } from './save-choices.js'

/** A view's numbers as CSV or JSON, and its picture as SVG or PNG: one small menu. */
export function SaveTools<Row>(saved: Saved<Row>) {
  const menu = useRef<HTMLDetailsElement>(null)
  const [open, setOpen] = useState(false)
  const close = () => {
    if (!menu.current?.open) return
    menu.current.open = false
    menu.current.querySelector('summary')?.focus()
  }
  return (
    <details
      class="popover save-tools no-print"
      ref={menu}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !menu.current?.open) return
        event.stopPropagation()
        close()
      }}
      onFocusOut={(event) => {
        const to = event.relatedTarget as Node | null
        if (to !== null && menu.current && !menu.current.contains(to)) menu.current.open = false
      }}
    >
      <summary class="button small icon-only" aria-label="Copy or save" title="Copy or save">
        <Icon name="download" />
      </summary>
      {open && (
        <div class="popover-body">
          <SaveChoices
            {...saved}
            card={() => menu.current!.closest(saved.within ?? '.card, .table-block')!}
            onChosen={close}
          />
        </div>
      )}
    </details>
  )
}
