import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'

/**
 * A button (`summary`) that opens a small area; Escape and a focus that goes elsewhere close it. What it holds exists
 * while it is open.
 *
 * `menu`: of plain choices: once opened its content stays, with what was chosen in it, and it closes as well where the
 * focus goes nowhere. `onOpen`: it was opened.
 */
export function Popover({
  className,
  button,
  label,
  summary,
  menu = false,
  onOpen,
  children
}: {
  className: string
  /** Classes of the button, and its name where its content tells none. */
  button: string
  label?: string
  summary: ComponentChildren
  menu?: boolean
  onOpen?: () => void
  children: (close: () => void, element: () => HTMLElement) => ComponentChildren
}) {
  const details = useRef<HTMLDetailsElement>(null)
  const [open, setOpen] = useState(false)
  const close = () => {
    if (!details.current?.open) return
    details.current.open = false
    details.current.querySelector('summary')?.focus()
  }
  return (
    <details
      class={className}
      ref={details}
      onToggle={(event) => {
        const now = event.currentTarget.open
        setOpen(now || (menu && open))
        if (now) onOpen?.()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !details.current?.open) return
        event.stopPropagation()
        close()
      }}
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (relatedTarget === null ? menu : !currentTarget.contains(relatedTarget as Node)) currentTarget.open = false
      }}
    >
      <summary class={button} aria-label={label} title={menu ? undefined : label}>
        {summary}
      </summary>
      {open && <div class={menu ? 'menu-list' : 'popover-body'}>{children(close, () => details.current!)}</div>}
    </details>
  )
}
