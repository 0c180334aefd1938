import type { BehindFigure } from '@desirepath/core'
import type { ComponentChildren } from 'preact'
import { useStore } from '../context.js'

/** A number whose sessions are one click away where the log is at hand; else the plain number. */
export function Behind({
  figure,
  title,
  count,
  children
}: {
  figure: BehindFigure
  /** What the number counts, as the title of the list. */
  title: string
  /** Nothing stands behind 0. */
  count: number
  children: ComponentChildren
}) {
  const store = useStore()
  if (store.log === null || count === 0) return <>{children}</>
  return (
    <button
      type="button"
      class="behind"
      title={`Sessions: ${title}`}
      aria-haspopup="dialog"
      onClick={(event) => {
        event.stopPropagation()
        store.behind.value = { figure, title }
      }}
    >
      {children}
    </button>
  )
}
